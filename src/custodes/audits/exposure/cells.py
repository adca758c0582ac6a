"""Parts of a city that a figure is told of: its districts, or hexagons of a grid.

A part with little street would be a list of seen or unseen places: those are told together, or not
at all, and no part is ranked.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from custodes.audits.errors import AuditError
from custodes.audits.exposure.city import City, District, Floats

SMALLEST_WIDTH = 500.0
"""Metres from side to side that a hexagon has at least."""
SMALLEST_LENGTH = 2_000.0
"""Metres of street below which a part is not told alone."""
OTHERS = "…"
"""The name of all parts that are too small to be told alone."""


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Named parts of a city.

    ``names`` (c,); ``of_segment`` int64 (m,), the part in which each segment's middle lies, -1 for
    none that is told; ``kilometres`` float64 (c,); ``centres`` float64 (c, 2) degrees (longitude,
    latitude), NaN for districts and OTHERS; ``kind`` is "district" or "hexagon".
    """

    kind: str
    names: tuple[str, ...]
    of_segment: NDArray[np.int64]
    kilometres: Floats
    centres: Floats

    def __len__(self) -> int:
        return len(self.names)


def cells_of(city: City, width: float = SMALLEST_WIDTH) -> Cells:
    """The districts of the city, or where it has none, hexagons of ``width`` metres.

    Raises AuditError for a width below SMALLEST_WIDTH.
    """
    if width < SMALLEST_WIDTH:
        raise AuditError(
            f"hexagons of {width:g} m would show where nobody is filmed, street by street: take "
            f"{SMALLEST_WIDTH:g} m or more"
        )
    middles = city.nodes[city.segments].mean(axis=1)
    if city.districts:
        names = tuple(district.name for district in city.districts)
        raw = _in_districts(middles, city.districts)
        centres = np.full((len(names), 2), np.nan)
        return _told(city, "district", names, raw, centres)
    columns, rows = _hexagons(middles, width)
    places, raw = np.unique(np.column_stack((rows, columns)), axis=0, return_inverse=True)
    x = width * (places[:, 1] + places[:, 0] / 2)
    y = width * np.sqrt(3) / 2 * places[:, 0]
    names = tuple(f"{row:+d}/{column:+d}" for row, column in places)
    centres = np.column_stack(city.to_degrees(x, y))
    return _told(city, "hexagon", names, raw.reshape(-1).astype(np.int64), centres)


def _told(
    city: City, kind: str, names: tuple[str, ...], raw: NDArray[np.int64], centres: Floats
) -> Cells:
    """Only the parts with enough street, in the order given; the others as one, if enough."""
    inside = raw >= 0
    metres = np.bincount(raw[inside], weights=city.lengths[inside], minlength=len(names))
    large = metres >= SMALLEST_LENGTH
    renumbered = np.where(large, np.cumsum(large) - 1, -1).astype(np.int64)
    told = [name for name, kept in zip(names, large, strict=True) if kept]
    metres_told, centres_told = metres[large], centres[large]
    rest = float(metres[~large].sum())
    if rest >= SMALLEST_LENGTH:
        renumbered[~large] = len(told)
        told.append(OTHERS)
        metres_told = np.append(metres_told, rest)
        centres_told = np.vstack((centres_told, np.full((1, 2), np.nan)))
    of_segment = np.where(inside, renumbered[np.maximum(raw, 0)], -1)
    return Cells(kind, tuple(told), of_segment, metres_told / 1_000, centres_told)


def _hexagons(points: Floats, width: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Column and row (axial coordinates, pointed tops) of the hexagon around each point (p, 2)."""
    row = points[:, 1] / (width * np.sqrt(3) / 2)
    column = points[:, 0] / width - row / 2
    third = -row - column
    rounded = [np.rint(values) for values in (column, row, third)]
    off = [np.abs(a - b) for a, b in zip(rounded, (column, row, third), strict=True)]
    column_worst = (off[0] > off[1]) & (off[0] > off[2])
    row_worst = ~column_worst & (off[1] > off[2])
    columns = np.where(column_worst, -rounded[1] - rounded[2], rounded[0])
    rows = np.where(row_worst, -rounded[0] - rounded[2], rounded[1])
    return columns.astype(np.int64), rows.astype(np.int64)


def _in_districts(points: Floats, districts: tuple[District, ...]) -> NDArray[np.int64]:
    """The first district (or -1) that each point (p, 2) lies in, by crossings to the east."""
    found = np.full(len(points), -1, np.int64)
    for number, district in enumerate(districts):
        open_ = np.flatnonzero(found < 0)
        x, y = points[open_].T
        inside = np.zeros(len(open_), np.bool_)
        for index in range(len(district.rings)):
            ring = district.rings.ring(index)
            for (x1, y1), (x2, y2) in zip(ring, np.roll(ring, -1, axis=0), strict=True):
                if y1 == y2:
                    continue
                between = (y1 > y) != (y2 > y)
                inside ^= between & (x < x1 + (y - y1) * (x2 - x1) / (y2 - y1))
        found[open_[inside]] = number
    return found
