"""What units and runs of units score: in a claim, of which type, status, source and stance."""

from __future__ import annotations

from typing import get_args

import numpy as np
import numpy.typing as npt

from custodes.evidence.features import Features
from custodes.evidence.lexicon import CLAIM_TYPES, STANCES, STATUSES
from custodes.evidence.units import LONGEST_RUN, Unit
from custodes.evidence.weights import Matrix, Weights, hashed, linear
from custodes.model import AttributionKind

SOURCES: tuple[AttributionKind, ...] = get_args(AttributionKind)
PLACES = ("inside", "begin", "end", "join")
"""The first outputs of the unit model: in a quote, its first, its last unit, joined to the next."""
OUTPUTS = (*PLACES, *CLAIM_TYPES, *STATUSES, *SOURCES, *STANCES)


def unit_scores(weights: Weights, features: Features) -> Matrix:
    """Scores (units, OUTPUTS) before any link function."""
    scores = hashed(weights, "unit", features.buckets, features.offsets)
    return scores + linear(weights, "counts", features.counts)


def run_rows(
    units: tuple[Unit, ...],
    runs: npt.NDArray[np.int64],
    features: Features,
    scores: Matrix,
    quotes: npt.NDArray[np.int64],
) -> Matrix:
    """What the models of runs see: (runs, columns).

    ``runs`` (n, 2) are first and last unit, ``scores`` (units, OUTPUTS); ``quotes`` counts each
    unit's opening minus closing quotation marks.
    """
    count = len(units)
    first, last = runs[:, 0], runs[:, 1]
    size = (last - first + 1)[:, None]
    sentence = np.array([unit.sentence for unit in units])
    block = np.array([unit.block for unit in units])
    summed = _prefix(scores)
    tallied = _prefix(features.counts)
    mean = (summed[last + 1] - summed[first]) / size
    tally = tallied[last + 1] - tallied[first]
    before = np.where((first > 0)[:, None], scores[np.maximum(first - 1, 0)], 0.0)
    after = np.where((last < count - 1)[:, None], scores[np.minimum(last + 1, count - 1)], 0.0)
    same_before = (first > 0) & (sentence[np.maximum(first - 1, 0)] == sentence[first])
    same_after = (last < count - 1) & (sentence[np.minimum(last + 1, count - 1)] == sentence[last])
    window = np.minimum(first[:, None] + np.arange(LONGEST_RUN), last[:, None])
    inside = scores[window, 0]
    joined = np.where(
        np.arange(LONGEST_RUN - 1)[None, :] < size - 1,
        scores[window[:, :-1], 3],
        8.0,
    )
    own = [
        mean,
        scores[first],
        scores[last],
        before,
        after,
        _means(sentence, summed)[first],
        _means(block, summed)[first],
        np.broadcast_to(scores.mean(axis=0), mean.shape),
        tally,
        features.counts[first],
        inside.min(axis=1, keepdims=True),
        inside.max(axis=1, keepdims=True),
        (summed[last + 1, :4] - summed[first, :4]),
        joined.min(axis=1, keepdims=True),
        np.where(same_before, scores[np.maximum(first - 1, 0), 3], -8.0)[:, None],
        np.where(same_after, scores[last, 3], -8.0)[:, None],
        size,
        same_before[:, None],
        same_after[:, None],
        _prefix(quotes[:, None])[last + 1] - _prefix(quotes[:, None])[first],
    ]
    return np.concatenate(own, axis=1).astype(np.float32)


def annotated_rows(rows: Matrix, *, by_hand: bool = True) -> Matrix:
    """Rows of runs with one more column: whose annotations a document has.

    It tells models, when they are fitted, a benchmark's document from one that was annotated by
    another hand; it is true in use.
    """
    return np.concatenate([rows, np.full((len(rows), 1), by_hand, np.float32)], axis=1)


def quote_marks(content: str, units: tuple[Unit, ...]) -> npt.NDArray[np.int64]:
    """Opening minus closing quotation marks of each unit."""
    rows = [content[unit.start : unit.end] for unit in units]
    return np.array(
        [
            words.count("“") + words.count("「") - words.count("”") - words.count("」")
            for words in rows
        ],
        dtype=np.int64,
    )


def _prefix(rows: npt.NDArray[np.generic]) -> Matrix:
    padded = np.zeros((len(rows) + 1, rows.shape[1]), dtype=np.float32)
    np.cumsum(rows, axis=0, out=padded[1:], dtype=np.float32)
    return padded


def _means(group: npt.NDArray[np.int64], summed: Matrix) -> Matrix:
    """For each unit, the mean score of its group; groups are neighbours."""
    start = np.searchsorted(group, group, side="left")
    end = np.searchsorted(group, group, side="right")
    return np.asarray((summed[end] - summed[start]) / (end - start)[:, None], np.float32)
