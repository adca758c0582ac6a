"""A population of people that do not exist, day by day."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from custodes.audits.errors import AuditError
from custodes.audits.population.ground import Ground
from custodes.audits.population.mobility import Mobility
from custodes.audits.population.stays import Stays

BATCH = 4096
PEOPLE_MOST = 20_000_000
DAYS_MOST = 366

_Batch = tuple[int, NDArray[np.int32], NDArray[np.float32], NDArray[np.float32], NDArray[np.int64]]


def simulate(
    people: int,
    days: int,
    seed: int,
    ground: Ground,
    parameters: Mobility | None = None,
    *,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Stays:
    """Let ``people`` synthetic persons live for ``days`` days on a ground.

    The same seed gives the same stays on any number of ``threads`` (all of the machine's without
    one): each person has a random stream of their own. ``progress(done, people)`` is called as
    people are done. Holds 12 bytes a stay. Raises AuditError unless people is 1..20 million, days
    1..366 and seed 0..2^63-1.
    """
    if not 1 <= people <= PEOPLE_MOST:
        raise AuditError(f"a population has 1 to {PEOPLE_MOST:,} people, not {people:,}")
    if not 1 <= days <= DAYS_MOST:
        raise AuditError(f"a population lives for 1 to {DAYS_MOST} days, not {days}")
    if not 0 <= seed < 2**63:
        raise AuditError(f"a seed is a whole number from 0 to 2^63 - 1, not {seed}")
    live = _Life(days, seed, ground, parameters or Mobility())
    starts = range(0, people, BATCH)
    first = np.zeros(people + 1, dtype=np.int64)
    columns = _Columns()
    workers = threads or os.cpu_count() or 1
    pending: deque[Future[_Batch]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        try:
            for begin in starts:
                pending.append(pool.submit(live, begin, min(BATCH, people - begin)))
                # Few at a time, so that a million people are never held twice.
                if len(pending) > workers or begin == starts[-1]:
                    while len(pending) > (0 if begin == starts[-1] else workers):
                        begun, *arrays, counts = pending.popleft().result()
                        columns.add(arrays, begun, people)
                        first[begun + 1 : begun + 1 + len(counts)] = counts
                        if progress is not None:
                            progress(begun + len(counts), people)
        finally:
            for future in pending:
                future.cancel()
    np.cumsum(first, out=first)
    place, start, duration = columns.arrays()
    return Stays(ground, days * 1440.0, seed, first, place, start, duration)


class _Life:
    """The days of a batch of people."""

    def __init__(self, days: int, seed: int, ground: Ground, mobility: Mobility) -> None:
        self.minutes = days * 1440.0
        self.seed = np.uint64(seed)
        self.ground = ground
        self.cumulative = np.cumsum(ground.weight)
        self.index = (
            ground.columns,
            ground.rows,
            float(ground.cell_metres),
            float(ground.cell_weight.max()),
        )
        # Floats throughout, so that the kernel is compiled once.
        self.values = tuple(
            float(value)
            for value in (
                mobility.exploration,
                mobility.exploration_exponent,
                mobility.wait_exponent,
                mobility.wait_cutoff_hours * 60,
                mobility.wait_least_minutes,
                mobility.night_from_hour * 60,
                mobility.night_to_hour * 60,
                mobility.night_spread_hours * 60,
                mobility.walk_most_metres,
                mobility.walk_metres_per_minute,
                mobility.ride_metres_per_minute,
            )
        )
        alpha = mobility.jump_exponent
        far = float(np.hypot(ground.columns, ground.rows) * ground.cell_metres)
        near = min(mobility.jump_least_metres, far / 2)
        # The inverse of the distribution of lengths ~ r^-(1+alpha) from near to far.
        self.jump = (near**-alpha, far**-alpha, -1.0 / alpha)
        # Each stay but the last of a day is as long as the least wait.
        self.most = int(days * (1440 / mobility.wait_least_minutes + 3)) + 2

    def __call__(self, begin: int, people: int) -> _Batch:
        from custodes.audits.population.simulation_kernels import lived

        # Pages that are not written to cost nothing.
        place = np.empty(people * self.most, dtype=np.int32)
        start = np.empty(people * self.most, dtype=np.float32)
        duration = np.empty(people * self.most, dtype=np.float32)
        counts = np.zeros(people, dtype=np.int64)
        ground = self.ground
        used = lived(
            begin,
            people,
            self.minutes,
            self.seed,
            ground.places,
            self.cumulative,
            self.index,
            ground.cell_first,
            ground.cell_places,
            ground.cell_weight,
            self.values,
            self.jump,
            place,
            start,
            duration,
            counts,
        )
        return begin, place[:used], start[:used], duration[:used], counts


class _Columns:
    """Arrays that grow, into virtual memory that is touched as far as it is used."""

    _TYPES = (np.int32, np.float32, np.float32)

    def __init__(self) -> None:
        self._held: list[NDArray[np.generic]] = [np.empty(0, kind) for kind in self._TYPES]
        self._used = 0

    def add(self, arrays: Sequence[NDArray[np.generic]], done: int, people: int) -> None:
        """Append; ``done`` of ``people`` were in before, from which the room needed is guessed."""
        size = len(arrays[0])
        if self._used + size > len(self._held[0]):
            a_person = (self._used + size) / min(done + BATCH, people)
            room = max(self._used + size, int(people * a_person * 1.05) + 1024)
            for number, (held, kind) in enumerate(zip(self._held, self._TYPES, strict=True)):
                wider = np.empty(room, kind)
                wider[: self._used] = held[: self._used]
                self._held[number] = wider
        for held, array in zip(self._held, arrays, strict=True):
            held[self._used : self._used + size] = array
        self._used += size

    def arrays(self) -> tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.float32]]:
        """What was added, without a copy."""
        place, start, duration = (held[: self._used] for held in self._held)
        return place, start, duration  # type: ignore[return-value]
