"""Taking documents in: store the original, process it in a worker, keep what was found.

The order makes it safe to kill at any moment. The original is on the disk before the database
knows of it, and in its final place only afterwards; the database knows of it, as pending, before
it is processed; and all that was found in it is kept in one transaction. What a kill leaves, the
next ``add`` finishes.
"""

from __future__ import annotations

import dataclasses
import hashlib
import io
import time
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path
from sqlite3 import Connection

from custodes.case import custody, removal
from custodes.case.arriving import is_arriving
from custodes.case.confinement import require_isolation
from custodes.case.containers import WITHIN, Containers
from custodes.case.content import CONTENT, content_digest, keep_processed, warm_up
from custodes.case.database import storage_errors, transaction
from custodes.case.errors import AddInterrupted
from custodes.case.intake import Intake
from custodes.case.originals import Bytes, Originals, digest_of
from custodes.case.pipeline import Processed, check_spans
from custodes.case.pool import Loaded, WorkerPool
from custodes.case.reports import AddReport, Failure, Progress
from custodes.case.sources import Source, SourceError, readable_name
from custodes.case.worker import Outcome, Task
from custodes.model import InvariantError
from custodes.reading.drafts import Member

SIZE_LIMIT = 512 << 20
"""Bytes of a file that are still processed; larger ones are stored and listed as failed."""


