"""Which cell decides: the verdict with each cell pinned at its ends, and where it would change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from custodes.audits.worksheet.bounds import Enclosure, ZeroDivisorError, directions, enclose
from custodes.audits.worksheet.evaluation import Evaluation
from custodes.audits.worksheet.formula import Node, branches, evaluate, names
from custodes.audits.worksheet.polynomial import (
    Polynomial,
    Range,
    TooManyTermsError,
    rational,
)

FURTHEST = 1000
"""Turning points are looked for up to so many times a cell's own size."""
STEPS = 200
_HUNDRED = Fraction(100)


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch of a cell's values with one verdict on the claim; None is an open end."""

    low: Fraction | None
    high: Fraction | None
    verdict: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What one cell does to the verdict.

    ``at_low`` and ``at_high`` are verdict and range with the cell pinned at that end (the same
    where it is one number), ``left`` the greatest width of the range that is left once the cell
    is known, ``ladder`` the verdicts over all values that the cell might have had, the other
    cells being what they are.
    """

    name: str
    at_low: tuple[str, Enclosure | None]
    at_high: tuple[str, Enclosure | None]
    left: Fraction | None
    ladder: tuple[Step, ...]


def effects(evaluation: Evaluation) -> tuple[Effect, ...]:
    """The effect of each cell that the claimed figure is computed from, most telling first.

    Most telling is the cell that leaves the least width once it is known.
    """
    target = evaluation.target
    if target is None or target.enclosure is None:
        return ()
    found = []
    for name in names(target.node):
        ends = [
            evaluation.verdict_with({**evaluation.box, name: Range(end, end)})
            if end is not None
            else (evaluation.verdict, target.enclosure)
            for end in (evaluation.box[name].low, evaluation.box[name].high)
        ]
        widths = [_width(enclosure) for _, enclosure in ends]
        left = None if None in widths else max(width for width in widths if width is not None)
        found.append(Effect(name, ends[0], ends[1], left, ladder(evaluation, name)))
    whole = _width(target.enclosure)

    def telling(effect: Effect) -> tuple[bool, Fraction]:
        return (effect.left is None, effect.left if effect.left is not None else Fraction(0))

    found.sort(key=telling)
    return tuple(found) if whole != 0 else tuple(sorted(found, key=lambda e: e.name))


def _width(enclosure: Enclosure | None) -> Fraction | None:
    return None if enclosure is None else enclosure.range.width


def ladder(evaluation: Evaluation, name: str) -> tuple[Step, ...]:
    """The verdict over all values that a cell could have, from low to high.

    Empty where the formula is not monotone in the cell over those values. A cell that is nowhere
    negative is taken from 0 up, and a share up to 100 %.
    """
    target, claimed = evaluation.target, evaluation.claimed
    if target is None or claimed is None:
        return ()
    box = {each: evaluation.box[each] for each in names(target.node)}
    domain = _domain(evaluation, name)
    if domain is None:
        return ()
    found: set[Fraction] = set()
    for bound in {claimed.range.low, claimed.range.high} - {None}:
        for upper in (False, True):
            turning = _turning(target.node, box, name, domain, bound, upper)
            if turning is not None:
                found.add(turning)
    inner = sorted(value for value in found if _inside(value, domain))
    marks = [domain.low, *inner, domain.high]
    steps: list[Step] = []
    for low, high in pairwise(marks):
        if low is None or high is None:
            return ()
        verdict = verdict_at(evaluation, name, (low + high) / 2)
        if steps and steps[-1].verdict == verdict:
            steps[-1] = Step(steps[-1].low, high, verdict)
        else:
            steps.append(Step(low, high, verdict))
    own = evaluation.box[name].low
    start = Fraction(0) if own is not None and own >= 0 else None
    steps[0] = Step(start, steps[0].high, steps[0].verdict)
    end = domain.high if domain.high == _HUNDRED else None
    steps[-1] = Step(steps[-1].low, end, steps[-1].verdict)
    return tuple(steps)


def verdict_at(evaluation: Evaluation, name: str, value: Fraction) -> str:
    """The verdict with one cell at a value and the others as they are."""
    return evaluation.verdict_with({**evaluation.box, name: Range(value, value)})[0]


def _domain(evaluation: Evaluation, name: str) -> Range | None:
    """The values that a cell could have over which the formula is monotone and defined."""
    target = evaluation.target
    if target is None:
        return None
    cell = evaluation.cells[name]
    low, high = cell.range.low, cell.range.high
    most = None
    if evaluation.units.label(cell.unit, "en") == "%":
        most = _HUNDRED if high is not None and high <= 100 else None
    size = max(
        (abs(end) for end in (low, high) if end is not None), default=Fraction(0)
    ) or Fraction(1)
    positive = low is not None and low >= 0
    starts = [Fraction(0), Fraction(size) / FURTHEST] if positive else [-size * FURTHEST, low]
    for start in starts:
        domain = Range(start, most if most is not None else Fraction(size) * FURTHEST)
        box = {each: evaluation.box[each] for each in names(target.node)} | {name: domain}
        try:
            enclose(target.node, box, evaluation.tolerance)
        except ZeroDivisorError:
            continue
        if directions(target.node, box).get(name):
            return domain
    return None


def _turning(
    node: Node,
    box: Mapping[str, Range],
    name: str,
    domain: Range,
    bound: Fraction | None,
    upper: bool,
) -> Fraction | None:
    """Where the upper (or lower) end of the range meets ``bound`` as the cell moves; or None."""
    ways = directions(node, {**box, name: domain})
    if bound is None or set(ways) != set(box) or domain.low is None or domain.high is None:
        return None
    corner: dict[str, Fraction] = {}
    for each, way in ways.items():
        if each == name:
            continue
        up = (way > 0) == upper
        end = box[each].high if up else box[each].low
        if end is None:
            return None
        corner[each] = end

    def above(value: Fraction) -> bool:
        return bool(evaluate(node, {**corner, name: value}) >= bound)

    low, high = domain.low, domain.high
    if above(low) == above(high):
        return None
    for root in _linear_roots(node, corner, name, bound):
        if low <= root <= high:
            return root
    rising = above(high)
    for _ in range(STEPS):
        middle = ((low + high) / 2).limit_denominator(10**12)
        if middle in (low, high) or high - low <= abs(high) / 10**12:
            break
        if above(middle) == rising:
            high = middle
        else:
            low = middle
    return next(
        (
            simple
            for simple in (high.limit_denominator(10**digits) for digits in range(7))
            if evaluate(node, {**corner, name: simple}) == bound
        ),
        high,
    )


def _linear_roots(
    node: Node, corner: Mapping[str, Fraction], name: str, bound: Fraction
) -> Iterator[Fraction]:
    """Exact solutions of ``node = bound``, where that is linear in the one name left."""
    for option in branches(node) or ():
        try:
            above, below = rational(option)
        except TooManyTermsError:
            continue
        for each, value in corner.items():
            above = above.shifted(each, value, Fraction(0))
            below = below.shifted(each, value, Fraction(0))
        difference = above - below * Polynomial.number(bound)
        coefficients = difference.coefficients(name)
        if len(coefficients) == 2 and coefficients[1]:
            root = -coefficients[0] / coefficients[1]
            if evaluate(node, {**corner, name: root}) == bound:
                yield root


def _inside(value: Fraction, domain: Range) -> bool:
    return (domain.low is None or value > domain.low) and (
        domain.high is None or value < domain.high
    )
