"""What a language model adds to the claims that are there: never the same one twice."""

from __future__ import annotations

from collections.abc import Iterable

from custodes.model import Claim

SAME = 0.5
"""Two claims of one type are one where their quotes share at least this (Dice, code points)."""


def additions(present: Iterable[Claim], proposed: Iterable[Claim]) -> tuple[Claim, ...]:
    """The proposed claims that none of those present, or proposed before, already makes."""
    kept = list(present)
    added = []
    for claim in proposed:
        if not any(claim.type == other.type and _shared(claim, other) >= SAME for other in kept):
            kept.append(claim)
            added.append(claim)
    return tuple(added)


def _shared(one: Claim, other: Claim) -> float:
    start = max(one.quote.start, other.quote.start)
    end = min(one.quote.end, other.quote.end)
    lengths = len(one.quote.exact) + len(other.quote.exact)
    return 2 * max(0, end - start) / lengths
