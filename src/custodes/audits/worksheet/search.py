"""Bounds of a formula that is not monotone: branch and bound, every step rounded outward.

Floats, so that it is quick; each operation is widened by one step of ``math.nextafter``, so that
the true range is never cut. Slopes come along by forward differentiation with intervals, and
settle most small boxes at a corner.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import inf, isfinite, isnan, nextafter
from sys import float_info

from custodes.audits.worksheet.formula import (
    Extreme,
    Name,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
)

MOST_BOXES = 3000
MOST_UNBOUNDED_BOXES = 100
"""After so many boxes without any bound there is none to be expected."""

Span = tuple[float, float]
"""A closed interval of floats, ends may be infinite."""
WHOLE: Span = (-inf, inf)
ZERO: Span = (0.0, 0.0)
ONE: Span = (1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Bound:
    """An upper bound of a formula over a box that holds for certain, and a value that it takes."""

    bound: float
    reached: float


def outward(low: Fraction | None, high: Fraction | None) -> Span:
    """Floats around exact ends."""
    return (
        -inf if low is None else _below(low),
        inf if high is None else _above(high),
    )


def upper_bound(node: Node, box: Mapping[str, Span], tolerance: float) -> Bound:
    """The least upper bound of the formula over the box, from above.

    Stops where the bound is within ``tolerance`` (relative to its size) of a value that the
    formula takes, or after MOST_BOXES boxes; the bound holds either way.
    """
    order = tuple(box)
    count = 0
    start = tuple(box[name] for name in order)
    best = -inf
    heap: list[tuple[float, int, tuple[Span, ...], int]] = []

    def consider(spans: tuple[Span, ...]) -> None:
        nonlocal best, count
        spans, value, slopes = _settled(node, order, spans)
        middle = tuple(_middle(span) for span in spans)
        at_middle, _ = _value(node, dict(zip(order, middle, strict=True)), {})
        best = max(best, at_middle[0])
        upper = value[1]
        for corner in (middle,):
            centred = _sum_of(
                [at_middle]
                + [
                    _times(slope, _minus(span, place))
                    for slope, span, place in zip(slopes, spans, corner, strict=True)
                ]
            )
            upper = min(upper, centred[1])
        if isnan(upper):
            upper = inf
        count += 1
        heapq.heappush(heap, (-upper, count, spans, _widest(spans, slopes)))

    consider(start)
    while heap:
        upper = -heap[0][0]
        patience = MOST_UNBOUNDED_BOXES if upper == inf else MOST_BOXES
        if upper - best <= tolerance * max(1.0, abs(best)) or count >= patience:
            return Bound(upper, best)
        _, _, spans, axis = heapq.heappop(heap)
        halves = _halves(spans[axis])
        if halves is None:
            return Bound(upper, best)
        for half in halves:
            consider((*spans[:axis], half, *spans[axis + 1 :]))
    return Bound(best, best)


def _settled(
    node: Node, order: tuple[str, ...], spans: tuple[Span, ...]
) -> tuple[tuple[Span, ...], Span, list[Span]]:
    """The box shrunk to where the formula can be greatest, its value and slopes there."""
    unit = {name: index for index, name in enumerate(order)}
    value, slopes = _value(node, dict(zip(order, spans, strict=True)), unit)
    shrunk = list(spans)
    for index, (span, slope) in enumerate(zip(spans, slopes, strict=True)):
        if slope[0] >= 0 and isfinite(span[1]):
            shrunk[index] = (span[1], span[1])
        elif slope[1] <= 0 and isfinite(span[0]):
            shrunk[index] = (span[0], span[0])
    if shrunk != list(spans):
        spans = tuple(shrunk)
        value, slopes = _value(node, dict(zip(order, spans, strict=True)), unit)
    return spans, value, slopes


def _value(node: Node, box: Mapping[str, Span], axes: Mapping[str, int]) -> tuple[Span, list[Span]]:
    """An enclosure of the formula's values on the box, and of its slopes along the axes."""
    flat = [ZERO] * len(axes)
    match node:
        case Number(value=number):
            return (_below(number), _above(number)), flat
        case Name(name=name):
            if name in axes:
                flat[axes[name]] = ONE
            return box[name], flat
        case Sum(terms=terms):
            worked = [_value(term, box, axes) for term in terms]
            return (
                _sum_of([value for value, _ in worked]),
                [_sum_of([slopes[i] for _, slopes in worked]) for i in range(len(axes))],
            )
        case Product(factors=factors):
            product, slopes = _value(factors[0], box, axes)
            for factor in factors[1:]:
                other, others = _value(factor, box, axes)
                slopes = [
                    _plus(_times(slope, other), _times(product, second))
                    for slope, second in zip(slopes, others, strict=True)
                ]
                product = _times(product, other)
            return product, slopes
        case Quotient(dividend=dividend, divisor=divisor):
            above, above_slopes = _value(dividend, box, axes)
            below, below_slopes = _value(divisor, box, axes)
            ratio = _over(above, below)
            slopes = [
                _over(_minus(first, _times(ratio, second)), below)
                for first, second in zip(above_slopes, below_slopes, strict=True)
            ]
            return ratio, slopes
        case Power(base=base, exponent=exponent):
            inner, inner_slopes = _value(base, box, axes)
            if exponent == 0:
                return ONE, flat
            growth = _times((float(exponent),) * 2, _to_power(inner, exponent - 1))
            return _to_power(inner, exponent), [_times(growth, slope) for slope in inner_slopes]
        case Extreme(greatest=greatest, options=options):
            return _extreme(greatest, [_value(option, box, axes) for option in options])


