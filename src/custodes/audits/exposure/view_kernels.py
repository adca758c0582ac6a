"""What each camera has in view of each street, as exact stretches along the street.

A stretch is where the line of the street runs within the disc and the sector, less the shadow that
each wall throws: the points beyond the wall as seen from the camera, a convex region, so that its
part of a straight street is one interval. All bounds are roots of linear or quadratic equations
along the street; nothing is rasterised.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from custodes.audits.exposure.grid_kernels import collect_near, fill_grid, lay_grid

Array = NDArray[Any]

BUCKETS = 256
"""Directions around a camera in which the nearest wall that fills them is kept."""
OWN_WALL = 1e-3
"""Metres: a wall nearer to the camera than this is what it hangs on, and throws no shadow."""
ON_WALL = 1e-3
"""Metres: a street that runs along the very line of a wall, within this, lies before it. Footways
are mapped on the outlines of buildings, and rounding must not decide which side they are on."""
NOTHING = 1e-9
"""Metres: a stretch shorter than this is rounding."""


@njit(cache=True)
def clip(low: float, high: float, at_zero: float, slope: float) -> tuple[float, float]:
    """The part of low..high where ``at_zero + slope * t >= 0``; empty if low > high."""
    if slope > 0.0:
        return max(low, -at_zero / slope), high
    if slope < 0.0:
        return low, min(high, -at_zero / slope)
    if at_zero >= 0.0:
        return low, high
    return 1.0, 0.0


@njit(cache=True)
def within_wedge(
    px: float,
    py: float,
    ex: float,
    ey: float,
    low: float,
    high: float,
    direction: float,
    half: float,
) -> tuple[float, float]:
    """The part of low..high in a wedge at the origin; radians, ``half`` at most a right angle.

    The line runs from p along the unit vector e.
    """
    rx, ry = np.sin(direction + half), np.cos(direction + half)
    lx, ly = np.sin(direction - half), np.cos(direction - half)
    low, high = clip(low, high, rx * py - ry * px, rx * ey - ry * ex)
    if low > high:
        return low, high
    return clip(low, high, px * ly - py * lx, ex * ly - ey * lx)


@njit(cache=True)
def shadow(
    ax: float,
    ay: float,
    bx: float,
    by: float,
    px: float,
    py: float,
    ex: float,
    ey: float,
    length: float,
) -> tuple[float, float]:
    """The stretch of a street that the wall from a to b hides from the origin (low > high: none).

    The street runs from p along the unit vector e for ``length`` metres.
    """
    area = ax * by - ay * bx
    if area == 0.0:
        return 1.0, 0.0
    if area < 0.0:
        ax, ay, bx, by = bx, by, ax, ay
    low, high = clip(0.0, length, ax * py - ay * px, ax * ey - ay * ex)
    if low > high:
        return low, high
    low, high = clip(low, high, px * by - py * bx, ex * by - ey * bx)
    if low > high:
        return low, high
    wx, wy = bx - ax, by - ay
    beyond = wy * (px - ax) - wx * (py - ay) - ON_WALL * np.hypot(wx, wy)
    return clip(low, high, beyond, wy * ex - wx * ey)


@njit(cache=True)
def subtract(starts: Array, ends: Array, count: int, low: float, high: float) -> int:
    """How many stretches are left when low..high is taken from the first ``count``; in place."""
    stretch = 0
    while stretch < count:
        start, end = starts[stretch], ends[stretch]
        if high <= start or low >= end:
            stretch += 1
        elif low <= start and high >= end:
            count -= 1
            starts[stretch], ends[stretch] = starts[count], ends[count]
        elif low <= start:
            starts[stretch] = high
            stretch += 1
        elif high >= end:
            ends[stretch] = low
            stretch += 1
        else:
            ends[stretch] = low
            starts[count], ends[count] = high, end
            return count + 1  # the other stretches are disjoint from this one
    return count


@njit(cache=True)
def turn_of(x: float, y: float) -> float:
    """Where a direction lies on the way around, 0..BUCKETS, against the clock from the x axis.

    It is measured along the diamond |x| + |y| = 1: it grows with the angle, is half of BUCKETS for
    a half-turn, and needs no arctangent.
    """
    size = abs(x) + abs(y)
    if size == 0.0:
        return 0.0
    part = y / size if x >= 0.0 else 2.0 - y / size
    return (part if part >= 0.0 else part + 4.0) * (BUCKETS / 4.0)


@njit(cache=True)
def direction_at(turn: float) -> tuple[float, float]:
    """The unit vector whose ``turn_of`` this is."""
    part = turn * (4.0 / BUCKETS) % 4.0
    y = part if part <= 1.0 else 2.0 - part if part <= 3.0 else part - 4.0
    x = 1.0 - abs(y) if part <= 1.0 or part >= 3.0 else abs(y) - 1.0
    size = np.sqrt(x * x + y * y)
    return x / size, y / size


@njit(cache=True)
def buckets_of(ax: float, ay: float, bx: float, by: float) -> tuple[float, float]:
    """The directions from the origin that a line from a to b takes up, in buckets, low to high.

    ``high`` may exceed BUCKETS, where the line crosses the direction of the x axis.
    """
    low, high = turn_of(ax, ay), turn_of(bx, by)
    if low > high:
        low, high = high, low
    if high - low > BUCKETS / 2:
        low, high = high, low + BUCKETS
    return low, high


@njit(cache=True)
def fill_depths(
    cx: float,
    cy: float,
    walls: Array,
    near: Array,
    distances: Array,
    count: int,
    rays: Array,
    depths: Array,
    turns: Array,
) -> None:
    """In each bucket, how far off the nearest wall is that fills it (metres; inf: none).

    A wall that the camera hangs on fills none. The directions that each wall takes up go to
    ``turns`` (n, 2).
    """
    depths[:] = np.inf
    for entry in range(count):
        wall = walls[near[entry]]
        ax, ay, bx, by = wall[0] - cx, wall[1] - cy, wall[2] - cx, wall[3] - cy
        low, high = buckets_of(ax, ay, bx, by)
        turns[entry] = low, high
        if distances[entry] <= OWN_WALL:
            continue
        first, last = int(np.ceil(low + 1e-6)), int(np.floor(high - 1e-6))
        if last <= first:
            continue
        wx, wy = bx - ax, by - ay
        area = ax * wy - ay * wx
        before = np.inf
        for ray in range(first, last + 1):
            ux, uy = rays[ray % BUCKETS]
            across = ux * wy - uy * wx
            distance = area / across if across != 0.0 else np.inf
            if distance < 0.0:
                distance = np.inf
            if ray > first:
                where = (ray - 1) % BUCKETS
                depths[where] = min(depths[where], max(before, distance))
            before = distance


@njit(cache=True)
def is_hidden(low: float, high: float, nearest: float, depths: Array) -> bool:
    """Whether all of a line lies behind walls that fill the directions it takes up."""
    for bucket in range(int(np.floor(low - 1e-6)), int(np.floor(high + 1e-6)) + 1):
        if depths[bucket % BUCKETS] + 1e-6 >= nearest:
            return False
    return True


@njit(cache=True)
def drop_hidden(near: Array, distances: Array, turns: Array, count: int, depths: Array) -> int:
    """How many walls are left when those that lie wholly behind others are dropped; in place."""
    kept = 0
    for entry in range(count):
        low, high = turns[entry]
        if distances[entry] > OWN_WALL and not is_hidden(low, high, distances[entry], depths):
            near[kept], distances[kept], turns[kept] = near[entry], distances[entry], turns[entry]
            kept += 1
    return kept


@njit(cache=True)
def overlap(low: float, high: float, turns: Array) -> bool:
    """Whether directions from low to high and those of a wall have any in common."""
    first, last = turns[0] - 1e-6, turns[1] + 1e-6
    return bool(
        (low <= last and high >= first) or (low + BUCKETS <= last) or (high - BUCKETS >= first)
    )


@njit(cache=True)
def stretches_in_field(
    px: float,
    py: float,
    ex: float,
    ey: float,
    length: float,
    radius: float,
    direction: float,
    half: float,
    starts: Array,
    ends: Array,
) -> int:
    """How many stretches (0, 1 or 2) of a street lie in a field of view at the origin, no walls."""
    middle = -(px * ex + py * ey)
    off = px * ey - py * ex
    reach = radius * radius - off * off
    if reach <= 0.0:
        return 0
    root = np.sqrt(reach)
    low, high = max(0.0, middle - root), min(length, middle + root)
    if high - low <= NOTHING:
        return 0
    if half <= np.pi / 2:
        low, high = within_wedge(px, py, ex, ey, low, high, direction, half)
        if high - low <= NOTHING:
            return 0
    starts[0], ends[0] = low, high
    if np.pi / 2 < half < np.pi:
        behind = direction + np.pi
        low, high = within_wedge(px, py, ex, ey, low, high, behind, np.pi - half)
        if high > low:
            return int(subtract(starts, ends, 1, low, high))
    return 1


@njit(cache=True)
def stretches_in_view(
    streets: Array,
    lengths: Array,
    walls: Array,
    positions: Array,
    radii: Array,
    directions: Array,
    halves: Array,
    cell: float,
) -> tuple[Array, Array, Array, Array]:
    """Street, camera (int32), start and end (float64, metres) of what each camera has in view.

    ``streets`` (m, 4) and ``walls`` (w, 4): x1 y1 x2 y2; ``lengths`` (m,); ``positions`` (c, 2);
    ``radii`` (c,) metres; ``directions`` and ``halves`` (half the opening) (c,), radians clockwise
    from north, a half of pi or more being a disc. Ordered by camera.
    """
    out_street = np.empty(1024, np.int32)
    out_camera = np.empty(1024, np.int32)
    out_bounds = np.empty((1024, 2))
    written = 0
    street_shape = lay_grid(streets, cell)
    street_offsets, street_members = fill_grid(streets, *street_shape)
    street_stamp = np.full(len(streets), -1, np.int64)
    seen = np.empty(len(streets), np.int64)
    seen_distances = np.empty(len(streets))
    wall_shape = street_shape
    wall_offsets, wall_members = street_offsets, street_members
    if len(walls):
        wall_shape = lay_grid(walls, cell)
        wall_offsets, wall_members = fill_grid(walls, *wall_shape)
    wall_stamp = np.full(len(walls), -1, np.int64)
    near = np.empty(len(walls), np.int64)
    distances = np.empty(len(walls))
    turns = np.empty((len(walls), 2))
    rays = np.empty((BUCKETS, 2))
    for bucket in range(BUCKETS):
        rays[bucket] = direction_at(float(bucket))
    depths = np.full(BUCKETS, np.inf)
    starts, ends = np.empty(2 * len(walls) + 4), np.empty(2 * len(walls) + 4)
    for camera in range(len(positions)):
        cx, cy = positions[camera]
        radius = radii[camera]
        if not radius > 0.0:
            continue
        streets_near = collect_near(
            cx,
            cy,
            radius,
            streets,
            street_offsets,
            street_members,
            street_shape,
            street_stamp,
            camera,
            seen,
            seen_distances,
        )
        if streets_near == 0:
            continue
        walls_near = 0
        if len(walls):
            walls_near = collect_near(
                cx,
                cy,
                radius,
                walls,
                wall_offsets,
                wall_members,
                wall_shape,
                wall_stamp,
                camera,
                near,
                distances,
            )
            fill_depths(cx, cy, walls, near, distances, walls_near, rays, depths, turns)
            walls_near = drop_hidden(near, distances, turns, walls_near, depths)
        for entry in range(streets_near):
            street = seen[entry]
            length = lengths[street]
            px, py = streets[street, 0] - cx, streets[street, 1] - cy
            qx, qy = streets[street, 2] - cx, streets[street, 3] - cy
            ex, ey = (qx - px) / length, (qy - py) / length
            count = stretches_in_field(
                px, py, ex, ey, length, radius, directions[camera], halves[camera], starts, ends
            )
            if count == 0:
                continue
            begin, end = buckets_of(px, py, qx, qy)
            if walls_near and is_hidden(begin, end, seen_distances[entry], depths):
                continue
            for other in range(walls_near):
                if not overlap(begin, end, turns[other]):
                    continue
                wall = walls[near[other]]
                ax, ay, bx, by = wall[0] - cx, wall[1] - cy, wall[2] - cx, wall[3] - cy
                low, high = shadow(ax, ay, bx, by, px, py, ex, ey, length)
                if high > low:
                    count = subtract(starts, ends, count, low, high)
                    if count == 0:
                        break
            for stretch in range(count):
                if ends[stretch] - starts[stretch] <= NOTHING:
                    continue
                if written == len(out_street):
                    out_street = np.concatenate((out_street, np.empty(written, np.int32)))
                    out_camera = np.concatenate((out_camera, np.empty(written, np.int32)))
                    out_bounds = np.concatenate((out_bounds, np.empty((written, 2))))
                out_street[written] = street
                out_camera[written] = camera
                out_bounds[written, 0] = starts[stretch]
                out_bounds[written, 1] = ends[stretch]
                written += 1
    bounds = out_bounds[:written]
    return out_street[:written], out_camera[:written], bounds[:, 0].copy(), bounds[:, 1].copy()
