"""Quantities of Chinese text, as intervals: 60余名, 99%以上, 近9成, 三天内, 2300万-2700万, 数十.

What counts nothing is left out: calendar dates, times of day, document numbers, ordinals, ranks,
article numbers, version names, fixed words with a numeral in them, and 一 as an article.
"""

from __future__ import annotations

import re
from fractions import Fraction

from custodes.language.approximation import APPROXIMATIONS, Approximation, Figure, exactly, quantity
from custodes.language.zh import counted, figures, numerals
from custodes.language.zh.date_grammar import days_are_a_span
from custodes.language.zh.quantity_grammar import Grammar, grammar
from custodes.model import Quantity

Found = tuple[int, int, Quantity]

_UNCOUNTED = ("time", "length", "digits")
_SINGLE_FINANCIAL = "壹贰貳叁參肆伍陆陸柒捌玖拾"
_FULL_WIDTH = "０１２３４５６７８９"


def find(content: str, start: int, end: int) -> list[Found]:
    """The quantities of ``content[start:end]`` in order: start, end (code points), what they allow.

    The span holds the words of approximation and the measure word. ``unit`` is the measure word or
    currency as written, ``"%"`` for shares (成 and 半数 are converted); ``low`` and ``high`` follow
    the conventions of ``language.approximation``. ``of`` is the noun beside the measure word, or
    None where that is not plain.
    """
    rules = grammar()
    found: list[Found] = []
    position = start
    while match := rules.pattern.search(content, position, end):
        position = match.end()
        if match["skip"] is not None:
            continue
        if match["share"]:
            share = _share(match, content, rules, end)
            if share:
                found.append(share)
            continue
        read = _read(match, content, rules, start, end)
        if read is None and match["core2"]:
            # No range after all: the first figure stands alone, the second is read by itself.
            position = match.start("core2")
            alone = rules.pattern.match(content, match.start(), position)
            read = _read(alone, content, rules, start, end) if alone and alone["core"] else None
        elif read:
            position = read[1]
        if read:
            found.append(read)
    return found


def _read(match: re.Match[str], content: str, rules: Grammar, start: int, end: int) -> Found | None:
    """One match of the grammar as a quantity, or None where the numeral counts nothing."""
    begin, stop = match.span()
    before = match["before"] or ""
    unit, kind = _unit(match, rules)
    after = match["after"] or ""
    if rules.after.get(after) == "spell" and kind not in ("time", "length"):
        stop, after = match.start("after"), ""
    does = _does(before, after, rules)
    if match["plus"]:
        does.add("at_least")
    if kind == "time" and before == "近" and not _lasting(content, begin):
        does, before, begin = does - {"nearly"}, "", begin + 1
    figure = _figure(match, after, rules)
    if figure is None or not _counts(match, content, kind, bool(does), figure):
        return None
    if match["floor"]:
        does -= {"at_most"}
    odd = match["odd"] or match["odd2"] or match["odd_after"] or ("多" if "多" in unit else "")
    if odd:
        does.add("about" if odd in "来來" else "odd")
    unit, limit = unit.replace("多", ""), None
    if kind == "tenth":
        figure, unit, limit = figure.times(10), "%", 100
    elif unit in ("%", "％"):
        unit, limit = "%", 100
    elif unit in ("毛", "毛钱"):
        figure, unit = figure.times(Fraction(1, 10)), "元"
    if match["currency"] and (kind != "money" or len(unit) == 1):
        unit = match["currency"]
    of = None
    if kind not in _UNCOUNTED:
        of = counted.after(content, stop, end)
        of = of or counted.before(content, begin, start, end, stop)
    words = before + odd + (match["plus"] or "") + after
    return begin, stop, quantity(figure, does, words=words, unit=unit, of=of, limit=limit)


def _unit(match: re.Match[str], rules: Grammar) -> tuple[str, str]:
    """The measure word and its kind; the half in 三年半 and 一个半月 belongs to the figure."""
    if match["halved"]:
        unit = match["halved"].replace("半", "", 1)
        return unit, rules.measures.get(unit, "count")
    unit = match["measure"] or ""
    return unit, rules.measures.get(unit, "")


def _figure(match: re.Match[str], after: str, rules: Grammar) -> Figure | None:
    if match["vague"]:
        figure = figures.vague(match["vague"])
    else:
        figure = figures.number(match["core"], match["multiplier"] or "")
    if figure is not None and match["core2"]:
        written = match["core"] or "", match["core2"] + (match["multiplier2"] or "")
        high = figures.number(match["core2"], match["multiplier2"] or "")
        if high is None or (match["floor"] and rules.after.get(after) != "at_most"):
            return None
        if match["list"] and not (high.low - figure.low == 1 and high.low < 10):
            return None
        figure = figures.between(figure, high, *written)
    if figure is not None and match["halved"]:
        figure = figure.plus(figures.HALF)
    return figure


