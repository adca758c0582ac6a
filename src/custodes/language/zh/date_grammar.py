"""The grammar of Chinese dates as regular expressions, built from the word lists.

The groups of the main expression tell the form: ``skip``, ``iso``, ``plan`` (十三五), ``decade``,
``year_end`` (2015至2017年), ``year``, ``relative`` (去年), ``ago`` (3年前), ``past`` (过去21年),
``month`` and ``day``.
"""

from __future__ import annotations

import re
from functools import cache

from custodes.language.word_lists import WordListError, rows

UNITS = ("year", "month", "week", "day")
PARTS = {
    "初": "early",
    "上旬": "early",
    "年初": "early",
    "中": "middle",
    "中旬": "middle",
    "年中": "middle",
    "底": "late",
    "末": "late",
    "下旬": "late",
    "年底": "late",
    "年末": "late",
    "上半年": "h1",
    "下半年": "h2",
}

_DIGIT = "0-9０-９一二三四五六七八九十〇零○廿卅"
_SPELLED = "[一二两三四五六七八九十]{1,3}"
_TIMES_OF_DAY = (
    "凌晨|清晨|早晨|早上|上午|中午|下午|傍晚|晚上|晚间|深夜|夜间|当晚|晚|夜"
    "|[0-9]{1,2}[时時点點](?:[0-9]{1,2}分|半)?(?:许|左右|[至到-][0-9]{1,2}[时時点點])?"
)
_HOURS = rf"(?:\s?(?:{_TIMES_OF_DAY}))*"
_YEAR = "(?:1[6-9]|20|21)[0-9]{2}|(?:１[６-９]|２０)[０-９]{2}|[一二][〇零○一二三四五六七八九]{3}"
_PART = (
    "年?(?:上半年|下半年)|第?[一二三四1-4]季度|年初|年底|年末|年中(?![国國共央])"
    "|初(?![一二三步中期])|底(?![层下气])|末(?!端)"
)

_INCLUDED = r"(?:\s?[（(]含[）)])?\s?"
OPENING = re.compile(
    rf"{_INCLUDED}(?P<since>以来|以來|至今|起(?![诉訴草来來到用义])|开始|以后|以後|之后|之後"
    r"|后(?![来续者台果方勤备门])|後(?![來續者]))"
    rf"|{_INCLUDED}(?P<until>以前|之前|前(?![0-9往后後景述来來言提段台任面列十三两五几]))|为止|為止"
)
"""What follows a date and opens one of its ends."""

CLOSING = re.compile(r"(?:截至|截止到?|截至到)\s?$")
"""What stands before the last day of an interval that is open before."""

AHEAD = re.compile(r"(?:将|將|将于|將於|拟于|拟|计划于|定于|预计)(?:在|于)?$")
"""What stands before a date that is still to come."""

LINK = re.compile(r"\s?(?:[、和及与至到~—–，,-]|以及)\s?")
"""What joins a day to the date before it (6月16日和22日)."""

_BEFORE_SPAN = re.compile(
    "(?:少于|少於|至少|超过|满|连续|為期|为期|长达|长|历时|历经|共|拘留|隔离|隔離|留置|观察|延长"
    "|低于|最多|约|近|逾)$"
)
_AFTER_SPAN = re.compile(
    r"内|內|之内|以内|以上|以下|左右|后的?[，,]"
    "|的?(?:强制|強制|隔离|隔離|检疫|檢疫|留置|行政拘留|期限)|无理由|游|余|多|间"
)


def days_are_a_span(content: str, start: int, end: int) -> bool:
    """Whether N日 at ``start..end`` is a length of time (30日内, 隔离14日), not a calendar day."""
    before = content[max(0, start - 5) : start]
    return bool(_BEFORE_SPAN.search(before) or _AFTER_SPAN.match(content, end))


@cache
def periods() -> dict[str, tuple[int, int]]:
    """Named periods, as first and last year; raises WordListError with the line of a bad one."""
    found: dict[str, tuple[int, int]] = {}
    for number, (name, first, last) in rows("zh", "periods.tsv", 3):
        if not (first.isdigit() and last.isdigit() and first <= last):
            raise WordListError(f"zh/periods.tsv, line {number}: {first}..{last} are no years")
        found[name] = (int(first), int(last))
    return found


@cache
def relatives() -> dict[str, tuple[str, int]]:
    """Relative words, as unit and how many away; raises WordListError with the line."""
    found: dict[str, tuple[str, int]] = {}
    for number, (word, unit, away) in rows("zh", "relative_dates.tsv", 3):
        if unit not in UNITS or not re.fullmatch(r"-?[0-9]", away):
            raise WordListError(f"zh/relative_dates.tsv, line {number}: cannot use {unit} {away}")
        found[word] = (unit, int(away))
    return found


