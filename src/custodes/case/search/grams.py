"""The terms of a key: three letters of a narrow script, or two characters where one is wide.

Each position of a key gives one term, made of the character there and those after it as far as the
block goes. So every word of one or two characters is the beginning of a term, and is found without
looking at a text; longer words are found by their terms and then looked up in the key.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from custodes.case.search.folding import BREAK, WIDE

BITS = 21
"""Bits of a code point; a term is three of them in one number of 63 bits."""
FIRST_VALUE = 0x180000 << (2 * BITS)
"""From here on terms stand for values of facets; no character is so high."""
LAST = (1 << 63) - 1
STEPS = 8
"""No more terms than these are asked for one word; its key is looked at anyway."""

Range = tuple[int, int]
"""The first and the last term of a run."""


def terms_of(key: str) -> NDArray[np.uint64]:
    """The term at each position of a key, without those of the breaks between blocks."""
    positions, terms = placed_terms(key)
    del positions
    return terms


def placed_terms(key: str) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """The positions of a key where terms begin, and the terms."""
    points = np.frombuffer(key.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    padded = np.concatenate((points, np.zeros(2, dtype=np.uint64)))
    padded[padded == ord(BREAK)] = 0
    first, second, third = padded[:-2], padded[1:-1], padded[2:]
    narrow = (padded < WIDE) & (padded > 0)
    is_three = narrow[:-2] & narrow[1:-1] & narrow[2:]
    last = np.where(is_three, third, 0).astype(np.uint64)
    terms = (first << np.uint64(2 * BITS)) | (second << np.uint64(BITS)) | last
    positions = np.flatnonzero(first)
    return positions, terms[positions]


def ranges_of(needle: str) -> list[Range]:
    """Runs of terms of which a key must have one each to hold the needle, which is not empty."""
    points = [ord(letter) for letter in needle]
    if len(points) == 1:
        return [_beginning(points)]
    if len(points) == 2:
        return [_two(*points)]
    exact = [_exact(points[at : at + 3]) for at in range(len(points) - 2)]
    if max(points[-3:]) >= WIDE:
        exact.append(_two(*points[-2:]))
    if len(exact) > STEPS:
        exact = [exact[step * (len(exact) - 1) // (STEPS - 1)] for step in range(STEPS)]
    return list(dict.fromkeys(exact))


def is_exact(needle: str) -> bool:
    """Whether the index alone says which keys hold the needle."""
    return len(needle) <= 2 or (len(needle) == 3 and max(map(ord, needle)) < WIDE)


def _exact(three: list[int]) -> Range:
    first, second, third = three
    last = third if max(three) < WIDE else 0
    term = first << 2 * BITS | second << BITS | last
    return term, term


def _two(first: int, second: int) -> Range:
    return (
        _exact([first, second, WIDE]) if max(first, second) >= WIDE else _beginning([first, second])
    )


def _beginning(points: list[int]) -> Range:
    low = 0
    for point in points:
        low = low << BITS | point
    rest = BITS * (3 - len(points))
    return low << rest, ((low + 1) << rest) - 1
