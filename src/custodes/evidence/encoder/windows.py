"""The passages that an encoder reads at a time: some units, and a little of what is around them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
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
    as far as it goes. The text's own pieces begin after ``opening`` others, with the piece that
    has the number ``low`` in the text; ``begin`` is the number of the first unit's first piece.
    """

    first: int
    end: int
    pieces: list[int]
    spans: list[tuple[int, int]]
    opening: int
    low: int
    begin: int

    def among(self, first: int, end: int) -> tuple[int, int]:
        """Where pieces of the text are in this passage, one at least; as far as it goes."""
        shift = self.opening - self.low
        begins = min(first + shift, len(self.pieces) - 1)
        return begins, max(begins + 1, min(end + shift, len(self.pieces)))

    def holds(self, first: int, end: int) -> bool:
        """Whether all these pieces of the text are in this passage."""
        return self.low <= first and end - self.low + self.opening < len(self.pieces)


Home = tuple[int, int, int]
"""The number of a passage, and the first and the last piece (excluded) of some words in it."""


class Passages:
    """The passages that hold all the units of a text, in order, each unit in one of them."""

    def __init__(self, text: Text, units: Sequence[Unit], pieces: Pieces) -> None:
        numbers, self._starts = list[int](), list[int]()
        heading: list[int] = []
        for block in text.body():
            cut = pieces.cut(text.content, block.start, block.end)
            if not heading and block.kind in ("title", "heading"):
                heading = cut.numbers[:HEADING]
            numbers += [*cut.numbers, pieces.ending]
            self._starts += [*cut.starts, block.end]
        opening = [pieces.beginning, *heading, pieces.ending]
        places = [
            (bisect_left(self._starts, u.start), bisect_left(self._starts, u.end)) for u in units
        ]
        self.windows = list[Window]()
        first = 0
        while first < len(units):
            begin = places[first][0]
            end = first + 1
            while end < len(units) and places[end][1] - begin <= READ:
                end += 1
            low = max(0, begin - BEFORE)
            high = min(places[end - 1][1] + AFTER, low + LONGEST - len(opening) - 1)
            held = [*opening, *numbers[low:high], pieces.ending]
            window = Window(first, end, held, [], len(opening), low, begin)
            window.spans.extend(window.among(*place) for place in places[first:end])
            self.windows.append(window)
            first = end

    def of_unit(self, unit: int) -> int:
        """The number of the passage that a unit is read in."""
        return bisect_right(self.windows, unit, key=lambda window: window.first) - 1

    def home(self, start: int, end: int, beside: int) -> Home | None:
        """Where words ``start..end`` (code points) are read: in the passage of the number
        ``beside``, if it holds them, else in that of their units; None where that ends before."""
        first = max(0, bisect_right(self._starts, start) - 1)
        stop = bisect_left(self._starts, end)
        number = beside
        if not self.windows[beside].holds(first, stop):
            number = max(0, bisect_right(self.windows, first, key=lambda w: w.begin) - 1)
            if not self.windows[number].holds(first, first):
                return None
        return number, *self.windows[number].among(first, stop)
