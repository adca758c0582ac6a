"""Files of the user's, open to be copied: what is no file, cannot be read or changes says so."""

from __future__ import annotations

import io
import os
import stat
from pathlib import Path

from custodes.model import CustodesError


class SourceError(CustodesError):
    """A file that cannot be taken in: a code that ``custodes.case.explain`` knows, and a detail."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


class Source(io.RawIOBase):
    """The bytes of one regular file, which must hold still while they are read.

    A link is followed only where the user named it (``follow``): another process may have put one
    in the file's place since it was found in a folder. Raises SourceError ``not_accessible``, also
    while reading, and ``changed`` where the file is written in the meantime; a file that grows
    without end is given up as soon as it is longer than it was.
    """

    def __init__(self, path: Path, *, follow: bool) -> None:
        # without blocking: what was a file may be a pipe by now, and nobody writes into it
        flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | (0 if follow else os.O_NOFOLLOW)
        try:
            self._descriptor = os.open(path, flags)
        except OSError as error:
            raise SourceError("not_accessible", error.strerror or "") from error
        self._before = os.fstat(self._descriptor)
        self._reached = 0
        if not stat.S_ISREG(self._before.st_mode):
            self.close()
            raise SourceError("not_accessible", "not a regular file")

    def close(self) -> None:
        """Close the file."""
        if not self.closed:
            os.close(self._descriptor)
        super().close()

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, at most ``size``; none at the end."""
        try:
            untrusted_bytes = os.read(self._descriptor, size)
            now = os.fstat(self._descriptor)
        except OSError as error:
            raise SourceError("not_accessible", error.strerror or "") from error
        self._reached += len(untrusted_bytes)
        before = (self._before.st_size, self._before.st_mtime_ns)
        ended_early = not untrusted_bytes and self._reached < self._before.st_size
        if (
            (now.st_size, now.st_mtime_ns) != before
            or self._reached > self._before.st_size
            or ended_early
        ):
            raise SourceError("changed")
        return untrusted_bytes

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Go on from another byte."""
        self._reached = os.lseek(self._descriptor, offset, whence)
        return self._reached


def readable_name(untrusted_path: Path | str) -> str:
    """A path or name as Unicode: names may be any bytes, which neither SQLite nor JSON takes."""
    return os.fsencode(untrusted_path).decode("utf-8", "replace")
