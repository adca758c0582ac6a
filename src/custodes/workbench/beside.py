"""What is computed beside the pages: in processes of our own, that end with the server.

A ``Search`` has one question about the whole case, asked again whenever the case is another; the
pages show what was found last, and say so. The process is a module of ours that is told the case
and its parent, and prints its answer.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from custodes.case import Case
from custodes.reading.sandbox.protection import end_with

T = TypeVar("T")
NICENESS = 10


@dataclass(frozen=True, slots=True)
class Latest(Generic[T]):
    """What was found last: ``ready`` if anything was, ``complete`` unless the case is another."""

    found: T
    ready: bool
    complete: bool


class Search(Generic[T]):
    """Looks in the background; ``latest`` is always at hand.

    ``module`` prints what ``read`` makes sense of; ``nothing`` is found until then. A search
    begins when no other state was asked about for ``patience`` seconds.
    """

    def __init__(
        self,
        case: Path,
        module: str,
        nothing: T,
        read: Callable[[bytes], T],
        patience: float = 0.0,
    ) -> None:
        self._case = case
        self._module = module
        self._read = read
        self._patience = patience
        self._lock = threading.Lock()
        self._found = nothing
        self._ready = False
        self._state: object = None
        self._timer: threading.Timer | None = None
        self._running: subprocess.Popen[bytes] | None = None
        self._closed = False

    def latest(self, state: object, *, look: bool = True) -> Latest[T]:
        """What was found last; looks again where the case is in another ``state``, if it may."""
        with self._lock:
            complete = self._ready and state == self._state
            if look and not complete and self._timer is None and not self._closed:
                self._timer = threading.Timer(self._patience, self._look, [state])
                self._timer.daemon = True
                self._timer.start()
            return Latest(self._found, self._ready, complete)

    def close(self) -> None:
        """End the search."""
        with self._lock:
            self._closed = True
            if self._timer is not None:
                self._timer.cancel()
            if self._running is not None:
                self._running.kill()

    def _look(self, state: object) -> None:
        with self._lock:
            if self._closed:
                return
            running = self._running = start(self._module, self._case)
        answer, _ = running.communicate()
        found = self._read(answer) if running.returncode == 0 else None
        with self._lock:
            self._timer = self._running = None
            if found is not None:
                self._found = found
            # what failed once fails again: not before the case is another
            self._state, self._ready = state, True


def start(module: str, case: Path, **streams: Any) -> subprocess.Popen[bytes]:
    """Start ``python -m module CASE PARENT``; ``streams`` are those of Popen, its output a pipe."""
    command = [sys.executable, "-m", module, str(case.absolute()), str(os.getpid())]
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE} | streams
    process: Any = subprocess.Popen(command, process_group=0, **streams)  # noqa: S603 - our own
    made: subprocess.Popen[bytes] = process
    return made


@contextmanager
def case_of(arguments: list[str], niceness: int = NICENESS) -> Iterator[Case]:
    """In such a process: the case that it was told, out of the way of others, until the end."""
    path, parent = arguments[1:]
    end_with(int(parent))
    os.nice(niceness)
    with Case.open(path) as case:
        yield case
