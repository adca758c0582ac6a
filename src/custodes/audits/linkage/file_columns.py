"""The columns of a pseudonymous file: which they are, and their content batch by batch.

Arrow's own errors may quote the file, so none of them is passed on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from custodes.audits.errors import AuditError

ROWS_A_BATCH = 1 << 19
BYTES_A_BLOCK = 1 << 24
MOST_SHOWN = 40
"""Of more columns none is named in an error: a file may have one for each person."""

_DATA = re.compile(r"^[\s\d.,:;+/-]*$|\d{4}-\d\d?-\d\d?|\d\d?:\d\d|\d{9}")
"""Of what no name of a column consists: a number, a date, a time. A file without a first line of
names would else have its first pseudonym shown as one."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The names of a file's columns: whose, when, and a place or a longitude and latitude."""

    pseudonym: str
    time: str
    place: str | None = None
    longitude: str | None = None
    latitude: str | None = None

    def __post_init__(self) -> None:
        degrees = (self.longitude is not None, self.latitude is not None)
        if (self.place is not None) == all(degrees) or any(degrees) != all(degrees):
            raise AuditError(
                "say where each row is: either the column of a place, or those of its longitude "
                "and latitude (--place COL, or --lon COL --lat COL)"
            )
        names = list(self.mapping.values())
        if len(set(names)) < len(names):
            raise AuditError("one column was given for two things: each needs its own")

    @property
    def mapping(self) -> dict[str, str]:
        """What each column is for, and its name in the file."""
        everything = {
            "pseudonym": self.pseudonym,
            "time": self.time,
            "place": self.place,
            "longitude": self.longitude,
            "latitude": self.latitude,
        }
        return {meaning: name for meaning, name in everything.items() if name is not None}


def batches(path: Path, columns: Columns) -> Iterator[Any]:
    """Arrow record batches of the mapped columns, under the names of what they are for.

    Pseudonyms and places come as strings, longitudes and latitudes as doubles, times as they are.
    Raises AuditError for a file that is missing, empty, neither Parquet nor CSV, broken, or
    without one of the columns.
    """
    import pyarrow

    try:
        with path.open("rb") as file:
            start = file.read(4)
    except OSError as error:
        raise AuditError(f"{path} cannot be read: {error.strerror}") from None
    if not start:
        raise AuditError(f"{path} is empty")
    try:
        reader = _parquet(path, columns) if start == b"PAR1" else _csv(path, columns)
        for batch in reader:
            yield pyarrow.RecordBatch.from_arrays(
                [_typed(batch.column(name), what, name) for what, name in columns.mapping.items()],
                names=list(columns.mapping),
            )
    except (pyarrow.ArrowException, OSError, UnicodeDecodeError):
        kind = "Parquet" if start == b"PAR1" else "CSV in UTF-8 with a line of column names"
        raise AuditError(
            f"{path} cannot be read as {kind}: it is broken, cut short, or something else. Write "
            "it again as Parquet or CSV and compare its size with the original's."
        ) from None


def _parquet(path: Path, columns: Columns) -> Iterator[Any]:
    from pyarrow import parquet

    with parquet.ParquetFile(path) as file:
        _check(columns, file.schema_arrow.names)
        names = list(columns.mapping.values())
        yield from file.iter_batches(batch_size=ROWS_A_BATCH, columns=names)


def _csv(path: Path, columns: Columns) -> Iterator[Any]:
    import pyarrow
    from pyarrow import csv

    with path.open("rb") as file:
        head = file.readline(1 << 16)
    delimiter = max(",;\t|", key=lambda mark: head.count(mark.encode()))
    names = list(columns.mapping.values())
    parsing = csv.ParseOptions(delimiter=delimiter)
    reading = csv.ReadOptions(block_size=BYTES_A_BLOCK)
    with csv.open_csv(path, reading, parsing) as opened:
        _check(columns, opened.schema.names)
    converting = csv.ConvertOptions(
        include_columns=names,
        column_types={name: pyarrow.string() for name in names},
        strings_can_be_null=True,
        quoted_strings_can_be_null=True,
        null_values=[""],
    )
    with csv.open_csv(path, reading, parsing, converting) as opened:
        yield from opened


def _check(columns: Columns, there: list[str]) -> None:
    if len(set(there)) < len(there):
        raise AuditError("two columns of the file have the same name: give each its own")
    if any(_DATA.search(name) for name in there):
        raise AuditError(
            "the first line of the file reads like data, not like names of columns: give the file "
            "a first line that names its columns, such as pseudonym, time, place"
        )
    for meaning, name in columns.mapping.items():
        if name not in there:
            option = {"longitude": "lon", "latitude": "lat"}.get(meaning, meaning)
            has = (
                f": {', '.join(there)}" if len(there) <= MOST_SHOWN else f" {len(there):,} columns"
            )
            raise AuditError(
                f"the file has no column {name!r} for the {meaning}. It has{has}. "
                f"Say which one it is with --{option}."
            )


def _typed(column: Any, meaning: str, name: str) -> Any:
    """The column as what it is for; times are left to ``file_times``."""
    import pyarrow

    if meaning == "time":
        return column
    wanted = pyarrow.string() if meaning in ("pseudonym", "place") else pyarrow.float64()
    try:
        return column.cast(wanted)
    except pyarrow.ArrowException:
        raise AuditError(
            f"the column {name!r} holds {column.type}, and a {meaning} is "
            + ("text or a number" if wanted == pyarrow.string() else "a number in degrees")
        ) from None
