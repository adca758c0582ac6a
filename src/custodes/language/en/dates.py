"""Dates of English text as intervals of days: June 2020, 12 June, last year, 2015-2017."""

from __future__ import annotations

import re
from functools import cache

from custodes.language import calendar
from custodes.language.calendar import Context
from custodes.language.en import numerals
from custodes.language.word_lists import WordListError, rows
from custodes.model import DateInterval

_LONGEST_AGO = 300
_BEFORE_MONTH = ("in", "In", "by", "By", "since", "Since", "until", "during", "last", "of", "from")
_UNITS = ("year", "month", "week", "day")
_PARTS = {
    "early": "early",
    "beginning of": "early",
    "start of": "early",
    "mid": "middle",
    "middle of": "middle",
    "late": "late",
    "end of": "late",
    "first half of": "h1",
    "second half of": "h2",
    "first quarter of": "q1",
    "second quarter of": "q2",
    "third quarter of": "q3",
    "fourth quarter of": "q4",
    "q1": "q1",
    "q2": "q2",
    "q3": "q3",
    "q4": "q4",
}


def find(
    content: str, start: int, end: int, published: DateInterval | None
) -> list[tuple[int, int, DateInterval]]:
    """The dates of ``content[start:end]`` in order: start, end (code points), the days they mean.

    ``published`` is the document's own date, on which "last year" and "June 12" depend; without
    it (and without a full date before them in the paragraph) such dates are left out, and so are
    days that the calendar does not have. "since" and "after" leave the interval open after,
    "before", "until" and "by" before. Where 03/04/2020 may be either day, the interval runs from
    one to the other.
    """
    context = Context(published, earlier=lambda: _year_before(content, start, published))
    return _scan(content, start, end, context)


def _year_before(content: str, start: int, published: DateInterval | None) -> int | None:
    """The year of the last date before ``start`` in its paragraph, if its month was told too."""
    context = Context(published)
    _scan(content, calendar.before(content, start), start, context)
    return context.year if context.month is not None else None


def _scan(
    content: str, start: int, end: int, context: Context
) -> list[tuple[int, int, DateInterval]]:
    found: list[tuple[int, int, DateInterval]] = []
    position = start
    pattern = _pattern()
    while match := pattern.search(content, position, end):
        position = match.end()
        interval = None if match["skip"] else _interval(match, context)
        if interval is None:
            continue
        begin, interval = _opened(content, match.start(), start, interval)
        found.append((begin, match.end(), interval))
    return _ranges(content, found)


def _interval(match: re.Match[str], context: Context) -> DateInterval | None:
    if match["iso"]:
        year, month, *day = (int(part) for part in match["iso"].split("-"))
        interval = calendar.of_day(year, month, day[0]) if day else calendar.of_month(year, month)
        return _remembered(interval, context, True)
    if match["numeric"]:
        return _remembered(_numeric(match["numeric"]), context, True)
    if match["relative"]:
        return _relative(re.sub(r"\s+", " ", match["relative"].lower()), context)
    if match["past"]:
        return _past(match["past"].lower(), match["past_unit"].lower(), context.published)
    if match["ago"]:
        return _ago(match["ago"].lower(), match["ago_unit"].lower(), context.published)
    if match["decade"]:
        return calendar.of_decade(int(match["decade"]))
    if match["from"]:
        return _years(int(match["from"]), match["to"], bool(match["fiscal"]))
    if match["month_to"]:
        return _months(match)
    if match["month"] or match["month_after"] or match["month_only"] or match["lone_month"]:
        return _month(match, context)
    year = int(match["year"])
    part = _part(match["part_of_year"])
    whole = calendar.part_of_year(year, part) if part else calendar.of_year(year)
    return _remembered(whole, context, False)


def _remembered(
    interval: DateInterval | None, context: Context, month_known: bool
) -> DateInterval | None:
    if interval:
        context.remember(interval, month_known)
    return interval


def _part(written: str | None) -> str | None:
    return _PARTS[re.sub(r"[\s-]+", " ", written.lower()).strip()] if written else None


def _month(match: re.Match[str], context: Context) -> DateInterval | None:
    """A month with or without its day, part and year, in either order."""
    name = match["month"] or match["month_after"] or match["month_only"] or match["lone_month"]
    month = _months_by_name()[name.rstrip(".").lower()]
    year_written = match["month_year"] or match["month_after_year"] or match["only_year"]
    day_written = match["month_day"] or match["day_before"]
    year = int(year_written) if year_written else None
    day = int(day_written) if day_written else None
    part = _part(match["part_of_month"] or match["part_of_lone"])
    if year is not None and day is not None:
        interval = calendar.of_day(year, month, day)
    elif year is not None:
        interval = (
            calendar.part_of_month(year, month, part) if part else calendar.of_month(year, month)
        )
    else:
        interval = context.nearest(month, day)
        if part and interval and interval.first and day is None:
            interval = calendar.part_of_month(interval.first.year, month, part)
    if match["month_day_to"] and interval and interval.first:
        last = calendar.of_day(interval.first.year, month, int(match["month_day_to"]))
        interval = calendar.joined(interval, last)
    return _remembered(interval, context, True)


