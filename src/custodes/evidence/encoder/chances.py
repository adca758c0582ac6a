"""What the scores of an encoder say of runs of units: which are quotes, and of what kind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from custodes.evidence.encoder.encoder import BOUNDS, CHOICES, PLACES
from custodes.evidence.weights import Matrix, means, probabilities, running_sums, sigmoid

Runs = npt.NDArray[np.int64]

_LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class Chances:
    """Of each run (n, choices), in the order of ``encoder.CHOICES``."""

    types: Matrix
    statuses: Matrix
    sources: Matrix
    stances: Matrix

    def note(self, run: int) -> str:
        """What a claim's trace says of a run: the likeliest of each, and how likely (0..1)."""
        likeliest = [
            f"{names[of_run.argmax()]} {of_run.max():.2f}"
            for names, of_run in zip(
                CHOICES,
                (self.types[run], self.statuses[run], self.sources[run], self.stances[run]),
                strict=True,
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
    parts = np.split(scores, BOUNDS[:-1], axis=1)[1:]
    return Chances(*(means(probabilities(part), first, last + 1) for part in parts))


def _between(values: Matrix, low: npt.NDArray[np.int64], high: npt.NDArray[np.int64]) -> Matrix:
    """The sums of ``values[low:high]``, for each of the bounds."""
    summed = running_sums(values)
    return np.asarray(summed[high] - summed[low], np.float32)
