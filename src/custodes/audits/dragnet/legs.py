"""Where the people were who came anywhere near a place: their stays and journeys."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from custodes.audits.population.stays import Stays

Floats = NDArray[np.float64]
ROWS_AT_A_TIME = 8_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Legs:
    """Parts of days in which a person is at one point or on a straight way to another.

    ``person`` int64 (n,); ``begin`` and ``end`` float64 (n,) minutes; ``here`` and ``there``
    float64 (n, 2) metres from the place, the same for a stay; ``moving`` bool (n,).
    """

    person: NDArray[np.int64]
    begin: Floats
    end: Floats
    here: Floats
    there: Floats
    moving: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.person)

    def between(self, begin: float, end: float) -> tuple[Floats, Floats]:
        """When each leg begins and ends within a time: float64 (n,) each; empty if end < begin."""
        return np.maximum(self.begin, begin), np.minimum(self.end, end)

    def at(self, rows: NDArray[np.int64], times: Floats) -> Floats:
        """Where a leg is at a time, float64 (k, 2), metres from the place."""
        begin, whole = self.begin[rows], self.end[rows] - self.begin[rows]
        share = np.where(self.moving[rows], (times - begin) / np.maximum(whole, 1e-9), 0.0)
        here = self.here[rows]
        point: Floats = here + share[:, None] * (self.there[rows] - here)
        return point

    def nearest(self, begin: float, end: float) -> Floats:
        """How near each leg comes within a time, metres, float64 (n,); infinite outside it."""
        low, high = self.between(begin, end)
        inside = high > low
        rows = np.arange(len(self))
        first, last = self.at(rows, low), self.at(rows, high)
        way = last - first
        length = np.einsum("ij,ij->i", way, way)
        share = -np.einsum("ij,ij->i", first, way) / np.maximum(length, 1e-12)
        foot = first + np.clip(share, 0.0, 1.0)[:, None] * way
        return np.where(inside, np.hypot(foot[:, 0], foot[:, 1]), np.inf)


def legs_near(stays: Stays, point: Floats, reach: float, begin: float, end: float) -> Legs:
    """The legs between ``begin`` and ``end`` that may come within ``reach`` metres of a point.

    ``point`` is float64 (2,). Some that do not come so near are among them.
    """
    sides = _sides(stays, point, reach)
    kept = [
        _rows(stays, sides, low, min(low + ROWS_AT_A_TIME, len(stays)), begin, end)
        for low in range(0, len(stays), ROWS_AT_A_TIME)
    ]
    rows = np.concatenate(kept)
    people = np.searchsorted(stays.first, rows, side="right") - 1
    here = stays.positions(rows) - point
    begun = stays.start[rows].astype(np.float64)
    left = begun + stays.duration[rows]
    goes_on = rows + 1 < stays.first[people + 1]
    after = np.where(goes_on, rows + 1, rows)
    there = stays.positions(after) - point
    arrived = np.where(goes_on, stays.start[after], left).astype(np.float64)
    staying, going = (left > begin) & (begun < end), goes_on & (arrived > begin) & (left < end)
    return Legs(
        person=np.concatenate([people[staying], people[going]]),
        begin=np.concatenate([begun[staying], left[going]]),
        end=np.concatenate([left[staying], np.maximum(arrived, left)[going]]),
        here=np.concatenate([here[staying], here[going]]),
        there=np.concatenate([here[staying], there[going]]),
        moving=np.repeat([False, True], [staying.sum(), going.sum()]),
    )


def _sides(stays: Stays, point: Floats, reach: float) -> NDArray[np.uint8]:
    # On which sides of the square around the point a place lies (Cohen and Sutherland): two
    # places on a common side have no way between them through the square.
    away = stays.places - point
    far = reach + stays.ground.spread_metres / 2
    sides = (away[:, 0] < -far).astype(np.uint8)
    sides |= (away[:, 0] > far).astype(np.uint8) << 1
    sides |= (away[:, 1] < -far).astype(np.uint8) << 2
    sides |= (away[:, 1] > far).astype(np.uint8) << 3
    return sides


def _rows(
    stays: Stays, sides: NDArray[np.uint8], low: int, high: int, begin: float, end: float
) -> NDArray[np.int64]:
    """Stays of ``low:high`` that, with the journey after them, overlap the time and the square."""
    start = stays.start[low:high]
    following = np.append(stays.start[low + 1 : high + 1], np.float32(0))[: high - low]
    # A person's last stay is followed by another's first, which begins at 0.
    reaches = (following > begin) | (start + stays.duration[low:high] > begin)
    rows = np.flatnonzero((start < end) & reaches) + low
    after = np.minimum(rows + 1, len(stays) - 1)
    common = sides[stays.place[rows]] & sides[stays.place[after]]
    alone = sides[stays.place[rows]] == 0
    kept: NDArray[np.int64] = rows[(common == 0) | alone].astype(np.int64)
    return kept
