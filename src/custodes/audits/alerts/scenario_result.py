"""The Finding of a scenario: what a watchlist would do if its inputs lay within their bands."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Mapping

from custodes.audits.alerts import bounds as exact
from custodes.audits.alerts import plain
from custodes.audits.alerts.inputs import Band, Scenario, to_parameters
from custodes.audits.alerts.simulation import Quantiles, simulate
from custodes.audits.results import Result, make_result
from custodes.audits.wording import joined, load_phrases
from custodes.model import Quantity, Table, Wording

Interval = tuple[float, float]

PERCENT = {"right": "right", "unlisted_once": "unlisted_once_a_year"}
"""Figures that are shares, and the names they have in a Finding."""

SCALED = {
    "false_alarms_day": ("false_alarms_a_day", 1.0),
    "false_alarms_year": ("false_alarms_a_year", 1.0),
    "true_alarms_day": ("true_alarms_a_day", 1.0),
    "false_positive": ("false_alarms_per_million_faces", 1e6),
    "break_even": ("break_even_per_100000", 1e5),
    "unlisted_year": ("unlisted_alarms_a_year", 1.0),
    "listed_year": ("listed_alarms_a_year", 1.0),
}
"""The other figures: the names they have in a Finding, and what they are multiplied by."""

CURVE_POINTS = 49
GIVEN = 6
"""Digits of what was given; figures that follow are told with fewer."""


def scenario_result(
    scenario: Scenario,
    *,
    version: str,
    seed: int,
    draws: int,
    setting: str,
    claims: Iterable[str],
    place: tuple[str, str] | None = None,
) -> Result:
    """The Result of a scenario; ``setting`` chooses its title and words ("estate", "street")."""
    figures = exact.bounds(scenario)
    simulated, by_group = simulate(scenario, draws, seed)
    groups = exact.group_bounds(scenario)
    values, sources = to_parameters(scenario)
    values |= {"seed": seed, "draws": draws, "setting": setting}
    if place is not None:
        values["place"], sources["place"] = place
    return make_result(
        "alerts",
        version,
        parameters=values,
        sources=sources,
        figures=_quantities(figures, scenario, groups),
        title=load_phrases("alerts")(f"title.{setting}"),
        words=_words(scenario, figures, groups, setting),
        assumptions=_assumptions(scenario, setting, seed, draws),
        claims=claims,
        tables=_tables(scenario, figures, simulated, groups, by_group),
    )


def _quantities(
    figures: Mapping[str, Interval], scenario: Scenario, groups: list[dict[str, Interval]]
) -> dict[str, Quantity]:
    found = {}
    for name, (low, high) in figures.items():
        if name in PERCENT:
            found[PERCENT[name]] = Quantity(*plain.outward_percent(low, high), "%")
        else:
            kept, factor = SCALED[name]
            found[kept] = Quantity(*plain.outward(low * factor, high * factor))
    for number, row in enumerate(groups if scenario.groups else (), start=1):
        if "borne" in row:
            found[f"borne_{number}"] = Quantity(*plain.outward_percent(*row["borne"]), "%")
    return found


def _words(
    scenario: Scenario,
    figures: Mapping[str, Interval],
    groups: list[dict[str, Interval]],
    setting: str,
) -> Wording:
    say = load_phrases("alerts")
    said = []
    if "right" in figures:
        said.append(
            say(
                "scenario.alarms",
                passers=plain.between(scenario.passers_by.low, scenario.passers_by.high, GIVEN),
                listed=plain.percent(scenario.listed.low, scenario.listed.high, GIVEN),
                found=plain.percent(scenario.found.low, scenario.found.high, GIVEN),
                million=plain.between(*_scaled(figures["false_positive"], 1e6)),
                false=plain.between(*figures["false_alarms_day"]),
                right=plain.percent(*figures["right"]),
            )
        )
    else:
        said.append(say("scenario.none"))
    said.append(
        say(
            "scenario.people_estate" if setting == "estate" else "scenario.people",
            visits=plain.between(
                scenario.visits_unlisted.low, scenario.visits_unlisted.high, GIVEN
            ),
            alarms=plain.between(*figures["unlisted_year"]),
        )
    )
    borne = [
        say("scenario.group", name=group.name, share=plain.percent(*row["borne"]))
        for group, row in zip(scenario.groups, groups, strict=False)
        if "borne" in row
    ]
    if borne:
        said.append(say("scenario.groups", shares=joined(borne, en=", ", zh="，")))
    if setting != "scenario":
        said.append(say("scenario.withheld"))
    return joined(said)


def _assumptions(scenario: Scenario, setting: str, seed: int, draws: int) -> list[Wording]:
    say = load_phrases("alerts")
    said = [say(f"assumes.{setting}")] if setting != "scenario" else []
    said.append(say("assumes.formula"))
    if scenario.false_match_rate is not None:
        said.append(say("assumes.independence"))
    said.append(say("assumes.groups" if scenario.groups else "assumes.no_groups"))
    said += [say("assumes.visits"), say("assumes.bands", draws=f"{draws:,}", seed=seed)]
    return list(said)


def _tables(
    scenario: Scenario,
    figures: Mapping[str, Interval],
    simulated: Mapping[str, Quantiles],
    groups: list[dict[str, Interval]],
    by_group: list[dict[str, Quantiles]],
) -> dict[str, Table]:
    ends = ("low", "high", "simulated_5", "simulated_50", "simulated_95")
    names = PERCENT | {name: kept for name, (kept, _) in SCALED.items()}
    factors = dict.fromkeys(PERCENT, 100.0) | {name: factor for name, (_, factor) in SCALED.items()}
    tables = {
        "figures": Table(
            ("figure", *ends),
            tuple(
                (names[name], *_row((*figures[name], *simulated[name]), factors[name]))
                for name in figures
            ),
        ),
        "curve": Table(("listed", "low", "high"), tuple(_curve(scenario))),
        "deciding": Table(
            ("input", "low", "high"),
            tuple(
                (name, *_row(interval, 100.0))
                for name, interval in exact.one_at_a_time(scenario).items()
            ),
        ),
    }
    if "right" in figures:
        tables["thousand"] = Table(
            ("range", "right", "open", "wrong"),
            (
                ("exact", *plain.of_thousand(*figures["right"])),
                ("simulated", *plain.of_thousand(simulated["right"][0], simulated["right"][2])),
            ),
        )
    if scenario.groups:
        scales = {"borne": 100.0, "false_alarms_day": 1.0, "unlisted_year": 1.0}
        tables["groups"] = Table(
            ("group", "figure", *ends),
            tuple(
                (group.name, name, *_row((*row[name], *quantiles[name]), scales[name]))
                for group, row, quantiles in zip(scenario.groups, groups, by_group, strict=True)
                for name in ("borne", "false_alarms_day", "unlisted_year")
                if name in row
            ),
        )
    return tables


def _scaled(interval: Interval, factor: float) -> Interval:
    return interval[0] * factor, interval[1] * factor


def _row(values: Iterable[float], factor: float) -> tuple[float, ...]:
    return tuple(float(f"{value * factor:.6g}") for value in values)


def _curve(scenario: Scenario) -> Iterable[tuple[float, float, float]]:
    """The chance that an alarm is right, by the share of passers-by who are listed."""
    first = math.floor(math.log10(max(min(scenario.listed.low, 1e-5), 1e-8)))
    last = math.ceil(math.log10(max(scenario.listed.high, 1e-2)))
    for step in range(CURVE_POINTS):
        listed = 10 ** (first + (last - first) * step / (CURVE_POINTS - 1))
        at = exact.right(dataclasses.replace(scenario, listed=Band(listed, listed)))
        if at is not None:
            low, high = at
            yield float(f"{listed:.6g}"), float(f"{low:.6g}"), float(f"{high:.6g}")
