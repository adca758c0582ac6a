"""A City from an OpenStreetMap extract, with its own cameras or those of registers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from custodes.audits.errors import AuditError
from custodes.audits.exposure.city import City, Floats, Indices, Rings
from custodes.audits.exposure.districts import map_districts, read_districts
from custodes.audits.exposure.openstreetmap import ATTRIBUTION, Point, Points, RawMap, read_map
from custodes.audits.exposure.projection import Projection
from custodes.audits.exposure.raw_cameras import (
    ASSUMED_OPENING,
    RawCamera,
    counted,
    fields_of,
    what_was_missing,
)
from custodes.audits.exposure.snapping import snap
from custodes.audits.exposure.tags import load_tag_rules

if TYPE_CHECKING:
    from custodes.audits.exposure.registers import Register


def read_city(
    path: str | Path,
    *,
    name: str = "",
    registers: Sequence[Register] = (),
    map_cameras: bool | None = None,
    opening: float = ASSUMED_OPENING,
    districts: str | Path | None = None,
    admin_level: int | None = None,
) -> City:
    """The city of an extract (``.osm.pbf``, ``.osm``), ready for the audit.

    Cameras are those of the registers, or, without any, those of the map; ``map_cameras`` True
    takes the map's beside the registers (a camera in both then counts twice, and the warnings say
    so). ``opening`` degrees is assumed for cameras that look one way and do not state it.
    Districts are those of a GeoJSON, or else the map's administrative boundaries of
    ``admin_level``; see ``districts``.

    Raises AuditError for a file that cannot be read, that has no streets, or, without a register,
    no cameras.
    """
    path = Path(path)
    raw = read_map(path)
    if not raw.streets:
        raise AuditError(
            f"{path}: it has no streets to walk on. Take an extract that keeps highway=* ways "
            "with their nodes."
        )
    origin = _middle(raw)
    projection = Projection(*origin)
    nodes, segments, dropped = _network(raw, projection)
    if not len(segments):
        raise AuditError(f"{path}: its streets have no length. Take the extract again.")
    lengths = np.hypot(*(nodes[segments[:, 1]] - nodes[segments[:, 0]]).T)
    buildings, courtyards, courtyard_of = _buildings(raw, projection)
    warnings = [*_left_out(raw), *dropped]
    cameras: list[RawCamera] = []
    if map_cameras if map_cameras is not None else not registers:
        cameras.extend(_cameras(raw, projection))
    for register in registers:
        taken, said = register.within(projection, nodes)
        cameras.extend(taken)
        warnings.extend(said)
    if registers and map_cameras and raw.cameras:
        warnings.append(
            f"{len(raw.cameras):,} cameras of the map stand beside those of the register: one that "
            "is in both counts twice"
        )
    if not cameras:
        raise AuditError(
            f"{path}: the map has no outdoor camera (man_made=surveillance), which does not mean "
            "that the city has none. Give a register of its cameras."
        )
    if districts is not None:
        of_city = read_districts(Path(districts), projection, nodes)
    else:
        of_city = map_districts(raw.districts, projection, nodes, admin_level)
    fields, said = snap(fields_of(cameras, opening=opening), buildings, courtyards, courtyard_of)
    warnings.extend(what_was_missing(cameras))
    warnings.extend(said)
    return City(
        name=name or path.name.split(".")[0].replace("_", " "),
        sha256=raw.sha256,
        attribution=ATTRIBUTION,
        origin=origin,
        nodes=nodes,
        segments=segments,
        lengths=lengths,
        buildings=buildings,
        courtyards=courtyards,
        walls=walls_of(buildings, courtyards),
        doors=doors_of(nodes, segments, projection.points(raw.doors), buildings),
        districts=of_city,
        cameras=fields,
        warnings=tuple(warnings),
    )


def walls_of(*rings: Rings) -> Floats:
    """The sides (w, 4) of rings: x1 y1 x2 y2, none of no length."""
    sides = []
    for some in rings:
        if len(some.points):
            following = np.arange(1, len(some.points) + 1)
            following[some.offsets[1:] - 1] = some.offsets[:-1]
            sides.append(np.hstack([some.points, some.points[following]]))
    if not sides:
        return np.empty((0, 4))
    walls = np.concatenate(sides)
    some_length = (walls[:, :2] != walls[:, 2:]).any(axis=1)
    return np.asarray(walls[some_length], np.float64)


def doors_of(nodes: Floats, segments: Indices, entrances: Floats, buildings: Rings) -> Indices:
    """The nodes of the largest connected part of the network that are nearest to doors.

    Doors are the mapped entrances (e, 2) and the middles of all buildings; a city without either
    begins its walks at all nodes of that part. Sorted, without duplicates.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    ends = (segments[:, 0], segments[:, 1])
    graph = coo_array((np.ones(len(segments)), ends), shape=(len(nodes), len(nodes)))
    _, label = connected_components(graph, directed=False)
    largest = np.flatnonzero(label == np.bincount(label).argmax())
    wanted = [entrances]
    if len(buildings):
        counts = np.diff(buildings.offsets)
        sums = np.add.reduceat(buildings.points, buildings.offsets[:-1])
        wanted.append(sums / counts[:, None])
    targets = np.concatenate(wanted)
    if not len(targets):
        return largest.astype(np.int32)
    _, nearest = cKDTree(nodes[largest]).query(targets)
    return np.unique(largest[nearest]).astype(np.int32)


