"""The words round a noun that describe a source: 一份研究报告, “the report by …”."""

from __future__ import annotations

import re
from functools import cache

from custodes.evidence.lexicon import Hit
from custodes.evidence.source_names import name_start, name_words

_LONGEST = 40
"""A Chinese noun phrase that names a source begins at most this many code points before its end."""
_STOPS = '，；。！？：\n、“”‘’「」（）()《》,;!?:"'
_TITLED = {"”": "“", "’": "‘", "」": "「"}
"""A title in quotation marks before 的文章 belongs to what the article is called."""
_LEFT = re.compile(
    r"(?:(?:[A-Z][\w.’'&/-]*|[a-z]+(?:-[a-z]+)?(?:[’']s)?|\d{4})\s+(?:of\s+)?){0,5}\Z"
)
_WORD = re.compile(r"\S+")
_RIGHT = re.compile(
    r"(?:\s+(?:from|of|by|to|dated|against|received|issued|submitted|before|titled|made|the|and|"
    r"conducted|for|on|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}\b,?|[A-Z][\w.’'/-]*|\d{4}|\([^()\n]{1,40}\))(?:,(?=\s\d{4}))?)+"
)


def noun_phrase(content: str, floor: int, ceiling: int, hit: Hit) -> tuple[int, int]:
    """Where the noun phrase round a noun begins and ends, within ``floor..ceiling``."""
    if content[hit.start].isascii():
        return _english_phrase(content, floor, ceiling, hit)
    start = _after_stop(content, max(floor, hit.end - _LONGEST), hit.start)
    if content[start - 1 : start] in _TITLED and (start == hit.start or content[start] == "的"):
        titled = content.rfind(_TITLED[content[start - 1]], max(floor, start - 2 * _LONGEST), start)
        if titled >= 0:
            start = _after_stop(content, max(floor, titled - _LONGEST), titled)
            return name_start(content, start, titled + 1), hit.end
    return name_start(content, start, hit.end), hit.end


def _after_stop(content: str, floor: int, position: int) -> int:
    """How far before the position nothing parts a phrase, down to ``floor``."""
    while position > floor and content[position - 1] not in _STOPS:
        position -= 1
    return position


def _english_phrase(content: str, floor: int, ceiling: int, hit: Hit) -> tuple[int, int]:
    start, end = hit.start, hit.end
    match = _LEFT.search(content, max(floor, start - 60), start)
    first = match.start() if match else start
    for word in reversed(list(_WORD.finditer(content, first, start))):
        if word[0].lower() in _small():
            break
        start = word.start()
    right = _RIGHT.match(content, end, min(ceiling, end + 120))
    if right is None:
        return start, end
    words = list(_WORD.finditer(content, end, right.end()))
    while words and words[-1][0].lower() in _small() | _joining():
        words.pop()
    return start, words[-1].end() if words else end


@cache
def _small() -> frozenset[str]:
    return frozenset(word.strip() for word in name_words().small)


@cache
def _joining() -> frozenset[str]:
    return frozenset(word.strip() for word in name_words().joining)
