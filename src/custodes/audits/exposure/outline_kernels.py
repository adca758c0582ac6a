"""The outline of what a camera sees: rays to the corners of walls, compiled."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from custodes.audits.exposure.view_kernels import OWN_WALL

STEP = math.radians(4)
"""Largest angle between two points of the outline on the arc, radians."""
ASIDE = 1e-4
"""Angle to both sides of a corner at which rays pass it, radians: 1 cm at 100 m."""


@njit(cache=True)
def distance(x, y, angle, radius, walls):  # type: ignore[no-untyped-def]
    """Metres from (x, y) to the first of ``walls`` (w, 4) in a direction, at most ``radius``."""
    dx, dy = math.sin(angle), math.cos(angle)
    nearest = radius
    for row in range(len(walls)):
        ax, ay = walls[row, 0] - x, walls[row, 1] - y
        ex, ey = walls[row, 2] - walls[row, 0], walls[row, 3] - walls[row, 1]
        across = dx * ey - dy * ex
        if across == 0.0:
            continue
        along = (ax * ey - ay * ex) / across
        on_wall = (ax * dy - ay * dx) / across
        if 0.0 < along < nearest and -1e-9 <= on_wall <= 1.0 + 1e-9:
            nearest = along
    return nearest


@njit(cache=True)
def near(x, y, radius, walls):  # type: ignore[no-untyped-def]
    """The rows of ``walls`` (w, 4) of which a part is closer than ``radius``, as an array.

    Without the wall that the camera hangs on, which throws no shadow.
    """
    kept = np.empty((len(walls), 4))
    count = 0
    for row in range(len(walls)):
        ax, ay, bx, by = walls[row]
        if min(ax, bx) > x + radius or max(ax, bx) < x - radius:
            continue
        if min(ay, by) > y + radius or max(ay, by) < y - radius:
            continue
        ex, ey = bx - ax, by - ay
        square = ex * ex + ey * ey
        part = 0.0
        if square > 0.0:
            part = min(1.0, max(0.0, ((x - ax) * ex + (y - ay) * ey) / square))
        if OWN_WALL <= math.hypot(ax + part * ex - x, ay + part * ey - y) < radius:
            kept[count] = walls[row]
            count += 1
    return kept[:count]


@njit(cache=True)
def rays(x, y, direction, opening, radius, walls):  # type: ignore[no-untyped-def]
    """Angles at which the outline has points, sorted, from one edge of the field to the other.

    Radians clockwise from ``direction``, -opening / 2 to opening / 2: steps along the arc, the
    ends of walls with a ray on either side, and where walls cross the arc.
    """
    half = opening / 2
    steps = math.ceil(opening / STEP) + 1
    angles = np.empty(steps + 10 * len(walls))
    for step in range(steps):
        angles[step] = -half + opening * step / (steps - 1)
    count = steps
    for row in range(len(walls)):
        ax, ay = walls[row, 0] - x, walls[row, 1] - y
        ex, ey = walls[row, 2] - walls[row, 0], walls[row, 3] - walls[row, 1]
        square = ex * ex + ey * ey
        cross = ax * ex + ay * ey
        root = cross * cross - square * (ax * ax + ay * ay - radius * radius)
        parts = (
            (0.0, 1.0, -1.0, -1.0)
            if root <= 0.0 or square == 0.0
            else (0.0, 1.0, (-cross - math.sqrt(root)) / square, (math.sqrt(root) - cross) / square)
        )
        for part in parts:
            if part < 0.0 or part > 1.0:
                continue
            corner = math.atan2(ax + part * ex, ay + part * ey) - direction
            corner = math.atan2(math.sin(corner), math.cos(corner))
            for angle in (corner - ASIDE, corner + ASIDE):
                if -half <= angle <= half:
                    angles[count] = angle
                    count += 1
    return np.sort(angles[:count])


@njit(cache=True)
def outline(x, y, direction, opening, radius, walls, tolerance):  # type: ignore[no-untyped-def]
    """Points (n, 2) of the outline of what can be seen from (x, y), in metres, not closed.

    ``direction`` (clockwise from north) and ``opening`` in radians, 2 pi for a disc; ``walls``
    (w, 4) are those that may be near. Points that lie within ``tolerance`` metres of the line
    between their neighbours are left out. A sector begins with the camera itself.
    """
    close = near(x, y, radius, walls)
    angles = rays(x, y, direction, opening, radius, close)
    disc = opening >= 2 * math.pi - 1e-9
    points = np.empty((len(angles) + 1, 2))
    count = 0
    if not disc:
        points[0, 0], points[0, 1] = x, y
        count = 1
    first = count
    for angle in angles:
        reach = distance(x, y, direction + angle, radius, close)
        px = x + reach * math.sin(direction + angle)
        py = y + reach * math.cos(direction + angle)
        if count >= first + 2:
            # The last point goes where it lies on the way from the one before it to this one.
            ax, ay = points[count - 2]
            ex, ey = px - ax, py - ay
            length = math.hypot(ex, ey)
            qx, qy = points[count - 1, 0] - ax, points[count - 1, 1] - ay
            forward = qx * ex + qy * ey
            off = abs(qx * ey - qy * ex) / length if length > 0.0 else math.hypot(qx, qy)
            if off < tolerance and 0.0 <= forward <= length * length:
                count -= 1
        points[count, 0], points[count, 1] = px, py
        count += 1
    return points[:count]
