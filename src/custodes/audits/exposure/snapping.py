"""Cameras that are mapped inside a building, put on the outside of the wall they hang on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from custodes.audits.exposure.city import Cameras, Flags, Floats, Indices, Rings
from custodes.audits.exposure.raw_cameras import counted
from custodes.audits.exposure.tags import load_tag_rules

GAP = 0.1
"""Metres before the wall that a camera is put: far enough that its own wall does not blind it."""
CLEARANCE = 1.0
"""Metres before a wall that must be free of buildings for the wall to be an outward one."""
ON_WALL = 0.05
"""Metres from a wall at which a camera counts as mapped on it (OpenStreetMap rounds to 1 cm)."""
WALL_MOUNTED = 2.0
"""Metres from a wall at which a camera that is tagged as wall-mounted hangs on it."""
CELL = 50.0
"""Metres, the side of a cell of the search grid; no result depends on it."""


def snap(
    cameras: Cameras, buildings: Rings, courtyards: Rings, courtyard_of: Indices
) -> tuple[Cameras, tuple[str, ...]]:
    """The cameras outside of buildings, and what was done to how many of them.

    A camera inside a building goes to the nearest wall of that building (or of its courtyards)
    that has the open air before it, so not into a neighbour that touches it; ``moved`` says how
    far. One that is mapped on a wall within ON_WALL goes just outside too, and counts as not moved.
    A disc on a wall-mounted camera (by its mount, see ``tags.toml``) becomes the half-plane before
    its wall.
    ``courtyard_of`` int32: the building of each courtyard.
    """
    from custodes.audits.exposure.building_kernels import places_outside

    if not len(cameras) or not len(buildings):
        return cameras, ()
    offsets = np.concatenate(
        [buildings.offsets, courtyards.offsets[1:] + len(buildings.points)]
    ).astype(np.int64)
    points = np.ascontiguousarray(np.concatenate([buildings.points, courtyards.points]))
    holes = np.arange(len(offsets) - 1) >= len(buildings)
    owners = np.concatenate([np.arange(len(buildings)), courtyard_of]).astype(np.int32)

    def placed(positions: Floats, on_wall: float, insist: bool) -> tuple[Floats, Floats, Indices]:
        where, normals, how = places_outside(
            np.ascontiguousarray(positions),
            offsets,
            points,
            holes,
            owners,
            on_wall,
            insist,
            GAP,
            CLEARANCE,
            CELL,
        )
        return where, normals, how

    positions, normals, how = placed(cameras.positions, ON_WALL, True)
    distances = np.hypot(*(positions - cameras.positions).T)
    walls = load_tag_rules().wall_mounts
    on_walls = np.array([mount.casefold() in walls for mount in cameras.mounts])
    seeking = np.flatnonzero(on_walls & np.isnan(normals[:, 0]))
    if len(seeking):
        normals[seeking] = placed(positions[seeking], WALL_MOUNTED, False)[1]
    halved = on_walls & (cameras.openings >= 360) & ~np.isnan(normals[:, 0])
    outward = np.degrees(np.arctan2(normals[:, 0], normals[:, 1])) % 360
    moved = np.where(how == 2, distances, 0.0)
    snapped = replace(
        cameras,
        positions=positions,
        moved=moved,
        directions=np.where(halved, outward, cameras.directions),
        openings=np.where(halved, 180.0, cameras.openings),
    )
    return snapped, _said(cameras.device, how, moved, halved)


def _said(device: Indices, how: Indices, moved: Floats, halved: Flags) -> tuple[str, ...]:
    out = how == 2
    away = ""
    if out.any():
        away = f" (median {np.median(moved[out]):.1f} m, at most {moved[out].max():.1f} m)"

    def devices(rows: Flags) -> int:
        return len(np.unique(device[rows]))

    return counted(
        {
            f"cameras mapped in a building, put before its nearest outward wall{away}": devices(
                out
            ),
            "cameras inside a building without an outward wall, left there": devices(how == 3),
            "wall-mounted cameras that look all around, taken to see half of it": devices(halved),
        }
    )
