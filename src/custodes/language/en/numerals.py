"""English numerals, in digits or words, to exact numbers with the step of the last digit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from custodes.language.approximation import Figure, exactly, last_step
from custodes.language.word_lists import WordListError, rows

DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{2,3})+|[0-9]+)(?:\.[0-9]+)?|(?<![0-9])\.[0-9]+"
"""Digits with separators, Western (1,158,000) or Indian (5,80,000), and a decimal part."""


@dataclass(frozen=True, slots=True)
class NumberWords:
    """The number words by what they do, from ``numerals.tsv``."""

    digits: dict[str, int]
    scales: dict[str, int]
    suffixes: dict[str, int]


@cache
def words() -> NumberWords:
    """The number words; raises WordListError with the line of a row that cannot be used."""
    read: dict[str, dict[str, int]] = {"digit": {}, "scale": {}, "suffix": {}}
    for number, (word, kind, value) in rows("en", "numerals.tsv", 3):
        if kind not in read or not value.isdigit():
            raise WordListError(f"en/numerals.tsv, line {number}: cannot use {word!r}")
        read[kind][word] = int(value)
    return NumberWords(read["digit"], read["scale"], read["suffix"])


def figure(written: str) -> Figure | None:
    """The number that ``written`` spells: ``1,158``, ``2.5 million``, ``twenty-five thousand``."""
    known = words()
    match = re.fullmatch(rf"({DIGITS})\s*-?(.*)", written, re.DOTALL)
    if not match:
        half = re.fullmatch(r"half\s+an?(?:\s+(\w+))?", written.lower())
        if half:
            scale = known.scales.get(half[1] or "", 1)
            return exactly(Fraction(scale, 2), Fraction(scale, 10))
        return _spelled(re.split(r"[\s-]+", written.lower()))
    digits = match[1].replace(",", "")
    value = exactly(Fraction(digits), last_step(digits))
    for word in re.split(r"[\s-]+", match[2].lower()):
        if word:
            factor = known.scales.get(word) or known.suffixes.get(word)
            if factor is None:
                return None
            value = value.times(factor)
    return value


def _spelled(tokens: list[str]) -> Figure | None:
    """Number words; "and" joins, "a" before a scale is one. None where they make no number."""
    known = words()
    total, group, step, last = 0, 0, 1, -1
    for word in tokens:
        if word == "and":
            continue
        if word in ("a", "an"):
            if group:
                return None
            group, last = 1, 1
        elif word in known.digits:
            value = known.digits[word]
            if (0 <= last < 20 and last != -1) or (last >= 20 and value >= 10):
                return None
            group, last = group + value, value
            step = 10 if value and value % 10 == 0 else 1
        elif word in known.scales:
            scale = known.scales[word]
            group = group or (1 if not total else 0)
            if scale <= 100:
                group, step = group * scale, scale
            elif group:
                total, group, step = total + group * scale, 0, step * scale
            else:
                total, step = total * scale, step * scale
            last = -1
        else:
            return None
    return exactly(total + group, step)
