"""The case on the desk: each thread has its own, one writes at a time, figures are kept."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from custodes.case import Case
from custodes.workbench.chain import ChainWatch
from custodes.workbench.disputing import comparison
from custodes.workbench.intake import Intake
from custodes.workbench.people import Person
from custodes.workbench.reprints import reprint_search
from custodes.workbench.tables import ClaimTables

T = TypeVar("T")
KEPT = 1_000
"""So many figures are kept at a time."""
SECONDS_TO_STOP = 2.0


class Desk:
    """The case that is being served.

    Behind the pages ``intake`` takes more in, ``reprints`` looks for reprints, ``comparison`` sets
    the claims beside each other, and ``chain`` watches the custody log.
    """

    def __init__(self, path: Path, workers: int | None = None) -> None:
        self.path = path
        self.intake = Intake(path, workers)
        self.reprints = reprint_search(path)
        self.chain = ChainWatch(path)
        self.comparison = comparison(path)
        self.claims = ClaimTables()
        self._threads = threading.local()
        self._writing = threading.RLock()
        self._keeping = threading.Lock()
        self._figures: dict[str, tuple[tuple[int, str], object]] = {}
        with self.case() as case:
            self.name = case.name
            self.writable = case.writable
            self.actor = case.actor

    def close(self) -> None:
        """End what runs behind the pages; what it has finished is in the case."""
        self.reprints.close()
        self.comparison.close()
        self.intake.stop(SECONDS_TO_STOP)

    @contextlib.contextmanager
    def case(self) -> Iterator[Case]:
        """The case, opened for this thread, for reading."""
        held: _Held | None = getattr(self._threads, "held", None)
        if held is None:
            held = self._threads.held = _Held(Case.open(self.path))
        yield held.case

    @contextlib.contextmanager
    def writing(self, person: Person) -> Iterator[Case]:
        """The case for one writer at a time, whose name the custody log takes.

        What is written is on the disk when the method that wrote it returns.
        """
        with self._writing, self.case() as case:
            before, case.actor = case.actor, person.name
            try:
                yield case
            finally:
                case.actor = before

    def figure(self, name: str, compute: Callable[[Case], T]) -> T:
        """What ``compute`` makes of the case, computed again only when the case has changed.

        ``name`` tells it from others; what is kept must not be changed by who gets it.
        """
        with self.case() as case:
            head = head_of(case)
            kept = self._figures.get(name)
            if kept is None or kept[0] != head:
                kept = (head, compute(case))
                with self._keeping:
                    # whoever was kept longest goes, so that filters do not fill the memory
                    self._figures.pop(name, None)
                    self._figures[name] = kept
                    while len(self._figures) > KEPT:
                        del self._figures[next(iter(self._figures))]
            return kept[1]  # type: ignore[return-value]  # one name, one function


def head_of(case: Case) -> tuple[int, str]:
    """Number and digest of the last line of the custody log: another one for every change."""
    rows = case.rows("SELECT number, digest FROM custody ORDER BY number DESC LIMIT 1")
    return (rows[0][0], rows[0][1]) if rows else (0, "")


class _Held:
    """A case that is closed in its own thread, when that ends."""

    def __init__(self, case: Case) -> None:
        self.case = case

    def __del__(self) -> None:
        # at the end of the program another thread may be the one to clear up
        with contextlib.suppress(Exception):
            self.case.close()
