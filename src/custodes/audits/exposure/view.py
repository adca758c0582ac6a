"""What of each street is in view of which camera, with walls or without."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from custodes.audits.exposure.city import Cameras, City, Floats, Views

CELL = 50.0
"""Metres, the side of a cell of the search grid: about the reach of a camera, and no result
depends on it."""


def ground_ranges(cameras: Cameras, ranges: ArrayLike) -> Floats:
    """Metres (c,) over the ground that a camera of this range reaches from its height.

    The range is the distance from the lens: by Pythagoras sqrt(range² - height²), 0 where it hangs
    higher than it reaches; a height that is not known takes nothing off.
    """
    slant = np.array(np.broadcast_to(np.asarray(ranges, dtype=np.float64), len(cameras)))
    heights = np.nan_to_num(cameras.heights, nan=0.0)
    return np.sqrt(np.maximum(slant * slant - heights * heights, 0.0))


def view(city: City, cameras: Cameras, ranges: ArrayLike, walls: bool = True) -> Views:
    """The stretches of the city's segments in view of the cameras (rows, not devices).

    ``ranges`` float64 (c,) or one number: metres from the lens at which a camera still serves its
    purpose (see ``fields_of_view``); the height is taken off by ``ground_ranges``. An opening of
    360, or a direction that is not known, makes a disc. Exact to rounding: disc, sector and the
    shadow of each wall are cut along the segment. Buildings hide whatever stands behind them, as
    if they were higher than any camera, and terrain, trees and vehicles hide nothing.
    """
    from custodes.audits.exposure.view_kernels import stretches_in_view

    count = len(city.segments)
    if not count or not len(cameras):
        empty = np.empty(0)
        return Views(empty.astype(np.int32), empty.astype(np.int32), empty, empty.copy(), count)
    streets = np.hstack([city.nodes[city.segments[:, 0]], city.nodes[city.segments[:, 1]]])
    disc = np.isnan(cameras.directions) | (cameras.openings >= 360)
    segment, camera, start, end = stretches_in_view(
        np.ascontiguousarray(streets, dtype=np.float64),
        np.ascontiguousarray(city.lengths, dtype=np.float64),
        np.ascontiguousarray(city.walls if walls else np.empty((0, 4)), dtype=np.float64),
        np.ascontiguousarray(cameras.positions, dtype=np.float64),
        ground_ranges(cameras, ranges),
        np.radians(np.where(disc, 0.0, cameras.directions)),
        np.where(disc, 2 * np.pi, np.radians(cameras.openings) / 2),
        CELL,
    )
    order = np.lexsort((camera, start, segment))
    return Views(segment[order], camera[order], start[order], end[order], count)
