"""Dates of Chinese text as intervals of days: 2018年6月, 6月16日和22日, 去年底, 十三五, 3年前."""

from __future__ import annotations

import re

from custodes.language import calendar
from custodes.language.calendar import Context
from custodes.language.zh import date_grammar, numerals
from custodes.model import DateInterval

_LONGEST_AGO = 300
_WEEKDAYS = {day: index for index, day in enumerate("一二三四五六日")} | {"天": 6}
_RANGE = re.compile(r"\s?(?:至|到|[-~～–—]|——)\s?")


def find(
    content: str, start: int, end: int, published: DateInterval | None
) -> list[tuple[int, int, DateInterval]]:
    """The dates of ``content[start:end]`` in order: start, end (code points), the days they mean.

    ``published`` is the document's own date, on which 今年, 3年前 and 6月18日 depend; without it
    (and without a full date before them in the paragraph) such dates are left out, and so are days
    that the calendar does not have. 以来, 起, 之后 leave the end open, 之前 and 截至 the beginning.
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
    pattern = date_grammar.pattern()
    while match := pattern.search(content, position, end):
        position = match.end()
        if match["skip"] is not None:
            continue
        interval = _interval(match, content, context, found)
        if interval is None:
            continue
        begin, stop = match.span("plan") if match["plan"] else match.span()
        begin, stop, interval = _around(content, begin, stop, start, end, interval)
        found.append((begin, stop, interval))
        position = stop
    return _ranges(content, found)


def _interval(
    match: re.Match[str],
    content: str,
    context: Context,
    found: list[tuple[int, int, DateInterval]],
) -> DateInterval | None:
    if match["iso"]:
        year, month, day = (int(part) for part in re.split(r"[-/.]", _narrow(match["iso"])))
        interval = calendar.of_day(year, month, day)
        if interval:
            context.remember(interval, True)
        return interval
    if match["plan"]:
        first, last = date_grammar.periods()[match["plan"]]
        return calendar.of_years(first, last)
    if match["decade"]:
        return _decade(match["decade"], match["century"] or "")
    if match["ago"]:
        return _ago(match["ago"], match["ago_unit"], context.published)
    if match["past"]:
        return _past(match["past"], match["past_unit"], context.published)
    if match["until_now"]:
        return _past(match["until_now"], match["until_now_unit"], context.published)
    if match["relative"]:
        return _relative(match, context)
    if match["year"] or match["year_end"]:
        return _year(match, context)
    if match["month"]:
        return _month(match, content, context)
    return _day(match, content, context, found)


def _year(match: re.Match[str], context: Context) -> DateInterval | None:
    """A year, alone, as a range (2015至2017年), in part (2017年底), or with month and day."""
    if match["year_end"]:
        first, last = _number(match["year_from"]), _number(match["year_end"])
        if first is not None and last is not None and last < 100:
            last += first // 100 * 100
        return None if first is None or last is None else calendar.of_years(first, last)
    year = _number(match["year"])
    if year is None:
        return None
    if match["republic"]:
        year += 1911
    elif year < 100:
        year += 2000 if year < 50 else 1900
    return _within_year(year, match["of_year"], match, "y", context)


def _within_year(
    year: int, part: str | None, match: re.Match[str], prefix: str, context: Context
) -> DateInterval | None:
    month = _number(match[prefix + "month"]) if match[prefix + "month"] else None
    if month is None:
        interval = calendar.part_of_year(year, _part(part)) if part else calendar.of_year(year)
        if interval:
            context.remember(interval, False)
        return interval
    day = _number(match[prefix + "mday"]) if match[prefix + "mday"] else None
    part = match[prefix + "of_month"]
    if day is not None:
        interval = calendar.of_day(year, month, day)
    elif part:
        interval = calendar.part_of_month(year, month, _part(part))
    else:
        interval = calendar.of_month(year, month)
    if interval:
        context.remember(interval, True)
    return interval


def _part(word: str) -> str:
    quarter = re.fullmatch(r"第?([一二三四1-4])季度?", word)
    if quarter:
        return f"q{_number(quarter[1])}"
    return date_grammar.PARTS[word.removeprefix("年") if word.endswith("半年") else word]


def _relative(match: re.Match[str], context: Context) -> DateInterval | None:
    published = context.published
    if published is None:
        return None
    unit, away = date_grammar.relatives()[match["relative"]]
    if unit == "year":
        whole = calendar.years_away(published, away)
        if whole is None or whole.first is None or whole.last is None:
            return None
        if whole.first.year != whole.last.year:
            return whole
        return _within_year(whole.first.year, match["of_relative"], match, "r", context)
    if unit == "month":
        whole = calendar.months_away(published, away)
        if whole is None or whole.first is None:
            return None
        day, part = match["lone_day"], match["part"]
        interval: DateInterval | None = whole
        if day:
            interval = calendar.of_day(whole.first.year, whole.first.month, _number(day) or 0)
        elif part:
            interval = calendar.part_of_month(whole.first.year, whole.first.month, _part(part))
    elif unit == "week":
        weekday = _WEEKDAYS[match["weekday"]] if match["weekday"] else None
        interval = calendar.week_away(published, away, weekday)
    else:
        interval = calendar.shifted(published, away)
    if interval:
        context.remember(interval, unit != "week")
    return interval


def _month(match: re.Match[str], content: str, context: Context) -> DateInterval | None:
    month = _number(match["month"])
    if month is None or not 1 <= month <= 12:
        return None
    ahead = bool(date_grammar.AHEAD.search(content[max(0, match.start() - 6) : match.start()]))
    if match["mday"]:
        day = _number(match["mday"])
        interval = None if day is None else context.nearest(month, day, ahead)
    else:
        interval = context.nearest(month, None, ahead)
        if interval and interval.first and match["of_month"]:
            interval = calendar.part_of_month(interval.first.year, month, _part(match["of_month"]))
    if interval:
        context.remember(interval, True)
    return interval


def _day(
    match: re.Match[str],
    content: str,
    context: Context,
    found: list[tuple[int, int, DateInterval]],
) -> DateInterval | None:
    """A day without its month: after a full date (6月16日和22日), or 16号 as the one before."""
    day = _number(match["day"])
    if day is None or not 1 <= day <= 31:
        return None
    chained = bool(found and date_grammar.LINK.fullmatch(content[found[-1][1] : match.start()]))
    end = match.end("of_day")
    if not chained and date_grammar.days_are_a_span(content, match.start("day"), end):
        return None
    interval = context.lone_day(day)
    if interval:
        context.remember(interval, True)
    return interval


def _decade(written: str, century: str) -> DateInterval | None:
    tens = _number(written)
    if tens is None or tens % 10 or tens > 90:
        return None
    hundred = {"": 1900 if tens >= 30 else 2000, "上世纪": 1900, "上个世纪": 1900, "本世纪": 2000}
    if century in hundred:
        return calendar.of_decade(hundred[century] + tens)
    number = _number(century.removesuffix("世纪").removesuffix("世紀"))
    return None if number is None else calendar.of_decade((number - 1) * 100 + tens)


def _ago(written: str, unit: str, published: DateInterval | None) -> DateInterval | None:
    """3年前, 数年前, 两周前: as coarse as the unit they count in; 数 and 几 are 2..9."""
    if published is None:
        return None
    if written == "半":
        return calendar.months_away(published, -6) if unit == "年" else None
    if written[-1] in "数几數幾":
        return calendar.joined(_away(published, unit, 9), _away(published, unit, 2))
    number = _number(written)
    return None if number is None or number > _LONGEST_AGO else _away(published, unit, number)


def _past(written: str, unit: str, published: DateInterval | None) -> DateInterval | None:
    """过去21年, 近10年, 30年来: from so long before the document's date up to it."""
    number = _number(written)
    if published is None or number is None or number > _LONGEST_AGO:
        return None
    return calendar.joined(_away(published, unit, number), published)


