"""The network and what is filmed of it with segments joined from one junction to the next."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from custodes.audits.exposure.city import Floats, Indices, Offsets
from custodes.audits.exposure.filming import Filming
from custodes.audits.exposure.junction_kernels import joined, junctions
from custodes.audits.exposure.network import Network
from custodes.audits.exposure.walk_kernels import TOUCH


@dataclass(frozen=True, slots=True, eq=False)
class Streets:
    """A network whose segments are whole streets, and where each segment went.

    Of each segment of the network that it was made of, (m,): ``street`` int32, its ``place`` in it
    (0, 1, …) int32, the metres ``before`` it float64, and whether it runs ``along`` (bool).
    """

    network: Network
    street: Indices
    place: Indices
    before: Floats
    along: NDArray[np.bool_]

    @classmethod
    def of(cls, network: Network) -> Streets:
        """The streets of a network; ways at a junction keep their order."""
        ends = junctions(network.segments, network.node_first, network.incident)
        street, place, before, along, nodes, metres = joined(
            network.segments, network.lengths, network.node_first, network.incident, ends
        )
        kept = np.flatnonzero(ends)
        renumbered = np.full(network.nodes, -1, np.int32)
        renumbered[kept] = np.arange(len(kept), dtype=np.int32)
        degrees = np.diff(network.node_first)[kept]
        first = np.zeros(len(kept) + 1, np.int64)
        np.cumsum(degrees, out=first[1:])
        rows = np.repeat(network.node_first[kept] - first[:-1], degrees) + np.arange(first[-1])
        part = np.zeros(len(metres))
        part[street] = network.part_length
        whole = dataclasses.replace(
            network,
            segments=renumbered[nodes],
            lengths=metres,
            node_first=first,
            incident=street[network.incident[rows]],
            part_length=part,
        )
        return cls(whole, street, place, before, along)

    def filming(self, filming: Filming, lengths: Floats) -> Filming:
        """What is filmed, along streets; ``lengths`` are those of the segments.

        A view that goes on from one segment to the next is one.
        """
        counts = np.diff(filming.first)
        segment = np.repeat(np.arange(len(counts)), counts)
        start, stop = self._placed(segment, filming.start, filming.stop, lengths)
        forward = self.along[segment]
        touches_start = filming.start <= TOUCH
        touches_stop = filming.stop >= lengths[segment] - TOUCH
        from_before = np.where(forward, touches_start, touches_stop)
        goes_on = np.where(forward, touches_stop, touches_start)
        street, place = self.street[segment], self.place[segment]
        order = np.lexsort((start, filming.device, street))
        street, place, device = street[order], place[order], filming.device[order]
        start, stop = start[order], stop[order]
        begins = np.ones(len(order), np.bool_)
        begins[1:] = (
            (street[1:] != street[:-1])
            | (device[1:] != device[:-1])
            | (place[1:] != place[:-1] + 1)
            | ~goes_on[order][:-1]
            | ~from_before[order][1:]
        )
        rows = np.flatnonzero(begins)
        stop = np.maximum.reduceat(stop, rows) if len(rows) else stop
        street, start, device = street[rows], start[rows], device[rows]
        order = np.lexsort((device, start, street))
        union_counts = np.diff(filming.union_first)
        segment = np.repeat(np.arange(len(union_counts)), union_counts)
        union_start, union_stop = self._placed(
            segment, filming.union_start, filming.union_stop, lengths
        )
        union_order = np.lexsort((union_start, self.street[segment]))
        return Filming(
            first=self._firsts(street),
            start=start[order],
            stop=stop[order],
            device=device[order],
            union_first=self._firsts(self.street[segment]),
            union_start=union_start[union_order],
            union_stop=union_stop[union_order],
        )

    def _placed(
        self, segment: NDArray[np.int64], start: Floats, stop: Floats, lengths: Floats
    ) -> tuple[Floats, Floats]:
        """Pieces of segments as metres along their streets."""
        forward, whole = self.along[segment], lengths[segment]
        low = self.before[segment] + np.where(forward, start, whole - stop)
        high = self.before[segment] + np.where(forward, stop, whole - start)
        return low, high

    def _firsts(self, street: Indices) -> Offsets:
        first = np.zeros(len(self.network.lengths) + 1, np.int64)
        np.cumsum(np.bincount(street, minlength=len(self.network.lengths)), out=first[1:])
        return first
