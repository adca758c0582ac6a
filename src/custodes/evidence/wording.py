"""What the words of a run of clauses, and those around it, say about its type and status.

One linear model over four bags of hashed features: the run's own, the rest of its sentence, the
sentence before and the sentence after.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from custodes.evidence.features import Features
from custodes.evidence.lexicon import CLAIM_TYPES, STATUSES
from custodes.evidence.units import Unit
from custodes.evidence.weights import Matrix, Weights, running_sums

BAGS = (3.0, 1.0, 0.7, 0.7)
"""How much each bag counts: the run, the rest of its sentence, the sentences before and after."""

OUTPUTS = (*CLAIM_TYPES, *STATUSES)
TYPES = slice(0, len(CLAIM_TYPES))
STATUS = slice(len(CLAIM_TYPES), len(OUTPUTS))

Ranges = npt.NDArray[np.int64]


def bags(units: tuple[Unit, ...], runs: Ranges) -> tuple[Ranges, Ranges, Ranges]:
    """For each run the units ``first..end`` (end excluded) of its own, the last and next sentence.

    Where there is no sentence before or after, the range is empty.
    """
    sentence = np.array([unit.sentence for unit in units], dtype=np.int64)
    count = len(units)
    own = sentence[runs[:, 0]]
    low, high = np.searchsorted(sentence, own), np.searchsorted(sentence, own, side="right")
    last = np.searchsorted(sentence, sentence[np.maximum(low - 1, 0)])
    after = sentence[np.minimum(high, count - 1)]
    following = np.searchsorted(sentence, after, side="right")
    return (
        np.stack([low, high], axis=1),
        np.stack([np.where(low > 0, last, low), low], axis=1),
        np.stack([high, np.where(high < count, following, high)], axis=1),
    )


def wording_scores(
    weights: Weights, features: Features, units: tuple[Unit, ...], runs: Ranges
) -> Matrix:
    """Scores (runs, OUTPUTS) before any link: types first, then statuses."""
    table, scale = weights["wording.table"], weights["wording.scale"]
    size = np.diff(features.offsets)
    sums = np.zeros((len(units), table.shape[1]), dtype=np.float32)
    filled = size > 0
    if filled.any():
        gathered = table[features.buckets].astype(np.int32)
        sums[filled] = np.add.reduceat(gathered, features.offsets[:-1][filled], axis=0)
    total = running_sums(sums)
    sizes = np.concatenate([[0], np.cumsum(size)])
    width = len(OUTPUTS)
    sentence, before, after = bags(units, runs)
    inside = np.stack([runs[:, 0], runs[:, 1] + 1], axis=1)

    def held(ranges: Ranges, bag: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
        part = total[:, bag * width : (bag + 1) * width]
        return part[ranges[:, 1]] - part[ranges[:, 0]], sizes[ranges[:, 1]] - sizes[ranges[:, 0]]

    scores = np.zeros((len(runs), width))
    for bag, ranges in enumerate((inside, sentence, before, after)):
        held_sums, held_size = held(ranges, bag)
        if bag == 1:
            own_sums, own_size = held(inside, bag)
            held_sums, held_size = held_sums - own_sums, held_size - own_size
        factor = scale[bag * width : (bag + 1) * width]
        scores += BAGS[bag] * factor * held_sums / np.sqrt(np.maximum(held_size, 1))[:, None]
    return np.asarray(scores + weights["wording.bias"], np.float32)
