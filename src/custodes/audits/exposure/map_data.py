"""What the pictures of a city are drawn from: its streets with their exposure, and the fields.

A street here is the way from one junction to the next. Its share in view is rounded up to whole
steps of 5 %, and that is all that a picture holds of it: where along it nobody looks is not kept.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from custodes.audits.exposure.city import Cameras, City, Flags, Floats, Offsets, Views
from custodes.audits.exposure.view import ground_ranges

STEPS = 20
"""Classes of the share in view: 0 is none, n is more than (n - 1) / 20 up to n / 20."""
ROUTES = ("shortest", "least_exposed")
"""Ways from one point to another that are drawn where the audit looked for them."""
TOLERANCE = 0.25
"""Metres by which the outline of a field of view is simplified."""
NONE_SEEN = 0.05
"""Metres in view up to which a street counts as out of view (what rounding leaves)."""


@dataclass(frozen=True, slots=True, eq=False)
class Layers:
    """What a picture shows.

    - ``streets``: s arrays (n, 2) of metres; ``shares`` int (s,), 0..STEPS; ``filmed_by`` int (s,),
      how many cameras have a part of it in view.
    - ``fields``: one array (n, 2) a row of the city's cameras, its outline in metres.
    - ``extent``: x and y of the south-west and north-east corner of the map, metres.
    - ``ranges`` (c,): how far each camera is taken to see, metres.
    - ``length`` and ``seen``: metres of street in all, and in view.
    - ``routes``: lines (n, 2) of metres by name, of ROUTES, where ways were looked for.
    """

    streets: tuple[Floats, ...]
    shares: NDArray[np.int64]
    filmed_by: NDArray[np.int64]
    fields: tuple[Floats, ...]
    extent: tuple[float, float, float, float]
    ranges: Floats
    length: float
    seen: float
    routes: Mapping[str, Floats]


def layers(
    city: City,
    views: Views,
    ranges: ArrayLike | None = None,
    route_lines: Iterable[Sequence[Any]] = (),
) -> Layers:
    """What to draw of a city; ``ranges`` metres from the lens, one for all cameras or (c,).

    ``route_lines`` are rows of a name (of ROUTES), a longitude and a latitude, in their order.

    Without ``ranges`` it is the furthest place that any stretch of ``views`` has from its camera.
    """
    chains, offsets = street_chains(city)
    street_of = np.empty(len(city.segments), np.int64)
    streets = []
    for number in range(len(offsets) - 1):
        rows = chains[offsets[number] : offsets[number + 1]]
        street_of[rows] = number
        streets.append(_line(city, rows))
    count = len(streets)
    seen = np.bincount(street_of, weights=views.seen_lengths(city.lengths), minlength=count)
    lengths = np.bincount(street_of, weights=city.lengths, minlength=count)
    shares = np.ceil(np.clip(seen / lengths, 0, 1) * STEPS - 1e-9).astype(np.int64)
    shares[seen <= NONE_SEEN] = 0
    device = city.cameras.device[views.camera].astype(np.int64)
    pairs = np.unique(street_of[views.segment] * (city.cameras.devices + 1) + device)
    filmed_by = np.bincount(pairs // (city.cameras.devices + 1), minlength=count)
    reach = np.array(
        np.broadcast_to(furthest(city, views) if ranges is None else ranges, len(city.cameras)),
        np.float64,
    )
    ground = reach if ranges is None else ground_ranges(city.cameras, reach)
    return Layers(
        streets=tuple(streets),
        shares=shares,
        filmed_by=np.where(shares > 0, np.maximum(filmed_by, 1), 0),
        fields=fields_of_view(city.cameras, city.walls, ground),
        extent=extent(city.nodes),
        ranges=reach,
        length=float(lengths.sum()),
        seen=float(seen.sum()),
        routes=_routes(city, route_lines),
    )


def _routes(city: City, rows: Iterable[Sequence[Any]]) -> dict[str, Floats]:
    points: dict[str, list[tuple[float, float]]] = {}
    for name, longitude, latitude in rows:
        points.setdefault(name, []).append((longitude, latitude))
    return {
        name: np.column_stack(city.to_metres(*np.array(points[name]).T))
        for name in ROUTES
        if len(points.get(name, ())) > 1
    }


def street_chains(city: City) -> tuple[NDArray[np.int64], Offsets]:
    """Segments in the order of streets, and where each street begins among them.

    A street runs from one junction or dead end to the next; a ring without any is one street.
    """
    segments = city.segments.astype(np.int64)
    ends = segments.ravel()
    degree = np.bincount(ends, minlength=len(city.nodes))
    order = np.argsort(ends, kind="stable")
    incident = (order // 2).tolist()
    first = np.concatenate(([0], np.cumsum(degree))).tolist()
    pairs = segments.tolist()
    through = (degree == 2).tolist()
    done = [False] * len(pairs)
    chains: list[int] = []
    offsets = [0]

    def follow(segment: int, node: int) -> None:
        while True:
            done[segment] = True
            chains.append(segment)
            start, end = pairs[segment]
            node = end if node == start else start
            if not through[node]:
                return
            one, other = incident[first[node]], incident[first[node] + 1]
            segment = other if one == segment else one
            if done[segment]:
                return

    for begins_at_junction in (True, False):
        for number, (start, end) in enumerate(pairs):
            if done[number]:
                continue
            if not begins_at_junction or not through[start]:
                follow(number, start)
            elif not through[end]:
                follow(number, end)
            else:
                continue
            offsets.append(len(chains))
    return np.array(chains, np.int64), np.array(offsets, np.int64)


def _line(city: City, rows: NDArray[np.int64]) -> Floats:
    pairs = city.segments[rows].tolist()
    start, end = pairs[0]
    if len(pairs) > 1 and start in pairs[1] and end not in pairs[1]:
        start, end = end, start
    nodes = [start, end]
    for one, other in pairs[1:]:
        nodes.append(other if one == nodes[-1] else one)
    return city.nodes[nodes]


def furthest(city: City, views: Views) -> float:
    """Metres from a camera to the furthest place in its view, over all; 0 where none sees any."""
    if not len(views):
        return 0.0
    pairs = city.segments[views.segment]
    starts, ends = city.nodes[pairs[:, 0]], city.nodes[pairs[:, 1]]
    along = (ends - starts) / city.lengths[views.segment][:, None]
    eyes = city.cameras.positions[views.camera]
    return max(
        float(np.hypot(*(starts + along * metres[:, None] - eyes).T).max())
        for metres in (views.start, views.end)
    )


def fields_of_view(cameras: Cameras, walls: Floats, ranges: Floats) -> tuple[Floats, ...]:
    """The outline (n, 2) of what each camera sees, its range cut short by ``walls`` (w, 4).

    ``ranges`` (c,) metres over the ground; an array without points where the range is 0.
    """
    from custodes.audits.exposure.outline_kernels import outline

    middle = (walls[:, 0] + walls[:, 2]) / 2
    order = np.argsort(middle)
    ordered, middle = np.ascontiguousarray(walls[order]), middle[order]
    half = float(np.abs(walls[:, 2] - walls[:, 0]).max() / 2) if len(walls) else 0.0
    outlines = []
    for row in range(len(cameras)):
        (x, y), radius = cameras.positions[row], float(ranges[row])
        if radius <= 0:
            outlines.append(np.empty((0, 2)))
            continue
        low, high = np.searchsorted(middle, (x - radius - half, x + radius + half))
        opening = math.radians(min(360.0, float(cameras.openings[row])))
        direction = float(cameras.directions[row])
        if math.isnan(direction):
            direction, opening = 0.0, 2 * math.pi
        outlines.append(
            outline(
                float(x),
                float(y),
                math.radians(direction),
                opening,
                radius,
                ordered[low:high],
                TOLERANCE,
            )
        )
    return tuple(outlines)


def extent(nodes: Floats) -> tuple[float, float, float, float]:
    """The part of the plane that a map shows: where 99 of 100 nodes lie, each way, and a margin.

    Extracts keep ways whole, so that single ones lead far out of the city.
    """
    low, high = np.percentile(nodes, (0.5, 99.5), axis=0)
    margin = max(20.0, 0.02 * float((high - low).max()))
    return (
        float(low[0] - margin),
        float(low[1] - margin),
        float(high[0] + margin),
        float(high[1] + margin),
    )


def inside(points: Floats, extent: tuple[float, float, float, float]) -> Flags:
    """Which of the points (n, 2) lie in the extent."""
    west, south, east, north = extent
    x, y = points.T
    result: Flags = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    return result
