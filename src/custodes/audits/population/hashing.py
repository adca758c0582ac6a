"""Random numbers that depend on nothing but a seed and what they are for, for whole arrays.

SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014) used
as a hash: the same numbers whatever else is drawn, and in whatever order.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)


def hashed(*keys: ArrayLike) -> NDArray[np.uint64]:
    """64 bits for each combination of keys (whole numbers, broadcast against each other)."""
    state = np.zeros(1, dtype=np.uint64)
    for key in keys:
        state = _mixed(state + np.asarray(key).astype(np.uint64) * _STEP + _STEP)
    return state


def units(*keys: ArrayLike) -> NDArray[np.float64]:
    """A number in [0, 1) for each combination of keys."""
    return (hashed(*keys) >> np.uint64(11)).astype(np.float64) / 9007199254740992.0


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    values = (values ^ (values >> np.uint64(30))) * _FIRST
    values = (values ^ (values >> np.uint64(27))) * _SECOND
    return values ^ (values >> np.uint64(31))
