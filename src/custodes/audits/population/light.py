"""The same synthetic people without compiling: all of them move on together, a stay at a time.

For small populations that must be there at once; the first use of the compiled simulation costs
seconds. It is written independently of it, from the same rules, and a test holds both to the same
distributions. Their people differ: the random numbers are other ones.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from custodes.audits.errors import AuditError
from custodes.audits.population.ground import Ground
from custodes.audits.population.mobility import Mobility
from custodes.audits.population.stays import Stays

PEOPLE_MOST = 100_000
DAYS_MOST = 14
TRIES = 80
DRAWS = (1, 1, 2, 4, 8, 16, 32, 64)
"""How many new places are drawn at once, round by round; after the last a person goes back."""
DAY = 1440.0

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


def simulate_light(
    people: int, days: int, seed: int, ground: Ground, parameters: Mobility | None = None
) -> Stays:
    """Let at most 100,000 synthetic persons live for at most 14 days on a ground.

    The same seed gives the same stays. Raises AuditError for more people or days; ``simulate`` has
    no such limits.
    """
    if not 1 <= people <= PEOPLE_MOST:
        raise AuditError(f"a light population has 1 to {PEOPLE_MOST:,} people, not {people:,}")
    if not 1 <= days <= DAYS_MOST:
        raise AuditError(f"a light population lives for 1 to {DAYS_MOST} days, not {days}")
    crowd = _Crowd(people, days, seed, ground, parameters or Mobility())
    moving = np.arange(people)
    while len(moving):
        moving = crowd.next_stay(moving)
    return crowd.stays(seed)


class _Crowd:
    def __init__(
        self, people: int, days: int, seed: int, ground: Ground, mobility: Mobility
    ) -> None:
        self.random = np.random.default_rng([seed, 2])
        self.ground, self.mobility = ground, mobility
        self.minutes = days * DAY
        cumulative = np.cumsum(ground.weight)
        drawn = np.searchsorted(cumulative, self.random.random(people) * cumulative[-1], "right")
        self.home = np.minimum(drawn, len(cumulative) - 1).astype(np.int64)
        self.here = self.home.copy()
        self.arrival = np.zeros(people)
        self.day = np.zeros(people)
        self.leaving = self._hour(mobility.night_to_hour, self.day)
        self.bedtime = self._hour(mobility.night_from_hour, self.day)
        self.known = np.ones(people)
        self.count = np.zeros(people, dtype=np.int64)
        self.place = np.full((people, 16 * days + 16), -1, dtype=np.int32)
        self.start = np.zeros(self.place.shape, dtype=np.float32)
        self.duration = np.zeros(self.place.shape, dtype=np.float32)

    def next_stay(self, moving: Indices) -> Indices:
        """Write the stay that each of these persons has begun, and move on those who leave it."""
        if self.count[moving].max() >= self.place.shape[1]:
            self._widen()
        row = moving, self.count[moving]
        self.place[row] = self.here[moving]
        self.start[row] = self.arrival[moving]
        leaving = self.leaving[moving]
        self.duration[row] = np.minimum(leaving, self.minutes) - self.arrival[moving]
        self.count[moving] += 1
        moving = moving[leaving < self.minutes]
        if not len(moving):
            return moving
        there = self._chosen(moving)
        reached = self.leaving[moving] + self._journey(self.here[moving], there)
        late = reached >= self.bedtime[moving]
        there[late] = self.home[moving[late]]
        reached = self.leaving[moving] + self._journey(self.here[moving], there)
        arrives = reached < self.minutes
        moving, there, reached = moving[arrives], there[arrives], reached[arrives]
        same = there == self.here[moving]
        self.count[moving[same]] -= 1
        self.arrival[moving[~same]] = reached[~same]
        self.here[moving] = there
        self._stay(moving, there, reached)
        return moving

    def _chosen(self, moving: Indices) -> Indices:
        there = np.full(len(moving), -1, dtype=np.int64)
        mobility = self.mobility
        awake = self.leaving[moving] < self.bedtime[moving]
        new = mobility.exploration * self.known[moving] ** -mobility.exploration_exponent
        explores = (self.random.random(len(moving)) < new) | (self.known[moving] == 1)
        exploring = np.flatnonzero(awake & explores)
        there[exploring] = self._explored(moving[exploring])
        self.known[moving] += there >= 0
        returning = np.flatnonzero(awake & (there < 0))
        there[returning] = self._returned(moving[returning])
        return np.where(there < 0, self.home[moving], there)

    def _explored(self, persons: Indices) -> Indices:
        # Weight * r^-(2+alpha) by area, as in the compiled simulation.
        ground, alpha = self.ground, self.mobility.jump_exponent
        far = float(np.hypot(ground.columns, ground.rows) * ground.cell_metres)
        near = min(self.mobility.jump_least_metres, far / 2)
        most = ground.cell_weight.max()
        found = np.full(len(persons), -1, dtype=np.int64)
        left = np.arange(len(persons))
        size = np.diff(ground.cell_first)
        for draws in DRAWS:
            if not len(left):
                break
            # Of several draws at once the first that is kept counts.
            draw, turn, keep, pick = self.random.random((4, draws, len(left)))
            length = (near**-alpha - draw * (near**-alpha - far**-alpha)) ** (-1 / alpha)
            x, y = ground.places[self.here[persons[left]]].T
            column = np.floor((x + length * np.cos(2 * np.pi * turn)) / ground.cell_metres)
            line = np.floor((y + length * np.sin(2 * np.pi * turn)) / ground.cell_metres)
            inside = (column >= 0) & (line >= 0)
            inside &= (column < ground.columns) & (line < ground.rows)
            cell = np.where(inside, line * ground.columns + column, 0).astype(np.int64)
            inside &= keep * most < ground.cell_weight[cell]
            first = inside.argmax(axis=0), np.arange(len(left))
            cell, kept = cell[first], inside[first]
            chosen = ground.cell_first[cell] + (pick[first] * size[cell]).astype(np.int64)
            place = ground.cell_places[np.where(kept, chosen, 0)].astype(np.int64)
            kept[kept] = ~self._been(persons[left[kept]], place[kept])
            found[left[kept]] = place[kept]
            left = left[~kept]
        return found

    def _been(self, persons: Indices, place: Indices) -> NDArray[np.bool_]:
        return (self.place[persons] == place[:, None]).any(axis=1)  # type: ignore[no-any-return]

    def _returned(self, persons: Indices) -> Indices:
        found = np.full(len(persons), -1, dtype=np.int64)
        left = np.arange(len(persons))
        for _ in range(TRIES):
            if not len(left):
                break
            stay = (self.random.random(len(left)) * self.count[persons[left]]).astype(np.int64)
            place = self.place[persons[left], stay]
            other = place != self.here[persons[left]]
            found[left[other]] = place[other]
            left = left[~other]
        return found

    def _stay(self, moving: Indices, there: Indices, reached: Floats) -> None:
        mobility = self.mobility
        leaving = reached + self._waits(len(moving))
        late = leaving >= self.bedtime[moving]
        home = late & (there == self.home[moving])
        leaving[late & ~home] = self.bedtime[moving[late & ~home]]
        sleeping = moving[home]
        self.day[sleeping] += 1
        woken = self._hour(mobility.night_to_hour, self.day[sleeping])
        leaving[home] = np.maximum(woken, reached[home])
        self.bedtime[sleeping] = self._hour(mobility.night_from_hour, self.day[sleeping])
        self.leaving[moving] = leaving

    def _waits(self, count: int) -> Floats:
        mobility = self.mobility
        cutoff, waits = mobility.wait_cutoff_hours * 60, np.empty(count)
        left = np.arange(count)
        while len(left):
            draw, keep = self.random.random((2, len(left)))
            wait = mobility.wait_least_minutes * (1 - draw) ** (-1 / mobility.wait_exponent)
            kept = keep < np.exp((mobility.wait_least_minutes - wait) / cutoff)
            waits[left[kept]] = wait[kept]
            left = left[~kept]
        return waits

    def _hour(self, hour: float, day: Floats) -> Floats:
        spread = self.mobility.night_spread_hours * 60
        either: Floats = (2 * self.random.random(len(day)) - 1) * spread
        return day * DAY + hour * 60 + either

    def _journey(self, here: Indices, there: Indices) -> Floats:
        mobility, places = self.mobility, self.ground.places
        away = np.hypot(*(places[here] - places[there]).T)
        walks = away <= mobility.walk_most_metres
        speed = np.where(walks, mobility.walk_metres_per_minute, mobility.ride_metres_per_minute)
        minutes: Floats = away / speed
        return minutes

    def _widen(self) -> None:
        more = self.place.shape[1] // 2
        self.place = np.pad(self.place, ((0, 0), (0, more)), constant_values=-1)
        self.start = np.pad(self.start, ((0, 0), (0, more)))
        self.duration = np.pad(self.duration, ((0, 0), (0, more)))

    def stays(self, seed: int) -> Stays:
        """What was written, person by person."""
        written = np.arange(self.place.shape[1]) < self.count[:, None]
        first = np.concatenate([[0], np.cumsum(self.count)]).astype(np.int64)
        columns = (self.place[written], self.start[written], self.duration[written])
        return Stays(self.ground, self.minutes, seed, first, *columns)