def _months(match: re.Match[str]) -> DateInterval | None:
    """July-December 2018."""
    names = _months_by_name()
    first, last = (names[match[group].rstrip(".").lower()] for group in ("month_from", "month_to"))
    return calendar.of_months(int(match["months_year"]), first, last)


def _years(first: int, written: str, fiscal: bool) -> DateInterval | None:
    """2015-2017; 2020-21, and FY 2020-21 as the fiscal year from April to March."""
    last = int(written) if len(written) == 4 else first // 100 * 100 + int(written)
    if fiscal and last == first + 1:
        return calendar.joined(calendar.of_month(first, 4), calendar.of_month(last, 3))
    return calendar.of_years(first, last)


def _numeric(written: str) -> DateInterval | None:
    parts = [int(part) for part in re.split(r"[/.]", written)]
    if parts[0] > 31:
        return calendar.of_day(*parts)
    year = parts[2] + (2000 if parts[2] < 50 else 1900) if parts[2] < 100 else parts[2]
    day_first = calendar.of_day(year, parts[1], parts[0])
    if "." in written:
        return day_first
    month_first = calendar.of_day(year, parts[0], parts[1])
    if day_first is None or month_first is None:
        return day_first or month_first
    return calendar.joined(day_first, month_first) or calendar.joined(month_first, day_first)


def _relative(words: str, context: Context) -> DateInterval | None:
    published = context.published
    if published is None:
        return None
    unit, away = _relatives()[words]
    if unit == "year":
        return _remembered(calendar.years_away(published, away), context, False)
    if unit == "month":
        return _remembered(calendar.months_away(published, away), context, True)
    if unit == "week":
        return calendar.week_away(published, away)
    return _remembered(calendar.shifted(published, away), context, True)


def _ago(written: str, unit: str, published: DateInterval | None) -> DateInterval | None:
    """Three years ago: as coarse as the unit it counts in."""
    figure = numerals.figure("one" if written in ("a", "an") else written)
    if published is None or figure is None or figure.low > _LONGEST_AGO:
        return None
    count = -int(figure.low)
    if unit == "year":
        return calendar.years_away(published, count)
    if unit == "month":
        return calendar.months_away(published, count)
    return calendar.shifted(published, count * (7 if unit == "week" else 1))


def _past(written: str, unit: str, published: DateInterval | None) -> DateInterval | None:
    """The last five years: from so long before the document's date up to it."""
    return calendar.joined(_ago(written, unit, published), published)


def _opened(
    content: str, begin: int, start: int, interval: DateInterval
) -> tuple[int, DateInterval]:
    """Takes "since", "before" and their like into the date, and opens that end."""
    before = re.search(
        r"\b(?:(?P<since>since|after|from(?=\s+\S+\s+on))|(?P<until>before|until|till|up\s+to|prior\s+to|as\s+of|by|through))\s+(?:the\s+)?$",
        content[max(start, begin - 16) : begin],
        re.IGNORECASE,
    )
    if not before:
        return begin, interval
    opened = calendar.since(interval) if before["since"] else calendar.until(interval)
    return (begin - len(before[0]), opened) if opened else (begin, interval)


def _ranges(
    content: str, found: list[tuple[int, int, DateInterval]]
) -> list[tuple[int, int, DateInterval]]:
    """Joins two dates that "to", a dash or "between … and" connects."""
    joined: list[tuple[int, int, DateInterval]] = []
    for begin, stop, interval in found:
        if joined:
            first_begin, first_stop, first = joined[-1]
            between = content[first_stop:begin].lower()
            paired = between.strip() in ("to", "-", "–", "—", "until", "through") or (
                between.strip() == "and"
                and content[max(0, first_begin - 8) : first_begin].lower().endswith("between ")
            )
            both = calendar.joined(first, interval) if paired else None
            if both:
                if between.strip() == "and":
                    first_begin -= len("between ")
                joined[-1] = (first_begin, stop, both)
                continue
        joined.append((begin, stop, interval))
    return joined


@cache
def _months_by_name() -> dict[str, int]:
    names: dict[str, int] = {}
    for number, (name, month) in rows("en", "months.tsv", 2):
        if not month.isdigit() or not 1 <= int(month) <= 12:
            raise WordListError(f"en/months.tsv, line {number}: {month!r} is no month")
        names[name.lower()] = int(month)
    return names


