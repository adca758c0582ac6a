"""The ground on which synthetic people move: places, how many people each draws, and an index."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from custodes.audits.errors import AuditError

Profile = Literal["uniform", "centre"]
INDEX_METRES = 100.0
PLACES_MOST = 4_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Places that people stay at.

    ``places`` is float64 (n, 2), metres east and north of the ground's corner; ``weight`` float64
    (n,), above 0, how much each draws people; ``area_km2`` the area that they stand for;
    ``spread_metres`` the side of the square around a place over which its people are spread.
    ``cell_first`` int64 (rows * columns + 1) and ``cell_places`` int32 (n,) list the places by
    square cells of ``cell_metres``, row by row from the corner; ``cell_weight`` is their sum.
    """

    kind: str
    places: NDArray[np.float64]
    weight: NDArray[np.float64]
    area_km2: float
    spread_metres: float
    cell_metres: float
    columns: int
    rows: int
    cell_first: NDArray[np.int64]
    cell_places: NDArray[np.int32]
    cell_weight: NDArray[np.float64]


def grid(width_km: float, cell_metres: float = 100.0, profile: Profile = "uniform") -> Ground:
    """A square of ``width_km`` with a place in the middle of each cell.

    ``profile`` is "uniform", or "centre": weights fall with the distance from the middle as
    exp(-4 d / width), an assumption of a town that is densest in its middle. Raises AuditError for
    sizes that no town has (0.5..200 km, 10..1000 m) or for more than 4 million cells.
    """
    if not 0.5 <= width_km <= 200:
        raise AuditError(f"a ground is 0.5 to 200 km wide, not {width_km}")
    if not 10 <= cell_metres <= 1000:
        raise AuditError(f"a cell is 10 to 1,000 m wide, not {cell_metres}")
    side = max(2, round(width_km * 1000 / cell_metres))
    if side * side > PLACES_MOST:
        raise AuditError(
            f"{width_km} km in cells of {cell_metres} m are {side * side:,} places; "
            f"take wider cells, at most {PLACES_MOST:,} places can be held"
        )
    middles = (np.arange(side) + 0.5) * cell_metres
    places = np.column_stack([np.tile(middles, side), np.repeat(middles, side)])
    width = side * cell_metres
    if profile == "uniform":
        weight = np.ones(side * side)
    elif profile == "centre":
        away = np.hypot(places[:, 0] - width / 2, places[:, 1] - width / 2)
        weight = np.exp(-4 * away / width)
    else:
        raise AuditError(f"a profile is 'uniform' or 'centre', not {profile!r}")
    return Ground(
        kind=f"grid:{profile}",
        places=places,
        weight=weight,
        area_km2=(width / 1000) ** 2,
        spread_metres=float(cell_metres),
        cell_metres=float(cell_metres),
        columns=side,
        rows=side,
        cell_first=np.arange(side * side + 1, dtype=np.int64),
        cell_places=np.arange(side * side, dtype=np.int32),
        cell_weight=weight,
    )


def network(nodes: ArrayLike, area_km2: float | None = None, spread_metres: float = 20.0) -> Ground:
    """The nodes of a walkable network as places of equal weight.

    ``nodes`` are (n, 2) metres in any plane; the ground's corner is their least x and y.
    ``area_km2`` is what they stand for; without it, the cells of 100 m that hold a node are
    counted. Raises AuditError for fewer than 10 nodes or for values that are no numbers.
    """
    places = np.array(nodes, dtype=np.float64)
    if places.ndim != 2 or places.shape[1] != 2 or len(places) < 10:
        raise AuditError(f"a network needs at least 10 nodes of two numbers, not {places.shape}")
    if not np.isfinite(places).all():
        raise AuditError("a network's nodes are finite metres; some are not")
    places -= places.min(axis=0)
    columns, rows = (int(side // INDEX_METRES) + 1 for side in places.max(axis=0))
    if columns * rows > PLACES_MOST:
        raise AuditError(
            f"the nodes lie {columns / 10:,.0f} by {rows / 10:,.0f} km apart; cut the extract down"
        )
    cells = (places[:, 1] // INDEX_METRES).astype(np.int64) * columns
    cells += (places[:, 0] // INDEX_METRES).astype(np.int64)
    counts = np.bincount(cells, minlength=columns * rows)
    if area_km2 is None:
        area_km2 = float(np.count_nonzero(counts)) * (INDEX_METRES / 1000) ** 2
    if not (math.isfinite(area_km2) and area_km2 > 0):
        raise AuditError(f"an area is above 0 km², not {area_km2}")
    return Ground(
        kind="network",
        places=places,
        weight=np.ones(len(places)),
        area_km2=area_km2,
        spread_metres=spread_metres,
        cell_metres=INDEX_METRES,
        columns=columns,
        rows=rows,
        cell_first=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        cell_places=np.argsort(cells, kind="stable").astype(np.int32),
        cell_weight=counts.astype(np.float64),
    )
