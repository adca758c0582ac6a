"""Who says each claim of a text, and whether the source asserts, denies or infers it.

Every candidate is scored by what stands between it and the claim (``stage``), then again knowing
who seems to say the claim before (``turns``). Kind and name are decided together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from custodes.evidence.stage import Stage
from custodes.evidence.turns import spoken_by, turns
from custodes.evidence.weights import Matrix, Weights, sigmoid, trees
from custodes.model import Attribution, Stance

INFERS_ABOVE = 0.36
"""An inference is taken for one from this chance on: missing one is the worse mistake."""


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
    """What the first look sees of the claims at these places, which are in order."""
    found = []
    for start, end in places:
        candidates = stage.candidates(start, end)
        found.append(Claimed(start, end, candidates, stage.rows(start, end, candidates)))
    return found


def stance_rows(stage: Stage, claims: Sequence[Claimed], sources: Sequence[int]) -> Matrix:
    """What the stance is decided by: the claim's row for its source, and its own words."""
    return np.stack(
        [
            np.concatenate(
                [
                    claim.rows[claim.candidates.index(source)],
                    np.array(stage.around.stance_row(claim.start, claim.end), dtype=np.float32),
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
    told = turns(stage, places, [claim.candidates for claim in claims], first)
    sources = spoken_by(stage, told, lambda seen: trees(weights, "turn", seen)[:, 0])
    inferred = sigmoid(trees(weights, "infers", stance_rows(stage, claims, sources)))[:, 0]
    found = []
    for claim, source, infers in zip(claims, sources, inferred, strict=True):
        attribution = stage.attribution(source, claim.end)
        denial = "" if attribution.kind == "rumour" else stage.around.denied(claim.start, claim.end)
        stance: Stance = "denies" if denial else "infers" if infers > INFERS_ABOVE else "asserts"
        speech = stage.governing(source, claim.start, claim.end)
        trace = [f"hedge denial: {denial}"] if denial else []
        found.append(Word(attribution, stance, (*trace, *stage.notes(speech))))
    return found
