"""What all audits share: results, words, sourced figures, exact intervals, and their places."""

from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.audits import AuditError, Result, binomial, kinds, make_result, recompute, sourced
from custodes.audits import wording as phrases
from custodes.audits.results import parameter
from custodes.case import Case
from custodes.model import Finding, Quantity


def result(**parameters: object) -> Result:
    return make_result(
        "worksheet",
        "1",
        parameters=parameters,
        sources={},
        figures={"share": Quantity(1, 2, "%")},
        title={"en": "?", "zh": "？"},
        words={"en": ".", "zh": "。"},
        files={"map.svg": b"<svg/>"},
    )


def test_the_same_parameters_in_any_order_make_the_same_finding() -> None:
    one, other = result(a=1, b=[2.5, {"c": "d"}]), result(b=[2.5, {"c": "d"}], a=1)
    assert one.finding == other.finding
    assert result(a=2, b=1).finding.identifier != one.finding.identifier
    assert parameter(one.finding, "b") == [2.5, {"c": "d"}]


def test_a_parameter_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        result(a=float("nan"))


def test_a_finding_of_an_unknown_audit_says_which_there_are(tmp_path: Path) -> None:
    with (
        Case.create(tmp_path / "case") as case,
        pytest.raises(AuditError, match=r"'astrology'.*does not have"),
    ):
        recompute(Finding("0" * 16, "astrology", "1"), case)


@pytest.mark.parametrize("kind", kinds())
def test_every_audit_has_the_functions_and_words_that_the_room_promises(kind: str) -> None:
    import importlib

    module = importlib.import_module(f"custodes.audits.{kind}.audit")
    assert callable(module.audit)
    assert callable(module.recompute)
    assert module.VERSION
    if files("custodes.audits").joinpath(kind, "words.toml").is_file():
        assert phrases.load_phrases(kind).entries


@pytest.mark.parametrize("kind", kinds())
def test_every_sourced_figure_has_its_place_and_only_seen_ones_are_defaults(kind: str) -> None:
    if not files("custodes.audits").joinpath(kind, "sources.toml").is_file():
        pytest.skip(f"{kind} has no sourced figures")
    figures = sourced.load_figures(kind)
    assert figures
    for name, figure in figures.items():
        assert figure.where
        assert figure.source.title
        assert figure.source.year > 1850
        if figure.source.primary_seen:
            assert figures.default(name) is figure
        else:
            assert "not seen" in figure.citation
            with pytest.raises(AuditError, match="no default"):
                figures.default(name)


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        (234, 2685, 0.0767, 0.0984),
        (8, 10, 0.4439, 0.9748),
        (4, 6, 0.2228, 0.9567),
        (0, 3, 0, 0.7076),
    ],
)
def test_the_interval_of_a_count_is_clopper_and_pearsons(
    successes: int, trials: int, low: float, high: float
) -> None:
    found = binomial.clopper_pearson(successes, trials)
    assert found == pytest.approx((low, high), abs=1e-4)


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_counted_share_and_mirrors(count: tuple[int, int]) -> None:
    part, whole = count
    low, high = binomial.clopper_pearson(part, whole)
    assert 0 <= low <= part / whole <= high <= 1
    mirrored = binomial.clopper_pearson(whole - part, whole)
    assert mirrored == pytest.approx((1 - high, 1 - low), abs=1e-9)


@pytest.mark.parametrize("count", [(3, 2), (-1, 2), (0, 0)])
def test_an_impossible_count_is_refused(count: tuple[int, int]) -> None:
    with pytest.raises(AuditError, match="is no count"):
        binomial.clopper_pearson(*count)
