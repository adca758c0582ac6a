"""What happens on a walk, step by step: plain arrays in, plain arrays out, compiled.

The network comes as ``segments`` (m, 2) node numbers, ``lengths`` (m,) metres, ``node_first``
(n + 1,) and ``incident`` (2 m,), the segments at each node. What is in view comes twice, both
sorted by segment and start, with ``first`` arrays (m + 1,): pieces by device (``start``, ``stop``
metres along the segment, ``device``), no two of one device on one segment overlapping; and their
union over all devices.
"""

from __future__ import annotations

import numpy as np
from numba import njit

TOUCH = 0.01
"""Metres within which a view that ends at a node goes on behind it."""

GOLDEN = np.uint64(0x9E3779B97F4A7C15)


@njit(cache=True)
def mixed(value):  # type: ignore[no-untyped-def]
    """Scramble 64 bits: the finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014)."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


@njit(cache=True)
def stream(seed, number):  # type: ignore[no-untyped-def]
    """The state at which the random numbers of walk ``number`` begin."""
    return mixed(mixed(np.uint64(seed) + GOLDEN) + GOLDEN * np.uint64(number + 1))


@njit(cache=True)
def fraction(state):  # type: ignore[no-untyped-def]
    """A number in [0, 1) from a state, 53 bits of it."""
    return (mixed(state) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@njit(cache=True)
def stretch(  # type: ignore[no-untyped-def]
    segment, begin, end, first, start, stop, device, union_first, union_start, union_stop,
    active, tally,
):  # fmt: skip
    """Walk one segment from ``begin`` to ``end`` metres along it, either way round.

    ``active`` holds the devices in whose view the walker stands (its number in ``tally[3]``), with
    room for twice as many as one segment has pieces.
    ``tally`` is added to: times filmed, metres seen, and the current [2] and longest [4] run of
    metres unseen. A device counts again only when the walker enters its view anew.
    """
    if begin == end:
        return
    forward = begin < end
    low = begin if forward else end
    high = end if forward else begin
    before = int(tally[3])
    after = before
    for piece in range(first[segment], first[segment + 1]):
        if stop[piece] <= low or start[piece] >= high:
            continue
        at_low = start[piece] <= low + TOUCH
        at_high = stop[piece] >= high - TOUCH
        known = False
        if (forward and at_low) or (not forward and at_high):
            for place in range(before):
                if active[place] == device[piece]:
                    known = True
                    break
        if not known:
            tally[0] += 1
        if (forward and at_high) or (not forward and at_low):
            active[after] = device[piece]
            after += 1
    for place in range(before, after):
        active[place - before] = active[place]
    tally[3] = after - before
    begun, ended = union_first[segment], union_first[segment + 1]
    reached = low if forward else high
    for step in range(ended - begun):
        piece = begun + step if forward else ended - 1 - step
        piece_low = max(union_start[piece], low)
        piece_high = min(union_stop[piece], high)
        if piece_low >= piece_high:
            continue
        gap = piece_low - reached if forward else reached - piece_high
        tally[2] += max(gap, 0.0)
        tally[4] = max(tally[4], tally[2])
        tally[2] = 0.0
        tally[1] += piece_high - piece_low
        reached = piece_high if forward else piece_low
    tally[2] += high - reached if forward else reached - low
    tally[4] = max(tally[4], tally[2])