class Adding:
    """One run of ``add`` over a case that is locked for it."""

    def __init__(
        self,
        connection: Connection,
        path: Path,
        originals: Originals,
        actor: str,
        progress: Callable[[Progress], None] | None,
    ) -> None:
        self._connection = connection
        self._path = path
        self._originals = originals
        self._actor = actor
        self._progress = progress
        self._began = time.monotonic()
        self._done = self._total = self._added = self._resumed = 0
        self._containers = Containers(connection)
        self._known: list[tuple[str, str, str]] = []
        self._failures: list[Failure] = []
        self._waiting: set[str] = set()
        self._tried: set[str] = set()
        self._files: deque[Path] = deque()
        self._pending: deque[Task] = deque()

    def run(
        self,
        intake: Intake,
        pipeline: str,
        workers: int,
        time_limit: float,
        sandboxed: bool = True,
    ) -> AddReport:
        """Do all of it; raises AddInterrupted, StorageFullError and CaseError."""
        with storage_errors(self._path):
            self._originals.recover(self._is_known, is_arriving)
            removal.finish(self._connection, self._originals)
        self._pending.extend(
            Task(sha256, name, origin, bool(cleared))
            for sha256, name, origin, cleared in self._connection.execute(
                "SELECT sha256, name, origin, sha256 IN (SELECT sha256 FROM cleared_hidden) "
                "FROM documents WHERE state = 'pending' ORDER BY number"
            )
        )
        self._waiting = {task.sha256 for task in self._pending}
        self._files.extend(intake.files)
        self._is_named = intake.is_named
        self._total = len(self._pending) + len(self._files) + len(intake.failures)
        try:
            if sandboxed:
                require_isolation()
            for failure in intake.failures:
                self._keep_failure_without_bytes(failure)
            self._tell()
            count = max(1, min(workers, self._total))
            with WorkerPool(pipeline, count, time_limit, sandboxed) as pool:
                for task, outcome in pool.run(self._next_task, warm_up):
                    if outcome.ended and task.sha256 not in self._tried:
                        # perhaps somebody ended the worker or its sandbox; a fresh one shows
                        self._tried.add(task.sha256)
                        self._pending.appendleft(task)
                    else:
                        self._keep(task, outcome)
        except KeyboardInterrupt:
            raise AddInterrupted(self._done, self._total) from None
        duplicates, known_failures = self._duplicates()
        return AddReport(
            self._added,
            self._resumed,
            tuple(duplicates),
            tuple(dict.fromkeys((*self._failures, *known_failures))),
            tuple(intake.skipped),
            time.monotonic() - self._began,
        )

    def _duplicates(self) -> tuple[list[str], list[Failure]]:
        """Of what the case had already: the paths of what is read, and what could not be."""
        duplicates, failures = [], []
        query = "SELECT reason, detail FROM failures WHERE sha256 = ?"
        for origin, name, sha256 in self._known:
            failed = self._connection.execute(query, (sha256,)).fetchone()
            if failed is None:
                duplicates.append(origin)
            else:
                reason, detail = failed
                failures.append(Failure(origin, name, reason, detail, sha256))
        return duplicates, failures

    def _next_task(self) -> Loaded | None:
        while self._pending or self._files:
            task = (
                self._pending.popleft() if self._pending else self._receive(self._files.popleft())
            )
            if task is None:
                continue
            try:
                untrusted_bytes = self._load(task)
            except OSError as error:
                self._keep(task, Outcome(reason="not_accessible", detail=error.strerror or ""))
                continue
            if untrusted_bytes is not None:
                return task, untrusted_bytes
        return None

    def _load(self, task: Task) -> bytes | None:
        size = self._originals.size(task.sha256)
        if not size or size > SIZE_LIMIT:
            # nobody need open it to know
            self._keep(task, Outcome(reason="too_large" if size else "empty"))
            return None
        untrusted_bytes = self._originals.read(task.sha256)
        if hashlib.sha256(untrusted_bytes).hexdigest() != task.sha256:
            detail = "the stored original was changed; see 'custodes verify'"
            self._keep(task, Outcome(reason="not_accessible", detail=detail))
            return None
        return untrusted_bytes

    def _receive(self, path: Path) -> Task | None:
        """Store the original and record it as pending; None if there is nothing to process."""
        origin, name = readable_name(path.absolute()), readable_name(path.name)
        try:
            with Source(path, follow=self._is_named(path)) as source:
                return self._store(source, name, origin)
        except SourceError as error:
            self._keep_failure_without_bytes(Failure(origin, name, error.reason, error.detail))
            return None

    def _store(
        self, source: Bytes, name: str, origin: str, container: str = "", member: str = ""
    ) -> Task | None:
        """The same for bytes that lie open; ``container`` and ``member`` say what they are in."""
        with storage_errors(self._path):
            # most of what is given a second time is known, and then nothing is written
            seen = digest_of(source)
            if self._is_known(seen.sha256) and self._originals.has(seen.sha256):
                self._count_known(seen.sha256, name, origin)
                return None
            if container and (why := self._containers.refusal(container, seen.size)):
                self._keep_failure_without_bytes(Failure(origin, name, "too_large", why))
                return None
            source.seek(0)
            stored = self._originals.receive(source)
            if self._is_known(stored.sha256):
                self._restore_or_drop(stored.sha256)
                self._count_known(stored.sha256, name, origin)
                return None
            if removal.is_removed(self._connection, stored.sha256):
                self._originals.drop(stored.sha256)
                self._keep_failure_without_bytes(Failure(origin, name, "removed"))
                return None
        with transaction(self._connection, self._path):
            self._forget_failure(origin)
            self._connection.execute(
                "INSERT INTO documents (sha256, name, origin, size, state, container, member) "
                "VALUES (?, ?, ?, ?, 'pending', ?, ?)",
                (stored.sha256, name, origin, stored.size, container, member),
            )
            if container:
                self._containers.count(container, stored.size)
            # neither name nor place: the log must say nothing once a document is removed
            self._record("received", stored.sha256, f"{stored.size} bytes")
        with storage_errors(self._path):
            self._originals.settle(stored.sha256)
        return Task(stored.sha256, name, origin)

    def _receive_members(self, task: Task, untrusted_members: Iterable[Member]) -> None:
        """Store what an archive or message contains, each to be read in its turn."""
        for untrusted in untrusted_members:
            self._total += 1
            origin = f"{task.origin}{WITHIN}{untrusted.name}"
            name = untrusted.name.rpartition("/")[2].rpartition("\\")[2] or untrusted.name
            if untrusted.reason:
                failure = Failure(origin, name, untrusted.reason, untrusted.detail)
                self._keep_failure_without_bytes(failure)
                continue
            content = io.BytesIO(untrusted.content)
            inner = self._store(content, name, origin, task.sha256, untrusted.name)
            if inner is not None:
                self._pending.append(inner)

    def _restore_or_drop(self, sha256: str) -> None:
        if self._originals.path(sha256).exists():
            self._originals.drop(sha256)
        else:
            self._originals.settle(sha256)
            with transaction(self._connection, self._path):
                self._record("restored", sha256, "the stored original had been gone")

    def _is_known(self, sha256: str) -> bool:
        query = "SELECT 1 FROM documents WHERE sha256 = ?"
        return self._connection.execute(query, (sha256,)).fetchone() is not None

    def _count_known(self, sha256: str, name: str, origin: str) -> None:
        with transaction(self._connection, self._path):
            self._forget_failure(origin)
        self._known.append((origin, name, sha256))
        self._count_done()

    def _keep(self, task: Task, outcome: Outcome) -> None:
        reason, detail = outcome.reason, outcome.detail
        processed = outcome.processed
        if processed is not None:
            try:
                processed = self._checked(task, processed)
            except InvariantError as error:
                processed, reason, detail = None, "internal_error", str(error)
        if processed is not None:
            # before their container counts as read, so that a kill loses none of them
            self._receive_members(task, processed.members)
        with transaction(self._connection, self._path):
            if processed is not None:
                keep_processed(self._connection, processed)
                digest = content_digest(self._connection, task.sha256)
                self._record("read", task.sha256, f"{CONTENT}{digest} {processed.version}".rstrip())
            else:
                reason = reason or "internal_error"
                self._connection.execute(
                    "UPDATE documents SET state = 'failed' WHERE sha256 = ?", (task.sha256,)
                )
                self._connection.execute(
                    "INSERT INTO failures (sha256, path, name, reason, detail) "
                    "VALUES (?, ?, ?, ?, ?)",
                    (task.sha256, task.origin, task.name, reason, detail),
                )
                self._record("failed", task.sha256, reason)
        if processed is not None:
            self._added += 1
            self._resumed += task.sha256 in self._waiting
        else:
            self._failures.append(Failure(task.origin, task.name, reason, detail, task.sha256))
        self._count_done()

    def _checked(self, task: Task, untrusted: Processed) -> Processed:
        """What a worker sent, held to what is known of the task and to its own text."""
        if untrusted.document.sha256 != task.sha256 or any(
            claim.document != task.sha256 for claim in untrusted.claims
        ):
            raise InvariantError("the worker answered for another document")
        check_spans(untrusted)
        size = self._originals.path(task.sha256).stat().st_size
        query = "SELECT container, member FROM documents WHERE sha256 = ?"
        container, member = self._connection.execute(query, (task.sha256,)).fetchone()
        document = dataclasses.replace(
            untrusted.document,
            name=task.name,
            origin=task.origin,
            size=size,
            container=container,
            member=member,
        )
        return dataclasses.replace(untrusted, document=document)

    def _keep_failure_without_bytes(self, failure: Failure) -> None:
        with transaction(self._connection, self._path):
            self._forget_failure(failure.path)
            self._connection.execute(
                "INSERT INTO failures (sha256, path, name, reason, detail) VALUES ('', ?, ?, ?, ?)",
                (failure.path, failure.name, failure.reason, failure.detail),
            )
        self._failures.append(failure)
        self._count_done()

    def _forget_failure(self, origin: str) -> None:
        self._connection.execute("DELETE FROM failures WHERE sha256 = '' AND path = ?", (origin,))

    def _record(self, action: str, subject: str, detail: str) -> None:
        custody.append(self._connection, self._actor, action, subject, detail)

    def _count_done(self) -> None:
        self._done += 1
        self._tell()

    def _tell(self) -> None:
        if self._progress is not None:
            seconds = time.monotonic() - self._began
            self._progress(Progress(self._done, self._total, len(self._failures), seconds))
