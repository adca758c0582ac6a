"""Files that arrive piece by piece, such as those dropped onto a page of the workbench.

They are written down among the originals, unsettled, and belong to the case once the database
knows of them as waiting: from then on a kill loses nothing, and the next ``add`` reads them.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection
from types import TracebackType
from typing import Literal, Self

from custodes.case import custody, removal
from custodes.case.database import storage_errors, transaction
from custodes.case.folder import ORIGINALS
from custodes.case.originals import INCOMING, READ_ONLY, Originals, Stored, sync_folder
from custodes.case.sources import readable_name

LONGEST_PATH = 4096


@dataclass(frozen=True, slots=True)
class Arrived:
    """What became of a file that arrived: it waits to be read, was there, or had been removed."""

    sha256: str
    outcome: Literal["waiting", "there", "removed"]


class Arrival:
    """A file that is arriving; a context manager, at whose end nothing is left that was not kept.

    Needs no database, so that any thread may write to it. Raises StorageFullError.
    """

    def __init__(self, case: Path) -> None:
        self._case = case
        self._digest = hashlib.sha256()
        self.size = 0
        with storage_errors(case):
            self._descriptor, self._name = _opened(case / ORIGINALS)

    def write(self, untrusted_chunk: bytes) -> None:
        """Take in the next bytes."""
        with storage_errors(self._case):
            self._digest.update(untrusted_chunk)
            self.size += len(untrusted_chunk)
            left = memoryview(untrusted_chunk)
            while left:
                left = left[os.write(self._descriptor, left) :]

    def finish(self) -> Stored:
        """Make what arrived safe on the disk, waiting to be settled under its SHA-256."""
        with storage_errors(self._case):
            os.fchmod(self._descriptor, READ_ONLY)
            os.fsync(self._descriptor)
        return Stored(self._digest.hexdigest(), self.size)

    def rename(self, place: Path) -> None:
        """Give the file another name; it stays locked, so that nobody clears it up meanwhile."""
        Path(self._name).rename(place)
        sync_folder(place.parent)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        Path(self._name).unlink(missing_ok=True)
        os.close(self._descriptor)


def keep(
    connection: Connection,
    originals: Originals,
    case: Path,
    actor: str,
    arrival: Arrival,
    untrusted_place: str,
) -> Arrived:
    """Make what arrived an original that waits to be read.

    ``untrusted_place`` is the path that the sender gives it (``leak/2019/plan.pdf``). Raises
    StorageFullError.
    """
    place = _place(untrusted_place)
    stored = arrival.finish()
    sha256 = stored.sha256
    with transaction(connection, case):
        known = connection.execute("SELECT 1 FROM documents WHERE sha256 = ?", (sha256,)).fetchone()
        if known and originals.has(sha256):
            return Arrived(sha256, "there")
        if not known and removal.is_removed(connection, sha256):
            return Arrived(sha256, "removed")
        arrival.rename(originals.incoming(sha256))
        if known:
            custody.append(connection, actor, "restored", sha256, "the stored original was gone")
        else:
            connection.execute(
                "INSERT INTO documents (sha256, name, origin, size, state) "
                "VALUES (?, ?, ?, ?, 'pending')",
                (sha256, place.rpartition("/")[2], place, stored.size),
            )
            # neither name nor place: the log must say nothing once a document is removed
            custody.append(connection, actor, "received", sha256, f"{stored.size} bytes")
    with storage_errors(case):
        originals.settle(sha256)
    return Arrived(sha256, "there" if known else "waiting")


def is_arriving(path: Path) -> bool:
    """Whether somebody is still writing this file."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    else:
        return False
    finally:
        os.close(descriptor)


def _opened(folder: Path) -> tuple[int, str]:
    """A new file of our own, locked: its descriptor and its path. Raises OSError."""
    while True:
        descriptor, name = tempfile.mkstemp(prefix=INCOMING, dir=folder)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            # between the two, somebody who clears up may have taken it for a leftover
            if os.fstat(descriptor).st_nlink:
                return descriptor, name
        except BaseException:
            os.close(descriptor)
            Path(name).unlink(missing_ok=True)
            raise
        os.close(descriptor)


def _place(untrusted_place: str) -> str:
    """The sender's path as one line of text that leads nowhere; ``unnamed`` where it says none."""
    printable = "".join(
        character if character.isprintable() else "\ufffd" for character in untrusted_place
    )
    last = printable[-LONGEST_PATH:].replace("\\", "/")
    parts = [part for part in last.split("/") if part not in ("", ".", "..")]
    return readable_name("/".join(parts)) or "unnamed"
