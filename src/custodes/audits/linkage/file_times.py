"""Times of a file as whole hours since 1970, whichever way they are written."""

from __future__ import annotations

from typing import Any

import numpy as np

from custodes.audits.errors import AuditError

SECONDS_AN_HOUR = 3600
LARGEST_SECONDS = 10**11
"""Counts up to here are seconds since 1970 (till the year 5138), larger ones milliseconds."""

_DIGITS = r"^\d+(\.\d+)?$"


def hours_of(column: Any, name: str, first_row: int | None) -> np.ndarray[Any, Any]:
    """The hour (int32) of each time of an Arrow column without empty cells.

    Times are timestamps, dates, ISO 8601 text, or counts of seconds or milliseconds since 1970.
    With an offset or a zone they are taken to UTC, without one as they stand. Raises AuditError
    for anything else, naming the row where ``first_row`` (the number of the first one) is known.
    """
    import pyarrow
    from pyarrow import types

    if len(column) == 0:
        return np.empty(0, np.int32)
    if types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    kind = column.type
    try:
        if types.is_string(kind) or types.is_large_string(kind):
            seconds = _written(column, name, first_row)
        elif types.is_timestamp(kind) or types.is_date(kind):
            seconds = _stamped(column)
        elif types.is_integer(kind) or types.is_floating(kind):
            seconds = _counted(column.to_numpy(zero_copy_only=False))
        else:
            raise AuditError(f"the column {name!r} holds {kind}, which is no time")
    except (pyarrow.ArrowException, OverflowError):
        raise _no_time(name, None) from None
    hours = np.floor_divide(seconds, SECONDS_AN_HOUR)
    wrong = ~np.isfinite(hours) | (np.abs(hours) > 2**31 - 1)
    if wrong.any():
        row = first_row + int(wrong.argmax()) if first_row else None
        raise _no_time(name, row)
    whole: np.ndarray[Any, Any] = hours.astype(np.int32)
    return whole


def _written(column: Any, name: str, first_row: int | None) -> Any:
    import pyarrow
    import pyarrow.compute as arrow

    if arrow.all(arrow.match_substring_regex(column, _DIGITS)).as_py():
        return _counted(column.cast(pyarrow.float64()).to_numpy(zero_copy_only=False))
    for kind in (pyarrow.timestamp("us"), pyarrow.timestamp("us", tz="UTC")):
        try:
            return _stamped(column.cast(kind))
        except pyarrow.ArrowException:
            continue
    raise _no_time(name, _first_unreadable(column, first_row))


def _first_unreadable(column: Any, first_row: int | None) -> int | None:
    """The row of the first value that is no time, by halving; None where rows are not known."""
    import pyarrow

    if first_row is None:
        return None
    low, high = 0, len(column)
    zoned = pyarrow.timestamp("us", tz="UTC")
    kind = zoned if _castable(column.slice(0, 1), zoned) else pyarrow.timestamp("us")
    while high - low > 1:
        middle = (low + high) // 2
        if _castable(column.slice(low, middle - low), kind):
            low = middle
        else:
            high = middle
    return first_row + low


def _castable(column: Any, kind: Any) -> bool:
    import pyarrow

    try:
        column.cast(kind)
    except pyarrow.ArrowException:
        return False
    return True


def _stamped(column: Any) -> Any:
    import pyarrow

    stamps = column.cast(pyarrow.timestamp("us", tz=getattr(column.type, "tz", None)))
    return stamps.cast(pyarrow.int64()).to_numpy(zero_copy_only=False) // 1_000_000


def _counted(counts: Any) -> Any:
    return counts / 1000 if np.abs(counts).max() > LARGEST_SECONDS else counts


def _no_time(name: str, row: int | None) -> AuditError:
    where = f" in row {row:,}" if row is not None else ""
    return AuditError(
        f"the column {name!r} holds what is no time{where}. Times are written 2024-05-31 14:05 or "
        "2024-05-31T14:05:00Z, or are seconds or milliseconds since 1970. Its values are not "
        "shown here, since a column given by mistake may hold pseudonyms."
    )
