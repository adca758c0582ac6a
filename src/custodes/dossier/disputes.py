"""Disagreements made ready for showing side by side."""

from __future__ import annotations

from dataclasses import dataclass

from custodes.dossier.edition import Edition
from custodes.evidence.disputes import disputes
from custodes.release.released import ReleasedClaim

FRONT_DISPUTES = 5
SIDES = 4


@dataclass(frozen=True, slots=True)
class DisputeView:
    """One dispute: its sides, at most ``SIDES``, and the other claims to it."""

    number: int
    kind: str
    figure: str
    claims: tuple[ReleasedClaim, ...]
    more: tuple[ReleasedClaim, ...]


def dispute_views(edition: Edition) -> list[DisputeView]:
    """All disputes, one of each kind first, so that a few show what there is."""
    by_kind: dict[str, list[DisputeView]] = {}
    for dispute in disputes(edition.released.disagreements, edition.claims):
        claims = [edition.claims[key] for key in dispute.claims]
        sides = _varied(claims)
        view = DisputeView(
            0,
            dispute.kind,
            edition.words.entries["list.comma"].join(dispute.figures),
            tuple(sides),
            tuple(claim for claim in claims if claim not in sides),
        )
        by_kind.setdefault(dispute.kind, []).append(view)
    ordered: list[DisputeView] = []
    longest = max((len(found) for found in by_kind.values()), default=0)
    for turn in range(longest):
        ordered += [found[turn] for found in by_kind.values() if turn < len(found)]
    return [
        DisputeView(number, view.kind, view.figure, view.claims, view.more)
        for number, view in enumerate(ordered, 1)
    ]


def _varied(claims: list[ReleasedClaim]) -> list[ReleasedClaim]:
    """At most ``SIDES`` claims, first one of each stance and kind of source."""
    seen: set[tuple[str, str]] = set()
    first: list[ReleasedClaim] = []
    later: list[ReleasedClaim] = []
    for claim in claims:
        side = (claim.stance, claim.attribution.kind)
        (later if side in seen else first).append(claim)
        seen.add(side)
    chosen = (first + later)[:SIDES]
    return [claim for claim in claims if claim in chosen]
