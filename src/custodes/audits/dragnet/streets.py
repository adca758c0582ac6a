"""The streets of a map as a ground for people, and as thin lines around a place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from custodes.audits.errors import AuditError

LINES_MOST = 1500
APART_METRES = 25.0


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

    @property
    def places(self) -> NDArray[np.float64]:
        """One node of each square of APART_METRES that has any, float64 (p, 2), metres.

        A bend is mapped with many nodes, and is no livelier for it.
        """
        square = np.floor((self.nodes - self.nodes.min(axis=0)) / APART_METRES)
        _, first = np.unique(square, axis=0, return_index=True)
        chosen: NDArray[np.float64] = self.nodes[np.sort(first)]
        return chosen

    def lines_near(
        self, point: NDArray[np.float64], reach: float
    ) -> list[tuple[float, float, float, float]]:
        """Segments around a point: x1 y1 x2 y2, whole metres from the point.

        ``point`` is in metres from the places' least x and y, as a Ground has it. Lines begin or
        end within 2 times ``reach`` east or west and 1.2 times north or south; there are at most
        LINES_MOST, the longest.
        """
        away = self.nodes - self.places.min(axis=0) - point
        ends = np.hstack([away[self.segments[:, 0]], away[self.segments[:, 1]]])
        # The picture is wider than high.
        wide, high = np.minimum(*np.abs(ends[:, [[0, 1], [2, 3]]]).transpose(1, 0, 2)).T
        near = ends[(wide <= 2 * reach) & (high <= 1.2 * reach)]
        length = np.hypot(near[:, 2] - near[:, 0], near[:, 3] - near[:, 1])
        longest = np.sort(np.argsort(-length, kind="stable")[:LINES_MOST])
        return [(row[0], row[1], row[2], row[3]) for row in np.round(near[longest]).tolist()]


def read_streets(path: Path) -> Streets:
    """The streets of an OpenStreetMap extract; raises AuditError for a file that is none."""
    from custodes.audits.exposure.openstreetmap import ATTRIBUTION, read_map
    from custodes.audits.exposure.projection import Projection

    raw = read_map(path)
    if not raw.streets:
        raise AuditError(
            f"{path}: it has no streets to walk on. Take an extract that keeps highway=* ways "
            "with their nodes."
        )
    chain = np.concatenate([np.array(numbers, np.int64) for numbers, _ in raw.streets])
    degrees = np.concatenate([points for _, points in raw.streets])
    middle = (degrees.min(axis=0) + degrees.max(axis=0)) / 2
    _, first, index = np.unique(chain, return_index=True, return_inverse=True)
    nodes = Projection(float(middle[0]), float(middle[1])).points(degrees[first])
    way = np.repeat(np.arange(len(raw.streets)), [len(numbers) for numbers, _ in raw.streets])
    along = way[1:] == way[:-1]
    pairs = np.sort(np.column_stack([index[:-1], index[1:]])[along], axis=1)
    segments = np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0)
    return Streets(
        name=path.name.split(".")[0].replace("_", " "),
        sha256=raw.sha256,
        attribution=ATTRIBUTION,
        nodes=nodes,
        segments=segments.astype(np.int32),
    )
