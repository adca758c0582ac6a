"""The same figure in two voices: said to be revealed in one sentence, inferred in another."""

from __future__ import annotations

from custodes.audits.wording import Phrases
from custodes.audits.worksheet.cells import Cell
from custodes.audits.worksheet.matching import Evidence
from custodes.model import Claim


def other_voice(claimed: Cell | None, evidence: Evidence | None) -> Claim | None:
    """A claim of the same document with the claimed figure, but another stance or source.

    One of another stance before one of another source; None if there is none.
    """
    if claimed is None or claimed.claim is None or claimed.mention is None or evidence is None:
        return None
    own, quantity = claimed.claim, claimed.mention.quantity
    found = [
        claim
        for claim in evidence.claims
        if claim.document == own.document
        and claim.identifier != own.identifier
        and any(_same(mention.quantity, quantity) for mention in claim.quantities)
        and (claim.stance, claim.attribution.kind) != (own.stance, own.attribution.kind)
    ]
    found.sort(key=lambda claim: claim.stance == own.stance)
    return found[0] if found else None


def voices_words(phrases: Phrases, one: Claim, other: Claim) -> dict[str, str]:
    """Both voices in a sentence."""
    stances = {one.stance, other.stance}
    if stances == {"asserts", "infers"}:
        one, other = sorted((one, other), key=lambda claim: claim.stance == "infers")
    first, second = (
        phrases(f"voice.{claim.stance}.{claim.attribution.kind}") for claim in (one, other)
    )
    key = "attribution.stance" if stances == {"asserts", "infers"} else "attribution.voice"
    return phrases(key, first=first, second=second)


def _same(one: object, other: object) -> bool:
    ends = [
        (getattr(each, "low", None), getattr(each, "high", None), getattr(each, "unit", None))
        for each in (one, other)
    ]
    return ends[0] == ends[1]
