"""Every source that a text names, wherever it stands, and what it is called at its fullest.

A source's occurrences are its mentions, noun phrases about documents, persons and organisations
(一份研究报告, “the report by …”), and phrases of hearsay. Occurrences of one source share a number.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from functools import cache, lru_cache

from custodes.evidence.lexicon import Hit
from custodes.evidence.noun_phrases import noun_phrase
from custodes.evidence.source_names import name_words
from custodes.language.analysis import Analysis
from custodes.model import AttributionKind, Mention, MentionKind, Text

KINDS: dict[MentionKind, AttributionKind] = {
    "instrument": "document",
    "person": "person",
    "agency": "organisation",
    "company": "organisation",
}
_NOUNS: dict[str, AttributionKind] = {
    "document": "document",
    "person": "person",
    "organisation": "organisation",
}
FULL = 14
"""A description of so many code points is as good as a name."""
_BARE = 4
"""A noun of so many code points says no more than what kind of document it is."""
_REPORTS = ("报导", "报道", "消息", "新闻", "通报", "介绍")
"""What an outlet brings; after its name it is what the outlet does, not a document of its own."""
_BRINGS = ("报导", "报道")
"""After any organisation's name, what it reports by …"""
_DISCLOSES = (*_BRINGS, "披露", "刊文", "独家")
"""… and after an outlet's."""
_COUNTS = ("统计", "数据", "统计数据")
"""What an organisation has counted is its own word as well."""
_OUTLETS = re.compile(
    r"(?:日报|时报|晚报|周报|早报|邮报|电讯报|评论报|都市报|周刊|杂志|电台|电视台|广播公司|通讯社|新闻网|卫报|新京报)\Z"
    r"|\b(?:Times|Post|Guardian|Journal|Daily|Gazette|Herald|Tribune)\Z"
)
"""Names of newspapers and the like, which titles' marks (《》) make look like documents."""
_SAID_AGAIN = re.compile(r"(?:该|此|这篇|这一|上述|这则|本)?(?:篇|则)?(?:报导|报道)\Z")
_OPENED = re.compile(r"[》”」]?\s?[（(][A-Za-z .’'-]*")
_CLOSED = re.compile(r"[A-Za-z .’'-]*[）)]")
_SINCE = 14
"""At most so many code points (a date, a closing mark) stand between an outlet and 报道."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A place, code points ``start..end``, where a source is named or described.

    ``form`` is ``mention``, ``phrase`` or ``hearsay``; ``source`` the number of the source.
    """

    start: int
    end: int
    kind: AttributionKind
    form: str
    source: int


@dataclass(slots=True)
class Source:
    """One source of a text: its kind, its fullest name and that name's place, its occurrences.

    ``called`` are all its names and descriptions, without marks and in lower case.
    """

    kind: AttributionKind
    name: str
    start: int
    end: int
    form: str
    occurrences: list[Occurrence] = field(default_factory=list)
    called: set[str] = field(default_factory=set)


def sources(text: Text, analysis: Analysis, hits: list[Hit]) -> list[Source]:
    """The sources in the order of their first occurrence."""
    content = text.content
    raw = sorted(_places(content, analysis, hits))
    headings = [b for b in text.blocks if b.kind in ("title", "heading")]
    begins = [block.start for block in headings]
    found: list[Source] = []
    by_name: dict[tuple[str, str], int] = {}
    last = reached = raw_end = -1
    for start, end, kind, form, name in raw:
        key = (kind, _key(name))
        number = by_name.get(key, -1)
        bracket = False
        again = kind == "document" and form == "phrase" and _SAID_AGAIN.match(content[start:end])
        if again:
            outlet = _reporting(found, content, start)
            if outlet >= 0:
                kind, number = "organisation", outlet
        if number < 0 and kind == "document" and form == "mention" and last == reached >= 0:
            # 一份文件《…》: what is described is what has the title
            gap = content[raw_end:start].strip()
            number = last if _introduces(gap) and found[last].form == "phrase" else -1
        short = number < 0 and kind == "document" and form == "phrase"
        if short:
            number = _pointed_at(found, content, start, end, last)
        if number < 0 and reached >= 0 and _in_brackets(content, raw_end, start, end):
            number = reached if found[reached].kind == kind else -1
            bracket = number >= 0
        if number < 0:
            number = _the_same(found, kind, form, key[1])
        if number < 0:
            number = len(found)
            found.append(Source(kind, name, start, end, form))
        if not (short and len(key[1]) < 5) and not again:
            by_name.setdefault(key, number)
        source = found[number]
        source.called.add(key[1])
        reached, raw_end = number, raw_end if bracket else end
        heading = bisect_right(begins, start) - 1
        if kind == "document" and (heading < 0 or start >= headings[heading].end):
            last = number
        source.occurrences.append(Occurrence(start, end, kind, form, number))
        if (
            form == "mention"
            and not bracket
            and (source.form != "mention" or _fuller(name, source.name))
        ):
            source.name, source.start, source.end, source.form = name, start, end, form
        elif short and source.form == "phrase" and len(name) > len(source.name) < FULL:
            source.name, source.start, source.end = name, start, end
    return found