def _extreme(greatest: bool, worked: list[tuple[Span, list[Span]]]) -> tuple[Span, list[Span]]:
    choose = max if greatest else min
    value = (choose(v[0] for v, _ in worked), choose(v[1] for v, _ in worked))
    alive = [slopes for span, slopes in worked if span[1] >= value[0] and span[0] <= value[1]]
    axes = range(len(worked[0][1]))
    return value, [
        (min(slopes[i][0] for slopes in alive), max(slopes[i][1] for slopes in alive)) for i in axes
    ]


def _below(number: Fraction) -> float:
    try:
        near = float(number)
    except OverflowError:
        return float_info.max if number > 0 else -inf
    return near if Fraction(near) <= number else nextafter(near, -inf)


def _above(number: Fraction) -> float:
    return -_below(-number)


def _wider(low: float, high: float) -> Span:
    if isnan(low) or isnan(high):
        return WHOLE
    return nextafter(low, -inf), nextafter(high, inf)


def _plus(one: Span, two: Span) -> Span:
    if one == ZERO:
        return two
    if two == ZERO:
        return one
    return _wider(one[0] + two[0], one[1] + two[1])


def _minus(one: Span, two: Span) -> Span:
    return _plus(one, (-two[1], -two[0]))


def _sum_of(spans: list[Span]) -> Span:
    total = ZERO
    for span in spans:
        total = _plus(total, span)
    return total


def _times(one: Span, two: Span) -> Span:
    if ZERO in (one, two):
        return ZERO
    if one == ONE:
        return two
    if two == ONE:
        return one
    ends = [_end_product(a, b) for a in one for b in two]
    return _wider(min(ends), max(ends))


def _end_product(one: float, two: float) -> float:
    # An end at infinity times zero is zero: the infinity itself is never reached.
    return 0.0 if one == 0 or two == 0 else one * two


def _over(one: Span, two: Span) -> Span:
    if one == ZERO:
        return ZERO
    if two[0] <= 0 <= two[1]:
        return WHOLE
    inverse = _wider(1 / two[1], 1 / two[0])
    return _times(one, inverse)


def _to_power(span: Span, exponent: int) -> Span:
    if exponent == 0:
        return ONE
    if exponent == 1:
        return span
    low, high = span
    result = span
    for _ in range(exponent - 1):
        result = _times(result, span)
    if exponent % 2 == 0:
        furthest = max(abs(low), abs(high))
        nearest = 0.0 if low <= 0 <= high else min(abs(low), abs(high))
        top, bottom = (furthest, furthest), (nearest, nearest)
        for _ in range(exponent - 1):
            top, bottom = _times(top, (furthest,) * 2), _times(bottom, (nearest,) * 2)
        return max(0.0, bottom[0]), top[1]
    return result


def _middle(span: Span) -> Span:
    low, high = span
    if isfinite(low) and isfinite(high):
        middle = low + (high - low) / 2
    elif isfinite(low):
        middle = max(1.0, 2 * low)
    elif isfinite(high):
        middle = min(-1.0, 2 * high)
    else:
        middle = 0.0
    middle = min(max(middle, low), high)
    return middle, middle


def _halves(span: Span) -> tuple[Span, Span] | None:
    middle = _middle(span)[0]
    if middle in span:
        return None
    return (span[0], middle), (middle, span[1])


def _widest(spans: tuple[Span, ...], slopes: list[Span]) -> int:
    """The axis along which the formula may change most."""

    def change(index: int) -> tuple[float, float]:
        low, high = spans[index]
        steep = max(abs(slopes[index][0]), abs(slopes[index][1]))
        return (0.0 if high == low or steep == 0 else (high - low) * steep, high - low)

    return max(range(len(spans)), key=change)
