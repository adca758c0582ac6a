"""The conventions of approximation, apart from any language."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.language.approximation import (
    APPROXIMATIONS,
    Approximation,
    Figure,
    exactly,
    last_step,
    quantity,
    some,
)


@pytest.mark.parametrize(
    ("digits", "step"),
    [("4800", 100), ("4805", 1), ("3.5", Fraction(1, 10)), ("3.50", Fraction(1, 10)), ("0", 1)],
)
def test_the_step_is_the_place_of_the_last_digit_that_is_not_zero(
    digits: str, step: Fraction
) -> None:
    assert last_step(digits) == step


def test_several_of_a_unit_run_from_two_to_just_below_ten() -> None:
    assert some(1) == Figure(Fraction(2), Fraction(9), Fraction(1), loose=True)
    assert some(100) == Figure(Fraction(200), Fraction(999), Fraction(100), loose=True)


def test_a_share_open_above_ends_at_the_whole() -> None:
    assert quantity(exactly(99), ["at_least"], limit=100).high == 100
    assert quantity(exactly(150), ["at_least"], limit=100).high is None


@given(
    st.integers(0, 10**9),
    st.integers(0, 6),
    st.sets(st.sampled_from(APPROXIMATIONS)),
    st.sampled_from([None, 100]),
)
def test_any_words_give_an_ordered_interval_that_holds_what_they_are_said_of(
    value: int, zeros: int, words: set[Approximation], limit: int | None
) -> None:
    figure = exactly(value * 10**zeros, 10**zeros)
    read = quantity(figure, words, limit=limit)
    assert read.low is not None
    assert read.high is None or read.low <= read.high
    if "odd" not in words:
        assert read.low <= figure.low
        assert read.high is None or figure.low <= read.high


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_multiplying_out_moves_both_ends_and_the_step(low: int, factor: int) -> None:
    moved = Figure(Fraction(low), Fraction(low + 1), Fraction(1)).times(factor)
    assert moved == Figure(Fraction(low * factor), Fraction((low + 1) * factor), Fraction(factor))
