"""Dates of Chinese text as intervals of days: 2018年6月, 6月16日和22日, 去年底, 十三五, 3年前."""

from __future__ import annotations

import re
from functools import cache

from custodes.language import calendar
from custodes.language.calendar import Context
from custodes.language.word_lists import WordListError, rows
from custodes.language.zh import numerals
from custodes.model import DateInterval

_LONGEST_AGO = 300
_UNITS = ("year", "month", "week", "day")
_PARTS = {"初": "early", "早期": "early", "中": "middle", "中期": "middle", "上旬": "early"}
_PARTS |= {"中旬": "middle", "下旬": "late", "底": "late", "末": "late", "年初": "early"}
_PARTS |= {"年中": "middle", "年底": "late", "年末": "late", "上半年": "h1", "下半年": "h2"}
_WEEKDAYS = {day: index for index, day in enumerate("一二三四五六日")} | {"天": 6}
_DIGIT = "0-9０-９一二三四五六七八九十〇零○廿卅"
_HOURS = r"(?:\s?(?:凌晨|清晨|早晨|早上|上午|中午|下午|傍晚|晚上|晚间|深夜|夜间|当晚|晚|夜|[0-9]{1,2}[时時点點](?:[0-9]{1,2}分|半)?(?:许|左右|[至到-][0-9]{1,2}[时時点點])?))*"


def find(
    content: str, start: int, end: int, published: DateInterval | None
) -> list[tuple[int, int, DateInterval]]:
    """The dates of ``content[start:end]`` in order: start, end (code points), the days they mean.

    ``published`` is the document's own date, on which 今年, 3年前 and 6月18日 depend; without it
    (and without a full date before them in the stretch) such dates are left out, and so are days
    that the calendar does not have. 以来, 起, 之后 leave the interval open after, 之前, 截至 before.
    """
    context = Context(published)
    found: list[tuple[int, int, DateInterval]] = []
    position = start
    pattern = _pattern()
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
    kind = match.lastgroup or ""
    if match["iso"]:
        year, month, day = (int(part) for part in re.split(r"[-/.]", _narrow(match["iso"])))
        interval = calendar.of_day(year, month, day)
        if interval:
            context.remember(interval, True)
        return interval
    if match["plan"]:
        first, last = _periods()[match["plan"]]
        return calendar.of_years(first, last)
    if match["decade"]:
        return _decade(match["decade"], match["century"] or "")
    if match["ago"]:
        return _ago(match["ago"], match["ago_unit"], context.published)
    if match["past"]:
        return _past(match["past"], match["past_unit"], context.published)
    if match["past_to_now"]:
        return _past(match["past_to_now"], match["past_to_now_unit"], context.published)
    if match["relative"]:
        return _relative(match, context)
    if match["year"] or match["year_end"]:
        return _year(match, context)
    if match["month"]:
        return _month(match, content, context)
    if match["day"]:
        return _day(match, content, context, found)
    raise AssertionError(kind)


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
    day = _number(match[prefix + "day"]) if match[prefix + "day"] else None
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
    return _PARTS[word]


def _relative(match: re.Match[str], context: Context) -> DateInterval | None:
    published = context.published
    if published is None:
        return None
    unit, away = _relatives()[match["relative"]]
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
    ahead = _ahead(content, match.start())
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
    chained = bool(
        found
        and re.fullmatch(
            r"\s?(?:[、和及与至到~—–，,-]|以及)\s?", content[found[-1][1] : match.start()]
        )
    )
    if not chained and (match["of_day"] == "日" and _is_span(content, match)):
        return None
    interval = context.lone_day(day)
    if interval:
        context.remember(interval, True)
    return interval


def _is_span(content: str, match: re.Match[str]) -> bool:
    return days_are_a_span(content, match.start("day"), match.end("of_day"))


def days_are_a_span(content: str, start: int, end: int) -> bool:
    """Whether N日 at ``start..end`` is a length of time (30日内, 隔离14日), not a day of a month."""
    before = content[max(0, start - 5) : start]
    after = content[end : end + 6]
    return bool(
        re.search(
            r"(?:少于|少於|至少|超过|满|连续|為期|为期|长达|长|历时|历经|共|拘留|隔离|隔離|留置|观察|延长|低于|最多|约|近|逾)$",
            before,
        )
        or re.match(
            r"(?:内|內|之内|以内|以上|以下|左右|后的?[，,]|的?强制|的?強制|的?隔离|的?隔離|的?检疫|的?檢疫|的?留置|的?行政拘留|无理由|游|的?期限|余|多|间)",
            after,
        )
    )


def _ahead(content: str, position: int) -> bool:
    return bool(
        re.search(
            r"(?:将|將|将于|將於|拟于|拟|计划于|定于|预计)(?:在|于)?$",
            content[max(0, position - 6) : position],
        )
    )


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
    after = re.compile(
        r"(?:\s?[（(]含[）)]\s?)?\s?(?P<since>以来|以來|至今|起(?!诉|訴|草|来|來|到|用|义)|开始|以后|以後|之后|之後|后(?![来续者台果方勤备门])|後(?![來續者]))"
        r"|(?:\s?[（(]含[）)]\s?)?(?P<until>以前|之前|前(?![往后後景述来來言提段台任面列十三两五几]))|为止|為止"
    ).match(content, stop, end)
    if after and content[stop : stop + 1] in "前" and re.match(r"前\d", content[stop:end]):
        after = None
    before = re.search(r"(?:截至|截止到?|截至到)\s?$", content[max(start, begin - 4) : begin])
    opened: DateInterval | None = None
    if after and (after["since"]):
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
            if re.fullmatch(r"\s?(?:至|到|[-~～–—]|——)\s?", between):
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


