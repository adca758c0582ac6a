"""The evidence as JSON lines, one document a line, in the shape that the benchmark scores."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from custodes.model import (
    AttributionKind,
    ClaimType,
    MentionKind,
    PersonRole,
    RoleName,
    Stance,
    Status,
)
from custodes.release import (
    Released,
    ReleasedClaim,
    ReleasedDocument,
    ReleasedMention,
    ReleasedQuantity,
)

FORMAT_WORDS = "\0".join(
    [
        "doc entities claims kind text role type quote roles quantities low high unit of status",
        "attribution name stance",
        *(
            value
            for values in (
                AttributionKind,
                ClaimType,
                MentionKind,
                PersonRole,
                RoleName,
                Stance,
                Status,
            )
            for value in get_args(values)
        ),
    ]
)
"""The keys and fixed values of the format: a masked name may be spelled as one of them."""


def claims_jsonl(released: Released) -> str:
    """One JSON object a document and line: ``doc``, ``entities`` and ``claims``.

    ``doc`` is the keyed identifier, or the file's name without its ending in an unmasked release.
    The fields are those of ``evidence_records``; text is not escaped beyond what JSON needs.
    """
    import msgspec

    encode = msgspec.json.encode
    return "".join(f"{encode(record).decode()}\n" for record in evidence_records(released))


def evidence_records(released: Released) -> Iterator[dict[str, Any]]:
    """The released documents as plain values, each with its entities and claims."""
    claims: dict[str, list[ReleasedClaim]] = {}
    for claim in released.claims:
        claims.setdefault(claim.document, []).append(claim)
    for document in released.documents:
        yield {
            "doc": document_label(document),
            "entities": [_entity(mention) for mention in document.entities],
            "claims": [_claim(claim) for claim in claims.get(document.identifier, ())],
        }


def document_label(document: ReleasedDocument) -> str:
    """What an export calls a document: its file's name in an unmasked release, else its key."""
    return document.name or document.identifier


def _entity(mention: ReleasedMention) -> dict[str, str]:
    entity = {"kind": mention.kind, "text": mention.text}
    if mention.kind == "person":
        # Anyone who has no public role is private in the terms of the guide.
        role = mention.person_role
        entity["role"] = "private" if role is None or role == "unknown" else role
    return entity


def _claim(claim: ReleasedClaim) -> dict[str, Any]:
    attribution: dict[str, str] = {"kind": claim.attribution.kind}
    if claim.attribution.name:
        attribution["name"] = claim.attribution.name
    return {
        "type": claim.type,
        "quote": claim.quote.exact,
        "roles": {
            role: list(dict.fromkeys(mention.text for mention in mentions))
            for role, mentions in claim.roles.items()
            if mentions
        },
        "quantities": [_quantity(quantity) for quantity in claim.quantities],
        "status": claim.status,
        "attribution": attribution,
        "stance": claim.stance,
    }


def _quantity(released: ReleasedQuantity) -> dict[str, Any]:
    quantity = released.quantity
    value: dict[str, Any] = {
        "text": released.text,
        "low": _number(quantity.low),
        "high": _number(quantity.high),
        "unit": quantity.unit,
    }
    if quantity.of:
        value["of"] = quantity.of
    return value


def _number(value: float | None) -> float | int | None:
    return int(value) if value is not None and value == int(value) else value
