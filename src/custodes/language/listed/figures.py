"""Quantities and dates in a listed language, in the shape of those of Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from functools import cache

from custodes.language import calendar
from custodes.language.approximation import exactly, last_step, quantity
from custodes.language.listed.knowledge import Listed, listed
from custodes.model import DateInterval, Quantity

_SIGN = r"US\$|[$€£¥₹₽]"
_NEXT = re.compile(r"(?:[ \u00a0]|['’])([^\W\d_][\w-]*)")
_YEAR = r"(?:1[6-9]|20|21)[0-9]{2}"


def quantities(content: str, start: int, end: int, code: str) -> list[tuple[int, int, Quantity]]:
    """The quantities of ``content[start:end]`` in order: start, end (code points), what they allow.

    Figures in digits or one number word, with a scale, a unit, a sign of money, or words that widen
    them; years, days and numbers of sections are left out.
    """
    language = listed(code)
    taken = [(first, last) for first, last, _ in dates(content, start, end, code)]
    found = []
    for match in _figures(code).finditer(content, start, end):
        if any(match.start() < last and first < match.end() for first, last in taken):
            continue
        read = _read(match, content, end, language)
        if read is not None:
            found.append(read)
    return found


def dates(content: str, start: int, end: int, code: str) -> list[tuple[int, int, DateInterval]]:
    """The dates of ``content[start:end]``: months by name, ISO, 5.3.2021 (day first), years."""
    months = listed(code).months
    found = []
    for match in _dates(code).finditer(content, start, end):
        if match["iso"]:
            year, month, *day = (int(part) for part in match["iso"].split("-"))
            interval = (
                calendar.of_day(year, month, day[0]) if day else calendar.of_month(year, month)
            )
        elif match["numeric"]:
            day_of, month, year = (int(part) for part in re.split(r"[./]", match["numeric"]))
            interval = calendar.of_day(year, month, day_of)
        elif match["month"]:
            year, month = int(match["year_of"]), months[match["month"].lower()]
            interval = (
                calendar.of_day(year, month, int(match["day"]))
                if match["day"]
                else calendar.of_month(year, month)
            )
        else:
            interval = calendar.of_year(int(match["year"]))
        if interval is not None:
            found.append((match.start(), match.end(), interval))
    return found


def _read(
    match: re.Match[str], content: str, end: int, language: Listed
) -> tuple[int, int, Quantity] | None:
    if match["digits"]:
        digits = match["digits"]
        for separator in (*language.thousands, "\u00a0", "\u202f"):
            digits = digits.replace(separator, "")
        digits = digits.replace(language.decimal, ".")
        figure = exactly(Fraction(digits), last_step(digits))
    else:
        figure = exactly(language.numerals[match["word"].lower()])
    if match["scale"]:
        figure = figure.times(language.scales[match["scale"].lower()])
    unit = match["unit"] or ""
    kind = language.units.get(unit.lower(), "")
    sign = match["sign"] or match["sign_after"] or ""
    before = " ".join((match["widened"] or "").split())
    if match["word"] and not (unit or before or match["scale"]):
        return None
    limit = 100 if kind == "share" else None
    does = language.widened.get(before.lower())
    of = None if sign or kind in ("time", "length", "money") else _counted(match, content, language)
    return (
        match.start(),
        match.end(),
        quantity(
            figure, [does] if does else (), words=before, unit=sign or unit, of=of, limit=limit
        ),
    )


def _counted(match: re.Match[str], content: str, language: Listed) -> str | None:
    """The word right after a figure, words that join and the commonest words passed over."""
    at = match.end()
    while word := _NEXT.match(content, at):
        if word[1].lower() not in language.words | language.joining:
            return word[1]
        at = word.end()
    return None


@cache
def _figures(code: str) -> re.Pattern[str]:
    language = listed(code)
    groups = "|".join(re.escape(each) for each in (*language.thousands, "\u00a0", "\u202f"))
    decimal = re.escape(language.decimal)
    digits = rf"(?:[0-9]{{1,3}}(?:(?:{groups})[0-9]{{3}})+|[0-9]+)(?:{decimal}[0-9]+)?"
    joining = rf"(?:\s(?:{_any(language.joining)})(?:['’]|(?=\s)))?"
    return re.compile(
        rf"(?<![\w.,/-])(?:(?P<widened>{_any(language.widened)})\s+)?(?:(?P<sign>{_SIGN})\s?)?"
        rf"(?:(?P<digits>{digits})|\b(?P<word>{_any(language.numerals)})\b)(?![\w/]|-\w|[.,][0-9])"
        rf"(?:\s(?P<scale>{_any(language.scales)})\b)?"
        rf"(?:\s?(?P<sign_after>{_SIGN})|{joining}\s?(?P<unit>{_any(language.units)})(?!\w))?",
        re.IGNORECASE,
    )


@cache
def _dates(code: str) -> re.Pattern[str]:
    months = _any(listed(code).months)
    return re.compile(
        rf"(?<![\w/.-])(?P<iso>{_YEAR}-[01][0-9](?:-[0-3][0-9])?)(?![\w-])"
        rf"|(?<![\w/.-])(?P<numeric>[0-3]?[0-9](?P<sep>[./])[01]?[0-9](?P=sep){_YEAR})(?![\w/])"
        rf"|(?<![\w.,/-])(?:(?P<day>[0-3]?[0-9])(?:er|\.|º)?\s+(?:de\s+)?)?\b(?P<month>{months})"
        rf"\s+(?:de\s+)?(?P<year_of>{_YEAR})\b"
        rf"|(?<![\w/.,$€£#+-])(?P<year>{_YEAR})(?![\w/%]|[-.,][0-9])",
        re.IGNORECASE,
    )


def _any(words: Iterable[str]) -> str:
    """One of these words; nothing at all where there are none."""
    spelled = sorted((re.escape(word) for word in words), key=lambda word: (-len(word), word))
    return "|".join(spelled).replace(r"\ ", r"\s+") or "(?!)"