def _month_and_day(prefix: str) -> str:
    """Month, part of it or day, in groups whose names begin with ``prefix``."""
    return (
        rf"(?P<{prefix}month>[{_DIGIT}]{{1,3}})\s?月(?:份)?(?![亮饼台球薪租经嫂刊均])"
        rf"(?:\s?(?P<{prefix}of_month>上旬|中旬|下旬|初|中(?![国國共央方心])|底|末)"
        rf"|\s?(?P<{prefix}mday>[{_DIGIT}]{{1,3}})\s?[日号號]{_HOURS})?"
    )


def _skipped() -> str:
    return (
        r"[〔\[［(（][12][0-9]{3}[〕\]］)）]\s?第?[0-9]*\s?号?"
        "|第[0-9一二三四五六七八九十]+[号號日]|[A-Za-z][0-9]+[号號日]"
        r"|[0-9]+\s?[号號][楼线線文机院门井球种馆令店库]"
    )


def _years() -> str:
    """2015至2017年; then one year, of either calendar, with month, day or part."""
    return (
        rf"(?<![0-9])(?P<year_from>{_YEAR})(?:\s?年)?\s?[-–—~至到]\s?"
        rf"(?P<year_end>{_YEAR}|[0-9]{{2}}(?=\s?年))\s?年(?!\s?[{_DIGIT}]{{1,3}}\s?月)"
        rf"|(?<![0-9])(?:(?P<republic>民[国國])\s?)?"
        rf"(?P<year>{_YEAR}|(?<=民[国國])[0-9一二三四五六七八九十百]{{1,4}}"
        r"|[0-9]{2}(?=\s?年\s?[0-9]{1,2}\s?月)|0[0-9](?=年))\s?年(?:度)?"
        rf"(?:\s?{_month_and_day('y')}|(?P<of_year>{_PART}))?"
    )


def _relative() -> str:
    words = "|".join(sorted(relatives(), key=lambda word: (-len(word), word)))
    return (
        rf"(?!今日(?:头条|頭條)|今天性)(?P<relative>{words})"
        rf"(?:(?<=年)(?:的?\s?{_month_and_day('r')}|(?P<of_relative>{_PART}))"
        r"|(?<=[天日])的?(?:凌晨|清晨|早上|上午|中午|下午|傍晚|晚上|晚间|深夜)"
        r"|(?<=[周週期])(?P<weekday>[一二三四五六日天])(?![些个個名])"
        rf"|(?<=月)的?(?:(?P<lone_day>[{_DIGIT}]{{1,3}})[日号號]"
        "|(?P<part>上旬|中旬|下旬|初|底|末)))?"
    )


def _spans() -> str:
    """3年前; 过去21年, 近10年; 30年来."""
    return (
        rf"(?P<ago>[0-9]{{1,3}}|{_SPELLED}|好几|[数几半數幾])多?"
        "(?P<ago_unit>年|个月|個月|周|週|个星期|星期|天)(?:之前|以前|前(?![后途往]))"
        rf"|(?:过去|過去|最近|近)的?(?P<past>[0-9]{{1,3}}|{_SPELLED})"
        "(?P<past_unit>年|个月|個月|周|週|天)(?:以?来|以?來|间|中|里)?"
        rf"|(?P<until_now>[0-9]{{1,3}}|{_SPELLED})多?"
        "(?P<until_now_unit>年|个月|個月)(?:以?来|以?來)(?![源到说])"
    )


@cache
def pattern() -> re.Pattern[str]:
    """All forms of dates as one expression, built on first use."""
    plans = "|".join(sorted(periods(), key=lambda word: (-len(word), word)))
    return re.compile(
        rf"(?P<skip>{_skipped()})"
        rf"|(?P<iso>(?<![A-Za-z0-9_./-])(?:{_YEAR})(?P<sep>[-/.])[0-9]{{1,2}}(?P=sep)[0-9]{{1,2}}"
        r"(?![0-9./A-SU-Za-z_-]))"
        rf"|(?P<plan>{plans})"
        "|(?P<century>上世纪|上个世纪|本世纪|[12][0-9]世[纪紀]|[十二][十九一二八]*世[纪紀])?"
        "(?P<decade>[一二三四五六七八九]十|[1-9]0)年代"
        rf"|{_years()}|{_relative()}|{_spans()}"
        rf"|(?<![0-9.第]){_month_and_day('')}"
        r"|(?<![0-9.月第〕\]A-Za-z+-])(?P<day>[0-9]{1,2}|[一二三]?十[一二三四五六七八九]?)\s?"
        rf"(?P<of_day>[日号號])(?![本元圆语式文籍军报常程召称码楼线机]){_HOURS}"
    )
