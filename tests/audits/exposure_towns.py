"""Small towns for the tests of exposure: streets, houses and cameras made up here."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from custodes.audits.exposure.city import Cameras, City, District, Rings, Views


def town(
    nodes: ArrayLike,
    segments: ArrayLike,
    *,
    cameras: Cameras | None = None,
    houses: Sequence[ArrayLike] = (),
    districts: tuple[District, ...] = (),
    doors: ArrayLike | None = None,
) -> City:
    """A town of straight segments between nodes; every node is a door unless said otherwise."""
    points = np.asarray(nodes, np.float64)
    pairs = np.asarray(segments, np.int32)
    rings = Rings.of(houses)
    walls = [
        np.hstack([ring, np.roll(ring, -1, axis=0)]) for ring in map(rings.ring, range(len(rings)))
    ]
    return City(
        name="Testtown",
        sha256="ab" * 32,
        attribution="© OpenStreetMap contributors",
        origin=(10.0, 50.0),
        nodes=points,
        segments=pairs,
        lengths=np.hypot(*(points[pairs[:, 1]] - points[pairs[:, 0]]).T),
        buildings=rings,
        walls=np.concatenate(walls) if walls else np.empty((0, 4)),
        doors=np.arange(len(points), dtype=np.int32)
        if doors is None
        else np.asarray(doors, np.int32),
        districts=districts,
        cameras=cameras if cameras is not None else Cameras.at(np.empty((0, 2))),
    )


def grid(
    side: int,
    spacing: float = 80.0,
    *,
    cameras: Cameras | None = None,
    houses: bool = False,
    jitter: float = 0.0,
) -> City:
    """A chessboard of ``side`` by ``side`` corners, with a house in every block if wanted."""
    random = np.random.default_rng(7)
    x, y = np.meshgrid(np.arange(side) * spacing, np.arange(side) * spacing)
    nodes = np.column_stack((x.ravel(), y.ravel())) + random.uniform(-jitter, jitter, (side**2, 2))
    across = [(row * side + c, row * side + c + 1) for row in range(side) for c in range(side - 1)]
    up = [(row * side + c, (row + 1) * side + c) for row in range(side - 1) for c in range(side)]
    inset, far = 8.0, spacing - 8.0
    corner = [(inset, inset), (far, inset), (far, far), (inset, far)]
    blocks = [
        [(c * spacing + a, row * spacing + b) for a, b in corner]
        for row in range(side - 1)
        for c in range(side - 1)
    ]
    return town(nodes, across + up, cameras=cameras, houses=blocks if houses else ())


def some_cameras(city: City, count: int, seed: int = 3) -> Cameras:
    """Cameras at random corners, a few metres off."""
    random = np.random.default_rng(seed)
    at = city.nodes[random.integers(0, len(city.nodes), count)]
    return Cameras.at(at + random.uniform(-3, 3, (count, 2)))


def some_views(city: City, count: int, devices: int, seed: int = 5) -> tuple[Views, Cameras]:
    """Made-up stretches in view, of cameras of which some share a device."""
    random = np.random.default_rng(seed)
    segment = random.integers(0, len(city.segments), count)
    start = random.random(count) * city.lengths[segment]
    end = start + random.random(count) * (city.lengths[segment] - start)
    # Some run to the very end of their street, or begin there, so that views go round corners.
    whole = random.random(count) < 0.4
    start = np.where(whole & (random.random(count) < 0.5), 0.0, start)
    end = np.where(whole, city.lengths[segment], end)
    camera = random.integers(0, 2 * devices, count)
    order = np.lexsort((camera, start, segment))
    cameras = Cameras.at(np.zeros((2 * devices, 2)), device=np.arange(2 * devices) // 2)
    views = Views(
        segment[order].astype(np.int32),
        camera[order].astype(np.int32),
        start[order],
        end[order],
        len(city.segments),
    )
    return views, cameras


def walked_naively(
    city: City, views: Views, cameras: Cameras, steps: Sequence[tuple[int, float, float]]
) -> tuple[int, float, float]:
    """Times filmed, metres seen and the longest stretch unseen, the slow and plain way.

    ``steps`` are (segment, from, to) in metres along the segment. The walk is cut wherever
    anything changes, and each piece asks every view whether it is in it.
    """
    times, seen, run, longest = 0, 0.0, 0.0, 0.0
    before: set[int] = set()
    for segment, begin, end in steps:
        rows = np.flatnonzero(views.segment == segment)
        low, high = min(begin, end), max(begin, end)
        cuts = {low, high}
        for row in rows:
            cuts |= {float(min(max(views.start[row], low), high))}
            cuts |= {float(min(max(views.end[row], low), high))}
        ordered = sorted(cuts)
        pieces = [(a, b) for a, b in itertools.pairwise(ordered) if b > a]
        if begin > end:
            pieces.reverse()
        for a, b in pieces:
            middle = (a + b) / 2
            now = {
                int(cameras.device[views.camera[row]])
                for row in rows
                if views.start[row] <= middle <= views.end[row]
            }
            times += len(now - before)
            if now:
                seen += b - a
                run = 0.0
            else:
                run += b - a
                longest = max(longest, run)
            before = now
    return times, seen, longest
