"""A part of a release: the claims that somebody chose, with the documents that they stand in."""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
from collections.abc import Iterable

from custodes.case import Case
from custodes.release.released import Released, ReleasedParagraph


def only(released: Released, case: Case, claims: Iterable[str]) -> Released:
    """The release with none but these claims (identifiers inside the case), in its own order.

    Paragraphs without a chosen claim go too, and so does what is said of the case as a whole:
    disagreements, findings, failures, the outline, what is held. The guard stays that of the whole.
    """
    chosen = {keyed(case, identifier) for identifier in claims}
    kept = tuple(claim for claim in released.claims if claim.identifier in chosen)
    named = {claim.document for claim in kept}
    paragraphs = {claim.identifier: claim.paragraph for claim in kept}
    documents = []
    moved: dict[tuple[str, int], int] = {}
    for document in released.documents:
        if document.identifier not in named:
            continue
        left: list[ReleasedParagraph] = []
        for number, paragraph in enumerate(document.paragraphs):
            inside = tuple(claim for claim in paragraph.claims if claim in paragraphs)
            if inside:
                moved[document.identifier, number] = len(left)
                left.append(dataclasses.replace(paragraph, claims=inside))
        documents.append(dataclasses.replace(document, paragraphs=tuple(left)))
    return dataclasses.replace(
        released,
        documents=tuple(documents),
        claims=tuple(
            dataclasses.replace(claim, paragraph=moved[claim.document, claim.paragraph])
            for claim in kept
        ),
        disagreements=(),
        findings=(),
        failed={},
        sections=(),
        held=(),
        held_findings=0,
    )


def keyed(case: Case, identifier: str) -> str:
    """What a claim of the case is called in a release of it."""
    message = "\0".join(("claim", identifier)).encode()
    return hmac.new(case.secret, message, hashlib.sha256).hexdigest()[:16]


def masked_words(case: Case, words: str) -> str:
    """Words that somebody wrote in the case, with all masked that a release of it masks."""
    from custodes.release.decisions import decide
    from custodes.release.masking import Masker

    return Masker(decide(case).finder()).mask(words).text