def _lasting(content: str, position: int) -> bool:
    """近 before years is "nearly" after a verb of lasting (历时近10年), else "the last"."""
    before = content[max(0, position - 2) : position]
    return before.endswith(("历时", "长达", "有", "达", "了", "花"))


def _does(before: str, after: str, rules: Grammar) -> set[Approximation]:
    """What the words do to the figure; 三天内 is "at most" as well."""
    meanings = {rules.before.get(before), rules.after.get(after)}
    if "spell" in meanings:
        meanings.add("at_most")
    return {word for word in APPROXIMATIONS if word in meanings}


def _counts(
    match: re.Match[str], content: str, kind: str, approximated: bool, figure: Figure
) -> bool:
    """Whether the numeral measures something, rather than being part of a word or a name."""
    before = content[match.start() - 1] if match.start() else ""
    measure = match["measure"] or match["halved"] or ""
    if match["vague"]:
        lone = match["vague"] in ("几", "数", "幾", "數", "好几")
        return not lone or bool(measure and kind in ("count", "time", "length"))
    core = match["core"]
    arabic = core[0].isascii() or core[0] in _FULL_WIDTH
    if before and (before in "第〔[" or (arabic and before.isascii() and _joins(before))):
        return False
    if before == "前" and kind == "count" and not match["before"]:
        return False
    if core == "半":
        return kind == "time" and (not before or before not in "上下前后後大多")
    if not arabic and not _spelled_plainly(core, figure, bool(match["core2"])):
        return False
    if measure == "日" and not days_are_a_span(content, match.start("core"), match.end("measure")):
        return approximated
    odd = bool(match["odd"] or match["odd_after"] or "多" in measure)
    if core[-1] == "兆" and kind != "money":
        return False
    if core in ("一", "壹") and not (approximated or odd or match["halved"] or match["core2"]):
        article = not before or before not in "每那这某同另有逐头哪前上下"
        return article and kind in ("time", "money", "length")
    if measure == "级":
        return bool(before) and before in "省市县區区镇乡村街道社"
    if measure == "月":
        return False
    if kind == "digits":
        return arabic
    if kind == "few":
        return len(core) == 1 and core in "两二三四五六七八九十"
    if measure or match["plus"] or match["currency"]:
        return True
    return _counts_unmeasured(match, arabic, approximated, odd, figure)


def _joins(character: str) -> bool:
    """Whether this before Arabic digits makes them part of a name, address or formula."""
    return character.isalnum() or character in "-_./#&"


def _spelled_plainly(core: str, figure: Figure, ranged: bool) -> bool:
    """Not a zero (零售), not 陆 for 大陆, not a row of digits without units (一二)."""
    if len(core) > 1 and not figures.pair(core):
        known = numerals.characters()
        return any(character in known.multiplier or character in known.tens for character in core)
    return (figure.low != 0 or ranged) and core not in _SINGLE_FINANCIAL


def _counts_unmeasured(
    match: re.Match[str], arabic: bool, approximated: bool, odd: bool, figure: Figure
) -> bool:
    """Whether a numeral without measure word counts: 35万人员, 近500, 0至100, 25,500,000."""
    core = match["core"]
    written = core + (match["multiplier"] or "") + (match["core2"] or "")
    if any(character in figures.GROUPS for character in written):
        return arabic or figure.low >= 20000 or approximated or odd
    if odd or approximated:
        return arabic or len(core) > 1
    if match["core2"]:
        return arabic and match["join"] in ("至", "到")
    return "," in core


def _share(match: re.Match[str], content: str, rules: Grammar, end: int) -> Found | None:
    """百分之四十, 三分之一, 一半, 过半: all as per cent of the whole."""
    written = match["share"]
    before, after = match["share_before"] or "", match["share_after"] or ""
    does, words = _does(before, after, rules), before + after
    figure = exactly(50, 10)
    if "分之" in written:
        below, _, above = written.partition("分之")
        denominator, numerator = numerals.figure(below), numerals.figure(above)
        if denominator is None or numerator is None or not denominator.low:
            return None
        figure = numerator.times(Fraction(100) / denominator.low)
    elif written[0] in "过過超逾大":
        does, words = does | {"at_least"}, words or written[0]
    elif written[0] == "近":
        does, words = does | {"nearly"}, words or written[0]
    of = counted.after(content, match.end(), end)
    share = quantity(figure, does, words=words, unit="%", of=of, limit=100)
    return match.start(), match.end(), share
