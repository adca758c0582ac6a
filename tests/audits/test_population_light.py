"""The light simulation and the compiled one, written apart, agree on what they are drawn from."""

from __future__ import annotations

import numpy as np
import pytest

from custodes.audits import AuditError
from custodes.audits.population import Stays, grid, network, simulate
from custodes.audits.population.light import simulate_light

PEOPLE = 6000
QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)


@pytest.fixture(scope="module")
def both() -> tuple[Stays, Stays]:
    ground = grid(8, 100, "centre")
    return simulate(PEOPLE, 2, 3, ground), simulate_light(PEOPLE, 2, 3, ground)


def test_both_make_as_many_stays_and_as_long_ones(both: tuple[Stays, Stays]) -> None:
    compiled, light = both
    assert len(light) / len(compiled) == pytest.approx(1, abs=0.02)
    for share in QUANTILES:
        first, second = (np.quantile(one.duration, share) for one in both)
        assert second == pytest.approx(first, rel=0.04)


def test_both_go_as_far_and_to_as_many_places(both: tuple[Stays, Stays]) -> None:
    jumps, places, starts = [], [], []
    for stays in both:
        same = stays.person[1:] == stays.person[:-1]
        way = stays.places[stays.place[1:]] - stays.places[stays.place[:-1]]
        jumps.append(np.hypot(*way[same].T))
        pairs = np.unique(stays.person.astype(np.int64) * len(stays.places) + stays.place)
        places.append(len(pairs) / stays.people)
        starts.append(stays.start % 1440)
    for share in QUANTILES:
        assert np.quantile(jumps[1], share) == pytest.approx(np.quantile(jumps[0], share), rel=0.06)
        assert np.quantile(starts[1], share) == pytest.approx(np.quantile(starts[0], share), abs=15)
    assert places[1] == pytest.approx(places[0], rel=0.02)


def test_light_stays_follow_each_other_and_never_repeat_a_place(both: tuple[Stays, Stays]) -> None:
    light = both[1]
    same = light.person[1:] == light.person[:-1]
    end = light.start + light.duration
    assert (light.start[1:] - end[:-1])[same].min() > -0.01
    assert (light.place[1:] != light.place[:-1])[same].all()
    assert (light.duration > 0).all()
    assert end.max() <= light.minutes


def test_the_same_seed_gives_the_same_light_people() -> None:
    nodes = np.random.default_rng(4).uniform(0, 4000, (500, 2))
    one, two = (simulate_light(300, 3, 9, network(nodes)) for _ in range(2))
    assert np.array_equal(one.place, two.place)
    assert np.array_equal(one.duration, two.duration)
    assert not np.array_equal(
        one.place[:500], simulate_light(300, 3, 8, network(nodes)).place[:500]
    )


def test_light_populations_are_small() -> None:
    with pytest.raises(AuditError, match="100,000 people"):
        simulate_light(200_000, 1, 1, grid(5))
    with pytest.raises(AuditError, match="14 days"):
        simulate_light(10, 15, 1, grid(5))
