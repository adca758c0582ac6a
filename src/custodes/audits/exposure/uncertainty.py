"""What is not known, drawn again and again: ranges, pace and walks; and bands over the draws."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from custodes.audits.errors import AuditError
from custodes.audits.exposure.city import Cameras, Floats

BAND = (0.05, 0.95)
"""The ends of a band: nine of ten draws lie within."""

SightAt = Callable[[Cameras, Floats], tuple[Cameras, Floats]]
"""Cameras with the openings they have, and their ranges in metres (c,), at quantiles (c,), 0..1."""


@dataclass(frozen=True, slots=True, eq=False)
class Draw:
    """One way that things may be: ``quantiles`` (c,) of the ranges, metres a second, a seed."""

    quantiles: Floats
    speed: float
    seed: int


def draws(
    cameras: Cameras, *, count: int, seed: int, speed: tuple[float, float], alike: float
) -> Iterator[Draw]:
    """``count`` draws for these cameras; the first n cameras have the same in every longer list.

    The quantiles of a draw follow a Gaussian copula with one factor: ``alike`` (0..1) is the
    correlation between any two devices. At 0 each camera is a model of its own, and a city's
    average is almost certain; at 1 all are one model. The factor takes the middles of ``count``
    equally likely strata, so that few draws cover it; speeds are uniform between the ends,
    stratified too, in an order of their own. Raises AuditError for values that are no draw.
    """
    from scipy.special import ndtr, ndtri

    if count < 1 or seed < 0 or not 0 <= alike <= 1 or not 0 < speed[0] <= speed[1] < 10:
        raise AuditError(
            "draws need a count from 1, a seed from 0, likeness of 0..1 and a speed of 0..10 m/s "
            f"from low to high, not {count}, {seed}, {alike:g} and {speed[0]:g}..{speed[1]:g}"
        )
    random = np.random.default_rng([seed, 0xD0])
    factor = ndtri((np.arange(count) + 0.5) / count)
    pace = (random.permutation(count) + 0.5) / count
    for number in range(count):
        each = np.random.default_rng([seed, 0xD1, number])
        walks = int(each.integers(0, 2**62))
        devices = int(cameras.device.max(initial=-1)) + 1
        own = each.standard_normal(devices)[cameras.device]
        yield Draw(
            quantiles=ndtr(np.sqrt(alike) * factor[number] + np.sqrt(1 - alike) * own),
            speed=float(speed[0] + pace[number] * (speed[1] - speed[0])),
            seed=walks,
        )


def band(values: ArrayLike) -> tuple[float, float] | None:
    """The ends between which nine of ten of the values (d,) lie; None where none is a number."""
    numbers = np.asarray(values, np.float64)
    numbers = numbers[~np.isnan(numbers)]
    if not len(numbers):
        return None
    low, high = np.quantile(numbers, BAND)
    return float(low), float(high)
