"""The originals of a case: stored once by the SHA-256 of their bytes, read-only, never changed."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

CHUNK = 1 << 20
READ_ONLY = 0o444
INCOMING = ".incoming-"


@dataclass(frozen=True, slots=True)
class Stored:
    """The SHA-256 (64 hexadecimal digits) and size in bytes of what was stored."""

    sha256: str
    size: int


class Originals:
    """The folder ``originals`` of one case."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where the original with this SHA-256 lies, or would."""
        return self.folder / sha256[:2] / sha256

    def store(self, source: BinaryIO) -> Stored:
        """Copy everything that ``source`` holds; a kill at any moment leaves no half original.

        The bytes are on the disk, under their final name, when this returns. Raises OSError.
        """
        descriptor, incoming = tempfile.mkstemp(prefix=INCOMING, dir=self.folder)
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
            final = self.path(digest.hexdigest())
            if not final.exists():
                final.parent.mkdir(exist_ok=True)
                Path(incoming).rename(final)
                _sync_folder(final.parent)
                _sync_folder(self.folder)
            return Stored(digest.hexdigest(), size)
        finally:
            with contextlib.suppress(FileNotFoundError):
                Path(incoming).unlink()

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

    def clear_incoming(self) -> None:
        """Remove what a killed process had begun to copy."""
        for leftover in self.folder.glob(f"{INCOMING}*"):
            leftover.unlink()

    def discard(self, sha256: str) -> None:
        """Remove an original that the case has no record of."""
        self.path(sha256).unlink()

    def _open(self, sha256: str) -> BufferedReader:
        # a stranger's case may hold a link or a pipe where an original should be
        descriptor = os.open(self.path(sha256), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise OSError("not a regular file")
        return os.fdopen(descriptor, "rb")


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
