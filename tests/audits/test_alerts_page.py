"""The page of the audit of watchlists, in both languages."""

import re
from xml.etree import ElementTree

import pytest

from custodes.audits.alerts import Band, Group, Scenario, audit, audit_trials, plain
from custodes.audits.alerts.trials import load_trials
from custodes.audits.results import Result
from custodes.dossier.audit_views import Section, finding_view
from custodes.dossier.edition import Edition
from custodes.dossier.words import LANGUAGES, InterfaceLanguage, load_words
from custodes.release import public

SCENARIO = Scenario(
    passers_by=Band(5_000, 20_000),
    listed=Band(0, 0.001),
    found=Band(0.7, 0.9),
    false_match_rate=Band(1e-9, 1e-7),
    list_size=Band(1_000, 1_000),
    groups=(Group("women", Band(0.5, 0.5), Band(2, 5)), Group("men", Band(0.5, 0.5))),
)


def sections(result: Result, language: InterfaceLanguage = "en") -> list[Section]:
    edition = Edition(public("test", [(result.finding, result.files)]), language)
    return list(finding_view(edition, edition.released.findings[0]).sections)


def dots(svg: str) -> dict[str, int]:
    """How many dots of each kind are drawn: one ring or disc is two arcs."""
    found = {}
    for kind in ("fin", "sin", "wrong"):
        paths = re.findall(rf'<path class="{kind}" d="([^"]*)"', svg)
        found[kind] = sum(len(re.findall(r"0 1 0 [\d.]+ 0a", data)) for data in paths)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", load_trials())
def test_every_trial_has_a_page(name: str, language: InterfaceLanguage) -> None:
    drawn = sections(audit_trials([name]), language)
    if name != "npl-2023":
        assert drawn
    for section in drawn:
        for figure in section.figures:
            for svg in (figure.wide, figure.narrow):
                ElementTree.fromstring(str(svg))
        for row in section.rows:
            assert len(row) == len(section.columns)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_scenario_has_a_page(language: InterfaceLanguage) -> None:
    drawn = sections(audit(SCENARIO), language)
    assert len(drawn) == 5
    names = [figure.name for section in drawn for figure in section.figures]
    assert names == ["of-1000-alarms", "what-decides", "how-rare", "who-bears-them"]
    for section in drawn:
        for row in section.rows:
            assert len(row) == len(section.columns)


def test_south_wales_is_drawn_with_77_right_21_open_and_902_wrong() -> None:
    first, *_ = sections(audit_trials(["south-wales-2017"]))
    figure = first.figures[0]
    assert dots(str(figure.wide)) == {"fin": 77, "sin": 21, "wrong": 902}
    assert dots(str(figure.narrow)) == {"fin": 77, "sin": 21, "wrong": 902}
    assert "77 to 98 of 1,000 are right" in str(figure.title)


def test_exact_and_simulated_are_a_thousand_dots_each() -> None:
    first, *_ = sections(audit(SCENARIO))
    assert sum(dots(str(first.figures[0].wide)).values()) == 2000


def test_no_drawing_carries_a_style_or_an_unescaped_name() -> None:
    groups = (Group("<b>&", Band(0.5, 0.5)), Group('"q"', Band(0.5, 0.5)))
    import dataclasses

    drawn = sections(audit(dataclasses.replace(SCENARIO, groups=groups)))
    markup = "".join(
        str(figure.wide) + str(figure.narrow) for section in drawn for figure in section.figures
    )
    assert "style=" not in markup
    assert "<b>" not in markup
    assert "&lt;b&gt;&amp;" in markup
    cells = "".join(str(cell) for section in drawn for row in section.rows for cell in row)
    assert "<b>" not in cells


def test_every_figure_and_parameter_is_labelled_in_both_languages() -> None:
    results = [audit(SCENARIO), *(audit_trials([name]) for name in load_trials())]
    for language in LANGUAGES:
        words = load_words(language)
        for result in results:
            for name in result.finding.figures:
                assert f"audit.alerts.figure.{name}" in words, name
            for name in result.finding.parameters:
                assert f"audit.alerts.parameter.{name}" in words, name


# how figures are written


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.0767, 0.0984, "7.7 to 9.8%"),
        (0.99116, 0.99769, "99.1 to 99.8%"),
        (0.0111, 0.99979, "1.1 to 99.98%"),
        (0, 1, "0 to 100%"),
        (0.89, 0.89, "89%"),
        (1e-6, 0.5, "0.0001 to 50%"),
    ],
)
def test_shares_are_told_with_few_digits_and_near_one_with_more(
    low: float, high: float, said: str
) -> None:
    assert plain.percent(low, high)["en"] == said


@pytest.mark.parametrize(
    ("value", "said"), [(0.0019, "0.0019"), (13.33, "13"), (4865, "4,900"), (0, "0"), (444, "440")]
)
def test_numbers_are_told_without_exponents(value: float, said: str) -> None:
    assert plain.number(value) == said


def test_rounding_outward_never_narrows_and_keeps_what_is_short_already() -> None:
    assert plain.outward(0.123456, 7.65432, 3) == (0.123, 7.66)
    assert plain.outward(0.5, 0.5) == (0.5, 0.5)
    assert plain.outward(0.0007, 1500) == (0.0007, 1500)
    assert plain.outward_percent(0.0111298, 0.999791) == (1.11, 99.9791)
    low, high = plain.outward_percent(0.991163, 0.997687)
    assert low <= 99.1163
    assert high >= 99.7687
