"""What cameras have in view: by hand, against rays, and by laws."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_cities import made_city, random_cameras, random_city, turned
from line_of_sight import drawn_points, seen_by_rays, seen_by_views

from custodes.audits.exposure.city import Cameras, City, Views
from custodes.audits.exposure.reading_map import read_city
from custodes.audits.exposure.view import ground_ranges, view

STREET = made_city([(-100, 0), (100, 0)], [(0, 1)])
seeds = st.integers(0, 10_000)


def stretches(views: Views) -> list[tuple[float, float]]:
    return [(round(a, 6), round(b, 6)) for a, b in zip(views.start, views.end, strict=True)]


def total(city: City, cameras: Cameras, ranges: float, walls: bool = True) -> float:
    return float(view(city, cameras, ranges, walls).seen_lengths(city.lengths).sum())


def test_a_disc_sees_its_chord() -> None:
    views = view(STREET, Cameras.at([(0, 3)]), 5.0)
    assert stretches(views) == [(96.0, 104.0)]


def test_a_disc_that_does_not_reach_the_street_sees_nothing() -> None:
    assert len(view(STREET, Cameras.at([(0, 5)]), 5.0)) == 0


def test_a_sector_sees_what_lies_between_its_two_sides() -> None:
    camera = Cameras.at([(0, 10)], directions=180, openings=90)
    assert stretches(view(STREET, camera, 50.0)) == [(90.0, 110.0)]


def test_a_sector_that_crosses_north_is_one_sector() -> None:
    camera = Cameras.at([(0, -10)], directions=0, openings=20)
    half = 10 * np.tan(np.radians(10))
    assert stretches(view(STREET, camera, 50.0)) == [(round(100 - half, 6), round(100 + half, 6))]
    tilted = Cameras.at([(0, -10)], directions=355, openings=20)
    assert stretches(view(STREET, tilted, 50.0))[0] == pytest.approx(
        (100 + 10 * np.tan(np.radians(-15)), 100 + 10 * np.tan(np.radians(5))), abs=1e-5
    )


def test_an_opening_beyond_a_half_turn_leaves_out_only_what_is_behind() -> None:
    camera = Cameras.at([(0, 10)], directions=0, openings=270)
    assert stretches(view(STREET, camera, np.hypot(10, 30))) == [(70.0, 90.0), (110.0, 130.0)]


def test_an_opening_without_a_direction_is_a_disc() -> None:
    camera = Cameras.at([(0, 3)], openings=30)
    assert stretches(view(STREET, camera, 5.0)) == [(96.0, 104.0)]


def test_a_wall_throws_an_exact_shadow() -> None:
    city = made_city([(-100, 0), (100, 0)], [(0, 1)], [[(-1, 5), (1, 5), (1, 5.5), (-1, 5.5)]])
    camera = Cameras.at([(0, 10)])
    hidden = 10 / 4.5  # the corners at 5.5 m bound the shadow
    seen = stretches(view(city, camera, 50.0))
    assert [edge for stretch in seen for edge in stretch][1:3] == pytest.approx(
        [100 - hidden, 100 + hidden], abs=1e-6
    )


def test_a_wall_behind_the_street_hides_nothing() -> None:
    city = made_city([(-100, 0), (100, 0)], [(0, 1)], [[(-9, -9), (9, -9), (9, -5), (-9, -5)]])
    assert stretches(view(city, Cameras.at([(0, 3)]), 5.0)) == [(96.0, 104.0)]


def test_a_street_inside_a_building_is_not_seen_from_outside() -> None:
    city = made_city([(-9, 0), (9, 0)], [(0, 1)], [[(-20, -5), (20, -5), (20, 5), (-20, 5)]])
    assert len(view(city, Cameras.at([(0, 10)]), 50.0)) == 0
    assert stretches(view(city, Cameras.at([(0, 10)]), 50.0, walls=False)) == [(0.0, 18.0)]


def test_a_camera_on_its_own_wall_does_not_blind_itself() -> None:
    house = [(-20, 10), (20, 10), (20, 30), (-20, 30)]
    city = made_city([(-100, 0), (100, 0)], [(0, 1)], [house])
    for height in (10.0, 10 - 1e-7, 9.9):
        assert stretches(view(city, Cameras.at([(0, height)]), np.hypot(30, height))) == [
            (70.0, 130.0)
        ]


@pytest.mark.parametrize("degrees", [0, 37, 90, 143, 180, 270])
def test_a_camera_exactly_on_its_wall_sees_the_street_in_any_quarter(degrees: float) -> None:
    house = [(-20, 10), (20, 10), (20, 30), (-20, 30)]
    city = made_city([(-25, 0), (25, 0)], [(0, 1)], [house])
    city, cameras = turned(city, Cameras.at([(0, 10.0)], directions=180), degrees, (0, 0))
    assert view(city, cameras, 50.0).seen_lengths(city.lengths) == pytest.approx([50])


def test_a_house_hides_the_street_behind_it_from_a_camera_on_its_wall() -> None:
    house = [(-20, 10), (20, 10), (20, 30), (-20, 30)]
    city = made_city([(-19, 40), (19, 40)], [(0, 1)], [house])
    assert len(view(city, Cameras.at([(0, 10.0)]), 35.0)) == 0


def test_a_street_on_the_line_of_a_wall_lies_before_it_whichever_way_it_is_drawn() -> None:
    """Footways are mapped with the nodes of the building they run along."""
    house = [(0.1, 0.3), (30.7, 9.4), (27.2, 19.9), (-3.1, 10.2)]
    for street in ([house[0], house[1]], [house[1], house[0]]):
        city = made_city(street, [(0, 1)], [house])
        assert view(city, Cameras.at([(15, -5)]), 60.0).seen_lengths(city.lengths) == pytest.approx(
            city.lengths
        )
        behind = view(city, Cameras.at([(12, 30)]), 60.0).seen_lengths(city.lengths)
        assert behind[0] < 1


def test_the_gap_between_two_houses_lets_through_a_strip() -> None:
    houses = [
        [(-30, 5), (-1, 5), (-1, 6), (-30, 6)],
        [(1, 5), (30, 5), (30, 6), (1, 6)],
    ]
    city = made_city([(-100, 0), (100, 0)], [(0, 1)], houses)
    # towards the street the corners at 5 m bound the strip on neither side: those at 6 m do
    seen = stretches(view(city, Cameras.at([(0, 10)]), 20.0))
    assert seen == [pytest.approx((98.0, 102.0), abs=1e-6)]


def test_height_shortens_the_range_over_the_ground() -> None:
    cameras = Cameras.at([(0, 0)] * 4, heights=[0, 3, 5, np.nan])
    assert ground_ranges(cameras, 5.0) == pytest.approx([5, 4, 0, 5])
    assert ground_ranges(Cameras.at([(0, 0)], heights=9), 5.0) == pytest.approx([0])
    assert len(view(STREET, Cameras.at([(0, 0)], heights=9), 5.0)) == 0


def test_each_camera_has_its_own_range() -> None:
    views = view(STREET, Cameras.at([(-50, 0), (50, 0)]), [5.0, 10.0])
    assert stretches(views) == [(45.0, 55.0), (140.0, 160.0)]
    assert list(views.camera) == [0, 1]


def test_overlapping_views_are_counted_once() -> None:
    """Clipped to the street first and joined after, rounding made more than the street's length."""
    cameras = Cameras.at([(x, 0.3) for x in np.arange(-99, 99, 0.37)])
    views = view(STREET, cameras, 3.0)
    offsets, starts, ends = views.union()
    assert list(offsets) == [0, 1]
    assert views.seen_lengths(STREET.lengths)[0] <= STREET.lengths[0]
    assert ends[0] - starts[0] == pytest.approx(200, abs=0.2)


