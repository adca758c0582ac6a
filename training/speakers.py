"""Fits who says a claim and how: the models of ``custodes.evidence.whose_word``.

Used by ``claims.py``. The second pass over the sources, and the stances, are fitted on what the
first pass says about documents that it has not seen (grouped folds).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from custodes.evidence.stage import Stage
from custodes.evidence.whose_word import Claimed, chosen, claimed, following_rows, stance_rows

FOLDS = 3
NEAREST = 9
"""So many candidates of a claim are fitted on, besides the right ones; of the rest, each third."""

Flattened = Callable[[str, HistGradientBoostingClassifier], dict[str, np.ndarray]]


@dataclass
class Spoken:
    """One document's claims in order, with which candidates are right and which stance."""

    stage: Stage
    claims: list[Claimed]
    right: list[np.ndarray]
    stances: list[str]
    weight: float
    scores: list[np.ndarray] | None = None


def spoken(document: Any) -> Spoken:
    """The claims of an annotated document whose quotes are runs of units; looked at once."""
    known: Spoken | None = getattr(document, "spoken", None)
    if known is not None:
        return known
    numbers = [n for n, best in enumerate(document.best) if best >= 0]
    numbers.sort(key=lambda n: document.bounds[document.best[n]])
    stage = Stage(document.document, document.text, document.analysis, document.prepared.hits)
    claims = claimed(stage, [document.bounds[document.best[n]] for n in numbers])
    right = []
    for number, claim in zip(numbers, claims, strict=True):
        said = document.gold[number]["attribution"]
        right.append(np.array([_fits(stage, c, said) for c in claim.candidates]))
    found = Spoken(
        stage,
        claims,
        right,
        [document.gold[n]["stance"] for n in numbers],
        getattr(document, "weight", 1.0),
    )
    document.spoken = found
    return found


def _fits(stage: Stage, candidate: int, said: dict[str, Any]) -> bool:
    if candidate < 0 or said["kind"] == "author":
        return candidate < 0 and said["kind"] == "author"
    source = stage.sources[candidate]
    return bool(source.kind == said["kind"] and _dice(source.name, said.get("name") or "") >= 0.5)


def _dice(one: str, other: str) -> float:
    first = Counter(re.sub(r"\s", "", one).lower())
    second = Counter(re.sub(r"\s", "", other).lower())
    return 2 * (first & second).total() / max(1, first.total() + second.total())


def fit(documents: Sequence[Any], flattened: Flattened) -> dict[str, np.ndarray]:
    """The weights of both passes and of the stances."""
    return fit_spoken([one for one in map(spoken, documents) if one.claims], flattened)


def fit_spoken(documents: Sequence[Spoken], flattened: Flattened) -> dict[str, np.ndarray]:
    """The same, of documents already looked at."""
    for k in range(FOLDS):
        held = documents[k::FOLDS]
        seen = {id(document) for document in held}
        model = _ranker([d for d in documents if id(d) not in seen])
        for document in held:
            document.scores = _scores(model, [claim.rows for claim in document.claims])
    following = {
        id(d): [
            np.concatenate([claim.rows, rows], axis=1)
            for claim, rows in zip(d.claims, following_rows(d.claims, d.scores or []), strict=True)
        ]
        for d in documents
    }
    weights = flattened("speaker", _ranker(documents))
    second = _ranker(documents, following)
    weights.update(flattened("speaking", second))
    rows = np.concatenate(
        [
            stance_rows(d.stage, d.claims, chosen(d.stage, d.claims, d.scores or []))
            for d in documents
        ]
    )
    stances = np.array([stance for d in documents for stance in d.stances])
    share = np.concatenate([np.full(len(d.claims), d.weight) for d in documents])
    model = _trees(70, 8, 12)
    model.fit(rows, stances == "infers", sample_weight=share)
    weights.update(flattened("infers", model))
    return weights


def _ranker(
    documents: Sequence[Spoken], rows: dict[int, list[np.ndarray]] | None = None
) -> HistGradientBoostingClassifier:
    inputs, target, share = [], [], []
    for document in documents:
        for number, claim in enumerate(document.claims):
            right = document.right[number]
            if not right.any():
                continue
            kept = right.copy()
            kept[: NEAREST + 1] = True
            kept[NEAREST + 1 :: 3] = True
            own = claim.rows if rows is None else rows[id(document)][number]
            inputs.append(own[kept])
            target.append(right[kept])
            share.append(np.full(int(kept.sum()), document.weight))
    model = _trees(90, 14, 25)
    model.fit(np.concatenate(inputs), np.concatenate(target), np.concatenate(share))
    return model


def _trees(count: int, leaves: int, smallest: int) -> HistGradientBoostingClassifier:
    return HistGradientBoostingClassifier(
        max_iter=count,
        learning_rate=0.1,
        max_leaf_nodes=leaves,
        min_samples_leaf=smallest,
        l2_regularization=5.0,
        max_features=0.3,
        early_stopping=False,
        random_state=0,
    )


def _scores(model: HistGradientBoostingClassifier, rows: Sequence[np.ndarray]) -> list[np.ndarray]:
    sizes = np.cumsum([len(one) for one in rows])[:-1]
    return np.split(model.decision_function(np.concatenate(rows)).astype(np.float32), sizes)
