"""The way with the least metres in view whose length keeps a cap: compiled label setting."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True)
def _before(seen, metres, one, other):  # type: ignore[no-untyped-def]
    if seen[one] != seen[other]:
        return seen[one] < seen[other]
    return metres[one] < metres[other]


@njit(cache=True)
def _sift_up(heap, size, label, seen, metres):  # type: ignore[no-untyped-def]
    place = size
    while place > 0:
        parent = (place - 1) >> 1
        if not _before(seen, metres, label, heap[parent]):
            break
        heap[place] = heap[parent]
        place = parent
    heap[place] = label


@njit(cache=True)
def _take(heap, size, seen, metres):  # type: ignore[no-untyped-def]
    top, last = heap[0], heap[size - 1]
    size -= 1
    place = 0
    while True:
        child = 2 * place + 1
        if child >= size:
            break
        if child + 1 < size and _before(seen, metres, heap[child + 1], heap[child]):
            child += 1
        if not _before(seen, metres, heap[child], last):
            break
        heap[place] = heap[child]
        place = child
    heap[place] = last
    return top


@njit(cache=True)
def _longer(array):  # type: ignore[no-untyped-def]
    longer = np.empty(2 * len(array), array.dtype)
    longer[: len(array)] = array
    return longer


@njit(cache=True)
def least_seen(  # type: ignore[no-untyped-def]
    origin, goal, cap, most_labels, segments, lengths, seen_lengths, node_first, incident,
    metres_left, seen_left,
):  # fmt: skip
    """The segments of the way with the least metres in view, among those no longer than ``cap``.

    ``metres_left`` and ``seen_left`` (n,) are the least metres, and metres in view, from each node
    to ``goal`` (infinity: no way). Gives (state, path): state 1 with the path in walking order, 0
    where there is no way within the cap, -1 where more than ``most_labels`` labels were made.

    Labels are taken in the order of (metres in view, metres) that they reach the goal with at
    least, so the first one taken at the goal is the best, and the shortest among those. Because
    metres in view then only rise, a label is dominated unless it is shorter than every one taken
    before it at its node: biobjective A*, Hernández Ulloa, Yeoh, Baier, Zhang, Suazo and Koenig,
    "A Simple and Fast Bi-Objective Search Algorithm", ICAPS 2020.
    """
    room = 1 << 12
    seen, metres = np.empty(room), np.empty(room)
    node_of, via = np.empty(room, np.int32), np.empty(room, np.int32)
    parent, heap = np.empty(room, np.int64), np.empty(room, np.int64)
    shortest = np.full(len(node_first) - 1, np.inf)
    nothing = np.empty(0, np.int32)
    if not metres_left[origin] <= cap:
        return 0, nothing
    seen[0], metres[0] = seen_left[origin], metres_left[origin]
    node_of[0], via[0], parent[0], heap[0] = origin, -1, -1, 0
    labels, size = 1, 1
    while size > 0:
        label = _take(heap, size, seen, metres)
        size -= 1
        node = node_of[label]
        walked = metres[label] - metres_left[node]
        if walked >= shortest[node]:
            continue
        shortest[node] = walked
        if node == goal:
            count = 0
            step = label
            while parent[step] >= 0:
                count += 1
                step = parent[step]
            path = np.empty(count, np.int32)
            step = label
            while parent[step] >= 0:
                count -= 1
                path[count] = via[step]
                step = parent[step]
            return 1, path
        filmed = seen[label] - seen_left[node]
        for place in range(node_first[node], node_first[node + 1]):
            segment = incident[place]
            other = segments[segment, 0] + segments[segment, 1] - node
            further = walked + lengths[segment]
            if not further + metres_left[other] <= cap or further >= shortest[other]:
                continue
            if labels == most_labels:
                return -1, nothing
            if labels == len(seen):
                seen, metres = _longer(seen), _longer(metres)
                node_of, via = _longer(node_of), _longer(via)
                parent, heap = _longer(parent), _longer(heap)
            metres[labels] = further + metres_left[other]
            seen[labels] = filmed + seen_lengths[segment] + seen_left[other]
            node_of[labels], via[labels], parent[labels] = other, segment, label
            _sift_up(heap, size, labels, seen, metres)
            size += 1
            labels += 1
    return 0, nothing
