"""The grammar of Chinese quantities as one regular expression, built from the word lists.

Groups: ``skip`` (holds a numeral, counts nothing), ``share`` (百分之四十, 半数), else ``before``,
``currency``, ``vague`` or ``core`` with ``odd`` and ``multiplier``, a second figure after ``join``,
``floor`` (以上 … 以下) or ``list`` (8、9名), ``plus``, ``measure`` or ``halved``, ``after``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from custodes.language.approximation import APPROXIMATIONS
from custodes.language.word_lists import WordListError, rows, words_by_kind
from custodes.language.zh import numerals

KINDS = ("count", "length", "time", "money", "digits", "few", "share", "tenth")
_DOES = (*APPROXIMATIONS, "exact", "spell")

# 约 ends 合约, 近 ends 最近, and so on: there they widen nothing.
_NOT_AFTER = {
    "约": "签条合违公契预邀制节纽",
    "近": "最附邻靠亲临",
    "超": "高远赶反",
    "满": "充圆爆美期",
}
_LINKS = "已经|已有|已|还有|仍有|有|为|達|达到?|在|需要?|要|共"
_CURRENCIES = r"人民币|人民幣|新台币|新台幣|港币|港幣|台币|美元|US\$|NT\$|HK\$|RMB|[$¥￥€£]"
_HALVES = "一半|半数|半數|过半数?|過半|超半数?|逾半|近半数?|大半(?![年夜天])"
_HALVED = "(?:年|天|个|個|分|小时|周|倍|米|公里|成)半(?:钟|月|小时|星期)?"


@dataclass(frozen=True, slots=True)
class Grammar:
    """The expression, the kind of each measure word, and what each approximation does."""

    pattern: re.Pattern[str]
    measures: dict[str, str]
    before: dict[str, str]
    after: dict[str, str]


@cache
def grammar() -> Grammar:
    """The grammar, built on first use. Raises WordListError with the line of a bad entry."""
    known = numerals.characters()
    before, after = _approximations()
    measures = {
        word: kind
        for kind, words in words_by_kind("zh", "measure_words.tsv", KINDS).items()
        for word in words
    }
    longer, single = ([w for w in measures if (len(w) > 1) is many] for many in (True, False))
    not_measures = alternatives(_words("not_measures.txt"))
    measure = f"{alternatives(longer)}|(?!{not_measures})(?:{alternatives(single)})"
    numeral, multiplier = f"[{known.numeral}]", f"[{known.multiplier}]"
    spelled = f"{numeral}+(?:点[{''.join(known.digits)}]+{multiplier}*)?"
    core = (
        rf"(?:{numerals.ARABIC}[万萬亿億][0-9]{{1,4}}(?:[千百十]?[万萬]|[千百十])?(?![0-9.])"
        rf"|{numerals.ARABIC}(?:\s?{multiplier}+)?|{spelled})"
    )
    befores = "|".join(
        (f"(?<![{_NOT_AFTER[word]}])" if word in _NOT_AFTER else "") + re.escape(word)
        for word in _longest_first(before)
    )
    vague = (
        "数以[十百千万亿萬億]+[计計]|成千上[万萬]|成百上千[万萬]?"
        f"|(?:好几|几|幾|数|數){multiplier}*|上{multiplier}+"
    )
    fraction = rf"(?:{numeral}+|[0-9]+)分之(?:{numerals.ARABIC}|{spelled})"
    pattern = re.compile(
        rf"{_guard(before)}(?:(?P<skip>{_skipped(f'(?:[0-9０-９]+|{numeral}+)')})"
        rf"|(?P<share_before>{befores})?(?P<share>{fraction}|{_HALVES})"
        rf"(?P<share_after>{alternatives(after)})?"
        rf"|(?:(?P<before>{befores})(?:{_LINKS})?\s?)?(?:(?P<currency>{_CURRENCIES})\s?)?"
        rf"(?:(?P<vague>{vague})"
        rf"|(?P<core>半|{core})(?:(?P<odd>[余餘多几幾来來])(?P<multiplier>{multiplier}*))?)"
        rf"(?:(?:{measure})?(?:(?P<floor>(?:（含）)?以上)|\s?(?P<join>[至到~～–—-]|——)\s?"
        r"|(?P<list>(?<=[1-9一二三四五六七八])、(?=[2-9两二三四五六七八九](?![0-9.十百千万]))))"
        rf"(?P<core2>{core})(?:(?P<odd2>[余餘多])(?P<multiplier2>{multiplier}*))?)?"
        rf"(?P<plus>[+＋])?(?:\s?(?:(?P<halved>{_HALVED})|(?P<measure>{measure})))?"
        r"(?P<odd_after>[余餘多](?![种個个名位次样家方元媒国项]))?"
        rf"(?:[宽高长深]?(?P<after>{alternatives(after)}))?)"
    )
    return Grammar(pattern, measures, before, after)


def _guard(before: Iterable[str]) -> str:
    """What every match begins with, and a numeral soon after: five times as fast as without."""
    numerals_of = "0-9０-９半数數几幾上" + numerals.characters().numeral
    words = (*before, *_words("not_quantities.txt"), *numerals.characters().numeral)
    first = "".join(sorted({re.escape(word[0]) for word in words}))
    other = (
        r"0-9０-９A-Za-z第〔\[［（(半好几幾数數成上过過超逾近大人新港台美$¥￥€£电热邮传手编证账民"
    )
    return rf"(?=[{first}{other}])(?=[^{numerals_of}]{{0,12}}[{numerals_of}])"


def alternatives(words: Iterable[str]) -> str:
    """The words as alternatives of a regular expression, the longest first."""
    return "|".join(re.escape(word) for word in _longest_first(words))


def _longest_first(words: Iterable[str]) -> list[str]:
    return sorted(words, key=lambda word: (-len(word), word))


def _words(name: str) -> list[str]:
    return [fields[0] for _, fields in rows("zh", name, 1)]


def _approximations() -> tuple[dict[str, str], dict[str, str]]:
    sides: dict[str, dict[str, str]] = {"before": {}, "after": {}}
    for number, (word, side, does) in rows("zh", "approximation.tsv", 3):
        if side not in sides or does not in _DOES or word in sides[side]:
            raise WordListError(f"zh/approximation.tsv, line {number}: cannot use {word!r}")
        sides[side][word] = does
    return sides["before"], sides["after"]


def _skipped(digits: str) -> str:
    """What holds a numeral and counts nothing; ``digits`` matches a plain numeral."""
    year = "(?:1[89]|20|21)[0-9]{2}"
    fixed = alternatives(_words("not_quantities.txt"))
    return "|".join(
        (
            # Ordinals, articles of laws, document numbers.
            rf"第\s?(?:{digits}|几|幾)(?:[、至到和与及-]第?{digits}(?=[条條款项項章节節届屆名]))*"
            rf"(?:之{digits})?",
            r"[〔\[（(][12][0-9]{3}[〕\]）)]\s?(?:第?[0-9]+\s?号)?",
            rf"{digits}\s?[号號](?!召)",
            # Calendar dates and times of day.
            r"[0-9]{4}[年/.\-][0-9]{1,2}[月/.\-][0-9]{1,2}[日号號]?",
            rf"(?<![0-9.]){year}\s?(?:[-–—~至到、和及]\s?(?:1[89]|20|21)?[0-9]{{2}}\s?)?"
            r"年(?:度|代|底|初|末)?",
            r"[一二三四五六七八九〇零○]{4}年|(?:民国|民國)[0-9一二三四五六七八九十百]+年",
            r"[0-9]{2}年(?=[0-9]{1,2}月)|(?<![0-9])0[0-9]年",
            rf"{digits}\s?月(?:份|底|初|末|中旬|上旬|下旬)?"
            rf"(?:\s?{digits}\s?[日号號](?:[、和及至到-]{digits}[日号號])*)?",
            rf"{digits}[时時點](?:{digits}分)?"
            rf"|{digits}点(?:半|钟|左右|多钟|{digits}分)(?![0-9])",
            rf"(?<![0-9.])[0-9]{{1,2}}点(?![0-9{numerals.characters().numeral}])",
            r"[0-9]{1,2}[:：][0-9]{2}(?:[:：][0-9]{2})?",
            # Congresses, sessions and plans; codes, versions, selectors, formulas such as 5+2+N.
            r"十[一二三四五六七八九](?:五|大|届)(?=[^个名年万亿])|二十[一二]?(?:大|届)",
            rf"{digits}(?:[届屆期季版]|世(?=[纪紀]末|[纪紀]初|[纪紀][0-9一二三四五六七八九]))(?!内)",
            "610(?=办|所|主任|系统|人员|机构)",
            "(?<=[人次户戶总總多少件指个個基倍分参系票天年岁步位级列套辆台字帧像])[数數]",
            r"[0-9A-Z](?:\+[0-9A-Z（）()]+)+|[0-9]+(?:\.[0-9]+){2,}",
            r"[A-Za-z][A-Za-z_]*[-–]?[0-9]+(?:\.[0-9]+)*(?:[A-Za-z-]+[0-9]*)*",
            r"[0-9]+(?:\.[0-9]+)?[A-Za-z](?![A-Za-z])(?<![mMgG])|[0-9]+[DGK](?![A-Za-z])",
            r"(?:https?://|www\.)[\w./?=&%#:;,~+-]*",
            "(?:电话|电邮|热线|邮编|传真|手机号?码?|编号|证号|账号|QQ)[:：为]?"
            r"\s?[0-9+][0-9 -]{4,}",
            r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])|(?<![0-9])0[0-9]{2,3}-[0-9]{7,8}(?![0-9])",
            rf"(?:{fixed})(?!之?[一二三四五六七八九]|钱)",
        )
    )
