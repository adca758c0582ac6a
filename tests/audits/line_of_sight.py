"""An independent oracle of what cameras see: rays of shapely from points of streets to cameras."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from custodes.audits.exposure.city import Cameras, City, Floats, Views


def drawn_points(city: City, count: int, seed: int) -> tuple[NDArray[np.int64], Floats, Floats]:
    """Random points of the streets, every metre alike: segment, metres along it, positions."""
    random = np.random.default_rng(seed)
    segment = random.choice(len(city.segments), count, p=city.lengths / city.lengths.sum())
    along = random.uniform(size=count) * city.lengths[segment]
    begin, end = city.nodes[city.segments[segment, 0]], city.nodes[city.segments[segment, 1]]
    part = (along / city.lengths[segment])[:, None]
    return segment, along, begin + part * (end - begin)


def seen_by_rays(
    city: City, cameras: Cameras, ranges: Floats, points: Floats, walls: bool = True
) -> NDArray[np.bool_]:
    """Which points (p, 2) each camera sees, (c, p): near, in the sector, and no wall between."""
    tree = shapely.STRtree(shapely.linestrings(city.walls.reshape(-1, 2, 2)))
    seen = np.zeros((len(cameras), len(points)), np.bool_)
    for camera in range(len(cameras)):
        off = points - cameras.positions[camera]
        bearing = np.degrees(np.arctan2(off[:, 0], off[:, 1]))
        seen[camera] = np.hypot(*off.T) < ranges[camera]
        if cameras.openings[camera] < 360 and not np.isnan(cameras.directions[camera]):
            turn = np.abs((bearing - cameras.directions[camera] + 180) % 360 - 180)
            seen[camera] &= turn <= cameras.openings[camera] / 2
        if walls and len(city.walls):
            near = np.flatnonzero(seen[camera])
            begin = np.broadcast_to(cameras.positions[camera], (len(near), 2))
            # a point on the very line of a wall lies before it, so rays end 2 mm short
            short = 1 - 0.002 / np.maximum(np.hypot(*off[near].T), 0.002)
            rays = shapely.linestrings(
                np.stack([begin, begin + short[:, None] * off[near]], axis=1)
            )
            blocked = tree.query(rays, predicate="intersects")[0]
            seen[camera, near[np.unique(blocked)]] = False
    return seen


def seen_by_views(
    views: Views, count: int, segment: NDArray[np.int64], along: Floats
) -> NDArray[np.bool_]:
    """Which points the stretches of a view hold, (count of cameras, p)."""
    seen = np.zeros((count, len(segment)), np.bool_)
    for row in range(len(views)):
        inside = (along >= views.start[row]) & (along <= views.end[row])
        seen[views.camera[row]] |= inside & (segment == views.segment[row])
    return seen
