"""The queue of the review: what its filters want, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from custodes.case import Case
from custodes.case.claim_rows import Wanted
from custodes.model import ClaimType, Stance

CONFIDENCES: Mapping[str, tuple[float, float]] = {
    "low": (0.0, 0.5),
    "middle": (0.5, 0.8),
    "high": (0.8, 1.0),
}
"""The ranges of confidence that the queue is filtered by."""


def wanted_of(untrusted: Mapping[str, str]) -> Wanted:
    """The filters of an address; what makes no sense is not there."""
    least, most = CONFIDENCES.get(untrusted.get("confidence", ""), (0.0, 1.0))
    claim_type, stance = untrusted.get("type", ""), untrusted.get("stance", "")
    document = untrusted.get("document", "")
    return Wanted(
        type=claim_type if claim_type in get_args(ClaimType) else "",
        stance=stance if stance in get_args(Stance) else "",
        document=document if len(document) == 64 else "",
        least=least,
        most=most,
    )


def next_of_queue(case: Case, wanted: Wanted, after: str) -> str:
    """The key of the next claim that waits; empty where none does."""
    following = case.reviewing.following(wanted, after)
    return following.key if following is not None else ""
