"""Traces and how many points single a person out of them: unicity.

A trace is *unique* at ``k`` points where nobody else in the data was at all k of them (de
Montjoye, Hidalgo, Verleysen, Blondel, "Unique in the Crowd", Scientific Reports 3:1376, 2013).
The share of unique traces, each at k random points of its own, is the unicity.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from custodes.audits.binomial import clopper_pearson
from custodes.audits.errors import AuditError
from custodes.audits.linkage import index_kernels

Array = npt.NDArray[Any]

MOST_POINTS = 16
PARTS = 64
"""In about so many parts people are listed by point, each small enough for a cache."""
DENSE_CELLS = 1 << 27


@dataclass(frozen=True, slots=True)
class Traces:
    """The distinct points of every person, and the people at every point.

    Those of person ``i`` are ``points[starts[i]:starts[i + 1]]`` (int32, ascending), the people at
    point ``p`` are ``people[begins[p]:begins[p + 1]]`` (int32, ascending).
    """

    starts: Array
    points: Array
    begins: Array
    people: Array

    @property
    def size(self) -> int:
        """How many people there are."""
        return len(self.starts) - 1

    @property
    def lengths(self) -> Array:
        """How many distinct points each person has."""
        return np.diff(self.starts)


@dataclass(frozen=True, slots=True)
class Unicity:
    """How many people were looked at, and how many of them k points single out, draw by draw.

    ``unique`` has shape (draws, K): column k - 1 counts those unique at k points, each draw nested
    (the k points are among the k + 1). ``crowd`` is how many people the data hold.
    """

    crowd: int
    measured: int
    unique: Array

    def share(self, points: int) -> float:
        """The share (0..1) unique at so many points, over all draws."""
        return float(self.unique[:, points - 1].mean()) / self.measured

    def band(self, points: int, confidence: float = 0.95) -> tuple[float, float]:
        """An interval (0..1) that holds the share: over the people, and over the draws.

        The hull of the Clopper-Pearson interval of the mean count among those looked at and of
        the least and the most that a draw gave. Where everyone was looked at, only the draw is
        random; the counts then vary less than binomial ones (Hoeffding, Ann. Math. Stat. 27,
        1956), so that the interval is rather too wide than too narrow.
        """
        counts = self.unique[:, points - 1]
        low, high = clopper_pearson(round(float(counts.mean())), self.measured, confidence)
        return (
            min(low, float(counts.min()) / self.measured),
            max(high, float(counts.max()) / self.measured),
        )


def index_traces(person: Array, point: Array, people: int | None = None) -> Traces:
    """The traces of rows that say who (int, 0..people - 1) was at which point (int, from 0).

    Rows may repeat and come in any order. Raises AuditError for arrays of different length, none
    at all, or numbers below 0.
    """
    person, point = np.asarray(person), np.asarray(point)
    if person.shape != point.shape or person.ndim != 1 or person.size == 0:
        raise AuditError(
            f"people and points come as two lists of one length, not {person.shape} and "
            f"{point.shape}: give each row its person and its point"
        )
    if person.min() < 0 or point.min() < 0:
        raise AuditError("people and points are numbered from 0, and a number below 0 was given")
    size = int(people if people is not None else person.max() + 1)
    point, cells = _dense(point)
    if not (person[1:] >= person[:-1]).all():
        point = index_kernels.gather_by(person, point, index_kernels.count_starts(person, size))
    begins, listed = list_people(index_kernels.count_starts(person, size), point, cells)
    starts, points = index_kernels.list_points(begins, listed, size)
    return Traces(starts, points, begins, listed)


def list_people(starts: Array, points: Array, size: int) -> tuple[Array, Array]:
    """The people at each of ``size`` points: where each list begins, and the lists, ascending.

    ``points`` lie person by person, those of person i from ``starts[i]`` on. The rows are first
    parted by neighbouring points, so that each part stays in the processor's cache.
    """
    begins = index_kernels.count_starts(points, size)
    ends = begins[:-1].copy()
    people = np.empty(points.size, np.int32)
    shift = max(0, size.bit_length() - PARTS.bit_length())
    person_rows, point_rows = index_kernels.parted(starts, points, begins, shift)
    cuts = [*begins[: -1 : 1 << shift].tolist(), points.size]

    def fill(first: int, last: int) -> None:
        index_kernels.fill_lists(person_rows, point_rows, first, last, begins, ends, people)

    with ThreadPoolExecutor(os.cpu_count() or 1) as threads:
        list(threads.map(fill, cuts[:-1], cuts[1:]))
    return begins, people[: index_kernels.close_up(begins, ends, people)]


def points_needed(chosen: Array, drawn: Array, begins: Array, people: Array, fewest: int) -> Array:
    """How many of its drawn points single each chosen person out: int16, as the kernel of the name.

    The people are shared out over the cores.
    """
    cores = os.cpu_count() or 1

    def part(who: Array, what: Array) -> Array:
        needed: Array = index_kernels.points_needed(who, what, begins, people, fewest)
        return needed

    with ThreadPoolExecutor(cores) as threads:
        parts = threads.map(part, np.array_split(chosen, cores), np.array_split(drawn, cores))
        return np.concatenate(list(parts))


def unicity(
    traces: Traces, points: int, seed: int, draws: int = 1, sample: int | None = None
) -> Unicity:
    """How many people 1..points random points of their own single out of ``traces``.

    Everyone who has a point is looked at, or ``sample`` of them drawn at random; the crowd that
    they are looked for in is always everyone. Raises AuditError unless 1 <= points <= 16 and
    draws, sample >= 1.
    """
    needed = [
        points_needed(chosen, drawn, traces.begins, traces.people, 1)
        for chosen, drawn in _drawn(traces, points, seed, draws, sample)
    ]
    counts = [[int((row <= k).sum()) for k in range(1, points + 1)] for row in needed]
    return Unicity(traces.size, len(needed[0]), np.array(counts))


def unique_at(
    traces: Traces, points: int, seed: int, draws: int = 1, sample: int | None = None
) -> Unicity:
    """As ``unicity`` for exactly so many points, of which there is one column: quicker."""
    needed = [
        index_kernels.points_needed(chosen, drawn, traces.begins, traces.people, points)
        for chosen, drawn in _drawn(traces, points, seed, draws, sample)
    ]
    counts = [[int((row <= points).sum())] for row in needed]
    return Unicity(traces.size, len(needed[0]), np.array(counts))


def _drawn(
    traces: Traces, points: int, seed: int, draws: int, sample: int | None
) -> list[tuple[Array, Array]]:
    if not 1 <= points <= MOST_POINTS:
        raise AuditError(f"{points} points were asked for; 1 to {MOST_POINTS} can be measured")
    if draws < 1 or (sample is not None and sample < 1):
        raise AuditError("a measurement needs at least one draw and one person")
    chosen = np.flatnonzero(traces.lengths)
    random = np.random.default_rng(seed)
    if sample is not None and sample < chosen.size:
        chosen = np.sort(random.choice(chosen, sample, replace=False))
    seeds = random.integers(0, 2**62, draws)
    return [
        (
            chosen,
            index_kernels.draw_points(traces.starts, traces.points, chosen, points, int(one)),
        )
        for one in seeds
    ]


def _dense(point: Array) -> tuple[Array, int]:
    """The points numbered as int32, in their order, without more gaps than memory can take."""
    cells = int(point.max()) + 1
    if cells <= max(DENSE_CELLS, 4 * point.size) and cells < 2**31:
        return point.astype(np.int32, copy=False), cells
    distinct, numbered = np.unique(point, return_inverse=True)
    return numbered.astype(np.int32), len(distinct)
