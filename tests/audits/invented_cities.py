"""Cities made up for tests, and OpenStreetMap files of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import quoteattr

import numpy as np
from numpy.typing import ArrayLike

from custodes.audits.exposure.city import Cameras, City, Floats, Rings
from custodes.audits.exposure.reading_map import walls_of

Tags = Mapping[str, str]


def made_city(nodes: ArrayLike, segments: ArrayLike, rings: Sequence[ArrayLike] = ()) -> City:
    """A city of these streets (metres) and buildings, without a camera."""
    points = np.asarray(nodes, np.float64).reshape(-1, 2)
    pairs = np.asarray(segments, np.int32).reshape(-1, 2)
    buildings = Rings.of(list(rings))
    return City(
        name="Invented",
        sha256="0" * 64,
        attribution="",
        origin=(0.0, 0.0),
        nodes=points,
        segments=pairs,
        lengths=np.hypot(*(points[pairs[:, 1]] - points[pairs[:, 0]]).T),
        buildings=buildings,
        walls=walls_of(buildings),
        doors=np.arange(len(points), dtype=np.int32),
        districts=(),
        cameras=Cameras.at(np.empty((0, 2))),
    )


def random_city(seed: int, *, blocks: int = 5, step: float = 60.0) -> City:
    """A crooked grid of streets with one turned house or two in each block."""
    random = np.random.default_rng(seed)
    grid = np.array([(i, j) for i in range(blocks + 1) for j in range(blocks + 1)], float) * step
    nodes = grid + random.uniform(-4, 4, grid.shape)

    def at(i: int, j: int) -> int:
        return i * (blocks + 1) + j

    across = [(at(i, j), at(i + 1, j)) for i in range(blocks) for j in range(blocks + 1)]
    along = [(at(i, j), at(i, j + 1)) for i in range(blocks + 1) for j in range(blocks)]
    houses = []
    for i in range(blocks):
        for j in range(blocks):
            for _ in range(random.integers(1, 3)):
                middle = (np.array([i, j]) + 0.5) * step + random.uniform(-6, 6, 2)
                size = random.uniform(8, 18, 2)
                turn = random.uniform(0, np.pi)
                corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * size
                turned = corners @ np.array(
                    [(np.cos(turn), np.sin(turn)), (-np.sin(turn), np.cos(turn))]
                )
                houses.append(middle + turned)
    return made_city(nodes, across + along, houses)


def random_cameras(city: City, count: int, seed: int) -> Cameras:
    """Cameras anywhere but inside a house, of all openings."""
    from shapely import MultiPolygon, Polygon, contains_xy, prepare

    random = np.random.default_rng(seed)
    houses = MultiPolygon()
    for index in range(len(city.buildings)):
        houses = houses.union(Polygon(city.buildings.ring(index)))
    prepare(houses)
    low, high = city.nodes.min(axis=0), city.nodes.max(axis=0)
    positions: list[Floats] = []
    while len(positions) < count:
        place = random.uniform(low, high)
        if not contains_xy(houses, *place):
            positions.append(place)
    return Cameras.at(
        np.array(positions).reshape(-1, 2),
        directions=random.uniform(0, 360, count),
        openings=random.choice([20.0, 90.0, 180.0, 250.0, 360.0], count),
    )


def turned(city: City, cameras: Cameras, degrees: float, shift: ArrayLike) -> tuple[City, Cameras]:
    """The same city and cameras, turned clockwise about the origin and moved by metres (2,)."""
    from dataclasses import replace

    angle = np.radians(degrees)
    matrix = np.array([(np.cos(angle), -np.sin(angle)), (np.sin(angle), np.cos(angle))])

    def there(points: Floats) -> Floats:
        return np.asarray(points @ matrix + np.asarray(shift), np.float64)

    buildings = replace(city.buildings, points=there(city.buildings.points))
    other = replace(city, nodes=there(city.nodes), buildings=buildings, walls=walls_of(buildings))
    return other, replace(
        cameras,
        positions=there(cameras.positions),
        directions=(cameras.directions + degrees) % 360,
    )


def map_file(
    nodes: Sequence[tuple[int, float, float, Tags]],
    ways: Sequence[tuple[int, Sequence[int], Tags]] = (),
    relations: Sequence[tuple[int, Sequence[tuple[str, int, str]], Tags]] = (),
) -> str:
    """OpenStreetMap XML: nodes (number, longitude, latitude, tags), ways (number, nodes, tags) and
    relations (number, members as (type, number, role), tags)."""

    def tagged(tags: Tags) -> str:
        return "".join(f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in tags.items())

    lines = ['<?xml version="1.0"?>', '<osm version="0.6">']
    for number, lon, lat, tags in nodes:
        lines.append(
            f'<node id="{number}" version="1" lat="{lat}" lon="{lon}">{tagged(tags)}</node>'
        )
    for number, refs, tags in ways:
        points = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        lines.append(f'<way id="{number}" version="1">{points}{tagged(tags)}</way>')
    for number, members, tags in relations:
        parts = "".join(
            f'<member type="{kind}" ref="{ref}" role="{role}"/>' for kind, ref, role in members
        )
        lines.append(f'<relation id="{number}" version="1">{parts}{tagged(tags)}</relation>')
    return "\n".join([*lines, "</osm>"])
