"""What people decided and wrote in a case."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING

from custodes.case import database, decisions, standing, views
from custodes.case.errors import WrongArgumentError
from custodes.case.opened import OpenedCase
from custodes.case.views import SavedView
from custodes.model import Finding, Note, Outline, Review, from_json

if TYPE_CHECKING:
    from custodes.case.legal import Legal
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

    def notes(self, about: str = "") -> list[Note]:
        """All notes, or those about one claim, document or finding, oldest first."""
        rows = self._rows(
            "SELECT note FROM notes WHERE ?1 IN ('', about) "
            "OR about IN (SELECT key FROM claims WHERE identifier = ?1) "
            "OR about IN (SELECT identifier FROM claims WHERE key = ?1) ORDER BY number",
            about,
        )
        return [from_json(Note, row[0]) for row in rows]

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

    def outline(self) -> Outline | None:
        """What is chosen for the dossier, as it was left last; None where nobody chose."""
        rows = self._rows("SELECT outline FROM outlines ORDER BY number DESC LIMIT 1")
        return from_json(Outline, rows[0][0]) if rows else None

    def outlines(self) -> list[Outline]:
        """Every outline that was kept, oldest first; the last counts."""
        rows = self._rows("SELECT outline FROM outlines ORDER BY number")
        return [from_json(Outline, row[0]) for row in rows]

    def keep_outline(self, outline: Outline) -> Outline:
        """Keep an outline, claims under the names that survive a correction, and return it.

        Raises WrongArgumentError for an entry that is neither a claim nor a finding of the case.
        """
        made = self._with_keys(outline)
        with self._transaction():
            decisions.keep_outline(self._connection, self.actor, made)
        return made

    def _with_keys(self, outline: Outline) -> Outline:
        named: dict[str, str] = {}
        for identifier in outline.chosen:
            found = self._rows(
                "SELECT key FROM claims WHERE ?1 IN (key, identifier) "
                "UNION SELECT identifier FROM findings WHERE identifier = ?1 LIMIT 1",
                identifier,
            )
            if not found:
                raise WrongArgumentError(
                    f"{identifier} is no claim and no finding of this case. 'custodes claims "
                    "--json' shows the identifiers of claims."
                )
            named[identifier] = found[0][0]
        return dataclasses.replace(
            outline,
            sections=tuple(
                dataclasses.replace(
                    section,
                    entries=tuple(
                        dataclasses.replace(entry, identifier=named[entry.identifier])
                        for entry in section.entries
                    ),
                )
                for section in outline.sections
            ),
        )

    @property
    def legal(self) -> Legal:
        """Which claims are held, and the right of reply."""
        from custodes.case.legal import Legal

        return Legal(self)  # type: ignore[arg-type]  # a Judging is always a part of a Case

    def cleared_names(self) -> frozenset[str]:
        """The names that a reviewer found may be shown."""
        return frozenset(row[0] for row in self._rows("SELECT name FROM cleared_names"))

    def clear_name(self, name: str, reviewer: str) -> None:
        """Record that this reviewer looked at the name and found that it may be shown."""
        with self._transaction():
            decisions.clear_name(self._connection, self.actor, name, reviewer)

    def views(self, page: str) -> list[tuple[int, SavedView]]:
        """Number and view of all that were saved of a page of the workbench, oldest first."""
        with database.storage_errors(self.path):
            return list(views.views(self._connection, page))

    def save_view(self, view: SavedView) -> None:
        """Keep a view for all who work on the case; one of its page and name gives way to it."""
        with self._transaction():
            views.save(self._connection, self.actor, view)

    def drop_view(self, number: int) -> None:
        """Delete a saved view; raises KeyError if there is none of this number."""
        with self._transaction():
            views.drop(self._connection, self.actor, number)

    @property
    def reviewing(self) -> Reviewing:
        """Claims as they stand under review, and the decisions on them, one at a time."""
        from custodes.case.reviewing import Reviewing

        return Reviewing(self._connection, self.path, self.actor, self.writable)
