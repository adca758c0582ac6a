"""The exact bounds of every figure over the bands of its inputs.

Every figure rises or falls steadily with each input, so that its least and greatest values lie at
ends of the bands; the shares of groups, which must add up to 1, are tried at every corner of what
they allow, where a quotient of linear functions has its extremes.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from custodes.audits.alerts.arithmetic import (
    at_least_once,
    group_found,
    group_rate,
    mean,
    quotient,
)
from custodes.audits.alerts.inputs import TOLERANCE, Band, Group, Scenario

NEXT_TO_NOTHING = 1e-12
"""The share of a band's upper end that stands for just above 0."""

Interval = tuple[float, float]
Choice = Callable[[Iterable[float]], float]

DECIDING = ("listed", "found", "false_positive_rate", "false_match_rate", "list_size")
"""The inputs that the chance that an alarm is right depends on."""


def bounds(scenario: Scenario) -> dict[str, Interval]:
    """The least and the greatest value of each figure over all bands, exactly.

    A figure that has no value anywhere (an alarm that never rings is neither right nor wrong) is
    left out.
    """
    low, high = _Corner(scenario, "low"), _Corner(scenario, "high")
    n, q = scenario.passers_by, scenario.listed
    rarest, commonest = low.mean_wrong(min), high.mean_wrong(max)
    least, most = low.mean_found(min), high.mean_found(max)
    visits = scenario.visits_unlisted
    found: dict[str, Interval] = {}
    share_right = right(scenario)
    if share_right is not None:
        found["right"] = share_right
    found["false_alarms_day"] = (n.low * (1 - q.high) * rarest, n.high * (1 - q.low) * commonest)
    found["true_alarms_day"] = (n.low * q.low * least, n.high * q.high * most)
    found["false_alarms_year"] = (
        found["false_alarms_day"][0] * scenario.days.low,
        found["false_alarms_day"][1] * scenario.days.high,
    )
    found["false_positive"] = (rarest, commonest)
    even = _break_even(scenario)
    if even is not None:
        found["break_even"] = even
    found["unlisted_year"] = (visits.low * rarest, visits.high * commonest)
    # At the least the same few people are taken for someone else every time.
    found["unlisted_once"] = (
        rarest * min(1.0, visits.low),
        float(at_least_once(commonest, visits.high)),
    )
    found["listed_year"] = (
        scenario.visits_listed.low * least,
        scenario.visits_listed.high * most,
    )
    return found


def group_bounds(scenario: Scenario) -> list[dict[str, Interval]]:
    """The same for each group, in the crowd's order.

    ``borne`` encloses the share of false alarms: exact where FMR x N is small against 1 or the
    rate is one-to-many, else never too narrow.
    """
    low, high = _Corner(scenario, "low"), _Corner(scenario, "high")
    n, q, visits = scenario.passers_by, scenario.listed, scenario.visits_unlisted
    corners = list(share_corners(scenario.crowd))
    rows = []
    for index in range(len(scenario.crowd)):
        shares = [corner[index] for corner in corners]
        row = {
            "false_alarms_day": (
                n.low * (1 - q.high) * min(shares) * low.wrong[index],
                n.high * (1 - q.low) * max(shares) * high.wrong[index],
            ),
            "unlisted_year": (visits.low * low.wrong[index], visits.high * high.wrong[index]),
        }
        borne = _borne(scenario, index, corners)
        if borne is not None:
            row["borne"] = borne
        rows.append(row)
    return rows


class _Corner:
    """The rates of every group with all inputs at their low, or all at their high, ends."""

    def __init__(self, scenario: Scenario, end: str) -> None:
        rate, size = getattr(scenario.rate, end), getattr(scenario.entries, end)
        other = "high" if end == "low" else "low"
        self.wrong = [
            float(group_rate(scenario, rate, getattr(group.false_positive_ratio, end), size))
            for group in scenario.crowd
        ]
        self.found = [
            float(group_found(getattr(scenario.found, end), getattr(group.miss_ratio, other)))
            for group in scenario.crowd
        ]
        self.corners = list(share_corners(scenario.crowd))

    def mean_wrong(self, choose: Choice) -> float:
        return float(choose([mean(corner, self.wrong) for corner in self.corners]))

    def mean_found(self, choose: Choice) -> float:
        return float(choose([mean(corner, self.found) for corner in self.corners]))