def test_views_that_touch_are_one_stretch() -> None:
    views = Views(
        np.array([0, 0, 2], np.int32),
        np.zeros(3, np.int32),
        np.array([1.0, 2.0, 0.0]),
        np.array([2.0, 3.0, 1.0]),
        4,
    )
    offsets, starts, ends = views.union()
    assert (list(offsets), list(starts), list(ends)) == ([0, 1, 1, 2, 2], [1.0, 0.0], [3.0, 1.0])
    assert list(views.seen_lengths(np.full(4, 9.0))) == [2, 0, 1, 0]


def test_a_long_view_covers_a_shorter_one_that_starts_later() -> None:
    views = Views(
        np.zeros(3, np.int32),
        np.arange(3, dtype=np.int32),
        np.array([0.0, 1.0, 8.0]),
        np.array([9.0, 2.0, 10.0]),
        1,
    )
    assert list(views.seen_lengths(np.array([50.0]))) == [10]


def test_no_cameras_or_no_streets_give_no_views() -> None:
    assert len(view(STREET, Cameras.at(np.empty((0, 2))), 5.0)) == 0
    empty = made_city(np.empty((0, 2)), np.empty((0, 2)))
    assert len(view(empty, Cameras.at([(0, 0)]), 5.0)) == 0


def test_views_are_sorted_by_segment_and_start() -> None:
    city = random_city(3)
    views = view(city, random_cameras(city, 40, 3), 60.0)
    keys = list(zip(views.segment.tolist(), views.start.tolist(), strict=True))
    assert keys == sorted(keys)
    assert (views.end > views.start).all()
    assert (views.end <= city.lengths[views.segment]).all()


