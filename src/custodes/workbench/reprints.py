"""Reprints and versions, found in a process of their own whenever other documents are in.

They need every text, so no request waits for them: a page shows those that were found last.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from custodes.case import Case
from custodes.reading.sandbox.protection import end_with

NICENESS = 10
PATIENCE = 2.0
"""Seconds for which no other document came in before the search begins."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Documents (SHA-256) that are one text (``reprint``) or share much of one (``version``).

    ``similarity`` is from 0 to 1.
    """

    documents: tuple[str, ...]
    similarity: float
    kind: Literal["reprint", "version"]


@dataclass(frozen=True, slots=True)
class Reprints:
    """The groups found last, and by document its group; ``complete`` unless others came since."""

    groups: tuple[Alike, ...] = ()
    of: Mapping[str, Alike] = field(default_factory=dict)
    complete: bool = False


class ReprintSearch:
    """Looks for reprints in the background; ``found`` is always at hand."""

    def __init__(self, case: Path) -> None:
        self._case = case
        self._lock = threading.Lock()
        self._found = Reprints()
        self._state: object = None
        self._running: subprocess.Popen[bytes] | None = None
        self._timer: threading.Timer | None = None
        self._closed = False

    def found(self, state: object, *, look: bool = True) -> Reprints:
        """The groups found last; looks again where the documents are in another ``state``.

        Does not ``look`` while more come in.
        """
        with self._lock:
            current = state == self._state
            idle = self._timer is None and self._running is None and not self._closed
            if look and idle and not current:
                self._timer = threading.Timer(PATIENCE, self._look, [state])
                self._timer.daemon = True
                self._timer.start()
            return Reprints(self._found.groups, self._found.of, current)

    def close(self) -> None:
        """End the search."""
        with self._lock:
            self._closed = True
            if self._timer is not None:
                self._timer.cancel()
            if self._running is not None:
                self._running.kill()

    def _look(self, state: object) -> None:
        module = "custodes.workbench.reprints"
        command = [sys.executable, "-m", module, str(self._case.absolute()), str(os.getpid())]
        with self._lock:
            self._timer = None
            if self._closed:
                return
            self._running = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, process_group=0
            )
        answer, _ = self._running.communicate()
        with self._lock:
            if self._running.returncode == 0:
                groups = tuple(
                    Alike(tuple(documents), similarity, kind)
                    for documents, similarity, kind in json.loads(answer)
                )
                of = {sha256: group for group in groups for sha256 in group.documents}
                self._found = Reprints(groups, of, True)
            # what failed once fails again: not before other documents are in
            self._state = state
            self._running = None


def main(path: str, parent: int) -> None:
    """Print the groups of the case at ``path`` as JSON, unless the ``parent`` process ends."""
    end_with(parent)
    os.nice(NICENESS)
    with Case.open(path) as case:
        groups = case.near_duplicates()
    print(json.dumps([[group.documents, group.similarity, group.kind] for group in groups]))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
