"""Lists are as long as the closed forms say, and no one is on them or missed without a reason."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from custodes.audits import AuditError
from custodes.audits.dragnet.request import Request
from custodes.audits.dragnet.sweep import KINDS, Sweep, sweep
from custodes.audits.population import Stays, grid
from custodes.audits.population.light import simulate_light

MIDDLE = np.array([2500.0, 2500.0])
NOON = 1440.0 + 720.0
THERE, STAYED, PASSED, NEVER = range(4)


def people_who_stay(
    place: Sequence[int] | NDArray[np.int64],
    start: NDArray[np.float64],
    duration: NDArray[np.float64],
    seed: int,
    spread: float = 100.0,
) -> Stays:
    """One stay each, on a square of 5 km in cells of 100 m, in two days."""
    ground = dataclasses.replace(grid(5, 100), spread_metres=spread)
    return Stays(
        ground=ground,
        minutes=2880.0,
        seed=seed,
        first=np.arange(len(start) + 1, dtype=np.int64),
        place=np.asarray(place, dtype=np.int32),
        start=start.astype(np.float32),
        duration=duration.astype(np.float32),
    )


def standing(people: int, seed: int) -> Stays:
    """People who stand still at points that are even over the square."""
    place = np.random.default_rng(seed).integers(0, 2500, people)
    return people_who_stay(place, np.zeros(people), np.full(people, 2880.0), seed)


def on_the_way(from_cell: int, to_cell: int) -> Stays:
    """One person who leaves one cell's middle at 12:00 and reaches another's at 12:20."""
    stays = people_who_stay([from_cell], np.zeros(1), np.full(1, NOON), 1, spread=0.0)
    return dataclasses.replace(
        stays,
        first=np.array([0, 2], dtype=np.int64),
        place=np.array([from_cell, to_cell], dtype=np.int32),
        start=np.array([0, NOON + 20], dtype=np.float32),
        duration=np.array([NOON, 100], dtype=np.float32),
    )


@pytest.mark.parametrize("error", [0.0, 60.0])
def test_of_people_who_stand_still_as_many_are_listed_as_density_times_area(error: float) -> None:
    # An error that is the same in all directions moves as many in as out.
    stays = standing(400_000, 7)
    request = Request(radii=(100.0, 250.0, 600.0), error_metres=error)
    listed = sweep(stays, MIDDLE, NOON, request, 3).swept.sum(axis=-1)[:, 0, 0]
    for radius, people in zip(request.radii, listed, strict=True):
        expected = stays.density * math.pi * (radius / 1000) ** 2
        assert abs(people - expected) < 4 * math.sqrt(expected)


def test_of_visitors_who_arrive_by_chance_the_list_grows_evenly_with_the_window() -> None:
    # Poisson arrivals of rate v a minute who stay m minutes on average: v (m + window).
    rate, mean = 5.0, 30.0
    chance = np.random.default_rng(5)
    visitors = chance.poisson(rate * 2880)
    stays = people_who_stay(
        np.full(visitors, 24 * 50 + 24),
        chance.uniform(0, 2880, visitors),
        chance.exponential(mean, visitors),
        5,
    )
    windows = (15.0, 60.0, 240.0, 960.0)
    request = Request(radii=(200.0,), windows=windows, event_minutes=15, fix_minutes=0.1)
    listed = sweep(stays, np.array([2450.0, 2450.0]), NOON, request, 1).swept.sum(axis=-1)[0, :, 0]
    for window, people in zip(windows, listed, strict=True):
        expected = rate * (mean + window)
        assert abs(people - expected) < 4 * math.sqrt(expected)


def test_people_at_the_place_are_missed_as_often_as_a_rayleigh_error_says() -> None:
    people, radius, median = 20_000, 100.0, 74.0
    stays = people_who_stay(
        np.full(people, 24 * 50 + 24), np.zeros(people), np.full(people, 2880.0), 2, spread=0.0
    )
    request = Request(radii=(radius,), error_metres=median)
    answer = sweep(stays, np.array([2450.0, 2450.0]), NOON, request, 9)
    assert answer.there == people
    expected = 1 - 2 ** -((radius / median) ** 2)
    assert answer.swept[0, 0, 0, THERE] / people == pytest.approx(expected, abs=0.015)


def test_who_only_passes_is_on_the_list_until_a_dwell_time_is_asked_for() -> None:
    # 2 km in 20 minutes, straight through the place.
    stays = on_the_way(24 * 50 + 14, 24 * 50 + 34)
    request = Request(radii=(50.0, 300.0), dwells=(0.0, 5.0, 15.0), fix_minutes=0.5)
    answer = sweep(stays, np.array([2450.0, 2450.0]), NOON + 10, request, 1)
    assert answer.swept[0, 0].tolist() == [[0, 0, 1, 0], [0, 0, 0, 0], [0, 0, 0, 0]]
    assert answer.swept[1, 0].tolist() == [[0, 0, 1, 0], [0, 0, 1, 0], [0, 0, 0, 0]]
    assert answer.there == 0


def test_who_stays_at_the_place_at_another_time_was_not_there() -> None:
    early = people_who_stay([24 * 50 + 24], np.array([NOON - 100]), np.array([30.0]), 1, spread=0.0)
    request = Request(radii=(200.0,), windows=(60.0, 240.0), event_minutes=30)
    answer = sweep(early, np.array([2450.0, 2450.0]), NOON, request, 1)
    assert answer.there == 0
    assert answer.swept[0, :, 0].tolist() == [[0, 0, 0, 0], [0, 1, 0, 0]]


def test_who_never_came_near_is_listed_by_error_alone() -> None:
    stays = standing(20_000, 3)
    near = sweep(stays, MIDDLE, NOON, Request(radii=(150.0,)), 1).swept[0, 0, 0]
    off = sweep(stays, MIDDLE, NOON, Request(radii=(150.0,), error_metres=74), 1).swept[0, 0, 0]
    assert near[NEVER] == 0
    assert off[NEVER] > 10
    assert off[STAYED] < near[STAYED]


@pytest.fixture(scope="module")
def crowd() -> Stays:
    return simulate_light(1500, 2, 6, grid(3, 100, "centre"))


def slowly(stays: Stays, point: NDArray[np.float64], moment: float, request: Request) -> Sweep:
    """The same answer person by person and record by record, without an error of positions."""
    from custodes.audits.population.hashing import units

    shape = (len(request.radii), len(request.windows), len(request.dwells), len(KINDS))
    swept, there = np.zeros(shape, dtype=np.int64), 0
    records = np.zeros(shape[:2], dtype=np.int64)
    where = stays.positions(np.arange(len(stays))) - point
    for person in range(stays.people):
        rows = range(stays.first[person], stays.first[person + 1])
        begins = [float(stays.start[row]) for row in rows]
        ends = [begin + float(stays.duration[row]) for begin, row in zip(begins, rows, strict=True)]
        points = [where[row] for row in rows]
        phase = float(units(1, 11, person)[0]) * request.fix_minutes

        def at(time: float) -> NDArray[np.float64] | None:
            for number, (begin, end) in enumerate(zip(begins, ends, strict=True)):  # noqa: B023
                if begin <= time < end:
                    return points[number]  # type: ignore[no-any-return] # noqa: B023
                if number and ends[number - 1] <= time < begin:  # noqa: B023
                    share = (time - ends[number - 1]) / (begin - ends[number - 1])  # noqa: B023
                    before = points[number - 1]  # noqa: B023
                    return before + share * (points[number] - before)  # type: ignore[no-any-return] # noqa: B023
            return None

        low, high = moment - request.event_minutes / 2, moment + request.event_minutes / 2
        was_there = any(
            begin < high and end > low and math.hypot(*spot) <= request.area_metres
            for begin, end, spot in zip(begins, ends, points, strict=True)
        )
        there += was_there
        for w, window in enumerate(request.windows):
            low, high = moment - window / 2, moment + window / 2
            first = math.ceil((low - phase) / request.fix_minutes)
            last = math.ceil((high - phase) / request.fix_minutes)
            times = [phase + number * request.fix_minutes for number in range(first, last)]
            spots = [spot for spot in map(at, times) if spot is not None]
            for r, radius in enumerate(request.radii):
                count = sum(math.hypot(*spot) <= radius for spot in spots)
                records[r, w] += count
                stayed = any(
                    begin < high and end > low and math.hypot(*spot) <= radius
                    for begin, end, spot in zip(begins, ends, points, strict=True)
                )
                kind = THERE if was_there else STAYED if stayed else PASSED
                for d, dwell in enumerate(request.dwells):
                    swept[r, w, d, kind] += count >= request.fixes(dwell)
    return Sweep(swept, there, records)


@settings(max_examples=6)
@given(
    x=st.floats(700, 2300),
    y=st.floats(700, 2300),
    hour=st.floats(8, 20),
    radius=st.floats(40, 600),
    fix=st.sampled_from([1.0, 2.0, 7.0]),
)
def test_the_quick_answer_is_the_slow_one(
    crowd: Stays, x: float, y: float, hour: float, radius: float, fix: float
) -> None:
    request = Request(
        radii=(radius / 2, radius),
        windows=(30.0, 120.0),
        dwells=(0.0, 10.0),
        event_minutes=20,
        fix_minutes=fix,
    )
    point, moment = np.array([x, y]), 1440 + hour * 60
    quick, slow = sweep(crowd, point, moment, request, 1), slowly(crowd, point, moment, request)
    assert quick.there == slow.there
    assert np.abs(quick.records - slow.records).max() <= 1  # a record on the edge, rounded
    assert np.abs(quick.swept - slow.swept).max() <= 1
    assert slow.swept.sum() > 0


@settings(max_examples=15)
@given(seed=st.integers(0, 50), error=st.sampled_from([0.0, 30.0, 300.0]))
def test_lists_grow_with_radius_and_window_and_shrink_with_dwell_time(
    crowd: Stays, seed: int, error: float
) -> None:
    request = Request(
        radii=(50.0, 150.0, 500.0),
        windows=(30.0, 60.0, 240.0),
        dwells=(0.0, 6.0, 20.0),
        error_metres=error,
    )
    answer = sweep(crowd, np.array([1500.0, 1400.0]), NOON, request, seed)
    listed = answer.swept.sum(axis=-1)
    assert (np.diff(listed, axis=0) >= 0).all()
    assert (np.diff(listed, axis=1) >= 0).all()
    assert (np.diff(listed, axis=2) <= 0).all()
    assert (answer.swept[..., THERE] <= answer.there).all()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"radii": ()}, "at least one radius"),
        ({"radii": (0.0,)}, "a radius lies between"),
        ({"radii": (100.0,), "windows": (20.0,)}, "shorter than the event"),
        ({"radii": (100.0,), "dwells": (-1.0,)}, "a dwell time lies between"),
        ({"radii": (100.0,), "error_metres": -1.0}, "a median error lies"),
        ({"radii": (100.0,), "fix_minutes": 0.0}, "a time between two records"),
        (
            {"radii": tuple(range(1, 102)), "windows": (60.0, 90.0), "dwells": (0.0, 5.0)},
            "404 combinations",
        ),
    ],
)
def test_what_cannot_be_asked_for_is_refused_in_words(wrong, says) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(AuditError, match=says):
        Request(**wrong)
