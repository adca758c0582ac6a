"""Which source says a claim, as the encoder sees it: its words beside the claim's.

Each candidate is scored by what the network makes of the claim, of the source's nearest words and
of those with which it speaks (additive attention: Bahdanau et al., "Neural machine translation by
jointly learning to align and translate", 2015), and by the row that the trees see of the two.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from custodes.evidence.encoder.encoder import Reading
from custodes.evidence.encoder.windows import Home, Passages
from custodes.evidence.stage import Claimed, Stage
from custodes.evidence.turns import AUTHOR
from custodes.evidence.weights import Matrix, log_probabilities

Place = tuple[int, int]


def standing(stage: Stage, source: int, start: int, end: int) -> tuple[Place | None, Place | None]:
    """Where a source's words stand nearest to a claim ``start..end``, and where it speaks.

    None for the author, and where it does not speak.
    """
    if source == AUTHOR:
        return None, None
    nearest = min(
        stage.sources[source].occurrences, key=lambda o: max(o.start - end, start - o.end, 0)
    )
    speech = stage.governing(source, start, end)
    spoken = (speech.occurrence.start, speech.occurrence.end) if speech else None
    return (nearest.start, nearest.end), spoken


def homes(
    stage: Stage, passages: Passages, claim: Claimed, unit: int
) -> list[tuple[Home | None, Home | None]]:
    """Where each candidate's words are read that stand nearest to a claim, and that speak.

    ``unit`` is the claim's first. None for the author, and where a source does not speak.
    """
    beside = passages.of_unit(unit)
    return [
        (near and passages.home(*near, beside), spoken and passages.home(*spoken, beside))
        for near, spoken in (
            standing(stage, candidate, claim.start, claim.end) for candidate in claim.candidates
        )
    ]


def heard(
    reading: Reading, stage: Stage, claims: Sequence[Claimed], runs: npt.NDArray[np.int64]
) -> list[Matrix]:
    """How likely each candidate of each claim is its source: natural logarithms (candidates,).

    ``runs`` are the runs of units that the claims are (n, 2).
    """
    tables, passages = reading.tables, reading.passages
    asked = reading.claims(runs) @ tables["speaking.claim.weights"] + tables["speaking.bias"]
    places = [
        homes(stage, passages, claim, unit)
        for claim, unit in zip(claims, runs[:, 0].tolist(), strict=True)
    ]
    numbers: dict[Home | None, int] = {}
    for home in itertools.chain.from_iterable(itertools.chain.from_iterable(places)):
        numbers.setdefault(home, len(numbers))
    words = reading.words([*numbers])
    beside_near = words @ tables["speaking.near.weights"]
    beside_spoken = words @ tables["speaking.spoken.weights"]
    found = []
    for claim, of_claim, own in zip(claims, asked, places, strict=True):
        near, spoken = np.array([(numbers[one], numbers[other]) for one, other in own]).T
        mixed = np.tanh(
            of_claim
            + beside_near[near]
            + beside_spoken[spoken]
            + claim.rows @ tables["speaking.rows.weights"]
        )
        scores = mixed @ tables["speaking.says.weights"]
        scores += np.equal(claim.candidates, AUTHOR) * tables["speaking.author"]
        found.append(log_probabilities(scores))
    return found
