"""What one text has that another has not: passages added, removed and changed, as spans of both.

Sentences are aligned first, by those that stand once in each text and then between them; within
sentences that were replaced, tokens are. Script, width, case, punctuation and layout make no
difference.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest
from typing import Literal

from custodes.evidence.shingles import tokens
from custodes.model import Span, Text

DifferenceKind = Literal["added", "removed", "changed"]

MOST_EDITS, MOST_STEPS = 400, 20_000_000
"""Past so many edits between two places that agree, all that lies between counts as changed.

It bounds the time: the search takes at most tokens × edits steps (E. Myers, An O(ND) difference
algorithm and its variations, 1986), so that for long texts the edits are fewer.
"""
ALIKE = 0.3
"""Share of tokens in common under which two passages are shown whole, and not word by word."""
WINDOW = 4
"""Tokens in a row that, standing once in each of two passages, tie these together there."""
ISLAND = 3
"""Fewer equal tokens than this between two changes are shown as part of one change."""

_SENTENCE = re.compile(r"[^。！？!?；;\n]*?(?:[。！？!?；;\n]+[”」』’\"')）]*|\.(?=\s)|$)", re.S)


@dataclass(frozen=True, slots=True)
class Difference:
    """A passage that differs: its span in the first text, in the second, or in both."""

    kind: DifferenceKind
    first: Span | None
    second: Span | None


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence as its tokens' hashes, with where each stands in the text.

    ``stretches`` numbers the stretches of the body between what is furniture or hidden.
    """

    hashes: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    stretches: tuple[int, ...]


Hunk = tuple[int, int, int, int]
"""What differs: from..to in the one sequence and from..to in the other."""


