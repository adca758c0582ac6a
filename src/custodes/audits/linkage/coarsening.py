"""Points at a resolution: hours joined into longer times, cells into bigger cells.

Resolutions that nest (each a multiple of the one before) keep the promise that whoever is not
unique at one is not unique, by the same points, at a coarser one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from custodes.audits.errors import AuditError
from custodes.audits.linkage.traces import Array


@dataclass(frozen=True, slots=True)
class Records:
    """Who was where when, a row each: ``person`` (int), ``hour`` (int, hours since a beginning),
    ``place`` (int, a row of ``cells``).

    ``cells`` (places, 2) gives the column and row of each place in a grid of the finest cells, or
    is None where nothing is known of where places lie; then they cannot be joined. ``people`` is
    how many people there are.
    """

    person: Array
    hour: Array
    place: Array
    people: int
    places: int
    cells: Array | None = None


def points_at(records: Records, hours: int = 1, cells: int = 1) -> Array:
    """The point of each row, int64, with times of so many hours and cells so many times as wide.

    Raises AuditError for a resolution below 1, or for wider cells where no positions are known.
    """
    if hours < 1 or cells < 1:
        raise AuditError(f"a resolution of {hours} h and {cells} cells is finer than the data")
    times = records.hour // hours
    times = times - times.min()
    places, count = coarser_places(records, cells)
    points: Array = times.astype(np.int64) * count + places[records.place]
    return points


def coarser_places(records: Records, cells: int) -> tuple[Array, int]:
    """The number of each place's wider cell, and how many of those there are."""
    if cells == 1:
        return np.arange(records.places), records.places
    if records.cells is None:
        raise AuditError(
            "places without coordinates cannot be joined into bigger ones. Give the columns of "
            "longitude and latitude instead of a place."
        )
    wider = records.cells // cells
    wider = wider - wider.min(axis=0)
    joined, numbered = np.unique(
        wider[:, 0] * (int(wider[:, 1].max()) + 1) + wider[:, 1], return_inverse=True
    )
    return numbered, len(joined)
