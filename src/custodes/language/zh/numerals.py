"""Chinese and Arabic numerals, as whole words, to exact numbers.

Written here because the interval needs the step of the last non-zero digit as well as the value
(一千三百多万 runs to 13999999), and positions that stay on the original.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from custodes.language.approximation import Figure, exactly, last_step
from custodes.language.word_lists import WordListError, rows

ARABIC = r"(?:[0-9０-９]{1,3}(?:[,，][0-9０-９]{3})+|[0-9０-９]+)(?:[.．·][0-9０-９]+)?"
"""Digits, narrow or full width, with separators of thousands and a decimal part."""

_NARROW = str.maketrans("０１２３４５６７８９．·", "0123456789..", ",，")


@dataclass(frozen=True, slots=True)
class Characters:
    """The number characters by what they do, from ``numerals.tsv``."""

    digits: dict[str, int]
    tens: dict[str, int]
    units: dict[str, int]
    groups: dict[str, int]

    @property
    def numeral(self) -> str:
        """All of them, for a character class."""
        return "".join((*self.digits, *self.tens, *self.units, *self.groups))

    @property
    def multiplier(self) -> str:
        """Those that multiply what stands before them, for a character class."""
        return "".join((*self.units, *self.groups))


@cache
def characters() -> Characters:
    """The number characters; raises WordListError with the line of a row that cannot be used."""
    read: dict[str, dict[str, int]] = {"digit": {}, "tens": {}, "unit": {}, "group": {}}
    for number, (character, kind, value) in rows("zh", "numerals.tsv", 3):
        if len(character) != 1 or kind not in read or not value.isdigit():
            raise WordListError(f"zh/numerals.tsv, line {number}: cannot use {character!r}")
        read[kind][character] = int(value)
    return Characters(read["digit"], read["tens"], read["unit"], read["group"])


def multiplier(written: str) -> int | None:
    """The product of units and groups written after a number: 百万 is 1000000, "" is 1."""
    known = characters()
    product = 1
    for character in written:
        factor = known.units.get(character) or known.groups.get(character)
        if factor is None:
            return None
        product *= factor
    return product


def figure(written: str) -> Figure | None:
    """The number that ``written`` spells (Arabic, Chinese or both: 3.5万), or None if it is none.

    A run of digits without units (二〇二〇) is read digit by digit.
    """
    compound = re.fullmatch(rf"({ARABIC}[万萬亿億])([0-9]{{1,4}}[千百十万萬]*)", written)
    if compound:
        upper, lower = figure(compound[1]), figure(compound[2])
        if upper is None or lower is None:
            return None
        if len(compound[2]) == 1:
            # 3万5 leaves out the unit as it is spoken: 35000.
            lower = lower.times(upper.step / 10)
        if lower.low >= upper.step:
            return None
        return exactly(upper.low + lower.low, lower.step)
    match = re.fullmatch(rf"({ARABIC})\s?([{characters().multiplier}]*)", written)
    if match:
        factor = multiplier(match[2])
        digits = match[1].translate(_NARROW)
        if factor is None or digits.count(".") > 1:
            return None
        return exactly(Fraction(digits), last_step(digits)).times(factor)
    return _chinese(written)


def _chinese(written: str) -> Figure | None:
    whole, point, decimals = written.partition("点")
    if point:
        return _with_decimals(whole, decimals)
    known = characters()
    if not written or any(character not in known.numeral for character in written):
        return None
    if all(character in known.digits for character in written):
        if len(written) > 1 and any(c in "两兩俩倆仨" for c in written):
            return None
        digits = "".join(str(known.digits[character]) for character in written)
        return exactly(int(digits), last_step(digits))
    return _composed(written, known)


def _composed(written: str, known: Characters) -> Figure | None:
    """A numeral with units, character by character; None where the order makes no number."""
    total, group, digit, step = 0, 0, None, 1
    last_unit, last_group = 0, 0
    for position, character in enumerate(written):
        if character in known.digits:
            if digit:
                return None
            digit = known.digits[character]
            step = 1
        elif character in known.tens:
            group, digit, step = group + known.tens[character], None, 10
        elif character in known.units:
            unit = known.units[character]
            if (last_unit and unit >= last_unit) or (digit is None and position and unit != 10):
                return None
            group += (1 if digit is None else digit) * unit
            digit, step, last_unit = None, unit, unit
        else:
            factor = known.groups[character]
            group += digit or 0
            if not group and not total:
                group = 1
            if last_group and factor > last_group:
                total, step = (total + group) * factor, step * factor
            else:
                total, step = total + (group or 1) * factor, step * factor
            group, digit, last_unit, last_group = 0, None, 0, factor
    if digit:
        # 三千五 and 一万二 leave out the last unit: 3500 and 12000.
        previous = written[-2] if len(written) > 1 else ""
        colloquial = known.units.get(previous) or known.groups.get(previous) or 10
        step = colloquial // 10 if colloquial > 10 else 1
        group += digit * step
    return exactly(total + group, step)


def _with_decimals(whole: str, decimals: str) -> Figure | None:
    known = characters()
    base = _chinese(whole)
    digits = decimals.rstrip(known.multiplier)
    factor = multiplier(decimals[len(digits) :])
    if base is None or not digits or factor is None:
        return None
    if any(character not in known.digits for character in digits):
        return None
    written = f"{int(base.low)}." + "".join(str(known.digits[c]) for c in digits)
    return exactly(Fraction(written), last_step(written)).times(factor)
