"""Shortest ways: Dijkstra's algorithm on plain arrays, compiled."""

from __future__ import annotations

import numpy as np
from numba import njit

from custodes.audits.exposure.walk_kernels import GOLDEN, fraction, stream, stretch


@njit(cache=True, nogil=True)
def whole_segment(  # type: ignore[no-untyped-def]
    segment, node, segments, lengths, first, start, stop, device,
    union_first, union_start, union_stop, active, tally,
):  # fmt: skip
    """Walk a segment from ``node`` to its other end, as ``stretch``; gives the node reached."""
    ahead = segments[segment, 0] == node
    begin = 0.0 if ahead else lengths[segment]
    end = lengths[segment] if ahead else 0.0
    stretch(
        segment, begin, end, first, start, stop, device,
        union_first, union_start, union_stop, active, tally,
    )  # fmt: skip
    return segments[segment, 0] + segments[segment, 1] - node


@njit(cache=True)
def push(keys, items, size, key, item):  # type: ignore[no-untyped-def]
    """Put an item on a binary heap of ``size``; gives the new size."""
    place = size
    while place > 0:
        parent = (place - 1) >> 1
        if keys[parent] <= key:
            break
        keys[place], items[place] = keys[parent], items[parent]
        place = parent
    keys[place], items[place] = key, item
    return size + 1


@njit(cache=True)
def pop(keys, items, size):  # type: ignore[no-untyped-def]
    """Take the least item off a heap of ``size``: its key, the item, and the new size."""
    key, item = keys[0], items[0]
    size -= 1
    last_key, last_item = keys[size], items[size]
    place = 0
    while True:
        child = 2 * place + 1
        if child >= size:
            break
        if child + 1 < size and keys[child + 1] < keys[child]:
            child += 1
        if keys[child] >= last_key:
            break
        keys[place], items[place] = keys[child], items[child]
        place = child
    keys[place], items[place] = last_key, last_item
    return key, item, size


@njit(cache=True)
def settle(  # type: ignore[no-untyped-def]
    origin, bound, segments, costs, node_first, incident, distance, via, reached, keys, items,
):  # fmt: skip
    """Least costs from ``origin`` to all nodes within ``bound``; gives how many were reached.

    ``costs`` (m,) >= 0. ``distance`` (n,) must hold infinity everywhere; what is written is at the
    nodes ``reached[:number]``, in ascending distance, the segment that leads there in ``via`` (-1
    at the origin). ``keys`` and ``items`` are room for 2 m + 1 heap entries.
    """
    distance[origin] = 0.0
    via[origin] = -1
    number = 0
    size = push(keys, items, 0, 0.0, origin)
    while size > 0:
        key, node, size = pop(keys, items, size)
        if key > distance[node]:
            continue
        reached[number] = node
        number += 1
        for place in range(node_first[node], node_first[node + 1]):
            segment = incident[place]
            other = segments[segment, 0] + segments[segment, 1] - node
            further = key + costs[segment]
            if further <= bound and further < distance[other]:
                distance[other] = further
                via[other] = segment
                size = push(keys, items, size, further, other)
    return number


@njit(cache=True, nogil=True)
def walks_between_doors(  # type: ignore[no-untyped-def]
    number_first, seed, marks, tolerance, draws, doors, door_counts,
    segments, lengths, node_first, incident,
    first, start, stop, device, union_first, union_start, union_stop, most_active,
    times, seen, unseen, metres,
):  # fmt: skip
    """Shortest ways from random doors to random doors about ``marks`` (k,) metres away.

    Row by row an origin is drawn from ``doors`` (d,), then for each mark ``draws`` destinations,
    each from all doors whose shortest way is within ``tolerance`` (a share) of the mark.
    ``door_counts`` (n,) says how many doors stand at each node. ``times``, ``seen``, ``unseen`` and
    ``metres`` (the way's length), all (walks, k, draws), are filled; ``metres`` stays 0 where no
    door is that far.
    """
    nodes = len(node_first) - 1
    distance = np.full(nodes, np.inf)
    via = np.full(nodes, -1, np.int32)
    reached = np.empty(nodes, np.int32)
    keys = np.empty(2 * len(lengths) + 1)
    items = np.empty(2 * len(lengths) + 1, np.int32)
    path = np.empty(nodes, np.int32)
    active = np.empty(most_active, np.int32)
    tally = np.zeros(5)
    bound = marks[-1] * (1.0 + tolerance)
    for row in range(times.shape[0]):
        state = stream(seed, number_first + row)
        state += GOLDEN
        origin = doors[int(fraction(state) * len(doors))]
        number = settle(
            origin, bound, segments, lengths, node_first, incident,
            distance, via, reached, keys, items,
        )  # fmt: skip
        for mark in range(len(marks)):
            near, far = marks[mark] * (1.0 - tolerance), marks[mark] * (1.0 + tolerance)
            begun, ended, candidates = -1, 0, 0
            for place in range(number):
                away = distance[reached[place]]
                if away < near:
                    continue
                if away > far:
                    break
                if begun < 0:
                    begun = place
                ended = place + 1
                candidates += door_counts[reached[place]]
            for draw in range(draws):
                state += GOLDEN
                if candidates == 0:
                    continue
                choice = int(fraction(state) * candidates)
                goal = -1
                for place in range(begun, ended):
                    choice -= door_counts[reached[place]]
                    if choice < 0:
                        goal = reached[place]
                        break
                count = 0
                node = goal
                while via[node] >= 0:
                    path[count] = via[node]
                    count += 1
                    node = segments[via[node], 0] + segments[via[node], 1] - node
                tally[:] = 0.0
                for place in range(count - 1, -1, -1):
                    node = whole_segment(
                        path[place], node, segments, lengths, first, start, stop, device,
                        union_first, union_start, union_stop, active, tally,
                    )  # fmt: skip
                times[row, mark, draw] = int(tally[0])
                seen[row, mark, draw] = tally[1]
                unseen[row, mark, draw] = tally[4]
                metres[row, mark, draw] = distance[goal]
        for place in range(number):
            distance[reached[place]] = np.inf


@njit(cache=True, nogil=True)
def along_path(  # type: ignore[no-untyped-def]
    origin, path, segments, lengths,
    first, start, stop, device, union_first, union_start, union_stop, most_active,
):  # fmt: skip
    """Times filmed, metres seen and metres of the longest stretch unseen on one way.

    ``path`` holds its segments in the order walked from the node ``origin``.
    """
    active = np.empty(most_active, np.int32)
    tally = np.zeros(5)
    node = origin
    for segment in path:
        node = whole_segment(
            segment, node, segments, lengths, first, start, stop, device,
            union_first, union_start, union_stop, active, tally,
        )  # fmt: skip
    return int(tally[0]), tally[1], tally[4]
