"""What the map of one list shows: synthetic people as points around the place, and streets."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from custodes.audits.dragnet.request import Request
from custodes.audits.dragnet.streets import Streets
from custodes.audits.dragnet.sweep import KINDS, Seen
from custodes.model import Table

DOTS_MOST = 320


def dots(people: Seen, request: Request, radius: float) -> Table:
    """Those on the list of a radius, first window and dwell time, by what they did.

    Columns: kind (one of KINDS), east and north (metres from the place, of where in the window
    they truly came nearest). At most DOTS_MOST of them, every n-th; those drawn and those on the
    list are counted in the table's last row, of kind "drawn".
    """
    r = request.radii.index(radius)
    rows = np.flatnonzero(people.fixes[:, r, 0] >= request.fixes(request.dwells[0]))
    step = max(1, -(-len(rows) // DOTS_MOST))
    shown = rows[::step]
    cells: list[tuple[str | float | None, ...]] = [
        (KINDS[people.kind[row, r, 0]], *np.round(people.where[row]).tolist()) for row in shown
    ]
    cells.append(("drawn", float(len(shown)), float(len(rows))))
    return Table(("kind", "east_metres", "north_metres"), tuple(cells))


def lines(streets: Streets, point: NDArray[np.float64], reach: float) -> Table:
    """Streets around the place; columns x1, y1, x2, y2, metres from the place."""
    return Table(("x1", "y1", "x2", "y2"), tuple(streets.lines_near(point, reach)))
