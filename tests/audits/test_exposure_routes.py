"""The least exposed way within a cap: against all simple paths of small graphs, and its laws."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import pytest
from exposure_towns import grid, some_views, town
from hypothesis import given, settings
from hypothesis import strategies as st

from custodes.audits import AuditError
from custodes.audits.exposure import routes as routes_module
from custodes.audits.exposure.city import City, Views
from custodes.audits.exposure.filming import Filming
from custodes.audits.exposure.network import Network
from custodes.audits.exposure.routes import Routes, line, routes


def at(city: City, node: int) -> tuple[float, float]:
    """A node's longitude and latitude."""
    lon, lat = city.to_degrees(*city.nodes[node])
    return float(lon), float(lat)


def graph_of(city: City, views: Views) -> nx.Graph:
    """The town as networkx has it, in whole millimetres."""
    graph = nx.Graph()
    seen = views.seen_lengths(city.lengths)
    for number, (one, other) in enumerate(city.segments.tolist()):
        graph.add_edge(
            one, other, length=round(city.lengths[number] * 1000), seen=round(seen[number] * 1000)
        )
    return graph


def best_by_trying(graph: nx.Graph, start: int, goal: int, detour: float) -> tuple[int, int]:
    """The least millimetres in view, and of those the least in all, over all simple paths."""
    cap = detour * nx.shortest_path_length(graph, start, goal, weight="length")
    found = []
    for path in nx.all_simple_paths(graph, start, goal):
        edges = [graph.edges[pair] for pair in itertools.pairwise(path)]
        length = sum(edge["length"] for edge in edges)
        if length <= cap:
            found.append((sum(edge["seen"] for edge in edges), length))
    return min(found)


def costs(city: City, views: Views, path: np.ndarray) -> tuple[int, int]:
    """A path's millimetres in view and in all, segment by segment."""
    seen = np.rint(views.seen_lengths(city.lengths)[path] * 1000)
    return int(seen.sum()), int(np.rint(city.lengths[path] * 1000).sum())


def found_between(city: City, views: Views, start: int, goal: int, detour: float) -> Routes:
    return routes(city, Network.of(city), views, at(city, start), at(city, goal), detour)


@settings(max_examples=40)
@given(
    seed=st.integers(0, 10_000),
    detour=st.sampled_from([1.0, 1.1, 1.3, 1.7, 2.5]),
    ends=st.tuples(st.integers(0, 15), st.integers(0, 15)).filter(lambda pair: pair[0] != pair[1]),
)
def test_the_least_exposed_way_is_the_best_of_all_simple_paths(
    seed: int, detour: float, ends: tuple[int, int]
) -> None:
    city = grid(4, jitter=14)
    views, _ = some_views(city, 14, 5, seed=seed)
    found = found_between(city, views, *ends, detour)
    graph = graph_of(city, views)
    assert costs(city, views, found.least.path) == best_by_trying(graph, *ends, detour)
    shortest = nx.shortest_path_length(graph, *ends, weight="length")
    assert costs(city, views, found.shortest.path)[1] == shortest


def test_on_a_larger_town_it_keeps_the_cap_and_never_loses_against_the_shortest() -> None:
    city = grid(25, jitter=14)
    views, cameras = some_views(city, 500, 80)
    network, filming = Network.of(city), Filming.of(views, cameras)
    before = np.inf
    for detour in (1.0, 1.2, 1.5, 2.0):
        found = found_between(city, views, 30, 590, detour)
        seen, length = costs(city, views, found.least.path)
        assert length <= detour * costs(city, views, found.shortest.path)[1]
        assert seen <= costs(city, views, found.shortest.path)[0]
        assert seen <= before  # a longer detour never does worse
        before = seen
        nodes = found.least.nodes(network)
        assert (nodes[0], nodes[-1]) == (30, 590)
        assert found.least.filmed(network, filming)[1] == pytest.approx(seen / 1000, abs=1.0)


def test_without_a_detour_it_is_a_shortest_way() -> None:
    city = grid(5)
    views, _ = some_views(city, 30, 5)
    found = found_between(city, views, 0, 24, 1.0)
    assert found.least.metres(Network.of(city)) == pytest.approx(8 * 80)


def test_the_line_of_a_way_begins_and_ends_where_it_should() -> None:
    city = grid(5)
    views, _ = some_views(city, 30, 5)
    found = found_between(city, views, 3, 21, 1.4)
    points = line(city, Network.of(city), found.least)
    assert points[0] == pytest.approx(at(city, 3))
    assert points[-1] == pytest.approx(at(city, 21))


def test_a_remnant_of_a_street_is_not_where_a_way_begins() -> None:
    nodes = [(0, 0), (100, 0), (200, 0), (90, 30), (110, 30)]
    city = town(nodes, [(0, 1), (1, 2), (3, 4)])
    views, _ = some_views(city, 3, 2)
    found = found_between(city, views, 3, 2, 1.5)
    assert found.shortest.origin == 1
    assert found.off_street[0] == pytest.approx(np.hypot(10, 30), abs=0.01)


def test_points_off_the_map_or_the_same_and_impossible_detours_are_refused_in_words() -> None:
    city = grid(5)
    views, _ = some_views(city, 30, 5)
    network = Network.of(city)
    with pytest.raises(AuditError, match="km from the nearest street of Testtown"):
        routes(city, network, views, (0.0, 0.0), at(city, 4))
    with pytest.raises(AuditError, match="same corner"):
        routes(city, network, views, at(city, 4), at(city, 4))
    with pytest.raises(AuditError, match=r"1 or more, not 0\.8"):
        routes(city, network, views, at(city, 4), at(city, 20), detour=0.8)


def test_a_search_that_grows_too_large_ends_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes_module, "MOST_LABELS", 10)
    city = grid(8, jitter=10)
    views, _ = some_views(city, 60, 10)
    with pytest.raises(AuditError, match="gave up after 10"):
        found_between(city, views, 0, 63, 2.0)
