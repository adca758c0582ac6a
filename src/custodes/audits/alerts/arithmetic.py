"""What a watchlist does at one point of its inputs.

For a crowd of ``n`` passers-by a day, of whom a share ``q`` is listed, with the chance ``t`` that a
listed passer-by raises the alarm and ``p`` that an unlisted one does: ``n q t`` true and
``n (1 - q) p`` false alarms a day, and an alarm is right with the chance
``q t / (q t + (1 - q) p)`` (Bayes). With groups, ``t`` and ``p`` are their means over the crowd,
and listed persons are assumed to be spread over the groups as the crowd is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from custodes.audits.alerts.inputs import Scenario

Number = Any
"""A float, or an array of floats of one shape."""


@dataclass(frozen=True, slots=True)
class Point:
    """Every input at one value (or one array of values); rates of groups in the crowd's order."""

    passers_by: Number
    listed: Number
    shares: Sequence[Number]
    false_positive: Sequence[Number]
    found: Sequence[Number]
    days: Number
    visits_listed: Number
    visits_unlisted: Number


def false_positive_rate(false_match_rate: Number, list_size: Number) -> Number:
    """1 - (1 - FMR)^N: the chance that a face matches at least one of N entries it is not.

    It assumes that the comparisons are independent. Computed through logarithms, so that it stays
    right where FMR is below what 1 - FMR can hold (1e-17) and N is large.
    """
    import numpy as np

    with np.errstate(divide="ignore", invalid="ignore"):
        exponent = list_size * np.log1p(-np.asarray(false_match_rate, dtype=float))
    return np.where(np.asarray(list_size) == 0, 0.0, -np.expm1(exponent))


def false_match_rate(false_positive: float, list_size: float) -> float:
    """The FMR that gives this FPIR on a list of N entries, the same formula solved for FMR."""
    import numpy as np

    return float(-np.expm1(np.log1p(-false_positive) / list_size))


def group_rate(scenario: Scenario, rate: Number, ratio: Number, list_size: Number) -> Number:
    """The chance that an unlisted member of a group with this ratio raises an alarm."""
    import numpy as np

    scaled = np.minimum(1.0, rate * ratio)
    if scenario.false_match_rate is None:
        return scaled
    return false_positive_rate(scaled, list_size)


def group_found(found: Number, miss_ratio: Number) -> Number:
    """The chance that a listed member of a group with this ratio of misses raises the alarm."""
    import numpy as np

    return 1 - np.minimum(1.0, (1 - found) * miss_ratio)


def mean(shares: Sequence[Number], rates: Sequence[Number]) -> Number:
    """The mean of the groups' rates over the crowd."""
    return sum(share * rate for share, rate in zip(shares, rates, strict=True))


def quotient(part: Number, rest: Number) -> Number:
    """part / (part + rest); NaN where both are 0."""
    import numpy as np

    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(part, dtype=float) / (np.asarray(part, dtype=float) + rest)


def at_least_once(rate: Number, visits: Number) -> Number:
    """The chance of one or more alarms in so many visits, if each is a fresh draw."""
    return false_positive_rate(rate, visits)


def figures(point: Point) -> dict[str, Number]:
    """All figures of a crowd at one point, by name; shares and chances are 0..1."""
    wrong = mean(point.shares, point.false_positive)
    found = mean(point.shares, point.found)
    true_alarms = point.passers_by * point.listed * found
    false_alarms = point.passers_by * (1 - point.listed) * wrong
    return {
        "right": quotient(true_alarms, false_alarms),
        "false_alarms_day": false_alarms,
        "true_alarms_day": true_alarms,
        "false_alarms_year": false_alarms * point.days,
        "false_positive": wrong,
        "break_even": quotient(wrong, found),
        "unlisted_year": point.visits_unlisted * wrong,
        "unlisted_once": at_least_once(wrong, point.visits_unlisted),
        "listed_year": point.visits_listed * found,
    }


def group_figures(point: Point) -> list[dict[str, Number]]:
    """For each group: its share of the false alarms, how many a day, how many a member meets."""
    wrong = mean(point.shares, point.false_positive)
    rows = []
    for share, rate in zip(point.shares, point.false_positive, strict=True):
        rows.append(
            {
                "borne": quotient(share * rate, wrong - share * rate),
                "false_alarms_day": point.passers_by * (1 - point.listed) * share * rate,
                "unlisted_year": point.visits_unlisted * rate,
            }
        )
    return rows
