"""The published fall of unicity with resolution, and how far ours is from it.

De Montjoye et al. 2013: the share of unique traces at ``p`` points falls as
``α - (v h)^β`` when times of ``h`` hours and groups of ``v`` antennas are joined, with
``β = 0.157 - 0.007 p``. What the formula says of any data is the loss, ``(v h)^β - 1``; α is a
constant of theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from custodes.audits.sourced import load_figures


@dataclass(frozen=True, slots=True)
class Fall:
    """One resolution: how many times coarser than the finest (v h), and the share unique there."""

    coarser: float
    share: float


def published_exponent(points: int) -> float:
    """β for so many points, by the constants of ``sources.toml``."""
    figures = load_figures("linkage")
    offset, slope = figures["exponent_offset"].quantity, figures["exponent_slope"].quantity
    return float(offset.low or 0.0) - float(slope.low or 0.0) * points


def published_share(finest: float, coarser: float, points: int) -> float:
    """What the formula gives (0..1) at v h = ``coarser``, from our share at the finest."""
    fall: float = coarser ** published_exponent(points) - 1.0
    return max(0.0, finest - fall)


def fitted_exponent(falls: Sequence[Fall]) -> float:
    """β of ``α - (v h)^β`` closest to these shares in least squares, to a thousandth (0..1)."""
    coarser = np.array([fall.coarser for fall in falls])
    shares = np.array([fall.share for fall in falls])
    exponents = np.arange(0, 1001) / 1000
    powers = coarser[None, :] ** exponents[:, None]
    offsets = (shares + powers).mean(axis=1, keepdims=True)
    errors = ((shares - (offsets - powers)) ** 2).sum(axis=1)
    return float(exponents[int(errors.argmin())])


def largest_gap(falls: Sequence[Fall], points: int) -> tuple[float, Fall]:
    """The largest distance (0..1) from the published fall, with its sign, and where it is."""
    finest = next(fall.share for fall in falls if fall.coarser == 1)
    gaps = [(fall.share - published_share(finest, fall.coarser, points), fall) for fall in falls]
    return max(gaps, key=lambda gap: abs(gap[0]))
