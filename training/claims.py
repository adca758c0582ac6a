"""Fits the weights of ``custodes.evidence`` on annotated documents; deterministic.

    python training/claims.py SHARED/bench/dev --others SHARED/bench/unlabelled

Two levels: linear models over each clause's hashed features, then models over runs of clauses
that see the first level's scores. The first level's scores for fitting the second come from
models that have not seen the document (grouped folds).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from custodes.evidence.features import BUCKETS
from custodes.evidence.lexicon import CLAIM_TYPES, STATUSES
from custodes.evidence.scores import OUTPUTS, annotated_rows, unit_scores
from custodes.evidence.weights import quantised
from custodes.evidence.wording import BAGS, wording_scores
from custodes.evidence.wording import OUTPUTS as WORDING

sys.path.insert(0, str(Path(__file__).parent))
import roles
import speakers
from annotated_documents import Annotated, annotated, further
from trees import boosted, flattened

INNER_FOLDS = 3


def fit(documents: Sequence[Annotated]) -> dict[str, np.ndarray]:
    """The weights fitted on these documents."""
    folds = [documents[k::INNER_FOLDS] for k in range(INNER_FOLDS)]
    for held in folds:
        names = {id(document) for document in held}
        rest = [d for d in documents if id(d) not in names]
        level = _unit_model(rest) | _wording_model(rest)
        for document in held:
            document.scores = unit_scores(level, document.features)
            document.worded = wording_scores(
                level, document.features, document.units, document.runs
            )
    weights = _unit_model(documents) | _wording_model(documents)
    kept = [document.fitted_runs() for document in documents]
    rows = [
        document.rows()[numbers] for document, (numbers, _) in zip(documents, kept, strict=True)
    ]
    dice = [document.dice[numbers] for document, (numbers, _) in zip(documents, kept, strict=True)]
    worth = np.concatenate([worth for _, worth in kept])
    weights.update(_place_model(np.concatenate(rows), np.concatenate(dice), worth))
    weights.update(roles.fit(documents))
    weights.update(speakers.fit(documents))
    weights.update(_heads(documents))
    return weights


def _unit_model(documents: Sequence[Annotated]) -> dict[str, np.ndarray]:
    matrix = sparse.vstack([document.matrix() for document in documents]).tocsr()
    counts = np.concatenate([document.features.counts for document in documents])
    labels = np.concatenate([document.unit_labels() for document in documents])
    centre = counts.mean(axis=0)
    spread = np.maximum(counts.std(axis=0), 0.05)
    scaled = (counts - centre) / spread
    inputs = sparse.hstack([matrix * 3.0, sparse.csr_matrix(scaled * 0.3)]).tocsr()
    table = np.zeros((BUCKETS, len(OUTPUTS)), dtype=np.float32)
    dense = np.zeros((counts.shape[1], len(OUTPUTS)), dtype=np.float32)
    bias = np.zeros(len(OUTPUTS), dtype=np.float32)
    for column in range(len(OUTPUTS)):
        known = labels[:, column] >= 0
        target = labels[known, column]
        if target.min() == target.max():
            bias[column] = -6.0
            continue
        model = LogisticRegression(C=0.3, solver="liblinear", tol=1e-2, random_state=0)
        model.fit(inputs[known], target)
        coefficients = model.coef_[0]
        table[:, column] = coefficients[:BUCKETS] * 3.0
        dense[:, column] = coefficients[BUCKETS:] * 0.3
        bias[column] = model.intercept_[0]
    numbers, scale = quantised(table)
    return {
        "unit.table": numbers,
        "unit.scale": scale,
        "unit.bias": bias,
        "counts.weights": dense,
        "counts.bias": np.zeros(len(OUTPUTS), dtype=np.float32),
        "counts.centre": centre.astype(np.float32),
        "counts.spread": spread.astype(np.float32),
    }


def _wording_model(documents: Sequence[Annotated]) -> dict[str, np.ndarray]:
    """The type and status of the gold claims by the words of and around their runs."""
    stated = [document for document in documents if any(best >= 0 for best in document.best)]
    inputs = sparse.vstack([document.wording_matrix() for document in stated]).tocsr()
    claims = [
        claim
        for document in stated
        for claim, best in zip(document.gold, document.best, strict=True)
        if best >= 0
    ]
    known = np.flatnonzero(np.bincount(inputs.indices, minlength=inputs.shape[1]) > 1)
    table = np.zeros((len(BAGS), BUCKETS, len(WORDING)), dtype=np.float32)
    flat = table.reshape(-1, len(WORDING))
    bias = np.full(len(WORDING), -20.0, dtype=np.float32)
    for key in ("type", "status"):
        target = np.array([WORDING.index(claim[key]) for claim in claims])
        model = LogisticRegression(C=0.7, max_iter=60, tol=1e-2)
        model.fit(inputs[:, known], target)
        flat[np.ix_(known, model.classes_)] = model.coef_.T
        bias[model.classes_] = model.intercept_
    beside = np.concatenate(list(table), axis=1)
    numbers, scale = quantised(beside)
    return {"wording.table": numbers, "wording.scale": scale, "wording.bias": bias}


def _place_model(rows: np.ndarray, dice: np.ndarray, worth: np.ndarray) -> dict[str, np.ndarray]:
    model = boosted(120, 14, 30, rate=0.07)
    model.fit(rows, dice >= 0.5, sample_weight=worth * (0.4 + np.abs(dice - 0.5)))
    return flattened("place", model)


def _heads(documents: Sequence[Annotated]) -> dict[str, np.ndarray]:
    rows, spoken, noted = [], [], []
    values: list[dict[str, str]] = []
    for document in documents:
        numbers = [best for best in document.best if best >= 0]
        if not numbers:
            continue
        rows.append(document.rows()[numbers])
        noted.append(annotated_rows(rows[-1], by_hand=document.by_hand))
        spoken.append(speakers.told_rows(document))
        values.extend(c for c, best in zip(document.gold, document.best, strict=True) if best >= 0)
    own, around = np.concatenate(rows), np.concatenate(spoken)
    types = np.array([CLAIM_TYPES.index(value["type"]) for value in values])
    weights = _kind_model(np.concatenate(noted), types)
    target = np.array([STATUSES.index(value["status"]) for value in values])
    inputs = np.concatenate([own, around], axis=1)
    centre, spread = inputs.mean(axis=0), np.maximum(inputs.std(axis=0), 0.05)
    model = LogisticRegression(C=0.004, max_iter=150, tol=1e-3)
    model.fit((inputs - centre) / spread, target)
    table = np.zeros((inputs.shape[1], len(STATUSES)), dtype=np.float32)
    bias = np.full(len(STATUSES), -20.0, dtype=np.float32)
    for row, value in enumerate(model.classes_):
        table[:, value] = model.coef_[row]
        bias[value] = model.intercept_[row]
    weights["status.weights"], weights["status.bias"] = table, bias
    weights["status.centre"] = centre.astype(np.float32)
    weights["status.spread"] = spread.astype(np.float32)
    return weights


def _kind_model(rows: np.ndarray, types: np.ndarray) -> dict[str, np.ndarray]:
    """The type by what stands in and around a run; every type must occur."""
    model = boosted(60, 10, 25, rate=0.08, features=0.15)
    model.fit(rows, types)
    return flattened("kind", model)


def main() -> None:
    """Fit on all documents of a folder and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=Path("src/custodes/evidence/weights.npz"))
    parser.add_argument("--others", type=Path, help="originals of training/annotations")
    arguments = parser.parse_args()
    documents = annotated(arguments.folder)
    if arguments.others:
        documents += further(arguments.others, arguments.folder)
    weights = fit(documents)
    np.savez_compressed(arguments.out, allow_pickle=False, **weights)
    print(f"{arguments.out}: {arguments.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
