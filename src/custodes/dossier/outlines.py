"""What an editor chose, as the front page shows it; and what is held, without its words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from custodes.dossier.audit_views import FindingView
from custodes.dossier.edition import Edition
from custodes.model import ClaimType
from custodes.release.released import ReleasedClaim, ReleasedDocument, WhyWithheld


@dataclass(frozen=True, slots=True)
class ChosenView:
    """A claim or a finding of the outline, and the editor's comment on it."""

    claim: ReleasedClaim | None
    finding: FindingView | None
    comment: str


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section of the outline; ``anchor`` is its name in the page's address."""

    anchor: str
    heading: str
    comment: str
    chosen: tuple[ChosenView, ...]


def outline_view(edition: Edition, findings: Sequence[FindingView]) -> list[SectionView]:
    """The sections of the outline; none where nobody chose."""
    by_identifier = {view.finding.identifier: view for view in findings}
    views = []
    for number, section in enumerate(edition.released.sections, start=1):
        chosen = (
            ChosenView(
                edition.claims.get(entry.claim), by_identifier.get(entry.finding), entry.comment
            )
            for entry in section.entries
        )
        found = tuple(each for each in chosen if each.claim or each.finding)
        views.append(SectionView(f"s{number}", section.heading, section.comment, found))
    return views


def held_rows(
    edition: Edition,
) -> list[tuple[ReleasedDocument | None, ClaimType, WhyWithheld, int]]:
    """The claims that are held: source (None for one that does not leave), type, why, how many."""
    counted = Counter((held.document, held.type, held.why) for held in edition.released.held)
    order = {identifier: place for place, identifier in enumerate(edition.documents)}
    rows = sorted(counted.items(), key=lambda row: order.get(row[0][0], len(order)))
    return [
        (edition.documents.get(document), kind, why, count) for (document, kind, why), count in rows
    ]
