"""The fitted weights, and what is computed with them: linear scores and small decision trees.

``weights.npz`` is made by ``training/claims.py``. Linear weights are stored as 8-bit integers with
one scale an output; trees as flat arrays of nodes.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

from custodes.evidence.lexicon import KnowledgeError

Weights = Mapping[str, npt.NDArray[Any]]
Matrix = npt.NDArray[np.float32]


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


def trees(weights: Weights, name: str, rows: Matrix) -> Matrix:
    """The sum of all trees of the model ``name`` for each row (n, d): raw scores (n, k)."""
    feature, threshold = weights[f"{name}.feature"], weights[f"{name}.threshold"]
    value, roots = weights[f"{name}.value"], weights[f"{name}.roots"].astype(np.intp)
    outputs = int(weights[f"{name}.base"].shape[0])
    # right and left below each node in turn, so that a comparison is the way to go
    below = np.stack([weights[f"{name}.right"], weights[f"{name}.left"]], axis=1)
    below = below.astype(np.intp).ravel()
    feature = feature.astype(np.intp)
    # take() of flat arrays takes half the time of indexing
    flat = rows.ravel()
    first = (np.arange(len(rows)) * rows.shape[1])[:, None]
    node = np.tile(roots, (len(rows), 1))
    for _ in range(int(weights[f"{name}.depth"][0])):
        lower = flat.take(first + feature.take(node)) <= threshold.take(node)
        node = below.take(2 * node + lower)
    total = value[node].reshape(len(rows), -1, outputs).sum(axis=1)
    return np.asarray(total + weights[f"{name}.base"], np.float32)


def probabilities(scores: Matrix) -> Matrix:
    """Rows of scores as probabilities that add up to one (softmax)."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float32)


def sigmoid(scores: Matrix) -> Matrix:
    """Scores as probabilities, each by itself."""
    return np.asarray(1.0 / (1.0 + np.exp(-scores)), np.float32)
