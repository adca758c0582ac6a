"""Streets, buildings, doors, districts and cameras of an OpenStreetMap extract (PBF or XML)."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from custodes.audits.errors import AuditError
from custodes.audits.exposure.tags import TagRules, load_tag_rules

ATTRIBUTION = "© OpenStreetMap contributors"

Point = tuple[float, float]
"""Longitude and latitude, degrees."""


@dataclass(slots=True)
class RawMap:
    """An extract as it was read; positions in degrees, streets as numbers of OpenStreetMap nodes.

    ``buildings``: outer ring and holes, each; ``districts``: level, name and outer rings;
    ``cameras``: position, tags and number; ``left_out``: what was not taken, counted.
    """

    sha256: str
    positions: dict[int, Point] = field(default_factory=dict)
    streets: list[list[int]] = field(default_factory=list)
    buildings: list[tuple[list[Point], list[list[Point]]]] = field(default_factory=list)
    doors: list[Point] = field(default_factory=list)
    districts: list[tuple[int, str, list[list[Point]]]] = field(default_factory=list)
    cameras: list[tuple[Point, dict[str, str], int]] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def read_map(path: Path) -> RawMap:
    """Read an extract, ``.osm.pbf``, ``.osm`` or ``.osm.gz`` (whatever libosmium reads).

    Raises AuditError for a file that is not there, no OpenStreetMap data, or cut off.
    """
    import osmium

    try:
        with path.open("rb") as stream:
            raw = RawMap(hashlib.file_digest(stream, "sha256").hexdigest())
    except OSError as error:
        raise AuditError(f"{path}: it cannot be read: {error.strerror}") from error
    keys = ("highway", "building", "man_made", "entrance", "boundary")
    try:
        features = (
            osmium.FileProcessor(str(path))
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


def _collect(features: Any, raw: RawMap) -> None:
    rules = load_tag_rules()
    for feature in features:
        tags = feature.tags
        if feature.is_node():
            _take_node(feature, rules, raw)
        elif feature.is_way():
            if "highway" in tags:
                _take_street(feature, dict(tags), rules, raw)
            if tags.get("man_made") == "surveillance":
                raw.left_out["surveillance features that are drawn as lines or areas"] += 1
        elif feature.is_area():
            if "building" in tags:
                _take_building(feature, dict(tags), rules, raw)
            elif tags.get("boundary") == "administrative":
                _take_district(feature, raw)


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


def _take_street(way: Any, tags: dict[str, str], rules: TagRules, raw: RawMap) -> None:
    if not rules.is_walkable(tags):
        raw.left_out["ways that are no open-air walkable street"] += 1
        return
    street: list[int] = []
    for node in way.nodes:
        if not node.location.valid():
            raw.left_out["points of streets that the extract does not hold"] += 1
            if len(street) > 1:
                raw.streets.append(street)
            street = []
            continue
        street.append(node.ref)
        raw.positions[node.ref] = (node.lon, node.lat)
    if len(street) > 1:
        raw.streets.append(street)


def _take_building(area: Any, tags: dict[str, str], rules: TagRules, raw: RawMap) -> None:
    if not rules.hides(tags):
        raw.left_out["buildings that one can look under or through"] += 1
        return
    if not area.num_rings()[0]:
        raw.left_out["buildings whose outline is broken or leaves the extract"] += 1
    for ring in area.outer_rings():
        holes = [_points(hole) for hole in area.inner_rings(ring)]
        raw.buildings.append((_points(ring), holes))


def _take_district(area: Any, raw: RawMap) -> None:
    level, name = area.tags.get("admin_level", ""), area.tags.get("name", "")
    if level.isdigit() and name:
        rings = [_points(ring) for ring in area.outer_rings()]
        raw.districts.append((int(level), name, rings))


def _points(ring: Any) -> list[Point]:
    points = [(node.lon, node.lat) for node in ring]
    if not all(math.isfinite(lon) and math.isfinite(lat) for lon, lat in points):
        raise ValueError("a point of an area has no position")
    return points
