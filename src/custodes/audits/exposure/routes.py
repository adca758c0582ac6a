"""The least exposed walk between two points with a cap on the detour, beside the shortest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from custodes.audits.errors import AuditError
from custodes.audits.exposure.city import City, Floats, Indices, Views
from custodes.audits.exposure.filming import Filming
from custodes.audits.exposure.network import Network
from custodes.audits.exposure.path_kernels import along_path, settle
from custodes.audits.exposure.route_kernels import least_seen

FURTHEST_FROM_STREET = 250.0
"""Metres from a street beyond which a point is not in the city."""
MOST_LABELS = 40_000_000
"""Where the search gives up (about 2 GB); no city at hand came near it."""

_MILLIMETRES = 1_000.0
"""Lengths are compared as whole millimetres, so that equal ways are equal and sums exact."""


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """A way through the network: its ``origin`` node and its segments in the order walked."""

    origin: int
    path: Indices

    def metres(self, network: Network) -> float:
        """Its length."""
        return float(network.lengths[self.path].sum())

    def filmed(self, network: Network, filming: Filming) -> tuple[int, float, float]:
        """Times filmed, metres in view, and metres of the longest stretch out of view."""
        times, seen, unseen = along_path(
            self.origin, self.path, network.segments, network.lengths, *filming.arrays
        )
        return int(times), float(seen), float(unseen)

    def nodes(self, network: Network) -> Indices:
        """The nodes (len(path) + 1,) that it comes by."""
        found = [self.origin]
        for segment in self.path:
            found.append(int(network.segments[segment].sum()) - found[-1])
        return np.array(found, np.int32)


@dataclass(frozen=True, slots=True)
class Routes:
    """The shortest way, and the one with the least metres in view within the cap.

    ``detour`` is the cap as a multiple of the shortest; ``off_street`` the metres from each of the
    two points to the street's node where the ways begin and end.
    """

    shortest: Way
    least: Way
    detour: float
    off_street: tuple[float, float]


def nearest_node(city: City, network: Network, point: tuple[float, float]) -> tuple[int, float]:
    """The node nearest to (longitude, latitude) on the largest connected part, and metres to it.

    Raises AuditError if that is further than FURTHEST_FROM_STREET.
    """
    main = np.unique(network.segments[network.part_length == network.part_length.max()])
    x, y = city.to_metres(point[0], point[1])
    away = np.hypot(city.nodes[main, 0] - float(x), city.nodes[main, 1] - float(y))
    nearest = int(away.argmin())
    if away[nearest] > FURTHEST_FROM_STREET:
        raise AuditError(
            f"{point[0]:g},{point[1]:g} is {away[nearest] / 1000:,.1f} km from the nearest street "
            f"of {city.name}: give a point of this map, as longitude,latitude"
        )
    return int(main[nearest]), float(away[nearest])


def routes(
    city: City,
    network: Network,
    views: Views,
    origin: tuple[float, float],
    goal: tuple[float, float],
    detour: float = 1.5,
) -> Routes:
    """The shortest way between two points (longitude, latitude) and the least exposed one.

    The least exposed way has the fewest metres in view of all ways (and the fewest metres of
    those) that are no longer than ``detour`` (>= 1) times the shortest; exact to the millimetre a
    segment. Raises AuditError for points off the map or the same, and a detour below 1.
    """
    check_detour(detour)
    (start, start_off), (end, end_off) = (
        nearest_node(city, network, point) for point in (origin, goal)
    )
    if start == end:
        raise AuditError("both points are at the same corner: there is no way between them")
    metres = np.rint(network.lengths * _MILLIMETRES)
    seen = np.rint(views.seen_lengths(network.lengths) * _MILLIMETRES)
    metres_left, via = _to(network, end, metres)
    seen_left, _ = _to(network, end, seen)
    shortest = _traced(network, start, end, via)
    state, path = least_seen(
        start,
        end,
        np.floor(detour * metres_left[start]),
        MOST_LABELS,
        network.segments,
        metres,
        seen,
        network.node_first,
        network.incident,
        metres_left,
        seen_left,
    )
    if state != 1:
        raise AuditError(
            f"the search for the least exposed way gave up after {MOST_LABELS:,} partial ways: "
            "take points that lie closer together, or a smaller detour"
        )
    return Routes(Way(start, shortest), Way(start, path), detour, (start_off, end_off))


def check_detour(detour: float) -> None:
    """Raise AuditError unless a way may be so many times as long as the shortest."""
    if not 1 <= detour < np.inf:
        raise AuditError(f"a detour is a multiple of the shortest way, 1 or more, not {detour:g}")


def line(city: City, network: Network, way: Way) -> Sequence[tuple[float, float]]:
    """The way as (longitude, latitude) points in the order walked."""
    longitudes, latitudes = city.to_degrees(*city.nodes[way.nodes(network)].T)
    return list(zip(longitudes.tolist(), latitudes.tolist(), strict=True))


def _to(network: Network, goal: int, costs: Floats) -> tuple[Floats, Indices]:
    """The least cost (n,) from each node to ``goal``, and the first segment of such a way."""
    distance = np.full(network.nodes, np.inf)
    via = np.full(network.nodes, -1, np.int32)
    room = 2 * len(costs) + 1
    settle(
        goal,
        np.inf,
        network.segments,
        costs,
        network.node_first,
        network.incident,
        distance,
        via,
        np.empty(network.nodes, np.int32),
        np.empty(room),
        np.empty(room, np.int32),
    )
    return distance, via


def _traced(network: Network, start: int, goal: int, via: Indices) -> Indices:
    found, node = [], start
    while node != goal:
        found.append(int(via[node]))
        node = int(network.segments[found[-1]].sum()) - node
    return np.array(found, np.int32)
