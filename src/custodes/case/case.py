"""The class Case: one investigation in one folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from sqlite3 import Connection
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from custodes.case import (
    custody,
    database,
    decisions,
    duplicates,
    folder,
    hidden,
    removal,
    retrying,
    sealing,
    verification,
)
from custodes.case.adding import Adding
from custodes.case.errors import CaseError, ReadOnlyCaseError
from custodes.case.figures import figures
from custodes.case.hidden import HiddenText
from custodes.case.intake import Intake
from custodes.case.originals import Originals
from custodes.case.pool import available_cores
from custodes.case.reports import AddReport, CaseStatus, Failure, Problem, Progress
from custodes.case.sealing import Seal
from custodes.model import (
    AttributionKind,
    Claim,
    ClaimType,
    CustodyEvent,
    Document,
    Finding,
    Mention,
    Note,
    Review,
    Stance,
    Text,
    from_json,
)

if TYPE_CHECKING:
    from custodes.evidence.near_duplicates import Group

PIPELINE = "custodes.case.pipeline:process"
SECONDS_A_FILE = 120.0


class Case:
    """One investigation: its originals, what was found in them, and what people decided.

    Made by ``Case.create`` or ``Case.open``; a context manager. One object belongs to one thread.
    """

    def __init__(self, path: Path, settings: folder.Settings, actor: str) -> None:
        self.path = path
        self.name = settings.name
        self.languages = settings.languages
        self.actor = actor
        self.writable = folder.is_writable(path)
        self._originals = Originals(path / folder.ORIGINALS)
        self._connection = database.connect(path / folder.DATABASE, self.writable)

    @classmethod
    def create(
        cls, path: str | Path, name: str = "", languages: Sequence[str] = ("zh", "en")
    ) -> Case:
        """Start a case in a new folder and open it; its name is the folder's unless given.

        Raises CaseExistsError if something is there already, WrongArgumentError if the place
        cannot hold it.
        """
        folder.create(Path(path), name, languages)
        with cls.open(path) as case:
            case.record("created", "case")
        return cls.open(path)

    @classmethod
    def open(cls, path: str | Path, actor: str = "") -> Case:
        """Open the case in a folder, which may be a stranger's: nothing in it is run.

        ``actor`` is the "who" of the custody log, the account of this process unless given.
        Raises NotACaseError.
        """
        settings = folder.read_settings(Path(path))
        return cls(Path(path), settings, actor or custody.current_actor())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database; the object is of no use afterwards."""
        self._connection.close()

    def add(
        self,
        paths: Iterable[str | Path],
        workers: int | None = None,
        progress: Callable[[Progress], None] | None = None,
        *,
        leave_out: Iterable[str | Path] = (),
        pipeline: str = PIPELINE,
        time_limit: float = SECONDS_A_FILE,
        sandboxed: bool = True,
    ) -> AddReport:
        """Take in the files under the paths, and finish what an earlier ``add`` left.

        Each file is processed in a worker process (as many as cores unless ``workers`` says
        otherwise), which has ``time_limit`` seconds of processor time for it; one that cannot be
        read is listed in the report and in ``failures()`` and stops nothing else. ``progress`` is
        called after each file. Folders to ``leave_out`` are not walked into. ``pipeline`` names
        (``module:callable``) what turns bytes into what is kept. Each original is opened in a
        process of its own that has nothing but its bytes; ``sandboxed=False`` goes without, and
        the custody log says so.

        Raises SandboxError where the system grants no isolation and none was renounced;
        WrongArgumentError for a path that is not there and NothingToAddError if the paths hold no
        file, both before anything is done; CaseBusyError while another process adds;
        StorageFullError; and AddInterrupted on Ctrl-C. All that was finished before stays, and
        the same call again goes on from there.
        """
        self._must_be_writable()
        intake = Intake((self.path, *map(Path, leave_out)))
        intake.take(map(Path, paths))
        with folder.lock(self.path):
            if not sandboxed:
                self.record("opened unsandboxed", "case", f"{len(intake.files)} files given")
            adding = Adding(self._connection, self.path, self._originals, self.actor, progress)
            return adding.run(intake, pipeline, workers or available_cores(), time_limit, sandboxed)

    def retry(
        self,
        reasons: Iterable[str] = (),
        workers: int | None = None,
        progress: Callable[[Progress], None] | None = None,
        *,
        pipeline: str = PIPELINE,
        time_limit: float = SECONDS_A_FILE,
        sandboxed: bool = True,
    ) -> AddReport:
        """Try the files that could not be read again: those that failed for these reasons, or all.

        A file that crashed its reader or took too long twice is set aside, and tried again only
        where its reason is named. Raises NothingToAddError if there is none to try, and what
        ``add`` raises.
        """
        self._must_be_writable()
        with folder.lock(self.path):
            with self._transaction():
                paths = retrying.release(self._connection, self.actor, frozenset(reasons))
            intake = Intake((self.path,))
            # os.path.exists answers no to a place that is too long or none at all
            intake.take(Path(path) for path in paths if os.path.exists(path))  # noqa: PTH110
            adding = Adding(self._connection, self.path, self._originals, self.actor, progress)
            return adding.run(intake, pipeline, workers or available_cores(), time_limit, sandboxed)

    def hidden(self) -> list[HiddenText]:
        """What documents hold and do not show a reader; no claims come of it until cleared."""
        with database.storage_errors(self.path):
            return list(hidden.hidden_texts(self._connection))

    def clear_hidden(
        self, sha256: str, reviewer: str, *, pipeline: str = PIPELINE, sandboxed: bool = True
    ) -> AddReport:
        """Make the hidden text of a document a part of it on this reviewer's word, and read anew.

        Raises KeyError, WrongArgumentError if there is none to clear, and what ``add`` raises.
        """
        self._must_be_writable()
        with folder.lock(self.path):
            if not sandboxed:
                self.record("opened unsandboxed", "case", "1 file given")
            with self._transaction():
                hidden.clear(self._connection, self.actor, sha256, reviewer)
            adding = Adding(self._connection, self.path, self._originals, self.actor, None)
            intake = Intake((self.path,))
            return adding.run(intake, pipeline, available_cores(), SECONDS_A_FILE, sandboxed)

    def set_aside(self) -> frozenset[str]:
        """The documents (SHA-256) that failed badly twice and wait for being asked for by name."""
        return retrying.set_aside(self._connection)

    def remove(self, sha256: str, reason: str) -> None:
        """Remove a document with all that was made of it: bytes, text, claims, decisions, findings.

        A tombstone without content stays in the log, with the SHA-256 and the ``reason`` (say
        nothing in it that must go). Raises KeyError if the case has no such document.
        """
        self._must_be_writable()
        with folder.lock(self.path):
            if not self._rows("SELECT 1 FROM documents WHERE sha256 = ?", sha256):
                raise KeyError(sha256)
            with self._transaction():
                removal.forget(self._connection, self.actor, sha256, reason)
            with database.storage_errors(self.path):
                removal.finish(self._connection, self._originals)

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
        latest = decisions.latest(decisions.reviews(self._connection))
        order = dict(self._rows("SELECT sha256, number FROM documents WHERE state = 'read'"))
        rows = self._rows("SELECT claim FROM claims WHERE ? IN ('', sha256)", document or "")
        found = [
            *decisions.reviewed((from_json(Claim, row[0]) for row in rows), latest),
            *decisions.additions(latest),
        ]
        return sorted(
            (
                claim
                for claim in found
                if claim.document in order
                and document in (None, claim.document)
                and type in (None, claim.type)
                and stance in (None, claim.stance)
                and attribution in (None, claim.attribution.kind)
            ),
            key=lambda claim: (order[claim.document], claim.quote.start, claim.quote.end),
        )

    def reviews(self) -> list[Review]:
        """All decisions in the order in which they were made; the last on a claim counts."""
        return list(decisions.reviews(self._connection))

    def review(self, review: Review) -> None:
        """Record a decision on a claim."""
        with self._transaction():
            decisions.keep_review(self._connection, self.actor, review)

    def lost_reviews(self) -> list[Review]:
        """Decisions that no longer find their claim, since a later extractor does not make it."""
        rows = self._rows(
            "SELECT review FROM reviews "
            "WHERE identifier NOT IN (SELECT identifier FROM claims) ORDER BY number"
        )
        lost = (from_json(Review, row[0]) for row in rows)
        return [review for review in lost if not decisions.is_addition(review)]

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

    def failures(self) -> list[Failure]:
        """The files that could not be read, in the order in which they failed."""
        query = "SELECT path, name, reason, detail, sha256 FROM failures ORDER BY number"
        return [Failure(*row) for row in self._rows(query)]

    def cleared_names(self) -> frozenset[str]:
        """The names that a reviewer found may be shown."""
        return frozenset(row[0] for row in self._rows("SELECT name FROM cleared_names"))

    def clear_name(self, name: str, reviewer: str) -> None:
        """Record that this reviewer looked at the name and found that it may be shown."""
        with self._transaction():
            decisions.clear_name(self._connection, self.actor, name, reviewer)

    def record(self, action: str, subject: str, detail: str = "") -> CustodyEvent:
        """Add a line to the custody log and return it."""
        with self._transaction():
            return custody.append(self._connection, self.actor, action, subject, detail)

    def custody(self) -> list[CustodyEvent]:
        """The custody log, oldest line first."""
        return list(custody.events(self._connection))

    def seal(self, key: Path) -> Seal:
        """Sign the head of the custody log with the Ed25519 key in this file, and keep the seal.

        Raises WrongArgumentError if the file holds no such key.
        """
        signer = sealing.load_key(key)
        event = self.record("sealed", "custody")
        message = sealing.statement(self.name, event.number, event.digest, event.time)
        sealed = sealing.sign(signer, message, f"custody line {event.number}")
        with database.storage_errors(self.path):
            sealing.remove_unfinished(self.path)
            path = sealing.keep(self.path, event.number, sealed)
        time = event.time.isoformat(timespec="seconds")
        return Seal(event.number, event.digest, time, sealed.public_key, path.name)

    def seals(self) -> list[Seal]:
        """The seals of the case whose signatures hold; ``verify`` tells of those that do not."""
        return [seal for _, seal in sealing.seals(self.path) if isinstance(seal, Seal)]

    @property
    def secret(self) -> bytes:
        """32 random bytes made with the case, for identifiers that tell nothing outside of it."""
        (value,) = self._rows("SELECT value FROM secret")[0]
        return bytes(value)

    def status(self) -> CaseStatus:
        """The case in figures."""
        with database.storage_errors(self.path):
            return figures(self._connection, self.name)

    def verify(self) -> list[Problem]:
        """Everything that is not as it was put there; empty if the case is whole."""
        return list(verification.problems(self._connection, self._originals, self.path))

    def _must_be_writable(self) -> None:
        if not self.writable:
            raise ReadOnlyCaseError(self.path)

    def _transaction(self) -> AbstractContextManager[Connection]:
        self._must_be_writable()
        return database.transaction(self._connection, self.path)

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with database.storage_errors(self.path):
            return self._connection.execute(query, values).fetchall()

    def _one(self, query: str, sha256: str) -> str:
        rows = self._rows(query, sha256)
        if not rows:
            raise KeyError(sha256)
        return str(rows[0][0])
