"""The search index in its tables: segments that are written once and merged as they become many.

A document's terms make a segment of their own, and of ``FAN`` segments of one size one of the next
is made. So adding stays cheap, and a search asks a few dozen segments at most for each term. What
is removed is taken out of its segment, which is written anew: nothing of it stays.

A segment says of each of its documents the number and the first and last day on which it can have
been published, as ``date.toordinal`` counts, 0 and ``LAST_DAY`` where open.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from sqlite3 import Connection

import numpy as np
from numpy.typing import NDArray

from custodes.case.search.chunks import Pairs, decode, pair_up, pieces
from custodes.case.search.grams import Range
from custodes.model import InvariantError

FAN = 8
"""Segments of one size that are merged into one of the next."""
LEVELS = 4
"""Segments of the last size have up to FAN ** LEVELS documents, 4096, and are not merged."""

LAST_DAY = 1 << 31
"""The last day of a document that may have been published at any time after the first."""
UNDATED = (LAST_DAY, 0)
"""Of a document without a date: days that no search for days finds."""
MOST_DOCUMENTS = 1 << 27
"""Numbers of documents are below this; of each number a search holds a byte."""

# CROSS JOIN: segment by segment, whatever the planner thinks of it
_ASK = """
SELECT segments.number, pairs
FROM search_segments AS segments CROSS JOIN search_postings AS postings
ON postings.segment = segments.number AND postings.first BETWEEN coalesce(
    (SELECT max(first) FROM search_postings AS before
     WHERE before.segment = segments.number AND before.first <= :low), :low) AND :high
"""


@dataclass(slots=True)
class Postings:
    """The index for reading, through one connection; reads at once which documents there are.

    ``documents`` are, by segment, a row of number, first and last day for each. ``size`` is the
    greatest number and one.
    """

    connection: Connection
    documents: dict[int, NDArray[np.int64]] = field(init=False)
    size: int = field(init=False)

    def __post_init__(self) -> None:
        rows = self.connection.execute("SELECT number, documents FROM search_segments")
        self.documents = {number: _documents(blob) for number, blob in rows}
        self.size = 1 + max((int(rows[:, 0].max()) for rows in self.documents.values()), default=0)

    def days(self) -> NDArray[np.int64]:
        """First and last day by the number of the document."""
        days = np.tile(np.array(UNDATED, dtype=np.int64), (self.size, 1))
        for rows in self.documents.values():
            days[rows[:, 0]] = rows[:, 1:]
        return days

    def ask(self, low: int, high: int) -> Iterator[tuple[Pairs, NDArray[np.int64]]]:
        """Pieces of terms from ``low`` to ``high``, with the document number of each pair.

        Raises InvariantError where the index is damaged.
        """
        for segment, blob in self.connection.execute(_ASK, {"low": low, "high": high}).fetchall():
            pairs = decode(blob)
            start, end = np.searchsorted(pairs.terms, np.array([low, high + 1], dtype=np.uint64))
            if start == end:
                continue
            ends = np.cumsum(pairs.counts[:end])
            cut = slice(int(ends[start] - pairs.counts[start]), int(ends[-1]))
            found = Pairs(
                pairs.terms[start:end],
                pairs.counts[start:end],
                pairs.documents[cut],
                pairs.weights[cut],
            )
            yield found, _numbers(self.documents[segment][:, 0], found)

    def weights(self, run: Range) -> NDArray[np.uint8]:
        """By document number, the greatest weight of a term of the run, or 0."""
        found = np.zeros(self.size, dtype=np.uint8)
        for pairs, numbers in self.ask(*run):
            if len(pairs.terms) == 1:
                found[numbers] = pairs.weights
            else:
                np.maximum.at(found, numbers, pairs.weights)
        return found


def add(connection: Connection, document: tuple[int, int, int], terms: Pairs) -> None:
    """Write the terms of a document inside the caller's transaction; merge what became many.

    ``document`` is its number, first and last day.
    """
    _write(connection, 0, np.array([document], dtype=np.int64), terms)
    for level in range(LEVELS):
        rows = connection.execute(
            "SELECT number, documents FROM search_segments WHERE level = ? ORDER BY number",
            (level,),
        ).fetchall()
        if len(rows) < FAN:
            return
        _merge(connection, level + 1, {number: _documents(blob) for number, blob in rows})


def take_out(connection: Connection, gone: Collection[int]) -> None:
    """Write the segments of these documents anew without them, inside the caller's transaction."""
    numbers = np.fromiter(gone, dtype=np.int64, count=len(gone))
    query = "SELECT number, level, documents FROM search_segments"
    for segment, level, blob in connection.execute(query).fetchall():
        documents = _documents(blob)
        stays = ~np.isin(documents[:, 0], numbers)
        if stays.all():
            continue
        pairs, terms = _read(connection, {segment: documents})
        kept = stays[pairs]
        left = documents[stays]
        _drop(connection, [segment])
        if len(left):
            renumbered = np.cumsum(stays) - 1
            local = renumbered[pairs[kept]].astype(np.uint16)
            _write(connection, level, left, pair_up(terms.each[kept], local, terms.weights[kept]))


