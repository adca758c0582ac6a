"""What is in view, as a walker meets it: pieces of each segment by device, and their union."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from custodes.audits.exposure.city import Cameras, Floats, Indices, Offsets, Views


@dataclass(frozen=True, slots=True, eq=False)
class Filming:
    """Pieces of street in view of a device, and pieces in view of any.

    Sorted by segment, then start. ``first`` int64 (m + 1,); ``start``, ``stop`` float64 (k,) metres
    along the segment; ``device`` int32 (k,); no two pieces of one device on a segment touch. The
    ``union_`` arrays are the same for all devices together.
    """

    first: Offsets
    start: Floats
    stop: Floats
    device: Indices
    union_first: Offsets
    union_start: Floats
    union_stop: Floats

    @property
    def room(self) -> int:
        """The most pieces that two segments have together: room for what a kernel remembers."""
        return 2 * int(np.diff(self.first).max(initial=0)) + 1

    @property
    def arrays(self) -> tuple[Offsets, Floats, Floats, Indices, Offsets, Floats, Floats, int]:
        """What the kernels take, in their order."""
        return (
            self.first,
            self.start,
            self.stop,
            self.device,
            self.union_first,
            self.union_start,
            self.union_stop,
            self.room,
        )

    @classmethod
    def of(cls, views: Views, cameras: Cameras) -> Filming:
        """The pieces of ``views`` (of ``cameras``), fields of view of one device joined."""
        device = cameras.device[views.camera]
        order = np.lexsort((views.start, device, views.segment))
        segment, device = views.segment[order].astype(np.int64), device[order]
        start, stop = views.start[order], views.end[order]
        # A piece begins where neither segment nor device go on, or a gap lies before the start.
        group = np.ones(len(segment), np.bool_)
        group[1:] = (segment[1:] != segment[:-1]) | (device[1:] != device[:-1])
        lift = np.cumsum(group) * (float(stop.max(initial=0.0)) + 1.0)
        furthest = np.maximum.accumulate(stop + lift) if len(stop) else stop
        begins = group.copy()
        begins[1:] |= start[1:] + lift[1:] > furthest[:-1]
        rows = np.flatnonzero(begins)
        joined = np.maximum.reduceat(stop, rows) if len(rows) else stop
        segment, start, device = segment[rows], start[rows], device[rows]
        order = np.lexsort((device, start, segment))
        first = np.zeros(views.segments + 1, np.int64)
        np.cumsum(np.bincount(segment, minlength=views.segments), out=first[1:])
        union_first, union_start, union_stop = views.union()
        return cls(
            first=first,
            start=start[order],
            stop=joined[order],
            device=device[order].astype(np.int32),
            union_first=union_first,
            union_start=union_start,
            union_stop=union_stop,
        )
