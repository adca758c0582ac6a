"""Dateline, by-line, labels: who published a document, who wrote it, when, in which language."""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from custodes.model import DateInterval, DocumentKind, Text
from custodes.reading.kinds import kind_of
from custodes.reading.languages import language_of

_OPENING: Final = 6
"""Blocks of the body, after the title, in which datelines and by-lines are looked for."""


@dataclass(frozen=True, slots=True)
class Description:
    """What a document says of itself; empty where it says nothing."""

    publisher: str = ""
    author: str = ""
    published: DateInterval | None = None
    language: str = "und"
    kind: DocumentKind = "unknown"


_DATELINE: Final = re.compile(
    r"【([^【】\d]{2,16}?)(?:北京时间|美东时间)?\s*(\d{4})年(\d{1,2})月(\d{1,2})日[^】]{0,6}】"
)
_AGENCY: Final = re.compile(
    r"^[（(]?([\u4e00-\u9fff]{2,6}社)[\u4e00-\u9fff]{0,8}?(\d{1,2})月(\d{1,2})日电"
)
_REPORTER: Final = re.compile(
    r"[（(]?(?:本报|本台|本网|本刊|[\u4e00-\u9fff]{2,6})?(?:特约|见习|实习|驻[\u4e00-\u9fff]{2,4})?"
    r"(?:记者|記者|通讯员)\s*[:：]?\s*([\u4e00-\u9fff·]{2,4}?(?:[、 ][\u4e00-\u9fff·]{2,4}?)*)\s*"
    r"(?:综合|綜合|采访|採訪|特约|专题|編譯|编译|整理|连线|獨家|独家)*(?:报导|报道|報導|報道|[)）】]|$)"
)
_LABELS: Final = re.compile(
    r"^(?:(?P<author>作者|撰文|文|by|author|written by)|(?P<publisher>来源|來源|消息来源|source|"
    r"publisher|published by|发布(?:单位|机构)|采购人|招标人|发文(?:单位|机关))|"
    r"(?P<published>日期|时间|時間|"
    r"(?:发布|发表|发文|成文|更新|印发)(?:日期|时间)|(?:\w+ )?date|"
    r"published(?: on)?|last updated|updated|posted(?: on)?))\s*[:：/／]\s*(?P<value>\S.{0,120})$",
    re.IGNORECASE,
)
_BY: Final = re.compile(r"^By ((?:[A-Z][\w.'’-]+ ){1,3}[A-Z][\w.'’-]+)(?:[,|•·].*)?$")
_CHINESE_DATE: Final = re.compile(r"(\d{4})\s*年\s*(?:(\d{1,2})\s*月(?:\s*(\d{1,2})\s*日)?)?")
_NUMERIC_DATE: Final = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?!\d)")
_COMPACT_DATE: Final = re.compile(r"^(?:D:)?(\d{4})(\d{2})(\d{2})(?!\d{2}[^\d])")
_MONTHS: Final = {
    name: number
    for number, name in enumerate(
        re.findall(
            r"\w+",
            "january february march april may june july august september october november december",
        ),
        1,
    )
}
_MONTHS.update({name[:3]: number for name, number in tuple(_MONTHS.items())}, sept=9)
_MONTH_NAMES: Final = "|".join(sorted(_MONTHS, key=len, reverse=True))
_MONTH_DAY: Final = re.compile(
    rf"\b({_MONTH_NAMES})\.?\s+(?:(\d{{1,2}})(?:st|nd|rd|th)?,?\s+)?(\d{{4}})\b", re.IGNORECASE
)
_DAY_MONTH: Final = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+({_MONTH_NAMES})\.?,?\s+(\d{{4}})\b", re.IGNORECASE
)
_SIGNED: Final = re.compile(
    r"^\s*(\d{4}|[二〇○零一三四五六七八九]{4})\s*年\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*月\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*日\s*$"
)


