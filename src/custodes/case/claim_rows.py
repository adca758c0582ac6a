"""Where the claims of a case stand, and which of them wait for a reviewer: by SQL alone.

A case may have several 100,000 claims. What is asked here is answered from the rows of claims and
their indexes; a claim's JSON is not read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any

UNDECIDED = ""
"""The decision of a claim that nobody has reviewed, or whose review was withdrawn."""

_PLACE = (
    "SELECT claims.key, claims.identifier, sha256, type, start, end, stance, attribution, "
    "confidence, decision, coalesce(extracted, '-') = '', "
)
_NTH = "row_number() OVER (PARTITION BY sha256 ORDER BY claims.number) "
_ORDER = "ORDER BY documents.number, confidence DESC, start, claims.number "
_REVERSED = "ORDER BY documents.number DESC, confidence, start DESC, claims.number DESC "
RARE = 5_000
"""So many claims that wait are sorted at once, where they may be few among very many."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which claims: of a type, a stance, a document (SHA-256), and from ``least`` to ``most``
    confidence; empty means any."""

    type: str = ""
    stance: str = ""
    document: str = ""
    least: float = 0.0
    most: float = 1.0

    @property
    def conditions(self) -> tuple[str, list[object]]:
        """What must hold of a row of claims, in SQL, and the values of its question marks.

        What is not asked for is not in it, so that an index answers it alone where one can.
        """
        asked: list[tuple[str, object]] = [
            ("type = ?", self.type),
            ("stance = ?", self.stance),
            ("sha256 = ?", self.document),
            ("confidence >= ?", self.least),
            ("confidence <= ?", self.most if self.most < 1.0 else ""),
        ]
        given = [(condition, value) for condition, value in asked if value]
        return " AND ".join(["1", *(each for each, _ in given)]), [value for _, value in given]

    @property
    def is_rare(self) -> bool:
        """Whether few claims of a document may be wanted, so that documents are not gone through
        one after the other."""
        return not self.document and (self.type, self.stance, self.least, self.most) != (
            "",
            "",
            0.0,
            1.0,
        )


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """Where a claim stands and how far its review is, without its words.

    ``key`` names it through all corrections; ``nth`` counts from 1 within its document, in the
    order in which the claims were found, added ones last; 0 where it was not asked for.
    """

    key: str
    identifier: str
    document: str
    type: str
    start: int
    end: int
    stance: str
    attribution: str
    confidence: float
    decision: str
    added: bool
    nth: int = 0


class ClaimRows:
    """The rows of one case's claims."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._few: dict[Wanted, bool] = {}

    def rows(self, document: str) -> list[ClaimRow]:
        """All claims of a document by position, rejected ones too."""
        query = _PLACE + _NTH + "FROM claims WHERE sha256 = ? ORDER BY start, end, number"
        return [_row(values) for values in self._connection.execute(query, (document,))]

    def row(self, identifier: str) -> ClaimRow:
        """The claim of this key or identifier; raises KeyError."""
        for column in ("key", "identifier"):
            query = f"{_PLACE} 0 FROM claims WHERE {column} = ?"
            found = self._connection.execute(query, (identifier,)).fetchone()
            if found is not None:
                return _row(found)
        raise KeyError(identifier)

    def counts(self, wanted: Wanted | None = None) -> Mapping[str, int]:
        """How many claims there are by decision, the undecided under ``UNDECIDED``."""
        wanted = wanted or Wanted()
        conditions, values = wanted.conditions
        index = "claims_queue" if wanted.document else "claims_decision"
        query = (
            f"SELECT decision, count(*) FROM claims INDEXED BY {index} "  # noqa: S608 - constants
            f"WHERE {conditions} GROUP BY decision"
        )
        return dict(self._connection.execute(query, values))

    def queue(
        self, wanted: Wanted | None = None, limit: int = 50, after: str = ""
    ) -> list[ClaimRow]:
        """The claims that nobody has decided on: by document, then the most certain first.

        ``after`` is the key of the claim after which to begin; from the start unless given.
        """
        return self._waiting(wanted or Wanted(), limit, after, ">", _ORDER)

    def following(self, wanted: Wanted | None = None, after: str = "") -> ClaimRow | None:
        """The next claim of the queue after this one (key), from the start again after the last."""
        rows = self.queue(wanted, 1, after) or self.queue(wanted, 2)
        return next((row for row in rows if row.key != after), None)

    def preceding(self, wanted: Wanted | None = None, before: str = "") -> ClaimRow | None:
        """The claim of the queue that stands before this one (key), if one does."""
        rows = self._waiting(wanted or Wanted(), 1, before, "<", _REVERSED) if before else []
        return rows[0] if rows else None

    def _waiting(
        self, wanted: Wanted, limit: int, beside: str, side: str, order: str
    ) -> list[ClaimRow]:
        place = self._connection.execute(
            "SELECT -confidence, start, claims.number, sha256, documents.number "
            "FROM claims JOIN documents USING (sha256) WHERE key = ?",
            (beside,),
        ).fetchone()
        steps: list[tuple[str, tuple[object, ...]]] = [("1", ())]
        if place is not None:
            here = f"(-confidence, start, claims.number) {side} (?, ?, ?) AND sha256 = ?"
            steps = [(here, place[:4]), (f"documents.number {side} ?", place[4:])]
        conditions, values = wanted.conditions
        tables = "documents CROSS JOIN claims USING (sha256)"
        if wanted.is_rare and self._are_few(wanted):
            tables = "claims INDEXED BY claims_decision CROSS JOIN documents USING (sha256)"
        found: list[ClaimRow] = []
        for condition, more in steps:
            query = (
                f"{_PLACE} 0 FROM {tables} "
                f"WHERE decision = '' AND {conditions} AND {condition} {order} LIMIT ?"
            )
            every = (*values, *more, limit - len(found))
            found += [_row(row) for row in self._connection.execute(query, every)]
        return found

    def _are_few(self, wanted: Wanted) -> bool:
        """Whether so few wait that they are better sorted; asked once, it only chooses the way."""
        if wanted not in self._few:
            self._few[wanted] = self.counts(wanted).get(UNDECIDED, 0) <= RARE
        return self._few[wanted]

    def quotes(self, keys: Iterable[str]) -> dict[str, str]:
        """The exact words of claims by their keys."""
        query = "SELECT json_extract(claim, '$.quote.exact') FROM claims WHERE key = ?"
        rows = ((key, self._connection.execute(query, (key,)).fetchone()) for key in keys)
        return {key: row[0] for key, row in rows if row is not None}

    def waiting_documents(self, limit: int = 50) -> list[tuple[str, int]]:
        """The first documents (SHA-256) with claims that wait, and how many."""
        query = (
            "SELECT sha256, (SELECT count(*) FROM claims WHERE claims.sha256 = documents.sha256 "
            "AND decision = '') FROM documents NOT INDEXED WHERE EXISTS (SELECT 1 FROM claims "
            "WHERE claims.sha256 = documents.sha256 AND decision = '') ORDER BY number LIMIT ?"
        )
        return list(self._connection.execute(query, (limit,)))


def _row(values: tuple[Any, ...]) -> ClaimRow:
    return ClaimRow(*values[:10], added=bool(values[10]), nth=values[11])  # type: ignore[misc]
