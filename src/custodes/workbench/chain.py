"""Whether the custody log is whole: looked at behind the pages, each line once, all on demand."""

from __future__ import annotations

import datetime
import threading
from dataclasses import dataclass
from pathlib import Path

from custodes.case import Case, Problem
from custodes.model import CustodesError


@dataclass(frozen=True, slots=True)
class Looked:
    """What the last look at the log found: up to which line, when (local time), what is broken."""

    upto: int = 0
    time: datetime.datetime | None = None
    problems: tuple[Problem, ...] = ()


class ChainWatch:
    """Looks at new lines of the custody log in a thread of its own."""

    def __init__(self, case: Path) -> None:
        self._case = case
        self._lock = threading.Lock()
        self._looked = Looked()
        self._looking = False

    def looked(self, head: int) -> Looked:
        """What the last look found; looks again where the log's ``head`` is another line now."""
        with self._lock:
            if head != self._looked.upto and not self._looking:
                self._begin(self._looked.upto if not self._looked.problems else 0)
            return self._looked

    def look_at_all(self) -> None:
        """Look at every line again, behind the pages."""
        with self._lock:
            if not self._looking:
                self._begin(0)

    def _begin(self, after: int) -> None:
        self._looking = True
        threading.Thread(target=self._look, args=[after], daemon=True).start()

    def _look(self, after: int) -> None:
        looked = self._looked
        try:
            with Case.open(self._case) as case:
                ((head,),) = case.rows("SELECT coalesce(max(number), 0) FROM custody")
                problems = tuple(case.custody_breaks(after))
            looked = Looked(head, datetime.datetime.now().astimezone(), problems)
        except CustodesError as error:
            problem = Problem("database_damaged", "case.db", str(error))
            looked = Looked(looked.upto, looked.time, (problem,))
        finally:
            with self._lock:
                self._looked, self._looking = looked, False