def _away(published: DateInterval, unit: str, count: int) -> DateInterval | None:
    if unit == "年":
        return calendar.years_away(published, -count)
    if unit in ("个月", "個月"):
        return calendar.months_away(published, -count)
    return calendar.shifted(published, -count * (1 if unit == "天" else 7))


def _around(
    content: str, begin: int, stop: int, start: int, end: int, interval: DateInterval
) -> tuple[int, int, DateInterval]:
    """Takes 截至 before and 以来, 之前, 起 after the date into it, and opens that end."""
    after = date_grammar.OPENING.match(content, stop, end)
    before = date_grammar.CLOSING.search(content[max(start, begin - 4) : begin])
    opened: DateInterval | None = None
    if after and after["since"]:
        opened = calendar.since(interval)
    elif after or before:
        opened = calendar.until(interval)
    if opened is None:
        return begin, stop, interval
    if before:
        begin -= len(before[0])
    return begin, after.end() if after else stop, opened


def _ranges(
    content: str, found: list[tuple[int, int, DateInterval]]
) -> list[tuple[int, int, DateInterval]]:
    """Joins two dates that 至, 到 or a dash connects: 8月29日至9月4日."""
    joined: list[tuple[int, int, DateInterval]] = []
    for begin, stop, interval in found:
        if joined:
            first_begin, first_stop, first = joined[-1]
            between = content[first_stop:begin]
            if _RANGE.fullmatch(between):
                both = calendar.joined(first, interval)
                if both:
                    joined[-1] = (first_begin, stop, both)
                    continue
        joined.append((begin, stop, interval))
    return joined


def _narrow(written: str) -> str:
    return written.translate(str.maketrans("０１２３４５６７８９", "0123456789"))


def _number(written: str) -> int | None:
    figure = numerals.figure(written)
    return None if figure is None or figure.low.denominator != 1 else int(figure.low)
