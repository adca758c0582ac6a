"""The audits that measure files which were sent: a city's exposure, and a pseudonymous file."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from custodes.audits import AuditError, Result
from custodes.case import Case
from custodes.workbench.audits.forms import Field, fields_of, filled, number_of, numbers_of

Progress = Callable[[str, int, int], None]
Sent = Mapping[str, Sequence[str]]


def exposure(sent: Sent, case: Case, progress: Progress, files: Mapping[str, Path]) -> Result:
    """How watched walks through a city are, by its map, and registers if they were sent."""
    from custodes.audits.exposure import audit
    from custodes.audits.exposure.inputs import read_inputs
    from custodes.audits.exposure.study import Settings, completeness_levels

    if "map" not in files:
        raise AuditError("give a map first: an OpenStreetMap extract, .osm.pbf or .osm")
    form = _form("exposure", sent)
    minutes = numbers_of(form["minutes"].value, "minutes")
    rule = form["rule"].value.strip()
    settings = Settings(
        minutes=tuple(int(value) if value == int(value) else value for value in minutes),
        rule=tuple(map(int, numbers_of(rule, "rule"))) if rule else (1,) * len(minutes),
        speed=(form["speed"].low_number, form["speed"].high_number),
        completeness=completeness_levels(
            form["completeness"].low_number, form["completeness"].high_number
        ),
        walks=int(form["walks"].low_number),
        draws=int(form["draws"].low_number),
        seed=int(form["seed"].low_number),
    )
    level = form["admin_level"].value.strip()
    progress("map", 0, 1)
    town, inputs = read_inputs(
        files["map"],
        name=form["name"].value,
        registers=[(files["register"], _mapping(form, files))] if "register" in files else [],
        map_cameras=True if sent.get("map_cameras") else None,
        districts=files.get("districts"),
        admin_level=int(number_of(level, "admin_level")) if level else None,
    )
    return audit(
        town,
        purpose=form["purpose"].value,
        settings=settings,
        journey=_journey(form),
        inputs=inputs,
        pictures=False,
        progress=lambda done, of: progress("draws", done, of),
        **_rule_source(case, form["rule_claim"].value.strip()),
    )


def linkage(sent: Sent, case: Case, progress: Progress, files: Mapping[str, Path]) -> Result:
    """How many people a few points single out: synthetic ones, or those of a file."""
    from custodes.audits.linkage import audit, audit_file

    form = _form("linkage", sent)

    def shown(done: int, of: int) -> None:
        progress("resolutions", done, of)

    common: dict[str, Any] = {
        "points": int(form["points"].low_number),
        "draws": int(form["draws"].low_number),
        "seed": int(form["seed"].low_number),
        "cell_metres": form["cell_metres"].low_number,
        "progress": shown,
    }
    columns = {
        name: form[name].value.strip() for name in ("pseudonym", "time", "place", "lon", "lat")
    }
    if "file" not in files:
        if any(columns.values()):
            raise AuditError("columns of a file are named, and no file was sent. Choose it again.")
        return audit(
            people=int(form["people"].low_number), days=int(form["days"].low_number), **common
        )
    if not columns["pseudonym"] or not columns["time"]:
        raise AuditError("say which column tells people apart, and which one has the times")
    return audit_file(
        case,
        files["file"],
        pseudonym=columns["pseudonym"],
        time=columns["time"],
        place=columns["place"] or None,
        longitude=columns["lon"] or None,
        latitude=columns["lat"] or None,
        **common,
    )


def _form(kind: str, sent: Sent) -> dict[str, Field]:
    first = {name: values[0] for name, values in sent.items() if values}
    return {field.name: field for field in filled(fields_of(kind), first)}


def _mapping(form: Mapping[str, Field], files: Mapping[str, Path]) -> Any:
    """How a register is read: a name that comes along, or a TOML file that was sent."""
    from custodes.audits.exposure.register_mapping import ready_mappings

    name = form["mapping"].value.strip()
    if "mapping_file" in files:
        try:
            return tomllib.loads(files["mapping_file"].read_bytes().decode("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise AuditError(f"how the register is read is no TOML file: {error}") from error
    if name in ready_mappings():
        return name
    raise AuditError(
        "a register needs a mapping that says which column is what and whose list it is: send its "
        f"TOML file, or name one of {', '.join(ready_mappings())}."
    )


def _journey(form: Mapping[str, Field]) -> Any:
    from custodes.audits.exposure.routes_told import Journey

    ends = [form[name].value.strip() for name in ("origin", "goal")]
    if not any(ends):
        return None
    if not all(ends):
        raise AuditError("a route has two ends: give both, as longitude,latitude")
    points = []
    for name, words in zip(("origin", "goal"), ends, strict=True):
        numbers = numbers_of(words, name)
        if len(numbers) != 2:
            raise AuditError(f"{name}: {words!r} is not of the form longitude,latitude")
        points.append((numbers[0], numbers[1]))
    return Journey(points[0], points[1], form["detour"].low_number)


def _rule_source(case: Case, claim: str) -> dict[str, Any]:
    if not claim:
        return {}
    if claim not in case.claims_named([claim]):
        raise AuditError(f"the case has no claim {claim!r}: take its identifier from its address")
    return {"rule_source": claim}
