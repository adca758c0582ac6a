"""A finding inside its case: the dossier's sections and drawings, with links into the reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from custodes.case import Case
from custodes.dossier.audit_views import FindingView, finding_view
from custodes.dossier.edition import Edition
from custodes.dossier.words import InterfaceLanguage
from custodes.model import Claim, Finding
from custodes.release.findings import public, went_in


@dataclass(frozen=True, slots=True)
class Cited:
    """A claim that a finding names, as its drawings and tables refer to it."""

    identifier: str
    number: str
    document: str
    claim: Claim


class InsideEdition(Edition):
    """The edition of one finding for the pages of the workbench: nothing masked, nothing written.

    Links lead to the claim in the reader.
    """

    def __init__(self, finding: Finding, cited: Mapping[str, Cited], language: InterfaceLanguage):
        super().__init__(public("", [(finding, {})]), language)
        # what stands for released claims here has the two fields that drawings look at
        found: Any = cited
        self.claims = found

    def place_of(self, claim: Any) -> str:
        """The claim in the reader."""
        return f"/documents/{claim.document}?claim={claim.identifier}"


def inside(case: Case, finding: Finding, language: InterfaceLanguage) -> FindingView:
    """All that the page of a finding shows, for somebody who works in its case."""
    claims = case.claims_named(sorted(went_in(finding)))
    cited = {
        name: Cited(claim.identifier, name[:6], claim.document, claim)
        for name, claim in claims.items()
    }
    edition = InsideEdition(finding, cited, language)
    (released,) = edition.released.findings
    return finding_view(edition, released)
