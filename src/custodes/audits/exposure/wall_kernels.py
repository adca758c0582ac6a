"""The nearest point of any wall, compiled."""

from __future__ import annotations

import numpy as np
from numba import njit

from custodes.audits.exposure.grid_kernels import collect_near, fill_grid, lay_grid

CELL = 50.0
"""Metres, the side of a cell of the search grid; no result depends on it."""


@njit(cache=True)
def nearest_on_walls(places, walls, reach):  # type: ignore[no-untyped-def]
    """The points (k, 2) on ``walls`` (w, 4) nearest to ``places`` (k, 2); NaN beyond ``reach``."""
    found = np.full(places.shape, np.nan)
    if len(walls) == 0:
        return found
    shape = lay_grid(walls, CELL)
    offsets, members = fill_grid(walls, *shape)
    stamp = np.zeros(len(walls), np.int64)
    near = np.empty(len(walls), np.int64)
    metres = np.empty(len(walls))
    for place in range(len(places)):
        x, y = places[place]
        count = collect_near(
            x, y, reach, walls, offsets, members, shape, stamp, place + 1, near, metres
        )
        if count == 0:
            continue
        wall = near[np.argmin(metres[:count])]
        x1, y1, x2, y2 = walls[wall]
        ex, ey = x2 - x1, y2 - y1
        along = ((x - x1) * ex + (y - y1) * ey) / (ex * ex + ey * ey)
        along = min(1.0, max(0.0, along))
        found[place, 0] = x1 + along * ex
        found[place, 1] = y1 + along * ey
    return found
