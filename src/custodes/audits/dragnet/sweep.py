"""Who is on the list, and who was there: one request answered, with the truth known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from custodes.audits.dragnet.legs import Legs, legs_near
from custodes.audits.dragnet.request import Request
from custodes.audits.population.hashing import units
from custodes.audits.population.stays import Stays

Counts = NDArray[np.int64]
ERROR_MOST = 4.5
"""Standard deviations beyond which no error lies: one in 25,000 is that large."""
KINDS = ("there", "stayed", "passed", "never")
"""What those on the list did in the window: stayed at the place during the event, stayed within the
radius elsewhere or at another time, only passed through it, or never came within it and were
recorded there by error."""


@dataclass(frozen=True, slots=True, eq=False)
class Sweep:
    """What one request around one place and moment gives, in synthetic people.

    ``swept`` int64 (radii, windows, dwells, 4) counts those on the list by KINDS; ``there`` is how
    many were at the place, on the list or not; ``records`` int64 (radii, windows) counts the
    records that the list is made from.
    """

    swept: Counts
    there: int
    records: Counts


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """The people who came near, one row each, and what is known of them.

    ``fixes`` int64 (people, radii, windows) are records within the radius; ``kind`` int8
    (people, radii, windows) is an index of KINDS; ``where`` float64 (people, 2), empty unless it
    was asked for, is where they came nearest in the widest window, metres from the place;
    ``there`` bool (people,).
    """

    fixes: Counts
    kind: NDArray[np.int8]
    where: NDArray[np.float64]
    there: NDArray[np.bool_]


def sweep(
    stays: Stays, point: NDArray[np.float64], moment: float, request: Request, seed: int
) -> Sweep:
    """Answer the request around ``point`` (float64 (2,), metres) and ``moment`` (minutes)."""
    return counted(seen(stays, point, moment, request, seed), request)


def counted(people: Seen, request: Request) -> Sweep:
    """How many of the people seen are on each list, by what they did."""
    swept = np.zeros((*people.kind.shape[1:], len(request.dwells), len(KINDS)), dtype=np.int64)
    for number, dwell in enumerate(request.dwells):
        on_list = people.fixes >= request.fixes(dwell)
        for kind in range(len(KINDS)):
            swept[:, :, number, kind] = (on_list & (people.kind == kind)).sum(axis=0)
    return Sweep(swept, int(people.there.sum()), people.fixes.sum(axis=0))


def seen(
    stays: Stays,
    point: NDArray[np.float64],
    moment: float,
    request: Request,
    seed: int,
    *,
    drawn: bool = False,
) -> Seen:
    """Everyone who may have been recorded near, with their records and what they did.

    Each stay and each journey is recorded with one error, drawn for it from ``seed``; each person
    is recorded every ``fix_minutes`` from a moment of their own on. ``drawn`` asks for ``where``.
    """
    half = max(request.windows) / 2
    widest = moment - half, moment + half
    reach = max(*request.radii, request.area_metres) + ERROR_MOST * request.scale
    legs = legs_near(stays, point, reach, *widest)
    people, row = np.unique(legs.person, return_inverse=True)
    fixes = np.zeros((len(people), len(request.radii), len(request.windows)), dtype=np.int64)
    kind = np.full(fixes.shape, KINDS.index("never"), dtype=np.int8)
    error = _errors(legs, request, seed)
    event = moment - request.event_minutes / 2, moment + request.event_minutes / 2
    at_place = ~legs.moving & (legs.nearest(*event) <= request.area_metres)
    there = _any(row, at_place, len(people))
    leg, times, away = _recorded(legs, error, widest, request, seed)
    for w, window in enumerate(request.windows):
        time = moment - window / 2, moment + window / 2
        near = legs.nearest(*time)
        within_window = (times >= time[0]) & (times < time[1])
        for r, radius in enumerate(request.radii):
            counted_row = row[leg[within_window & (away <= radius)]]
            fixes[:, r, w] = np.bincount(counted_row, minlength=len(people))
            within = near <= radius
            for name, which in (
                ("passed", within & legs.moving),
                ("stayed", within & ~legs.moving),
            ):
                kind[_any(row, which, len(people)), r, w] = KINDS.index(name)
    kind[there] = KINDS.index("there")
    where = np.empty((0, 2))
    if drawn:
        nearest = np.full(len(people), -1, dtype=np.int64)
        order = np.argsort(legs.nearest(*widest), kind="stable")[::-1]
        nearest[row[order]] = order
        where = _nearest_points(legs, nearest, *widest)
    return Seen(fixes, kind, where, there)


def _recorded(
    legs: Legs, error: NDArray[np.float64], time: tuple[float, float], request: Request, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """The records within the widest radius and a time: of which leg, when, how far they say."""
    every = request.fix_minutes
    phase = units(seed, 11, legs.person) * every
    low, high = legs.between(*time)
    first = np.ceil((low - phase) / every)
    count = np.maximum(np.ceil((np.maximum(high, low) - phase) / every) - first, 0).astype(np.int64)
    # A stay is recorded at one point throughout; where that is too far, no record counts.
    widest = max(request.radii)
    standing = np.hypot(*(legs.here + error).T)
    count[~legs.moving & (standing > widest)] = 0
    leg = np.repeat(np.arange(len(legs)), count)
    number = np.arange(len(leg)) - np.repeat(np.cumsum(count) - count, count)
    times = (first[leg] + number) * every + phase[leg]
    away = standing[leg]
    going = np.flatnonzero(legs.moving[leg])
    there = legs.at(leg[going], times[going]) + error[leg[going]]
    away[going] = np.hypot(there[:, 0], there[:, 1])
    kept = away <= widest
    return leg[kept], times[kept], away[kept]


def _errors(legs: Legs, request: Request, seed: int) -> NDArray[np.float64]:
    # Box and Muller: a length with a Rayleigh distribution and an even direction.
    if request.scale == 0:
        return np.zeros((len(legs), 2))
    key = np.round(legs.begin * 64).astype(np.int64) * 2 + legs.moving
    length = np.sqrt(-2 * np.log1p(-units(seed, 12, legs.person, key))) * request.scale
    length = np.minimum(length, ERROR_MOST * request.scale)
    angle = 2 * np.pi * units(seed, 13, legs.person, key)
    return np.column_stack([length * np.cos(angle), length * np.sin(angle)])


def _any(row: NDArray[np.int64], which: NDArray[np.bool_], people: int) -> NDArray[np.bool_]:
    found = np.zeros(people, dtype=np.bool_)
    found[row[which]] = True
    return found


def _nearest_points(
    legs: Legs, leg: NDArray[np.int64], begin: float, end: float
) -> NDArray[np.float64]:
    """The nearest point of each of these legs within a time, metres from the place."""
    low, high = (times[leg] for times in legs.between(begin, end))
    first, last = legs.at(leg, low), legs.at(leg, high)
    way = last - first
    length = np.einsum("ij,ij->i", way, way)
    share = np.clip(-np.einsum("ij,ij->i", first, way) / np.maximum(length, 1e-12), 0.0, 1.0)
    nearest: NDArray[np.float64] = first + share[:, None] * way
    return nearest
