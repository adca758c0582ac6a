"""Monte Carlo: the same figures at points drawn within the bands.

Each input is drawn by itself: evenly over its band, or evenly over its logarithm where the band
spans more than a power of ten and begins above 0. The shares of groups are drawn so and then moved
within their bands until they add up to 1. The draws say what is usual within the bands if every
value there is as good as any other; they are no measurement.
"""

from __future__ import annotations

from typing import Any

from custodes.audits.alerts.arithmetic import (
    Point,
    figures,
    group_figures,
    group_found,
    group_rate,
)
from custodes.audits.alerts.inputs import Band, Scenario

QUANTILES = (0.05, 0.5, 0.95)

Quantiles = tuple[float, float, float]


def simulate(
    scenario: Scenario, draws: int, seed: int
) -> tuple[dict[str, Quantiles], list[dict[str, Quantiles]]]:
    """The 5th, 50th and 95th hundredth of each figure over the draws: the crowd's, the groups'.

    The same seed gives the same draws on any machine (numpy's PCG64).
    """
    point = draw(scenario, draws, seed)
    return (
        {name: _quantiles(values) for name, values in figures(point).items()},
        [
            {name: _quantiles(values) for name, values in row.items()}
            for row in group_figures(point)
        ],
    )


def draw(scenario: Scenario, draws: int, seed: int) -> Point:
    """So many points within the bands, as a Point of arrays of shape (draws,)."""
    import numpy as np

    generator = np.random.default_rng(seed)

    def drawn(band: Band) -> Any:
        even = generator.random(draws)
        if band.low > 0 and band.high >= 10 * band.low:
            values = np.exp(np.log(band.low) + even * (np.log(band.high) - np.log(band.low)))
        else:
            values = band.low + even * (band.high - band.low)
        return np.clip(values, band.low, band.high)

    values = {name: drawn(band) for name, band in scenario.bands()}
    rate = values["false_match_rate" if scenario.false_match_rate else "false_positive_rate"]
    entries = values.get("list_size", np.ones(draws))
    crowd = scenario.crowd
    shares = _summing_to_one(
        np.stack([drawn(group.share) for group in crowd]),
        np.array([[group.share.low] for group in crowd]),
        np.array([[group.share.high] for group in crowd]),
    )
    wrong = [
        group_rate(scenario, rate, drawn(group.false_positive_ratio), entries) for group in crowd
    ]
    found = [group_found(values["found"], drawn(group.miss_ratio)) for group in crowd]
    return Point(
        values["passers_by"],
        values["listed"],
        list(shares),
        wrong,
        found,
        values["days"],
        values["visits_listed"],
        values["visits_unlisted"],
    )


def _summing_to_one(shares: Any, low: Any, high: Any) -> Any:
    """Shares of shape (groups, draws) moved towards their ends until each column adds up to 1."""
    import numpy as np

    missing = 1 - shares.sum(axis=0)
    room = np.where(missing > 0, high - shares, shares - low)
    whole = room.sum(axis=0)
    part = np.divide(missing, whole, out=np.zeros_like(missing), where=whole > 0)
    return shares + room * part


def _quantiles(values: Any) -> Quantiles:
    import numpy as np

    array = np.asarray(values, dtype=float)
    array = array[~np.isnan(array)]
    if not array.size:
        return (0.0, 0.0, 0.0)
    low, middle, high = (float(value) for value in np.quantile(array, QUANTILES))
    return low, middle, high
