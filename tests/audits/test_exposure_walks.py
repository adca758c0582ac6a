"""Walks: against a plain walker on networkx, step by step, and by what must hold of any walk."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

import networkx as nx
import numpy as np
import pytest
from exposure_towns import grid, some_views, town, walked_naively

from custodes.audits import AuditError
from custodes.audits.exposure.city import Cameras, City, Views
from custodes.audits.exposure.filming import Filming
from custodes.audits.exposure.network import Network
from custodes.audits.exposure.routes import Way
from custodes.audits.exposure.walks import at_random, between_doors

MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15


def mixed(value: int) -> int:
    """SplitMix64's finaliser, in whole numbers."""
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & MASK
    return value ^ (value >> 31)


def numbers(seed: int, walk: int) -> Iterator[float]:
    """The random numbers that walk number ``walk`` draws."""
    state = mixed((mixed((seed + GOLDEN) & MASK) + GOLDEN * (walk + 1)) & MASK)
    while True:
        state = (state + GOLDEN) & MASK
        yield (mixed(state) >> 11) / 2**53


def walked_on_networkx(
    city: City, walk: int, seed: int, length: float
) -> list[tuple[int, float, float]]:
    """The steps (segment, from, to) of one random walk, made on a networkx graph."""
    graph = nx.MultiGraph()
    for number, (one, other) in enumerate(city.segments.tolist()):
        graph.add_edge(one, other, key=number)
    draw = numbers(seed, walk)
    sums = np.cumsum(city.lengths)
    point = next(draw) * sums[-1]
    segment = int(np.searchsorted(sums, point, side="right"))
    position = point - (sums[segment] - city.lengths[segment])
    forward = next(draw) < 0.5
    steps = []
    left = length
    while True:
        end = city.lengths[segment] if forward else 0.0
        if abs(end - position) >= left:
            steps.append((segment, position, position + left if forward else position - left))
            return steps
        steps.append((segment, position, end))
        left -= abs(end - position)
        node = int(city.segments[segment, 1 if forward else 0])
        ways = sorted(key for _, _, key in graph.edges(node, keys=True) if key != segment)
        if ways:
            segment = ways[int(next(draw) * len(ways)) if len(ways) > 1 else 0]
            forward = int(city.segments[segment, 0]) == node
            position = 0.0 if forward else city.lengths[segment]
        else:
            forward = not forward
            position = end


def all_in_view(city: City, rows: Sequence[int]) -> Views:
    """These segments in view from end to end, each of a camera of its own."""
    segment = np.array(sorted(rows), np.int32)
    camera = np.arange(len(segment), dtype=np.int32)
    return Views(segment, camera, np.zeros(len(rows)), city.lengths[segment], len(city.segments))


@pytest.mark.parametrize("seed", [0, 1, 20_260_101])
def test_random_walks_are_those_of_a_plain_walker_on_networkx(seed: int) -> None:
    city = grid(6, jitter=9)
    views, cameras = some_views(city, 60, 12)
    marks = (310.0, 620.0, 1_500.0)
    walks = at_random(Network.of(city), Filming.of(views, cameras), marks, walks=40, seed=seed)
    for walk in range(40):
        for column, mark in enumerate(marks):
            steps = walked_on_networkx(city, walk, seed, mark)
            times, seen, unseen = walked_naively(city, views, cameras, steps)
            assert walks.times[walk, column] == times
            assert walks.seen[walk, column] == pytest.approx(seen, abs=1e-6)
            assert walks.unseen[walk, column] == pytest.approx(unseen, abs=1e-6)


def test_a_walk_is_the_same_whoever_walks_beside_it() -> None:
    city = grid(6)
    views, cameras = some_views(city, 60, 12)
    network, filming = Network.of(city), Filming.of(views, cameras)
    many = at_random(network, filming, [900.0], walks=500, seed=4)
    few = at_random(network, filming, [900.0], walks=7, seed=4)
    assert (many.times[:7] == few.times).all()
    assert (many.unseen[:7] == few.unseen).all()
    other = at_random(network, filming, [900.0], walks=500, seed=5)
    assert (many.times != other.times).any()


