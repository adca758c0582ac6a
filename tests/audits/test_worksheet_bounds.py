"""The range of a formula: it holds every value, and where it is called exact none is smaller."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from custodes.audits.worksheet.bounds import ZeroDivisorError, enclose
from custodes.audits.worksheet.formula import (
    Extreme,
    Name,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    evaluate,
    names,
    parse,
)
from custodes.audits.worksheet.polynomial import Polynomial, Range, rational, sign

FAR = 1000

numbers = st.fractions(-3, 3, max_denominator=4)
leaves: st.SearchStrategy[Node] = st.one_of(
    st.sampled_from([Name("A"), Name("B"), Name("C")]), numbers.map(Number)
)


def _grown(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    pairs = st.tuples(inner, inner)
    return st.one_of(
        pairs.map(Sum),
        pairs.map(Product),
        pairs.map(lambda pair: Quotient(*pair)),
        st.builds(Power, inner, st.integers(2, 3)),
        st.builds(Extreme, st.booleans(), pairs),
    )


formulas = st.recursive(leaves, _grown, max_leaves=6)


def _range(low: Fraction, width: Fraction, ends: str) -> Range:
    return Range(None if ends == "down" else low, None if ends == "up" else low + width)


widths = st.fractions(0, 4, max_denominator=4)
shares_of = st.fractions(0, 1, max_denominator=16)
point_shares = st.fixed_dictionaries(dict.fromkeys("ABC", shares_of))
closed = st.builds(_range, numbers, widths, st.just("closed"))
any_range = st.builds(_range, numbers, widths, st.sampled_from(["closed", "closed", "up", "down"]))
boxes = st.fixed_dictionaries(dict.fromkeys("ABC", closed))
open_boxes = st.fixed_dictionaries(dict.fromkeys("ABC", any_range))


def inside(extent: Range, share: Fraction) -> Fraction:
    low = extent.low if extent.low is not None else (extent.high or Fraction(0)) - FAR
    high = extent.high if extent.high is not None else low + FAR
    return low + (high - low) * share


def value_at(node: Node, box: Mapping[str, Range], shares: Mapping[str, Fraction]) -> Fraction:
    point = {name: inside(box[name], shares[name]) for name in names(node)}
    return Fraction(evaluate(node, point))


def box(**ends: tuple[float, float | None]) -> dict[str, Range]:
    return {
        name: Range(Fraction(low), None if high is None else Fraction(high))
        for name, (low, high) in ends.items()
    }


@settings(max_examples=60)
@given(
    formulas,
    open_boxes,
    st.lists(point_shares, min_size=1, max_size=8),
)
@example(
    parse("A * A - A"), box(A=(-1, 1), B=(0, 1), C=(0, 1)), [{n: Fraction(3, 4) for n in "ABC"}]
)
def test_every_value_of_a_formula_lies_in_its_range(
    node: Node, cells: dict[str, Range], points: list[dict[str, Fraction]]
) -> None:
    try:
        found = enclose(node, cells, Fraction(1, 10)).range
    except ZeroDivisorError:
        assume(False)
        return
    for shares in points:
        assert found.holds(value_at(node, cells, shares))


@settings(max_examples=60)
@given(formulas, boxes)
def test_a_range_called_exact_ends_at_values_that_the_formula_takes(
    node: Node, cells: dict[str, Range]
) -> None:
    try:
        found = enclose(node, cells, Fraction(1, 10))
    except ZeroDivisorError:
        assume(False)
        return
    assume(found.exact and len(found.directions) == len(names(node)))
    corners = product(*[(Fraction(0), Fraction(1)) for _ in names(node)])
    values = [
        value_at(node, cells, dict(zip(names(node), corner, strict=True))) for corner in corners
    ]
    assert (found.range.low, found.range.high) == (min(values), max(values))


@pytest.mark.parametrize(
    "text",
    [
        "A * A - A",
        "(A - B) ** 2",
        "A * B - A ** 2 + 1 / C",
        "(A - 1) ** 2 / (C + A ** 2)",
        "A ** 3 - A * B",
        "max(A * B, A - B) * C",
        "A / (1 + A ** 2)",
    ],
)
def test_an_enclosure_is_no_wider_than_it_says(text: str) -> None:
    node, cells = parse(text), box(A=(-1, 3), B=(-2, 2), C=(1, 2))
    found = enclose(node, cells, Fraction(1, 1000))
    used = names(node)
    steps = [Fraction(index, 40) for index in range(41)]
    grid = product(*[steps if name != "C" else (Fraction(0), Fraction(1)) for name in used])
    values = [value_at(node, cells, dict(zip(used, at, strict=True))) for at in grid]
    low, high = found.range.low, found.range.high
    assert found.slack is not None
    assert low is not None
    assert high is not None
    assert low <= min(values)
    assert max(values) <= high
    # the grid is coarse, so that its own extremes miss the true ones by a little
    assert min(values) - low <= found.slack + Fraction(1, 100)
    assert high - max(values) <= found.slack + Fraction(1, 100)


@settings(max_examples=60)
@given(
    formulas,
    open_boxes,
    point_shares,
)
def test_a_sign_that_a_polynomial_is_said_to_keep_is_kept(
    node: Node, cells: dict[str, Range], shares: dict[str, Fraction]
) -> None:
    try:
        above, _ = rational(node)
    except TypeError:  # min and max have no normal form
        assume(False)
        return
    said = sign(above, cells)
    point = {name: inside(cells[name], shares[name]) for name in "ABC"}
    worked = sum(
        (
            coefficient
            * Fraction(
                evaluate(
                    Product((Number(Fraction(1)), *(Power(Name(n), p) for n, p in monomial))), point
                )
            )
            for monomial, coefficient in above.terms.items()
        ),
        Fraction(0),
    )
    if said is not None:
        assert worked * said >= 0
        assert said != 0 or worked == 0


def test_a_cell_that_stands_twice_is_one_cell() -> None:
    cells = box(A=(1158, 1158), B=(61, 69), C=(11, 19))
    found = enclose(parse("1 - C / (A + B + C)"), cells)
    assert found.exact
    assert found.range == Range(1 - Fraction(19, 1238), 1 - Fraction(11, 1238))
    naive = 1 - Fraction(19, 1230), 1 - Fraction(11, 1246)
    assert found.range.low is not None
    assert found.range.low != naive[0]
    assert found.directions == {"A": 1, "B": 1, "C": -1}


@pytest.mark.parametrize("text", ["A - A", "A / A - 1", "(A + B) ** 2 - A**2 - 2*A*B - B**2"])
def test_what_cancels_is_nothing(text: str) -> None:
    found = enclose(parse(text), box(A=(1, 9), B=(2, 3)))
    assert (found.range, found.exact) == (Range(Fraction(0), Fraction(0)), True)


def test_an_open_end_gives_the_limit() -> None:
    cells = box(A=(80, None), B=(20, 20), C=(5, None))
    assert enclose(parse("B / A"), cells).range == Range(Fraction(0), Fraction(1, 4))
    assert enclose(parse("A / (A + B)"), cells).range == Range(Fraction(4, 5), Fraction(1))
    assert enclose(parse("A / (A + C)"), cells).range == Range(Fraction(0), Fraction(1))
    assert enclose(parse("A + C"), cells).range == Range(Fraction(85), None)
    assert enclose(parse("max(A, C) - 80"), cells).range == Range(Fraction(0), None)


def test_a_formula_that_turns_is_enclosed_to_the_tolerance_it_states() -> None:
    found = enclose(parse("A * (1 - A)"), box(A=(0, 1)), Fraction(1, 10**6))
    assert not found.exact
    assert found.slack is not None
    assert found.range.high is not None
    assert Fraction(1, 4) <= found.range.high <= Fraction(1, 4) + found.slack
    assert found.slack <= Fraction(2, 10**6)


def test_min_and_max_of_monotone_formulas_are_exact() -> None:
    found = enclose(parse("min(A, 2 * B) + max(A, B)"), box(A=(0, 4), B=(1, 2)))
    assert found.exact
    assert found.range == Range(Fraction(1), Fraction(8))


@pytest.mark.parametrize(
    "text", ["1 / A", "B / (B - B)", "B / (0 / 0)", "1 / (A * A)", "B ** -1 + A ** -3"]
)
def test_a_divisor_that_may_be_zero_gives_no_range(text: str) -> None:
    with pytest.raises(ZeroDivisorError):
        enclose(parse(text), box(A=(-1, 1), B=(1, 2)))


def test_a_divisor_that_only_looks_as_if_it_might_be_zero_does_not_stop_it() -> None:
    cells = box(A=(5, 5), C=(11, 19))
    assert enclose(parse("1 / (C - C + 2)"), cells).range == Range(Fraction(1, 2), Fraction(1, 2))
    assert enclose(parse("C / (A + C)"), cells).exact
    assert enclose(parse("1 / max(A - 5, 1)"), cells).range == Range(Fraction(1), Fraction(1))


def test_a_polynomial_knows_its_derivative() -> None:
    cubed = Polynomial.name("x") ** 3 + Polynomial.name("x") * Polynomial.number(Fraction(2))
    derivative = cubed.derivative("x")
    assert derivative.coefficients("x") == [2, 0, 3]
    assert sign(derivative, {"x": Range(Fraction(-1), Fraction(1))}) == 1
