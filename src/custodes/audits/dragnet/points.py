"""The places and moments that requests are made about: drawn, so that none is chosen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from custodes.audits.errors import AuditError
from custodes.audits.population.ground import Ground

DAY = 1440.0


def drawn_points(
    ground: Ground,
    count: int,
    margin: float,
    days: int,
    widest: float,
    hours: Sequence[float],
    seed: int,
) -> list[tuple[NDArray[np.float64], float]]:
    """``count`` pairs of a place, float64 (2,) metres, and a moment, minutes since the beginning.

    Places are drawn by their weight among those at least ``margin`` metres inside the ground, so
    that no list reaches over its edge; moments evenly between two hours of a day, such that a
    window of ``widest`` minutes lies within the ``days`` and, if there are more days, not on the
    first. Raises AuditError where there is no such place or moment.
    """
    low, high = ground.places.min(axis=0) + margin, ground.places.max(axis=0) - margin
    inner = np.flatnonzero(((ground.places >= low) & (ground.places <= high)).all(axis=1))
    if not len(inner):
        raise AuditError(
            f"no place lies {margin:,.0f} m inside the ground; take a wider one or smaller radii"
        )
    if not 0 <= hours[0] < hours[1] <= 24:
        raise AuditError(f"hours of a day go from an earlier to a later one, not {list(hours)}")
    first = min(1, days - 1)
    begin = max(first * DAY, widest / 2)
    end = days * DAY - widest / 2
    if begin > end:
        raise AuditError(f"a window of {widest:g} minutes does not fit {days} days; simulate more")
    generator = np.random.default_rng([seed, 1])
    weight = ground.weight[inner] / ground.weight[inner].sum()
    chosen = inner[generator.choice(len(inner), size=count, p=weight)]
    day = generator.integers(first, days, size=count)
    hour = generator.uniform(hours[0], hours[1], size=count)
    moments = np.clip(day * DAY + hour * 60, begin, end)
    return [
        (ground.places[place].copy(), float(moment))
        for place, moment in zip(chosen, moments, strict=True)
    ]
