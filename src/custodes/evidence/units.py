"""The pieces that quotes are made of: clauses, cut after a reporting verb, without lead-ins.

A claim's quote is a run of neighbouring units of one sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from custodes.evidence.lexicon import Hit
from custodes.language.analysis import Analysis
from custodes.model import Text

LONGEST_RUN = 5
"""A quote is at most this many units long: longer ones are 0.3 % of the gold."""

_SHORTEST = 2
_ARTICLE = re.compile(
    r"(?:第[一二三四五六七八九十百零〇]+条(?:之[一二三四五六七八九十])?[ \t　]+"
    r"|（[一二三四五六七八九十]+）|\([0-9a-zA-Z]{1,3}\)"
    r"|【[^【】\n]{4,40}】|（[^（）\n]{2,20}(?:报导|报道|综合|编译)）|\([^()\n]{2,20}(?:报导|报道|综合|编译)\))\s*"
)
_NEXT_ITEM = re.compile(r"[；;]\s*[（(]?\d{1,2}[）)]?\s*\Z")
"""The number of the next item of a list, which the full stop after it cut off."""
_PAIRS = {"“": "”", "‘": "’", "「": "」", "『": "』", "（": "）", "(": ")", "《": "》", "【": "】"}
_CLOSING = {close: opening for opening, close in _PAIRS.items()}


@dataclass(frozen=True, slots=True)
class Unit:
    """A clause or the part of one after a reporting verb: code points ``start..end``.

    ``sentence`` numbers the sentence of the analysis, ``block`` the block of the text;
    ``before`` is where the unit begins with its lead-in (第三条, 而, 【…】).
    """

    start: int
    end: int
    before: int
    sentence: int
    block: int


def units(text: Text, analysis: Analysis, hits: list[Hit]) -> tuple[Unit, ...]:
    """The units of all clauses, in order of position."""
    content = text.content
    starts = [sentence.start for sentence in analysis.sentences]
    openings = [hit for hit in hits if hit.cue.category == "opening"]
    lead_ins = {hit.start: hit.end for hit in hits if hit.cue.category == "lead_in"}
    # 说 inside 说明 opens nothing: a cut stands where a word ends.
    inside_words = {at for word in analysis.words for at in range(word.start + 1, word.end)}
    opening_ends = sorted({hit.end for hit in openings} - inside_words)
    found: list[Unit] = []
    for clause in analysis.clauses:
        sentence = bisect_right(starts, clause.start) - 1
        start = clause.start
        for cut in opening_ends[
            bisect_left(opening_ends, clause.start + 2) : bisect_left(opening_ends, clause.end - 5)
        ]:
            if cut < start + 2 or content[cut] in "的了，、。":
                continue
            _append(found, content, start, cut, sentence, clause.block, lead_ins)
            start = cut
        _append(found, content, start, clause.end, sentence, clause.block, lead_ins)
    return tuple(found)


def runs(units: tuple[Unit, ...]) -> Iterator[tuple[int, int]]:
    """Every run of up to LONGEST_RUN neighbouring units of one sentence, ``first..last``."""
    for first, unit in enumerate(units):
        for last in range(first, min(first + LONGEST_RUN, len(units))):
            if units[last].sentence != unit.sentence:
                break
            yield first, last


def quote_bounds(content: str, start: int, end: int) -> tuple[int, int]:
    """The run's bounds without an opening quotation mark that it does not close, or the reverse."""
    next_item = _NEXT_ITEM.search(content, start, end)
    if next_item:
        end = next_item.start()
    while True:
        waiting: list[tuple[str, int]] = []
        closing = -1
        for position in range(start, end):
            character = content[position]
            if character in _PAIRS:
                waiting.append((character, position))
            elif character in _CLOSING:
                if waiting and waiting[-1][0] == _CLOSING[character]:
                    waiting.pop()
                elif closing < 0:
                    closing = position
        trimmed = start, end
        if waiting and waiting[0][1] == start:
            start += 1
        elif closing == end - 1 and closing >= 0:
            end -= 1
        while start < end and content[start].isspace():
            start += 1
        while end > start and content[end - 1].isspace():
            end -= 1
        if (start, end) == trimmed or start >= end:
            return trimmed if start >= end else (start, end)


def _append(
    found: list[Unit],
    content: str,
    start: int,
    end: int,
    sentence: int,
    block: int,
    lead_ins: dict[int, int],
) -> None:
    before = start
    while True:
        while start < end and content[start].isspace():
            start += 1
        reached = start
        article = _ARTICLE.match(content, start, end)
        if article:
            reached = article.end()
        elif start in lead_ins and lead_ins[start] + _SHORTEST < end:
            reached = lead_ins[start]
        if reached == start:
            break
        start = reached
    if start < end and any(map(str.isalnum, content[start:end])):
        found.append(Unit(start, end, before, sentence, block))