def documents_of(connection: Connection) -> Iterator[tuple[tuple[int, int, int], Pairs]]:
    """Each document of the index: its number and days, and its terms.

    Raises InvariantError where the index is damaged.
    """
    for segment, documents in Postings(connection).documents.items():
        local, read = _read(connection, {segment: documents})
        order = np.argsort(local, kind="stable")
        bounds = np.searchsorted(local[order], np.arange(len(documents) + 1))
        for index, (number, first, last) in enumerate(documents.tolist()):
            mine = order[bounds[index] : bounds[index + 1]]
            alone = pair_up(read.each[mine], local[mine].astype(np.uint16), read.weights[mine])
            yield (number, first, last), alone


@dataclass(frozen=True, slots=True)
class _Read:
    """All pairs of some segments: the term and the weight of each."""

    each: NDArray[np.uint64]
    weights: NDArray[np.uint8]


def _merge(connection: Connection, level: int, segments: Mapping[int, NDArray[np.int64]]) -> None:
    local, read = _read(connection, segments)
    order = np.argsort(read.each, kind="stable")
    _drop(connection, segments)
    merged = pair_up(read.each[order], local[order].astype(np.uint16), read.weights[order])
    _write(connection, level, np.concatenate(list(segments.values())), merged)


def _read(
    connection: Connection, segments: Mapping[int, NDArray[np.int64]]
) -> tuple[NDArray[np.int64], _Read]:
    """The pairs of segments: documents as counted through all of them, terms and weights."""
    local = [np.zeros(0, dtype=np.int64)]
    each = [np.zeros(0, dtype=np.uint64)]
    weights = [np.zeros(0, dtype=np.uint8)]
    before = 0
    query = "SELECT pairs FROM search_postings WHERE segment = ? ORDER BY first"
    for segment, documents in segments.items():
        for (blob,) in connection.execute(query, (segment,)):
            pairs = decode(blob)
            _check(pairs, documents)
            local.append(pairs.documents.astype(np.int64) + before)
            each.append(pairs.each_term())
            weights.append(pairs.weights)
        before += len(documents)
    return np.concatenate(local), _Read(np.concatenate(each), np.concatenate(weights))


def _write(connection: Connection, level: int, documents: NDArray[np.int64], pairs: Pairs) -> None:
    inserted = connection.execute(
        "INSERT INTO search_segments (level, documents) VALUES (?, ?)",
        (level, documents.astype("<i8").tobytes()),
    )
    connection.executemany(
        "INSERT INTO search_postings (segment, first, pairs) VALUES (?, ?, ?)",
        ((inserted.lastrowid, first, blob) for first, blob in pieces(pairs)),
    )


def _drop(connection: Connection, segments: Iterable[int]) -> None:
    for segment in segments:
        connection.execute("DELETE FROM search_postings WHERE segment = ?", (segment,))
        connection.execute("DELETE FROM search_segments WHERE number = ?", (segment,))


def _documents(untrusted_bytes: bytes) -> NDArray[np.int64]:
    """The rows of a segment's documents; raises InvariantError where they cannot be that."""
    table = np.frombuffer(untrusted_bytes, dtype=np.uint8)
    if not len(table) or len(table) % 24:
        raise InvariantError("the search index is damaged: the documents of a segment")
    rows = table.view("<i8").reshape(-1, 3).astype(np.int64)
    if int(rows.min()) < 0 or int(rows[:, 0].max()) >= MOST_DOCUMENTS:
        raise InvariantError("the search index is damaged: the number or day of a document")
    return rows


def _numbers(numbers: NDArray[np.int64], pairs: Pairs) -> NDArray[np.int64]:
    _check(pairs, numbers)
    return numbers[pairs.documents]


def _check(pairs: Pairs, documents: NDArray[np.int64]) -> None:
    if len(pairs.documents) and int(pairs.documents.max()) >= len(documents):
        raise InvariantError("the search index is damaged: it names a document that is not there")
