"""Data sets about the same synthetic people, joined: how fast uniqueness rises.

Whoever knows a few points of a person in each of several data sets looks for the one who fits all
of them. Only synthetic records come here: nothing in this room joins files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from custodes.audits.linkage import index_kernels
from custodes.audits.linkage.coarsening import Records, points_at
from custodes.audits.linkage.traces import Array, Traces, Unicity, index_traces


@dataclass(frozen=True, slots=True)
class Join:
    """Data sets by name, how many points of each are known, and how many all of them single out.

    ``unicity.unique`` has one column, for all the points together.
    """

    names: tuple[str, ...]
    points_each: int
    unicity: Unicity


def joins(
    data_sets: Mapping[str, Records], points: Sequence[int], seed: int, draws: int
) -> list[Join]:
    """Every combination of the data sets, with each of these numbers of points known of each.

    Looked at is who has a point in every data set of the combination.
    """
    traces = {
        name: index_traces(records.person, points_at(records), records.people)
        for name, records in data_sets.items()
    }
    found = []
    for count in range(1, len(traces) + 1):
        for names in combinations(traces, count):
            parts = [traces[name] for name in names]
            found += [Join(names, known, _joined(parts, known, seed, draws)) for known in points]
    return found


def _joined(parts: Sequence[Traces], points: int, seed: int, draws: int) -> Unicity:
    everywhere: Array = np.logical_and.reduce([part.lengths > 0 for part in parts])
    chosen = np.flatnonzero(everywhere)
    begins, people, firsts = _union(parts)
    counts = []
    for draw in np.random.default_rng([seed, points]).integers(0, 2**62, draws):
        drawn = np.hstack(
            [
                _shifted(
                    index_kernels.draw_points(part.starts, part.points, chosen, points, int(draw)),
                    first,
                )
                for part, first in zip(parts, firsts, strict=True)
            ]
        )
        width = drawn.shape[1]
        needed = index_kernels.points_needed(chosen, drawn, begins, people, width)
        counts.append([int((needed <= width).sum())])
    return Unicity(parts[0].size, len(chosen), np.array(counts))


def _union(parts: Sequence[Traces]) -> tuple[Array, Array, list[int]]:
    """The lists of people of all parts behind one another, and each part's first point."""
    begins, people, firsts = [np.zeros(1, np.int64)], [], []
    point = row = 0
    for part in parts:
        firsts.append(point)
        begins.append(part.begins[1:] + row)
        people.append(part.people)
        point += len(part.begins) - 1
        row += len(part.people)
    return np.concatenate(begins), np.concatenate(people), firsts


def _shifted(drawn: Array, first: int) -> Array:
    return np.where(drawn < 0, drawn, drawn + np.int32(first)).astype(np.int32)
