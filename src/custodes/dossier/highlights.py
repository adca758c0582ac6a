"""A paragraph cut into pieces, so that claims that overlap are each highlighted in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from custodes.release.released import ReleasedClaim


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph between two borders of claims.

    ``colour`` is the shortest claim over the piece (None where no claim lies), ``covering`` all of
    them, ``starting`` those whose first piece this is (their anchors), ``ending`` those whose last
    piece it is (their numbers).
    """

    text: str
    colour: ReleasedClaim | None
    covering: tuple[ReleasedClaim, ...]
    starting: tuple[ReleasedClaim, ...]
    ending: tuple[ReleasedClaim, ...]


def cut(text: str, claims: Sequence[ReleasedClaim]) -> tuple[Piece, ...]:
    """The pieces of a paragraph, in order; together they are the text, to the character.

    Positions are code points of ``text``. A claim that reaches past the text is cut at its end.
    """
    bounded = [
        (max(0, claim.quote.start), min(len(text), claim.quote.end), claim) for claim in claims
    ]
    bounded = [entry for entry in bounded if entry[0] < entry[1]]
    borders = sorted({0, len(text), *(b for s, e, _ in bounded for b in (s, e))})
    pieces: list[Piece] = []
    for start, end in pairwise(borders):
        over = sorted(
            (entry for entry in bounded if entry[0] <= start and end <= entry[1]),
            key=lambda entry: (entry[1] - entry[0], entry[0]),
        )
        pieces.append(
            Piece(
                text[start:end],
                over[0][2] if over else None,
                tuple(claim for _, _, claim in over),
                tuple(claim for s, _, claim in over if s == start),
                tuple(claim for _, e, claim in over if e == end),
            )
        )
    return tuple(pieces)