def test_time_in_view_on_random_walks_is_the_share_of_length_in_view() -> None:
    city = grid(12, jitter=15)
    views, cameras = some_views(city, 200, 30)
    walks = at_random(Network.of(city), Filming.of(views, cameras), [1_000.0], walks=20_000, seed=2)
    share = views.seen_lengths(city.lengths).sum() / city.lengths.sum()
    seen = walks.seen[:, 0] / 1_000.0
    assert seen.mean() == pytest.approx(share, abs=5 * seen.std() / np.sqrt(len(seen)))


def test_a_walker_turns_round_only_where_the_way_ends() -> None:
    line = town([(0, 0), (100, 0), (200, 0)], [(0, 1), (1, 2)])
    views = all_in_view(line, [0])
    cameras = Cameras.at(np.zeros((1, 2)))
    walks = at_random(Network.of(line), Filming.of(views, cameras), [400.0], walks=50, seed=1)
    # 400 m on 200 m of street is once over everything, there and back, wherever it begins.
    assert walks.seen[:, 0] == pytest.approx(200.0)
    # Who begins outside the view and turns at its end is filmed once; who begins in it, twice at
    # most, since the turn within the view is no new entry.
    assert set(walks.times[:, 0].tolist()) <= {1, 2}


def test_only_the_part_of_a_street_in_view_counts_as_filmed() -> None:
    line = town([(0, 0), (1_000, 0)], [(0, 1)])
    views = Views(
        np.zeros(1, np.int32), np.zeros(1, np.int32), np.array([400.0]), np.array([500.0]), 1
    )
    cameras = Cameras.at(np.zeros((1, 2)))
    filming = Filming.of(views, cameras)
    walks = at_random(Network.of(line), filming, [50.0], walks=4_000, seed=3)
    filmed = (walks.times[:, 0] > 0).mean()
    # 50 m from anywhere in either direction meet the 100 m in view from 150 m of starts.
    assert filmed == pytest.approx(0.15, abs=0.03)
    assert (walks.seen[walks.times[:, 0] == 0] == 0).all()


def test_entering_the_view_of_one_device_anew_counts_again_and_going_on_does_not() -> None:
    city = town([(0, 0), (100, 0), (200, 0), (300, 0)], [(0, 1), (1, 2), (2, 3)])
    network = Network.of(city)
    path = Way(0, np.array([0, 1, 2], np.int32))
    rows = [(0, 60.0, 100.0, 0), (1, 0.0, 30.0, 1), (2, 50.0, 100.0, 0)]
    segment, start, end, camera = (np.array(column) for column in zip(*rows, strict=True))
    views = Views(segment.astype(np.int32), camera.astype(np.int32), start, end, 3)
    one_device = Cameras.at(np.zeros((2, 2)), device=[0, 0])
    times, seen, unseen = path.filmed(network, Filming.of(views, one_device))
    assert (times, seen, unseen) == (2, 120.0, 120.0)
    two_devices = Cameras.at(np.zeros((2, 2)))
    assert path.filmed(network, Filming.of(views, two_devices))[0] == 3
    back = Way(3, np.array([2, 1, 0], np.int32))
    assert back.filmed(network, Filming.of(views, one_device)) == (2, 120.0, 120.0)


def test_pieces_of_one_device_are_joined_and_those_of_two_are_not() -> None:
    city = town([(0, 0), (100, 0)], [(0, 1)])
    views = Views(
        np.zeros(3, np.int32),
        np.array([0, 1, 2], np.int32),
        np.array([0.0, 10.0, 20.0]),
        np.array([30.0, 50.0, 25.0]),
        1,
    )
    cameras = Cameras.at(np.zeros((3, 2)), device=[0, 0, 1])
    filming = Filming.of(views, cameras)
    pieces = list(zip(filming.device, filming.start, filming.stop, strict=True))
    assert pieces == [(0, 0.0, 50.0), (1, 20.0, 25.0)]
    assert filming.union_start.tolist() == [0.0]
    assert filming.union_stop.tolist() == [50.0]
    assert len(city.segments) == 1