def _places(
    content: str, analysis: Analysis, hits: list[Hit]
) -> list[tuple[int, int, AttributionKind, str, str]]:
    found: list[tuple[int, int, AttributionKind, str, str]] = []
    nouns = [hit for hit in hits if hit.cue.category == "noun"]
    # Of nouns that end alike the longest counts: a 公报 is no newspaper.
    begun = {hit.end: hit.start for hit in sorted(nouns, key=lambda hit: -hit.start)}
    mentions = [
        mention
        for mention in analysis.mentions
        if mention.kind in KINDS and not _described(content, mention, begun)
    ]
    for mention in mentions:
        name = mention.canonical or mention.span.exact
        kind = _kind(mention)
        found.append((mention.span.start, mention.span.end, kind, "mention", name))
    ends = {word.end for word in analysis.words}
    starts = [sentence.start for sentence in analysis.sentences]
    covering = sorted((m.span.start, m.span.end, _kind(m)) for m in mentions)
    begins = [start for start, _, _ in covering]
    reached: dict[str, int] = {}
    longest = {hit.start: hit.end for hit in sorted(nouns, key=lambda hit: hit.end)}
    # In 外媒报导 it is no outlet of the name 外媒报 that goes on.
    goes_on = {(hit.start, hit.cue.value) for hit in nouns if hit.end == longest[hit.start]}
    bringing = {hit.end for hit in nouns if hit.cue.value == "organisation"}
    for hit in hits:
        cue = hit.cue
        if cue.category == "verb" and cue.name == "rumour":
            found.append((hit.start, hit.end, "rumour", "hearsay", content[hit.start : hit.end]))
            continue
        if cue.category != "noun" or (ends and hit.end not in ends):
            continue
        if (hit.end, cue.value) in goes_on or begun[hit.end] < hit.start:
            continue
        never = _never().search(content, max(0, hit.end - 20), hit.end)
        if never and never.start() <= hit.start:
            continue
        kind = _NOUNS[cue.value]
        number = bisect_right(starts, hit.start) - 1
        if number < 0 or hit.end > analysis.sentences[number].end:
            continue
        at = bisect_right(begins, hit.start) - 1
        if any(
            one <= hit.start and hit.end <= other and (own == kind or hit.end < other)
            for one, other, own in covering[max(0, at - 2) : at + 1]
        ):
            continue
        sentence = analysis.sentences[number]
        brought = hit.start in bringing and content[hit.start : hit.end] in _REPORTS
        if brought or _does(content, covering, begins, hit):
            continue
        start, end = noun_phrase(content, sentence.start, sentence.end, hit)
        if end <= reached.get(kind, -1):
            continue
        reached[kind] = end
        found.append((start, end, kind, "phrase", content[start:end]))
    return found


def _described(content: str, mention: Mention, nouns: Container[int]) -> bool:
    """Whether a title is but a noun (研究报告), whose description says more.

    ``nouns`` are the ends of all nouns for sources.
    """
    span = mention.span
    return (
        mention.kind == "instrument"
        and span.end - span.start <= _BARE
        and span.end in nouns
        and not span.exact[0].isascii()
        and content[span.start - 1 : span.start] not in ("《", "“", "〈")
    )


def _kind(mention: Mention) -> AttributionKind:
    """The kind of source that a mention is; a newspaper is no document."""
    outlet = mention.kind == "instrument" and _OUTLETS.search(mention.span.exact)
    return "organisation" if outlet else KINDS[mention.kind]


def _does(
    content: str, covering: list[tuple[int, int, AttributionKind]], begins: list[int], hit: Hit
) -> bool:
    """Whether what an organisation brings stands for itself: 《寒冬》6月8日报导, X 的统计."""
    words = content[hit.start : hit.end]
    at = bisect_right(begins, hit.start) - 1
    if at < 0 or words not in (*_REPORTS, *_COUNTS):
        return False
    _, end, kind = covering[at]
    gap = content[end : hit.start]
    if kind != "organisation" or not end <= hit.start <= end + _SINCE:
        return False
    if any(mark in gap for mark in "，。；"):
        return False
    return words in (*_COUNTS, *_BRINGS) or not any(mark in gap for mark in "的一篇")


