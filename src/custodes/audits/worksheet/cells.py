"""The cells of a sheet with their figures: what each says, from where, and how it is read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from custodes.audits.errors import AuditError
from custodes.audits.sourced import ASSUMED
from custodes.audits.worksheet.matching import Evidence, Match
from custodes.audits.worksheet.polynomial import Range
from custodes.audits.worksheet.sheet import Assumption, Figure, Place
from custodes.audits.worksheet.units import Units
from custodes.model import Claim, Mention, Quantity, Wording

NEARLY = Fraction(9, 10)
ABOUT = Fraction(1, 10)

_DIGITS = re.compile(r"\d[\d,，]*(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure that went in.

    ``range`` is as written, in ``unit``. ``convention`` tells that the range is a reading of ours
    (近500 as 450..500, a figure taken as rounded); ``stated`` is then the number that the words
    state, None where they state none (数百).
    """

    name: str
    range: Range
    unit: Any
    written: str
    counted: Wording = field(default_factory=dict)
    claim: Claim | None = None
    mention: Mention | None = None
    source: str = ""
    convention: bool = False
    stated: Range | None = None
    assumed: bool = False

    @property
    def from_where(self) -> str:
        """The claim's identifier, or the words of the source."""
        return self.claim.identifier if self.claim else self.source


def cell_of(
    name: str, figure: Figure, units: Units, evidence: Evidence | None, place: Place
) -> Cell:
    """A cell of a sheet that is no formula; raises AuditError."""
    path = name if name == "claimed" else f"cell.{name}"
    if figure.query is None and not figure.claim:
        return _of_number(name, figure, units, path, place)
    if evidence is None:
        raise place.error(path, "takes its figure from a claim: name the case with --case CASE")
    match = evidence.one(figure, place, path)
    return _of_match(name, figure, match, units, path, place)


def assumption_cell(name: str, assumption: Assumption, units: Units, place: Place) -> Cell:
    """An assumption as a cell; raises AuditError."""
    try:
        unit = units.declared(assumption.unit)
    except AuditError as error:
        raise place.error(f"assumption.{name}.unit", str(error)) from None
    return Cell(
        name,
        Range(exact(assumption.low), exact(assumption.high)),
        unit,
        "",
        assumption.says.wording(),
        source=assumption.source or ASSUMED,
        assumed=True,
    )


def exact(value: float | None) -> Fraction | None:
    """A number as it is written (0.1 is a tenth); None stays an open end."""
    return None if value is None else Fraction(repr(value))


def stated_number(quantity: Quantity) -> Range | None:
    """The number that the words of a conventional figure state: 近500 states 500.

    None where they state none (数百, 上千). The conventions are those of
    ``language.approximation``: "nearly" is the upper tenth, "about" ten per cent either way.
    """
    low, high = exact(quantity.low), exact(quantity.high)
    if low is None or high is None:
        return None
    if low == high * NEARLY:
        return Range(high, high)
    middle = low / (1 - ABOUT)
    if high == middle * (1 + ABOUT):
        return Range(middle, middle)
    return None


def _of_match(
    name: str, figure: Figure, match: Match, units: Units, path: str, place: Place
) -> Cell:
    mention = match.mention
    quantity = mention.quantity
    if quantity is None:
        raise place.error(path, "the claim has no figure")
    unit = units.written(quantity.unit, quantity.of or "")
    if figure.unit:
        declared = _declared(units, figure.unit, path, place)
        if not units.may_be_called(quantity.unit, unit, declared):
            raise place.error(
                f"{path}.unit",
                f"{mention.span.exact} counts {units.label(unit, 'en')}, not "
                f"{units.label(declared, 'en')}. If one stands for the other, declare it as an "
                "assumption.",
            )
        unit = declared
    unit = _rate(units, unit, figure, path, place)
    range_ = Range(exact(quantity.low), exact(quantity.high))
    convention = quantity.basis == "convention"
    stated = stated_number(quantity) if convention else None
    if figure.rounded and not convention and range_.point:
        range_, convention, stated = rounded(range_, mention.span.exact), True, range_
    return Cell(
        name,
        range_,
        unit,
        mention.span.exact,
        figure.counted.wording(),
        match.claim,
        mention,
        convention=convention,
        stated=stated,
    )


def _of_number(name: str, figure: Figure, units: Units, path: str, place: Place) -> Cell:
    if figure.number is not None:
        low = high = figure.number
    else:
        low, high = figure.low, figure.high  # type: ignore[assignment]
    range_ = Range(exact(low), exact(high))
    unit = _declared(units, figure.unit, path, place)
    unit = _rate(units, unit, figure, path, place)
    convention, stated = False, None
    if figure.rounded and range_.point:
        range_, convention, stated = rounded(range_, repr(low)), True, range_
    return Cell(
        name,
        range_,
        unit,
        "",
        figure.counted.wording(),
        source=figure.source,
        convention=convention,
        stated=stated,
    )


def _rate(units: Units, unit: Any, figure: Figure, path: str, place: Place) -> Any:
    return unit / _declared(units, figure.per, path, place) if figure.per else unit


def _declared(units: Units, unit: str, path: str, place: Place) -> Any:
    try:
        return units.declared(unit)
    except AuditError as error:
        raise place.error(f"{path}.unit", str(error)) from None


def rounded(point: Range, words: str) -> Range:
    """Half a unit of the last written digit either way: 67.96 is 67.955..67.965."""
    value = point.low or Fraction(0)
    digits = _DIGITS.search(words.replace("，", ","))
    if digits is None or not value:
        return point
    number = Fraction(digits[0].replace(",", ""))
    scale = value / number if number else Fraction(1)
    _, _, decimals = digits[0].partition(".")
    half = scale / 10 ** len(decimals) / 2
    return Range(value - half, value + half)
