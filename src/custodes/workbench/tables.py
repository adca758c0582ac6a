"""The table of claims that the pages share, renewed for the documents whose claims changed."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from custodes.case import Case
from custodes.case.claim_table import ClaimTable, Lines
from custodes.case.table_loading import renewed, renewed_lines
from custodes.workbench.disputing import HARMLESS, last_change

T = TypeVar("T")
OF_CLAIMS = "reviewed"
"""The custody action whose subject is the key of a claim."""
OF_DOCUMENTS = ("received", "read", "failed", "tried again", "asked")
"""Custody actions whose subject is the one document whose claims they may change."""
FEW = 50
"""So many documents are renewed; past that all is read anew."""


class ClaimTables:
    """One table, and one set of words, for all threads: those of the latest state of the claims."""

    def __init__(self) -> None:
        self._table: _Kept[ClaimTable] = _Kept(
            lambda case: case.claim_table(), lambda old, case, some: renewed(old, case.rows, some)
        )
        self._lines: _Kept[Lines] = _Kept(
            lambda case: case.claim_lines(),
            lambda old, case, some: renewed_lines(old, case.rows, some),
        )

    def table(self, case: Case) -> ClaimTable:
        """The table of the claims as they are now."""
        return self._table.now(case)

    def lines(self, case: Case) -> Lines:
        """The words of the claims as they are now."""
        return self._lines.now(case)


class _Kept(Generic[T]):
    """What was made of all claims, made anew for the documents that changed."""

    def __init__(self, load: Callable[[Case], T], renew: Callable[[T, Case, list[int]], T]) -> None:
        self._load = load
        self._renew = renew
        self._lock = threading.Lock()
        self._kept: tuple[int, T] | None = None

    def now(self, case: Case) -> T:
        """It, as the case is now."""
        with self._lock:
            state = last_change(case)
            if self._kept is None:
                self._kept = state, self._load(case)
            elif self._kept[0] != state:
                some = _changed(case, self._kept[0])
                made = self._load(case) if some is None else self._renew(self._kept[1], case, some)
                self._kept = state, made
            return self._kept[1]


def _changed(case: Case, after: int) -> list[int] | None:
    """The documents (numbers) that the log's lines after this one changed; None where many did."""
    lines = case.rows(
        "SELECT DISTINCT action, subject FROM custody WHERE number > ? "
        "AND action NOT IN (SELECT value FROM json_each(?)) LIMIT ?",
        after,
        json.dumps(HARMLESS),
        FEW + 1,
    )
    if len(lines) > FEW or any(action not in (OF_CLAIMS, *OF_DOCUMENTS) for action, _ in lines):
        return None
    claims = [subject for action, subject in lines if action == OF_CLAIMS]
    documents = [subject for action, subject in lines if action != OF_CLAIMS]
    found = case.rows(
        "SELECT number FROM documents WHERE sha256 IN (SELECT sha256 FROM reviews "
        "WHERE identifier IN (SELECT value FROM json_each(?)) "
        "UNION SELECT value FROM json_each(?))",
        json.dumps(claims),
        json.dumps(documents),
    )
    return [number for (number,) in found]
