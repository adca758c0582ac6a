"""Whether two texts that share most of their words were made to say different things.

Notices filled in from one form, and a report whose figures were corrected, share nearly all their
shingles and are still no reprints of each other.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from custodes.evidence.shingles import Tokens, mixed

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

CONTEXT = 3
"""Tokens on either side that two places must share to be the same place."""
LONGEST = 4
"""Tokens that a place may hold."""
FIGURES_CHANGED = 0.1
"""Share of the figures that stand in the same places from which they are others, no misprints."""
SAME_CHANGE = 3
"""One change made so often, and in at least half of the places changed, is made on purpose."""

_STEP = 0x9E3779B97F4A7C15


@dataclass(frozen=True, slots=True)
class Changes:
    """What stands in the same places of two texts and is not the same.

    ``altered``: figures, or one thing throughout, were put in the place of others. ``misprints``
    counts the single tokens that differ, as after a character was misread or a word mended.
    """

    altered: bool
    misprints: int


def changes(one: Tokens, other: Tokens) -> Changes:
    """The changes between two texts.

    Compared are the places that hold one to four tokens between the same three before and the same
    three after, once in each text.
    """
    import numpy

    places, others = _places(one), _places(other)
    _, at, there = numpy.intersect1d(
        places["around"], others["around"], assume_unique=True, return_indices=True
    )
    mine, theirs = places[at], others[there]
    # a change and its neighbours is the same change again
    changed = (mine["first"] != theirs["first"]) & (mine["last"] != theirs["last"])
    single = changed & (mine["length"] == 1) & (theirs["length"] == 1)
    counted = mine["figure"] & theirs["figure"]
    alone = (mine["length"] == 1) & (mine["inside"] == theirs["inside"])
    kept = int(numpy.count_nonzero(counted & alone))
    figures = int(numpy.count_nonzero(counted & changed))
    made = Counter(
        zip(mine["inside"][changed].tolist(), theirs["inside"][changed].tolist(), strict=True)
    )
    most = max(made.values(), default=0)
    return Changes(
        figures > FIGURES_CHANGED * (figures + kept)
        or (most >= SAME_CHANGE and 2 * most >= made.total()),
        int(numpy.count_nonzero(single & ~counted)),
    )


def _places(found: Tokens) -> NDArray[Any]:
    """Each place of a text whose surroundings it has once, in the order of their hashes."""
    import numpy

    hashes = found.hashes
    hashed = [(name, "u8") for name in ("around", "inside", "first", "last")]
    layout = [*hashed, ("figure", "?"), ("length", "u1")]
    parts = [numpy.empty(0, dtype=layout)]
    for length in range(1, LONGEST + 1):
        count = len(hashes) - 2 * CONTEXT - length + 1
        if count <= 0:
            break
        part = numpy.empty(count, dtype=layout)
        around = _joined(hashes, range(CONTEXT), count)
        part["around"] = _joined(
            hashes, range(CONTEXT + length, 2 * CONTEXT + length), count, around
        )
        inside = range(CONTEXT, CONTEXT + length)
        part["inside"] = _joined(hashes, inside, count)
        part["first"] = hashes[CONTEXT : CONTEXT + count]
        part["last"] = hashes[CONTEXT + length - 1 : CONTEXT + length - 1 + count]
        part["figure"] = numpy.logical_or.reduce([found.figures[at : at + count] for at in inside])
        part["length"] = length
        parts.append(part)
    places = numpy.concatenate(parts)
    _, first, times = numpy.unique(places["around"], return_index=True, return_counts=True)
    once: NDArray[Any] = places[first[times == 1]]
    return once


def _joined(
    hashes: NDArray[numpy.uint64],
    offsets: range,
    count: int,
    before: NDArray[numpy.uint64] | None = None,
) -> NDArray[numpy.uint64]:
    """The hashes at these offsets from each of ``count`` places, in their order, as one."""
    import numpy

    total = numpy.zeros(count, dtype=numpy.uint64) if before is None else before
    for offset in offsets:
        total = mixed(total * numpy.uint64(_STEP) + hashes[offset : offset + count])
    return total
