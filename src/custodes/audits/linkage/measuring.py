"""One measurement of records: unicity by points known, and by resolution."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from custodes.audits.linkage.coarsening import Records, points_at
from custodes.audits.linkage.traces import Unicity, index_traces, unicity, unique_at

HOURS = (1, 2, 4, 8, 24)
CELLS = (1, 2, 4, 8)
"""Times joined, and how many times wider the cells: each nests in the next."""

LARGEST_WHOLE = 5_000_000
SAMPLE_OF_LARGER = 200_000
"""Of more people than this, so many are drawn and looked for among everyone."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class AtResolution:
    """The share unique with times of so many hours and cells so many times as wide as the finest.

    ``unique`` has one column, for the points that the measurement was asked for.
    """

    hours: int
    cells: int
    unique: Unicity

    @property
    def coarser(self) -> int:
        """How many times coarser than the finest: hours times joined cells (the v h of the
        published formula)."""
        return self.hours * self.cells**2


@dataclass(frozen=True, slots=True)
class Measurement:
    """What was measured; ``median_points`` is the middle number of distinct points a person."""

    people: int
    median_points: float
    by_points: Unicity
    by_resolution: tuple[AtResolution, ...]


def measure(
    records: Records, points: int, seed: int, draws: int, progress: Progress | None = None
) -> Measurement:
    """Unicity at 1..points points at the finest resolution, and at ``points`` at coarser ones.

    At each resolution the points are drawn anew from what the data then hold, as in the published
    measurement. Places without positions are coarsened in time alone.
    """
    resolutions = [
        (hours, cells)
        for hours in HOURS
        for cells in (CELLS if records.cells is not None else (1,))
    ]
    sample = SAMPLE_OF_LARGER if records.people > LARGEST_WHOLE else None
    found = []
    by_points: Unicity | None = None
    median = 0.0
    for done, (hours, cells) in enumerate(resolutions, start=1):
        traces = index_traces(records.person, points_at(records, hours, cells), records.people)
        if by_points is None:
            by_points = unicity(traces, points, seed, draws, sample)
            unique = Unicity(by_points.crowd, by_points.measured, by_points.unique[:, -1:])
            median = float(np.median(traces.lengths[traces.lengths > 0]))
        else:
            unique = unique_at(traces, points, seed, 1, sample)
        found.append(AtResolution(hours, cells, unique))
        if progress is not None:
            progress(done, len(resolutions))
    assert by_points is not None  # noqa: S101 - there is always the finest resolution
    return Measurement(records.people, median, by_points, tuple(found))
