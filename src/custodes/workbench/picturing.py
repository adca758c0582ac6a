"""Claims of the case as the drawings of the dossier take them; nothing of it leaves the machine.

The drawings were made for a release. Here the words are as they stand in the case, links lead to
the workbench, and a person is masked all the same, so that nobody private is drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from custodes.case import Case
from custodes.case.facets import SHOWN_ROLES
from custodes.dossier.edition import Edition
from custodes.dossier.words import InterfaceLanguage, load_words
from custodes.model import Claim, Mention
from custodes.release.released import (
    MASK,
    Released,
    ReleasedClaim,
    ReleasedMention,
    ReleasedQuantity,
)
from custodes.workbench.sifting import ShownClaim, evidence_address

BESIDE = 80
"""Code points around a quote in which a private person's name keeps it out of the timeline."""


class DeskEdition(Edition):
    """What drawings ask of an edition, over claims of the case."""

    def __init__(
        self,
        claims: Sequence[ReleasedClaim],
        language: InterfaceLanguage,
        filters: Mapping[str, Sequence[str]],
    ) -> None:
        self.language = language
        self.words = load_words(language)
        self.released = Released("", (), tuple(claims))
        self.claims = {claim.identifier: claim for claim in claims}
        self._filters = dict(filters)

    def place_of(self, claim: ReleasedClaim) -> str:
        """The claim's place in the reader."""
        return f"/documents/{claim.document}?claim={claim.identifier}"

    def evidence(self, **conditions: str) -> str:
        """The evidence table with the page's filters and these."""
        return evidence_address(**{**self._filters, **conditions})


def drawable(rows: Iterable[ShownClaim]) -> list[ReleasedClaim]:
    """The claims numbered from 1 in their order, with persons masked."""
    return [_claim(row.claim, str(number)) for number, row in enumerate(rows, 1)]


def _claim(claim: Claim, number: str) -> ReleasedClaim:
    return ReleasedClaim(
        identifier=claim.identifier,
        number=number,
        document=claim.document,
        type=claim.type,
        paragraph=0,
        quote=claim.quote,
        roles={role: tuple(map(_mention, fillers)) for role, fillers in claim.roles.items()},
        quantities=tuple(
            ReleasedQuantity(figure.span.exact, figure.quantity)
            for figure in claim.quantities
            if figure.quantity is not None
        ),
        status=claim.status,
        attribution=claim.attribution,
        stance=claim.stance,
        extractor=claim.extractor,
        extractor_version=claim.extractor_version,
        confidence=claim.confidence,
    )


def _mention(mention: Mention) -> ReleasedMention:
    if mention.kind == "person":
        return ReleasedMention(MASK, "person", person_role=mention.person_role)
    return ReleasedMention(
        mention.span.exact, mention.kind, mention.canonical, mention.place, mention.dates
    )


def names_nobody_private(case: Case, claim: Claim) -> bool:
    """Whether no person stands in the claim or just beside it but such as act in public.

    A line of a list says where somebody lives before or after it says who.
    """
    first, last = claim.quote.start - BESIDE, claim.quote.end + BESIDE
    fillers = (mention for role in claim.roles.values() for mention in role)
    near = (m for m in case.mentions(claim.document) if m.span.start < last and m.span.end > first)
    return not any(
        mention.kind == "person" and mention.person_role not in SHOWN_ROLES
        for mention in (*fillers, *near)
    )
