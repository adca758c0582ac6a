"""The figures of one draw of what is uncertain: shares of street in view, and what walks meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from custodes.audits.exposure.city import OPERATORS, Cameras, City, Floats, Views
from custodes.audits.exposure.walks import Walks

MOST_TIMES = 20
"""Walks filmed so often or more are counted together."""

UNSEEN_QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)
"""At which the distribution of the longest stretch unseen is told."""


@dataclass(frozen=True, slots=True, eq=False)
class WalkFigures:
    """What walks of one kind met; row j is a length of walk.

    ``times`` float64 (k, MOST_TIMES + 1): the share of walks filmed 0, 1, … times, the last of
    them that often or more; ``mean`` (k,) times; ``in_view`` (k,) the share of metres walked in
    view; ``unseen`` (k, len(UNSEEN_QUANTILES)) metres; ``rule`` (k,) the share of walks filmed as
    often as the rule demands; ``made`` (k,) how many walks there were. NaN where none was.
    """

    times: Floats
    mean: Floats
    in_view: Floats
    unseen: Floats
    rule: Floats
    made: NDArray[np.int64]

    @property
    def filmed(self) -> Floats:
        """The share (k,) of walks filmed at least once."""
        return 1.0 - self.times[:, 0]


@dataclass(frozen=True, slots=True, eq=False)
class Exposure:
    """The figures of one draw.

    ``share`` and ``share_without_walls`` of the walkable length in view, 0..1; ``cells`` (c,) the
    same of each district or hexagon (NaN: none of its streets told); ``operators`` the share in
    view of the cameras of each kind of operator; ``walks`` by kind of walk.
    """

    share: float
    share_without_walls: float
    cells: Floats
    operators: Mapping[str, float]
    walks: Mapping[str, WalkFigures]


def share_in_view(city: City, views: Views) -> float:
    """The share of the walkable length that is in view of a camera, 0..1."""
    return float(views.seen_lengths(city.lengths).sum() / city.lengths.sum())


def seen_by(views: Views, chosen: NDArray[np.bool_]) -> Views:
    """What only the cameras of a mask (c,) see."""
    kept = chosen[views.camera]
    return Views(
        segment=views.segment[kept],
        camera=views.camera[kept],
        start=views.start[kept],
        end=views.end[kept],
        segments=views.segments,
    )


def shares_by_operator(city: City, cameras: Cameras, views: Views) -> dict[str, float]:
    """The share of the walkable length in view of the cameras of each kind of operator."""
    kinds = np.array(cameras.operators)
    return {
        operator: share_in_view(city, seen_by(views, kinds == operator))
        for operator in OPERATORS
        if (kinds == operator).any()
    }


def shares_by_cell(city: City, views: Views, cell: NDArray[np.int64], cells: int) -> Floats:
    """The share (c,) in view of the street length of each cell; ``cell`` (m,) is -1 for none."""
    inside = cell >= 0
    seen = views.seen_lengths(city.lengths)
    lengths = np.bincount(cell[inside], weights=city.lengths[inside], minlength=cells)
    in_view = np.bincount(cell[inside], weights=seen[inside], minlength=cells)
    shares: Floats = np.divide(in_view, lengths, out=np.full(cells, np.nan), where=lengths > 0)
    return shares


def walk_figures(walks: Walks, rule: tuple[int, ...]) -> WalkFigures:
    """What walks met; ``rule`` is how often a walk of each length should be filmed, at least."""
    marks = len(walks.marks)
    times = np.full((marks, MOST_TIMES + 1), np.nan)
    mean, in_view, kept = np.full(marks, np.nan), np.full(marks, np.nan), np.full(marks, np.nan)
    unseen = np.full((marks, len(UNSEEN_QUANTILES)), np.nan)
    for mark in range(marks):
        made = walks.made[:, mark]
        count = int(made.sum())
        if not count:
            continue
        filmed = walks.times[made, mark]
        times[mark] = np.bincount(np.minimum(filmed, MOST_TIMES), minlength=MOST_TIMES + 1) / count
        mean[mark] = filmed.mean()
        in_view[mark] = walks.seen[made, mark].sum() / walks.metres[made, mark].sum()
        unseen[mark] = np.quantile(walks.unseen[made, mark], UNSEEN_QUANTILES)
        kept[mark] = (filmed >= rule[mark]).mean()
    return WalkFigures(times, mean, in_view, unseen, kept, walks.made.sum(axis=0))
