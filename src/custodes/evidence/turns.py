"""Who goes on speaking from one claim to the next: the second look at whose word a claim is.

The claims of a text are gone through in order. What stands between a claim and each source that
could have said it has given every candidate a score (``stage``); here the candidate is judged
again, knowing who is taken to have said the claim before. Several readings of the text so far are
kept, each with its chance, so that one doubtful claim does not decide those after it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from custodes.evidence.stage import Stage
from custodes.evidence.surroundings import KINDS
from custodes.evidence.weights import Matrix, log_probabilities

READINGS = 5
"""So many readings of the text up to a claim are kept."""

DOUBT = 0.8
"""Scores of one claim's candidates count for so much: the models are surer than they may be."""

State = tuple[int, int]
"""The source of the claim before (AUTHOR, UNKNOWN, NOBODY or a number), and the last named one."""

AUTHOR, UNKNOWN, NOBODY = -1, -2, -3
START: State = (NOBODY, UNKNOWN)


@dataclass(frozen=True, slots=True)
class Turn:
    """One claim's candidates as the second look sees them, whoever spoke before.

    ``before`` and ``after`` are columns left and right of those that depend on who did;
    ``between`` are the sources that speak since the claim before, ``here`` those that speak in the
    claim's sentence, ``kinds`` the candidates' kinds (0 for the author).
    """

    candidates: tuple[int, ...]
    kinds: tuple[int, ...]
    before: Matrix
    after: Matrix
    between: frozenset[int]
    here: frozenset[int]


def kind_number(stage: Stage, source: int) -> int:
    """0 for the author, else the source's kind counted from 1."""
    return 0 if source < 0 else 1 + KINDS.index(stage.sources[source].kind)


def turns(
    stage: Stage,
    places: Sequence[tuple[int, int]],
    candidates: Sequence[Sequence[int]],
    scores: Sequence[Matrix],
) -> list[Turn]:
    """The turns of claims at these places, which are in order, given the first look's scores."""
    found = []
    last: tuple[int, int] | None = None
    for place, of_claim, score in zip(places, candidates, scores, strict=True):
        found.append(_turn(stage, last, place, of_claim, score))
        last = place
    return found


def _turn(
    stage: Stage,
    last: tuple[int, int] | None,
    place: tuple[int, int],
    candidates: Sequence[int],
    score: Matrix,
) -> Turn:
    context, between, stood, here = stage.around.since(last, place)
    chance = log_probabilities(score)
    kinds = [kind_number(stage, candidate) for candidate in candidates]
    shares = np.bincount(kinds, weights=np.exp(chance), minlength=len(KINDS) + 1)
    ranks = np.argsort(np.argsort(-chance, kind="stable"))
    before = np.stack([chance, score, ranks, shares[kinds], np.full(len(kinds), shares[0])], axis=1)
    told = [
        [float(c in between), float(c in stood), float(c in here), *context] for c in candidates
    ]
    return Turn(
        tuple(candidates),
        tuple(kinds),
        before.astype(np.float32),
        np.array(told, dtype=np.float32),
        between,
        here,
    )


def turn_rows(
    stage: Stage, turn: Turn, states: Sequence[State]
) -> tuple[Matrix, npt.NDArray[np.intp]]:
    """What is judged of the candidates, given who may have spoken before, each row once; and for
    each state and candidate (states, candidates) its row. One state has the rows in order."""
    seen: dict[tuple[int, tuple[int, ...]], int] = {}
    which = [
        [seen.setdefault(row, len(seen)) for row in enumerate(_since(stage, turn, state))]
        for state in states
    ]
    numbers = [number for number, _ in seen]
    columns = np.array([columns for _, columns in seen], dtype=np.float32)
    rows = np.concatenate([turn.before[numbers], columns, turn.after[numbers]], axis=1)
    return rows, np.array(which, dtype=np.intp)


def _since(stage: Stage, turn: Turn, state: State) -> Iterator[tuple[int, ...]]:
    """The columns of each candidate that depend on who is taken to have spoken before."""
    last, named = state
    kind = kind_number(stage, last) if last >= AUTHOR else -1
    between = last >= 0 and last in turn.between
    here = last >= 0 and last in turn.here
    for candidate, own in zip(turn.candidates, turn.kinds, strict=True):
        is_named = candidate >= 0 and candidate == named
        yield (
            candidate == last,
            last == AUTHOR and is_named,
            is_named,
            own,
            kind,
            own == kind,
            between,
            here,
        )


def following(state: State, source: int) -> State:
    """The state after a claim of this source."""
    return source, source if source >= 0 else state[1]


def spoken_by(
    stage: Stage,
    told: Sequence[Turn],
    judge: Callable[[Matrix], Matrix],
    leaning: Sequence[Matrix],
) -> list[int]:
    """For each claim the likeliest source of the likeliest kind, -1 for the author.

    ``judge`` gives the scores of rows; ``leaning`` is what else speaks for each candidate of each
    claim (natural logarithms).
    """
    readings: dict[State, float] = {START: 1.0}
    found = []
    for turn, own in zip(told, leaning, strict=True):
        states = list(readings)
        rows, which = turn_rows(stage, turn, states)
        scores = DOUBT * judge(rows)[which] + own
        chances = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances *= np.array([[readings[state]] for state in states]) / chances.sum(
            axis=1, keepdims=True
        )
        found.append(likeliest(turn.candidates, turn.kinds, chances.sum(axis=0)))
        merged: dict[State, float] = defaultdict(float)
        for state, row in zip(states, chances.tolist(), strict=True):
            for candidate, chance in zip(turn.candidates, row, strict=True):
                merged[following(state, candidate)] += chance
        best = sorted(merged.items(), key=lambda item: (-item[1], item[0]))[:READINGS]
        total = sum(chance for _, chance in best)
        readings = {state: chance / total for state, chance in best}
    return found


def likeliest(candidates: Sequence[int], kinds: Sequence[int], chances: Matrix) -> int:
    """The likeliest candidate of the likeliest kind."""
    kind = int(np.bincount(kinds, weights=chances, minlength=len(KINDS) + 1).argmax())
    own = np.where(np.array(kinds) == kind, chances, -1.0)
    return candidates[int(own.argmax())]
