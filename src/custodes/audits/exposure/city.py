"""What the audit works on: a city's streets, buildings and cameras, as arrays in metres.

Coordinates are metres east (x) and north (y) of the city's origin. Directions are degrees clockwise
from north. Arrays are never written to after they are made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from custodes.audits.exposure.projection import Projection

Floats = NDArray[np.float64]
Indices = NDArray[np.int32]
Offsets = NDArray[np.int64]
Flags = NDArray[np.bool_]

KINDS = ("fixed", "dome", "panning", "unknown")
"""What a camera can be."""
OPERATORS = ("public", "private", "unknown")
"""Who can run a camera."""


def _no_offsets() -> Offsets:
    return np.zeros(1, np.int64)


def _no_points() -> Floats:
    return np.empty((0, 2), np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Rings:
    """Closed rings: ring i has the points ``offsets[i]:offsets[i + 1]``, the first not repeated.

    ``offsets`` int64 (b + 1,), ``points`` float64 (p, 2), metres.
    """

    offsets: Offsets = field(default_factory=_no_offsets)
    points: Floats = field(default_factory=_no_points)

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def ring(self, index: int) -> Floats:
        """The points (n, 2) of one ring."""
        return self.points[self.offsets[index] : self.offsets[index + 1]]

    @classmethod
    def of(cls, rings: Sequence[ArrayLike]) -> Rings:
        """Rings from a list of (n, 2) points; a last point that repeats the first is dropped."""
        opened: list[Floats] = []
        for ring in rings:
            points = np.asarray(ring, dtype=np.float64).reshape(-1, 2)
            closed = len(points) > 1 and bool((points[0] == points[-1]).all())
            opened.append(points[:-1] if closed else points)
        offsets = np.zeros(len(opened) + 1, np.int64)
        np.cumsum([len(points) for points in opened], out=offsets[1:])
        return cls(offsets, np.concatenate(opened) if opened else _no_points())


@dataclass(frozen=True, slots=True, eq=False)
class District:
    """A part of the city with its boundary (one ring or more; islands are further rings)."""

    name: str
    rings: Rings


@dataclass(frozen=True, slots=True, eq=False)
class Cameras:
    """c fields of view; those of one device that looks several ways share its ``device`` number.

    - ``positions`` float64 (c, 2), metres, outside of buildings.
    - ``directions`` float64 (c,), degrees clockwise from north, 0..360; NaN: unknown.
    - ``openings`` float64 (c,), degrees, 0..360; 360 is a disc. ``openings_stated`` bool (c,) says
      that the map or register states the opening; otherwise it is an assumption of ours.
    - ``heights`` float64 (c,), metres above ground; NaN: unknown.
    - ``mounts`` (as tagged, "" unknown), ``kinds`` (one of KINDS), ``operators`` (of OPERATORS),
      ``sources`` (where the row is from, such as "OpenStreetMap node/17"): c words each.
    - ``moved`` float64 (c,), metres that the camera was moved out of a building; 0: not moved.
    - ``device`` int32 (c,), 0..d - 1, one number for each real camera.
    """

    positions: Floats
    directions: Floats
    openings: Floats
    heights: Floats
    mounts: tuple[str, ...]
    kinds: tuple[str, ...]
    operators: tuple[str, ...]
    moved: Floats
    sources: tuple[str, ...]
    device: Indices
    openings_stated: Flags

    def __len__(self) -> int:
        return len(self.positions)

    @property
    def devices(self) -> int:
        """How many real cameras there are."""
        return len(np.unique(self.device))

    def selected(self, rows: ArrayLike) -> Cameras:
        """The cameras of these rows (indices or a mask), devices numbered anew."""
        chosen = np.arange(len(self))[np.asarray(rows)]
        return Cameras(
            positions=self.positions[chosen],
            directions=self.directions[chosen],
            openings=self.openings[chosen],
            heights=self.heights[chosen],
            mounts=tuple(self.mounts[row] for row in chosen),
            kinds=tuple(self.kinds[row] for row in chosen),
            operators=tuple(self.operators[row] for row in chosen),
            moved=self.moved[chosen],
            sources=tuple(self.sources[row] for row in chosen),
            device=np.unique(self.device[chosen], return_inverse=True)[1].astype(np.int32),
            openings_stated=self.openings_stated[chosen],
        )

    @classmethod
    def at(
        cls,
        positions: ArrayLike,
        *,
        directions: ArrayLike | None = None,
        openings: ArrayLike | None = None,
        heights: ArrayLike | None = None,
        mounts: Sequence[str] | None = None,
        kinds: Sequence[str] | None = None,
        operators: Sequence[str] | None = None,
        moved: ArrayLike | None = None,
        sources: Sequence[str] | None = None,
        device: ArrayLike | None = None,
        openings_stated: ArrayLike | None = None,
    ) -> Cameras:
        """Cameras at positions (c, 2); what is not given is unknown, a disc, one device each."""
        points = np.asarray(positions, dtype=np.float64).reshape(-1, 2)
        count = len(points)

        def floats(values: ArrayLike | None, default: float) -> Floats:
            given = default if values is None else values
            return np.array(np.broadcast_to(np.asarray(given, dtype=np.float64), count))

        def words(values: Sequence[str] | None, default: str) -> tuple[str, ...]:
            return (default,) * count if values is None else tuple(values)

        stated = False if openings_stated is None else openings_stated
        return cls(
            positions=points,
            directions=floats(directions, np.nan),
            openings=floats(openings, 360.0),
            heights=floats(heights, np.nan),
            mounts=words(mounts, ""),
            kinds=words(kinds, "unknown"),
            operators=words(operators, "unknown"),
            moved=floats(moved, 0.0),
            sources=words(sources, ""),
            device=np.arange(count, dtype=np.int32)
            if device is None
            else np.asarray(device, dtype=np.int32),
            openings_stated=np.array(np.broadcast_to(np.asarray(stated, dtype=np.bool_), count)),
        )


@dataclass(frozen=True, slots=True, eq=False)
class City:
    """A map as it was read.

    - ``sha256`` of the map file; ``attribution`` must stand beside whatever is drawn from it.
    - ``origin`` (longitude, latitude) of the metres; see ``projection`` for the accuracy
      (lengths within 0.003 % at 50 km, 0.1 % at 285 km east or west of it).
    - ``nodes`` float64 (n, 2); ``segments`` int32 (m, 2), walkable, without direction, duplicates
      or zero lengths; ``lengths`` float64 (m,), metres.
    - ``buildings``: outer rings; ``courtyards``: the rings of holes in them.
    - ``walls`` float64 (w, 4): x1 y1 x2 y2, the sides of both.
    - ``doors`` int32 (d,): nodes where walks begin and end, sorted.
    - ``warnings``: what was left out, and how much of it.
    """

    name: str
    sha256: str
    attribution: str
    origin: tuple[float, float]
    nodes: Floats
    segments: Indices
    lengths: Floats
    buildings: Rings
    walls: Floats
    doors: Indices
    districts: tuple[District, ...]
    cameras: Cameras
    warnings: tuple[str, ...] = ()
    courtyards: Rings = field(default_factory=Rings)

    def to_metres(self, lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
        """Metres east and north of the origin, of degrees (any shape)."""
        return Projection(*self.origin).to_metres(lon, lat)

    def to_degrees(self, x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
        """Longitudes and latitudes, of metres east and north of the origin (any shape)."""
        return Projection(*self.origin).to_degrees(x, y)

    def with_cameras(self, cameras: Cameras) -> City:
        """The same city with other cameras."""
        return replace(self, cameras=cameras)


@dataclass(frozen=True, slots=True, eq=False)
class Views:
    """k stretches of street in view of a camera, sorted by segment, then start.

    ``segment`` and ``camera`` int32 (k,) are rows of the city's segments and of the cameras;
    ``start`` and ``end`` float64 (k,) are metres along the segment from its first node.
    ``segments`` is how many segments the city has, in view or not.
    """

    segment: Indices
    camera: Indices
    start: Floats
    end: Floats
    segments: int

    def __len__(self) -> int:
        return len(self.segment)

    def union(self) -> tuple[Offsets, Floats, Floats]:
        """Disjoint stretches in view of any camera, segment by segment.

        Those of segment i are ``starts[offsets[i]:offsets[i + 1]]`` to the same of ``ends``, in
        order; ``offsets`` int64 (m + 1,). Stretches that touch are one.
        """
        offsets = np.zeros(self.segments + 1, np.int64)
        if not len(self):
            return offsets, np.empty(0), np.empty(0)
        first = np.ones(len(self), np.bool_)
        first[1:] = self.segment[1:] != self.segment[:-1]
        # The furthest end so far on the same segment: a running maximum over ends that are
        # lifted, segment by segment, above all ends of the segment before.
        lift = self.segment.astype(np.float64) * (float(self.end.max()) + 1.0)
        furthest = np.empty(len(self))
        furthest[1:] = np.maximum.accumulate(self.end + lift)[:-1] - lift[1:]
        opens = first | (self.start > furthest)
        begins = np.flatnonzero(opens)
        ends = np.maximum.reduceat(self.end, begins)
        np.cumsum(np.bincount(self.segment[begins], minlength=self.segments), out=offsets[1:])
        return offsets, self.start[begins], ends

    def seen_lengths(self, lengths: Floats) -> Floats:
        """Metres (m,) of each segment in view of any camera; never more than ``lengths`` (m,)."""
        offsets, starts, ends = self.union()
        where = np.repeat(np.arange(self.segments), np.diff(offsets))
        seen = np.bincount(where, weights=ends - starts, minlength=self.segments)
        return np.minimum(seen, lengths)
