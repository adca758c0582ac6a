"""Makes the map of Dongqiao, which does not exist: ``python examples/making/town.py``."""

from __future__ import annotations

import math
import random
from pathlib import Path
from xml.sax.saxutils import quoteattr

MAPS = Path(__file__).resolve().parents[1] / "maps"
LONGITUDE, LATITUDE = -40.0, 30.0
"""In the middle of the Atlantic, where no town is."""
BLOCKS = 20
STEP = 95.0
RIVER = 3
"""Rows of blocks in the south that are water, with two landing stages."""


class Town:
    """Nodes and ways of an OpenStreetMap file, in the order they were made."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.nodes: list[str] = []
        self.ways: list[str] = []

    def node(self, x: float, y: float, **tags: str) -> int:
        """A node at metres east and north; gives its number."""
        number = len(self.nodes) + 1
        lat = LATITUDE + y / 111_000
        lon = LONGITUDE + x / (111_320 * math.cos(math.radians(LATITUDE)))
        self.nodes.append(
            f'<node id="{number}" version="1" lat="{lat:.7f}" lon="{lon:.7f}">'
            f"{_tagged(tags)}</node>"
        )
        return number

    def way(self, numbers: list[int], **tags: str) -> None:
        """A way through these nodes."""
        refs = "".join(f'<nd ref="{number}"/>' for number in numbers)
        self.ways.append(f'<way id="{len(self.ways) + 1}" version="1">{refs}{_tagged(tags)}</way>')


def _tagged(tags: dict[str, str]) -> str:
    return "".join(
        f"<tag k={quoteattr(key.replace('__', ':'))} v={quoteattr(value)}/>"
        for key, value in tags.items()
    )


def made(seed: int = 11) -> str:
    """The map as OpenStreetMap XML."""
    town = Town(seed)
    chance = town.random
    corners = {}
    for row in range(RIVER, BLOCKS + 1):
        for column in range(BLOCKS + 1):
            x, y = column * STEP + chance.gauss(0, 6), row * STEP + chance.gauss(0, 6)
            corners[column, row] = (town.node(x, y), x, y)
    for row in range(RIVER, BLOCKS + 1):
        town.way([corners[column, row][0] for column in range(BLOCKS + 1)], highway="residential")
    for column in range(BLOCKS + 1):
        rows = range(RIVER, BLOCKS + 1)
        kind = "footway" if column % 5 == 2 else "residential"
        town.way([corners[column, row][0] for row in rows], highway=kind)
    for column in (6, 13):
        number, x, y = corners[column, RIVER]
        town.way([number, town.node(x + 10, y - 260)], highway="pedestrian", name="码头")
    walls = []
    for row in range(RIVER, BLOCKS):
        for column in range(BLOCKS):
            if chance.random() < 0.12:
                continue  # a garden
            walls += _houses(town, column * STEP, row * STEP)
    for _ in range(90):
        _camera(town, chance.choice(walls))
    body = "\n".join([*town.nodes, *town.ways])
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6">\n{body}\n</osm>\n'


def _houses(town: Town, west: float, south: float) -> list[tuple[float, float, float]]:
    """Two houses of a block; gives a place on each wall to the street, and where it looks."""
    chance = town.random
    walls = []
    for half in (0, 1):
        left = west + 13 + half * (STEP - 24) / 2
        right = left + (STEP - 30) / 2 - chance.uniform(0, 6)
        low, high = south + 13 + chance.uniform(0, 5), south + STEP - 13 - chance.uniform(0, 5)
        ring = [(left, low), (right, low), (right, high), (left, high)]
        numbers = [town.node(x, y) for x, y in ring]
        town.way([*numbers, numbers[0]], building="yes")
        across = chance.uniform(left + 3, right - 3)
        walls += [(across, low + 0.4, 180.0), (across, high - 0.4, 0.0)]
        side = left + 0.4 if half == 0 else right - 0.4
        walls.append((side, chance.uniform(low + 3, high - 3), 270.0 if half == 0 else 90.0))
    return walls


def _camera(town: Town, wall: tuple[float, float, float]) -> None:
    """A camera on a wall, mapped a little inside it, as they often are."""
    x, y, outward = wall
    chance = town.random
    tags = {"man_made": "surveillance", "surveillance": "outdoor"}
    kind = chance.choice(("fixed", "fixed", "dome", ""))
    if kind:
        tags["camera__type"] = kind
        tags["camera__mount"] = "wall"
    if kind == "fixed" and chance.random() < 0.7:
        tags["camera__direction"] = f"{(outward + chance.uniform(-40, 40)) % 360:.0f}"
    if chance.random() < 0.6:
        tags["surveillance__type"] = "camera"
    if chance.random() < 0.5:
        public = chance.random() < 0.5
        tags["operator__type"] = "public" if public else "private"
        tags["operator"] = "东桥区公安分局" if public else "海鸥商店"
    town.node(x, y, **tags)


if __name__ == "__main__":
    (MAPS / "dongqiao.osm").write_text(made(), encoding="utf-8")