def _middle(raw: RawMap) -> Point:
    low = np.min([points.min(axis=0) for _, points in raw.streets], axis=0)
    high = np.max([points.max(axis=0) for _, points in raw.streets], axis=0)
    middle = (low + high) / 2
    return float(middle[0]), float(middle[1])


def _network(raw: RawMap, projection: Projection) -> tuple[Floats, Indices, tuple[str, ...]]:
    chain = np.concatenate([np.array(numbers, np.int64) for numbers, _ in raw.streets])
    degrees = np.concatenate([points for _, points in raw.streets])
    _, first, index = np.unique(chain, return_index=True, return_inverse=True)
    nodes = projection.points(degrees[first])
    ends = np.cumsum([len(numbers) for numbers, _ in raw.streets])[:-1] - 1
    along = np.ones(len(chain) - 1, np.bool_)
    along[ends] = False
    pairs = np.stack([index[:-1], index[1:]], axis=1)[along]
    pairs.sort(axis=1)
    nothing = (nodes[pairs[:, 0]] == nodes[pairs[:, 1]]).all(axis=1)
    unique = np.unique(pairs[~nothing], axis=0)
    used, renumbered = np.unique(unique, return_inverse=True)
    said = counted(
        {
            "stretches of street drawn twice, taken once": int((~nothing).sum()) - len(unique),
            "stretches of street without a length": int(nothing.sum()),
        }
    )
    return nodes[used], renumbered.reshape(-1, 2).astype(np.int32), said


def _buildings(raw: RawMap, projection: Projection) -> tuple[Rings, Rings, Indices]:
    outlines: dict[bytes, list[Points]] = {}
    for rings in raw.buildings:
        # One outline mapped as a way and again as a relation: the one with courtyards counts.
        key = np.sort(rings[0][:-1], axis=0).tobytes()
        if key not in outlines or len(rings) > len(outlines[key]):
            outlines[key] = rings
    outers = [rings[0] for rings in outlines.values()]
    holes = [hole for rings in outlines.values() for hole in rings[1:]]
    owners = [number for number, rings in enumerate(outlines.values()) for _ in rings[1:]]
    return (
        _rings(outers, projection),
        _rings(holes, projection),
        np.array(owners, dtype=np.int32),
    )


def _rings(rings: Sequence[Points], projection: Projection) -> Rings:
    degrees = Rings.of(rings)
    return Rings(degrees.offsets, projection.points(degrees.points))


def _cameras(raw: RawMap, projection: Projection) -> Iterable[RawCamera]:
    rules = load_tag_rules()
    places = projection.points([where for where, _, _ in raw.cameras])
    for (x, y), (_, tags, number) in zip(places, raw.cameras, strict=True):
        yield RawCamera(
            x=float(x),
            y=float(y),
            source=f"OpenStreetMap node/{number}",
            type=tags.get("camera:type", ""),
            direction=tags.get("camera:direction", tags.get("direction", "")),
            mount=tags.get("camera:mount", ""),
            height=tags.get("height", tags.get("camera:height", "")),
            operator=rules.operator(tags),
        )


def _left_out(raw: RawMap) -> tuple[str, ...]:
    return counted({f"{what} left out": count for what, count in sorted(raw.left_out.items())})
