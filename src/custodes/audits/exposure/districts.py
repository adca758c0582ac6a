"""Parts of a city: administrative boundaries of the map, or a GeoJSON that the user brings."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from custodes.audits.errors import AuditError
from custodes.audits.exposure.city import District, Floats, Rings
from custodes.audits.exposure.projection import Projection

SMALLEST_LEVEL = 7
"""Administrative levels below this (countries, states, counties) are no parts of a city."""
NAMES = ("name", "NAME", "Name", "nom", "NOM", "nombre", "nimi", "label", "district", "ward", "id")
"""Properties that a district's name is looked for in, in this order."""


def map_districts(
    boundaries: Sequence[tuple[int, str, Sequence[Floats]]],
    projection: Projection,
    nodes: Floats,
    level: int | None = None,
) -> tuple[District, ...]:
    """The administrative boundaries (level, name, outer rings in degrees) that reach into the map.

    Those of ``level``; without it, of the level from SMALLEST_LEVEL on that has most of them,
    the finer of two alike, and none if there is only one. Sorted by name. Raises AuditError if
    there is none of the level.
    """
    found: dict[int, list[District]] = {}
    for its_level, name, rings in boundaries:
        district = District(name, Rings.of([projection.points(ring) for ring in rings]))
        if its_level >= SMALLEST_LEVEL and _reaches(district, nodes):
            found.setdefault(its_level, []).append(district)
    if level is not None:
        if level not in found:
            levels = ", ".join(map(str, sorted(found))) or "none"
            raise AuditError(
                f"the map has no whole district of administrative level {level}; it has levels: "
                f"{levels}. Name another, or give the boundaries as GeoJSON."
            )
        chosen = found[level]
    else:
        chosen = max(found.items(), key=lambda entry: (len(entry[1]), entry[0]), default=(0, []))[1]
        if len(chosen) < 2:
            return ()
    return tuple(sorted(chosen, key=lambda district: district.name))


def read_districts(path: Path, projection: Projection, nodes: Floats) -> tuple[District, ...]:
    """The polygons of a GeoJSON (longitude and latitude) that reach into the map, sorted by name.

    The name is the first of NAMES among a feature's properties. Holes are not kept. Raises
    AuditError for what is no GeoJSON of polygons, a feature without a name, and polygons elsewhere.
    """
    try:
        features = json.loads(path.read_bytes())["features"]
        found = tuple(_district(feature, projection) for feature in features)
    except OSError as error:
        raise AuditError(f"{path}: it cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise AuditError(
            f"{path}: this is no GeoJSON FeatureCollection of polygons in degrees, each with a "
            f"name ({error!r})."
        ) from error
    within = [district for district in found if _reaches(district, nodes)]
    if not within:
        raise AuditError(f"{path}: none of its {len(found):,} districts reaches into the map")
    return tuple(sorted(within, key=lambda district: district.name))


def _district(feature: Mapping[str, Any], projection: Projection) -> District:
    geometry, properties = feature["geometry"], feature.get("properties") or {}
    if geometry["type"] not in ("Polygon", "MultiPolygon"):
        raise ValueError(f"a {geometry['type']} is no district")
    single = geometry["type"] == "Polygon"
    polygons = [geometry["coordinates"]] if single else geometry["coordinates"]
    named = [str(properties[key]) for key in NAMES if properties.get(key)]
    if not named:
        raise ValueError(f"a district has none of the properties {', '.join(NAMES)}")
    name = named[0]
    outers = [np.asarray(polygon[0], np.float64)[:, :2] for polygon in polygons]
    for outer in outers:
        if not (np.abs(outer) <= (180, 90)).all():
            raise ValueError("coordinates are no degrees")
    return District(name, Rings.of([projection.points(outer) for outer in outers]))


def _reaches(district: District, nodes: Floats) -> bool:
    points = district.rings.points
    low, high = nodes.min(axis=0), nodes.max(axis=0)
    return bool((points.min(axis=0) <= high).all() and (points.max(axis=0) >= low).all())