@cache
def _periods() -> dict[str, tuple[int, int]]:
    periods: dict[str, tuple[int, int]] = {}
    for number, (name, first, last) in rows("zh", "periods.tsv", 3):
        if not (first.isdigit() and last.isdigit() and first <= last):
            raise WordListError(f"zh/periods.tsv, line {number}: {first}..{last} are no years")
        periods[name] = (int(first), int(last))
    return periods


@cache
def _relatives() -> dict[str, tuple[str, int]]:
    relatives: dict[str, tuple[str, int]] = {}
    for number, (word, unit, away) in rows("zh", "relative_dates.tsv", 3):
        if unit not in _UNITS or not re.fullmatch(r"-?[0-9]", away):
            raise WordListError(f"zh/relative_dates.tsv, line {number}: cannot use {unit} {away}")
        relatives[word] = (unit, int(away))
    return relatives


def _month_and_day(prefix: str) -> str:
    """Month, part of it or day, in groups whose names begin with ``prefix``."""
    day = "mday" if not prefix else prefix + "day"
    return (
        rf"(?P<{prefix}month>[{_DIGIT}]{{1,3}})\s?月(?:份)?(?!亮|饼|台|球|薪|租|经|嫂|刊|均)"
        rf"(?:\s?(?P<{prefix}of_month>上旬|中旬|下旬|初|中(?![国國共央方心])|底|末)"
        rf"|\s?(?P<{day}>[{_DIGIT}]{{1,3}})\s?[日号號]{_HOURS})?"
    )


@cache
def _pattern() -> re.Pattern[str]:
    """All forms of dates as one expression, built from the word lists on first use."""
    relatives = "|".join(sorted(_relatives(), key=lambda word: (-len(word), word)))
    relatives = rf"(?!今日(?:头条|頭條)|今天性)(?:{relatives})"
    plans = "|".join(sorted(_periods(), key=lambda word: (-len(word), word)))
    year = (
        r"(?:1[6-9]|20|21)[0-9]{2}|(?:１[６-９]|２０)[０-９]{2}|[一二][〇零○一二三四五六七八九]{3}"
    )
    part = r"年?(?:上半年|下半年)|第?[一二三四1-4]季度|年初|年底|年末|年中(?![国國共央])|初(?![一二三步中期])|底(?![层下气])|末(?![端])"
    hyphen = r"\s?[-–—~至到]\s?"
    return re.compile(
        r"(?P<skip>[〔\[［(（][12][0-9]{3}[〕\]］)）]\s?第?[0-9]*\s?号?|第[0-9一二三四五六七八九十]+[号號日]"
        r"|[0-9]+\s?[号號][楼线線文机院门井球种馆令店库院]|[A-Za-z][0-9]+[号號日])"
        rf"|(?P<iso>(?<![A-Za-z0-9_./-])(?:{year})(?P<sep>[-/.])[0-9]{{1,2}}(?P=sep)[0-9]{{1,2}}(?![0-9./A-SU-Za-z_-]))"
        rf"|[“\"「‘]?(?P<plan>{plans})[”\"」’]?"
        r"|(?P<century>上世纪|上个世纪|本世纪|[12][0-9]世[纪紀]|[十二][十九一二八]*世[纪紀])?(?P<decade>[一二三四五六七八九]十|[1-9]0)年代"
        rf"|(?<![0-9])(?P<year_from>{year})(?:\s?年)?{hyphen}(?P<year_end>{year}|[0-9]{{2}}(?=\s?年))\s?年(?!\s?[{_DIGIT}]{{1,3}}\s?月)"
        rf"|(?<![0-9])(?:(?P<republic>民[国國])\s?)?(?P<year>{year}|(?<=民[国國])[0-9一二三四五六七八九十百]{{1,4}}|[0-9]{{2}}(?=\s?年\s?[0-9]{{1,2}}\s?月)|0[0-9](?=年))\s?年(?:度)?"
        rf"(?:\s?{_month_and_day('y')}|(?P<of_year>{part}))?"
        rf"|(?P<relative>{relatives})(?:(?<=年)(?:的?\s?{_month_and_day('r')}|(?P<of_relative>{part}))"
        rf"|(?<=[天日])(?:的?(?:凌晨|清晨|早上|上午|中午|下午|傍晚|晚上|晚间|深夜))"
        rf"|(?<=[周週期])(?P<weekday>[一二三四五六日天])(?![些个個名])|(?<=月)的?(?:(?P<lone_day>[{_DIGIT}]{{1,3}})[日号號]|(?P<part>上旬|中旬|下旬|初|底|末)))?"
        r"|(?P<ago>[0-9]{1,3}|[一二两三四五六七八九十]{1,3}|好几|[数几半數幾])(?:多)?(?P<ago_unit>年|个月|個月|周|週|个星期|星期|天)(?:之前|以前|前(?![后途往]))"
        r"|(?:(?:过去|過去|最近|近)(?:的)?(?P<past>[0-9]{1,3}|[一二两三四五六七八九十]{1,3})(?P<past_unit>年|个月|個月|周|週|天)(?:以?来|以?來|间|中|里)?"
        r"|(?P<past_to_now>[0-9]{1,3}|[一二两三四五六七八九十]{1,3})(?:多)?(?P<past_to_now_unit>年|个月|個月)(?:以?来|以?來)(?!源|到|说))"
        rf"|(?<![0-9.第]){_month_and_day('')}"
        rf"|(?<![0-9.月第〕\]A-Za-z+-])(?P<day>[0-9]{{1,2}}|[一二三]?十[一二三四五六七八九]?)\s?(?P<of_day>[日号號])(?![本元圆语式文籍军报常程召称码楼线机])"
        + _HOURS
    )
