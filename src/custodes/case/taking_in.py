"""Documents into a case and out of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from custodes.case import arriving, asking, database, folder, hidden, removal, rereading, retrying
from custodes.case.adding import Adding
from custodes.case.arriving import Arrival, Arrived
from custodes.case.asking import AskReport
from custodes.case.hidden import HiddenText
from custodes.case.intake import Intake
from custodes.case.opened import OpenedCase
from custodes.case.pipeline import version
from custodes.case.pool import available_cores
from custodes.case.reports import AddReport, Progress

if TYPE_CHECKING:
    from custodes.evidence.language_model.endpoint import Endpoint

PIPELINE = "custodes.case.pipeline:process"
QUICK_PIPELINE = "custodes.case.quick_pipeline:process"
"""Without the encoder of passages; ``read_again`` reads such documents with it."""
SECONDS_A_FILE = 120.0


class TakingIn(OpenedCase):
    """Taking documents in, trying them again, asking a language model about them, removing them."""

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
            return self._run(intake, workers, progress, pipeline, time_limit, sandboxed)

    def _run(
        self,
        intake: Intake,
        workers: int | None,
        progress: Callable[[Progress], None] | None,
        pipeline: str,
        time_limit: float,
        sandboxed: bool,
    ) -> AddReport:
        """Take in these files and finish what waits, while the case is locked for it."""
        adding = Adding(self._connection, self.path, self._originals, self.actor, progress)
        return adding.run(intake, pipeline, workers or available_cores(), time_limit, sandboxed)

    def arrival(self) -> Arrival:
        """Room for a file that arrives piece by piece; ``arrive`` makes it one of the case."""
        self._must_be_writable()
        return Arrival(self.path)

    def arrive(self, arrival: Arrival, untrusted_place: str) -> Arrived:
        """Keep a file that has arrived whole, to be read by the next ``add``.

        ``untrusted_place`` is the path that its sender gives it. May be called while another
        process adds. Raises ReadOnlyCaseError, StorageFullError.
        """
        self._must_be_writable()
        return arriving.keep(
            self._connection, self._originals, self.path, self.actor, arrival, untrusted_place
        )

    def retry(
        self,
        reasons: Iterable[str] = (),
        workers: int | None = None,
        progress: Callable[[Progress], None] | None = None,
        *,
        files: Iterable[str] = (),
        pipeline: str = PIPELINE,
        time_limit: float = SECONDS_A_FILE,
        sandboxed: bool = True,
    ) -> AddReport:
        """Try the files that could not be read again: those that failed for these reasons, or all.

        Of ``files``, named by name, path or the beginning of their SHA-256, these alone. One that
        crashed its reader or took too long twice is set aside, and tried again only where it or its
        reason is named. Raises NothingToAddError if there is none to try, WrongArgumentError for a
        file or reason that is not among the failures, and what ``add`` raises.
        """
        self._must_be_writable()
        with folder.lock(self.path):
            with self._transaction():
                paths = retrying.release(
                    self._connection, self.actor, frozenset(reasons), tuple(files)
                )
            intake = Intake((self.path,))
            # os.path.exists answers no to a place that is too long or none at all
            intake.take(Path(path) for path in paths if os.path.exists(path))  # noqa: PTH110
            return self._run(intake, workers, progress, pipeline, time_limit, sandboxed)

    def ask(
        self, endpoint: Endpoint, progress: Callable[[Progress], None] | None = None
    ) -> AskReport:
        """Ask a language model about each document that it was not asked about yet.

        Its claims are held to the texts and stand beside the built-in ones under the name of the
        model. An endpoint that fails costs nothing but its own answers: they are in the report.
        """
        self._must_be_writable()
        with folder.lock(self.path):
            return asking.ask_all(self._connection, self.path, self.actor, endpoint, progress)

    def read_again(
        self,
        everything: bool = False,
        workers: int | None = None,
        progress: Callable[[Progress], None] | None = None,
        *,
        sandboxed: bool = True,
    ) -> AddReport:
        """Read the documents again that another version of custodes read, or all of them.

        Reviews follow the place and type of a claim; ``lost_reviews`` lists those that find none.
        Raises NothingToAddError if there is none to read, and what ``add`` raises.
        """
        self._must_be_writable()
        own = version()
        with folder.lock(self.path):
            if not sandboxed:
                self.record("opened unsandboxed", "case", "read again")
            with self._transaction():
                names = rereading.outdated(self._connection, None if everything else own)
                rereading.release(self._connection, self.actor, names, own)
            intake = Intake((self.path,))
            return self._run(intake, workers, progress, PIPELINE, SECONDS_A_FILE, sandboxed)

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
            intake = Intake((self.path,))
            return self._run(intake, None, None, pipeline, SECONDS_A_FILE, sandboxed)

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