@pytest.mark.parametrize("seed", range(4))
def test_invented_cities_agree_with_rays_point_by_point(seed: int) -> None:
    city = random_city(seed)
    cameras = random_cameras(city, 30, seed)
    ranges = np.random.default_rng(seed).uniform(10, 150, 30)
    segment, along, points = drawn_points(city, 1_500, seed)
    rays = seen_by_rays(city, cameras, ranges, points)
    exact = seen_by_views(view(city, cameras, ranges), len(cameras), segment, along)
    assert rays.any()
    assert (rays != exact).sum() == 0
    open_rays = seen_by_rays(city, cameras, ranges, points, walls=False)
    open_exact = seen_by_views(view(city, cameras, ranges, walls=False), 30, segment, along)
    assert (open_rays != open_exact).sum() == 0
    assert open_rays.sum() > rays.sum()


def test_a_real_city_agrees_with_rays_within_the_standard_error(shared: Path) -> None:
    city = read_city(shared / "data" / "osm" / "monaco.osm.pbf")
    random = np.random.default_rng(5)
    wall = city.walls[random.choice(len(city.walls), 150)]
    middle = (wall[:, :2] + wall[:, 2:]) / 2
    cameras = Cameras.at(
        np.concatenate([city.cameras.positions, middle + random.normal(0, 3, middle.shape)])
    )
    ranges = np.full(len(cameras), 40.0)
    points = 4_000
    segment, along, places = drawn_points(city, points, 5)
    rays = seen_by_rays(city, cameras, ground_ranges(cameras, ranges), places)
    views = view(city, cameras, ranges)
    share = views.seen_lengths(city.lengths).sum() / city.lengths.sum()
    drawn = rays.any(axis=0).mean()
    assert drawn > 0.02
    assert abs(share - drawn) < 4 * np.sqrt(drawn * (1 - drawn) / points)
    # point by point a ray may graze a corner; nothing else may differ
    exact = seen_by_views(views, len(cameras), segment, along)
    assert (rays != exact).sum() <= 2


def test_the_way_a_street_is_drawn_changes_nothing(shared: Path) -> None:
    city = read_city(shared / "data" / "osm" / "helsinki.osm.pbf")
    backwards = replace(city, segments=np.ascontiguousarray(city.segments[:, ::-1]))
    here = view(city, city.cameras, 30.0).seen_lengths(city.lengths)
    there = view(backwards, city.cameras, 30.0).seen_lengths(city.lengths)
    assert there == pytest.approx(here, abs=1e-6)


@settings(max_examples=25)
@given(seeds, st.floats(5, 200))
def test_more_cameras_never_lower_exposure(seed: int, reach: float) -> None:
    city = random_city(seed, blocks=3)
    cameras = random_cameras(city, 8, seed)
    fewer = view(city, cameras.selected(range(5)), reach).seen_lengths(city.lengths)
    more = view(city, cameras, reach).seen_lengths(city.lengths)
    assert (more >= fewer - 1e-9).all()


@settings(max_examples=25)
@given(seeds, st.floats(5, 200))
def test_walls_never_raise_exposure(seed: int, reach: float) -> None:
    city = random_city(seed, blocks=3)
    cameras = random_cameras(city, 8, seed)
    behind = view(city, cameras, reach).seen_lengths(city.lengths)
    without = view(city, cameras, reach, walls=False).seen_lengths(city.lengths)
    assert (behind <= without + 1e-9).all()
    assert behind.sum() <= city.lengths.sum()


@settings(max_examples=25)
@given(seeds, st.floats(0, 360), st.floats(-5_000, 5_000), st.floats(-5_000, 5_000))
def test_turning_and_moving_the_map_changes_nothing(
    seed: int, degrees: float, east: float, north: float
) -> None:
    city = random_city(seed, blocks=3)
    cameras = random_cameras(city, 8, seed)
    other, others = turned(city, cameras, degrees, (east, north))
    here = view(city, cameras, 70.0).seen_lengths(city.lengths)
    there = view(other, others, 70.0).seen_lengths(other.lengths)
    assert there == pytest.approx(here, abs=1e-5)


@settings(max_examples=25)
@given(seeds, st.floats(1, 100), st.floats(1, 100))
def test_a_longer_range_never_sees_less(seed: int, one: float, other: float) -> None:
    city = random_city(seed, blocks=3)
    cameras = random_cameras(city, 6, seed)
    low, high = sorted((one, other))
    assert total(city, cameras, low) <= total(city, cameras, high) + 1e-9
