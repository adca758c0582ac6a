"""Small boosted trees, and the arrays in which ``custodes.evidence.weights`` keeps them."""

from __future__ import annotations

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier


def boosted(
    count: int, leaves: int, smallest: int, *, rate: float = 0.1, features: float = 0.3
) -> HistGradientBoostingClassifier:
    """A model of ``count`` trees with so many leaves of at least ``smallest`` rows.

    ``rate`` is how much each counts, ``features`` the share of columns that a split chooses from.
    """
    return HistGradientBoostingClassifier(
        max_iter=count,
        learning_rate=rate,
        max_leaf_nodes=leaves,
        min_samples_leaf=smallest,
        l2_regularization=5.0,
        max_features=features,
        early_stopping=False,
        random_state=0,
    )


def flattened(name: str, model: HistGradientBoostingClassifier) -> dict[str, np.ndarray]:
    """The trees of a boosted model as flat arrays: a leaf points at itself, and what is left of a
    node comes right after it."""
    parts: dict[str, list[np.ndarray]] = {k: [] for k in ("feature", "threshold", "right", "value")}
    roots: list[int] = []
    total = 0
    for iteration in model._predictors:
        for predictor in iteration:
            nodes = predictor.nodes
            here = np.arange(len(nodes)) + total
            leaf = nodes["is_leaf"].astype(bool)
            parts["feature"].append(np.where(leaf, 0, nodes["feature_idx"]))
            parts["threshold"].append(np.where(leaf, 0.0, nodes["num_threshold"]))
            parts["right"].append(np.where(leaf, here, nodes["right"].astype(int) + total))
            parts["value"].append(np.where(leaf, nodes["value"], 0.0))
            roots.append(total)
            total += len(nodes)
    kinds = {
        "feature": np.int16,
        "threshold": np.float32,
        "right": np.int32,
        "value": np.float32,
    }
    flat = {f"{name}.{key}": np.concatenate(part).astype(kinds[key]) for key, part in parts.items()}
    flat[f"{name}.roots"] = np.array(roots, dtype=np.int32)
    flat[f"{name}.base"] = np.asarray(model._baseline_prediction, dtype=np.float32).reshape(-1)
    return flat
