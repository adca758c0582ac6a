"""linkage on synthetic people: what it finds, against oracles, the published fall, and again."""

import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custodes.audits import AuditError, Result, recompute
from custodes.audits.linkage import audit, measuring
from custodes.audits.linkage.coarsening import Records
from custodes.audits.linkage.joining import joins
from custodes.audits.linkage.observing import DataSet, load_data_sets, observed
from custodes.audits.linkage.published import (
    Fall,
    fitted_exponent,
    largest_gap,
    published_exponent,
    published_share,
)
from custodes.audits.population import grid, simulate
from custodes.audits.results import parameter
from custodes.audits.sourced import load_figures
from custodes.case import Case
from custodes.dossier import write_findings
from custodes.dossier.words import load_words
from custodes.model import from_json, to_json
from custodes.release import public


@cache
def small() -> Result:
    return audit(people=1_500, days=7, seed=3, draws=2)


def test_the_published_formula_gives_the_losses_that_are_quoted_of_the_article() -> None:
    assert published_exponent(4) == pytest.approx(0.129)
    assert 0.95 - published_share(0.95, 2, 4) == pytest.approx(0.093, abs=0.001)
    assert 0.95 - published_share(0.95, 2, 10) == pytest.approx(0.062, abs=0.001)
    assert published_share(0.95, 10**9, 4) == 0


def test_figures_whose_article_was_not_read_are_no_defaults() -> None:
    figures = load_figures("linkage")
    assert figures.default("unique_at_four").quantity.low == 95
    with pytest.raises(AuditError, match="no default"):
        figures.default("exponent_offset")


@given(st.floats(0.3, 1), st.floats(0.02, 0.4))
def test_the_fit_finds_the_exponent_that_made_the_curve(finest: float, exponent: float) -> None:
    falls = [Fall(x, finest + 1 - x**exponent) for x in (1, 2, 4, 8, 24, 96)]
    assert fitted_exponent(falls) == pytest.approx(exponent, abs=0.0006)


def test_the_largest_gap_has_its_sign_and_place() -> None:
    falls = [Fall(x, published_share(0.9, x, 4)) for x in (1.0, 2.0, 4.0)]
    falls.append(Fall(8.0, published_share(0.9, 8, 4) - 0.2))
    gap, where = largest_gap(falls, 4)
    assert gap == pytest.approx(-0.2)
    assert where.coarser == 8


def test_the_fall_with_resolution_has_the_published_shape() -> None:
    finding = small().finding
    ours, theirs = finding.figures["exponent"].low, finding.figures["exponent_published"].low
    assert theirs == 0.129
    assert ours is not None
    assert 0.5 * theirs < ours < 2 * theirs
    by_hours: dict[object, list[float]] = {}
    for row in finding.tables["by_resolution"].rows:
        assert isinstance(row[3], float)
        by_hours.setdefault(row[1], []).append(row[3])
    assert sorted(map(len, by_hours.values())) == [5, 5, 5, 5]
    for shares in by_hours.values():
        assert shares == sorted(shares, reverse=True)


def test_more_points_and_more_data_sets_single_out_more() -> None:
    figures = small().finding.figures
    lows = [figures[f"unique_{points}"].low or 0 for points in (1, 2, 3, 4)]
    assert lows == sorted(lows)
    assert lows[3] > 90
    highs = [figures[f"joined_{count}"].high or 0 for count in ("one", "two", "three")]
    assert highs == sorted(highs)
    assert len(small().finding.tables["joins"].rows) == 14


def test_the_same_seed_gives_the_same_finding_and_another_seed_another() -> None:
    again = audit(people=1_500, days=7, seed=3, draws=2)
    assert again.finding == small().finding
    other = audit(people=1_500, days=7, seed=4, draws=2)
    assert other.finding.figures != small().finding.figures


def test_it_recomputes_from_what_it_names(tmp_path: Path) -> None:
    result = audit(people=300, days=3, seed=2, points=2, draws=1, events_a_day=9, cell_metres=250)
    assert parameter(result.finding, "events_a_day")["phones"] == 9
    with Case.create(tmp_path / "case") as case:
        case.keep_finding(result.finding, result.files)
        (kept,) = case.findings()
        assert recompute(kept, case).finding == result.finding


