"""Cameras that are mapped inside a building come out on its nearest outward wall."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_cities import made_city
from numpy.typing import ArrayLike

from custodes.audits.exposure.city import Cameras, Rings
from custodes.audits.exposure.snapping import GAP, snap
from custodes.audits.exposure.view import view


def box(left: float, bottom: float, right: float, top: float) -> list[tuple[float, float]]:
    return [(left, bottom), (right, bottom), (right, top), (left, top)]


def snapped(
    place: tuple[float, float],
    houses: Sequence[ArrayLike],
    courtyards: Sequence[ArrayLike] = (),
    courtyard_of: Sequence[int] = (),
    **said: Sequence[str],
) -> tuple[Cameras, tuple[str, ...]]:
    return snap(
        Cameras.at([place], **said),
        Rings.of(list(houses)),
        Rings.of(list(courtyards)),
        np.array(courtyard_of, np.int32),
    )


def test_a_camera_inside_goes_just_before_the_nearest_wall() -> None:
    cameras, said = snapped((2, 5), [box(0, 0, 30, 10)])
    assert cameras.positions[0] == pytest.approx((-GAP, 5))
    assert cameras.moved[0] == pytest.approx(2 + GAP)
    assert said == (
        "cameras mapped in a building, put before its nearest outward wall "
        "(median 2.1 m, at most 2.1 m): 1",
    )


def test_the_ring_may_run_with_the_clock_or_against_it() -> None:
    cameras, _ = snapped((2, 5), [box(0, 0, 30, 10)[::-1]])
    assert cameras.positions[0] == pytest.approx((-GAP, 5))


def test_a_camera_outside_stays() -> None:
    cameras, said = snapped((-1, 5), [box(0, 0, 30, 10)])
    assert cameras.positions[0] == pytest.approx((-1, 5))
    assert cameras.moved[0] == 0
    assert said == ()


def test_a_camera_on_the_wall_goes_just_before_it_and_counts_as_not_moved() -> None:
    cameras, said = snapped((-0.004, 5), [box(0, 0, 30, 10)])
    assert cameras.positions[0] == pytest.approx((-GAP, 5))
    assert cameras.moved[0] == 0
    assert said == ()


def test_no_camera_goes_into_a_neighbour_that_touches_the_house() -> None:
    """The wall to the neighbour is nearest, and no wall to the open air."""
    row = [box(0, 0, 10, 20), box(10, 0, 20, 20), box(20, 0, 30, 20)]
    cameras, _ = snapped((11, 4), row)
    assert cameras.positions[0] == pytest.approx((11, -GAP))


def test_a_camera_on_the_wall_between_two_houses_comes_out_in_the_open() -> None:
    cameras, said = snapped((10, 4), [box(0, 0, 10, 20), box(10, 0, 20, 20)])
    x, y = cameras.positions[0]
    assert y == pytest.approx(-GAP)
    assert 8 < x < 12
    assert "put before" in said[0]


def test_a_wall_that_a_neighbour_covers_in_part_is_used_where_it_is_free() -> None:
    cameras, _ = snapped((9, 5.2), [box(0, 0, 10, 20), box(10, 0, 20, 6)])
    x, y = cameras.positions[0]
    assert x == pytest.approx(10 + GAP)
    assert 6 < y < 8


def test_a_slit_between_houses_is_no_open_air() -> None:
    cameras, _ = snapped((9, 4), [box(0, 0, 10, 20), box(10.4, 0, 20, 20)])
    assert cameras.positions[0] == pytest.approx((9, -GAP))


def test_a_courtyard_is_the_open_air_and_a_camera_there_stays() -> None:
    house, court = [box(0, 0, 40, 40)], [box(10, 10, 30, 30)]
    cameras, said = snapped((20, 20), house, court, [0])
    assert cameras.positions[0] == pytest.approx((20, 20))
    assert said == ()
    cameras, _ = snapped((9, 20), house, court, [0])
    assert cameras.positions[0] == pytest.approx((10 + GAP, 20))


def test_a_house_in_a_courtyard_is_a_house() -> None:
    houses = [box(0, 0, 40, 40), box(18, 18, 24, 24)]
    cameras, _ = snapped((19, 21), houses, [box(10, 10, 30, 30)], [0])
    assert cameras.positions[0] == pytest.approx((18 - GAP, 21))


def test_a_house_that_is_walled_in_on_all_sides_keeps_its_camera_and_says_so() -> None:
    houses = [
        box(0, 0, 10, 10),
        box(-9, -9, 0, 19),
        box(10, -9, 19, 19),
        box(0, -9, 10, 0),
        box(0, 10, 10, 19),
    ]
    cameras, said = snapped((5, 5), houses)
    assert cameras.positions[0] == pytest.approx((5, 5))
    assert said == ("cameras inside a building without an outward wall, left there: 1",)


def test_a_wall_mounted_disc_becomes_the_half_plane_before_its_wall() -> None:
    cameras, said = snapped((2, 5), [box(0, 0, 30, 10)], mounts=["wall"])
    assert cameras.directions[0] == pytest.approx(270)
    assert cameras.openings[0] == 180
    assert "half of it" in said[1]
    near, _ = snapped((-1, 5), [box(0, 0, 30, 10)], mounts=["wall"])
    assert near.directions[0] == pytest.approx(270)
    assert near.positions[0] == pytest.approx((-1, 5))


def test_a_wall_mounted_camera_far_from_any_wall_stays_a_disc() -> None:
    cameras, said = snapped((-9, 5), [box(0, 0, 30, 10)], mounts=["wall"])
    assert cameras.openings[0] == 360
    assert said == ()


def test_a_pole_in_front_of_a_wall_stays_a_disc() -> None:
    cameras, _ = snapped((-1, 5), [box(0, 0, 30, 10)], mounts=["pole"])
    assert cameras.openings[0] == 360


def test_a_camera_inside_is_blind_until_it_is_moved() -> None:
    house = box(0, 2, 30, 12)
    city = made_city([(-50, 0), (50, 0)], [(0, 1)], [house])
    inside = Cameras.at([(15, 3)])
    assert len(view(city, inside, 20.0)) == 0
    moved, _ = snapped((15, 3), [house])
    assert view(city, moved, 20.0).seen_lengths(city.lengths)[0] > 30


def test_a_city_without_buildings_moves_nothing() -> None:
    cameras, said = snapped((2, 5), [])
    assert cameras.positions[0] == pytest.approx((2, 5))
    assert said == ()


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.floats(0, 360), st.floats(-3000, 3000))
def test_whatever_is_moved_hangs_outside_and_near_its_house(
    seed: int, degrees: float, shift: float
) -> None:
    from shapely import Point, Polygon, unary_union

    random = np.random.default_rng(seed)
    angle = np.radians(degrees)
    turn = np.array([(np.cos(angle), -np.sin(angle)), (np.sin(angle), np.cos(angle))])
    edges = np.cumsum(np.concatenate([[0], random.uniform(5, 20, 4)]))
    rings = [
        np.array(box(left, 0, right, random.uniform(8, 20))) @ turn + shift
        for left, right in pairwise(edges)
    ]
    inside = np.stack([random.uniform(0.1, edges[-1] - 0.1, 10), random.uniform(0.1, 7.9, 10)], 1)
    cameras, _ = snap(
        Cameras.at(inside @ turn + shift), Rings.of(rings), Rings(), np.empty(0, np.int32)
    )
    # a hair wider, so that walls that touch but for rounding are one
    houses = unary_union([Polygon(ring).buffer(1e-6) for ring in rings])
    for place, moved in zip(cameras.positions, cameras.moved, strict=True):
        # in a corner the neighbour's wall may be nearer than its own
        assert 0 < houses.distance(Point(place)) < GAP + 1e-3
        assert moved > 0
