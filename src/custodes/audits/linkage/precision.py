"""How exactly figures are given: as measured, or rounded outward where they are of real people."""

from __future__ import annotations

from typing import Protocol

from custodes.audits.binomial import clopper_pearson
from custodes.audits.linkage.rounding import (
    COUNT_STEP,
    rounded_count,
    rounded_middle,
    rounded_share,
    share_step,
)
from custodes.audits.linkage.traces import Unicity
from custodes.model import Quantity


class Precision(Protocol):
    """Turns what was measured into what is shown; points are those known of a person."""

    def band(self, unicity: Unicity, points: int) -> tuple[float, float]:
        """The interval that holds the share unique, in %."""

    def middle(self, unicity: Unicity, points: int) -> float:
        """The share unique, in %."""

    def count(self, count: float) -> Quantity:
        """The count as an interval."""


class AsMeasured:
    """For synthetic people: shares to a hundredth of a per cent, counts as they are."""

    def band(self, unicity: Unicity, points: int) -> tuple[float, float]:
        """The interval in %."""
        low, high = unicity.band(points)
        return round(100 * low, 2), round(100 * high, 2)

    def middle(self, unicity: Unicity, points: int) -> float:
        """The share in %."""
        return round(100 * unicity.share(points), 2)

    def count(self, count: float) -> Quantity:
        """The count itself."""
        return Quantity(count, count)


class Rounded:
    """For real people: shares to 0.1 % or what ten people are, counts to tens.

    Everything shown follows from the rounded shares of the draws. A band that came from the shares
    themselves would move at other counts than the rounded share does, and both together would
    tell more than either.
    """

    def __init__(self, people: int) -> None:
        self.step = share_step(people)

    def band(self, unicity: Unicity, points: int) -> tuple[float, float]:
        """The interval in %, wider by half a step at each end for what the rounding hides."""
        people = max(COUNT_STEP, unicity.measured // COUNT_STEP * COUNT_STEP)
        middle = self.middle(unicity, points) / 100
        draws = [
            rounded_middle(float(count) / unicity.measured, self.step) / 100
            for count in unicity.unique[:, points - 1]
        ]
        low, high = clopper_pearson(round(middle * people), people)
        half = self.step / 200
        return rounded_share(
            max(0.0, min(low, *draws) - half), min(1.0, max(high, *draws) + half), self.step
        )

    def middle(self, unicity: Unicity, points: int) -> float:
        """The share in % at the nearest step."""
        return rounded_middle(unicity.share(points), self.step)

    def count(self, count: float) -> Quantity:
        """The tens around the count."""
        return Quantity(*rounded_count(count))
