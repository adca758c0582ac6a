"""What a case holds of its documents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from custodes.case import database, duplicates
from custodes.case.errors import CaseError
from custodes.case.opened import OpenedCase
from custodes.case.reports import Failure
from custodes.model import (
    AttributionKind,
    Claim,
    ClaimType,
    Document,
    Mention,
    MentionKind,
    Stance,
    Text,
    from_json,
)

if TYPE_CHECKING:
    from custodes.case.claim_table import ClaimTable, Lines
    from custodes.evidence.entities import Ambiguous, Resolved
    from custodes.evidence.near_duplicates import Group


class Holdings(OpenedCase):
    """The documents, texts, mentions and claims of a case, and what could not be read."""

    def documents(self) -> list[Document]:
        """All documents that were read, in the order in which they were added."""
        rows = self._rows("SELECT document FROM documents WHERE state = 'read' ORDER BY number")
        return [from_json(Document, row[0]) for row in rows]

    def original(self, sha256: str) -> bytes:
        """The bytes of an original as they came: untrusted."""
        try:
            return self._originals.read(sha256)
        except OSError as error:
            raise CaseError(
                f"the original {sha256} cannot be read ({error}). 'custodes verify' says more."
            ) from error

    def text(self, sha256: str) -> Text:
        """The canonical text of a document; raises KeyError for one that is not there."""
        return from_json(Text, self._one("SELECT text FROM texts WHERE sha256 = ?", sha256))

    def near_duplicates(self) -> tuple[Group, ...]:
        """Reprints and versions among the documents, found anew from their texts."""
        return duplicates.found(self.documents(), self._one)

    def mentions(self, sha256: str) -> tuple[Mention, ...]:
        """The mentions of a document in order; raises KeyError for one that is not there."""
        query = "SELECT mentions FROM analyses WHERE sha256 = ?"
        return from_json(tuple[Mention, ...], self._one(query, sha256))

    def entities(self, kind: MentionKind | None = None) -> tuple[list[Resolved], list[Ambiguous]]:
        """Who and what the documents name, joined over them all, and the names left ambiguous.

        Those in most documents first. No private person is among them.
        """
        from custodes.case import sighted

        with database.storage_errors(self.path):
            return sighted.entities(self._connection, kind)

    def claims(
        self,
        type: ClaimType | None = None,
        document: str | None = None,
        stance: Stance | None = None,
        attribution: AttributionKind | None = None,
    ) -> list[Claim]:
        """The claims that fit all filters, by document and position.

        Corrections are applied, rejected claims left out, and what reviewers added is in.
        ``document`` is a SHA-256.
        """
        rows = self._rows(
            "SELECT claim FROM claims JOIN documents USING (sha256) WHERE decision != 'rejected' "
            "AND ?1 IN ('', sha256) AND ?2 IN ('', type) AND ?3 IN ('', stance) "
            "AND ?4 IN ('', attribution) ORDER BY documents.number, start, end, claims.number",
            document or "",
            type or "",
            stance or "",
            attribution or "",
        )
        return [from_json(Claim, row[0]) for row in rows]

    def claims_named(self, identifiers: Iterable[str]) -> dict[str, Claim]:
        """The claims of these keys or identifiers as they stand, rejected ones left out."""
        found: dict[str, Claim] = {}
        for name in identifiers:
            for (json,) in self._rows(
                "SELECT claim FROM claims WHERE (key = ?1 OR identifier = ?1) "
                "AND decision != 'rejected' ORDER BY key != ?1 LIMIT 1",
                name,
            ):
                found[name] = from_json(Claim, json)
        return found

    def claim_table(self) -> ClaimTable:
        """All claims as columns of numbers, for filters and counts over very many.

        What an earlier version of custodes kept for it is written anew, where that can be done.
        """
        from custodes.case import facets, table_loading

        with database.storage_errors(self.path):
            if self.writable and facets.stale(self._connection):
                with self._transaction():
                    facets.renew(self._connection)
        return table_loading.load(self._rows)

    def claim_lines(self) -> Lines:
        """The words of all claims, for the text filter of ``claim_table``."""
        from custodes.case import table_loading

        return table_loading.load_lines(self._rows)

    def failures(self) -> list[Failure]:
        """The files that could not be read, in the order in which they failed."""
        query = "SELECT path, name, reason, detail, sha256 FROM failures ORDER BY number"
        return [Failure(*row) for row in self._rows(query)]
