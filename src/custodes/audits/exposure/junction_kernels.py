"""Segments joined to streets from one junction to the next, compiled.

At a node where two segments meet a walker has no choice, so that walks need not stop there. A
street never leads back to the junction where it begins: such a loop stays in its segments.
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True)
def across(segments, segment, node):  # type: ignore[no-untyped-def]
    """The node at the other end of a segment."""
    return segments[segment, 1] if segments[segment, 0] == node else segments[segment, 0]


@njit(cache=True)
def following(node_first, incident, segment, node):  # type: ignore[no-untyped-def]
    """The other segment at a node where two meet."""
    begun = node_first[node]
    return incident[begun + 1] if incident[begun] == segment else incident[begun]


@njit(cache=True)
def junctions(segments, node_first, incident):  # type: ignore[no-untyped-def]
    """Where streets end, bool (n,): not two segments meet, or a loop must be kept apart."""
    nodes = len(node_first) - 1
    found = np.empty(nodes, np.bool_)
    for node in range(nodes):
        found[node] = node_first[node + 1] - node_first[node] != 2
    ends = found.copy()
    visited = np.zeros(len(segments), np.bool_)
    for origin in range(nodes):
        if not ends[origin]:
            continue
        for row in range(node_first[origin], node_first[origin + 1]):
            segment, node = incident[row], origin
            if visited[segment]:
                continue
            while True:
                visited[segment] = True
                node = (
                    segments[segment, 1] if segments[segment, 0] == node else segments[segment, 0]
                )
                if ends[node]:
                    break
                segment = following(node_first, incident, segment, node)
            if node == origin:
                # once more round the loop: each node on it becomes an end
                segment = incident[row]
                node = (
                    segments[segment, 1] if segments[segment, 0] == origin else segments[segment, 0]
                )
                while not ends[node]:
                    found[node] = True
                    segment = following(node_first, incident, segment, node)
                    node = across(segments, segment, node)
    for segment in range(len(segments)):
        if not visited[segment]:
            found[segments[segment, 0]] = True
            found[segments[segment, 1]] = True
    return found


@njit(cache=True)
def joined(segments, lengths, node_first, incident, ends):  # type: ignore[no-untyped-def]
    """The streets between the nodes that ``junctions`` found.

    Gives, of each segment, its street, its place in it (0, 1, …), the metres before it, and whether
    it runs the same way; and, of each street, its two nodes and its length.
    """
    count = len(segments)
    street = np.full(count, -1, np.int32)
    place = np.zeros(count, np.int32)
    before = np.zeros(count)
    along = np.zeros(count, np.bool_)
    nodes = np.empty((count, 2), np.int32)
    metres = np.zeros(count)
    made = 0
    for origin in range(len(node_first) - 1):
        if not ends[origin]:
            continue
        for row in range(node_first[origin], node_first[origin + 1]):
            segment, node, step = incident[row], origin, 0
            if street[segment] >= 0:
                continue
            while True:
                street[segment], place[segment] = made, step
                before[segment] = metres[made]
                along[segment] = segments[segment, 0] == node
                metres[made] += lengths[segment]
                node = segments[segment, 1] if along[segment] else segments[segment, 0]
                if ends[node]:
                    break
                segment = following(node_first, incident, segment, node)
                step += 1
            nodes[made, 0], nodes[made, 1] = origin, node
            made += 1
    return street, place, before, along, nodes[:made], metres[:made]
