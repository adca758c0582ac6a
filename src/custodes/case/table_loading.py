"""The table of claims read from a case, and renewed where a few documents changed since.

A decision changes the claims of one document: its rows are put in the place of the old ones, and
what they leave as it was is shared with the table before.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from custodes.case.claim_table import ClaimTable, Column, Lines
from custodes.case.errors import CaseError

Rows = Callable[..., list[tuple[Any, ...]]]
"""``Case.rows``."""
Numbers = NDArray[np.int64]
DAMAGED = "what the claims are sorted under is damaged. 'custodes verify' says more."


def load(rows: Rows) -> ClaimTable:
    """The claims of a case now; ``rows`` asks it. Raises CaseError where that is damaged."""
    names = {sha256: number for number, sha256 in rows("SELECT number, sha256 FROM documents")}
    kept = rows("SELECT number, pairs FROM claim_facets ORDER BY number")
    sizes = np.array([len(blob) // 8 for _, blob in kept], dtype=np.int64)
    holders = np.repeat(np.array([number for number, _ in kept], dtype=np.int64), sizes)
    whole = _Pairs([blob for _, blob in kept])
    values = whole.values
    named = rows("SELECT number, facet, value FROM facet_values")
    most = max([number for number, _, _ in named], default=0) + 1
    if len(values) and int(values.max()) >= most:
        raise CaseError(DAMAGED)
    facets = sorted({facet for _, facet, _ in named})
    facet_of = np.full(most, -1, dtype=np.int64)
    code_of = np.zeros(most, dtype=np.int64)
    held: dict[str, list[str]] = {facet: [] for facet in facets}
    place = {facet: number for number, facet in enumerate(facets)}
    for number, facet, value in named:
        facet_of[number] = place[facet]
        code_of[number] = len(held[facet])
        held[facet].append(value)
    facet_of_pair = facet_of[values].astype(np.int8)
    # small integers are sorted by counting them, which is quick for very many
    order = np.argsort(facet_of_pair, kind="stable")
    ends = np.searchsorted(facet_of_pair[order], np.arange(len(facets) + 1))
    columns = {}
    for number, facet in enumerate(facets):
        mine = order[ends[number] : ends[number + 1]]
        columns[facet] = Column(tuple(held[facet]), whole.rows[mine], code_of[values[mine]])
    return ClaimTable(whole.claims, holders[whole.first], columns, names)


def load_lines(rows: Rows) -> Lines:
    """The words of all claims now; ``rows`` asks the case."""
    return Lines(dict(rows("SELECT number, words FROM claim_facets")))


def renewed(table: ClaimTable, rows: Rows, documents: Iterable[int]) -> ClaimTable:
    """The table with the claims of these documents as they are now; the old one stays as it was.

    Raises CaseError where the case is damaged.
    """
    numbers = sorted(set(documents))
    if not numbers:
        return table
    names = dict(table.names)
    named = _numbered(rows, "number, sha256 FROM documents", numbers)
    names |= {sha256: number for number, sha256 in named}
    blobs: dict[int, bytes] = dict(_numbered(rows, "number, pairs FROM claim_facets", numbers))
    fresh = [_Pairs([blobs.get(number, b"")]) for number in numbers]
    known = _named(rows, fresh)
    old = _Cut(
        np.searchsorted(table.documents, numbers, side="left"),
        np.searchsorted(table.documents, numbers, side="right"),
        [len(one.claims) for one in fresh],
    )
    columns = {
        facet: _renewed_column(facet, table.column(facet), old, fresh, known)
        for facet in sorted({*table.columns, *(facet for facet, _ in known.values())})
    }
    made = ClaimTable(
        old.spliced(table.claims, [one.claims for one in fresh]),
        old.spliced(
            table.documents,
            [np.full(len(one.claims), n) for n, one in zip(numbers, fresh, strict=True)],
        ),
        columns,
        names,
    )
    if not old.moves:
        made.ranks = {
            facet: ranks
            for facet, ranks in table.ranks.items()
            if columns.get(facet) is table.columns.get(facet)
        }
    return made


def renewed_lines(lines: Lines, rows: Rows, documents: Iterable[int]) -> Lines:
    """The words with those of these documents as they are now."""
    asked = set(documents)
    found: dict[int, str] = dict(_numbered(rows, "number, words FROM claim_facets", sorted(asked)))
    kept = {number: words for number, words in lines.words.items() if number not in asked}
    return Lines(kept | found)


def _numbered(rows: Rows, what: str, numbers: Sequence[int]) -> list[tuple[Any, ...]]:
    """``what`` (columns FROM a table) of the rows with these numbers."""
    query = f"SELECT {what} WHERE number IN (SELECT value FROM json_each(?))"  # noqa: S608
    return rows(query, json.dumps(numbers))


class _Pairs:
    """The claims of documents, and for each of their values the row, from 0, and its number.

    ``first`` tells which values are the first of a claim. Raises CaseError for damaged ones.
    """

    def __init__(self, blobs: Sequence[bytes]) -> None:
        if any(len(blob) % 8 for blob in blobs):
            raise CaseError(DAMAGED)
        pairs = np.frombuffer(b"".join(blobs), dtype="<u4").reshape(-1, 2).astype(np.int64)
        claims = pairs[:, 0]
        self.first = np.concatenate(([True], np.diff(claims) != 0))[: len(pairs)]
        self.claims: Numbers = claims[self.first]
        self.rows: Numbers = np.cumsum(self.first) - 1
        self.values: Numbers = pairs[:, 1]


class _Cut:
    """Stretches of rows (``low`` to ``high``) in whose place ``sizes`` rows come."""

    def __init__(self, low: Numbers, high: Numbers, sizes: Sequence[int]) -> None:
        self.low, self.high = low, high
        # by how much what follows each stretch moves
        self.shifts: Numbers = np.cumsum(np.array(sizes, dtype=np.int64) - (high - low))

    @property
    def moves(self) -> bool:
        """Whether any row gets another number."""
        return bool(self.shifts.any())

    def begins(self, index: int) -> int:
        """The row at which the new claims of a document begin."""
        return int(self.low[index]) + (int(self.shifts[index - 1]) if index else 0)

    def spliced(self, old: Numbers, new: Sequence[Numbers]) -> Numbers:
        """Numbers in step with the rows."""
        return _between(old, self.low, self.high, new)


def _between(
    old: Numbers, low: Numbers, high: Numbers, new: Sequence[Numbers], shifts: Numbers | None = None
) -> Numbers:
    """``new`` in the place of the stretches; what stands between moves by the ``shifts``."""
    pieces = [old[: low[0]]]
    for index, piece in enumerate(new):
        rest = old[high[index] : low[index + 1] if index + 1 < len(new) else len(old)]
        moved = shifts is not None and shifts[index] != 0
        pieces += [piece, rest + shifts[index] if moved and shifts is not None else rest]
    return np.concatenate(pieces)


def _renewed_column(
    facet: str,
    old: Column,
    cut: _Cut,
    fresh: Sequence[_Pairs],
    known: Mapping[int, tuple[str, str]],
) -> Column:
    mine = [number for number, (name, _) in known.items() if name == facet]
    code = {value: place for place, value in enumerate(old.values)} if mine else {}
    for number in mine:
        code.setdefault(known[number][1], len(code))
    codes = {number: code[known[number][1]] for number in mine}
    new_rows, new_codes = [], []
    for index, one in enumerate(fresh):
        here = np.isin(one.values, mine)
        new_rows.append(one.rows[here] + cut.begins(index))
        values = one.values[here].tolist()
        new_codes.append(np.array([codes[value] for value in values], dtype=np.int64))
    low = np.searchsorted(old.rows, cut.low)
    high = np.searchsorted(old.rows, cut.high)
    if not cut.moves and all(
        np.array_equal(old.rows[a:b], row) and np.array_equal(old.codes[a:b], new)
        for a, b, row, new in zip(low, high, new_rows, new_codes, strict=True)
    ):
        return old
    return Column(
        (*old.values, *list(code)[len(old.values) :]),
        _between(old.rows, low, high, new_rows, cut.shifts),
        _between(old.codes, low, high, new_codes),
    )


def _named(rows: Rows, fresh: Sequence[_Pairs]) -> dict[int, tuple[str, str]]:
    """Facet and value of the numbers that these documents have."""
    numbers = np.unique(np.concatenate([one.values for one in fresh])).tolist()
    listed = _numbered(rows, "number, facet, value FROM facet_values", numbers)
    found = {number: (facet, value) for number, facet, value in listed}
    if len(found) != len(numbers):
        raise CaseError(DAMAGED)
    return found
