"""Walks through a city, and how often each is filmed: at random, and between random doors."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from custodes.audits.errors import AuditError
from custodes.audits.exposure.city import Floats, Indices
from custodes.audits.exposure.filming import Filming
from custodes.audits.exposure.network import Network
from custodes.audits.exposure.path_kernels import walks_between_doors
from custodes.audits.exposure.random_walk_kernels import random_walks
from custodes.audits.exposure.step_kernels import corners, whole_streets
from custodes.audits.exposure.streets import Streets

LEAST_REACHED = 0.25
"""Walks between doors of some length are told only if from this share of doors there are any."""
TOLERANCE = 0.05
"""A way between doors counts as one of 10 minutes if it is within this share of that length."""


@dataclass(frozen=True, slots=True, eq=False)
class Walks:
    """What happened on walks; row i is a walk, column j the length ``marks[j]``.

    ``times`` int32: distinct entries into a device's view; ``seen`` float64: metres walked in view;
    ``unseen`` float64: metres of the longest stretch out of view; ``metres`` float64: how long the
    walk was, 0 where there is no such walk (no door may be that far). All (w, k).
    """

    marks: Floats
    times: Indices
    seen: Floats
    unseen: Floats
    metres: Floats

    @property
    def made(self) -> NDArray[np.bool_]:
        """Whether there was such a walk, (w, k)."""
        made: NDArray[np.bool_] = self.metres > 0
        return made


def at_random(
    network: Network, filming: Filming, marks: Sequence[float], *, walks: int, seed: int
) -> Walks:
    """Walks from random points that choose a way at random at each node and do not turn round.

    ``marks`` are lengths in metres, ascending; a walk of the longest is a walk of the shorter ones
    at its beginning. Walk i draws from its own stream of SplitMix64 numbers, of ``seed`` (>= 0) and
    i, so that the result does not depend on how the work is shared out; none is drawn where there
    is but one way to go on. A walker turns round only where the way ends. Walks begin on connected
    streets that are together as long as the longest of them, if there are any: on a shorter remnant
    they would go to and fro. Raises AuditError for marks or numbers that make no walk.
    """
    lengths = _checked(marks, walks, seed)
    times = np.zeros((walks, len(lengths)), np.int32)
    seen, unseen = np.zeros(times.shape), np.zeros(times.shape)
    streets = Streets.of(network)
    whole = streets.network
    filmed = streets.filming(filming, network.lengths)
    tables = whole_streets(
        whole.lengths,
        filmed.first,
        filmed.union_first,
        filmed.union_start,
        filmed.union_stop,
    )
    ends, leaving, going_on = corners(
        whole.segments,
        whole.lengths,
        whole.node_first,
        whole.incident,
        filmed.first,
        filmed.start,
        filmed.stop,
        filmed.device,
        filmed.room,
    )
    roomy = network.part_length >= lengths[-1]
    sums = np.cumsum(np.where(roomy, network.lengths, 0.0) if roomy.any() else network.lengths)

    def part(begin: int, end: int) -> None:
        random_walks(
            begin,
            np.uint64(seed),
            lengths,
            network.lengths,
            sums,
            streets.street,
            streets.before,
            streets.along,
            whole.lengths,
            *filmed.arrays,
            tables,
            ends,
            leaving,
            going_on,
            times[begin:end],
            seen[begin:end],
            unseen[begin:end],
        )

    _shared_out(part, walks)
    return Walks(lengths, times, seen, unseen, np.tile(lengths, (walks, 1)))


def between_doors(
    network: Network,
    filming: Filming,
    doors: Indices,
    marks: Sequence[float],
    *,
    origins: int,
    draws: int,
    seed: int,
    tolerance: float = TOLERANCE,
) -> Walks:
    """Shortest ways from ``origins`` random doors, each to ``draws`` random doors at each mark.

    ``doors`` int32 (d,) are nodes, d >= 2; a destination is drawn from the doors whose shortest
    way is within ``tolerance`` (a share of it) of the mark in metres. Where fewer than
    LEAST_REACHED of the origins have any, no walk of that length is made: the few pairs at the
    corners of a map say nothing about it. The result has origins * draws rows. Raises
    AuditError for marks or numbers that make no walk.
    """
    lengths = _checked(marks, origins * draws, seed)
    if len(doors) < 2:
        raise AuditError("walks between doors need two doors at least; this map has fewer")
    shape = (origins, len(lengths), draws)
    times = np.zeros(shape, np.int32)
    seen, unseen, metres = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    counts = np.bincount(doors, minlength=network.nodes).astype(np.int32)

    def part(begin: int, end: int) -> None:
        walks_between_doors(
            begin,
            np.uint64(seed),
            lengths,
            tolerance,
            draws,
            np.ascontiguousarray(doors, np.int32),
            counts,
            network.segments,
            network.lengths,
            network.node_first,
            network.incident,
            *filming.arrays,
            times[begin:end],
            seen[begin:end],
            unseen[begin:end],
            metres[begin:end],
        )

    _shared_out(part, origins)
    reached = (metres > 0).any(axis=2).mean(axis=0)
    metres[:, reached < LEAST_REACHED] = 0.0

    def rows(values: NDArray[Any]) -> NDArray[Any]:
        return values.transpose(0, 2, 1).reshape(-1, len(lengths))

    return Walks(lengths, rows(times), rows(seen), rows(unseen), rows(metres))


def _checked(marks: Sequence[float], walks: int, seed: int) -> Floats:
    lengths = np.asarray(marks, np.float64)
    if not len(lengths) or (lengths <= 0).any() or (np.diff(lengths) <= 0).any():
        raise AuditError(f"lengths of walks must be positive and ascending, not {list(marks)}")
    if walks < 1 or seed < 0:
        raise AuditError(f"needs a walk at least and a seed from 0 on, not {walks} and {seed}")
    return lengths


def _shared_out(part: Callable[[int, int], None], walks: int) -> None:
    """Do all rows in parts, in as many threads as there are processors (the kernels let go)."""
    threads = min(os.cpu_count() or 1, 16)
    bounds = np.linspace(0, walks, 4 * threads + 1).astype(int)
    spans = [(a, b) for a, b in itertools.pairwise(bounds.tolist()) if a < b]
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda span: part(*span), spans))
