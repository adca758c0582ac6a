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
def whole_streets(lengths, first, union_first, union_start, union_stop):  # type: ignore[no-untyped-def]
    """Of each segment walked forward (row 2 i) and backward (2 i + 1), (2 m, 6) together.

    Metres; the number of pieces in view of a device; metres seen; metres unseen before the first
    and after the last piece seen, and in the longest gap between. A segment that nobody sees is
    unseen before for its length, and after for -1.
    """
    found = np.zeros((2 * len(lengths), 6))
    for segment in range(len(lengths)):
        begun, ended = union_first[segment], union_first[segment + 1]
        seen, before, after, between = 0.0, lengths[segment], -1.0, 0.0
        if begun < ended:
            before = union_start[begun]
            after = max(lengths[segment] - union_stop[ended - 1], 0.0)
        for piece in range(begun, ended):
            seen += union_stop[piece] - union_start[piece]
            if piece > begun:
                between = max(between, union_start[piece] - union_stop[piece - 1])
        for backward in range(2):
            row = found[2 * segment + backward]
            row[0] = lengths[segment]
            row[1] = first[segment + 1] - first[segment]
            row[2] = seen
            turned = backward == 1 and after >= 0
            row[3] = after if turned else before
            row[4] = before if turned else after
            row[5] = between
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
    """Where each way of walking a segment leads, and what goes on round the corner.

    Ways are numbered 2 i for segment i forward and 2 i + 1 for it backward. Gives ``ends`` int32
    (2 m, 4), of each way: the first row of ``incident`` at the node it leads to, how many other
    streets are there, the row of its own end, and an offset; ``leaving`` int32 (2 m,), the way that
    leaves by each row; and ``going_on`` int32: who comes by a way and leaves by a row goes on in
    the view of ``going_on[offset + row]`` devices.
    """
    nodes = len(node_first) - 1
    ends = np.empty((len(incident), 4), np.int32)
    leaving = np.empty(len(incident), np.int32)
    size = 0
    for node in range(nodes):
        begun = node_first[node]
        degree = node_first[node + 1] - begun
        for row in range(begun, begun + degree):
            segment = incident[row]
            at_start = segments[segment, 0] == node
            leaving[row] = 2 * segment if at_start else 2 * segment + 1
            way = ends[2 * segment + 1 if at_start else 2 * segment]
            way[0], way[1], way[2] = begun, degree - 1, row
            way[3] = size + (row - begun) * degree - begun
        size += degree * degree
    going_on = np.zeros(size, np.int32)
    one = np.empty(most_active, np.int32)
    other = np.empty(most_active, np.int32)
    for node in range(nodes):
        begun, ended = node_first[node], node_first[node + 1]
        for came_by in range(begun, ended):
            segment = incident[came_by]
            at_start = segments[segment, 0] == node
            count = touching(segment, at_start, lengths, first, start, stop, device, one)
            offset = ends[2 * segment + 1 if at_start else 2 * segment, 3]
            for own in range(begun, ended):
                segment = incident[own]
                at_start = segments[segment, 0] == node
                against = touching(segment, at_start, lengths, first, start, stop, device, other)
                for known in one[:count]:
                    for met in other[:against]:
                        if known == met:
                            going_on[offset + own] += 1
                            break
    return ends, leaving, going_on
