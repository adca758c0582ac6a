"""Quantities of Chinese text, as intervals: 60余名, 99%以上, 近9成, 三天内, 2300万-2700万, 数十.

What counts nothing is left out: calendar dates, times of day, document numbers, ordinals, ranks,
article numbers, version names, fixed words with a numeral in them, and 一 as an article.
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
    some,
)
from custodes.language.word_lists import WordListError, rows, words_by_kind
from custodes.language.zh import counted, numerals
from custodes.language.zh.dates import days_are_a_span
from custodes.model import Quantity

_KINDS = ("count", "length", "time", "money", "digits", "few", "share", "tenth")
_DOES = (*APPROXIMATIONS, "exact", "spell")

# 约 ends 合约, 近 ends 最近, and so on: there they widen nothing.
_NOT_AFTER = {
    "约": "签条合违公契预邀制节纽",
    "近": "最附邻靠亲临",
    "超": "高远赶反",
    "满": "充圆爆美期",
}


@dataclass(frozen=True, slots=True)
class _Grammar:
    pattern: re.Pattern[str]
    measures: dict[str, str]
    before: dict[str, str]
    after: dict[str, str]


def find(content: str, start: int, end: int) -> list[tuple[int, int, Quantity]]:
    """The quantities of ``content[start:end]`` in order: start, end (code points), what they allow.

    The span holds the words of approximation and the measure word. ``unit`` is the measure word or
    currency as written, ``"%"`` for shares (成 and 半数 are converted); ``low`` and ``high`` follow
    the conventions of ``language.approximation``.
    """
    grammar = _grammar()
    found: list[tuple[int, int, Quantity]] = []
    position = start
    while match := grammar.pattern.search(content, position, end):
        position = match.end()
        if match["skip"] is not None:
            continue
        read = _read(match, content, grammar, start, end)
        if read is None and match["core2"]:
            # No range after all: the first figure stands alone, the second is read by itself.
            position = match.start("core2")
            alone = grammar.pattern.match(content, match.start(), position)
            read = _read(alone, content, grammar, start, end) if alone else None
            if read:
                found.append(read)
        elif read:
            found.append(read)
            position = read[1]
    return found


def _read(
    match: re.Match[str], content: str, grammar: _Grammar, start: int, end: int
) -> tuple[int, int, Quantity] | None:
    if match["share"]:
        return _share(match, content, grammar, end)
    begin, stop = match.span()
    before = match["before"] or ""
    after = (match["plus"] or "") + (match["after"] or "")
    measure = match["measure"] or match["halved"] or ""
    kind = grammar.measures.get(measure.replace("半", "", 1) if match["halved"] else measure, "")
    if match["halved"] and not kind:
        kind = "count"
    does = _does(before, after, kind, grammar)
    if (
        match["after"]
        and grammar.after[match["after"]] == "spell"
        and kind not in ("time", "length")
    ):
        stop, after = match.start("after"), match["plus"] or ""
        does = _does(before, after, kind, grammar)
    low = _figure(match, "")
    high = _figure(match, "2") if match["core2"] else None
    if low is None or not _counts(match, content, kind, bool(does), low, grammar):
        return None
    if match["core2"]:
        joined = high and _range(low, high, match, grammar.after.get(match["after"] or ""))
        if not joined:
            return None
        low, does = joined, does - ({"at_most"} if match["floor"] else set())
    if measure in ("毛", "毛钱"):
        low, measure = low.times(Fraction(1, 10)), "元"
    if match["odd_after"]:
        does = {*does, "odd"}
    if match["odd"] or match["odd2"]:
        does = {*does, "about" if (match["odd"] or match["odd2"]) in "来來" else "odd"}
    unit = measure
    if match["halved"]:
        low, unit = low.plus(Fraction(1, 2)), measure.replace("半", "", 1)
    if match["core"] == "半":
        low = Figure(Fraction(1, 2), Fraction(1, 2), Fraction(1, 2))
    limit = None
    if kind == "tenth":
        low = low.times(10)
        unit, limit = "%", 100
    elif kind == "share":
        limit = 100 if measure in "%％" else None
    if match["currency"] and not (measure and kind == "money" and len(measure) > 1):
        unit = match["currency"]
    if kind == "time" and before == "近" and not _lasting(content, begin):
        does, before = does - {"nearly"}, ""
        begin += 1
    words = before + (match["odd"] or match["odd2"] or match["odd_after"] or "") + after
    of = None
    if kind not in ("time", "length", "digits"):
        of = counted.after(content, stop, end)
        of = of or counted.before(content, begin, start, end, stop)
    return begin, stop, quantity(low, does, words=words, unit=unit, of=of, limit=limit)


def _lasting(content: str, position: int) -> bool:
    """近 before years is "nearly" after a verb of lasting (历时近10年), else "the last" (近10年)."""
    return content[max(0, position - 2) : position].endswith(
        ("历时", "长达", "有", "达", "了", "花")
    )


def _does(before: str, after: str, kind: str, grammar: _Grammar) -> set[Approximation]:
    does: set[Approximation] = set()
    for word, meaning in ((before, grammar.before.get(before)), (after, grammar.after.get(after))):
        if not word or meaning in (None, "exact"):
            continue
        if meaning == "spell":
            meaning = "at_most"
        does.add(meaning)  # type: ignore[arg-type]
    return does


def _figure(match: re.Match[str], which: str) -> Figure | None:
    """The number in the groups of that side, without odd's effect but multiplied out."""
    core = match["core" + which]
    vague = match["vague"] if not which else None
    if vague:
        return _vague(vague)
    if core is None:
        return None
    if core == "半":
        return exactly(1)
    figure = _pair(core) or numerals.figure(core)
    if figure is None:
        return None
    factor = numerals.multiplier(match["multiplier" + which] or "")
    return None if factor is None else figure.times(factor)