def differences(one: Text, other: Text) -> tuple[Difference, ...]:
    """The passages of the two bodies that differ, in the order of the texts."""
    first, second = list(_pieces(one)), list(_pieces(other))
    found: list[Difference] = []
    keys = [piece.hashes for piece in first], [piece.hashes for piece in second]
    length = sum(len(piece.hashes) for piece in (*first, *second))
    most = min(MOST_EDITS, MOST_STEPS // max(1, length))
    for a, b, c, d in _aligned(*keys, most):
        found += _within(one, _joined(first[a:b]), other, _joined(second[c:d]), most)
    return tuple(found)


def _pieces(text: Text) -> Iterator[_Piece]:
    """The sentences of a body that hold any token."""
    stretch = 0
    for block in text.blocks:
        if not block.is_body:
            stretch += 1
            continue
        content = text.content[block.start : block.end]
        found = tokens(content)
        hashes, starts = found.hashes.tolist(), found.starts.tolist()
        ends = found.ends.tolist()
        reached = 0
        for match in _SENTENCE.finditer(content):
            last = bisect_left(starts, match.end(), reached)
            if last > reached:
                yield _Piece(
                    tuple(hashes[reached:last]),
                    tuple(block.start + at for at in starts[reached:last]),
                    tuple(block.start + at for at in ends[reached:last]),
                    (stretch,) * (last - reached),
                )
                reached = last


def _joined(pieces: Sequence[_Piece]) -> _Piece:
    return _Piece(
        tuple(value for piece in pieces for value in piece.hashes),
        tuple(value for piece in pieces for value in piece.starts),
        tuple(value for piece in pieces for value in piece.ends),
        tuple(value for piece in pieces for value in piece.stretches),
    )


def _within(
    one: Text, first: _Piece, other: Text, second: _Piece, most: int
) -> Iterator[Difference]:
    """The differences between two passages, token by token where they are alike."""
    a, b = len(first.hashes), len(second.hashes)
    hunks: list[Hunk] = [(0, a, 0, b)]
    if a and b:
        finer = list(_merged(list(_aligned(first.hashes, second.hashes, most, WINDOW))))
        equal = a - sum(end - start for start, end, _, _ in finer)
        if equal >= ALIKE * min(a, b):
            hunks = finer
    for start, end, start_there, end_there in hunks:
        sides = zip_longest(
            _spans(one, first, start, end), _spans(other, second, start_there, end_there)
        )
        for mine, theirs in sides:
            kind: DifferenceKind = "changed" if mine and theirs else "removed" if mine else "added"
            yield Difference(kind, mine, theirs)


def _spans(text: Text, piece: _Piece, start: int, end: int) -> Iterator[Span]:
    """The spans of these tokens, one for each stretch of the body."""
    for _, run in groupby(range(start, end), key=lambda at: piece.stretches[at]):
        places = list(run)
        yield text.span(piece.starts[places[0]], piece.ends[places[-1]])


def _merged(hunks: Sequence[Hunk]) -> Iterator[Hunk]:
    """The hunks, those with hardly anything between them as one."""
    held: Hunk | None = None
    for hunk in hunks:
        if held is None:
            held = hunk
        elif hunk[0] - held[1] < ISLAND:
            held = (held[0], hunk[1], held[2], hunk[3])
        else:
            yield held
            held = hunk
    if held is not None:
        yield held


Key = Sequence[object]


def _aligned(one: Key, other: Key, most: int, window: int = 1) -> Iterator[Hunk]:
    """The hunks of two sequences, found between what stands once in each, in the same order.

    What stands once is so many elements in a row.
    """
    reached = reached_there = 0
    anchors = _anchors(_windows(one, window), _windows(other, window))
    for at, there in [*anchors, (len(one), len(other))]:
        for a, b, c, d in edits(one[reached:at], other[reached_there:there], most):
            yield a + reached, b + reached, c + reached_there, d + reached_there
        reached, reached_there = at, there


def _windows(sequence: Key, window: int) -> Key:
    if window == 1:
        return sequence
    return list(zip(*(sequence[at:] for at in range(window)), strict=False))


def _anchors(one: Key, other: Key) -> list[tuple[int, int]]:
    """The longest rising run of pairs of places whose content stands once in each sequence."""
    places = _unique(other)
    pairs = [(at, places[key]) for key, at in _unique(one).items() if key in places]
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, (_, there) in enumerate(pairs):
        length = bisect_left(tails, there)
        before.append(ends[length - 1] if length else -1)
        tails[length : length + 1] = [there]
        ends[length : length + 1] = [number]
    chain: list[tuple[int, int]] = []
    number = ends[-1] if ends else -1
    while number >= 0:
        chain.append(pairs[number])
        number = before[number]
    return chain[::-1]


def _unique(sequence: Key) -> dict[object, int]:
    places: dict[object, int] = {}
    for at, key in enumerate(sequence):
        places[key] = -1 if key in places else at
    return {key: at for key, at in places.items() if at >= 0}


def edits(one: Key, other: Key, most: int = MOST_EDITS) -> list[Hunk]:
    """The hunks of a shortest edit of one sequence into the other; all as one past ``most``."""
    start, end = 0, min(len(one), len(other))
    while start < end and one[start] == other[start]:
        start += 1
    tail = 0
    while tail < end - start and one[-1 - tail] == other[-1 - tail]:
        tail += 1
    mine, theirs = one[start : len(one) - tail], other[start : len(other) - tail]
    if not mine and not theirs:
        return []
    steps = _steps(mine, theirs, most) if mine and theirs else None
    if steps is None:
        return [(start, len(one) - tail, start, len(other) - tail)]
    hunks: list[Hunk] = []
    for a, b, c, d in steps:
        a, b, c, d = a + start, b + start, c + start, d + start
        if hunks and hunks[-1][1] == a and hunks[-1][3] == c:
            hunks[-1] = (hunks[-1][0], b, hunks[-1][2], d)
        else:
            hunks.append((a, b, c, d))
    return hunks


def _steps(one: Key, other: Key, most: int) -> list[Hunk] | None:
    """The single insertions and deletions of a shortest edit in order; None past ``most``."""
    furthest = {1: 0}
    trail: list[dict[int, int]] = []
    for edit in range(min(most, len(one) + len(other)) + 1):
        trail.append(dict(furthest))
        for diagonal in range(-edit, edit + 1, 2):
            down = diagonal == -edit or (
                diagonal != edit and furthest[diagonal - 1] < furthest[diagonal + 1]
            )
            x = furthest[diagonal + 1] if down else furthest[diagonal - 1] + 1
            while x < len(one) and 0 <= x - diagonal < len(other) and one[x] == other[x - diagonal]:
                x += 1
            furthest[diagonal] = x
            if x >= len(one) and x - diagonal >= len(other):
                return _walked_back(trail, len(one), len(other))
    return None


def _walked_back(trail: list[dict[int, int]], x: int, y: int) -> list[Hunk]:
    steps: list[Hunk] = []
    for edit in range(len(trail) - 1, 0, -1):
        furthest, diagonal = trail[edit], x - y
        down = diagonal == -edit or (
            diagonal != edit and furthest[diagonal - 1] < furthest[diagonal + 1]
        )
        before = diagonal + 1 if down else diagonal - 1
        x = furthest[before]
        y = x - before
        steps.append((x, x, y, y + 1) if down else (x, x + 1, y, y))
    return steps[::-1]
