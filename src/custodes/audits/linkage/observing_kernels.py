"""What a data set sees of people's stays, compiled."""

# numba has no types
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import numpy as np
from numba import njit

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_UNIT = 2.0**-53


@njit(cache=True)
def observe(first, place, start, events, days, from_hour, to_hour, seed):
    """Who was seen at which hour and place: three int32 arrays, one row an event.

    ``first``, ``place`` and ``start`` (minutes) are the stays of people, those of person ``i`` at
    ``first[i]:first[i + 1]``. Each person is seen ``events[i]`` times, each at a random moment
    between the two hours of a random day, at the place of the latest stay begun by then (on the
    way to the next place: at the one just left).
    """
    total = events.sum()
    person = np.empty(total, np.int32)
    hour = np.empty(total, np.int32)
    seen = np.empty(total, np.int32)
    row = 0
    for one in range(events.size):
        state = np.uint64(seed) ^ (np.uint64(one) * _FIRST)
        begin, end = first[one], first[one + 1]
        for _ in range(events[one]):
            state += _GOLDEN
            value = (state ^ (state >> np.uint64(30))) * _FIRST
            value = (value ^ (value >> np.uint64(27))) * _SECOND
            value = value ^ (value >> np.uint64(31))
            moment = np.float64(value >> np.uint64(11)) * _UNIT * days
            day = np.floor(moment)
            minute = day * 1440.0 + (from_hour + (moment - day) * (to_hour - from_hour)) * 60.0
            low, high = begin, end
            while low < high:
                middle = (low + high) // 2
                if start[middle] <= minute:
                    low = middle + 1
                else:
                    high = middle
            person[row] = one
            hour[row] = np.int32(minute // 60.0)
            seen[row] = place[max(low - 1, begin)]
            row += 1
    return person, hour, seen
