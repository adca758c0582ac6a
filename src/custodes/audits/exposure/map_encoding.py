"""How the map's script gets lines and cameras: few bytes, and nothing unknown made up."""

from __future__ import annotations

import math
from base64 import b64encode
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from custodes.audits.exposure.city import Cameras, Flags, Floats


def encoded(lines: Iterable[Floats], corner: tuple[float, float]) -> str:
    """Lines (n, 2) in metres as base64 of variable-length integers, for the map's script.

    Of each line the number of points, then the step from one point to the next in decimetres from
    ``corner``, x and y, zigzag: 0, -1, 1, -2 … as 0, 1, 2, 3 …, seven bits a byte, lowest first.
    """
    counts, points = [], []
    for line in lines:
        whole = np.rint((line - corner) * 10).astype(np.int64)
        if len(whole) > 1:
            moved = np.concatenate(([True], (np.diff(whole, axis=0) != 0).any(axis=1)))
            whole = whole[moved]
        counts.append(len(whole))
        points.append(whole)
    if not counts:
        return ""
    steps = np.diff(np.concatenate(points), axis=0, prepend=np.zeros((1, 2), np.int64))
    zigzag = np.where(steps < 0, -2 * steps - 1, 2 * steps).ravel()
    numbers = np.insert(zigzag, 2 * np.concatenate(([0], np.cumsum(counts)[:-1])), counts)
    return b64encode(_varints(numbers)).decode()


def _varints(numbers: NDArray[np.int64]) -> bytes:
    """Whole numbers from 0 to 2**35 - 1, seven bits a byte, the high bit on all but the last."""
    digits = [numbers & 127]
    digits += [(numbers >> shift) & 127 for shift in range(7, 35, 7)]
    needed = np.ones(len(numbers), np.int64)
    for shift in range(7, 35, 7):
        needed += numbers >> shift > 0
    table = np.stack(digits, axis=1)
    column = np.arange(5)
    table |= np.where(column < needed[:, None] - 1, 128, 0)
    return table[column < needed[:, None]].astype(np.uint8).tobytes()


def camera_rows(
    cameras: Cameras, corner: tuple[float, float], origins: Sequence[str]
) -> list[dict[str, Any]]:
    """Each camera as the map's script takes it: decimetres, whole degrees, nothing unknown made up.

    ``opening`` is None for a disc; ``wall`` says that its field is assumed to be the half-plane
    before its wall; ``source`` is the place of the first part in ``origins``, and
    the rest.
    """
    rows: list[dict[str, Any]] = []
    told, halved = direction_told(cameras), before_wall(cameras)
    for row in range(len(cameras)):
        x, y = np.rint((cameras.positions[row] - corner) * 10)
        opening = float(cameras.openings[row])
        origin, own = split_source(cameras.sources[row])
        rows.append(
            {
                "x": int(x),
                "y": int(y),
                "kind": cameras.kinds[row],
                "direction": _whole(cameras.directions[row]) if told[row] else None,
                "wall": bool(halved[row]),
                "opening": round(opening) if opening < 360 else None,
                "stated": bool(cameras.openings_stated[row]),
                "height": _rounded(cameras.heights[row]),
                "operator": cameras.operators[row],
                "moved": round(float(cameras.moved[row]), 1),
                "source": [origins.index(origin), own],
            }
        )
    return rows


def before_wall(cameras: Cameras) -> Flags:
    """Which cameras (c,) are taken to see the half-plane before their wall.

    Their direction is that of the wall: no map or register states it.
    """
    on_wall = np.array([mount.casefold() == "wall" for mount in cameras.mounts], np.bool_)
    halved: Flags = on_wall & (cameras.openings == 180.0) & ~cameras.openings_stated
    return halved


def direction_told(cameras: Cameras) -> Flags:
    """Of which cameras (c,) the map or register states the direction."""
    told: Flags = ~np.isnan(cameras.directions) & ~before_wall(cameras)
    return told


def split_source(source: str) -> tuple[str, str]:
    """Where a camera is from, and which it is there: ("OpenStreetMap", "node/17")."""
    origin, _, own = source.rpartition(" ")
    return origin.rstrip(","), own


def _whole(value: float) -> int | None:
    return None if math.isnan(value) else round(float(value)) % 360


def _rounded(value: float) -> float | None:
    return None if math.isnan(value) else round(float(value), 1)
