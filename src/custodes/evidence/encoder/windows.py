"""The passages that an encoder reads at a time: some units, and a little of what is around them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from custodes.evidence.encoder.pieces import Pieces
from custodes.evidence.units import Unit
from custodes.model import Text

LONGEST = 512
"""An encoder has no more places than this."""

READ = 288
"""The units of a passage are so many pieces together, unless one alone is longer."""

BEFORE, AFTER, HEADING = 64, 16, 16
"""So many pieces stand before and after the units, and so many of the text's first heading."""


@dataclass(frozen=True, slots=True)
class Window:
    """The units ``first..end`` (end excluded) of a text among the pieces of their passage.

    ``spans`` are the first and the last piece (excluded) of each unit; of a unit that is too long,
    as far as it goes.
    """

    first: int
    end: int
    pieces: list[int]
    spans: list[tuple[int, int]]


def windows(text: Text, units: Sequence[Unit], pieces: Pieces) -> Iterator[Window]:
    """The passages that hold all the units of a text, in order, each unit in one of them."""
    numbers, starts = list[int](), list[int]()
    heading: list[int] = []
    for block in text.body():
        cut = pieces.cut(text.content, block.start, block.end)
        if not heading and block.kind in ("title", "heading"):
            heading = cut.numbers[:HEADING]
        numbers += [*cut.numbers, pieces.ending]
        starts += [*cut.starts, block.end]
    opening = [pieces.beginning, *heading, pieces.ending]
    places = [(bisect_left(starts, u.start), bisect_left(starts, u.end)) for u in units]
    first = 0
    while first < len(units):
        begin = places[first][0]
        end = first + 1
        while end < len(units) and places[end][1] - begin <= READ:
            end += 1
        low = max(0, begin - BEFORE)
        high = min(places[end - 1][1] + AFTER, low + LONGEST - len(opening) - 1)
        held = [*opening, *numbers[low:high], pieces.ending]
        shift = len(opening) - low
        spans = []
        for start, stop in places[first:end]:
            begins = min(start + shift, len(held) - 1)
            spans.append((begins, max(begins + 1, min(stop + shift, len(held)))))
        yield Window(first, end, held, spans)
        first = end
