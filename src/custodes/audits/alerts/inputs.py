"""What goes into the audit of a watchlist: each input as a band with its source."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from custodes.audits.errors import AuditError
from custodes.audits.sourced import ASSUMED

TOLERANCE = 1e-6
RATES = frozenset({"listed", "found", "false_positive_rate", "false_match_rate"})
MOST_GROUPS = 8
"""Every corner of the groups' shares is tried, and they double with each group."""


@dataclass(frozen=True, slots=True)
class Band:
    """An input as the closed interval ``low..high`` in which it lies, and where that is from.

    Raises AuditError for an end that is no number, and for an interval that is upside down.
    """

    low: float
    high: float
    source: str = ASSUMED

    def __post_init__(self) -> None:
        if not (math.isfinite(self.low) and math.isfinite(self.high)):
            raise AuditError(f"{self.low}..{self.high} is no interval: both ends must be numbers")
        if self.low > self.high:
            raise AuditError(
                f"the interval {self.low:g}..{self.high:g} is upside down: "
                f"write {self.high:g}..{self.low:g}"
            )

    @property
    def ends(self) -> list[float]:
        """Both ends as JSON has them: whole numbers without a decimal point."""
        return [int(end) if end == int(end) else end for end in (self.low, self.high)]

    @property
    def middle(self) -> float:
        """The geometric middle of a band that spans more than a power of ten, else the middle."""
        if self.low > 0 and self.high >= 10 * self.low:
            return math.sqrt(self.low) * math.sqrt(self.high)
        return (self.low + self.high) / 2

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


