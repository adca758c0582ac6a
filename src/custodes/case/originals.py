"""The originals of a case: stored once by the SHA-256 of their bytes, read-only, never changed."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import Protocol

CHUNK = 1 << 20
READ_ONLY = 0o444
INCOMING = ".incoming-"


@dataclass(frozen=True, slots=True)
class Stored:
    """The SHA-256 (64 hexadecimal digits) and size in bytes of what was stored."""

    sha256: str
    size: int


class Bytes(Protocol):
    """Bytes that can be read from the beginning more than once."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, at most ``size``; none at the end."""

    def seek(self, offset: int, /) -> int:
        """Go on from this byte."""


def digest_of(source: Bytes) -> Stored:
    """What all that comes from here on would be stored as; nothing is stored."""
    digest, size = hashlib.sha256(), 0
    while untrusted_chunk := source.read(CHUNK):
        digest.update(untrusted_chunk)
        size += len(untrusted_chunk)
    return Stored(digest.hexdigest(), size)


class Originals:
    """The folder ``originals`` of one case."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where the original with this SHA-256 lies, or would."""
        return self.folder / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        """Whether a file lies where this original belongs."""
        return self.path(sha256).exists()

    def size(self, sha256: str) -> int:
        """The bytes that a stored original has. Raises OSError."""
        with self._open(sha256) as original:
            return os.fstat(original.fileno()).st_size

    def receive(self, source: Bytes) -> Stored:
        """Copy everything that ``source`` holds; a kill at any moment leaves no half original.

        The bytes are safe on the disk when this returns, waiting to be settled or dropped once
        the database has decided. Raises OSError.
        """
        descriptor, copying = tempfile.mkstemp(prefix=INCOMING, dir=self.folder)
        try:
            digest, size = hashlib.sha256(), 0
            with os.fdopen(descriptor, "wb") as target:
                while untrusted_chunk := source.read(CHUNK):
                    digest.update(untrusted_chunk)
                    size += len(untrusted_chunk)
                    target.write(untrusted_chunk)
                target.flush()
                os.fchmod(target.fileno(), READ_ONLY)
                os.fsync(target.fileno())
            Path(copying).rename(self.incoming(digest.hexdigest()))
            sync_folder(self.folder)
            return Stored(digest.hexdigest(), size)
        finally:
            Path(copying).unlink(missing_ok=True)

    def settle(self, sha256: str) -> None:
        """Give a received original its final place, now that the database knows of it."""
        final = self.path(sha256)
        final.parent.mkdir(exist_ok=True)
        self.incoming(sha256).rename(final)
        sync_folder(final.parent)
        sync_folder(self.folder)

    def drop(self, sha256: str) -> None:
        """Remove a received copy that the case does not need."""
        self.incoming(sha256).unlink()

    def remove(self, sha256: str) -> None:
        """Unlink a stored original, and its folder if nothing else is in it. Raises OSError."""
        path = self.path(sha256)
        path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            path.parent.rmdir()
        sync_folder(self.folder)

    def recover(
        self, is_known: Callable[[str], bool], is_written: Callable[[Path], bool] = lambda _: False
    ) -> None:
        """Finish what a killed process left: settle what the database knows of, drop the rest.

        What another is still writing (``is_written``) is left to it.
        """
        for leftover in sorted(self.folder.glob(f"{INCOMING}*")):
            if is_written(leftover):
                continue
            sha256 = leftover.name.removeprefix(INCOMING)
            if is_known(sha256) and not self.path(sha256).exists():
                self.settle(sha256)
            else:
                leftover.unlink()

    def read(self, sha256: str) -> bytes:
        """The bytes of an original, untrusted as ever. Raises OSError."""
        with self._open(sha256) as original:
            return original.read()

    def digest(self, sha256: str) -> str:
        """The SHA-256 that the stored bytes have now. Raises OSError."""
        with self._open(sha256) as original:
            return hashlib.file_digest(original, "sha256").hexdigest()

    def names(self) -> Iterator[str]:
        """The names of all files in the folder, whether the case knows them or not, sorted."""
        for folder, subfolders, names in os.walk(self.folder):
            subfolders.sort()
            for name in sorted(names):
                if Path(folder) != self.folder or not name.startswith(INCOMING):
                    yield name

    def incoming(self, sha256: str) -> Path:
        """Where an original waits that was received and not yet settled."""
        return self.folder / f"{INCOMING}{sha256}"

    def _open(self, sha256: str) -> BufferedReader:
        # a stranger's case may hold a link or a pipe where an original should be
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
        try:
            descriptor = os.open(self.path(sha256), flags)
        except FileNotFoundError:
            # known to the database, but a kill came before it was settled
            descriptor = os.open(self.incoming(sha256), flags)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise OSError("not a regular file")
        return os.fdopen(descriptor, "rb")


def sync_folder(folder: Path) -> None:
    """Make names in a folder survive a power cut. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
