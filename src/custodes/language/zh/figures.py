"""Figures of Chinese text before their words of approximation: 数百, 两三, 十七八, 3500至7000万."""

from __future__ import annotations

import re
from fractions import Fraction

from custodes.language.approximation import Figure, exactly, some
from custodes.language.zh import numerals

HALF = Fraction(1, 2)
GROUPS = "万萬亿億"
_PAIR = re.compile(
    r"([二三四五六七八九]?十)?([一二两三四五六七八])([两二三四五六七八九])([十百千万亿]*)"
)


def number(core: str, multiplier: str) -> Figure | None:
    """The figure of a numeral and what multiplies it after 多 or 余 (一千三百 and 万)."""
    if core == "半":
        return Figure(HALF, HALF, HALF)
    figure = pair(core) or numerals.figure(core)
    factor = numerals.multiplier(multiplier)
    return None if figure is None or factor is None else figure.times(factor)


def pair(core: str) -> Figure | None:
    """Two digits side by side are a range: 两三 2..3, 三五 3..5, 十七八 17..18, 三四百 300..400."""
    match = _PAIR.fullmatch(core)
    if not match or (match[1] and match[4]):
        return None
    tens = numerals.figure(match[1]) if match[1] else exactly(0)
    low, high = numerals.figure(match[2]), numerals.figure(match[3])
    factor = numerals.multiplier(match[4])
    if tens is None or low is None or high is None or factor is None:
        return None
    if high.low - low.low != 1 and (match[2], match[3]) != ("三", "五"):
        return None
    return Figure(tens.low + low.low, tens.low + high.low).times(factor)


def vague(written: str) -> Figure | None:
    """数百 is 200..999, 几 is 2..9; 上千, 成千上万 and 数以万计 are open above."""
    known = numerals.characters().multiplier
    factor = numerals.multiplier("".join(c for c in written if c in known))
    if factor is None:
        return None
    if written.startswith("成"):
        least = 1000 if "百" not in written else 100 * (10000 if written[-1] in "万萬" else 1)
        return Figure(Fraction(least), None, loose=True)
    if written.startswith("上") or written.endswith(("计", "計")):
        return Figure(Fraction(factor), None, loose=True)
    return some(factor)


def between(low: Figure, high: Figure, written_low: str, written_high: str) -> Figure | None:
    """The range of two figures; 3500至7000万 shares its 万. None where they are out of order."""
    if low.high is None or high.high is None:
        return None
    shared = re.search(rf"[{GROUPS}]+$", written_high)
    if shared and not re.search(rf"[{GROUPS}]", written_low):
        factor = numerals.multiplier(shared[0]) or 1
        if low.low * factor <= high.low:
            low = low.times(factor)
    return Figure(low.low, high.high, high.step) if low.low < high.high else None
