"""What a whole street means to a walker, worked out once for all walks, compiled.

A walker that crosses a street from end to end enters the view of all devices that see of it, less
those in whose view the walker already stands at the corner. That number depends only on the two
ends of streets that meet there, so it is kept for every pair of them.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from custodes.audits.exposure.walk_kernels import TOUCH


@njit(cache=True, nogil=True)
def whole_streets(lengths, union_first, union_start, union_stop):  # type: ignore[no-untyped-def]
    """Of each segment, (m, 4): metres seen, and metres unseen at its beginning, at its end, and of
    the longest gap between; a segment that nobody sees is unseen at its beginning for its length
    and at its end for -1.
    """
    found = np.zeros((len(lengths), 4))
    for segment in range(len(lengths)):
        begun, ended = union_first[segment], union_first[segment + 1]
        if begun == ended:
            found[segment, 1], found[segment, 2] = lengths[segment], -1.0
            continue
        found[segment, 1] = union_start[begun]
        found[segment, 2] = max(lengths[segment] - union_stop[ended - 1], 0.0)
        for piece in range(begun, ended):
            found[segment, 0] += union_stop[piece] - union_start[piece]
            if piece > begun:
                gap = union_start[piece] - union_stop[piece - 1]
                found[segment, 3] = max(found[segment, 3], gap)
    return found


@njit(cache=True, nogil=True)
def touching(segment, at_start, lengths, first, start, stop, device, found):  # type: ignore[no-untyped-def]
    """Write the devices whose view reaches one end of a segment to ``found``; gives how many."""
    count = 0
    for piece in range(first[segment], first[segment + 1]):
        reaches = start[piece] <= TOUCH if at_start else stop[piece] >= lengths[segment] - TOUCH
        if reaches:
            found[count] = device[piece]
            count += 1
    return count


@njit(cache=True, nogil=True)
def corners(  # type: ignore[no-untyped-def]
    segments, lengths, node_first, incident, first, start, stop, device, most_active
):
    """Where each end of a segment stands at its corner, and what goes on round the corner.

    Gives ``place`` int64 (m, 2), the row of ``incident`` of each end; ``pair_first`` int64
    (n + 1,); and ``going_on`` int32: of the ends at rows a and b of a node (counted from its first)
    with d of them, ``going_on[pair_first[node] + a * d + b]`` devices see both.
    """
    nodes = len(node_first) - 1
    place = np.empty((len(segments), 2), np.int64)
    pair_first = np.zeros(nodes + 1, np.int64)
    for node in range(nodes):
        degree = node_first[node + 1] - node_first[node]
        pair_first[node + 1] = pair_first[node] + degree * degree
        for row in range(node_first[node], node_first[node + 1]):
            side = 0 if segments[incident[row], 0] == node else 1
            place[incident[row], side] = row
    going_on = np.zeros(pair_first[-1], np.int32)
    one = np.empty(most_active, np.int32)
    other = np.empty(most_active, np.int32)
    for node in range(nodes):
        begun = node_first[node]
        degree = node_first[node + 1] - begun
        for a in range(degree):
            segment = incident[begun + a]
            count = touching(
                segment, segments[segment, 0] == node, lengths, first, start, stop, device, one
            )
            for b in range(degree):
                segment = incident[begun + b]
                against = touching(
                    segment, segments[segment, 0] == node, lengths, first, start, stop, device,
                    other,
                )  # fmt: skip
                both = 0
                for known in one[:count]:
                    for met in other[:against]:
                        if known == met:
                            both += 1
                            break
                going_on[pair_first[node] + a * degree + b] = both
    return place, pair_first, going_on