def test_every_value_that_went_in_without_a_source_is_called_an_assumption() -> None:
    finding = small().finding
    for name in ("events_a_day", "cells_metres", "width_km", "mobility"):
        assert "assumption, no source" in finding.sources[name]
    assert "not seen" in finding.sources["events_a_day"]
    assert any("read in works that quote" in said["en"] for said in finding.assumptions)


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(st.integers(0, 7), st.integers(0, 5), st.integers(0, 3)), min_size=1, max_size=60
    ),
    st.lists(
        st.tuples(st.integers(0, 7), st.integers(0, 5), st.integers(0, 3)), min_size=1, max_size=60
    ),
)
def test_all_points_of_joined_data_sets_single_out_whom_sets_say(
    one: list[tuple[int, int, int]], other: list[tuple[int, int, int]]
) -> None:
    """With as many points known as anyone has, nothing is left to chance."""
    data_sets = {}
    for name, rows in (("a", one), ("b", other)):
        person, hour, place = np.array(rows).T
        data_sets[name] = Records(person, hour, place, 8, 4)
    held = {
        name: [{(hour, place) for one, hour, place in rows if one == person} for person in range(8)]
        for name, rows in (("a", one), ("b", other))
    }
    for join in joins(data_sets, [16], seed=1, draws=1):
        asked = [p for p in range(8) if all(held[name][p] for name in join.names)]
        unique = [
            person
            for person in asked
            if [
                fitting
                for fitting in range(8)
                if all(held[name][person] <= held[name][fitting] for name in join.names)
            ]
            == [person]
        ]
        assert join.unicity.measured == len(asked)
        assert join.unicity.unique.tolist() == [[len(unique)]]


def test_a_data_set_sees_people_where_they_stay_and_as_often_as_it_says() -> None:
    stays = simulate(400, 5, 1, grid(2))
    seen = observed(stays, DataSet("phones", 6.0, 500, {"en": "phones", "zh": "手机"}), 9)
    assert len(seen.person) == pytest.approx(400 * 5 * 6, rel=0.05)
    assert ((seen.hour % 24 >= 7) & (seen.hour % 24 < 23)).all()
    assert seen.hour.max() < 5 * 24
    cells = np.floor(stays.places / 500).astype(int)
    assert seen.cells is not None
    for row in range(0, len(seen.person), 97):
        person, hour = seen.person[row], seen.hour[row]
        mine = slice(stays.first[person], stays.first[person + 1])
        began = stays.start[mine]
        possible = [
            place
            for place, start, until in zip(
                stays.place[mine], began, [*began[1:], np.inf], strict=True
            )
            if start < (hour + 1) * 60 and until > hour * 60
        ]
        assert seen.cells[seen.place[row]].tolist() in cells[possible].tolist()


def test_the_data_sets_of_the_file_are_whole_and_called_assumptions() -> None:
    assert list(load_data_sets()) == ["phones", "payments", "transport"]
    text = files("custodes.audits").joinpath("linkage", "data_sets.toml").read_text("utf-8")
    assert "no source" in text
    assert tomllib.loads(text)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"people": 99}, "at least 100 people"),
        ({"people": 200, "points": 0}, "points lies between"),
        ({"people": 200, "draws": 0}, "draws lies between"),
        ({"people": 200, "events_a_day": 0.0}, "events a person and day"),
        ({"people": 200, "width_km": 900.0}, "wide"),
        ({"people": 200, "days": 0}, "days"),
        ({"people": 200, "seed": -1}, "seed"),
    ],
)
def test_impossible_values_are_refused(options: dict[str, float], words: str) -> None:
    with pytest.raises(AuditError, match=words):
        audit(**options)  # type: ignore[arg-type]


def test_of_very_many_people_some_are_drawn_and_looked_for_among_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    random = np.random.default_rng(2)
    person = np.repeat(np.arange(3_000), 12)
    records = Records(
        person, random.integers(0, 200, person.size), random.integers(0, 20, person.size), 3_000, 20
    )
    whole = measuring.measure(records, 2, 1, 1)
    monkeypatch.setattr(measuring, "LARGEST_WHOLE", 2_000)
    monkeypatch.setattr(measuring, "SAMPLE_OF_LARGER", 500)
    sampled = measuring.measure(records, 2, 1, 1)
    assert {at.unique.measured for at in sampled.by_resolution} == {500}
    assert (sampled.people, sampled.by_points.crowd) == (3_000, 3_000)
    low, high = sampled.by_points.band(2)
    assert low < whole.by_points.share(2) < high
    assert high - low > 2 * (whole.by_points.band(2)[1] - whole.by_points.band(2)[0])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_shows_each_figure_in_both_widths_and_languages(
    tmp_path: Path, language: str
) -> None:
    finding = from_json(type(small().finding), to_json(small().finding))
    page = write_findings(public("x", [(finding, {})]), tmp_path / "out", language)  # type: ignore[arg-type]
    html = page.read_text(encoding="utf-8")
    for name in ("by-points", "by-resolution", "joins"):
        assert (tmp_path / "out" / "audits" / "linkage-1" / f"{name}.svg").is_file()
        assert f"{name}.png" in html
    assert html.count('<svg class="wide"') == html.count('<svg class="narrow"') == 3
    assert "audit.linkage" not in html
    assert "style=" not in html
    words = load_words(language)
    named = [f"figure.{name}" for name in finding.figures]
    named += [f"parameter.{name}" for name in finding.parameters]
    assert not [name for name in named if f"audit.linkage.{name}" not in words]
