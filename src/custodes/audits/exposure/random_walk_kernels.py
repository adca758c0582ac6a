"""Walks at random, street by street, compiled."""

from __future__ import annotations

import numpy as np
from numba import njit

from custodes.audits.exposure.step_kernels import touching
from custodes.audits.exposure.walk_kernels import GOLDEN, fraction, stream, stretch


@njit(cache=True, nogil=True)
def random_walks(  # type: ignore[no-untyped-def]
    number_first, seed, marks, segment_lengths, length_sums, street, before, along, lengths,
    first, start, stop, device, union_first, union_start, union_stop, most_active,
    streets, ends, leaving, going_on, times, seen, unseen,
):  # fmt: skip
    """Walks that choose a way at every node at random and turn back only where the way ends.

    A walk starts at a random point of the network's length, in a random direction: on a segment,
    which lies ``before`` metres along its ``street``, in its direction if ``along``. All else is
    told of streets as of segments. ``marks`` (k,)
    are lengths in metres, ascending; row by row, ``times``, ``seen`` (metres) and ``unseen``
    (metres of the longest stretch), all (walks, k), are filled with what holds at each mark.
    ``streets``, ``ends``, ``leaving`` and ``going_on`` are those of ``step_kernels``.
    """
    active = np.empty(most_active, np.int32)
    standing = np.empty(most_active, np.int32)
    part = np.zeros(5)
    for row in range(times.shape[0]):
        state = stream(seed, number_first + row)
        filmed, in_view, run, longest = 0.0, 0.0, 0.0, 0.0
        state += GOLDEN
        point = fraction(state) * length_sums[-1]
        drawn = min(np.searchsorted(length_sums, point, side="right"), len(length_sums) - 1)
        metres = segment_lengths[drawn]
        begin = min(max(point - (length_sums[drawn] - metres), 0.0), metres)
        state += GOLDEN
        forward = (fraction(state) < 0.5) == along[drawn]
        segment = street[drawn]
        begin = before[drawn] + (begin if along[drawn] else metres - begin)
        way = 2 * segment if forward else 2 * segment + 1
        going, row_taken = 0, -1  # devices that go on round the corner, and the way taken there
        standing_count, walked = 0, 0.0
        mark = 0
        while True:
            metres = streets[way, 0]
            if row_taken < 0:
                metres = metres - begin if forward else begin
            while mark < len(marks) and marks[mark] - walked <= metres:
                # The mark lies on this street: what holds there, without ending the walk.
                segment, forward = way >> 1, way & 1 == 0
                if row_taken >= 0:
                    begin = 0.0 if forward else lengths[segment]
                part[0], part[1], part[2], part[4] = filmed, in_view, run, longest
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
            if row_taken < 0:
                part[:] = 0.0
                stretch(
                    segment, begin, lengths[segment] if forward else 0.0,
                    first, start, stop, device, union_first, union_start, union_stop,
                    active, part,
                )  # fmt: skip
                filmed, in_view, run, longest = part[0], part[1], part[2], part[4]
            else:
                filmed += streets[way, 1] - going
                in_view += streets[way, 2]
                run += streets[way, 3]
                longest = max(longest, run)
                if streets[way, 4] >= 0:
                    run = streets[way, 4]
                    longest = max(longest, run, streets[way, 5])
            walked += metres
            row_taken = ends[way, 2]
            if ends[way, 1] > 0:
                choice = ends[way, 0]
                if ends[way, 1] > 1:
                    state += GOLDEN
                    choice += int(fraction(state) * ends[way, 1])
                row_taken = choice + 1 if choice >= row_taken else choice
            going = going_on[ends[way, 3] + row_taken]
            last = way
            way = leaving[row_taken]
            if marks[mark] - walked <= streets[way, 0]:
                standing_count = touching(
                    last >> 1, last & 1 == 1, lengths, first, start, stop, device, standing
                )
