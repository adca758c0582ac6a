"""What the scores of an encoder say of runs of units: which are quotes, and of what kind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from custodes.evidence.encoder.encoder import PLACES
from custodes.evidence.lexicon import CLAIM_TYPES, STANCES, STATUSES
from custodes.evidence.scores import SOURCES
from custodes.evidence.weights import Matrix, probabilities, sigmoid

Runs = npt.NDArray[np.int64]

_TYPES, _STATUSES, _SOURCES = np.cumsum([len(PLACES), len(CLAIM_TYPES), len(STATUSES)])
_STANCES = _SOURCES + len(SOURCES)
_LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class Chances:
    """Of each run (n, choices), in the order of CLAIM_TYPES, STATUSES, SOURCES, STANCES."""

    types: Matrix
    statuses: Matrix
    sources: Matrix
    stances: Matrix

    def note(self, run: int) -> str:
        """What a claim's trace says of a run: the likeliest of each, and how likely (0..1)."""
        likeliest = [
            f"{names[of_run.argmax()]} {of_run.max():.2f}"
            for names, of_run in (
                (CLAIM_TYPES, self.types[run]),
                (STATUSES, self.statuses[run]),
                (SOURCES, self.sources[run]),
                (STANCES, self.stances[run]),
            )
        ]
        return f"encoder passage: {', '.join(likeliest)}"


def quote_chances(scores: Matrix, runs: Runs) -> Matrix:
    """How likely each run ``first..last`` (n, 2) is a quote, 0..1.

    It begins with its first unit and with no other, ends with its last and with no other, and all
    of it is inside: the geometric mean of the three.
    """
    inside, begin, end = np.log(sigmoid(scores[:, : len(PLACES)]) + _LEAST).T
    _, no_begin, no_end = np.log(sigmoid(-scores[:, : len(PLACES)]) + _LEAST).T
    first, last = runs.T
    whole = _between(inside, first, last + 1) / (last + 1 - first)
    one = _between(no_begin, first + 1, last + 1) + _between(no_end, first, last)
    return np.asarray(np.exp((begin[first] + end[last] + whole + one) / 3), np.float32)


def claim_chances(scores: Matrix, runs: Runs) -> Chances:
    """What each run is, if it is a quote: the mean over its units."""
    first, last = runs.T
    size = (last + 1 - first)[:, None]
    parts = np.split(scores, [_TYPES, _STATUSES, _SOURCES, _STANCES], axis=1)[1:]
    return Chances(*(_between(probabilities(p), first, last + 1) / size for p in parts))


def _between(values: Matrix, low: npt.NDArray[np.int64], high: npt.NDArray[np.int64]) -> Matrix:
    """The sums of ``values[low:high]``, for each of the bounds."""
    summed = np.concatenate(
        [np.zeros((1, *values.shape[1:])), np.cumsum(values, axis=0, dtype=float)]
    )
    return np.asarray(summed[high] - summed[low], np.float32)
