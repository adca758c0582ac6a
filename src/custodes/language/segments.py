"""Text in, sentences and clauses out, for Chinese and English alike.

A sentence runs up to 。！？!?… or an English full stop, with the closing quotes and brackets after
it, inside one block. A clause is what stands between commas, semicolons, colons and dashes; 、
joins the items of a list and does not cut. Neither cuts inside a short bracket, a title in 《》, a
number (1,158; 10:30) or an address.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache

from custodes.language.analysis import Segment
from custodes.language.word_lists import rows
from custodes.model import Text

_CLOSERS = "”’」』》）)\\]】〕\"'"

_ABBREVIATIONS = (
    "Mr|Mrs|Ms|Dr|Prof|Sr|Jr|St|Mt|Gen|Col|Lt|Sgt|Capt|Maj|Gov|Sen|Rep|Hon|Rev|Supt|Insp|Det"
    "|No|Nos|Art|Arts|Sec|Secs|Ch|Fig|Figs|Vol|pp|p|para|paras|cl|art|sec|no|nos|ch|fig|vol|ed|eds"
    "|Inc|Ltd|Co|Corp|Bros|LLC|Pvt|plc|vs|v|etc|eg|ie|cf|al|viz|approx|est|Rs|Re|Dept|Univ|Assn"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|a\\.m|p\\.m|e\\.g|i\\.e|Ph\\.D|u/s|S|Ss"
)
_ABBREVIATED = re.compile(
    rf"(?:(?<![A-Za-z.])(?:{_ABBREVIATIONS})|(?<![A-Za-z])[A-Za-z](?:\.[A-Za-z])*)$"
)
# These may end a sentence all the same, where the next word is one that begins sentences.
_MAY_END = re.compile(
    r"(?:etc|Inc|Ltd|Co|Corp|LLC|a\.m|p\.m|al|Jr|Sr|U\.S(?:\.A)?|U\.K|U\.N|E\.U|D\.C|P\.R\.C)$"
)
_BEGINS = re.compile(
    r"[\s\"'“‘(\[]*(?:The|This|That|These|Those|It|Its|They|Their|He|His|She|Her|We|Our|You|I|In|On"
    r"|At|As|A|An|And|But|However|For|From|If|When|While|After|Before|Since|Some|Many|Most|No|Not"
    r"|There|Here|What|Who|How|Why|With|Under|According|By|To|Both|All|Each|One|Two)\b"
)

_SENTENCE_END = re.compile(
    rf"(?:[。！？!?]+|…+)[{_CLOSERS}]*"
    rf"|\.+[{_CLOSERS}]*(?=\s|$)|(?<=[a-z]{{3}})\.(?=[A-Z][a-z]+\s)"
    r"|\n[ \t　]*\n\s*"
)
# “……！”、“……！”等 is a list of quotations, not two sentences.
_CONTINUED = tuple("、，；：等的")
_FOLLOWING = re.compile(r"\s*[\"'“‘«(\[*•-]*\s*([^\W_])")

_LIST_NUMBER = re.compile(r"[\s>*#•-]*(?:[0-9]{1,3}|[A-Za-z]|[ivxIVX]{1,5})")

_CLAUSE_CUT = re.compile(
    rf"[，；：]+[{_CLOSERS}]*"
    # “does not, and cannot, apply”: what follows a negation belongs to it
    rf"|(?<!\bnot)(?<!\bcannot)[,;:](?![0-9/])[{_CLOSERS}]*"
    r"|——+|(?<=\s)[–—-]+(?=\s)|—"
)
_TRAILING = " \t\n　。，；：！？!?,;:.…—–-"


def sentences(text: Text) -> tuple[Segment, ...]:
    """The sentences of the body, in order, trimmed of white space, each inside one block."""
    found: list[Segment] = []
    for number, block in enumerate(text.blocks):
        if not block.is_body:
            continue
        held = _held(text.content, block.start, block.end)
        start = block.start
        for end in _sentence_ends(text.content, block.start, block.end, held):
            _append(found, text.content, start, end, number)
            start = end
        _append(found, text.content, start, block.end, number)
    return tuple(found)


def clauses(text: Text, sentences: Iterable[Segment]) -> tuple[Segment, ...]:
    """The clauses of ``sentences``, in order, without the punctuation that ends them."""
    found: list[Segment] = []
    content = text.content
    for sentence in sentences:
        held = _held(content, sentence.start, sentence.end)
        start = sentence.start
        for cut in _CLAUSE_CUT.finditer(content, sentence.start, sentence.end):
            if _around(held, cut.start()):
                continue
            _append_clause(found, content, start, cut, sentence.block)
            start = cut.end()
        _append_last(found, content, start, sentence)
    return tuple(found)


def _held(content: str, start: int, end: int) -> list[tuple[int, int]]:
    """The stretches in which nothing is cut, in order."""
    return [match.span() for match in _together().finditer(content, start, end)]


@cache
def _together() -> re.Pattern[str]:
    """What holds together: a title, a short bracket, an address, a day and its year."""
    months = "|".join(re.escape(name) for _, (name, _) in rows("en", "months.tsv", 2))
    return re.compile(
        r"《[^《》\n]{1,80}(?:《[^《》\n]{1,60}》[^《》\n]{0,40})?》"
        r"|（[^（）\n]{1,60}）|\([^()\n]{1,60}\)"
        r"|(?:https?://|www\.)[\w./?=&%#:;,~+-]*[\w/]"
        r"|[\w.+-]+@[\w-]+\.[\w.]+\w"
        rf"|\b(?:{months})\b\.?\s+[0-3]?\d(?:st|nd|rd|th)?,\s+(?:19|20)\d\d\b"
    )


def _sentence_ends(
    content: str, start: int, end: int, held: list[tuple[int, int]]
) -> Iterator[int]:
    for match in _SENTENCE_END.finditer(content, start, end):
        around = _around(held, match.start())
        if around:
            # A bracket that is a sentence by itself: （图片来源：网络。）
            if match.end() == around[1] and not content[start : around[0]].strip():
                start = match.end()
                yield start
            continue
        if content[match.end() : match.end() + 1] in _CONTINUED:
            continue
        if match[0][0] == "." and not _full_stop(content, start, match, end):
            continue
        start = match.end()
        yield start


def _full_stop(content: str, start: int, match: re.Match[str], end: int) -> bool:
    """Whether a point ends a sentence, rather than an abbreviation, initial or list number."""
    if match.end() >= end:
        return True
    following = _FOLLOWING.match(content, match.end(), end)
    if following is None or following[1].islower():
        return False
    if match[0].startswith(".."):
        return True
    before = content[max(start, match.start() - 12) : match.start()]
    if len(before) < 8 and _LIST_NUMBER.fullmatch(content[start : match.start()]):
        return False
    if _ABBREVIATED.search(before):
        return bool(_MAY_END.search(before) and _BEGINS.match(content, match.end(), end))
    return True


def _around(held: list[tuple[int, int]], position: int) -> tuple[int, int] | None:
    """The stretch of ``held`` (in order, apart) that ``position`` lies in."""
    index = bisect_right(held, (position, 1 << 62)) - 1
    return held[index] if index >= 0 and position < held[index][1] else None


def _append(found: list[Segment], content: str, start: int, end: int, block: int) -> None:
    """Add the stretch without the white space round it, unless it holds no letter or digit."""
    while start < end and content[start].isspace():
        start += 1
    while end > start and content[end - 1].isspace():
        end -= 1
    if any(character.isalnum() for character in content[start:end]):
        found.append(Segment(start, end, block))


def _append_clause(
    found: list[Segment], content: str, start: int, cut: re.Match[str], block: int
) -> None:
    """What stands before the cut; closing quotes after its comma belong to it as well."""
    end = cut.start()
    if cut[0][-1:] in "”’」』》）)]】〕\"'":
        end = cut.end()
    _append(found, content, start, end, block)


def _append_last(found: list[Segment], content: str, start: int, sentence: Segment) -> None:
    end = sentence.end
    while end > start and content[end - 1] in _TRAILING:
        end -= 1
    _append(found, content, start, end, sentence.block)
