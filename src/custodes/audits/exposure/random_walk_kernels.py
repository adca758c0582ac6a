"""Walks at random, street by street, compiled."""

from __future__ import annotations

import numpy as np
from numba import njit

from custodes.audits.exposure.step_kernels import touching
from custodes.audits.exposure.walk_kernels import GOLDEN, fraction, stream, stretch


@njit(cache=True, nogil=True)
def random_walks(  # type: ignore[no-untyped-def]
    number_first, seed, marks, segments, lengths, length_sums, node_first, incident,
    first, start, stop, device, union_first, union_start, union_stop, most_active,
    whole, place, pair_first, going_on, times, seen, unseen,
):  # fmt: skip
    """Walks that choose a way at every node at random and turn back only where the way ends.

    A walk starts at a random point of the network's length, in a random direction. ``marks`` (k,)
    are lengths in metres, ascending; row by row, ``times``, ``seen`` (metres) and ``unseen``
    (metres of the longest stretch), all (walks, k), are filled with what holds at each mark.
    ``whole``, ``place``, ``pair_first`` and ``going_on`` are those of ``step_kernels``.
    """
    active = np.empty(most_active, np.int32)
    standing = np.empty(most_active, np.int32)
    tally, part = np.zeros(5), np.zeros(5)
    for row in range(times.shape[0]):
        state = stream(seed, number_first + row)
        tally[:] = 0.0
        state += GOLDEN
        point = fraction(state) * length_sums[-1]
        segment = min(np.searchsorted(length_sums, point, side="right"), len(length_sums) - 1)
        begin = min(max(point - (length_sums[segment] - lengths[segment]), 0.0), lengths[segment])
        state += GOLDEN
        forward = fraction(state) < 0.5
        came_by, own = -1, -1  # the end of a street by which the walker came here, and its own
        standing_count, walked = 0, 0.0
        mark = 0
        while True:
            end = lengths[segment] if forward else 0.0
            metres = abs(end - begin)
            while mark < len(marks) and marks[mark] - walked <= metres:
                # The mark lies on this street: what holds there, without ending the walk.
                part[:] = tally
                part[3] = standing_count
                for known in range(standing_count):
                    active[known] = standing[known]
                left = marks[mark] - walked
                stretch(
                    segment, begin, begin + left if forward else begin - left,
                    first, start, stop, device, union_first, union_start, union_stop,
                    active, part,
                )  # fmt: skip
                times[row, mark] = int(part[0])
                seen[row, mark] = part[1]
                unseen[row, mark] = part[4]
                mark += 1
            if mark == len(marks):
                break
            if own < 0:
                tally[3] = 0
                stretch(
                    segment, begin, end, first, start, stop, device,
                    union_first, union_start, union_stop, active, tally,
                )  # fmt: skip
            else:
                node = segments[segment, 0] if forward else segments[segment, 1]
                degree = node_first[node + 1] - node_first[node]
                pair = (came_by - node_first[node]) * degree + own - node_first[node]
                tally[0] += first[segment + 1] - first[segment] - going_on[pair_first[node] + pair]
                tally[1] += whole[segment, 0]
                if whole[segment, 2] < 0:
                    tally[2] += whole[segment, 1]
                    tally[4] = max(tally[4], tally[2])
                else:
                    tally[2] += whole[segment, 1 if forward else 2]
                    tally[4] = max(tally[4], tally[2], whole[segment, 3])
                    tally[2] = whole[segment, 2 if forward else 1]
                    tally[4] = max(tally[4], tally[2])
            walked += metres
            node = segments[segment, 1] if forward else segments[segment, 0]
            came_by = place[segment, 1 if forward else 0]
            others = node_first[node + 1] - node_first[node] - 1
            last, last_forward = segment, forward
            if others == 0:
                own = came_by
                forward = not forward
            else:
                state += GOLDEN
                own = node_first[node] + int(fraction(state) * others)
                if own >= came_by:
                    own += 1
                segment = incident[own]
                forward = segments[segment, 0] == node
            begin = 0.0 if forward else lengths[segment]
            standing_count = 0
            if mark < len(marks) and marks[mark] - walked <= lengths[segment]:
                standing_count = touching(
                    last, not last_forward, lengths, first, start, stop, device, standing
                )
