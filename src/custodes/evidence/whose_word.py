"""Who says each claim of a text, and whether the source asserts, denies or infers it.

Two passes: every candidate is ranked by what stands between it and the claim (``stage``), then
again knowing who seems to say the claims before and after. Kind and name are decided together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from custodes.evidence.stage import KINDS, Stage
from custodes.evidence.weights import Matrix, Weights, probabilities, sigmoid, trees
from custodes.model import Attribution, Stance

INFERS_ABOVE = 0.36
"""An inference is taken for one from this chance on: missing one is the worse mistake."""

_NEIGHBOURS = (-1, 1, -2, 2, -3)


@dataclass(frozen=True, slots=True)
class Word:
    """Whose word one claim is, the source's stance, and the words that told so."""

    attribution: Attribution
    stance: Stance
    trace: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claim's place, code points ``start..end``, its candidates, and the rows of each."""

    start: int
    end: int
    candidates: list[int]
    rows: Matrix


def claimed(stage: Stage, places: Sequence[tuple[int, int]]) -> list[Claimed]:
    """What the first pass sees of the claims at these places, which are in order."""
    found = []
    for start, end in places:
        candidates = stage.candidates(start, end)
        found.append(Claimed(start, end, candidates, stage.rows(start, end, candidates)))
    return found


def following_rows(claims: Sequence[Claimed], scores: Sequence[Matrix]) -> list[Matrix]:
    """What the second pass sees besides: for each claim (candidates, columns).

    ``scores`` are the first pass's, one a candidate.
    """
    columns = {c: n for n, c in enumerate(dict.fromkeys(c for x in claims for c in x.candidates))}
    chances = np.zeros((len(claims), len(columns)), dtype=np.float32)
    places = [np.array([columns[c] for c in claim.candidates]) for claim in claims]
    for number, score in enumerate(scores):
        chances[number, places[number]] = probabilities(score.reshape(1, -1))[0]
    first = chances.argmax(axis=1)
    mass = chances.sum(axis=0) / max(1, len(claims))
    built = []
    for number, claim in enumerate(claims):
        at = places[number]
        own = chances[number, at]
        ranks = np.empty(len(at))
        ranks[np.argsort(-own, kind="stable")] = np.arange(len(at))
        rows = [own, own / own.max(), ranks, mass[at]]
        for step in _NEIGHBOURS:
            other = number + step
            there = 0 <= other < len(claims)
            rows.append(chances[other, at] if there else np.full(len(at), -1.0))
            rows.append(at == first[other] if there else np.full(len(at), -1.0))
            if abs(step) == 1:
                gap = (claims[other].start - claim.start) / 100.0 if there else 9.0
                rows.append(np.full(len(at), max(-9.0, min(9.0, gap))))
        built.append(np.stack(rows, axis=1).astype(np.float32))
    return built


def chosen(stage: Stage, claims: Sequence[Claimed], scores: Sequence[Matrix]) -> list[int]:
    """For each claim the likeliest source of the likeliest kind, -1 for the author."""
    found = []
    for claim, score in zip(claims, scores, strict=True):
        chance = probabilities(score.reshape(1, -1))[0]
        kinds = np.array(
            [-1 if c < 0 else KINDS.index(stage.sources[c].kind) for c in claim.candidates]
        )
        kind = max(range(-1, len(KINDS)), key=lambda k: chance[kinds == k].sum())
        best = int(np.where(kinds == kind, score, -np.inf).argmax())
        found.append(claim.candidates[best])
    return found


def stance_rows(stage: Stage, claims: Sequence[Claimed], sources: Sequence[int]) -> Matrix:
    """What the stance is decided by: the claim's row for its source, and its own words."""
    return np.stack(
        [
            np.concatenate(
                [
                    claim.rows[claim.candidates.index(source)],
                    np.array(stage.stance_row(claim.start, claim.end), dtype=np.float32),
                ]
            )
            for claim, source in zip(claims, sources, strict=True)
        ]
    )


def whose_word(weights: Weights, stage: Stage, places: Sequence[tuple[int, int]]) -> list[Word]:
    """Whose word the claims at these places are, which are in order of position."""
    claims = claimed(stage, places)
    sizes = np.cumsum([len(claim.candidates) for claim in claims])[:-1]
    rows = np.concatenate([claim.rows for claim in claims])
    first = np.split(trees(weights, "speaker", rows)[:, 0], sizes)
    wide = np.concatenate([rows, np.concatenate(following_rows(claims, first))], axis=1)
    second = np.split(trees(weights, "speaking", wide)[:, 0], sizes)
    sources = chosen(stage, claims, second)
    inferred = sigmoid(trees(weights, "infers", stance_rows(stage, claims, sources)))[:, 0]
    found = []
    for claim, source, infers in zip(claims, sources, inferred, strict=True):
        attribution = stage.attribution(source, claim.end)
        denial = "" if attribution.kind == "rumour" else stage.denied(claim.start, claim.end)
        stance: Stance = "denies" if denial else "infers" if infers > INFERS_ABOVE else "asserts"
        speech = stage.governing(source, claim.start, claim.end)
        trace = [f"hedge denial: {denial}"] if denial else []
        found.append(Word(attribution, stance, (*trace, *stage.notes(speech))))
    return found
