"""What would settle a claim: the values at which the verdict turns, in counts and in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from custodes.audits.wording import Phrases
from custodes.audits.worksheet.evaluation import NO_VERDICT, Evaluation
from custodes.audits.worksheet.numbers_in_words import number
from custodes.audits.worksheet.polynomial import Range
from custodes.audits.worksheet.sensitivity import Effect, Step, verdict_at
from custodes.model import Wording


@dataclass(frozen=True, slots=True)
class Scale:
    """The verdicts over the values of one thing, as a reader counts it.

    ``now`` is what the sheet takes it to be, ``most`` the greatest it can be, ``whole`` that it
    comes in whole numbers.
    """

    cell: str
    what: Wording
    steps: tuple[Step, ...]
    now: Range
    most: Fraction | None
    whole: bool


def scales(evaluation: Evaluation, effects: Sequence[Effect]) -> list[Scale]:
    """For each cell at which the verdict can turn, its scale; assumptions first."""
    told_in_counts = {
        evaluation.sheet.assumption[effect.name].of
        for effect in effects
        if evaluation.cells[effect.name].assumed
    }
    found = [
        scale_of(evaluation, effect)
        for effect in effects
        if len(effect.ladder) > 1 and effect.name not in told_in_counts
    ]
    return sorted(found, key=lambda scale: not evaluation.cells[scale.cell].assumed)


def scale_of(evaluation: Evaluation, effect: Effect) -> Scale:
    """The scale of one cell; an assumption ``of`` a counted cell is told in counts."""
    cell = evaluation.cells[effect.name]
    whole = evaluation.units.is_count(cell.unit)
    what = {language: words or effect.name for language, words in cell.counted.items()}
    what = what or {"en": effect.name, "zh": effect.name}
    if not cell.assumed:
        steps = _whole_steps(evaluation, effect, Fraction(1)) if whole else effect.ladder
        return Scale(effect.name, what, steps, cell.range, None, whole)
    assumption = evaluation.sheet.assumption[effect.name]
    most = None if assumption.most is None else Fraction(repr(assumption.most))
    converted = evaluation.cells.get(assumption.of)
    if converted is None or not converted.range.point or not converted.range.low:
        return Scale(effect.name, what, effect.ladder, cell.range, most, False)
    size = converted.range.low
    counts = assumption.counts.wording()
    return Scale(
        effect.name,
        counts if counts["en"] else what,
        _whole_steps(evaluation, effect, size),
        Range(_times(cell.range.low, size), _times(cell.range.high, size)),
        _times(most, size),
        True,
    )


def turns(phrases: Phrases, scale: Scale) -> list[dict[str, str]]:
    """The turning points on either side of what the sheet takes, as sentences.

    One beyond what there can be is left out.
    """
    found = []
    for edge, below, verdict in _neighbours(scale):
        if below or scale.most is None or edge <= scale.most:
            key = ("below" if below else "above") + ("" if scale.whole else "_measure")
            found.append(
                phrases(
                    f"turn.{key}",
                    what=scale.what,
                    value=number(edge),
                    would=phrases(f"would.{verdict}"),
                )
            )
    return found


def _neighbours(scale: Scale) -> list[tuple[Fraction, bool, str]]:
    """The edges of the step that the sheet is in: where, whether below, the verdict past it."""
    place = _current(scale)
    if place is None:
        return []
    found = []
    for index, below in ((place - 1, True), (place + 1, False)):
        if 0 <= index < len(scale.steps) and scale.steps[index].verdict != NO_VERDICT:
            step = scale.steps[index]
            edge = step.high if below else step.low
            if edge is not None:
                found.append((edge, below, step.verdict))
    return found


def _whole_steps(evaluation: Evaluation, effect: Effect, size: Fraction) -> tuple[Step, ...]:
    """The ladder over whole numbers: each step from its first to the next step's first.

    ``size`` times the cell is what is counted. A step without a whole number in it goes.
    """
    firsts: list[Fraction | None] = [effect.ladder[0].low]
    for step in effect.ladder[1:]:
        edge = (step.low or Fraction(0)) * size
        first = Fraction(ceil(edge))
        if first == edge and verdict_at(evaluation, effect.name, edge / size) != step.verdict:
            first += 1
        firsts.append(first)
    last = effect.ladder[-1].high
    ends = [*firsts[1:], None if last is None else last * size]
    return tuple(
        Step(first, end, step.verdict)
        for first, end, step in zip(firsts, ends, effect.ladder, strict=True)
        if first is None or end is None or first < end
    )


def _current(scale: Scale) -> int | None:
    """The step that holds what the sheet takes, if one does."""
    for index, step in enumerate(scale.steps):
        inside = Range(step.low, step.high)
        ends = [end for end in (scale.now.low, scale.now.high) if end is not None]
        if ends and all(inside.holds(end) for end in ends):
            return index
    return None


def _times(value: Fraction | None, size: Fraction) -> Fraction | None:
    return None if value is None else value * size
