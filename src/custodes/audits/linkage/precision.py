"""How exactly figures are given: as measured, or rounded outward where they are of real people."""

from __future__ import annotations

from typing import Protocol

from custodes.audits.linkage.rounding import (
    rounded_count,
    rounded_middle,
    rounded_share,
    share_step,
)
from custodes.model import Quantity


class Precision(Protocol):
    """Turns shares (0..1) and counts into what is shown."""

    def share(self, low: float, high: float) -> tuple[float, float]:
        """The interval in %."""

    def middle(self, share: float) -> float:
        """The share in %."""

    def count(self, count: float) -> Quantity:
        """The count as an interval."""


class AsMeasured:
    """For synthetic people: shares to a hundredth of a per cent, counts as they are."""

    def share(self, low: float, high: float) -> tuple[float, float]:
        """The interval in %."""
        return round(100 * low, 2), round(100 * high, 2)

    def middle(self, share: float) -> float:
        """The share in %."""
        return round(100 * share, 2)

    def count(self, count: float) -> Quantity:
        """The count itself."""
        return Quantity(count, count)


class Rounded:
    """For real people: shares to 0.1 % or what ten people are, counts to tens, all outward."""

    def __init__(self, people: int) -> None:
        self.step = share_step(people)

    def share(self, low: float, high: float) -> tuple[float, float]:
        """The interval in %, never narrower than a step."""
        down, up = rounded_share(low, high, self.step)
        return (down, up) if up > down else (max(0.0, down - self.step), up)

    def middle(self, share: float) -> float:
        """The share in % at the nearest step."""
        return rounded_middle(share, self.step)

    def count(self, count: float) -> Quantity:
        """The tens around the count."""
        return Quantity(*rounded_count(count))
