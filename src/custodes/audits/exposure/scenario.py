"""A scenario of a map that lacks cameras: more of the same sort, on walls that face the street.

It says what the figures would be if the map held a stated share of the cameras, and the missing
ones were like those on the map and anywhere. It is no correction: what a map lacks, it does not
lack at random. The invented positions serve aggregate figures only and are given to nobody.
"""

from __future__ import annotations

import numpy as np

from custodes.audits.errors import AuditError
from custodes.audits.exposure.city import Cameras, City, Floats

REACH = 30.0
"""Metres from the middle of the street to the wall that a camera hangs on; beyond, a pole."""
OFF_WALL = 0.1
"""Metres from the wall to the lens."""
TURN = 60.0
"""Degrees to either side that a camera is turned at most from looking straight off its wall."""


def invented(city: City, cameras: Cameras, count: int, seed: int) -> Cameras:
    """``count`` devices, each like a random one of ``cameras``, at random places along the streets.

    A place is a random point of the streets' length; the camera hangs on the wall nearest to it,
    or, with none within REACH, on a pole there. Directions are random within TURN of straight
    off the wall; what looks several ways, and what has no direction, stays so. The first devices
    are the same for every ``count``. Raises AuditError without cameras to be like.
    """
    if not len(cameras):
        raise AuditError("a map without cameras does not say what missing ones would be like")
    random = np.random.default_rng([seed, 0xC0])
    draws = random.random((count, 4))  # row by row, so that more rows leave the first as they are
    places = _along_streets(city, draws[:, 0])
    hooks, outward = _on_walls(city, places, draws[:, 1])
    devices, device = np.unique(cameras.device, return_inverse=True)
    rows_of = [np.flatnonzero(device == number) for number in range(len(devices))]
    models = [rows_of[int(draw * len(devices))] for draw in draws[:, 2]]
    rows = np.concatenate(models) if models else np.empty(0, np.int64)
    copies = np.repeat(np.arange(count), [len(model) for model in models])
    first = np.array([model[0] for model in models], np.int64)
    turned = outward + TURN * (2 * draws[:, 3] - 1)
    like = cameras.selected(rows) if len(rows) else cameras.selected(np.empty(0, np.int64))
    apart = cameras.directions[rows] - cameras.directions[first][copies]
    known = ~np.isnan(cameras.directions[rows])
    directions = np.where(known, (turned[copies] + np.nan_to_num(apart)) % 360.0, np.nan)
    return Cameras(
        positions=hooks[copies],
        directions=directions,
        openings=like.openings,
        heights=like.heights,
        mounts=like.mounts,
        kinds=like.kinds,
        operators=like.operators,
        moved=np.zeros(len(rows)),
        sources=("scenario",) * len(rows),
        device=copies.astype(np.int32),
        openings_stated=like.openings_stated,
    )


def together(cameras: Cameras, more: Cameras) -> Cameras:
    """Both, with devices numbered on."""
    offset = int(cameras.device.max(initial=-1)) + 1
    return Cameras(
        positions=np.concatenate((cameras.positions, more.positions)),
        directions=np.concatenate((cameras.directions, more.directions)),
        openings=np.concatenate((cameras.openings, more.openings)),
        heights=np.concatenate((cameras.heights, more.heights)),
        mounts=cameras.mounts + more.mounts,
        kinds=cameras.kinds + more.kinds,
        operators=cameras.operators + more.operators,
        moved=np.concatenate((cameras.moved, more.moved)),
        sources=cameras.sources + more.sources,
        device=np.concatenate((cameras.device, more.device + offset)).astype(np.int32),
        openings_stated=np.concatenate((cameras.openings_stated, more.openings_stated)),
    )


def missing(devices: int, completeness: float) -> int:
    """How many cameras are not on a map that holds this share (0 < share <= 1) of them."""
    if not 0 < completeness <= 1:
        raise AuditError(
            f"a completeness is the share of the cameras that are on the map: above 0, at most 1, "
            f"not {completeness:g}"
        )
    return round(devices / completeness) - devices


def _along_streets(city: City, draws: Floats) -> Floats:
    sums = np.cumsum(city.lengths)
    points = draws * sums[-1]
    segment = np.minimum(np.searchsorted(sums, points, side="right"), len(sums) - 1)
    part = (points - (sums[segment] - city.lengths[segment])) / city.lengths[segment]
    begin, end = city.nodes[city.segments[segment, 0]], city.nodes[city.segments[segment, 1]]
    found: Floats = begin + part[:, None] * (end - begin)
    return found


def _on_walls(city: City, places: Floats, draws: Floats) -> tuple[Floats, Floats]:
    """Where cameras hang, (k, 2) metres, and the degrees that look straight off the wall, (k,)."""
    from custodes.audits.exposure.wall_kernels import nearest_on_walls

    hooks = nearest_on_walls(places, np.ascontiguousarray(city.walls, np.float64), REACH)
    off = places - hooks
    metres = np.hypot(off[:, 0], off[:, 1])
    pole = np.isnan(metres) | (metres < OFF_WALL)
    unit = np.divide(off, metres[:, None], out=np.zeros_like(off), where=~pole[:, None])
    found = np.where(pole[:, None], places, hooks + OFF_WALL * unit)
    outward = np.degrees(np.arctan2(off[:, 0], off[:, 1])) % 360.0
    return found, np.where(pole, 360.0 * draws, outward)