def _reporting(found: list[Source], content: str, start: int) -> int:
    """The organisation whose report 该报导 or 报道 at ``start`` goes on with, or -1.

    The last one after whose name the text says that it reports, or discloses something.
    """
    best, where = -1, -1
    for number, source in enumerate(found):
        if source.kind != "organisation":
            continue
        brings = _DISCLOSES if _OUTLETS.search(source.name) else _BRINGS
        for place in reversed(source.occurrences):
            if place.end <= where:
                break
            after = content[place.end : min(start, place.end + _SINCE + 4)]
            if place.end <= start and any(0 <= after.find(word) <= _SINCE for word in brings):
                best, where = number, place.end
                break
    return best


def _introduces(gap: str) -> bool:
    """Whether these words lead from a description to the title of the same document."""
    if gap[-1:] not in ("《", "“"):
        return False
    return gap[:-1].strip() in ("", *(word.strip() for word in name_words().titled))


@cache
def _never() -> re.Pattern[str]:
    words = (
        rf"\b{re.escape(word.strip())}" if word.isascii() else word for word in name_words().never
    )
    return re.compile(rf"(?:{'|'.join(words)})\Z", re.IGNORECASE)


@cache
def _pointing() -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(name_words().pointing) + ")+")


def _pointed_at(found: list[Source], content: str, start: int, end: int, last: int) -> int:
    """The document that 该方案, 文件 or “the report” points back at, or -1."""
    words = content[start:end]
    if words.isascii():
        if " " in words or not re.search(
            r"\b(?:the|this|that|said|its)\s+\Z", content[max(0, start - 6) : start], re.I
        ):
            return -1
        noun = words.lower()
        return _latest(found, lambda source: noun in source.name.lower())
    pointing = _pointing().match(words)
    bare = words[pointing.end() :] if pointing else words
    if len(bare) > 4:
        return _owned(found, bare)
    number = _latest(found, lambda source: _ends(source, len(bare), (bare,)))
    if number < 0 and len(bare) > 2:
        number = _latest(found, lambda source: _ends(source, len(bare), (bare[-2:],)))
    if number < 0 and (bare in name_words().any_document or bare != words):
        return last
    return number


def _owned(found: list[Source], words: str) -> int:
    """The document that 兰德公司的报告 goes on with, or a fuller description of it.

    One of their names has the other's owner, and they end alike.
    """
    studies = tuple(word.strip() for word in name_words().study)
    owner, _, noun = words.rpartition("的")
    ends = studies if words.endswith(studies) else (noun,)

    def fits(source: Source) -> bool:
        first, _, last = source.name.rpartition("的")
        return (len(owner) > 1 and owner in source.name and _ends(source, 0, ends)) or (
            len(first) > 2 and first in words and last in ends
        )

    return _latest(found, fits) if noun else -1


def _ends(source: Source, size: int, ends: tuple[str, ...]) -> bool:
    """Whether one of its names of more code points than that ends in one of these words."""
    return any(len(name) > size and name.endswith(ends) for name in source.called)


def _latest(found: list[Source], fits: Callable[[Source], bool]) -> int:
    numbers = [n for n, source in enumerate(found) if source.kind == "document" and fits(source)]
    return max(numbers, key=lambda n: found[n].occurrences[-1].end, default=-1)


def _in_brackets(content: str, end: int, start: int, stop: int) -> bool:
    """Whether ``start..stop`` stands in brackets right after ``end``: 卫报》（The Guardian）.

    Other Latin words may stand in them too: only a part of the name may have been found.
    """
    return bool(
        (_OPENED.fullmatch(content, end, start) and _CLOSED.match(content, stop))
        or (
            0 < start - end <= 3
            and content[start - 1] in "（("
            and content[stop : stop + 1] in ("）", ")")
        )
    )


@lru_cache(maxsize=1 << 12)
def _key(name: str) -> str:
    return re.sub(r"[\s《》“”\"‘’'<>（）()]", "", name).lower()


def _the_same(found: list[Source], kind: AttributionKind, form: str, name: str) -> int:
    """The last source so far that this name is a short form of, or -1."""
    if kind == "rumour" or len(name) < 2:
        return -1
    for number in range(len(found) - 1, max(-1, len(found) - 40), -1):
        other = found[number]
        if other.kind != kind:
            continue
        known = _key(other.name)
        if form == "mention" and name in known and (kind != "document" or len(name) > 3):
            return number
        if form == "mention" and name.isascii() and name == _initials(other.name):
            return number
    return -1


def _fuller(name: str, known: str) -> bool:
    """Whether a name says more than the one known; its translation (Guardian, 卫报) does not."""
    return len(name) > len(known) and (known.isascii() or not name.isascii())


def _initials(name: str) -> str:
    """The first letters of a name's capitalised words: Standard Operating Procedure is sop."""
    return "".join(word[0] for word in name.split() if word[0].isupper()).lower()
