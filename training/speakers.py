"""Fits who says a claim and how: the models of ``custodes.evidence.whose_word``.

Used by ``claims.py``. The second look at the sources, and the stances, are fitted on what the
first look says about documents that it has not seen (grouped folds). The second one sees who
spoke before: once as annotated, and once as the first look would have it, so that it also learns
from claims whose predecessor is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from annotated_documents import dice
from sklearn.ensemble import HistGradientBoostingClassifier
from trees import boosted, flattened

from custodes.evidence.stage import Claimed, Stage
from custodes.evidence.turns import (
    START,
    UNKNOWN,
    State,
    following,
    kind_number,
    likeliest,
    turn_rows,
    turns,
)
from custodes.evidence.weights import probabilities
from custodes.evidence.whose_word import stance_rows

FOLDS = 3
NEAREST = 9
"""So many candidates of a claim are fitted on, besides the right ones; of the rest, each third."""


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
    numbers = in_order(document)
    stage: Stage = document.stage
    claims = stage.claimed([document.bounds[document.best[n]] for n in numbers])
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


def in_order(document: Any) -> list[int]:
    """The numbers of an annotated document's claims whose quotes are runs of units, by place."""
    numbers = [n for n, best in enumerate(document.best) if best >= 0]
    return sorted(numbers, key=lambda n: document.bounds[document.best[n]])


def _fits(stage: Stage, candidate: int, said: dict[str, Any]) -> bool:
    if candidate < 0 or said["kind"] == "author":
        return candidate < 0 and said["kind"] == "author"
    source = stage.sources[candidate]
    return bool(source.kind == said["kind"] and dice(source.name, said.get("name") or "") >= 0.5)


def told_rows(document: Any) -> np.ndarray:
    """What stance and status are told by, one row a claim, in the order of the annotations.

    The sources are those of the first look at a document that it has not seen: call ``fit`` first.
    """
    order = in_order(document)
    known = spoken(document)
    rows = stance_rows(known.stage, known.claims, first_guess(known))
    return np.asarray(rows[[order.index(number) for number in sorted(order)]])


def fit(documents: Sequence[Any]) -> dict[str, np.ndarray]:
    """The weights of both looks and of the stances.

    Documents of our own writing are left out: they cite where the benchmark's let the author
    speak. They are looked at all the same, for those who fit on what is told of their claims.
    """
    known = [(document, spoken(document)) for document in documents]
    return fit_spoken(
        [one for document, one in known if one.claims and not document.invented],
        [one for document, one in known if one.claims and document.invented],
    )


def fit_spoken(
    documents: Sequence[Spoken], looked_at: Sequence[Spoken] = ()
) -> dict[str, np.ndarray]:
    """The same, of documents already looked at, and of others that nothing is fitted on."""
    for k in range(FOLDS):
        held = documents[k::FOLDS]
        seen = {id(document) for document in held}
        model = _ranker([d for d in documents if id(d) not in seen])
        for document in held:
            document.scores = _scores(model, [claim.rows for claim in document.claims])
    ranker = _ranker(documents)
    for other in looked_at:
        other.scores = _scores(ranker, [claim.rows for claim in other.claims])
    weights = flattened("speaker", ranker)
    weights.update(flattened("turn", _taking_turns(documents)))
    rows = np.concatenate([stance_rows(d.stage, d.claims, first_guess(d)) for d in documents])
    stances = np.array([stance for d in documents for stance in d.stances])
    share = np.concatenate([np.full(len(d.claims), d.weight) for d in documents])
    model = boosted(70, 8, 12)
    model.fit(rows, stances == "infers", sample_weight=share)
    weights.update(flattened("infers", model))
    return weights


def first_guess(document: Spoken) -> list[int]:
    """The likeliest source of the likeliest kind of each claim by the first look alone."""
    found = []
    for claim, score in zip(document.claims, document.scores or [], strict=True):
        kinds = [kind_number(document.stage, candidate) for candidate in claim.candidates]
        found.append(likeliest(claim.candidates, kinds, probabilities(score.reshape(1, -1))[0]))
    return found


def _ranker(documents: Sequence[Spoken]) -> HistGradientBoostingClassifier:
    inputs, target, share = [], [], []
    for document in documents:
        for claim, right in zip(document.claims, document.right, strict=True):
            if not right.any():
                continue
            kept = right.copy()
            kept[: NEAREST + 1] = True
            kept[NEAREST + 1 :: 3] = True
            inputs.append(claim.rows[kept])
            target.append(right[kept])
            share.append(np.full(int(kept.sum()), document.weight))
    model = boosted(90, 14, 25)
    model.fit(np.concatenate(inputs), np.concatenate(target), np.concatenate(share))
    return model


def _taking_turns(documents: Sequence[Spoken]) -> HistGradientBoostingClassifier:
    inputs, target, share = [], [], []
    for document in documents:
        places = [(claim.start, claim.end) for claim in document.claims]
        candidates = [claim.candidates for claim in document.claims]
        told = turns(document.stage, places, candidates, document.scores or [])
        for states in (_annotated_states(document), _states(first_guess(document))):
            for turn, right, state in zip(told, document.right, states, strict=True):
                if right.any():
                    inputs.append(turn_rows(document.stage, turn, [state])[0])
                    target.append(right)
                    share.append(np.full(len(right), document.weight))
    model = boosted(90, 8, 30)
    model.fit(np.concatenate(inputs), np.concatenate(target), np.concatenate(share))
    return model


def _annotated_states(document: Spoken) -> list[State]:
    sources = [
        claim.candidates[int(right.argmax())] if right.any() else UNKNOWN
        for claim, right in zip(document.claims, document.right, strict=True)
    ]
    return _states(sources)


def _states(sources: Sequence[int]) -> list[State]:
    """The state before each claim, given who says each."""
    states = [START]
    for source in sources:
        states.append(following(states[-1], source))
    return states[:-1]


def _scores(model: HistGradientBoostingClassifier, rows: Sequence[np.ndarray]) -> list[np.ndarray]:
    sizes = np.cumsum([len(one) for one in rows])[:-1]
    return np.split(model.decision_function(np.concatenate(rows)).astype(np.float32), sizes)
