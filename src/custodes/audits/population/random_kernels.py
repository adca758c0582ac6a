"""Random numbers that depend on nothing but a seed and what they are for.

SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014) as
stream and as hash. A stream a person makes the population the same on any number of threads.
"""

from __future__ import annotations

import numpy as np
from numba import njit

_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_UNIT = 1.0 / 9007199254740992.0  # 2^-53


@njit(cache=True)
def mixed(value):  # type: ignore[no-untyped-def]
    """A uint64 whose bits all depend on all bits of this one."""
    value = np.uint64(value)
    value = (value ^ (value >> np.uint64(30))) * _FIRST
    value = (value ^ (value >> np.uint64(27))) * _SECOND
    return value ^ (value >> np.uint64(31))


@njit(cache=True)
def stream(seed, number):  # type: ignore[no-untyped-def]
    """The state at which stream ``number`` of a seed begins."""
    return mixed(mixed(np.uint64(seed) + _STEP) + np.uint64(number) * _STEP + _STEP)


@njit(cache=True)
def following(state):  # type: ignore[no-untyped-def]
    """The state after this one."""
    return np.uint64(state) + _STEP


@njit(cache=True)
def unit(state):  # type: ignore[no-untyped-def]
    """The number in [0, 1) that a state stands for."""
    return np.float64(mixed(state) >> np.uint64(11)) * _UNIT
