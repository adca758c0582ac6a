"""The streets of a map as a ground for people, and as thin lines around a place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from custodes.audits.exposure.city import City

LINES_MOST = 1200


@dataclass(frozen=True, slots=True, eq=False)
class Streets:
    """The walkable network of a map file.

    ``nodes`` float64 (n, 2) metres, ``segments`` int32 (m, 2) rows of nodes; ``sha256`` of the
    file; ``attribution`` must stand beside whatever is drawn from it.
    """

    name: str
    sha256: str
    attribution: str
    nodes: NDArray[np.float64]
    segments: NDArray[np.int32]

    @classmethod
    def of(cls, city: City) -> Streets:
        """The streets of a city that the exposure audit has read."""
        return cls(city.name, city.sha256, city.attribution, city.nodes, city.segments)

    def lines_near(
        self, point: NDArray[np.float64], reach: float
    ) -> list[tuple[float, float, float, float]]:
        """Segments that lie within a square around a point: x1 y1 x2 y2, metres from the point.

        ``point`` is in metres from the network's least x and y. At most LINES_MOST, the longest.
        """
        away = self.nodes - self.nodes.min(axis=0) - point
        ends = np.hstack([away[self.segments[:, 0]], away[self.segments[:, 1]]])
        near = ends[(np.abs(ends) <= reach).all(axis=1)]
        length = np.hypot(near[:, 2] - near[:, 0], near[:, 3] - near[:, 1])
        longest = np.sort(np.argsort(-length, kind="stable")[:LINES_MOST])
        return [tuple(row) for row in np.round(near[longest]).tolist()]


def read_streets(path: Path) -> Streets:
    """The streets of an OSM extract (``.osm.pbf``); raises AuditError for what is none."""
    from custodes.audits.exposure.reading import read_city

    return Streets.of(read_city(path))