def _vague(written: str) -> Figure | None:
    known = numerals.characters()
    factor = numerals.multiplier("".join(c for c in written if c in known.multiplier))
    if factor is None:
        return None
    if written.startswith("成"):
        least = 100 if "百" in written else 1000
        return Figure(Fraction(least), None, loose=True)
    if written.startswith("上"):
        return Figure(Fraction(factor), None, loose=True)
    if written.endswith(("计", "計")):
        return Figure(Fraction(factor), None, loose=True)
    return some(factor)


def _range(low: Figure, high: Figure, match: re.Match[str], after: str | None) -> Figure | None:
    """两个数字 between 至, 到 or a dash; 3500至7000万 shares its multiplier, 三到五年 its unit."""
    if low.high is None or high.high is None or (match["floor"] and after != "at_most"):
        return None
    if match["list"]:
        return Figure(low.low, high.low) if high.low - low.low == 1 and high.low < 10 else None
    inherited = match["multiplier2"] or "".join(re.findall(r"[万萬亿億]+$", match["core2"]))
    if inherited and not re.search(r"[万萬亿億]", match["core"] + (match["multiplier"] or "")):
        factor = numerals.multiplier(inherited) or 1
        if low.low * factor <= high.low:
            low = low.times(factor)
    if low.low >= high.high:
        return None
    return Figure(low.low, high.high, high.step)


_PAIR = re.compile(
    r"([二三四五六七八九]?十)?([一二两三四五六七八])([两二三四五六七八九])([十百千万亿]*)"
)


def _pair(core: str) -> Figure | None:
    """Two digits side by side are a range: 两三 is 2..3, 三五 3..5, 十七八 17..18, 三四百 300..400."""
    match = _PAIR.fullmatch(core)
    if not match or (match[1] and match[4]):
        return None
    tens = numerals.figure(match[1]) if match[1] else exactly(0)
    low, high = numerals.figure(match[2]), numerals.figure(match[3])
    factor = numerals.multiplier(match[4])
    if tens is None or low is None or high is None or factor is None:
        return None
    if high.low - low.low != 1 and (match[2], match[3]) != ("三", "五"):
        return None
    return Figure(tens.low + low.low, tens.low + high.low).times(factor)


