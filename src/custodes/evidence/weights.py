"""The fitted weights, and what is computed with them: linear scores and small decision trees.

``weights.npz`` is made by ``training/claims.py``. Linear weights are stored as 8-bit integers with
one scale an output; trees as flat arrays of nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

from custodes.evidence.lexicon import KnowledgeError

Weights = Mapping[str, npt.NDArray[Any]]
Matrix = npt.NDArray[np.float32]

TOGETHER = 64
"""Trees judge so many rows at once: what is computed of them stays in the processor's cache."""


@cache
def shipped() -> Weights:
    """The weights that come with the package. Raises KnowledgeError where it has none."""
    path = resources.files("custodes.evidence") / "weights.npz"
    if not path.is_file():
        raise KnowledgeError("evidence/weights.npz is missing: run training/claims.py")
    with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
        return dict(stored)


def quantised(matrix: Matrix) -> tuple[npt.NDArray[np.int8], Matrix]:
    """8-bit integers and one scale a column that give it back within 1/254 of its range."""
    scale = np.maximum(np.abs(matrix).max(axis=0), 1e-9) / 127.0
    return np.round(matrix / scale).astype(np.int8), scale.astype(np.float32)


def linear(weights: Weights, name: str, rows: Matrix) -> Matrix:
    """``rows`` (n, d) through the linear model ``name``: scores (n, k) before any link."""
    centre, spread = weights[f"{name}.centre"], weights[f"{name}.spread"]
    inputs = (rows - centre) / spread
    return np.asarray(inputs @ weights[f"{name}.weights"] + weights[f"{name}.bias"], np.float32)


def hashed(
    weights: Weights,
    name: str,
    buckets: npt.NDArray[np.int64],
    offsets: npt.NDArray[np.int64],
) -> Matrix:
    """Scores (n, k) of n rows of hashed features, each row scaled by 1/sqrt(its features)."""
    table, scale = weights[f"{name}.table"], weights[f"{name}.scale"]
    count = len(offsets) - 1
    sums = np.zeros((count, table.shape[1]), dtype=np.float32)
    size = np.diff(offsets)
    filled = size > 0
    if filled.any():
        gathered = table[buckets].astype(np.int32)
        sums[filled] = np.add.reduceat(gathered, offsets[:-1][filled], axis=0)
    sums *= scale / np.sqrt(np.maximum(size, 1))[:, None]
    return np.asarray(sums + weights[f"{name}.bias"], np.float32)


def forest(weights: Weights, name: str) -> Callable[[Matrix], Matrix]:
    """The trees of the model ``name``: rows (n, d) go in, the sum of all trees comes out (n, k).

    Every comparison is made at once; one that fails rules out the leaves below its left side, and
    the first leaf that nothing rules out is reached (Lucchese et al., "QuickScorer", SIGIR 2015).
    A node stands before those below it, left before right.
    """
    right, roots = weights[f"{name}.right"], weights[f"{name}.roots"]
    base = weights[f"{name}.base"]
    leaf = right == np.arange(len(right))
    tree = np.repeat(np.arange(len(roots)), np.diff(roots, append=len(right)))
    before = np.cumsum(leaf) - leaf
    leaves = before - before[roots][tree]
    comparisons = np.arange(len(right)) - roots[tree] - leaves
    inner, most = ~leaf, int(leaves.max()) + 1
    where = comparisons[inner], tree[inner]
    shape = int(comparisons.max()) + 1, len(roots), 1
    feature = np.zeros(shape[:2], np.intp)
    feature[where] = weights[f"{name}.feature"][inner]
    threshold = np.zeros(shape, np.float32)
    threshold[where] = weights[f"{name}.threshold"][inner, None]
    below = np.zeros(shape, np.min_scalar_type((1 << most) - 1))
    below[where] = ((1 << leaves[right[inner]]) - (1 << leaves[inner]))[:, None]
    value = np.zeros((len(roots), most), np.float32)
    value[tree[leaf], leaves[leaf]] = weights[f"{name}.value"][leaf]
    first = (np.arange(len(roots)) * most)[:, None]

    def few(rows: Matrix) -> Matrix:
        holds = np.ascontiguousarray(rows.T).take(feature, axis=0) <= threshold
        out = np.bitwise_or.reduce(~holds * below, axis=0)
        _, bits = np.frexp((~out & (out + 1)).astype(np.float32))
        values = np.ascontiguousarray(value.take(first + bits - 1).T)
        return np.asarray(values.reshape(len(rows), -1, len(base)).sum(axis=1))

    def judge(rows: Matrix) -> Matrix:
        parts = [few(rows[low : low + TOGETHER]) for low in range(0, len(rows), TOGETHER)]
        return np.asarray(np.concatenate(parts) + base, np.float32)

    return judge


def trees(weights: Weights, name: str, rows: Matrix) -> Matrix:
    """The sum of all trees of the model ``name`` for each row (n, d): raw scores (n, k)."""
    return forest(weights, name)(rows)


def probabilities(scores: Matrix) -> Matrix:
    """Rows of scores as probabilities that add up to one (softmax)."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float32)


def log_probabilities(scores: Matrix) -> Matrix:
    """One row of scores as the natural logarithms of probabilities that add up to one."""
    raised = scores - scores.max()
    return np.asarray(raised - np.log(np.exp(raised).sum()), np.float32)


def running_sums(rows: npt.NDArray[np.generic]) -> npt.NDArray[np.float64]:
    """The sums of all rows before each, and of all (n + 1, ...).

    In 64 bits, so that a difference of two is what stands between them.
    """
    return np.concatenate([np.zeros((1, *rows.shape[1:])), np.cumsum(rows, axis=0, dtype=float)])


def means(
    rows: npt.NDArray[np.generic], first: npt.NDArray[np.int64], end: npt.NDArray[np.int64]
) -> Matrix:
    """The means of ``rows[first:end]``, for each of the bounds, which hold a row at least."""
    summed = running_sums(rows)
    return np.asarray((summed[end] - summed[first]) / (end - first)[:, None], np.float32)


def halfway(one: Matrix, other: Matrix) -> Matrix:
    """The mean of two judges."""
    return np.asarray((one + other) / 2, np.float32)


def sigmoid(scores: Matrix) -> Matrix:
    """Scores as probabilities, each by itself."""
    return np.asarray(1.0 / (1.0 + np.exp(-scores)), np.float32)
