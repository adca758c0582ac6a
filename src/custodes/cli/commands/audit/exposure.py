"""``custodes audit exposure``."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from custodes.cli.auditing import audit_options, deliver, opened
from custodes.cli.options import PATH
from custodes.cli.terminal import say

if TYPE_CHECKING:
    from custodes.audits.exposure.routes_told import Journey
    from custodes.case import Case

SECONDS_BETWEEN_LINES = 5.0


# Only newer versions of click have it generic.
class _Numbers(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """Numbers between separators: ``0.3..1``, ``24.94,60.17``."""

    def __init__(self, name: str, separator: str, least: int, most: int) -> None:
        self.name = name
        self.separator = separator
        self.least, self.most = least, most

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, ...]:
        if isinstance(value, tuple):
            return value
        try:
            numbers = tuple(float(part) for part in str(value).split(self.separator))
        except ValueError:
            numbers = ()
        if not self.least <= len(numbers) <= self.most:
            self.fail(f"{value!r} is not of the form {self.name}", param, ctx)
        return numbers


BAND = _Numbers("LOW..HIGH", "..", 1, 2)
POINT = _Numbers("LON,LAT", ",", 2, 2)
LIST = _Numbers("N,N,…", ",", 1, 12)


@click.command(short_help="How watched a walk through a city is.")
@click.argument("city", type=PATH)
@click.option(
    "--register", "registers", type=PATH, multiple=True, help="Cameras from this CSV or GeoJSON."
)
@click.option(
    "--mapping",
    "mappings",
    multiple=True,
    help="How the register is read: a TOML file, or the name of one that comes along. "
    "[default: the TOML file beside the register]",
)
@click.option(
    "--map-cameras", is_flag=True, help="Take the map's cameras beside those of the register."
)
@click.option("--districts", type=PATH, help="Parts of the city, from this GeoJSON.")
@click.option("--admin-level", type=int, help="Parts of the city: boundaries of this level.")
@click.option("--name", default="", help="What the city is called.  [default: the file's name]")
@click.option(
    "--purpose",
    type=click.Choice(("identify", "recognise", "observe", "detect")),
    default="recognise",
    show_default=True,
    help="What an image is to serve for; it sets how far cameras see.",
)
@click.option("--range", "metres", type=BAND, help="Metres that cameras see, LOW..HIGH, instead.")
@click.option("--opening", type=float, help="Degrees that a camera sees whose angle nothing says.")
@click.option("--minutes", type=LIST, default="10,20,30", show_default=True, help="Walks so long.")
@click.option(
    "--rule", type=LIST, help="How often a walk of each length is to be filmed.  [default: once]"
)
@click.option(
    "--rule-claim",
    default="",
    help="The claim of the case that the rule is from: its identifier, or words of its quote.",
)
@click.option("--speed", type=BAND, help="Metres a second, LOW..HIGH.  [default: as published]")
@click.option(
    "--completeness",
    type=BAND,
    default="1",
    show_default=True,
    help="Scenarios: the share of the cameras that the map holds, LOW..1.",
)
@click.option("--from", "origin", type=POINT, help="Where a route begins, LON,LAT.")
@click.option("--to", "goal", type=POINT, help="Where it ends, LON,LAT.")
@click.option(
    "--detour",
    type=float,
    default=1.5,
    show_default=True,
    help="How long the least exposed way may be, as a multiple of the shortest.",
)
@click.option(
    "--hexagon", type=float, default=500.0, show_default=True, help="Metres across a hexagon."
)
@click.option(
    "--walks", type=int, default=2_000, show_default=True, help="Walks of each kind a draw."
)
@click.option(
    "--draws", type=int, default=20, show_default=True, help="Draws of what is not known."
)
@click.option("--seed", type=int, default=1, show_default=True, help="What chance begins with.")
@click.option("--no-pictures", is_flag=True, help="Compute the figures only.")
@audit_options
def command(
    city: Path,
    case_path: Path | None,
    out: Path | None,
    language: str,
    as_json: bool,
    **chosen: Any,
) -> None:
    """Measure how much of a city's streets its cameras have in view, and what walks meet.

    CITY is an OpenStreetMap extract (.osm.pbf or .osm). Its cameras are those that were mapped,
    which are few and not at random; a register of a city's cameras (CSV or GeoJSON) is better.
    Every figure is a band. It is no planning tool: unseen stretches are neither ranked nor given.

    \b
    Example:
      custodes audit exposure helsinki.osm.pbf --completeness 0.3..1 --out exposure
      custodes audit exposure paris.osm.pbf --register data.csv --mapping paris --out exposure
      custodes audit exposure helsinki.osm.pbf --from 24.94,60.17 --to 24.955,60.165
    """
    from custodes.audits.exposure import audit
    from custodes.audits.exposure.inputs import read_inputs

    journey = _journey(chosen)
    registers = _registers(chosen["registers"], chosen["mappings"])
    settings = _settings(chosen)
    with opened(case_path) as case:
        rule = _rule_source(case, chosen["rule_claim"])
        optional = {"opening": chosen["opening"]} if chosen["opening"] is not None else {}
        say(f"reading {city}")
        town, inputs = read_inputs(
            city,
            name=chosen["name"],
            registers=registers,
            map_cameras=True if chosen["map_cameras"] else None,
            districts=chosen["districts"],
            admin_level=chosen["admin_level"],
            **optional,
        )
        for warning in town.warnings:
            say(warning)
        result = audit(
            town,
            purpose=chosen["purpose"],
            metres=_ends(chosen["metres"]),
            settings=settings,
            journey=journey,
            inputs=inputs,
            pictures=not chosen["no_pictures"],
            language=language,
            progress=_shown(),
            **rule,
        )
        deliver([result], case=case, out=out, language=language, as_json=as_json)


def _settings(chosen: dict[str, Any]) -> Any:
    from custodes.audits.exposure.audit import default_speed
    from custodes.audits.exposure.study import Settings, completeness_levels

    minutes = tuple(chosen["minutes"])
    rule = chosen["rule"] or (1,) * len(minutes)
    return Settings(
        minutes=tuple(int(value) if value == int(value) else value for value in minutes),
        rule=tuple(int(times) for times in rule),
        speed=_ends(chosen["speed"]) or default_speed(),
        completeness=completeness_levels(*(_ends(chosen["completeness"]) or (1.0, 1.0))),
        walks=chosen["walks"],
        draws=chosen["draws"],
        seed=chosen["seed"],
        width=chosen["hexagon"],
    )


def _ends(band: tuple[float, ...] | None) -> tuple[float, float] | None:
    return None if band is None else (band[0], band[-1])


def _journey(chosen: dict[str, Any]) -> Journey | None:
    origin, goal = chosen["origin"], chosen["goal"]
    if origin is None and goal is None:
        return None
    if origin is None or goal is None:
        raise click.UsageError("a route needs both --from and --to")
    from custodes.audits.exposure.routes_told import Journey

    return Journey(origin, goal, chosen["detour"])


def _registers(paths: Sequence[Path], mappings: Sequence[str]) -> list[tuple[Path, str | None]]:
    if mappings and len(mappings) != len(paths):
        raise click.UsageError("give a --mapping for each --register, in the same order, or none")
    return list(zip(paths, mappings or (None,) * len(paths), strict=True))


def _rule_source(case: Case | None, claim: str) -> dict[str, str]:
    from custodes.audits import AuditError

    if not claim:
        return {}
    if case is None:
        raise AuditError("--rule-claim names a claim of a case: give the case with --case")
    found = [
        known for known in case.claims() if claim in (known.identifier, known.quote.exact)
    ] or [known for known in case.claims() if claim in known.quote.exact]
    if len(found) != 1:
        listed = "".join(f"\n  {known.identifier}  {known.quote.exact}" for known in found)
        raise AuditError(
            f"{case.path} has {len(found) or 'no'} claims that say {claim!r}, where one is needed; "
            f"custodes claims {case.path} lists those it has{listed}"
        )
    return {"rule_source": found[0].identifier}


def _shown() -> Callable[[int, int], None]:
    """Says now and then how far the computation has come."""
    last = time.monotonic()

    def show(done: int, steps: int) -> None:
        nonlocal last
        if time.monotonic() - last >= SECONDS_BETWEEN_LINES:
            last = time.monotonic()
            say(f"{done} of {steps} draws computed")

    return show
