"""A worksheet worked out: cells resolved, units agreed, ranges computed, the claim judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from custodes.audits.errors import AuditError
from custodes.audits.worksheet.bounds import Enclosure, ZeroDivisorError, enclose
from custodes.audits.worksheet.cells import Cell, assumption_cell, cell_of
from custodes.audits.worksheet.dimensions import Typing
from custodes.audits.worksheet.formula import Name, Node, names, substituted
from custodes.audits.worksheet.matching import Evidence
from custodes.audits.worksheet.polynomial import Range
from custodes.audits.worksheet.sheet import Place, Sheet, formulas
from custodes.audits.worksheet.units import Units

SUPPORTED, CONTRADICTED = "supported", "contradicted"
NOT_ESTABLISHED, NO_VERDICT = "not established", "no verdict"


@dataclass(frozen=True, slots=True)
class Worked:
    """A formula over cells as written, in one unit.

    ``enclosure`` is None where a divisor may be zero, and ``divisor`` then names the cells in it.
    ``assumptions`` are those that it rests on.
    """

    name: str
    node: Node
    unit: Any
    enclosure: Enclosure | None
    assumptions: tuple[str, ...] = ()
    divisor: tuple[str, ...] = ()


@dataclass(frozen=True)
class Evaluation:
    """All that a sheet comes to. ``cells`` are those without a formula, assumptions among them."""

    sheet: Sheet
    units: Units
    cells: Mapping[str, Cell]
    worked: Mapping[str, Worked]
    readings: Mapping[str, Worked]
    claimed: Cell | None
    target: Worked | None
    verdict: str
    tolerance: Fraction
    evidence: Evidence | None = field(default=None, repr=False)

    @property
    def box(self) -> dict[str, Range]:
        """The range of each cell."""
        return {name: cell.range for name, cell in self.cells.items()}

    @property
    def main(self) -> Worked | None:
        """The formula of the claimed cell, or else the last one of the sheet."""
        if self.target is not None:
            return self.target
        return next(reversed(list(self.worked.values())), None)

    def readable(self, worked: Worked) -> tuple[Range, Any]:
        """A formula's range in a unit that reads well: shares between 0 and 1 in per cent."""
        if worked.enclosure is None:
            return Range(None, None), worked.unit
        extent = worked.enclosure.range
        ends = [end for end in (extent.low, extent.high) if end is not None]
        is_share = worked.unit == self.units.none and ends and all(0 <= end <= 1 for end in ends)
        if is_share and not all(end.denominator == 1 for end in ends):
            low, high = (None if end is None else end * 100 for end in (extent.low, extent.high))
            return Range(low, high), self.units.declared("%")
        return extent, worked.unit

    def verdict_with(self, box: Mapping[str, Range]) -> tuple[str, Enclosure | None]:
        """The verdict on the claimed figure with other ranges in the cells."""
        if self.target is None or self.claimed is None:
            return "", None
        try:
            found = enclose(self.target.node, box, self.tolerance)
        except ZeroDivisorError:
            return NO_VERDICT, None
        return judged(found.range, self.claimed.range), found


def judged(computed: Range, claimed: Range) -> str:
    """The verdict: the computed range lies within the claimed one, apart from it, or across."""
    above = claimed.low is None or (computed.low is not None and computed.low >= claimed.low)
    below = claimed.high is None or (computed.high is not None and computed.high <= claimed.high)
    if above and below:
        return SUPPORTED
    under = None not in (computed.high, claimed.low) and _less(computed.high, claimed.low)
    over = None not in (computed.low, claimed.high) and _less(claimed.high, computed.low)
    return CONTRADICTED if under or over else NOT_ESTABLISHED


def _less(one: Fraction | None, two: Fraction | None) -> bool:
    return one is not None and two is not None and one < two


def evaluated(sheet: Sheet, place: Place, evidence: Evidence | None) -> Evaluation:
    """The sheet worked out; raises AuditError where a cell, a unit or a formula does not hold."""
    parsed = formulas(sheet, place)
    units = Units()
    cells: dict[str, Cell] = {}
    for name, figure in sheet.cell.items():
        if not figure.formula:
            cells[name] = cell_of(name, figure, units, evidence, place)
    for name, assumption in sheet.assumption.items():
        cells[name] = assumption_cell(name, assumption, units, place)
    claimed = (
        cell_of("claimed", sheet.claimed, units, evidence, place)
        if sheet.claimed is not None
        else None
    )
    tolerance = Fraction(repr(sheet.tolerance))
    workshop = _Workshop(place, units, cells, parsed, tolerance)
    worked = {name: workshop.worked(name) for name in sheet.cell if name in parsed}
    target = None
    if claimed is not None and sheet.claimed is not None:
        target = workshop.worked(sheet.claimed.cell, claimed)
        worked[sheet.claimed.cell] = target
    readings = {name: workshop.worked(f"reading.{name}", claimed) for name in sheet.reading}
    verdict = ""
    if target is not None and claimed is not None:
        verdict = judged(target.enclosure.range, claimed.range) if target.enclosure else NO_VERDICT
    return Evaluation(
        sheet, units, cells, worked, readings, claimed, target, verdict, tolerance, evidence
    )


class _Workshop:
    """Works formulas out over the same cells."""

    def __init__(
        self,
        place: Place,
        units: Units,
        cells: Mapping[str, Cell],
        parsed: Mapping[str, Node],
        tolerance: Fraction,
    ) -> None:
        self.place = place
        self.units = units
        self.cells = cells
        self.parsed = parsed
        self.tolerance = tolerance

    def worked(self, name: str, claimed: Cell | None = None) -> Worked:
        """The formula of this name, in the claimed figure's unit if it is given."""
        path = name if name.startswith("reading.") else f"cell.{name}"
        node = self._whole(self.parsed.get(name, Name(name)))
        typing = self._typing()
        try:
            typed = typing.typed(node)
        except AuditError as error:
            raise self.place.error(f"{path}.formula", str(error)) from None
        unit = self.units.plain(typed.unit)
        found = typing.converted(typed, unit)
        if claimed is not None:
            found = typing.converted(typed, claimed.unit)
            unit = claimed.unit
            if found is None:
                raise self.place.error(
                    "claimed",
                    f"{name.removeprefix('reading.')} is in "
                    f"{self.units.label(typed.unit, 'en') or 'bare numbers'} and the claimed "
                    f"figure {claimed.written} in "
                    f"{self.units.label(claimed.unit, 'en') or 'bare numbers'}: they cannot be "
                    "compared. Give 'unit' to a cell, or declare an assumption that converts.",
                )
        if found is None:
            raise AssertionError
        assumptions = tuple(each for each in names(found) if self.cells[each].assumed)
        box = {each: self.cells[each].range for each in names(found)}
        try:
            enclosure = enclose(found, box, self.tolerance)
        except ZeroDivisorError as error:
            divisor = names(error.divisor) or (name.removeprefix("reading."),)
            return Worked(name, found, unit, None, assumptions, divisor)
        return Worked(name, found, unit, enclosure, assumptions)

    def _whole(self, node: Node) -> Node:
        """The formula over cells alone, other formulas put in."""
        inner = {
            name: self._whole(self.parsed[name]) for name in names(node) if name in self.parsed
        }
        return substituted(node, inner)

    def _typing(self) -> Typing:
        return Typing(
            self.units,
            {name: cell.unit for name, cell in self.cells.items() if not cell.assumed},
            {name: cell.unit for name, cell in self.cells.items() if cell.assumed},
            {
                name: f"{name} ({cell.written})" if cell.written else name
                for name, cell in self.cells.items()
            },
        )