def describe(stated: Mapping[str, str], text: Text, title: str) -> Description:
    """What the file states, else what its first lines say."""
    body = [text.content[b.start : b.end] for b in text.body() if b.kind != "title"]
    opening = body[:_OPENING]
    labels = _labelled(opening)
    publisher = stated.get("publisher", "") or labels.get("publisher", "")
    author = stated.get("author", "") or labels.get("author", "")
    published = date_of(stated.get("published", ""))
    for line in opening:
        if (dateline := _DATELINE.search(line)) is not None:
            publisher = publisher or dateline[1].strip()
            published = published or _interval(dateline[2], dateline[3], dateline[4])
        if (agency := _AGENCY.search(line)) is not None:
            publisher = publisher or agency[1]
        if not author and (reporter := _REPORTER.search(line[:200])) is not None:
            author = reporter[1].strip()
        if not author and (by := _BY.match(line)) is not None:
            author = by[1]
    if published is None and "published" in labels:
        published = date_of(labels["published"])
    if published is None:
        published = _dated_line(opening) or _signed(body) or date_of(stated.get("created", ""))
    publisher = publisher or _issuer(opening, body)
    return Description(
        publisher=publisher[:200],
        author=author[:200],
        published=published,
        language=language_of(" ".join(body) or text.content, stated.get("language", "")),
        kind=kind_of(title, opening),
    )


def _labelled(opening: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in opening:
        match = _LABELS.match(line) if len(line) <= 160 else None
        if match is None:
            continue
        for label in ("author", "publisher", "published"):
            if match[label] and label not in found:
                found[label] = match["value"].strip()
    return found


def date_of(words: str) -> DateInterval | None:
    """The day, month or year that some words state, as an interval of days; else nothing."""
    words = words.strip()
    if not words:
        return None
    if (match := _CHINESE_DATE.search(words)) or (match := _NUMERIC_DATE.search(words)):
        return _interval(match[1], match[2], match[3])
    if match := _DAY_MONTH.search(words):
        return _interval(match[3], str(_MONTHS[match[2].lower()]), match[1])
    if match := _MONTH_DAY.search(words):
        return _interval(match[3], str(_MONTHS[match[1].lower()]), match[2])
    if match := _COMPACT_DATE.match(words):
        return _interval(match[1], match[2], match[3])
    return None


def _interval(year: str, month: str | None, day: str | None) -> DateInterval | None:
    try:
        if month is None:
            return DateInterval(datetime.date(int(year), 1, 1), datetime.date(int(year), 12, 31))
        first = datetime.date(int(year), int(month), int(day or 1))
    except ValueError:
        return None
    if not 1900 <= first.year <= 2100:
        return None
    if day:
        return DateInterval(first, first)
    following = datetime.date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return DateInterval(first, following - datetime.timedelta(days=1))


_PASSED: Final = re.compile(r"通过|公布|发布|發布|通過|印发|印發")
_REST_OF_DATE: Final = re.compile(
    r"[\d\W_]|年|月|日|时|分|[AaPp][Mm]|[A-Z]{2,4}$|updated|posted|on", re.IGNORECASE
)


def _dated_line(opening: list[str]) -> DateInterval | None:
    """The date of a line that is nothing else, or that says when a law was passed or published."""
    for line in opening:
        if len(line) > 100:
            continue
        found = date_of(line)
        if found is None:
            continue
        rest = _DAY_MONTH.sub("", _MONTH_DAY.sub("", line))
        if not _REST_OF_DATE.sub("", rest) or (line[0].isdigit() and _PASSED.search(line)):
            return found
    return None


def _signed(body: list[str]) -> DateInterval | None:
    """The date below an official document: one of the last lines that is nothing but a date."""
    for line in reversed(body[-6:]):
        match = _SIGNED.match(line)
        if match:
            return _interval(*(_arabic(part) for part in match.groups()))
    return None


_ISSUER: Final = re.compile(
    r"^[\u4e00-\u9fff“”、]{2,38}(?:局|委|委员会|办|办公室|政府|公司|部|厅|法院|检察院|协会|中心|支队|大队"
    r"|处|领导小组|指挥部|办事处)(?:[（(][^（）()]{1,16}[）)])?(?:文件)?$"
)


def _issuer(opening: list[str], body: list[str]) -> str:
    """Who issued an official document: the body named on a line of its own, at the top or above
    the date at the end."""
    closing = [line for line, after in itertools.pairwise(body[-8:]) if _SIGNED.match(after)]
    for line in (*closing, *opening[:4]):
        if len(line) <= 60 and _ISSUER.match(line):
            return line.removesuffix("文件")
    return ""


def _arabic(numeral: str) -> str:
    if numeral.isdecimal() and numeral.isascii():
        return numeral
    digits = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0}
    if "十" not in numeral:
        return "".join(str(digits[c]) for c in numeral)
    tens, _, ones = numeral.partition("十")
    return str((digits[tens] if tens else 1) * 10 + (digits[ones] if ones else 0))
