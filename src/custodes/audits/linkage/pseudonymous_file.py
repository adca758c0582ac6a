"""A regulator's pseudonymous file, read whole, in chunks; its pseudonyms stay in no memory.

A pseudonym becomes a number by a hash under a key that is made for one run and kept nowhere. No
error names a value of the file, since a column given by mistake may hold anything.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from custodes.audits.errors import AuditError
from custodes.audits.linkage.coarsening import Records
from custodes.audits.linkage.file_columns import Columns, batches
from custodes.audits.linkage.file_times import hours_of

METRES_A_DEGREE = 111_320.0
"""Of latitude: the Earth's circumference of 40,075 km in 360 parts."""

FEWEST_PEOPLE = 1_000
MOST_LEFT_OUT = 0.01


@dataclass(frozen=True, slots=True)
class FileRecords:
    """What a file says, without its pseudonyms, and how many rows it has and were left out."""

    records: Records
    rows: int
    left_out: int


@dataclass(slots=True)
class _Grid:
    """Cells about ``metres`` wide, numbered from 0 in the order of their first appearance.

    How wide a degree of longitude is follows from the middle latitude of the first batch.
    """

    metres: float
    width: float = 0.0
    numbers: dict[int, int] = field(default_factory=dict)

    def number(self, longitude: Any, latitude: Any) -> np.ndarray[Any, Any]:
        """The number of the cell of each position (degrees), as int32."""
        height = self.metres / METRES_A_DEGREE
        if not self.width and len(latitude):
            middle = (float(latitude.min()) + float(latitude.max())) / 2
            self.width = height / max(float(np.cos(np.radians(middle))), 0.01)
        column = np.floor((longitude + 180.0) / (self.width or height)).astype(np.int64)
        row = np.floor((latitude + 90.0) / height).astype(np.int64)
        distinct, numbered = np.unique(column << 32 | row, return_inverse=True)
        numbers = self.numbers
        of_distinct = np.fromiter(
            (numbers.setdefault(cell, len(numbers)) for cell in distinct.tolist()),
            np.int32,
            len(distinct),
        )
        return of_distinct[numbered]

    @property
    def cells(self) -> np.ndarray[Any, Any]:
        """The column and row of each cell."""
        packed = np.fromiter(self.numbers, np.int64, len(self.numbers))
        return np.column_stack((packed >> 32, packed & 0xFFFFFFFF))


@dataclass(slots=True)
class _Numbering:
    """Numbers from 0 for values in the order of their hashes' first appearance."""

    key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    numbers: dict[bytes, int] = field(default_factory=dict)

    def number(self, column: Any) -> np.ndarray[Any, Any]:
        """The number of each value of an Arrow array of strings without empty ones, as int32."""
        encoded = column.dictionary_encode()
        numbers = self.numbers
        of_distinct = np.fromiter(
            (
                numbers.setdefault(self._hashed(value), len(numbers))
                for value in encoded.dictionary.to_pylist()
            ),
            np.int32,
            len(encoded.dictionary),
        )
        indices = encoded.indices.to_numpy(zero_copy_only=False)
        return of_distinct[indices] if len(of_distinct) else np.empty(0, np.int32)

    def _hashed(self, value: str) -> bytes:
        return hashlib.blake2b(value.encode(), key=self.key, digest_size=16).digest()


def read_file(path: Path, columns: Columns, cell_metres: float) -> FileRecords:
    """All rows of a Parquet or CSV file as records by the hour.

    With columns of longitude and latitude (degrees, WGS 84), places are cells of a grid about
    ``cell_metres`` wide at the middle latitude of the first batch. A row with an empty cell is left
    out and counted.

    Raises AuditError for a file that cannot be read, lacks a column, has a time or a position
    that is none, has over 1 % of rows with an empty cell, or speaks of under 1,000 people.
    """
    people, places, grid = _Numbering(), _Numbering(), _Grid(cell_metres)
    parts: list[tuple[Any, ...]] = []
    rows = kept = 0
    for batch in batches(path, columns):
        first = rows + 1
        rows += batch.num_rows
        whole = _without_empty_cells(batch)
        kept += whole.num_rows
        row = first if whole.num_rows == batch.num_rows else None
        person = people.number(whole.column("pseudonym"))
        hour = hours_of(whole.column("time"), columns.time, row)
        place = (
            places.number(whole.column("place"))
            if columns.place is not None
            else grid.number(*_degrees(whole, columns, row))
        )
        parts.append((person, hour, place))
    if rows == 0 or kept == 0:
        raise AuditError("the file has no rows with a pseudonym, a time and a place")
    if rows - kept > MOST_LEFT_OUT * rows:
        raise AuditError(
            f"of {rows:,} rows over 1 % have an empty pseudonym, time or place. A file is measured "
            "whole: fill them or ask whoever made it why they are empty."
        )
    if len(people.numbers) < FEWEST_PEOPLE:
        raise AuditError(
            f"the file speaks of fewer than {FEWEST_PEOPLE:,} people, and is not measured: figures "
            "of so few would be about each of them."
        )
    person, hour, place = _joined(parts)
    cells = grid.cells if columns.place is None else None
    size = len(places.numbers) if cells is None else len(cells)
    records = Records(person, hour, place, len(people.numbers), size, cells)
    return FileRecords(records, rows, rows - kept)


def _joined(parts: list[tuple[Any, ...]]) -> Iterator[Any]:
    """Each column of the parts as one array; the parts are let go as soon as they are joined."""
    columns = [list(column) for column in zip(*parts, strict=True)]
    parts.clear()
    for column in columns:
        whole = np.concatenate(column)
        column.clear()
        yield whole


def _without_empty_cells(batch: Any) -> Any:
    import pyarrow.compute as arrow

    whole: Any = None
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        there = column.is_valid()
        if name in ("pseudonym", "place"):
            there = arrow.and_(there, arrow.not_equal(arrow.fill_null(column, ""), ""))
        whole = there if whole is None else arrow.and_(whole, there)
    return batch if whole.true_count == batch.num_rows else batch.filter(whole)


def _degrees(batch: Any, columns: Columns, first_row: int | None) -> Iterator[Any]:
    for name, column, most in (
        ("longitude", columns.longitude, 180.0),
        ("latitude", columns.latitude, 90.0),
    ):
        degrees = batch.column(name).to_numpy(zero_copy_only=False)
        wrong = ~(np.abs(degrees) <= most)
        if wrong.any():
            where = f", first in row {first_row + int(wrong.argmax()):,}" if first_row else ""
            raise AuditError(
                f"the column {column!r} holds what is no {name} in degrees "
                f"(-{most:.0f} to {most:.0f}){where}. Other coordinates have to be converted."
            )
        yield degrees.astype(np.float64)
