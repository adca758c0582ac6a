"""The table of claims that the pages share, read anew only when claims may be others."""

from __future__ import annotations

import threading

from custodes.case import Case
from custodes.case.claim_table import ClaimTable, Lines
from custodes.workbench.disputing import state_of


class ClaimTables:
    """One table, and one set of words, for all threads: those of the latest state of the claims."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._table: tuple[object, ClaimTable] | None = None
        self._lines: tuple[object, Lines] | None = None

    def table(self, case: Case) -> ClaimTable:
        """The table of the claims as they are now."""
        with self._lock:
            state = state_of(case)
            if self._table is None or self._table[0] != state:
                self._table = state, case.claim_table()
            return self._table[1]

    def lines(self, case: Case) -> Lines:
        """The words of the claims as they are now."""
        with self._lock:
            state = state_of(case)
            if self._lines is None or self._lines[0] != state:
                self._lines = state, case.claim_lines()
            return self._lines[1]
