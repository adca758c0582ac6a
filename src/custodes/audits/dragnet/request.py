"""What is asked for: everyone recorded within a radius of a place, in a window, for so long."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from custodes.audits.errors import AuditError

COMBINATIONS_MOST = 400


@dataclass(frozen=True, slots=True)
class Request:
    """Every combination of radius, window and dwell time, and what counts as having been there.

    ``radii`` metres (0..20,000), ``windows`` minutes (1..10,080) around one moment, ``dwells``
    minutes (0..1,440) for which a person must have been recorded near. ``area_metres`` is the
    radius of the place that is really of interest, ``event_minutes`` how long, around the same
    moment; only who stays there then was *there*. A position is recorded every ``fix_minutes``,
    ``error_metres`` (median) off. Raises AuditError for what is outside of these ranges.
    """

    radii: tuple[float, ...]
    windows: tuple[float, ...] = (60.0,)
    dwells: tuple[float, ...] = (0.0,)
    area_metres: float = 50.0
    event_minutes: float = 30.0
    fix_minutes: float = 2.0
    error_metres: float = 0.0

    def __post_init__(self) -> None:
        _within("radius", self.radii, 1, 20_000, "m")
        _within("window", self.windows, 1, 10_080, "minutes")
        _within("dwell time", self.dwells, 0, 1_440, "minutes")
        _within("radius of the place", (self.area_metres,), 1, 20_000, "m")
        _within("event", (self.event_minutes,), 1, 10_080, "minutes")
        _within("time between two records", (self.fix_minutes,), 0.1, 1_440, "minutes")
        _within("median error", (self.error_metres,), 0, 20_000, "m")
        if min(self.windows) < self.event_minutes:
            raise AuditError(
                f"a window of {min(self.windows):g} minutes is shorter than the event of "
                f"{self.event_minutes:g}; widen it or give a shorter event"
            )
        count = len(self.radii) * len(self.windows) * len(self.dwells)
        if count > COMBINATIONS_MOST:
            raise AuditError(
                f"{count} combinations of radius, window and dwell time are more than "
                f"{COMBINATIONS_MOST}; give fewer values"
            )

    @property
    def scale(self) -> float:
        """Standard deviation of the error east and north, metres.

        The error's direction is even and its length has a Rayleigh distribution, whose median is
        this times sqrt(2 ln 2).
        """
        return self.error_metres / math.sqrt(2 * math.log(2))

    def fixes(self, dwell: float) -> int:
        """How many records near make that dwell time: at least one."""
        return max(1, math.ceil(dwell / self.fix_minutes - 1e-9))


def _within(what: str, values: Sequence[float], low: float, high: float, unit: str) -> None:
    if not values:
        raise AuditError(f"at least one {what} is needed")
    for value in values:
        if not low <= value <= high:
            raise AuditError(f"a {what} lies between {low:g} and {high:,g} {unit}, not at {value}")
