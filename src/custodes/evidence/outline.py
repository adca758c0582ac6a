"""What stands over a claim's block: the line that opens its list, and the headings above it.

A list is a run of alike blocks after a line that ends in a colon. Sources that such a line or a
heading names may be those that everything below comes from.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from custodes.evidence.hearing import Speech
from custodes.model import Block, Text

_POINT = re.compile(
    r"\s*(?:[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[a-z]|[ivx]{1,4})[)）.、．]\s*|[-–—•·*●◆]\s*|[“\"「])"
)
"""How a point of a list begins where its kind of block does not tell: a number, a dash, a quote."""
_HEADINGS = ("title", "heading")


@dataclass(frozen=True, slots=True)
class Above:
    """What stands over a block: how many blocks ago the list's opening line and the heading stand.

    -1 where there is none. Beside them the sources that stand and that speak in the opening line,
    that stand in the heading, and in the headings over that one.
    """

    opened: int
    headed: int
    stand: frozenset[int]
    speak: frozenset[int]
    heading: frozenset[int]
    outer: frozenset[int]


class Outline:
    """A text's lists and headings, looked up by the number of a block."""

    def __init__(self, text: Text, speeches: Sequence[Speech]) -> None:
        standing: dict[int, set[int]] = defaultdict(set)
        speaking: dict[int, set[int]] = defaultdict(set)
        for speech in speeches:
            standing[speech.block].add(speech.occurrence.source)
            if speech.speaks:
                speaking[speech.block].add(speech.occurrence.source)
        self._standing, self._speaking = standing, speaking
        self._above: list[Above] = []
        opener = before = -1
        headings: list[int] = []
        for number, block in enumerate(text.blocks):
            if before >= 0 and _opens(text, text.blocks[before]):
                opener = before
            elif before < 0 or not _alike(text, text.blocks[before], block):
                opener = -1
            self._above.append(self._over(number, opener, headings))
            if not block.is_body:
                continue
            if block.kind in _HEADINGS:
                while headings and text.blocks[headings[-1]].level >= block.level:
                    headings.pop()
                headings.append(number)
            before = number

    def over(self, block: int) -> Above:
        """What stands over the block of this number."""
        return self._above[block]

    def _over(self, number: int, opener: int, headings: list[int]) -> Above:
        own, outer = headings[-1:], headings[:-1]
        return Above(
            number - opener if opener >= 0 else -1,
            number - own[0] if own else -1,
            frozenset(self._standing[opener]) if opener >= 0 else frozenset(),
            frozenset(self._speaking[opener]) if opener >= 0 else frozenset(),
            frozenset(source for heading in own for source in self._standing[heading]),
            frozenset(source for heading in outer for source in self._standing[heading]),
        )


def _opens(text: Text, block: Block) -> bool:
    return text.content[block.start : block.end].rstrip()[-1:] in ("：", ":")


def _alike(text: Text, block: Block, other: Block) -> bool:
    """Whether two neighbouring blocks are points of one list."""
    if other.kind in _HEADINGS:
        return False
    if block.kind == other.kind and block.kind in ("list_item", "table_cell"):
        return True
    if text.content[block.start : block.end].rstrip()[-1:] in ("；", ";"):
        return True
    return all(_POINT.match(text.content, one.start, one.end) for one in (block, other))
