"""Streets, buildings, doors, districts and cameras of an OpenStreetMap extract (PBF or XML)."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from custodes.audits.errors import AuditError
from custodes.audits.exposure.tags import TagRules, load_tag_rules

ATTRIBUTION = "© OpenStreetMap contributors"

Point = tuple[float, float]
"""Longitude and latitude, degrees."""
Points = NDArray[np.float64]
"""Longitudes and latitudes (n, 2), degrees."""


@dataclass(slots=True)
class RawMap:
    """An extract as it was read, in degrees.

    ``streets``: the numbers of a way's OpenStreetMap nodes, and their positions; ``buildings``:
    rings, the outer one first; ``districts``: level, name and outer rings; ``cameras``: position,
    tags and number; ``left_out``: what was not taken, counted.
    """

    sha256: str
    streets: list[tuple[list[int], Points]] = field(default_factory=list)
    buildings: list[list[Points]] = field(default_factory=list)
    doors: list[Point] = field(default_factory=list)
    districts: list[tuple[int, str, list[Points]]] = field(default_factory=list)
    cameras: list[tuple[Point, dict[str, str], int]] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def read_map(path: Path) -> RawMap:
    """Read an extract, ``.osm.pbf``, ``.osm`` or ``.osm.gz`` (whatever libosmium reads).

    What it is, its name says; where that ends in no such way, its first bytes do. Raises
    AuditError for a file that is not there, no OpenStreetMap data, or cut off.
    """
    import osmium

    try:
        with path.open("rb") as stream:
            raw = RawMap(hashlib.file_digest(stream, "sha256").hexdigest())
            stream.seek(0)
            beginning = stream.read(2)
    except OSError as error:
        raise AuditError(f"{path}: it cannot be read: {error.strerror}") from error
    keys = ("highway", "building", "man_made", "entrance", "boundary")
    try:
        features = (
            osmium.FileProcessor(osmium.io.File(str(path), _format(path, beginning)))
            .with_areas(osmium.filter.KeyFilter("building", "boundary"))
            .with_filter(osmium.filter.KeyFilter(*keys))
        )
        _collect(features, raw)
    except (RuntimeError, UnicodeDecodeError, ValueError) as error:
        raise AuditError(
            f"{path}: this is no complete OpenStreetMap file ({error}). It may be cut off, or be "
            "something else: take the extract again, as .osm.pbf or .osm."
        ) from error
    return raw


def _format(path: Path, beginning: bytes) -> str:
    """What libosmium is told that a file is; nothing where its name says so."""
    if path.name.endswith((".pbf", ".osm", ".xml", ".gz", ".bz2", ".opl", ".o5m")):
        return ""
    return {b"\x1f\x8b": "osm.gz"}.get(beginning, "osm" if beginning[:1] == b"<" else "pbf")


def _collect(features: Any, raw: RawMap) -> None:
    import osmium

    rules = load_tag_rules()
    shapes = osmium.geom.WKBFactory()
    for feature in features:
        tags = feature.tags
        if feature.is_node():
            _take_node(feature, rules, raw)
        elif feature.is_way():
            if "highway" in tags:
                _take_street(feature, dict(tags), rules, shapes, raw)
            if tags.get("man_made") == "surveillance":
                raw.left_out["surveillance features that are drawn as lines or areas"] += 1
        elif feature.is_area():
            if "building" in tags:
                _take_building(feature, dict(tags), rules, shapes, raw)
            elif tags.get("boundary") == "administrative":
                _take_district(feature, shapes, raw)


def _take_node(node: Any, rules: TagRules, raw: RawMap) -> None:
    tags = node.tags
    where = (node.lon, node.lat)
    if tags.get("entrance", "no") not in rules.closed_doors:
        raw.doors.append(where)
    if tags.get("man_made") == "surveillance":
        described = dict(tags)
        why = rules.why_left_out(described)
        if why:
            raw.left_out[f"surveillance features {why}"] += 1
        else:
            raw.cameras.append((where, described, node.id))


def _take_street(way: Any, tags: dict[str, str], rules: TagRules, shapes: Any, raw: RawMap) -> None:
    if not rules.is_walkable(tags):
        raw.left_out["ways that are no open-air walkable street"] += 1
        return
    import osmium

    numbers = [node.ref for node in way.nodes]
    try:
        line = bytes.fromhex(shapes.create_linestring(way, osmium.geom.use_nodes.ALL))
    except (
        RuntimeError,
        osmium.InvalidLocationError,
    ):  # a node that is not in the extract, or a way of one node
        _take_pieces(way, raw)
        return
    raw.streets.append((numbers, np.frombuffer(line, "<f8", offset=9).reshape(-1, 2)))


def _take_pieces(way: Any, raw: RawMap) -> None:
    """The pieces of a street between the nodes that the extract does not hold."""
    numbers: list[int] = []
    points: list[Point] = []

    def piece() -> None:
        if len(numbers) > 1:
            raw.streets.append((list(numbers), np.array(points, np.float64)))
        numbers.clear()
        points.clear()

    for node in way.nodes:
        if node.location.valid():
            numbers.append(node.ref)
            points.append((node.lon, node.lat))
        else:
            raw.left_out["points of streets that the extract does not hold"] += 1
            piece()
    piece()


def _take_building(
    area: Any, tags: dict[str, str], rules: TagRules, shapes: Any, raw: RawMap
) -> None:
    if not rules.hides(tags):
        raw.left_out["buildings that one can look under or through"] += 1
    elif not area.num_rings()[0]:
        raw.left_out["buildings whose outline is broken or leaves the extract"] += 1
    else:
        raw.buildings.extend(_polygons(shapes.create_multipolygon(area)))


def _take_district(area: Any, shapes: Any, raw: RawMap) -> None:
    level, name = area.tags.get("admin_level", ""), area.tags.get("name", "")
    if level.isdigit() and name and area.num_rings()[0]:
        polygons = _polygons(shapes.create_multipolygon(area))
        raw.districts.append((int(level), name, [rings[0] for rings in polygons]))


def _polygons(hexadecimal: str) -> list[list[Points]]:
    """The rings of each polygon of a multipolygon in WKB (OGC 06-103r4, section 8.2).

    libosmium writes little-endian numbers on little-endian machines, the only ones it and numba
    have wheels for.
    """
    shape = bytes.fromhex(hexadecimal)
    polygons: list[list[Points]] = []
    place = 9
    for _ in range(int.from_bytes(shape[5:9], "little")):
        rings: list[Points] = []
        count = int.from_bytes(shape[place + 5 : place + 9], "little")
        place += 9
        for _ in range(count):
            points = int.from_bytes(shape[place : place + 4], "little")
            rings.append(np.frombuffer(shape, "<f8", 2 * points, place + 4).reshape(-1, 2))
            place += 4 + 16 * points
        polygons.append(rings)
    return polygons
