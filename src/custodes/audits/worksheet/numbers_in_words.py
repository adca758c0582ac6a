"""Numbers and ranges as readers see them, in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from custodes.audits.wording import LANGUAGES, Phrases
from custodes.audits.worksheet.polynomial import Range
from custodes.audits.worksheet.units import Units

DIGITS = 4
MOST_DIGITS = 10


def number(value: Fraction, beside: Iterable[Fraction | None] = ()) -> str:
    """A number to four significant digits, whole numbers in full, thousands separated.

    More digits are given where it would else look like one of the numbers ``beside`` it.
    """
    if value.denominator == 1:
        return f"{int(value):,}"
    others = [other for other in beside if other is not None]
    digits = DIGITS
    while digits < MOST_DIGITS:
        shown = _rounded(value, digits)
        if all((shown < other) == (value < other) and shown != other for other in others):
            break
        digits += 1
    text = f"{float(value):,.{digits}g}"
    if "e" in text:
        return f"{round(float(value)):,}" if abs(value) >= 1 else text
    return text.rstrip("0").rstrip(".") if "." in text else text


def _rounded(value: Fraction, digits: int) -> Fraction:
    return Fraction(f"{float(value):.{digits}g}")


def interval(
    phrases: Phrases,
    units: Units,
    extent: Range,
    unit: Any,
    beside: Iterable[Fraction | None] = (),
) -> dict[str, str]:
    """A range with its unit as a Wording."""
    others = tuple(beside)
    low = None if extent.low is None else number(extent.low, others)
    high = None if extent.high is None else number(extent.high, others)
    if low is None and high is None:
        return phrases("interval.any")
    if low is None:
        key = "interval.to"
    elif high is None:
        key = "interval.from"
    else:
        key = "interval.point" if low == high else "interval.closed"
    return phrases(key, low=low, high=high, unit=unit_words(units, unit))


def unit_words(units: Units, unit: Any) -> dict[str, str]:
    """A unit as it stands behind a number."""
    found = {}
    for language in LANGUAGES:
        label = units.label(unit, language)
        joined = label == "%" or language == "zh" or not label
        found[language] = label if joined else f" {label}"
    return found


def plain(value: Fraction | None) -> float | int | None:
    """A number for a table or a parameter."""
    if value is None:
        return None
    return int(value) if value.denominator == 1 else float(value)


def ends(extent: Range) -> list[float | int | None]:
    """A range for a parameter."""
    return [plain(extent.low), plain(extent.high)]
