"""What a simulation gives: who of the synthetic people stayed where, from when, how long."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from custodes.audits.population.ground import Ground
from custodes.audits.population.hashing import units


@dataclass(frozen=True, slots=True, eq=False)
class Stays:
    """Stays in flat arrays, sorted by person and then by start.

    ``place`` int32 are rows of ``places``; ``start`` float32 minutes since the beginning, which is
    a midnight; ``duration`` float32 minutes. Person i has the rows ``first[i]:first[i + 1]``
    (int64, people + 1). Between two stays a person is on the way. ``minutes`` is how long the
    whole lasts, ``seed`` what the places of people within a place are drawn from.
    """

    ground: Ground
    minutes: float
    seed: int
    first: NDArray[np.int64]
    place: NDArray[np.int32]
    start: NDArray[np.float32]
    duration: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.place)

    @property
    def people(self) -> int:
        """How many people there are."""
        return len(self.first) - 1

    @property
    def person(self) -> NDArray[np.int32]:
        """Whose each stay is, int32, made when asked for (four bytes a stay)."""
        return np.repeat(np.arange(self.people, dtype=np.int32), np.diff(self.first))

    @property
    def places(self) -> NDArray[np.float64]:
        """The places, float64 (n, 2), metres."""
        return self.ground.places

    @property
    def density(self) -> float:
        """People per square kilometre of the ground."""
        return self.people / self.ground.area_km2

    def positions(self, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """Where within its place each of these stays is, float64 (k, 2), metres.

        A person has one point in each place, drawn evenly from the square of ``spread_metres``.
        """
        people = np.searchsorted(self.first, rows, side="right") - 1
        place = self.place[rows]
        away = np.column_stack([units(self.seed, axis, people, place) for axis in (0, 1)])
        return self.places[place] + (away - 0.5) * self.ground.spread_metres
