"""A uniform grid over line segments: which of them pass near a point, in near constant time."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

Array = NDArray[Any]


@njit(cache=True)
def add_up(offsets: Array) -> None:
    """Of how many each cell holds, at the place after its own: where its members begin."""
    for where in range(len(offsets) - 1):
        offsets[where + 1] += offsets[where]


@njit(cache=True)
def run_back(offsets: Array) -> None:
    """Undo what filling did: each offset ran on to the next one."""
    for where in range(len(offsets) - 1, 0, -1):
        offsets[where] = offsets[where - 1]
    offsets[0] = 0


@njit(cache=True)
def lay_grid(lines: Array, cell: float) -> tuple[float, float, float, int, int]:
    """Left, bottom, cell size (metres), columns and rows of a grid over lines (n, 4), n > 0.

    The cell grows until there are at most four cells a line (and 1,024), so that a few far-off
    lines cannot take the memory.
    """
    left, bottom, right, top = np.inf, np.inf, -np.inf, -np.inf
    for line in range(len(lines)):
        x1, y1, x2, y2 = lines[line]
        left, right = min(left, x1, x2), max(right, x1, x2)
        bottom, top = min(bottom, y1, y2), max(top, y1, y2)
    most = max(1024, 4 * len(lines))
    while ((right - left) / cell + 1) * ((top - bottom) / cell + 1) > most:
        cell *= 1.25
    return left, bottom, cell, int((right - left) / cell) + 1, int((top - bottom) / cell) + 1


@njit(cache=True)
def fill_grid(
    lines: Array, left: float, bottom: float, cell: float, columns: int, rows: int
) -> tuple[Array, Array]:
    """Which lines pass through which cell: offsets int64 (cells + 1,) and lines int32.

    Cells are numbered row by row. A line is in every cell it touches and, for rounding, at times
    in one beside.
    """
    offsets = np.zeros(columns * rows + 1, np.int64)
    members = np.empty(0, np.int32)
    for count in (True, False):
        for line in range(len(lines)):
            x1, y1, x2, y2 = lines[line]
            if y1 > y2:
                x1, y1, x2, y2 = x2, y2, x1, y1
            first = min(rows - 1, max(0, int((y1 - bottom) / cell)))
            last = min(rows - 1, max(0, int((y2 - bottom) / cell)))
            for row in range(first, last + 1):
                low, high = x1, x2
                if last > first:
                    slope = (x2 - x1) / (y2 - y1)
                    low = x1 + slope * (max(y1, bottom + row * cell) - y1)
                    high = x1 + slope * (min(y2, bottom + (row + 1) * cell) - y1)
                low, high = min(low, high) - 1e-6, max(low, high) + 1e-6
                begin = min(columns - 1, max(0, int((low - left) / cell)))
                end = min(columns - 1, max(0, int((high - left) / cell)))
                for column in range(begin, end + 1):
                    where = row * columns + column
                    if count:
                        offsets[where + 1] += 1
                    else:
                        members[offsets[where]] = line
                        offsets[where] += 1
        if count:
            add_up(offsets)
            members = np.empty(offsets[-1], np.int32)
    run_back(offsets)
    return offsets, members


@njit(cache=True)
def distance_to_line(px: float, py: float, line: Array) -> float:
    """Metres from a point to the nearest point of the line from x1 y1 to x2 y2 (4,)."""
    x1, y1, x2, y2 = line
    ex, ey = x2 - x1, y2 - y1
    squared = ex * ex + ey * ey
    along = 0.0
    if squared > 0.0:
        along = min(1.0, max(0.0, ((px - x1) * ex + (py - y1) * ey) / squared))
    dx, dy = x1 + along * ex - px, y1 + along * ey - py
    return float(np.sqrt(dx * dx + dy * dy))


@njit(cache=True)
def collect_near(
    px: float,
    py: float,
    radius: float,
    lines: Array,
    offsets: Array,
    members: Array,
    shape: tuple[float, float, float, int, int],
    stamp: Array,
    mark: int,
    found: Array,
    distances: Array,
) -> int:
    """How many lines pass within the radius; their rows go to ``found``, metres to ``distances``.

    ``stamp`` int64 (n,) holds the last mark a line was met under; ``found`` and ``distances``
    have room for n.
    """
    left, bottom, cell, columns, rows = shape
    count = 0
    first = max(0, int(np.floor((py - radius - bottom) / cell)))
    last = min(rows - 1, int(np.floor((py + radius - bottom) / cell)))
    begin = max(0, int(np.floor((px - radius - left) / cell)))
    end = min(columns - 1, int(np.floor((px + radius - left) / cell)))
    for row in range(first, last + 1):
        for column in range(begin, end + 1):
            where = row * columns + column
            for entry in range(offsets[where], offsets[where + 1]):
                line = members[entry]
                if stamp[line] == mark:
                    continue
                stamp[line] = mark
                distance = distance_to_line(px, py, lines[line])
                if distance < radius:
                    found[count] = line
                    distances[count] = distance
                    count += 1
    return count