def _counts(
    match: re.Match[str],
    content: str,
    kind: str,
    approximated: bool,
    low: Figure,
    grammar: _Grammar,
) -> bool:
    """Whether the numeral measures something, rather than being part of a word or a name."""
    measure = match["measure"] or match["halved"] or ""
    core = match["core"] or ""
    odd = match["odd"] or match["odd_after"]
    before = content[max(0, match.start() - 1) : match.start()]
    arabic = (bool(core) and core[0].isascii()) or (
        bool(core) and core[0] in "０１２３４５６７８９"
    )
    if before and (
        before in "第〔["
        or (arabic and (before.isascii() and (before.isalnum() or before in "-_./#&")))
    ):
        return False
    if measure and not (match["before"] or match["vague"]) and before == "前" and kind == "count":
        return False
    if match["vague"]:
        head = match["vague"]
        if head in "几数幾數好几":
            return bool(measure) and kind not in ("share", "digits", "few", "money")
        return True
    if core == "半":
        return kind == "time" and (not before or before not in "上下前后後大多")
    if (
        not arabic
        and len(core) > 1
        and not _pair(core)
        and not re.search(r"[十拾百佰千仟万萬亿億廿卅]", core)
    ):
        return False
    if low.low == 0 and not arabic and not match["core2"]:
        return False
    if len(core) == 1 and core in "壹贰貳叁參肆伍陆陸柒捌玖拾":
        return False
    if measure == "级":
        return before in set("省市县區区镇乡村街道社")
    if measure == "日" and not days_are_a_span(content, match.start("core"), match.end("measure")):
        return approximated
    if core in ("一", "壹", "1", "１") and not arabic and not approximated and not odd:
        if match["halved"]:
            return True
        measured = kind in ("time", "money", "length")
        return measured and not (before and before in "每那这某同另有逐头哪")
    if kind == "digits":
        return arabic
    if kind == "few":
        return (core in "两二三四五六七八九十") and len(core) == 1
    if measure:
        return True
    if match["plus"] or match["currency"]:
        return True
    if re.search(r"[万萬亿億]", core + (match["multiplier"] or "") + (match["core2"] or "")):
        return arabic or low.low >= 20000 or approximated or bool(odd)
    if odd:
        return arabic or low.low >= 10
    if approximated:
        return arabic or len(core) > 1
    if match["core2"]:
        return arabic and match["join"] in ("至", "到")
    return bool(core) and "," in core and len(core) > 4


def _share(
    match: re.Match[str], content: str, grammar: _Grammar, end: int
) -> tuple[int, int, Quantity] | None:
    """百分之四十, 三分之一, 一半, 过半: all as per cent of the whole."""
    written = match["share"]
    before, after = match["share_before"] or "", match["share_after"] or ""
    does = _does(before, after, "share", grammar)
    if "分之" in written:
        below, _, above = written.partition("分之")
        denominator, numerator = numerals.figure(below), numerals.figure(above)
        if denominator is None or numerator is None or not denominator.low:
            return None
        figure = numerator.times(Fraction(100) / denominator.low)
    else:
        figure = exactly(50, 10)
        if written in ("过半", "過半", "过半数", "大半", "超半数", "逾半", "超半"):
            does = {"at_least"}
        elif written in ("近半", "近半数"):
            does = {"nearly"}
    words = before + after or ("" if written in ("一半", "半数", "半數") else written[0])
    return (
        match.start(),
        match.end(),
        quantity(
            figure,
            does,
            words=words if does else "",
            unit="%",
            of=counted.after(content, match.end(), end),
            limit=100,
        ),
    )


def _alternatives(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w)))


def _approximations() -> tuple[dict[str, str], dict[str, str]]:
    sides: dict[str, dict[str, str]] = {"before": {}, "after": {}}
    for number, (word, side, does) in rows("zh", "approximation.tsv", 3):
        if side not in sides or does not in _DOES or word in sides[side]:
            raise WordListError(f"zh/approximation.tsv, line {number}: cannot use {word!r}")
        sides[side][word] = does
    return sides["before"], sides["after"]


