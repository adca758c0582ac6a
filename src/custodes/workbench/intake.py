"""Documents being taken in behind the pages: one thread, what it has done so far, and its end."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from custodes.case import (
    AddInterrupted,
    AddReport,
    Case,
    CaseBusyError,
    NothingToAddError,
    Progress,
)
from custodes.model import CustodesError

PATIENCE = 1.0
"""Seconds until a case that another process is changing is asked again."""
GATHERING = 0.3
"""Seconds in which more may arrive before the workers are started."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What has become of the work so far: files done and failed, seconds since it began.

    ``running`` while there is work, ``busy`` while another process has the case, ``error`` in the
    words of what stopped it.
    """

    running: bool = False
    done: int = 0
    failed: int = 0
    seconds: float = 0.0
    busy: bool = False
    error: str = ""

    def left(self, waiting: int) -> float | None:
        """Seconds until ``waiting`` files more are done at this rate; None while none is."""
        return waiting * self.seconds / self.done if self.done else None


@dataclass(frozen=True, slots=True)
class _Retry:
    """What is to be tried again: failures for these reasons, or of these files alone."""

    reasons: frozenset[str]
    files: tuple[str, ...]


class Intake:
    """Takes in what waits in a case, in a thread of its own while there is work."""

    def __init__(self, case: Path, workers: int | None = None) -> None:
        self._case = case
        self._workers = workers
        self._lock = threading.RLock()
        self._thread: threading.Thread | None = None
        self._retries: deque[_Retry] = deque()
        self._stopping = self._asked = False
        self._began = 0.0
        self._before = Taken()
        self._taken = Taken()

    @property
    def taken(self) -> Taken:
        """How far it is."""
        with self._lock:
            seconds = time.monotonic() - self._began if self._taken.running else 0.0
            return replace(self._taken, seconds=seconds or self._taken.seconds)

    def start(self, actor: str) -> None:
        """Take in whatever waits; where that is being done already, once more after it."""
        with self._lock:
            self._asked, self._stopping = True, False
            if self._taken.running:
                return
            self._began = time.monotonic()
            self._taken = self._before = Taken(running=True)
            self._thread = threading.Thread(target=self._run, args=[actor], daemon=True)
            self._thread.start()

    def retry(self, actor: str, reasons: Iterable[str], files: Iterable[str] = ()) -> None:
        """Try again what failed for these reasons (all, if none), then take in what waits.

        ``files`` are paths or SHA-256 of some of them alone.
        """
        self._retries.append(_Retry(frozenset(reasons), tuple(files)))
        self.start(actor)

    def stop(self, seconds: float = 0.0) -> None:
        """Stop after the file at hand; wait for that so many seconds. The rest keeps waiting."""
        with self._lock:
            self._asked, self._stopping = False, True
            self._retries.clear()
        thread = self._thread
        if thread is not None and seconds:
            thread.join(seconds)

    def _run(self, actor: str) -> None:
        error = ""
        while self._goes_on(error):
            error = ""
            try:
                with Case.open(self._case, actor) as case:
                    while self._again(case):
                        pass
            except AddInterrupted:
                pass
            except CustodesError as stopped:
                error = str(stopped)
            except Exception as fault:
                # a fault of ours must not look like work that goes on
                self._end(f"{type(fault).__name__}: {fault}")
                raise

    def _goes_on(self, error: str) -> bool:
        """Whether there was a request since the last look; if not, the work is over."""
        with self._lock:
            asked, self._asked = self._asked, False
            if asked and not self._stopping:
                return True
            self._end(error)
            return False

    def _end(self, error: str) -> None:
        with self._lock:
            seconds = time.monotonic() - self._began
            self._taken = replace(
                self._taken, running=False, busy=False, seconds=seconds, error=error
            )

    def _again(self, case: Case) -> bool:
        """One round; whether there may be more to do."""
        if self._stopping:
            return False
        try:
            if self._retries:
                report = self._tried_again(case, self._retries.popleft())
            elif _waiting(case):
                time.sleep(GATHERING)
                report = case.add([], self._workers, self._see)
            else:
                return False
        except CaseBusyError:
            self._set(busy=True)
            time.sleep(PATIENCE)
            return True
        if report is not None:
            self._before = self._taken
        return True

    def _tried_again(self, case: Case, asked: _Retry) -> AddReport | None:
        try:
            return case.retry(asked.reasons, self._workers, self._see, files=asked.files)
        except NothingToAddError:
            return None
        except CaseBusyError:
            self._retries.appendleft(asked)
            raise

    def _see(self, progress: Progress) -> None:
        if self._stopping:
            raise KeyboardInterrupt
        done, failed = self._before.done + progress.done, self._before.failed + progress.failed
        self._set(done=done, failed=failed)

    def _set(self, *, done: int = -1, failed: int = -1, busy: bool = False) -> None:
        with self._lock:
            if done >= 0:
                self._taken = replace(self._taken, done=done, failed=failed)
            self._taken = replace(self._taken, busy=busy)


def _waiting(case: Case) -> bool:
    return bool(case.rows("SELECT 1 FROM documents WHERE state = 'pending' LIMIT 1"))
