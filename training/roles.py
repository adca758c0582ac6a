"""Fits what fills the roles of a claim: the models of ``custodes.evidence.casting``.

Used by ``claims.py``. The trees are fitted on what the linear model says about candidates of
documents that it has not seen (grouped folds).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from annotated_documents import Annotated
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from trees import boosted, flattened

from custodes.evidence.casting import likeliest, role_rows
from custodes.evidence.roles import BUCKETS, scores
from custodes.evidence.weights import quantised

FOLDS = 3


def fit(documents: Sequence[Annotated]) -> dict[str, np.ndarray]:
    """The weights of both models."""
    weights = linear(documents)
    rows, right = [], []
    for fold in range(FOLDS):
        held = documents[fold::FOLDS]
        out = {id(document) for document in held}
        level = linear([document for document in documents if id(document) not in out])
        for document in held:
            seen, known = judged(document, level)
            if len(known):
                rows.append(seen)
                right.append(known)
    model = boosted(100, 16, 40, features=0.4)
    model.fit(np.concatenate(rows), np.concatenate(right))
    return weights | flattened("casting", model)


def judged(document: Annotated, weights: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """What the trees see of the likely candidates of a document, and which of them are right."""
    claims = document.cast()
    alone = [scores(weights, claim.pairs) for claim in claims]
    likely, kept = likeliest([claim.pairs for claim in claims], alone)
    right = []
    for claim, own in zip(claims, likely, strict=True):
        taken = {id(pair) for pair in own}
        right.append(np.array([id(pair) in taken for pair in claim.pairs], dtype=bool))
    rows = role_rows(
        document.text,
        document.analysis,
        [claim.place for claim in claims],
        likely,
        kept,
        by_hand=document.by_hand,
    )
    known = [claim.right[mask] for claim, mask in zip(claims, right, strict=True)]
    return rows, np.concatenate(known) if known else np.zeros(0, dtype=bool)


def linear(documents: Sequence[Annotated]) -> dict[str, np.ndarray]:
    """The weights of the model that scores each candidate by itself."""
    claims = [claim for document in documents for claim in document.cast()]
    pairs = [pair for claim in claims for pair in claim.pairs]
    offsets = np.cumsum([0, *(len(pair.hashes) for pair in pairs)])
    hashes = np.concatenate([np.array(pair.hashes) for pair in pairs])
    buckets = (hashes % BUCKETS).astype(np.int64)
    inputs = sparse.csr_matrix((np.ones(len(buckets)), buckets, offsets), (len(pairs), BUCKETS))
    inputs.sum_duplicates()
    target = np.concatenate([claim.right for claim in claims])
    model = LogisticRegression(C=0.1, solver="liblinear", tol=1e-2, random_state=0)
    model.fit(inputs, target)
    table, scale = quantised(model.coef_.reshape(-1, 1).astype(np.float32))
    return {
        "roles.table": table[:, 0],
        "roles.scale": scale,
        "roles.bias": model.intercept_.astype(np.float32),
    }
