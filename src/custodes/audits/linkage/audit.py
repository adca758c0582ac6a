"""The audit linkage: unicity of a synthetic population, or of a regulator's file, whole."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from custodes.audits.errors import AuditError
from custodes.audits.results import Result, make_result, parameter, sha256_of

if TYPE_CHECKING:
    from custodes.audits.linkage.measuring import Progress
    from custodes.case import Case
    from custodes.model import Finding

METHOD = "linkage"
VERSION = "1"

PEOPLE, DAYS, POINTS, DRAWS = 100_000, 14, 4, 3
CELL_METRES = 500.0
FEWEST_SYNTHETIC = 100
NARROWEST_KM = 0.5
PEOPLE_A_CELL = 230
"""1.5 million people by 6,500 antennas: what the published data have, as quoted elsewhere."""


def audit(
    people: int = PEOPLE,
    days: int = DAYS,
    seed: int = 1,
    points: int = POINTS,
    draws: int = DRAWS,
    events_a_day: float | None = None,
    cell_metres: float = CELL_METRES,
    width_km: float | None = None,
    progress: Progress | None = None,
) -> Result:
    """Unicity of a synthetic population: by 1..points points, by resolution, and by joins.

    ``people`` (100 and more) live for ``days`` on a square of ``width_km``, by default as wide as
    gives 230 people a cell of ``cell_metres``. The first data set of ``data_sets.toml`` sees each
    ``events_a_day`` times, unless given as often as that file says. ``draws`` draws of points
    give the band. Raises AuditError for values out of range.
    """
    from custodes.audits.linkage.observing import DataSet, load_data_sets

    side = cell_metres * math.sqrt(max(people, 0) / PEOPLE_A_CELL) / 1000
    width = width_km if width_km is not None else max(NARROWEST_KM, round(side, 3))
    first, *rest = load_data_sets().values()
    others = sorted(rest, key=lambda data_set: data_set.name)
    rate = first.events_a_day if events_a_day is None else events_a_day
    sets = [DataSet(first.name, rate, cell_metres, first.label), *others]
    return _synthetic(people, days, seed, points, draws, width, sets, None, progress)


def audit_file(
    case: Case,
    path: Path,
    *,
    pseudonym: str,
    time: str,
    place: str | None = None,
    longitude: str | None = None,
    latitude: str | None = None,
    seed: int = 1,
    points: int = POINTS,
    draws: int = DRAWS,
    cell_metres: float = CELL_METRES,
    progress: Progress | None = None,
) -> Result:
    """Unicity of a pseudonymous file (Parquet or CSV), measured whole and logged in the case.

    ``pseudonym``, ``time`` and ``place`` (or ``longitude`` and ``latitude``, degrees, taken to
    cells of ``cell_metres``) are names of columns. What comes out is rounded: shares to 0.1 % or
    to what ten people are, counts to tens. Two lines of the custody log say that the file, by its
    SHA-256, was begun and was measured. Raises AuditError for a file that cannot be measured or
    speaks of under 1,000 people, ReadOnlyCaseError where nothing can be logged.
    """
    from custodes.audits.linkage.file_columns import Columns
    from custodes.audits.linkage.file_finding import measure_file

    columns = Columns(pseudonym, time, place, longitude, latitude)
    chosen = _checked({"seed": seed, "points": points, "draws": draws, "cell_metres": cell_metres})
    sha256 = sha256_of(path)
    case.record("linkage begun", sha256, "a pseudonymous file, to be measured whole")
    result, people = measure_file(path, sha256, columns, chosen, progress)
    case.record("linkage measured", sha256, f"whole, about {people} people, rounded figures kept")
    return result


def recompute(finding: Finding, case: Case, data: Mapping[str, Path]) -> Result:
    """The same figures from what the finding names; a file is looked up by its SHA-256."""
    if "private_file_sha256" in finding.parameters:
        sha256 = parameter(finding, "private_file_sha256")
        if sha256 not in data:
            raise AuditError(
                f"finding {finding.identifier} measured a file that the case does not hold. Give "
                "that file, unchanged, to compute it again (--data FILE)."
            )
        return audit_file(
            case,
            data[sha256],
            **parameter(finding, "private_columns"),
            seed=parameter(finding, "seed"),
            points=parameter(finding, "points"),
            draws=parameter(finding, "draws"),
            cell_metres=parameter(finding, "cell_metres") or CELL_METRES,
        )
    from custodes.audits.linkage.observing import DataSet, load_data_sets

    labels = {name: known.label for name, known in load_data_sets().items()}
    rates, cells = parameter(finding, "events_a_day"), parameter(finding, "cells_metres")
    first = parameter(finding, "data_set")
    sets = [
        DataSet(name, rates[name], cells[name], labels.get(name, {"en": name, "zh": name}))
        for name in sorted(rates, key=lambda name: (name != first, name))
    ]
    names = ("people", "days", "seed", "points", "draws", "width_km")
    people, days, seed, points, draws, width = (parameter(finding, name) for name in names)
    moves = parameter(finding, "mobility")
    return _synthetic(people, days, seed, points, draws, width, sets, moves, None)


def _synthetic(
    people: int,
    days: int,
    seed: int,
    points: int,
    draws: int,
    width_km: float,
    data_sets: list[Any],
    mobility: Mapping[str, float] | None,
    progress: Progress | None,
) -> Result:
    from custodes.audits.linkage import presenting
    from custodes.audits.linkage.joining import joins
    from custodes.audits.linkage.measuring import measure
    from custodes.audits.linkage.observing import observed
    from custodes.audits.linkage.precision import AsMeasured
    from custodes.audits.linkage.synthetic_words import assumptions, sources
    from custodes.audits.population import Mobility, grid, simulate
    from custodes.audits.wording import joined, load_phrases

    if people < FEWEST_SYNTHETIC:
        raise AuditError(f"a crowd has at least {FEWEST_SYNTHETIC} people, not {people}")
    chosen = _checked(
        {"seed": seed, "points": points, "draws": draws, "cell_metres": data_sets[0].cell_metres}
    )
    moves = Mobility(**mobility) if mobility else Mobility()
    stays = simulate(people, days, seed, grid(width_km), moves)
    records = {one.name: observed(stays, one, seed) for one in data_sets}
    precision = AsMeasured()
    measurement = measure(records[data_sets[0].name], points, seed, draws, progress)
    found = joins(records, (1, 2), seed, draws)
    figures = presenting.figures(measurement, precision)
    compared, about = presenting.comparison(measurement)
    by_joins = presenting.join_figures(found, precision)
    phrase = load_phrases(METHOD)
    names = {"joined_one": "one", "joined_two": "two", "joined_three": "three"}
    said: list[dict[str, str]] = [presenting.answer(figures, points)]
    if set(by_joins) == set(names):
        shares = {names[name]: presenting.percent(by_joins[name]) for name in names}
        said.append(phrase("answer.joined", **shares))
    parameters = {
        "people": people,
        "days": days,
        "width_km": width_km,
        "data_set": data_sets[0].name,
        "events_a_day": {one.name: one.events_a_day for one in data_sets},
        "cells_metres": {one.name: one.cell_metres for one in data_sets},
        "mobility": moves.values(),
        **{name: chosen[name] for name in ("seed", "points", "draws")},
    }
    return make_result(
        METHOD,
        VERSION,
        parameters=parameters,
        sources=sources(),
        figures={**figures, **by_joins, **compared},
        title=phrase("title", points=points),
        words=joined([*said, about]),
        assumptions=assumptions(days, width_km, data_sets, draws),
        tables={
            **presenting.tables(measurement, precision, data_sets[0].cell_metres),
            "joins": presenting.join_table(found, precision),
        },
    )


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    """The values, if they lie in their ranges."""
    ranges = {"seed": (0, 2**62), "points": (1, 16), "draws": (1, 100), "cell_metres": (10, 10**5)}
    for name, (low, high) in ranges.items():
        if not low <= values[name] <= high:
            raise AuditError(f"{name} lies between {low} and {high:,}, not at {values[name]}")
    return values
