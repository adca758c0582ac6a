"""The key of a document: title, body and boilerplate one after the other, and where all that was.

Hidden text that nobody cleared is no part of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from custodes.case.search.chunks import Pairs, pair_up
from custodes.case.search.folding import BREAK, fold
from custodes.case.search.grams import placed_terms
from custodes.model import Block, InvariantError, Text

Where = Literal["title", "body", "boilerplate"]
"""The part of a document: its title, what it says, page furniture."""

IN_TITLE = 128
"""A term's weight in a document is so much more if its title has it."""
IN_BODY = 1
"""A weight above this says how often, less one, the body has the term; up to 126 times."""


@dataclass(frozen=True, slots=True)
class Key:
    """What is searched of a document, and the way back to its canonical text.

    ``title_end`` and ``body_end`` are positions in ``content``. ``jumps`` are positions of the key
    in the first column, ascending, and in the second those of the text from where it goes on, one
    to one, up to the next.
    """

    content: str
    title_end: int
    body_end: int
    jumps: NDArray[np.int64]

    def where(self, position: int) -> Where:
        """The part of the document in which a position of the key lies."""
        if position < self.title_end:
            return "title"
        return "body" if position < self.body_end else "boilerplate"

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the canonical text (code points) that a stretch of the key comes of."""
        first, last = self._origin(start), self._origin(end - 1)
        return first, last + 1

    def _origin(self, position: int) -> int:
        row = int(np.searchsorted(self.jumps[:, 0], position, side="right")) - 1
        begin, origin = self.jumps[row].tolist()
        return int(origin + position - begin)


def key_of(text: Text) -> Key:
    """The key of a text, whose boxes on pages do not matter."""
    parts: tuple[list[Block], ...] = ([], [], [])
    for block in text.blocks:
        if block.hidden and not block.cleared:
            continue
        parts[_part(block)].append(block)
    blocks = [block for part in parts for block in part]
    content = BREAK.join(
        text.content[block.start : block.end].replace(BREAK, " ") for block in blocks
    )
    shown = np.concatenate(
        [np.arange(block.start, block.end + 1, dtype=np.int64) for block in blocks]
        or [np.zeros(0, dtype=np.int64)]
    )
    key, places = fold(content)
    # of a part without blocks the end is that of the part before it
    counts = np.cumsum([sum(block.end - block.start + 1 for block in part) for part in parts])
    ends = np.searchsorted(places, counts[:2]) if len(places) else (0, 0)
    origin = shown[places]
    jumping = np.flatnonzero(np.diff(origin, prepend=-2) != 1)
    jumps = np.stack((jumping, origin[jumping]), axis=1)
    return Key(key, int(ends[0]), int(ends[1]), jumps)


def weighed_terms(key: Key) -> Pairs:
    """The terms of a document for the index, all of document 0, with their weights."""
    positions, terms = placed_terms(key.content)
    distinct, which = np.unique(terms, return_inverse=True)
    titled = np.bincount(which[positions < key.title_end], minlength=len(distinct))
    body = np.bincount(which[positions < key.body_end], minlength=len(distinct))
    weights = IN_BODY + np.minimum(body, IN_TITLE - 2) + IN_TITLE * (titled > 0)
    return pair_up(distinct, np.zeros(len(distinct), dtype=np.uint16), weights.astype(np.uint8))


def pack(key: Key) -> tuple[str, int, int, bytes]:
    """The columns of a key."""
    return key.content, key.title_end, key.body_end, key.jumps.astype("<u4").tobytes()


def unpack(content: str, title_end: int, body_end: int, jumps: bytes) -> Key:
    """The key of these columns; raises InvariantError where they cannot be one."""
    table = np.frombuffer(jumps, dtype=np.uint8)
    if len(table) % 8 or (content and not len(table)):
        raise InvariantError("the search key of a document is damaged")
    return Key(content, title_end, body_end, table.view("<u4").reshape(-1, 2).astype(np.int64))


def _part(block: Block) -> int:
    if block.kind == "boilerplate":
        return 2
    return 0 if block.kind == "title" else 1
