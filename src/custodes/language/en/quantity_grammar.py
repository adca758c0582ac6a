"""The grammar of English quantities as one regular expression, built from the word lists.

Groups: ``skip`` (holds a number, counts nothing), ``before``, ``ratio`` (one in seven),
``share`` (half, two-thirds), ``vague`` (dozens, tens of thousands) or ``currency`` and ``core``
with ``plus``, ``odd``, a second figure ``core2``, a scale after it (``late``); ``unit``, ``after``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from custodes.language.approximation import APPROXIMATIONS
from custodes.language.en import numerals
from custodes.language.word_lists import WordListError, rows, words_by_kind

KINDS = ("count", "length", "time", "money", "share")

_CURRENCY = r"US\$|HK\$|NT\$|C\$|A\$|Rs\.?|INR|USD|EUR|GBP|RMB|[$€£¥₹]"
_PLURAL_SCALES = ("dozen", "hundred", "thousand", "million", "billion", "lakh", "crore")
_SHARE = (
    r"(?<!first )(?<!second )\bhalf(?![-\s](?:an?\s|hour|mile|day|year|dozen|brother))"
    r"|\b(?:a|one|two|three|four|nine)[\s-]+(?:third|quarter|fifth|tenth)s?"
    r"(?=\s+(?:of|were|are|was|is|have|had|said)\b|\s*[.;)])"
)


@dataclass(frozen=True, slots=True)
class Grammar:
    """The expression, the kind of each unit, and what each approximation does."""

    pattern: re.Pattern[str]
    units: dict[str, str]
    before: dict[str, str]
    after: dict[str, str]


@cache
def grammar() -> Grammar:
    """The grammar, built on first use. Raises WordListError with the line of a bad entry."""
    known = numerals.words()
    before, after = _approximations()
    units = {
        word: kind
        for kind, words in words_by_kind("en", "units.tsv", KINDS).items()
        for word in words
    }
    skip = "|".join(fields[0] for _, fields in rows("en", "not_quantities.txt", 1))
    digit, scale = _alternatives(known.digits), _alternatives(known.scales)
    spelled = rf"(?:an?\s+(?:{scale})|(?:{digit}))(?:(?:\s+and\s+|[\s-]+)(?:{digit}|{scale}))*"
    number = (
        rf"(?:\bhalf\s+an?\s+(?:{scale})\b|(?:{numerals.DIGITS})(?:[\s-]?(?:{scale})\b|[kKmMbB]\b)*(?:\s+(?:{scale})\b)?"
        rf"|\b(?:{spelled})\b|\b(?:half\s+)?an?\b(?=\s+(?:{_units_of(units, 'time')})\b))"
    )
    # "in" alone makes a ratio after a small number and before no year or length of time.
    in_ten = (
        r"(?:(?<=\bone)|(?<=\btwo)|(?<=\bthree)|(?<=\bnine)|(?<=\b[1-9]))\s+in"
        rf"(?!\s+(?:[12][0-9]{{3}}\b|{number}[\s-](?:{_units_of(units, 'time')})\b))"
    )
    pattern = re.compile(
        rf"(?P<skip>(?<![\w.])(?:{skip}))"
        rf"|(?<![\w.,/-])(?:(?P<before>\b(?:{_alternatives(before)})\b)\s+)?"
        rf"(?P<between>\bbetween\s+)?(?:(?P<ratio>\b(?P<part>{number})(?:\s+out\s+of(?:\s+every)?|\s+in\s+every|{in_ten})\s+"
        rf"(?P<whole>{number}))"
        rf"|(?P<share>{_SHARE})\b|(?P<vague>\b(?:{_vague(units, scale)}))\b"
        rf"|(?:(?P<currency>{_CURRENCY})\s?)?(?P<core>{number})(?P<plus>\+)?(?P<odd>-odd)?"
        rf"(?:\s*\(\d+\))?(?:\s?(?:-|–|—|to|(?(between)and|(?!)))\s?(?:{_CURRENCY})?"
        rf"(?P<core2>{number})(?P<plus2>\+)?)?"
        rf"(?:\s+(?P<late>{scale})\b)?)"
        rf"(?:[\s-]?(?P<unit>%|(?:{_alternatives(unit for unit in units if unit != '%')})\b))?"
        rf"(?:\s+(?P<after>{_alternatives(word for word in after if word != '+')})\b)?",
        re.IGNORECASE,
    )
    return Grammar(pattern, units, before, after)


def _vague(units: dict[str, str], scale: str) -> str:
    scales = _alternatives(word + "s" for word in _PLURAL_SCALES)
    return (
        rf"(?:tens|dozens|scores|hundreds)\s+of\s+(?:{scales})"
        rf"|(?:a\s+few|several|(?:a\s+)?couple\s+of)\s+(?:(?:{scale})s?"
        rf"|(?=(?:{_units_of(units, 'time')})\b))|(?:{scales})"
    )


def _units_of(units: dict[str, str], kind: str) -> str:
    return _alternatives(unit for unit, unit_kind in units.items() if unit_kind == kind)


def _alternatives(words: Iterable[str]) -> str:
    spaced = (re.escape(word).replace(r"\ ", r"\s+") for word in words)
    return "|".join(sorted(spaced, key=lambda word: (-len(word), word)))


def _approximations() -> tuple[dict[str, str], dict[str, str]]:
    sides: dict[str, dict[str, str]] = {"before": {}, "after": {}}
    for number, (word, side, does) in rows("en", "approximation.tsv", 3):
        if side not in sides or does not in (*APPROXIMATIONS, "exact") or word in sides[side]:
            raise WordListError(f"en/approximation.tsv, line {number}: cannot use {word!r}")
        sides[side][word] = does
    return sides["before"], sides["after"]
