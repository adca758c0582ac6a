"""The synthetic population keeps the laws that it is drawn from."""

from __future__ import annotations

import math

import numpy as np
import pytest

from custodes.audits import AuditError
from custodes.audits.population import Mobility, Stays, grid, network, simulate


@pytest.fixture(scope="module")
def stays() -> Stays:
    return simulate(3000, 7, 5, grid(10, 100))


def test_the_same_seed_gives_the_same_stays_on_any_number_of_threads(stays: Stays) -> None:
    alone = simulate(9000, 2, 7, grid(5, 100), threads=1)
    three = simulate(9000, 2, 7, grid(5, 100), threads=3)
    for name in ("first", "place", "start", "duration"):
        assert np.array_equal(getattr(alone, name), getattr(three, name))
    other = simulate(9000, 2, 8, grid(5, 100), threads=3)
    assert not np.array_equal(alone.place[:1000], other.place[:1000])


def test_a_person_lives_the_same_life_in_a_larger_population() -> None:
    few, many = simulate(10, 3, 7, grid(5, 100)), simulate(5000, 3, 7, grid(5, 100))
    assert np.array_equal(few.place, many.place[: len(few)])


def test_stays_follow_each_other_and_fill_the_time(stays: Stays) -> None:
    assert stays.people == 3000
    assert (stays.duration > 0).all()
    person, end = stays.person, stays.start + stays.duration
    same = person[1:] == person[:-1]
    gap = (stays.start[1:] - end[:-1])[same]
    assert gap.min() >= -0.01  # float32 minutes
    assert (stays.place[1:] != stays.place[:-1])[same].all()
    assert (stays.start[stays.first[:-1]] == 0).all()
    assert end.max() <= stays.minutes


def test_journeys_take_as_long_as_their_speed_says(stays: Stays) -> None:
    same = stays.person[1:] == stays.person[:-1]
    end = stays.start + stays.duration
    gap = (stays.start[1:] - end[:-1])[same]
    away = np.hypot(*(stays.places[stays.place[1:]] - stays.places[stays.place[:-1]])[same].T)
    expected = np.where(away <= 1000, away / 80, away / 250)
    assert np.abs(gap - expected).max() < 0.02


def test_everyone_is_at_home_in_the_night(stays: Stays) -> None:
    home = stays.place[stays.first[:-1]]
    for day in range(1, 7):
        three = day * 1440 + 180
        awake = (stays.start <= three) & (stays.start + stays.duration > three)
        assert np.array_equal(stays.person[awake], np.arange(stays.people))
        assert np.array_equal(stays.place[awake], home)


def test_homes_are_drawn_by_the_weight_of_places() -> None:
    ground = grid(10, 500, "centre")
    people = simulate(40_000, 1, 3, ground)
    homes = np.bincount(people.place[people.first[:-1]], minlength=len(ground.places))
    expected = 40_000 * ground.weight / ground.weight.sum()
    # A chi-square of 399 degrees of freedom: mean 399, deviation 28.
    chi_square = float(((homes - expected) ** 2 / expected).sum())
    assert 250 < chi_square < 550


def test_first_jumps_on_even_ground_have_the_exponent_that_was_put_in() -> None:
    ground = grid(60, 100)
    mobility = Mobility(jump_least_metres=400)
    people = simulate(60_000, 1, 11, ground, mobility)
    rows = people.first[:-1]
    moved = np.diff(people.first) > 1
    places = people.places
    home, new = places[people.place[rows[moved]]], places[people.place[rows[moved] + 1]]
    inner = (np.abs(home - 30_000) < 10_000).all(axis=1)  # 20 km and more from every edge
    away = np.hypot(*(new - home)[inner].T)
    near, far = 1000.0, 16_000.0
    kept = away[(away >= near) & (away < far)]
    # The maximum-likelihood exponent of a power law truncated on both sides, by bisection.
    low, high = 0.01, 3.0
    mean_log = np.log(kept / near).mean()
    span = np.log(far / near)
    for _ in range(60):
        alpha = (low + high) / 2
        expected = 1 / alpha - span * np.exp(-alpha * span) / (1 - np.exp(-alpha * span))
        low, high = (alpha, high) if expected > mean_log else (low, alpha)
    assert len(kept) > 2000
    assert alpha == pytest.approx(0.55, abs=0.06)


def test_daytime_waits_are_a_power_law_with_a_cutoff() -> None:
    always = Mobility(night_from_hour=math.inf)
    people = simulate(4000, 8, 2, grid(10, 100), always)
    begun = (people.start > 1440) & (people.start < 4 * 1440)
    waits = people.duration[begun]
    waits = waits[waits < 900]
    assert waits.min() >= 19.99
    grid_minutes = np.geomspace(20, 900, 20_001)
    density = grid_minutes**-1.8 * np.exp(-grid_minutes / (17 * 60))
    cumulative = np.concatenate(
        [[0], np.cumsum((density[1:] + density[:-1]) / 2 * np.diff(grid_minutes))]
    )
    cumulative /= cumulative[-1]
    for share in (0.25, 0.5, 0.75, 0.9):
        expected = np.interp(share, cumulative, grid_minutes)
        assert np.quantile(waits, share) == pytest.approx(expected, rel=0.04)


def test_people_return_more_often_where_they_have_been_more_often(stays: Stays) -> None:
    ranked = np.zeros(10)
    for person in range(400):
        visits = np.bincount(stays.place[stays.first[person] : stays.first[person + 1]])
        top = np.sort(visits[visits > 0])[::-1][:10]
        ranked[: len(top)] += top
    assert (np.diff(ranked) < 0).all()
    assert ranked[0] > 3 * ranked[4]


def test_a_network_puts_people_on_its_nodes_only() -> None:
    nodes = np.random.default_rng(1).uniform(500, 3000, (400, 2))
    ground = network(nodes, area_km2=6.25)
    people = simulate(500, 3, 1, ground)
    assert people.density == pytest.approx(80)
    assert people.place.max() < 400
    where = people.positions(np.arange(len(people)))
    assert np.abs(where - ground.places[people.place]).max() <= 10


def test_a_person_has_one_point_in_a_place(stays: Stays) -> None:
    rows = np.arange(200)
    where = stays.positions(rows)
    for row in range(200):
        same = (stays.person[:200] == stays.person[row]) & (stays.place[:200] == stays.place[row])
        assert (where[same] == where[row]).all()
    assert np.abs(where - stays.places[stays.place[rows]]).max() <= 50


@pytest.mark.parametrize(
    ("what", "says"),
    [
        (lambda: simulate(0, 1, 1, grid(1)), "has 1 to"),
        (lambda: simulate(1, 0, 1, grid(1)), "lives for"),
        (lambda: simulate(1, 1, -1, grid(1)), "seed"),
        (lambda: grid(0.1), "wide"),
        (lambda: grid(100, 10), "wider cells"),
        (lambda: grid(5, 100, "ring"), "profile"),  # type: ignore[arg-type]
        (lambda: network(np.zeros((1, 2))), "at least 10 nodes"),
        (lambda: network(np.full((20, 2), np.nan)), "finite"),
        (lambda: network([[0.0, 0.0], [1e9, 1e9]] * 10), "cut the extract"),
        (lambda: Mobility(exploration=1.5), "exploration lies between"),
    ],
)
def test_what_no_population_has_is_refused_in_words(what, says) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(AuditError, match=says):
        what()
