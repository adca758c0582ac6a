"""Text in, pieces of words out: the likeliest way to cut it, given how likely each piece is.

A unigram language model over a fixed vocabulary, cut by Viterbi's algorithm (Kudo, "Subword
Regularization", ACL 2018); the vocabulary is a part of multilingual-e5-small's.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_SPACE = "▁"
_NEVER = -1e9
_RESERVED = 3
"""The beginning of a passage, the end of one of its parts, what is not known."""
_PENALTY = 10.0
"""A character in no piece is so much less likely than the unlikeliest piece, as SentencePiece
has it (natural logarithm)."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A text's pieces: their numbers, and where each begins and ends in the text (code points)."""

    numbers: list[int]
    starts: list[int]
    ends: list[int]


class Pieces:
    """A vocabulary; its pieces are numbered from 3."""

    beginning, ending, unknown = range(_RESERVED)

    def __init__(self, pieces: Sequence[str], scores: Sequence[float]) -> None:
        """``scores`` are natural logarithms of how likely each of ``pieces`` is."""
        self._known = {
            piece: (score, number)
            for number, (piece, score) in enumerate(zip(pieces, scores, strict=True), _RESERVED)
        }
        self._cost = min(scores) - _PENALTY
        self._longest: dict[str, int] = {}
        for piece in pieces:
            self._longest[piece[0]] = max(len(piece), self._longest.get(piece[0], 1))

    def cut(self, content: str, start: int, end: int) -> Cut:
        """The pieces of ``content[start:end]``, as if a space stood before it."""
        shown, places = _normalised(content, start, end)
        size = len(shown)
        best, cuts = [0.0] + [_NEVER] * size, [(0, 0)] * (size + 1)
        for first, character in enumerate(shown):
            so_far = best[first]
            if so_far + self._cost > best[first + 1]:
                best[first + 1], cuts[first + 1] = so_far + self._cost, (first, self.unknown)
            for last in range(first + 1, min(size, first + self._longest.get(character, 0)) + 1):
                known = self._known.get(shown[first:last])
                if known is not None and so_far + known[0] > best[last]:
                    best[last], cuts[last] = so_far + known[0], (first, known[1])
        numbers, starts, ends = list[int](), list[int](), list[int]()
        at = size
        while at:
            first, number = cuts[at]
            numbers.append(number)
            starts.append(places[first])
            ends.append(max(places[first], places[at - 1]) + 1)
            at = first
        return Cut(numbers[::-1], starts[::-1], ends[::-1])


def _normalised(content: str, start: int, end: int) -> tuple[str, list[int]]:
    """The text with compatibility forms undone and each run of spaces one ``▁``.

    Then where each character of it comes from.
    """
    shown, places = [_SPACE], [start]
    for place in range(start, end):
        for character in unicodedata.normalize("NFKC", content[place]):
            if not character.isspace():
                shown.append(character)
                places.append(place)
            elif shown[-1] != _SPACE:
                shown.append(_SPACE)
                places.append(place)
    return "".join(shown), places
