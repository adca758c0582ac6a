"""Files that were sent for an audit: held in memory until it is computed, and on no disk.

They go to the process that computes after its order, one after the other, and lie there in memory
as well, under a path that only it can open.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

MOST_BYTES = 256 << 20
"""The most that one file may hold."""
KEPT = 6
"""So many files wait at a time; the oldest goes first."""
ROLES: Mapping[str, tuple[str, ...]] = {
    "exposure": ("map", "register", "mapping_file", "districts"),
    "linkage": ("file",),
    "again": ("given",),
}
"""The fields of each form that name a file which was sent."""


class GivenFiles:
    """The files that wait, by the name that each got when it was sent."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._untrusted: dict[str, bytes] = {}

    def keep(self, untrusted: bytes) -> str:
        """Keep a file; gives its name."""
        token = secrets.token_hex(16)
        with self._lock:
            self._untrusted[token] = untrusted
            while len(self._untrusted) > KEPT:
                del self._untrusted[next(iter(self._untrusted))]
        return token

    def chosen(self, kind: str, sent: Mapping[str, Sequence[str]]) -> list[tuple[str, bytes]]:
        """The files that a form names, each with the field it is for."""
        with self._lock:
            return [
                (role, self._untrusted[token])
                for role in ROLES.get(kind, ())
                for token in sent.get(role, ())
                if token in self._untrusted
            ]


def tell(stream: IO[bytes], untrusted_files: Sequence[tuple[str, bytes]]) -> None:
    """Write the files' bytes after the order, which says how many each has."""
    for _, untrusted in untrusted_files:
        stream.write(untrusted)


@contextlib.contextmanager
def received(order: Mapping[str, Any], stream: IO[bytes]) -> Iterator[list[tuple[str, Path]]]:
    """The files that follow an order, as paths that lie in memory alone."""
    descriptors: list[int] = []
    try:
        found = []
        for role, size in order.get("files", ()):
            descriptor = os.memfd_create(role)
            descriptors.append(descriptor)
            left = size
            while left and (chunk := stream.read(min(left, 1 << 20))):
                left -= len(chunk)
                view = memoryview(chunk)
                while view:
                    view = view[os.write(descriptor, view) :]
            found.append((role, Path(f"/proc/self/fd/{descriptor}")))
        yield found
    finally:
        for descriptor in descriptors:
            os.close(descriptor)
