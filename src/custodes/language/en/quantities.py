"""Quantities of English text, as intervals: more than 1,000, nearly half, $6-20M, dozens, 3 years.

What counts nothing is left out: dates, times of day, sections and other numbered parts, ordinals,
telephone numbers, version names, and "one" and "a" unless a unit or an approximation follows.
"""

from __future__ import annotations

import re
from fractions import Fraction

from custodes.language.approximation import (
    APPROXIMATIONS,
    Approximation,
    Figure,
    exactly,
    quantity,
)
from custodes.language.en import counted, numerals
from custodes.language.en.quantity_grammar import Grammar, grammar
from custodes.model import Quantity

Found = tuple[int, int, Quantity]

_SHARES = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_VAGUE = {"dozens": (24, 99), "hundreds": (200, 999), "thousands": (2000, 9999)}
_TIMES = {"tens of": 20, "dozens of": 24, "scores of": 40, "hundreds of": 200}


def find(content: str, start: int, end: int) -> list[Found]:
    """The quantities of ``content[start:end]`` in order: start, end (code points), what they allow.

    ``unit`` is a unit of time, length or money as written (the currency sign for money), ``"%"``
    for shares (half, a third), ``""`` where things are counted.
    """
    rules = grammar()
    found: list[Found] = []
    position = start
    while match := rules.pattern.search(content, position, end):
        position = match.end()
        if match["skip"] is not None:
            continue
        read = None if _numbers_a_line(match, content) else _read(match, content, rules, end)
        if read:
            found.append(read)
            position = max(read[1], match.start() + 1)
    return found


def _read(match: re.Match[str], content: str, rules: Grammar, end: int) -> Found | None:
    before = re.sub(r"\s+", " ", (match["before"] or "").lower())
    after = re.sub(r"\s+", " ", (match["after"] or "").lower())
    meanings = {rules.before.get(before), rules.after.get(after)}
    does: set[Approximation] = {word for word in APPROXIMATIONS if word in meanings}
    plus = match["plus"] or match["plus2"]
    if plus:
        does.add("at_least")
    if match["odd"]:
        does.add("odd")
    words = " ".join(word for word in (before, match["odd"] or "", plus or "", after) if word)
    begin, stop = match.span()
    unit, limit = match["unit"] or "", None
    kind = rules.units.get(unit.lower(), rules.units.get(unit, ""))
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
        figure = _number(match, kind, bool(does))
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


def _number(match: re.Match[str], kind: str, approximated: bool) -> Figure | None:
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
    return exactly(Fraction(100 * times, _SHARES[match[1]]), 10)


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
