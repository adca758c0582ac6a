"""The range of a formula over a box of cells: exact where it is monotone, else enclosed.

Exact: each cell moves the formula one way only over the whole box, which the sign of a polynomial
proves; the ends then lie at corners and are computed with fractions. Else: branch and bound with
outward rounding. Where a divisor may be zero there is no range.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import isinf

from custodes.audits.worksheet.formula import (
    Node,
    Quotient,
    branches,
    evaluate,
    names,
    negative,
    walk,
)
from custodes.audits.worksheet.limits import Growing
from custodes.audits.worksheet.polynomial import (
    Box,
    Range,
    TooManyTermsError,
    rational,
    sign,
    slope,
)
from custodes.audits.worksheet.search import outward, upper_bound

TOLERANCE = Fraction(1, 10**6)
"""How near an enclosure is meant to come to the true ends, relative to their size."""


class ZeroDivisorError(Exception):
    """A divisor that may be zero; ``divisor`` is its formula. Caught inside this package."""

    def __init__(self, divisor: Node) -> None:
        super().__init__("a divisor may be zero")
        self.divisor = divisor


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A range that holds every value of a formula over a box.

    ``exact``: no smaller range does (an end at infinity is approached, not reached). Otherwise
    the true ends lie within ``slack`` of those given (None where nothing is known).
    ``directions`` tells for each cell whether the formula rises (1) or falls (-1) in it, or does
    not depend on it (0); a cell in which it does both is not there.
    """

    range: Range
    exact: bool
    slack: Fraction | None = Fraction(0)
    directions: Mapping[str, int] = field(default_factory=dict)


def enclose(node: Node, box: Box, tolerance: Fraction = TOLERANCE) -> Enclosure:
    """The range of a formula over a box (a Range for each name in it).

    Raises ZeroDivisorError where a divisor's own range holds zero.
    """
    for part in walk(node):
        if isinstance(part, Quotient) and names(part.divisor):
            if enclose(part.divisor, box, tolerance).range.holds(Fraction(0)):
                raise ZeroDivisorError(part.divisor)
        elif isinstance(part, Quotient) and _comes_to_zero(part.divisor):
            raise ZeroDivisorError(part.divisor)
    used = names(node)
    found = directions(node, {name: box[name] for name in used})
    if len(found) == len(used):
        return Enclosure(_corners(node, box, found), True, directions=found)
    return _searched(node, box, found, tolerance)


def _comes_to_zero(number: Node) -> bool:
    """Whether a formula without names is zero, or divides by zero itself."""
    try:
        return bool(evaluate(number, {}) == 0)
    except ZeroDivisionError:
        return True


def directions(node: Node, box: Box) -> dict[str, int]:
    """Which way a formula moves with each name over the whole box, where it is one way only."""
    options = branches(node)
    if options is None:
        return {}
    try:
        forms = [rational(option) for option in options]
        found: dict[str, int] = {}
        for name in box:
            signs = {sign(slope(above, below, name), box) for above, below in forms}
            if None in signs or {1, -1} <= signs:
                continue
            found[name] = 1 if 1 in signs else -1 if -1 in signs else 0
    except TooManyTermsError:
        return {}
    return found


def _corners(node: Node, box: Box, ways: Mapping[str, int]) -> Range:
    low = _corner(node, box, {name: -way for name, way in ways.items()})
    high = _corner(node, box, ways)
    return Range(None if isinf(low) else Fraction(low), None if isinf(high) else Fraction(high))


def _corner(node: Node, box: Box, ways: Mapping[str, int]) -> Fraction | float:
    """The formula where each name stands at the end that its way leads to."""
    values: dict[str, Fraction | Growing] = {}
    for name, way in ways.items():
        extent = box[name]
        # where the formula does not depend on a name, any value of it will do
        end = extent.high if way > 0 else extent.low
        if way == 0 and end is None:
            end = extent.high
        other = extent.low if way > 0 else extent.high
        if end is not None:
            values[name] = end
        elif way == 0:
            values[name] = Fraction(1)
        else:
            start = other if other is not None else Fraction(0)
            values[name] = Growing.from_end(start, way)
    found = evaluate(node, values)
    return found.limit() if isinstance(found, Growing) else Fraction(found)


def _searched(node: Node, box: Box, ways: Mapping[str, int], tolerance: Fraction) -> Enclosure:
    used = names(node)
    ends = []
    for side in (-1, 1):
        narrowed = {name: _narrowed(box[name], ways.get(name, 0) * side) for name in used}
        left = directions(node, narrowed)
        if len(left) == len(used):
            value = _corner(node, narrowed, {name: way * side for name, way in left.items()})
            ends.append((value, Fraction(0) if not isinf(value) else None))
            continue
        spans = {name: outward(extent.low, extent.high) for name, extent in narrowed.items()}
        target = node if side > 0 else negative(node)
        found = upper_bound(target, spans, float(tolerance))
        infinite = isinf(found.bound)
        slack = None if infinite or isinf(found.reached) else Fraction(found.bound - found.reached)
        ends.append((side * found.bound, slack))
    slacks = [slack for _, slack in ends]
    low, high = (None if isinf(value) else Fraction(value) for value, _ in ends)
    slack = None if None in slacks else max(slack for slack in slacks if slack is not None)
    return Enclosure(Range(low, high), exact=slack == 0, slack=slack, directions=dict(ways))


def _narrowed(extent: Range, way: int) -> Range:
    """The end of a cell to which a search for the greatest value can be confined."""
    end = extent.high if way > 0 else extent.low if way < 0 else None
    return extent if end is None else Range(end, end)
