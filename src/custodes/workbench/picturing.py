"""Claims of the case as the drawings of the dossier take them; nothing of it leaves the machine.

The drawings were made for a release. Here the words are as they stand in the case, links lead to
the workbench, and a person is masked all the same, so that nobody private is drawn.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

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
    """What drawings ask of an edition, over claims of the case.

    ``filters`` are those of the page; ``known`` are the values of facets that links filter by.
    """

    def __init__(
        self,
        claims: Sequence[ReleasedClaim],
        language: InterfaceLanguage,
        filters: Mapping[str, Any],
        known: Mapping[str, Collection[str]] = MappingProxyType({}),
    ) -> None:
        self.language = language
        self.words = load_words(language)
        self.released = Released("", (), tuple(claims))
        self.claims = {claim.identifier: claim for claim in claims}
        self._filters = dict(filters)
        self._known = known

    def place_of(self, claim: ReleasedClaim) -> str:
        """The claim's place in the reader."""
        return f"/documents/{claim.document}?claim={claim.identifier}"

    def of_flow(self, source: str, recipient: str) -> str:
        """The claims that name both holders at their ends."""
        return self._ends(("giver", source), ("receiver", recipient))

    def of_holder(self, name: str) -> str:
        """The claims that name the holder at either end."""
        return self._ends(("holder", name))

    def _ends(self, *ends: tuple[str, str]) -> str:
        """The claims of flows with these values; one that is no value is looked for as words."""
        conditions = {facet: name for facet, name in ends if name in self._known.get(facet, ())}
        words = [name for facet, name in ends if facet not in conditions]
        if words:
            conditions["q"] = " ".join((*self._filters.get("q", "").split(), *words))
        return self.evidence(type="data_flow", **conditions)

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