def test_walks_between_doors_are_shortest_ways_of_the_length_asked_for() -> None:
    city = dataclasses.replace(grid(9, jitter=6), doors=np.arange(0, 81, 4, dtype=np.int32))
    views, cameras = some_views(city, 90, 12)
    marks = (160.0, 320.0)
    walks = between_doors(
        Network.of(city),
        Filming.of(views, cameras),
        city.doors,
        marks,
        origins=30,
        draws=5,
        seed=6,
    )
    graph = nx.Graph()
    for (one, other), length in zip(city.segments.tolist(), city.lengths, strict=True):
        graph.add_edge(one, other, length=length)
    possible = {
        round(metres, 6)
        for origin in city.doors.tolist()
        for goal, metres in nx.single_source_dijkstra_path_length(
            graph, origin, weight="length"
        ).items()
        if goal in city.doors.tolist()
    }
    assert walks.made.any(axis=0).all()
    for column, mark in enumerate(marks):
        made = walks.made[:, column]
        metres = walks.metres[made, column]
        assert (abs(metres - mark) <= 0.05 * mark + 1e-9).all()
        assert {round(each, 6) for each in metres.tolist()} <= possible
        assert (walks.seen[made, column] <= metres + 1e-9).all()


def test_a_walk_between_doors_meets_what_a_plain_walker_on_that_way_meets() -> None:
    # A line has one way between any two doors, so that length and ends tell the walk.
    nodes = [(90.0 * place, 0.0) for place in range(8)]
    city = town(nodes, [(place, place + 1) for place in range(7)], doors=[0, 7])
    views, cameras = some_views(city, 14, 4)
    walks = between_doors(
        Network.of(city),
        Filming.of(views, cameras),
        city.doors,
        [630.0],
        origins=8,
        draws=1,
        seed=0,
    )
    there = [(place, 0.0, 90.0) for place in range(7)]
    back = [(place, 90.0, 0.0) for place in reversed(range(7))]
    expected = {walked_naively(city, views, cameras, steps)[0] for steps in (there, back)}
    assert set(walks.times[:, 0].tolist()) <= expected
    assert walks.seen[0, 0] == pytest.approx(walked_naively(city, views, cameras, there)[1])


def test_where_no_door_is_that_far_there_is_no_walk() -> None:
    city = grid(3)
    filming = Filming.of(all_in_view(city, [0]), Cameras.at(np.zeros((1, 2))))
    network = Network.of(city)
    walks = between_doors(network, filming, city.doors, [80.0, 9_000.0], origins=4, draws=2, seed=0)
    assert walks.made[:, 0].all()
    assert not walks.made[:, 1].any()


@pytest.mark.parametrize("marks", [[], [0.0], [200.0, 100.0], [-5.0]])
def test_lengths_that_are_no_walks_are_refused(marks: list[float]) -> None:
    city = grid(3)
    filming = Filming.of(all_in_view(city, [0]), Cameras.at(np.zeros((1, 2))))
    with pytest.raises(AuditError, match="ascending"):
        at_random(Network.of(city), filming, marks, walks=10, seed=0)


def test_a_map_without_streets_or_doors_is_refused_in_words() -> None:
    city = grid(3)
    nothing = dataclasses.replace(city, segments=np.empty((0, 2), np.int32), lengths=np.empty(0))
    with pytest.raises(AuditError, match="no walkable streets"):
        Network.of(nothing)
    filming = Filming.of(all_in_view(city, [0]), Cameras.at(np.zeros((1, 2))))
    with pytest.raises(AuditError, match="two doors"):
        between_doors(Network.of(city), filming, city.doors[:1], [80.0], origins=1, draws=1, seed=0)