def right(scenario: Scenario) -> Interval | None:
    """The bounds of the share of alarms that are right; None where there is never an alarm."""
    low, high, listed = _Corner(scenario, "low"), _Corner(scenario, "high"), scenario.listed
    least = [
        quotient(listed.low * mean(corner, low.found), (1 - listed.low) * mean(corner, high.wrong))
        for corner in low.corners
    ]
    most = [
        quotient(
            listed.high * mean(corner, high.found), (1 - listed.high) * mean(corner, low.wrong)
        )
        for corner in low.corners
    ]
    return _ends(
        _chosen(min, least),
        _chosen(max, most),
        rising=listed.high > 0 and max(high.found) > 0,
        falling=listed.low < 1 and max(high.wrong) > 0,
    )


def _break_even(scenario: Scenario) -> Interval | None:
    low, high = _Corner(scenario, "low"), _Corner(scenario, "high")
    least = [quotient(mean(corner, low.wrong), mean(corner, high.found)) for corner in low.corners]
    most = [quotient(mean(corner, high.wrong), mean(corner, low.found)) for corner in low.corners]
    return _ends(
        _chosen(min, least),
        _chosen(max, most),
        rising=max(high.wrong) > 0,
        falling=max(high.found) > 0,
    )


def _chosen(choose: Choice, values: Iterable[float]) -> float | None:
    """The least or greatest of those that are numbers; None where none is."""
    numbers = [float(value) for value in values if not math.isnan(value)]
    return choose(numbers) if numbers else None


def _ends(low: float | None, high: float | None, *, rising: bool, falling: bool) -> Interval | None:
    """Both ends; where one has no value, it is what the figure is wherever it has one nearby.

    ``rising`` and ``falling`` say whether what makes it rise and what makes it fall ever happens.
    """
    if not rising and not falling:
        return None
    return (
        low if low is not None else (0.0 if falling else 1.0),
        high if high is not None else (1.0 if rising else 0.0),
    )


def _borne(scenario: Scenario, index: int, corners: Sequence[Sequence[float]]) -> Interval | None:
    """The share of the false alarms that one group bears.

    The rates of the others in terms of this group's are each taken at the end of the common rate
    and list that is worst for it.
    """
    ends: list[float] = []
    for mine, theirs, choose, worst in (("low", "high", min, max), ("high", "low", max, min)):
        parts = list(_rates(scenario, index, mine, theirs))
        if all(own == 0 for own, _ in parts):
            if not any(any(others) for _, others in parts):
                return None
            ends.append(0.0)
            continue
        values = []
        for corner in corners:
            rest = sum(
                share * worst([others[other] / own for own, others in parts if own > 0])
                for other, share in enumerate(corner)
                if other != index
            )
            if corner[index] + rest > 0:
                values.append(corner[index] / (corner[index] + rest))
        ends.append(choose(values))
    return ends[0], ends[1]


def _rates(
    scenario: Scenario, index: int, mine: str, theirs: str
) -> Iterator[tuple[float, list[float]]]:
    """This group's rate and everyone's, at each end of the common rate and the list's size."""
    for value, size in itertools.product(_ends_above(scenario.rate), _ends_above(scenario.entries)):
        rates = [
            float(group_rate(scenario, value, getattr(group.false_positive_ratio, end), size))
            for position, group in enumerate(scenario.crowd)
            for end in (mine if position == index else theirs,)
        ]
        yield rates[index], rates


def _ends_above(band: Band) -> tuple[float, float]:
    """The ends of a band, the lower one just above 0 instead of on it.

    At 0 there are no alarms to share out; just above, they are borne as the groups' ratios say.
    """
    return band.low or band.high * NEXT_TO_NOTHING, band.high


def share_corners(groups: Sequence[Group]) -> Iterator[tuple[float, ...]]:
    """The corners of all shares within their bands that add up to 1: all but one at an end."""
    seen = set()
    for free in range(len(groups)):
        others = [group.share for index, group in enumerate(groups) if index != free]
        for ends in itertools.product(*(sorted({band.low, band.high}) for band in others)):
            rest = 1 - sum(ends)
            band = groups[free].share
            if band.low - TOLERANCE <= rest <= band.high + TOLERANCE:
                corner = (*ends[:free], max(0.0, rest), *ends[free:])
                if corner not in seen:
                    seen.add(corner)
                    yield corner


def one_at_a_time(scenario: Scenario) -> Mapping[str, Interval]:
    """How far the chance that an alarm is right moves with each input alone, the rest at middle."""
    middles: dict[str, Any] = {
        name: Band(band.middle, band.middle, band.source) for name, band in scenario.bands()
    }
    moved = {}
    middle = dataclasses.replace(scenario, **middles)
    for name, band in scenario.bands():
        if name in DECIDING and band.low < band.high:
            alone: dict[str, Any] = {name: band}
            interval = right(dataclasses.replace(middle, **alone))
            if interval is not None:
                moved[name] = interval
    return moved
