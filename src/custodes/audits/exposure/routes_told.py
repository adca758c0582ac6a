"""The least exposed way and the shortest as tables: what each meets, and where it runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from custodes.audits.exposure.city import City
from custodes.audits.exposure.filming import Filming
from custodes.audits.exposure.network import Network
from custodes.audits.exposure.routes import Way, check_detour, line, nearest_node, routes
from custodes.audits.exposure.study import Study, looks
from custodes.audits.exposure.uncertainty import SightAt, band
from custodes.model import Quantity, Table

Row = tuple[str | float | None, ...]

SHORTEST, LEAST = "shortest", "least_exposed"
COLUMNS = (
    "way",
    "metres",
    "seen_low",
    "seen_high",
    "times_low",
    "times_high",
    "unseen_low",
    "unseen_high",
)


@dataclass(frozen=True, slots=True)
class Journey:
    """Two points (longitude, latitude), and how long the way may be as multiple of the shortest."""

    origin: tuple[float, float]
    goal: tuple[float, float]
    detour: float = 1.5


def check(city: City, journey: Journey) -> None:
    """Raise AuditError for points that are off the map, and a detour that is none."""
    network = Network.of(city)
    for point in (journey.origin, journey.goal):
        nearest_node(city, network, point)
    check_detour(journey.detour)


def told(
    city: City, study: Study, sight_at: SightAt, journey: Journey
) -> tuple[Mapping[str, Table], Mapping[str, Quantity]]:
    """The tables "routes" and "route_lines", and the figures of both ways.

    The least exposed way is chosen at the middle range; its exposure, and that of the shortest,
    are bands over all draws.
    """
    network = Network.of(city)
    found = routes(city, network, study.views, journey.origin, journey.goal, journey.detour)
    ways = {SHORTEST: found.shortest, LEAST: found.least}
    filmings = [Filming.of(views, city.cameras) for views in looks(city, study.settings, sight_at)]
    rows: list[Row] = []
    figures = {}
    for name, way in ways.items():
        metres = way.metres(network)
        met = np.array([way.filmed(network, filming) for filming in filmings])
        times, seen, unseen = (band(column) or (0.0, 0.0) for column in met.T)
        rows.append(
            (
                name,
                round(metres),
                *(round(end) for end in seen),
                *(round(end, 1) for end in times),
                *(round(end) for end in unseen),
            )
        )
        figures[f"route_{name}_length"] = Quantity(round(metres), round(metres), "m")
        figures[f"route_{name}_in_view"] = Quantity(round(seen[0]), round(seen[1]), "m")
        figures[f"route_{name}_times_filmed"] = Quantity(round(times[0], 1), round(times[1], 1))
    return {
        "routes": Table(COLUMNS, tuple(rows)),
        "route_lines": Table(("way", "lon", "lat"), _lines(city, network, ways)),
    }, figures


def _lines(
    city: City, network: Network, ways: Mapping[str, Way]
) -> tuple[tuple[str, float, float], ...]:
    return tuple(
        (name, round(longitude, 6), round(latitude, 6))
        for name, way in ways.items()
        for longitude, latitude in line(city, network, way)
    )