def _within(band: Band, low: float, high: float, where: str) -> None:
    if band.low < low or band.high > high:
        wrong = band.low if band.low < low else band.high
        allowed = f"between {low:g} and {high:g}" if math.isfinite(high) else f"at least {low:g}"
        hint = " (a percentage? divide it by 100)" if high == 1 and 1 < wrong <= 100 else ""
        raise AuditError(f"{where} cannot be {wrong:g}: it is {allowed}{hint}")


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the crowd: its share of it (0..1), and how its error rates compare.

    ``false_positive_ratio`` multiplies the false match rate (or the false-positive identification
    rate) that the scenario gives, ``miss_ratio`` the share of listed persons that are not noticed.
    """

    name: str
    share: Band
    false_positive_ratio: Band = Band(1, 1)
    miss_ratio: Band = Band(1, 1)

    def __post_init__(self) -> None:
        where = f"group {self.name!r}"
        _within(self.share, 0, 1, f"the share of {where}")
        _within(self.false_positive_ratio, 0, math.inf, f"the false-positive ratio of {where}")
        _within(self.miss_ratio, 0, math.inf, f"the miss ratio of {where}")


EVERYONE = Group("", Band(1, 1))


@dataclass(frozen=True, slots=True)
class Scenario:
    """A watchlist at work.

    ``passers_by`` are faces compared a day, ``listed`` the share (0..1) of them that belong to
    persons on the list, ``found`` the share (0..1) of a listed person's passes that raise the alarm
    (true-positive identification rate). Either ``false_positive_rate``, the chance (0..1) that the
    face of an unlisted person raises an alarm (one-to-many, FPIR), or ``false_match_rate``, the
    chance that it matches one entry (one-to-one, FMR), with ``list_size``, the number of entries.
    ``days`` a year (0..366) that it runs; ``visits_listed`` and ``visits_unlisted`` are how often a
    year such a person passes. Raises AuditError where a rate is impossible, one of two is missing
    or both are given, or the groups do not add up to the whole crowd.
    """

    passers_by: Band
    listed: Band
    found: Band
    false_positive_rate: Band | None = None
    false_match_rate: Band | None = None
    list_size: Band | None = None
    days: Band = Band(365, 365)
    visits_listed: Band = Band(365, 365)
    visits_unlisted: Band = Band(365, 365)
    groups: tuple[Group, ...] = ()

    def __post_init__(self) -> None:
        if (self.false_positive_rate is None) == (self.false_match_rate is None):
            raise AuditError(
                "give one of false_match_rate (one-to-one, with list_size) and "
                "false_positive_rate (one-to-many), not both and not neither"
            )
        if self.false_match_rate is not None and self.list_size is None:
            raise AuditError(
                "a false_match_rate is for one comparison: give list_size, the number of entries "
                "that each face is compared with"
            )
        if self.false_positive_rate is not None and self.list_size is not None:
            raise AuditError(
                "a false_positive_rate already counts the whole list: leave list_size out, or give "
                "a false_match_rate with it"
            )
        for name, band in self.bands():
            most = {"days": 366.0}.get(name, 1.0 if name in RATES else math.inf)
            _within(band, 0, most, name)
        self._check_groups()

    def _check_groups(self) -> None:
        if not self.groups:
            return
        names = [group.name for group in self.groups]
        if len(set(names)) < len(names):
            raise AuditError(f"two groups have one name: {', '.join(names)}")
        if len(names) > MOST_GROUPS:
            raise AuditError(f"{len(names)} groups are too many: put them into {MOST_GROUPS}")
        low = sum(group.share.low for group in self.groups)
        high = sum(group.share.high for group in self.groups)
        if low > 1 + TOLERANCE or high < 1 - TOLERANCE:
            total = f"{low:g}" if math.isclose(low, high) else f"{low:g} to {high:g}"
            raise AuditError(
                f"the shares of the groups {', '.join(names)} add up to {total}, not to 1: "
                "add the rest of the crowd as a group of its own, or correct a share"
            )

    def bands(self) -> Iterator[tuple[str, Band]]:
        """Every input that is there, by name, in the order of the fields; groups left out."""
        for field in fields(self):
            band = getattr(self, field.name)
            if isinstance(band, Band):
                yield field.name, band

    @property
    def rate(self) -> Band:
        """The error rate of unlisted persons, in whichever of the two forms it was given."""
        rate = self.false_positive_rate or self.false_match_rate
        assert rate is not None  # noqa: S101 - one of the two is there
        return rate

    @property
    def entries(self) -> Band:
        """The size of the list, or 1 where the rate counts the whole list."""
        return self.list_size or Band(1, 1)

    @property
    def crowd(self) -> tuple[Group, ...]:
        """The groups, or the whole crowd as one."""
        return self.groups or (EVERYONE,)


def from_parameters(values: Mapping[str, Any], sources: Mapping[str, str]) -> Scenario:
    """The Scenario that a Finding names: its parameters as parsed JSON, and their sources."""
    given: dict[str, Any] = {
        field.name: _band(values[field.name], sources.get(field.name, ASSUMED))
        for field in fields(Scenario)
        if field.name in values and field.name != "groups"
    }
    groups = tuple(
        Group(
            group["name"],
            _band(group["share"], group["source"]),
            _band(group["false_positive_ratio"], group["source"]),
            _band(group["miss_ratio"], group["source"]),
        )
        for group in values.get("groups", ())
    )
    return Scenario(**given, groups=groups)


def _band(ends: Sequence[float], source: str) -> Band:
    low, high = ends
    return Band(low, high, source)


def to_parameters(scenario: Scenario) -> tuple[dict[str, Any], dict[str, str]]:
    """What a Finding names of a Scenario: plain values, and the source of each."""
    values: dict[str, Any] = {name: band.ends for name, band in scenario.bands()}
    sources = {name: band.source for name, band in scenario.bands()}
    if scenario.groups:
        values["groups"] = [
            {
                "name": group.name,
                "share": group.share.ends,
                "false_positive_ratio": group.false_positive_ratio.ends,
                "miss_ratio": group.miss_ratio.ends,
                "source": group.share.source,
            }
            for group in scenario.groups
        ]
        sources["groups"] = "; ".join(
            dict.fromkeys(group.share.source for group in scenario.groups)
        )
    return values, sources
