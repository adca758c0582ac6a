"""The inverted index of traces, compiled: from each point to the people who were there.

All arrays are plain. A *point* is an integer (one time bin at one place bin), a *trace* the
ascending distinct points of one person. Traces lie one after the other: those of person ``i`` are
``points[starts[i]:starts[i + 1]]``, and so are the lists of people by point.
"""

# numba has no types
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import numpy as np
from numba import njit

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)


@njit(cache=True, inline="always")
def _mixed(value):
    """The finaliser of splitmix64 (Steele, Lea, Flood, OOPSLA 2014): 64 bits to 64 bits."""
    value = (value ^ (value >> np.uint64(30))) * _FIRST
    value = (value ^ (value >> np.uint64(27))) * _SECOND
    return value ^ (value >> np.uint64(31))


@njit(cache=True)
def count_starts(values, size):
    """Where each value's run begins once sorted: int64 of length size + 1."""
    starts = np.zeros(size + 1, np.int64)
    for value in values:
        starts[value + 1] += 1
    for index in range(size):
        starts[index + 1] += starts[index]
    return starts


@njit(cache=True)
def gather_by(keys, values, starts):
    """The values in the order of their keys, those of one key in the order they came in."""
    places = starts[:-1].copy()
    gathered = np.empty(values.size, values.dtype)
    for index in range(keys.size):
        key = keys[index]
        gathered[places[key]] = values[index]
        places[key] += 1
    return gathered


@njit(cache=True, nogil=True)
def parted(starts, points, begins, shift):
    """Rows of person and point, both int32, in parts of ``2 ** shift`` neighbouring points.

    ``points`` lie person by person, ``begins`` counts them point by point. Within a part the rows
    stay in order of the person.
    """
    size = begins.size - 1
    places = np.empty((size >> shift) + 1, np.int64)
    for part in range(places.size):
        places[part] = begins[part << shift]
    person_rows = np.empty(points.size, np.int32)
    point_rows = np.empty(points.size, np.int32)
    for person in range(starts.size - 1):
        for index in range(starts[person], starts[person + 1]):
            point = points[index]
            place = places[point >> shift]
            person_rows[place] = person
            point_rows[place] = point
            places[point >> shift] = place + 1
    return person_rows, point_rows


@njit(cache=True, nogil=True)
def fill_lists(person_rows, point_rows, first, last, begins, ends, people):
    """Write the people of the rows ``first`` to ``last`` - 1 to the lists of their points.

    The rows come in order of the person and may repeat; the lists have nobody twice. The list of a
    point begins at ``begins`` and ends, when this is done, at ``ends``.
    """
    for row in range(first, last):
        point, person = point_rows[row], person_rows[row]
        end = ends[point]
        if end == begins[point] or people[end - 1] != person:
            people[end] = person
            ends[point] = end + 1


@njit(cache=True)
def close_up(begins, ends, people):
    """Move lists together that repeats left gaps between; gives how long they are in all."""
    kept = 0
    for point in range(ends.size):
        begin = begins[point]
        begins[point] = kept
        for index in range(begin, ends[point]):
            people[kept] = people[index]
            kept += 1
    begins[ends.size] = kept
    return kept


@njit(cache=True)
def list_points(begins, people, count):
    """The other way round: where the trace of each of ``count`` people begins, and the traces.

    The lists are gone through in the order of the points, so that traces come out ascending.
    """
    starts = count_starts(people, count)
    ends = starts[:-1].copy()
    points = np.empty(people.size, np.int32)
    for point in range(begins.size - 1):
        for index in range(begins[point], begins[point + 1]):
            person = people[index]
            points[ends[person]] = point
            ends[person] += 1
    return starts, points


@njit(cache=True)
def draw_points(starts, points, chosen, count, seed):
    """``count`` distinct random points of each chosen person, in random order, -1 where it has
    fewer: int32 of shape (chosen, count). The first k of a row are a random draw of k.

    What is drawn depends on the seed and on the trace alone, not on who or in which row it is.
    """
    drawn = np.full((chosen.size, count), -1, np.int32)
    for row in range(chosen.size):
        begin, end = starts[chosen[row]], starts[chosen[row] + 1]
        state = np.uint64(0)
        for index in range(begin, end):
            state += _mixed(np.uint64(points[index]) * _GOLDEN + _GOLDEN)
        state = _mixed(state ^ _mixed(np.uint64(seed) + _GOLDEN))
        size = end - begin
        found = 0
        while found < min(count, size):
            state += _GOLDEN
            offset = ((_mixed(state) >> np.uint64(32)) * np.uint64(size)) >> np.uint64(32)
            point = points[begin + np.int64(offset)]
            new = True
            for earlier in range(found):
                if drawn[row, earlier] == point:
                    new = False
            if new:
                drawn[row, found] = point
                found += 1
    return drawn


@njit(cache=True)
def _first_not_below(people, begin, end, wanted):
    """The first index in begin..end whose person is not below ``wanted``, found by galloping."""
    step = 1
    low = begin
    while low + step < end and people[low + step] < wanted:
        low += step
        step *= 2
    high = min(low + step, end)
    while low < high:
        middle = (low + high) // 2
        if people[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


@njit(cache=True)
def _nobody_else(person, known, begins, people, positions):
    """Whether nobody but ``person`` was at all the known points; they come rarest first."""
    for number in range(known.size):
        positions[number] = begins[known[number]]
    rarest_end = begins[known[0] + 1]
    for index in range(begins[known[0]], rarest_end):
        other = people[index]
        if other == person:
            continue
        everywhere = True
        for number in range(1, known.size):
            end = begins[known[number] + 1]
            position = _first_not_below(people, positions[number], end, other)
            if position == end:
                return True
            positions[number] = position
            if people[position] != other:
                everywhere = False
                break
        if everywhere:
            return False
    return True


@njit(cache=True, nogil=True)
def points_needed(chosen, drawn, begins, people, fewest):
    """How many of its drawn points, in their order, single each chosen person out: int16.

    Tried from ``fewest`` upwards; one more than there are columns where all of them do not. -1 in
    ``drawn`` is no point: a person with fewer points is known by all that it has.
    """
    count = drawn.shape[1]
    needed = np.full(chosen.size, count + 1, np.int16)
    for row in range(chosen.size):
        person = chosen[row]
        known = np.empty(count, np.int32)
        positions = np.empty(count, np.int64)
        size = 0
        for tried in range(1, count + 1):
            point = drawn[row, tried - 1]
            if point >= 0:
                length = begins[point + 1] - begins[point]
                place = size
                while (
                    place > 0 and begins[known[place - 1] + 1] - begins[known[place - 1]] > length
                ):
                    known[place] = known[place - 1]
                    place -= 1
                known[place] = point
                size += 1
            if tried < fewest or size == 0:
                continue
            if _nobody_else(person, known[:size], begins, people, positions):
                needed[row] = tried
                break
    return needed
