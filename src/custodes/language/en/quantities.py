"""Quantities of English text, as intervals: more than 1,000, nearly half, $6-20M, dozens, 3 years.

What counts nothing is left out: dates, times of day, sections and other numbered parts, ordinals,
telephone numbers, version names, and "one" and "a" unless a unit or an approximation follows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from custodes.language.approximation import (
    APPROXIMATIONS,
    Approximation,
    Figure,
    exactly,
    quantity,
)
from custodes.language.en import counted, numerals
from custodes.language.word_lists import WordListError, rows, words_by_kind
from custodes.model import Quantity

_KINDS = ("count", "length", "time", "money", "share")
_CURRENCY = r"US\$|HK\$|NT\$|C\$|A\$|Rs\.?|INR|USD|EUR|GBP|RMB|[$€£¥₹]"
_SHARES = {"half": 50, "third": Fraction(100, 3), "quarter": 25, "fifth": 20, "tenth": 10}
_VAGUE = {"dozens": (24, 99), "hundreds": (200, 999), "thousands": (2000, 9999)}
_TIMES = {"tens of": 20, "dozens of": 24, "scores of": 40, "hundreds of": 200}


@dataclass(frozen=True, slots=True)
class _Grammar:
    pattern: re.Pattern[str]
    units: dict[str, str]
    before: dict[str, str]
    after: dict[str, str]


def find(content: str, start: int, end: int) -> list[tuple[int, int, Quantity]]:
    """The quantities of ``content[start:end]`` in order: start, end (code points), what they allow.

    ``unit`` is a unit of time, length or money as written (the currency sign for money), ``"%"``
    for shares (half, a third), ``""`` where things are counted.
    """
    grammar = _grammar()
    found: list[tuple[int, int, Quantity]] = []
    position = start
    while match := grammar.pattern.search(content, position, end):
        position = match.end()
        if match["skip"] is not None:
            continue
        read = None if _numbers_a_line(match, content) else _read(match, content, grammar, end)
        if read:
            found.append(read)
            position = max(read[1], match.start() + 1)
    return found


def _read(
    match: re.Match[str], content: str, grammar: _Grammar, end: int
) -> tuple[int, int, Quantity] | None:
    before = re.sub(r"\s+", " ", (match["before"] or "").lower())
    after = re.sub(r"\s+", " ", (match["after"] or "").lower())
    does: set[Approximation] = set()
    plus = match["plus"] or match["plus2"]
    for meaning in (grammar.before.get(before), grammar.after.get(after)):
        if meaning and meaning != "exact":
            does.add(meaning)  # type: ignore[arg-type]
    if plus:
        does.add("at_least")
    if match["odd"]:
        does.add("odd")
    words = " ".join(word for word in (before, match["odd"] or "", plus or "", after) if word)
    begin, stop = match.span()
    unit, limit = match["unit"] or "", None
    kind = grammar.units.get(unit.lower(), grammar.units.get(unit, ""))
    if kind == "share":
        unit, limit = ("%" if not unit.startswith("percentage") else unit), 100
    if match["currency"]:
        unit = match["currency"]
    if match["ratio"]:
        figure = _ratio(match)
        unit, limit = "", 1
    elif match["share"]:
        figure = _share(match["share"].lower())
        unit, limit = "%", 100
    elif match["vague"]:
        figure = _vague(match["vague"].lower())
    else:
        figure = _number(match, content, kind, bool(does))
    if figure is None:
        return None
    of = None
    if kind in ("", "share", "count") and not match["currency"]:
        of = counted.after(content, stop, end)
    return begin, stop, quantity(figure, does, words=words, unit=unit, of=of, limit=limit)


def _numbers_a_line(match: re.Match[str], content: str) -> bool:
    """Whether the figure is the number of an item or section: "1. Purpose", "* 8.2 Warranty"."""
    if not match["core"] or match["unit"] or match["before"] or match["currency"]:
        return False
    line = content[content.rfind("\n", 0, match.start()) + 1 : match.start()]
    if line.strip(" \t>#*•-([|"):
        return False
    if re.match(r"[.)](?=\s|$)", content[match.end() : match.end() + 2]):
        return True
    return "." in match["core"] and bool(re.match(r"\s+[\"“*]?[A-Z]", content[match.end() :][:4]))


def _number(match: re.Match[str], content: str, kind: str, approximated: bool) -> Figure | None:
    core = match["core"]
    figure = numerals.figure(core)
    if figure is None:
        return None
    if core.lower() in ("one", "a", "an") and kind not in ("time", "length", "money", "share"):
        return None
    if core.lower() in ("a", "an") and not approximated:
        return None
    if match["late"]:
        figure = figure.times(numerals.words().scales[match["late"].lower()])
    if match["core2"]:
        high = numerals.figure(match["core2"])
        if high is None:
            return None
        scale = re.search(r"[A-Za-z]+$", match["core2"])
        if scale and not re.search(r"[A-Za-z]", core):
            factor = numerals.figure("1 " + scale[0])
            if factor and figure.low * factor.low <= high.low:
                figure = figure.times(factor.low)
        if figure.low >= high.low:
            return None
        figure = Figure(figure.low, high.low, high.step)
    return figure


def _share(written: str) -> Figure | None:
    match = re.search(r"(half|third|quarter|fifth|tenth)s?$", written)
    if not match:
        return None
    head = re.split(r"[\s-]+", written)[0]
    times = numerals.words().digits.get(head, 1)
    return exactly(Fraction(_SHARES[match[1]]) * times, 10)


def _vague(written: str) -> Figure | None:
    """dozens 24..99, hundreds 200..999, tens of thousands 20000..99999, a few 2..9."""
    written = re.sub(r"\s+", " ", written).strip()
    for head, times in _TIMES.items():
        rest = written.removeprefix(head).strip()
        if rest != written and rest:
            scale = numerals.words().scales[rest.removesuffix("s")]
            most = {20: 100, 24: 100, 40: 100, 200: 1000}[times]
            return Figure(Fraction(times * scale), Fraction(most * scale - 1), loose=True)
    if written in _VAGUE:
        low, high = _VAGUE[written]
        return Figure(Fraction(low), Fraction(high), loose=True)
    match = re.fullmatch(r"(?:a few|several|a couple of|a couple|couple of) (\w+)", written)
    if match and match[1].removesuffix("s") in numerals.words().scales:
        scale = numerals.words().scales[match[1].removesuffix("s")]
        return Figure(Fraction(2 * scale), Fraction(10 * scale - 1), loose=True)
    if written.endswith("s"):
        scale = numerals.words().scales[written.removesuffix("s")]
        return Figure(Fraction(2 * scale), Fraction(10 * scale - 1), loose=True)
    if "couple" in written:
        return Figure(Fraction(2), Fraction(2), loose=True)
    return Figure(Fraction(2), Fraction(9), loose=True)


def _ratio(match: re.Match[str]) -> Figure | None:
    part, whole = numerals.figure(match["part"]), numerals.figure(match["whole"])
    if part is None or whole is None or not whole.low or part.low > whole.low:
        return None
    return exactly(part.low / whole.low)


def _alternatives(words: list[str]) -> str:
    spaced = (re.escape(word).replace(r"\ ", r"\s+") for word in words)
    return "|".join(sorted(spaced, key=lambda word: (-len(word), word)))


def _approximations() -> tuple[dict[str, str], dict[str, str]]:
    sides: dict[str, dict[str, str]] = {"before": {}, "after": {}}
    for number, (word, side, does) in rows("en", "approximation.tsv", 3):
        if side not in sides or does not in (*APPROXIMATIONS, "exact") or word in sides[side]:
            raise WordListError(f"en/approximation.tsv, line {number}: cannot use {word!r}")
        sides[side][word] = does
    return sides["before"], sides["after"]


@cache
def _grammar() -> _Grammar:
    """The whole grammar as one expression, built from the word lists on first use."""
    known = numerals.words()
    before, after = _approximations()
    units = {
        word: kind
        for kind, words in words_by_kind("en", "units.tsv", _KINDS).items()
        for word in words
    }
    skip = "|".join(fields[0] for _, fields in rows("en", "not_quantities.txt", 1))
    time = _alternatives([unit for unit, kind in units.items() if kind == "time"])
    digit, scale = _alternatives(list(known.digits)), _alternatives(list(known.scales))
    scales = _alternatives(
        [
            word + "s"
            for word in known.scales
            if word in ("dozen", "hundred", "thousand", "million", "billion", "lakh", "crore")
        ]
    )
    spelled = rf"(?:(?:a|an)\s+(?:{scale})|(?:{digit}))(?:(?:\s+and\s+|[\s-]+)(?:{digit}|{scale}))*"
    number = rf"(?:(?:{numerals.DIGITS})(?:[\s-]?(?:{scale})\b|[kKmMbB]\b)*(?:\s+(?:{scale})\b)?|\b(?:{spelled})\b)"
    pattern = re.compile(
        rf"(?P<skip>(?<![\w.])(?:{skip}))"
        rf"|(?<![\w.,/-])(?:(?P<before>\b(?:{_alternatives(list(before))})\b)\s+)?(?:"
        rf"(?P<ratio>\b(?P<part>{number})\s+(?:out\s+of(?:\s+every)?|in(?:\s+every)?)\s+(?P<whole>{number}))"
        r"|(?P<share>(?<!first )(?<!second )\bhalf(?![-\s](?:hour|mile|day|year|dozen|brother))"
        r"|\b(?:a|one|two|three|four|nine)[\s-]+(?:third|quarter|fifth|tenth)s?"
        r"(?=\s+(?:of|were|are|was|is|have|had|said)\b|\s*[.;)]))\b"
        rf"|(?P<vague>\b(?:(?:tens|dozens|scores|hundreds)\s+of\s+(?:{scales})|(?:a\s+few|several|a\s+couple\s+of|couple\s+of)\s+(?:(?:{scale})s?|(?=(?:{time})\b))|(?:{scales})))\b"
        rf"|(?:(?P<currency>{_CURRENCY})\s?)?(?P<core>{number})(?P<plus>\+)?(?P<odd>-odd)?(?:\s*\(\d+\))?"
        rf"(?:\s?(?:-|–|—|to)\s?(?:{_CURRENCY})?(?P<core2>{number})(?P<plus2>\+)?)?"
        rf"(?:\s+(?P<late>{scale})\b)?"
        rf")(?:[\s-]?(?P<unit>%|(?:{_alternatives([u for u in units if u != '%'])})\b))?"
        rf"(?:\s+(?P<after>{_alternatives([a for a in after if a != '+'])})\b)?",
        re.IGNORECASE,
    )
    return _Grammar(pattern, units, before, after)