@cache
def _relatives() -> dict[str, tuple[str, int]]:
    relatives: dict[str, tuple[str, int]] = {}
    for number, (words, unit, away) in rows("en", "relative_dates.tsv", 3):
        if unit not in _UNITS or not re.fullmatch(r"-?[0-9]", away):
            raise WordListError(f"en/relative_dates.tsv, line {number}: cannot use {unit} {away}")
        relatives[words] = (unit, int(away))
    return relatives


@cache
def _pattern() -> re.Pattern[str]:
    """All forms of dates as one expression, built from the word lists on first use."""
    names = [name.capitalize() for name in _months_by_name()]
    names += [name.upper() for name in _months_by_name()]
    month = (
        rf"(?:{'|'.join(sorted(names, key=lambda name: (-len(name), name)))})\b(?:\.(?=\s*[0-9]))?"
    )
    relatives = "|".join(
        words.replace(" ", r"\s+") for words in sorted(_relatives(), key=lambda w: (-len(w), w))
    )
    any_year = r"(?:1[6-9]|20|21)[0-9]{2}"
    year = rf"{any_year}(?![0-9,%+]*[0-9%])"
    day = r"(?:0?[1-9]|[12][0-9]|3[01])"
    number = "|".join((r"[0-9]{1,3}", "an?", *numerals.words().digits))
    part = r"early|beginning\s+of|start\s+of|mid|middle\s+of|late|end\s+of"
    halves = r"(?:first|second)\s+half\s+of|(?:first|second|third|fourth)\s+quarter\s+of|[Qq][1-4]"
    lone = "|".join(rf"(?<=\b{word} )" for word in _BEFORE_MONTH)
    return re.compile(
        r"(?P<skip>(?:https?://|www\.)\S+|\(\d{4}\)\s+\d+\s+[A-Z]+\s+\d+"
        r"|\b(?!FY|Q[1-4]\s)[A-Za-z]+-?\d[\w-]*)"
        rf"|(?<![\w/.-])(?P<iso>{any_year}-(?:0[1-9]|1[0-2])(?:-[0-9]{{2}})?)(?![0-9A-SU-Za-z_-])"
        r"|(?<![\w/.-])(?P<numeric>[0-9]{1,2}(?P<sep>[/.])[0-9]{1,2}(?P=sep)"
        r"(?:[12][0-9]{3}|[0-9]{2})|[12][0-9]{3}/[0-9]{1,2}/[0-9]{1,2})(?![\w/])"
        rf"|\b(?P<month_from>{month})\s*(?:[-–—]|to|through)\s*(?P<month_to>{month}),?"
        rf"\s+(?P<months_year>{year})"
        rf"|(?<![\w.,/-])(?P<day_before>{day})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month_after>{month})"
        rf"(?:,?\s+(?P<month_after_year>{year}))?"
        rf"|\b(?P<month>{month})\s+(?P<month_day>{day})(?:st|nd|rd|th)?(?![0-9:%])"
        rf"(?:\s?[-–]\s?(?P<month_day_to>{day})(?![0-9]))?(?:,?\s+(?P<month_year>{year}))?"
        rf"|\b(?:(?P<part_of_month>(?i:{part}))[\s-]+)?(?P<month_only>{month}),?\s+(?:of\s+)?"
        rf"(?P<only_year>{year})"
        rf"|(?:\b(?P<part_of_lone>(?i:{part}))[\s-]+|{lone})(?P<lone_month>{month})(?!\s+[A-Z])"
        rf"|\b(?P<relative>(?i:{relatives}))\b"
        rf"|\b(?P<ago>(?i:{number}))\s+(?P<ago_unit>(?i:year|month|week|day))s?\s+(?:ago|earlier)\b"
        rf"|\b(?:the\s+)?(?i:last|past|previous|trailing)\s+(?P<past>(?i:{number}))"
        r"\s+(?P<past_unit>(?i:year|month|week|day))s\b"
        r"|\bthe\s+(?:early\s+|late\s+)?(?P<decade>(?:1[6-9]|20)[0-9]0)s\b"
        r"|(?<![\w/.,$€£-])(?P<fiscal>FY\s?|(?i:fiscal\s+year|financial\s+year)\s+)?"
        rf"(?P<from>{any_year})\s?[-–/]\s?(?P<to>{any_year}|[0-9]{{2}})(?![\w,%/-])"
        rf"|(?:\b(?P<part_of_year>(?i:{part}|{halves}))[\s-]+)?"
        rf"(?<![\w/.,$€£#+-])(?P<year>{year})(?![\w/]|-[0-9])",
    )