@cache
def _grammar() -> _Grammar:
    """The whole grammar as one expression, built from the word lists on first use."""
    known = numerals.characters()
    before, after = _approximations()
    measures = {
        word: kind
        for kind, words in words_by_kind("zh", "measure_words.tsv", _KINDS).items()
        for word in words
    }
    fixed = [fields[0] for _, fields in rows("zh", "not_quantities.txt", 1)]
    numeral, multiplier = f"[{known.numeral}]", f"[{known.multiplier}]"
    core = rf"(?:{numerals.ARABIC}[万萬亿億][0-9]{{1,4}}(?:[千百十]?[万萬])?(?![0-9.])|{numerals.ARABIC}(?:\s?{multiplier}+)?|{numeral}+(?:点[{''.join(known.digits)}]+{multiplier}*)?)"
    digits = rf"(?:[0-9０-９]+|{numeral}+)"
    skip = "|".join(
        (
            rf"第\s?(?:{digits}|几|幾)(?:[、至到和与及-]第?{digits}(?=[条條款项項章节節届屆名]))*(?:之{digits})?",
            r"(?:https?://|www\.)[\w./?=&%#:;,~+-]*",
            r"[〔\[（(][12][0-9]{3}[〕\]）)]\s?(?:第?[0-9]+\s?号)?",
            rf"{digits}[年/.\-][0-9]{{1,2}}[月/.\-][0-9]{{1,2}}[日号號]?",
            r"(?<![0-9.])(?:1[89]|20|21)[0-9]{2}\s?(?:[-–—~至到、和及]\s?(?:1[89]|20|21)?[0-9]{2}\s?)?年(?:度|代|底|初|末)?",
            r"[一二三四五六七八九〇零○]{4}年|(?:民国|民國)[0-9一二三四五六七八九十百]+年",
            r"[0-9]{2}年(?=[0-9]{1,2}月)|(?<![0-9])0[0-9]年",
            rf"{digits}\s?月(?:份|底|初|末|中旬|上旬|下旬)?(?:\s?{digits}\s?[日号號](?:[、和及至到-]{digits}[日号號])*)?",
            rf"{digits}[时時點](?:{digits}分)?|{digits}点(?:半|钟|左右|多钟|{digits}分)?(?![0-9])",
            r"[0-9]{1,2}[:：][0-9]{2}(?:[:：][0-9]{2})?",
            rf"{digits}\s?[号號](?!召)",
            r"十[一二三四五六七八九](?:五|大|届)(?=[^个名年万亿])|二十[一二]?(?:大|届)",
            rf"{digits}[届屆期季版岁世](?=[^内])(?<!岁)",
            r"610(?=办|所|主任|系统|人员|机构)|(?<=[人次户戶总總多少件指个個基倍分参系票天年岁步位级列套辆台字帧像])[数數]",
            r"[0-9A-Z](?:\+[0-9A-Z（）()]+)+",
            r"[A-Za-z][A-Za-z_]*[-–]?[0-9]+(?:\.[0-9]+)*(?:[A-Za-z-]+[0-9]*)*",
            r"[0-9]+(?:\.[0-9]+)?[A-Za-z](?![A-Za-z])(?<![mMgG])|[0-9]+[DGK](?![A-Za-z])",
            r"(?:电话|电邮|热线|邮编|传真|手机号?码?|编号|证号|账号|QQ)[:：为]?\s?[0-9+][0-9 -]{4,}",
            r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])|(?<![0-9])0[0-9]{2,3}-[0-9]{7,8}(?![0-9])",
            f"(?:{_alternatives(fixed)})(?!之[一二三四五六七八九])",
        )
    )
    befores = "|".join(
        (f"(?<![{_NOT_AFTER[word]}])" if word in _NOT_AFTER else "") + re.escape(word)
        for word in sorted(before, key=lambda w: (-len(w), w))
    )
    longer, single = ([w for w in measures if (len(w) > 1) is many] for many in (True, False))
    not_measures = _alternatives([fields[0] for _, fields in rows("zh", "not_measures.txt", 1)])
    measure = rf"{_alternatives(longer)}|(?!{not_measures})(?:{_alternatives(single)})"
    share = rf"{numeral}+分之(?:{numerals.ARABIC}|{numeral}+(?:点[{''.join(known.digits)}]+)?)"
    pattern = re.compile(
        rf"(?P<skip>{skip})"
        rf"|(?P<share_before>{befores})?(?P<share>{share}|过半数?|過半|超半数?|逾半|近半数?|一半|半数|半數|大半(?![年夜天]))"
        rf"(?P<share_after>{_alternatives(list(after))})?"
        rf"|(?:(?P<before>{befores})(?:已经|已有|已|还有|仍有|有|为|達|达到?|在|需要?|要|共)?\s?)?"
        r"(?:(?P<currency>人民币|人民幣|新台币|新台幣|港币|港幣|台币|美元|US\$|NT\$|HK\$|RMB|[$¥￥€£])\s?)?"
        rf"(?:(?P<vague>数以[十百千万亿萬億]+[计計]|成千上[万萬]|成百上千|(?:好几|几|幾|数|數){multiplier}*|上{multiplier}+)"
        rf"|(?P<core>半|{core})(?:(?P<odd>[余餘多几幾来來])(?P<multiplier>{multiplier}*))?)"
        rf"(?:(?:{measure})?(?:(?P<floor>(?:（含）)?以上)|\s?(?P<join>[至到~～–—-]|——)\s?"
        rf"|(?P<list>(?<=[1-9一二三四五六七八])、(?=[2-9二三四五六七八九](?![0-9.十百千万]))))"
        rf"(?P<core2>{core})(?:(?P<odd2>[余餘多])(?P<multiplier2>{multiplier}*))?)?"
        r"(?P<plus>[+＋])?\s?"
        rf"(?:(?P<halved>(?:年|天|个|個|分|小时|周|倍|米|公里|成)半(?:钟|月|小时|星期)?)|(?P<measure>{measure}))?"
        r"(?P<odd_after>[余餘多](?![种個个名位次样家方元媒国国项]))?"
        rf"(?:[宽高长深]?(?P<after>{_alternatives(list(after))}))?"
    )
    return _Grammar(pattern, measures, before, after)
