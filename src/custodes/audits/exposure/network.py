"""The walkable network as compiled kernels take it: which segments meet at which node."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from custodes.audits.errors import AuditError
from custodes.audits.exposure.city import City, Floats, Indices, Offsets


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Segments and where they meet.

    ``segments`` int32 (m, 2) and ``lengths`` float64 (m,) metres as in the City; ``node_first``
    int64 (n + 1,) and ``incident`` int32 (2 m,): the segments at node i are
    ``incident[node_first[i]:node_first[i + 1]]``, ascending. ``part_length`` float64 (m,): metres
    of all streets that can be reached from each segment.
    """

    segments: Indices
    lengths: Floats
    node_first: Offsets
    incident: Indices
    part_length: Floats

    @property
    def nodes(self) -> int:
        """How many nodes there are."""
        return len(self.node_first) - 1

    @classmethod
    def of(cls, city: City) -> Network:
        """The network of a city; raises AuditError if it has no segment longer than nothing."""
        if not len(city.segments) or not (city.lengths > 0).all():
            raise AuditError(
                f"{city.name} has no walkable streets, or some without a length: there is nothing "
                "to walk. Take an extract with highway=* ways in it."
            )
        ends = city.segments.ravel()
        order = np.argsort(ends, kind="stable")
        first = np.zeros(len(city.nodes) + 1, np.int64)
        np.cumsum(np.bincount(ends, minlength=len(city.nodes)), out=first[1:])
        return cls(
            segments=np.ascontiguousarray(city.segments, np.int32),
            lengths=np.ascontiguousarray(city.lengths, np.float64),
            node_first=first,
            incident=(order // 2).astype(np.int32),
            part_length=_part_lengths(city),
        )


def _part_lengths(city: City) -> Floats:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    one, other = city.segments.T
    links = coo_array((np.ones(len(one), np.int8), (one, other)), shape=(len(city.nodes),) * 2)
    part = connected_components(links, directed=False)[1][one]
    lengths: Floats = np.bincount(part, weights=city.lengths)[part]
    return lengths
