"""How watched a walk through a city is: the audit that everything in this folder serves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from custodes.audits.exposure.city import City
from custodes.audits.exposure.figures import UNSEEN_QUANTILES
from custodes.audits.exposure.inputs import Inputs, read_again
from custodes.audits.exposure.ranges import citation, sight_for
from custodes.audits.exposure.routes_told import Journey, check
from custodes.audits.exposure.routes_told import told as routes_told
from custodes.audits.exposure.study import Progress, Settings, Study, study
from custodes.audits.exposure.tables import kinds_of_walk, tables, walk_bands
from custodes.audits.exposure.telling import Told, answer, assumptions, title
from custodes.audits.exposure.uncertainty import band
from custodes.audits.results import Result, make_result, parameter
from custodes.audits.sourced import ASSUMED, load_figures
from custodes.model import Quantity

if TYPE_CHECKING:
    from custodes.case import Case
    from custodes.model import Finding

VERSION = "1"
PURPOSE = "recognise"
CHOSEN = "chosen for this computation"
GIVEN = "given by the user"
SETTINGS = tuple(entry.name for entry in fields(Settings))
"""The parameters that are settings of the study, by the same names."""


def default_speed() -> tuple[float, float]:
    """Metres a second that people walk, from low to high, as published."""
    quantity = load_figures("exposure").default("walking_speed").quantity
    return float(quantity.low or 0), float(quantity.high or 0)


def audit(
    city: City,
    *,
    purpose: str = PURPOSE,
    metres: tuple[float, float] | None = None,
    settings: Settings | None = None,
    journey: Journey | None = None,
    rule_source: str = CHOSEN,
    inputs: Inputs | None = None,
    pictures: bool = True,
    language: str = "en",
    progress: Progress = lambda done, steps: None,
) -> Result:
    """How much of a city's streets its mapped cameras have in view, and what walks meet.

    - ``purpose``: what an image must serve for (identify, recognise, observe, detect), which sets
      the distribution of ranges; or ``metres``, its ends, if the user knows better.
    - ``settings``: lengths of walk, the rule's thresholds, pace, draws, seed, completeness; by
      default a pace as published and no scenario of completeness.
    - ``rule_source``: the claim (16 hexadecimal digits) or words that the rule is from.
    - ``journey``: two points for which the least exposed way is looked for.
    - ``inputs``: what else was read beside the map, for the record.
    - ``pictures``: whether maps are made (in ``language``).

    Figures: shares in % and lengths in m, each a band that holds nine of ten draws. Raises
    AuditError where the map or a value gives no figure.
    """
    settings = settings or Settings(speed=default_speed())
    inputs = inputs or Inputs()
    sight_at = sight_for(purpose, metres)
    if journey is not None:
        check(city, journey)  # before, not after, the long work
    done = study(city, settings, sight_at, progress)
    all_tables = tables(city, done)
    figures = _figures(city, done)
    if journey is not None:
        more_tables, more_figures = routes_told(city, done, sight_at, journey)
        all_tables.update(more_tables)
        figures.update(more_figures)
    claim = _claim(rule_source)
    parameters, sources = _parameters(city, purpose, metres, settings, journey, inputs, rule_source)
    told = Told(purpose, metres, inputs.register, journey.detour if journey else None, bool(claim))
    files: Mapping[str, bytes] = {}
    if pictures:
        from custodes.audits.exposure.pictures import files as drawn

        files = drawn(
            city.with_cameras(done.cameras), done.views, all_tables, language, ranges=done.ranges
        )
    return make_result(
        "exposure",
        VERSION,
        parameters=parameters,
        sources=sources,
        figures=figures,
        title=title(city),
        words=answer(city, done, told),
        assumptions=assumptions(city, done, told),
        claims=[claim] if claim else [],
        tables=all_tables,
        files=files,
    )


def recompute(finding: Finding, case: Case, data: Mapping[str, Path]) -> Result:
    """The same audit from the map (and register, and districts) in ``data``, by their SHA-256.

    Raises AuditError where a file is missing. Pictures are not drawn again.
    """
    values = {name: parameter(finding, name) for name in finding.parameters}
    city, inputs = read_again(values, data)
    journey = values.get("journey")
    settings: dict[str, Any] = {
        name: tuple(values[name]) if isinstance(values[name], list) else values[name]
        for name in SETTINGS
    }
    return audit(
        city,
        purpose=values["purpose"],
        metres=tuple(values["metres"]) if "metres" in values else None,
        settings=Settings(**settings),
        journey=Journey(tuple(journey["from"]), tuple(journey["to"]), journey["detour"])
        if journey
        else None,
        rule_source=finding.sources["rule"],
        inputs=inputs,
        pictures=False,
    )


def _claim(source: str) -> str:
    return source if len(source) == 16 and set(source) <= set("0123456789abcdef") else ""


def _figures(city: City, done: Study) -> dict[str, Quantity]:
    exposures = done.exposures
    kilometres = float(city.lengths.sum()) / 1_000
    density = round(city.cameras.devices / kilometres, 3)
    found = {
        "share_in_view": _percent(band([each.share for each in exposures])),
        "share_in_view_without_walls": _percent(
            band([each.share_without_walls for each in exposures])
        ),
        "cameras": Quantity(city.cameras.devices, city.cameras.devices),
        "cameras_per_kilometre": Quantity(density, density, "/km"),
        "walkable_length": Quantity(round(kilometres, 1), round(kilometres, 1), "km"),
    }
    for kind in kinds_of_walk(done):
        bands = {name: walk_bands(done, kind, name) for name in ("filmed", "rule", "mean")}
        unseen = np.array([exposure.walks[kind].unseen for exposure in exposures])
        middle = UNSEEN_QUANTILES.index(0.5)
        for mark, minutes in enumerate(done.settings.minutes):
            name = f"{kind}_{minutes:g}"
            found[f"filmed_{name}"] = _percent(bands["filmed"][mark])
            if done.settings.rule[mark] != 1:
                found[f"rule_{name}"] = _percent(bands["rule"][mark])
            found[f"times_{name}"] = _rounded(bands["mean"][mark], 2, "")
            found[f"unseen_{name}"] = _rounded(band(unseen[:, mark, middle]), 0, "m")
    for operator in exposures[0].operators:
        if len(exposures[0].operators) == 1:  # it would be the share of all once more
            break
        shares = [each.operators[operator] for each in exposures]
        found[f"share_in_view_{operator}"] = _percent(band(shares))
    for level, entries in done.scenarios.items():
        name = f"scenario_{level:g}"
        found[f"share_in_view_{name}"] = _percent(band([share for share, _ in entries]))
        walked = np.array([walks.filmed for _, walks in entries])
        for mark, minutes in enumerate(done.settings.minutes):
            found[f"filmed_random_{minutes:g}_{name}"] = _percent(band(walked[:, mark]))
    return {name: quantity for name, quantity in found.items() if quantity is not None}


def _percent(ends: tuple[float, float] | None) -> Quantity | None:
    return _rounded(None if ends is None else (100 * ends[0], 100 * ends[1]), 2, "%")


def _rounded(ends: tuple[float, float] | None, digits: int, unit: str) -> Quantity | None:
    return None if ends is None else Quantity(round(ends[0], digits), round(ends[1], digits), unit)


def _parameters(
    city: City,
    purpose: str,
    metres: tuple[float, float] | None,
    settings: Settings,
    journey: Journey | None,
    inputs: Inputs,
    rule_source: str,
) -> tuple[dict[str, Any], dict[str, str]]:
    """What went in, and where each of it is from."""
    published = load_figures("exposure").default("walking_speed")
    speed = published.citation if settings.speed == default_speed() else GIVEN
    entries: dict[str, tuple[Any, str]] = {
        "map": (city.name, city.attribution),
        "map_sha256": (city.sha256, city.attribution),
        "purpose": (purpose, citation(purpose)),
        "minutes": (list(settings.minutes), rule_source),
        "rule": (list(settings.rule), rule_source),
        "speed": (list(settings.speed), speed),
        "walks": (settings.walks, CHOSEN),
        "draws": (settings.draws, CHOSEN),
        "seed": (settings.seed, CHOSEN),
        "alike": (settings.alike, ASSUMED),
        "completeness": (list(settings.completeness), f"scenario: {ASSUMED}"),
        "width": (settings.width, CHOSEN),
        "opening": (inputs.opening, ASSUMED),
    }
    if metres is not None:
        entries["metres"] = (list(metres), GIVEN)
    if journey is not None:
        entries["journey"] = (
            {"from": list(journey.origin), "to": list(journey.goal), "detour": journey.detour},
            GIVEN,
        )
    if inputs.registers:
        whose = inputs.register or ""
        entries["register"] = (list(inputs.registers), whose)
        entries["register_sha256"] = (list(inputs.register_sha256), whose)
        entries["mappings"] = ([dict(mapping) for mapping in inputs.mappings], GIVEN)
    if inputs.map_cameras is not None:
        entries["map_cameras"] = (inputs.map_cameras, GIVEN)
    if inputs.admin_level is not None:
        entries["admin_level"] = (inputs.admin_level, GIVEN)
    if inputs.districts:
        entries["districts"] = (inputs.districts, GIVEN)
        entries["districts_sha256"] = (inputs.districts_sha256, GIVEN)
    values = {name: value for name, (value, _) in entries.items()}
    return values, {name: source for name, (_, source) in entries.items()}
