"""Figures of exposure: shares, parts of a city, scenarios, draws; and the laws they obey."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from exposure_towns import grid, some_cameras, some_views
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_cities import random_cameras, random_city, turned
from shapely import MultiPolygon, Point, Polygon

from custodes.audits import AuditError
from custodes.audits.exposure.cells import OTHERS, SMALLEST_LENGTH, cells_of
from custodes.audits.exposure.city import Cameras, City, District, Rings
from custodes.audits.exposure.figures import (
    MOST_TIMES,
    seen_by,
    share_in_view,
    shares_by_cell,
    shares_by_operator,
    walk_figures,
)
from custodes.audits.exposure.filming import Filming
from custodes.audits.exposure.network import Network
from custodes.audits.exposure.scenario import OFF_WALL, invented, missing, together
from custodes.audits.exposure.study import completeness_levels
from custodes.audits.exposure.uncertainty import band, draws
from custodes.audits.exposure.view import view
from custodes.audits.exposure.walks import at_random


def square(name: str, west: float, south: float, east: float, north: float) -> District:
    return District(name, Rings.of([[(west, south), (east, south), (east, north), (west, north)]]))


@settings(max_examples=15)
@given(seed=st.integers(0, 500), kept=st.integers(0, 9), reach=st.floats(5, 90))
def test_more_cameras_never_lower_exposure_and_walls_never_raise_it(
    seed: int, kept: int, reach: float
) -> None:
    city = random_city(seed)
    cameras = random_cameras(city, 10, seed)
    some = cameras.selected(np.arange(10) < kept)
    all_seen = view(city, cameras, reach)
    some_seen = view(city, some, reach)
    assert share_in_view(city, some_seen) <= share_in_view(city, all_seen) + 1e-12
    assert share_in_view(city, all_seen) <= share_in_view(city, view(city, cameras, reach, False))
    network = Network.of(city)
    few = at_random(network, Filming.of(some_seen, some), [200.0, 600.0], walks=200, seed=seed)
    many = at_random(network, Filming.of(all_seen, cameras), [200.0, 600.0], walks=200, seed=seed)
    assert (few.times <= many.times).all()
    assert (few.seen <= many.seen + 1e-6).all()
    assert (few.unseen >= many.unseen - 1e-6).all()


@pytest.mark.parametrize("degrees", [30.0, 90.0, 211.0])
def test_turning_the_map_changes_no_figure(degrees: float) -> None:
    city = random_city(4)
    cameras = random_cameras(city, 12, 4)
    other, moved = turned(city, cameras, degrees, (300.0, -40.0))
    figures = []
    for town, hung in ((city, cameras), (other, moved)):
        views = view(town, hung, 40.0)
        filming = Filming.of(views, hung)
        walks = at_random(Network.of(town), filming, [400.0], walks=500, seed=1)
        figures.append((share_in_view(town, views), walks.times.mean(), walks.unseen.mean()))
    assert figures[0] == pytest.approx(figures[1], rel=1e-6)


def test_each_kind_of_operator_has_what_its_cameras_see() -> None:
    city = grid(8)
    cameras = some_cameras(city, 20)
    kinds = ("public", "private", "public", "unknown") * 5
    cameras = dataclasses.replace(cameras, operators=kinds)
    views = view(city, cameras, 30.0)
    shares = shares_by_operator(city, cameras, views)
    assert set(shares) == {"public", "private", "unknown"}
    assert max(shares.values()) <= share_in_view(city, views) <= sum(shares.values()) + 1e-12
    only = view(city, cameras.selected(np.array(kinds) == "private"), 30.0)
    assert shares["private"] == pytest.approx(share_in_view(city, only))
    assert share_in_view(city, seen_by(views, np.zeros(20, np.bool_))) == 0


def test_hexagons_hold_all_streets_and_their_shares_make_up_the_whole() -> None:
    city = grid(25)
    cells = cells_of(city)
    views, _ = some_views(city, 400, 60)
    assert cells.kind == "hexagon"
    assert len(cells) > 5
    assert (cells.of_segment >= 0).all()
    assert cells.kilometres.sum() == pytest.approx(city.lengths.sum() / 1000)
    shares = shares_by_cell(city, views, cells.of_segment, len(cells))
    whole = (shares * cells.kilometres).sum() / cells.kilometres.sum()
    assert whole == pytest.approx(share_in_view(city, views))


def test_every_street_lies_in_the_hexagon_whose_centre_is_nearest() -> None:
    city = grid(25)
    cells = cells_of(city, 600.0)
    told = [number for number, name in enumerate(cells.names) if name != OTHERS]
    x, y = city.to_metres(*cells.centres[told].T)
    middles = city.nodes[city.segments].mean(axis=1)
    for number, place in enumerate(told):
        inside = middles[cells.of_segment == place]
        away = np.hypot(inside[:, 0, None] - x, inside[:, 1, None] - y)
        assert (away[:, number] <= away.min(axis=1) + 0.01).all()
        assert (away.min(axis=1) <= 600.0 / np.sqrt(3) + 0.1).all()


def test_parts_with_little_street_are_not_told_alone() -> None:
    city = grid(25)
    cells = cells_of(city)
    alone = [km for name, km in zip(cells.names, cells.kilometres, strict=True) if name != OTHERS]
    assert min(alone) * 1000 >= SMALLEST_LENGTH
    assert len(cells_of(grid(4))) == 0  # 1.9 km in all
    with pytest.raises(AuditError, match="street by street"):
        cells_of(city, 100.0)


def test_parts_are_in_the_order_of_the_map_and_not_of_their_shares() -> None:
    city = grid(25)
    first, other = (some_views(city, 300, 40, seed=seed)[0] for seed in (1, 2))
    cells = cells_of(city)
    shares = [shares_by_cell(city, views, cells.of_segment, len(cells)) for views in (first, other)]
    assert (np.argsort(shares[0]) != np.argsort(shares[1])).any()
    assert cells.names == cells_of(city).names


def test_districts_take_what_lies_in_them_and_islands_of_them_too() -> None:
    city = grid(25)  # 1,920 m on each side
    ring = Rings.of(
        [
            [(1000, 0), (1920, 0), (1920, 900), (1000, 900)],
            [(0, 1400), (900, 1400), (900, 1920), (0, 1920)],
        ]
    )
    districts = (square("West", -1, -1, 995, 1300), District("Two Parts", ring))
    cells = cells_of(dataclasses.replace(city, districts=districts))
    assert (cells.kind, cells.names) == ("district", ("West", "Two Parts"))
    x, y = city.nodes[city.segments].mean(axis=1).T
    assert ((cells.of_segment == 0) == ((x < 995) & (y < 1300))).all()
    assert (cells.of_segment[(x > 1001) & (x < 1919) & (y > 1) & (y < 899)] == 1).all()
    assert (cells.of_segment[(x < 899) & (y > 1401) & (y < 1919)] == 1).all()


def test_invented_cameras_hang_outside_of_houses_and_are_like_those_on_the_map() -> None:
    city = grid(10, houses=True)
    cameras = Cameras.at(
        city.nodes[[5, 44]],
        kinds=("fixed", "dome"),
        directions=[90.0, np.nan],
        openings=[60.0, 360.0],
        operators=("public", "private"),
    )
    more = invented(city, cameras, 200, seed=1)
    assert more.devices == len(more) == 200
    houses = MultiPolygon([Polygon(city.buildings.ring(i)) for i in range(len(city.buildings))])
    away = np.array([houses.distance(Point(place)) for place in more.positions])
    assert away == pytest.approx(OFF_WALL, abs=1e-6)
    dome = np.array(more.kinds) == "dome"
    assert 0.35 < dome.mean() < 0.65
    assert (np.isnan(more.directions) == dome).all()
    assert (more.openings == np.where(dome, 360.0, 60.0)).all()
    assert set(more.sources) == {"scenario"}
    # The fixed ones look away from their wall: 5 m ahead is no house.
    ahead = np.radians(more.directions[~dome])
    steps = more.positions[~dome] + 0.3 * np.column_stack((np.sin(ahead), np.cos(ahead)))
    assert not any(houses.contains(Point(step)) for step in steps)


def test_a_device_that_looks_two_ways_is_invented_looking_two_ways() -> None:
    city = grid(10, houses=True)
    two = Cameras.at(city.nodes[[5, 5]], directions=[90.0, 270.0], openings=50.0, device=[0, 0])
    more = invented(city, two, 30, seed=1)
    assert (more.devices, len(more)) == (30, 60)
    apart = (more.directions[1::2] - more.directions[0::2]) % 360
    assert apart == pytest.approx(180.0)
    assert (more.positions[1::2] == more.positions[0::2]).all()
    both = together(two, more)
    assert (both.devices, len(both)) == (31, 62)


def test_a_less_complete_map_means_the_same_cameras_and_more_of_them() -> None:
    city = grid(10, houses=True)
    cameras = some_cameras(city, 10)
    few, many = (invented(city, cameras, count, seed=9) for count in (10, 40))
    assert (many.positions[:10] == few.positions).all()
    assert missing(10, 0.5) == 10
    assert missing(10, 1.0) == 0
    shares = [
        share_in_view(city, view(city, together(cameras, more), 25.0)) for more in (few, many)
    ]
    assert shares[0] <= shares[1]
    with pytest.raises(AuditError, match="above 0"):
        missing(10, 0.0)
    with pytest.raises(AuditError, match="like"):
        invented(city, cameras.selected(np.zeros(10, np.bool_)), 5, seed=1)


def test_levels_of_completeness_are_even_in_the_number_of_cameras() -> None:
    assert completeness_levels(1.0) == (1.0,)
    assert completeness_levels(0.5, 0.5) == (1.0, 0.5)
    assert completeness_levels(0.25) == (1.0, 0.4, 0.25)
    with pytest.raises(AuditError, match="from low to high"):
        completeness_levels(0.9, 0.3)


def test_draws_are_alike_as_stated_and_the_same_for_the_same_seed() -> None:
    cameras = Cameras.at(np.zeros((6, 2)), device=[0, 0, 1, 2, 3, 4])

    def quantiles(alike: float, cameras: Cameras = cameras, seed: int = 1) -> np.ndarray:
        made = draws(cameras, count=200, seed=seed, speed=(1.2, 1.6), alike=alike)
        return np.array([draw.quantiles for draw in made])

    assert (quantiles(1.0).std(axis=1) < 1e-9).all()
    free, half = quantiles(0.0), quantiles(0.5)
    assert (free[:, 0] == free[:, 1]).all()  # one device, one lens
    assert abs(np.corrcoef(free[:, 1], free[:, 2])[0, 1]) < 0.2
    assert 0.3 < np.corrcoef(half[:, 1], half[:, 2])[0, 1] < 0.7
    assert half.mean() == pytest.approx(0.5, abs=0.05)
    assert (half == quantiles(0.5)).all()
    assert (half != quantiles(0.5, seed=2)).any()
    longer = Cameras.at(np.zeros((9, 2)), device=[0, 0, 1, 2, 3, 4, 5, 6, 7])
    assert (quantiles(0.5, longer)[:, :6] == half).all()
    made = list(draws(cameras, count=10, seed=1, speed=(1.2, 1.6), alike=0.5))
    assert sorted(draw.speed for draw in made) == pytest.approx(np.arange(1.22, 1.6, 0.04))
    assert len({draw.seed for draw in made}) == 10


def test_a_band_leaves_a_tenth_out_and_what_is_no_number() -> None:
    assert band(np.arange(101)) == (5.0, 95.0)
    assert band([np.nan, 2.0, np.nan]) == (2.0, 2.0)
    assert band([np.nan]) is None


def test_figures_of_walks_add_up() -> None:
    city: City = grid(8)
    views, cameras = some_views(city, 80, 12)
    walks = at_random(
        Network.of(city), Filming.of(views, cameras), [200.0, 900.0], walks=700, seed=1
    )
    figures = walk_figures(walks, (1, 3))
    assert figures.times.sum(axis=1) == pytest.approx(1.0)
    assert figures.times.shape == (2, MOST_TIMES + 1)
    assert figures.filmed == pytest.approx((walks.times > 0).mean(axis=0))
    assert figures.rule == pytest.approx([(walks.times[:, j] >= (1, 3)[j]).mean() for j in (0, 1)])
    assert figures.mean == pytest.approx(walks.times.mean(axis=0))
    assert (np.diff(figures.unseen, axis=1) >= 0).all()
    assert figures.unseen[0].max() <= 200.0 + 1e-6
