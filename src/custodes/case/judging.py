"""What people decided and wrote in a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from custodes.case import database, decisions, standing
from custodes.case.opened import OpenedCase
from custodes.model import Finding, Note, Review, from_json

if TYPE_CHECKING:
    from custodes.case.reviewing import Reviewing


class Judging(OpenedCase):
    """Reviews, notes, findings and cleared names of a case."""

    def reviews(self) -> list[Review]:
        """All decisions in the order in which they were made; the last on a claim counts."""
        return list(decisions.reviews(self._connection))

    def review(self, review: Review) -> None:
        """Record a decision on a claim."""
        with self._transaction():
            standing.keep_review(self._connection, self.actor, review)

    def lost_reviews(self) -> list[Review]:
        """Decisions that no longer find their claim, since a later extractor does not make it."""
        with database.storage_errors(self.path):
            return standing.lost_reviews(self._connection)

    def notes(self) -> list[Note]:
        """All notes, oldest first."""
        return [
            from_json(Note, row[0]) for row in self._rows("SELECT note FROM notes ORDER BY number")
        ]

    def note(self, note: Note) -> None:
        """Keep a note."""
        with self._transaction():
            decisions.keep_note(self._connection, self.actor, note)

    def findings(self) -> list[Finding]:
        """The latest result of each audit, in the order in which they were first kept."""
        rows = self._rows("SELECT finding FROM findings ORDER BY number")
        found = (from_json(Finding, row[0]) for row in rows)
        return list({finding.identifier: finding for finding in found}.values())

    def keep_finding(self, finding: Finding, files: Mapping[str, bytes] | None = None) -> None:
        """Keep the result of an audit with the files that it names, by the same names.

        One that is kept already is not kept twice; a different result under the same identifier
        stands in its place, and the earlier one stays in the case.
        """
        with self._transaction():
            decisions.keep_finding(self._connection, self.actor, finding, files or {})

    def finding_file(self, sha256: str) -> bytes:
        """A file that a finding names; raises KeyError for one that is not there."""
        rows = self._rows("SELECT content FROM finding_files WHERE sha256 = ?", sha256)
        if not rows:
            raise KeyError(sha256)
        return bytes(rows[0][0])

    def cleared_names(self) -> frozenset[str]:
        """The names that a reviewer found may be shown."""
        return frozenset(row[0] for row in self._rows("SELECT name FROM cleared_names"))

    def clear_name(self, name: str, reviewer: str) -> None:
        """Record that this reviewer looked at the name and found that it may be shown."""
        with self._transaction():
            decisions.clear_name(self._connection, self.actor, name, reviewer)

    @property
    def reviewing(self) -> Reviewing:
        """Claims as they stand under review, and the decisions on them, one at a time."""
        from custodes.case.reviewing import Reviewing

        return Reviewing(self._connection, self.path, self.actor, self.writable)
