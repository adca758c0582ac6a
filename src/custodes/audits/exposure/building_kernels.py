"""Whether a point is inside a building, and where outside of it the nearest outward wall is."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from custodes.audits.exposure.grid_kernels import add_up, distance_to_line, run_back

Array = NDArray[Any]
Plan = tuple[Array, Array, Array, Array, Array, Array, Array]
"""Rings with a grid over them: offsets, points, which are courtyards, boxes, and of the grid its
shape, cell offsets and members."""

STEP = 0.5
"""Metres between the places along a wall that are tried."""


@njit(cache=True)
def boxes_of(offsets: Array, points: Array) -> Array:
    """Left, bottom, right, top (r, 4) of rings."""
    boxes = np.empty((len(offsets) - 1, 4))
    for ring in range(len(boxes)):
        boxes[ring, 0], boxes[ring, 1] = np.inf, np.inf
        boxes[ring, 2], boxes[ring, 3] = -np.inf, -np.inf
        for point in range(offsets[ring], offsets[ring + 1]):
            x, y = points[point]
            boxes[ring, 0], boxes[ring, 2] = min(boxes[ring, 0], x), max(boxes[ring, 2], x)
            boxes[ring, 1], boxes[ring, 3] = min(boxes[ring, 1], y), max(boxes[ring, 3], y)
    return boxes


@njit(cache=True)
def fill_boxes(boxes: Array, cell: float) -> tuple[Array, Array, Array]:
    """A grid over boxes (r, 4), r > 0: its shape (left, bottom, cell, columns, rows), the offsets
    int64 (cells + 1,), and the boxes int32 that touch each cell."""
    left, bottom = boxes[:, 0].min(), boxes[:, 1].min()
    right, top = boxes[:, 2].max(), boxes[:, 3].max()
    most = max(1024, 4 * len(boxes))
    while ((right - left) / cell + 1) * ((top - bottom) / cell + 1) > most:
        cell *= 1.25
    columns, rows = int((right - left) / cell) + 1, int((top - bottom) / cell) + 1
    offsets = np.zeros(columns * rows + 1, np.int64)
    members = np.empty(0, np.int32)
    for count in (True, False):
        for box in range(len(boxes)):
            for row in range(
                int((boxes[box, 1] - bottom) / cell), int((boxes[box, 3] - bottom) / cell) + 1
            ):
                for column in range(
                    int((boxes[box, 0] - left) / cell), int((boxes[box, 2] - left) / cell) + 1
                ):
                    where = row * columns + column
                    if count:
                        offsets[where + 1] += 1
                    else:
                        members[offsets[where]] = box
                        offsets[where] += 1
        if count:
            add_up(offsets)
            members = np.empty(offsets[-1], np.int32)
    run_back(offsets)
    return np.array([left, bottom, cell, float(columns), float(rows)]), offsets, members


@njit(cache=True)
def is_in_ring(x: float, y: float, points: Array, first: int, last: int) -> bool:
    """Whether a point is inside the ring of the points first..last - 1 (even-odd rule)."""
    inside = False
    other = last - 1
    for point in range(first, last):
        y1, y2 = points[point, 1], points[other, 1]
        if (y1 > y) != (y2 > y):
            x1, x2 = points[point, 0], points[other, 0]
            if x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
                inside = not inside
        other = point
    return inside


@njit(cache=True)
def rings_around(x: float, y: float, plan: Plan, found: Array) -> int:
    """How many rings of the plan a point is in; the first of them go to ``found``."""
    offsets, points, _, boxes, shape, cell_offsets, members = plan
    column, row = (x - shape[0]) / shape[2], (y - shape[1]) / shape[2]
    if column < 0 or row < 0 or column >= shape[3] or row >= shape[4]:
        return 0
    count = 0
    where = int(row) * int(shape[3]) + int(column)
    for entry in range(cell_offsets[where], cell_offsets[where + 1]):
        ring = members[entry]
        if x < boxes[ring, 0] or x > boxes[ring, 2] or y < boxes[ring, 1] or y > boxes[ring, 3]:
            continue
        if count < len(found) and is_in_ring(x, y, points, offsets[ring], offsets[ring + 1]):
            found[count] = ring
            count += 1
    return count


@njit(cache=True)
def is_built(x: float, y: float, plan: Plan, found: Array) -> bool:
    """Whether a point is inside a building: in more outer rings than courtyards."""
    holes = plan[2]
    depth = 0
    for entry in range(rings_around(x, y, plan, found)):
        depth += -1 if holes[found[entry]] else 1
    return depth > 0


@njit(cache=True)
def doubled_area(points: Array, first: int, last: int) -> float:
    """Twice the area of a ring, positive if it runs against the clock."""
    total = 0.0
    other = last - 1
    for point in range(first, last):
        total += points[other, 0] * points[point, 1] - points[point, 0] * points[other, 1]
        other = point
    return total


@njit(cache=True)
def place_on_wall(
    x: float,
    y: float,
    wall: tuple[float, float, float, float],
    normal: tuple[float, float],
    room: float,
    gap: float,
    best: float,
    plan: Plan,
    found: Array,
) -> tuple[float, float, float]:
    """The nearest place before a wall with room: metres from x, y to the wall there, and the place.

    The wall: its first point, unit vector; ``normal`` its outward unit normal. Only places nearer
    than ``best`` metres are looked at; none gives infinity.
    """
    ax, ay, bx, by = wall
    nx, ny = normal
    length = np.hypot(bx - ax, by - ay)
    if length < 1e-6:
        return np.inf, 0.0, 0.0
    ex, ey = (bx - ax) / length, (by - ay) / length
    foot = min(length, max(0.0, (x - ax) * ex + (y - ay) * ey))
    if np.hypot(ax + foot * ex - x, ay + foot * ey - y) >= best:
        return np.inf, 0.0, 0.0
    inset = min(0.1, length / 4)
    for attempt in range(2 * (int(length / STEP) + 1) + 1):
        along = foot + (attempt + 1) // 2 * (STEP if attempt % 2 else -STEP)
        along = min(length - inset, max(inset, along))
        px, py = ax + along * ex, ay + along * ey
        distance = np.hypot(px - x, py - y)
        if attempt and distance >= best:
            continue
        if is_built(px + nx * room, py + ny * room, plan, found):
            continue
        if not is_built(px + nx * gap, py + ny * gap, plan, found):
            return distance, px + nx * gap, py + ny * gap
    return np.inf, 0.0, 0.0


@njit(cache=True)
def touches(x: float, y: float, margin: float, points: Array, first: int, last: int) -> bool:
    """Whether a wall of the ring of the points first..last - 1 is within a margin of a point."""
    ax, ay = points[last - 1]
    for point in range(first, last):
        bx, by = points[point]
        if distance_to_line(x, y, np.array((ax, ay, bx, by))) <= margin:
            return True
        ax, ay = bx, by
    return False


@njit(cache=True)
def rings_near(x: float, y: float, margin: float, plan: Plan, found: Array) -> int:
    """How many rings have a wall within a margin (metres) of a point; they go to ``found``."""
    offsets, points, _, boxes, shape, cell_offsets, members = plan
    count = 0
    begin = max(0, int(np.floor((x - margin - shape[0]) / shape[2])))
    end = min(int(shape[3]) - 1, int(np.floor((x + margin - shape[0]) / shape[2])))
    first = max(0, int(np.floor((y - margin - shape[1]) / shape[2])))
    last = min(int(shape[4]) - 1, int(np.floor((y + margin - shape[1]) / shape[2])))
    for row in range(first, last + 1):
        for column in range(begin, end + 1):
            where = row * int(shape[3]) + column
            for entry in range(cell_offsets[where], cell_offsets[where + 1]):
                ring = members[entry]
                left, bottom, right, top = boxes[ring]
                if x < left - margin or x > right + margin:
                    continue
                if y < bottom - margin or y > top + margin or count == len(found):
                    continue
                if touches(x, y, margin, points, offsets[ring], offsets[ring + 1]):
                    found[count] = ring
                    count += 1
    return count


@njit(cache=True)
def places_outside(
    positions: Array,
    offsets: Array,
    points: Array,
    holes: Array,
    owners: Array,
    on_wall: float,
    insist: bool,
    gap: float,
    clearance: float,
    cell: float,
) -> tuple[Array, Array, Array]:
    """Where cameras hang that are mapped inside of a building or on its wall.

    ``positions`` (c, 2) metres; rings by ``offsets`` and ``points``, ``holes`` bool (r,) telling
    courtyards, ``owners`` int32 (r,) the building of each. Gives positions (c, 2), the outward
    normals (c, 2) of the walls, NaN where a camera is on none, and int8 (c,): 0 left where it was,
    1 moved off the wall it was mapped on, 2 moved out of a building, 3 in a building that has no
    outward wall, left where it was.

    A wall is outward where a point ``clearance`` metres (or, failing that, ``gap``) before it is in
    no building; the camera is put ``gap`` before it. Places along a wall are tried each STEP, the
    nearest first. A camera outside that is within ``on_wall`` of a wall (as on the wall between two
    houses) counts as inside if that wall is no outward one, if ``insist``.
    """
    result = positions.copy()
    normals = np.full((len(positions), 2), np.nan)
    how = np.zeros(len(positions), np.int8)
    if len(offsets) < 2:
        return result, normals, how
    boxes = boxes_of(offsets, points)
    shape, cell_offsets, members = fill_boxes(boxes, cell)
    plan = (offsets, points, holes, boxes, shape, cell_offsets, members)
    order = np.argsort(owners)
    owned = owners[order]
    found = np.empty(64, np.int64)
    own = np.empty(64, np.int64)
    for camera in range(len(positions)):
        x, y = positions[camera]
        inside = is_built(x, y, plan, found)
        if inside:
            candidates = rings_around(x, y, plan, own)
        else:
            candidates = rings_near(x, y, on_wall, plan, own)
        for attempt in range(4):
            room = gap if attempt % 2 else clearance
            limit = np.inf if inside or attempt > 1 else on_wall
            if attempt > 1 and (inside or not insist or candidates == 0):
                break
            best = limit
            for entry in range(candidates):
                if inside and holes[own[entry]]:
                    continue
                owner = owners[own[entry]]
                slot = np.searchsorted(owned, owner)
                while slot < len(owned) and owned[slot] == owner:
                    ring = order[slot]
                    slot += 1
                    first, last = offsets[ring], offsets[ring + 1]
                    side = 1.0 if (doubled_area(points, first, last) > 0) != holes[ring] else -1.0
                    ax, ay = points[last - 1]
                    for point in range(first, last):
                        bx, by = points[point]
                        length = max(np.hypot(bx - ax, by - ay), 1e-9)
                        nx, ny = side * (by - ay) / length, -side * (bx - ax) / length
                        distance, px, py = place_on_wall(
                            x, y, (ax, ay, bx, by), (nx, ny), room, gap, best, plan, found
                        )
                        ax, ay = bx, by
                        if distance < best:
                            best = distance
                            result[camera] = px, py
                            normals[camera] = nx, ny
            if best < limit:
                how[camera] = 2 if inside or attempt > 1 else 1
                break
        if inside and how[camera] == 0:
            how[camera] = 3
    return result, normals, how
