"""``custodes audit dragnet``."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from custodes.cli.auditing import audit_options, deliver, opened
from custodes.cli.options import PATH
from custodes.cli.progress import SECONDS_BETWEEN_LINES
from custodes.cli.terminal import say

_STEPS = {"people": "people simulated", "places": "places asked about"}


class _Values(click.ParamType[tuple[float, ...]]):
    """``50..500`` (so many steps), ``50,150,500`` or ``150``."""

    name = "values"

    def __init__(self, steps: int) -> None:
        self._steps = steps

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[float, ...]:
        """The values; fails for what is no number, or a band whose ends are in the wrong order."""
        if isinstance(value, tuple):
            return value
        try:
            if ".." in value:
                low, high = (float(end) for end in value.split(".."))
                if not low < high:
                    self.fail(f"{value}: a band goes from a lower to a higher end", param, ctx)
                step = (high - low) / (self._steps - 1)
                return tuple(round(low + step * number, 3) for number in range(self._steps))
            return tuple(float(part) for part in value.split(","))
        except ValueError:
            self.fail(
                f"{value!r} is no number, list of numbers (50,150) or band (50..500)", param, ctx
            )


@click.command(short_help="Who is on a list of everyone who was near a place.")
@click.option(
    "--map",
    "map_path",
    type=PATH,
    help="Let people move on the streets of this OpenStreetMap extract, not on a grid.",
)
@click.option("--people", type=int, default=100_000, show_default=True, help="Synthetic people.")
@click.option("--days", type=int, default=14, show_default=True, help="Days that they live for.")
@click.option("--seed", type=int, default=1, show_default=True, help="What chance is drawn from.")
@click.option(
    "--width", type=float, default=10.0, show_default=True, help="Width of the grid, kilometres."
)
@click.option(
    "--profile",
    type=click.Choice(("centre", "uniform")),
    default="centre",
    show_default=True,
    help="Whether the grid is densest in its middle or even.",
)
@click.option(
    "--radius",
    "radii",
    type=_Values(10),
    default="50..500",
    show_default=True,
    help="Radii of the lists, metres: a band (in ten steps), or values with commas.",
)
@click.option(
    "--window",
    "windows",
    type=_Values(5),
    default="60",
    show_default=True,
    help="Windows, minutes: a band (in five steps), or values with commas.",
)
@click.option(
    "--dwell",
    "dwells",
    type=_Values(4),
    default="0",
    show_default=True,
    help="How long people must be recorded near, minutes: a band (four steps), or values.",
)
@click.option(
    "--area",
    type=float,
    default=50.0,
    show_default=True,
    help="Radius of the place that is really of interest, metres.",
)
@click.option(
    "--event",
    type=float,
    default=30.0,
    show_default=True,
    help="How long it is of interest, minutes.",
)
@click.option(
    "--positioning",
    type=click.Choice(("exact", "gps", "wifi", "cell")),
    default="exact",
    show_default=True,
    help="How people are located; each has a published median error.",
)
@click.option("--error", type=float, help="A median error of your own, metres.")
@click.option(
    "--fix",
    type=float,
    default=2.0,
    show_default=True,
    help="Minutes between two records of a person.",
)
@click.option(
    "--places", type=int, default=20, show_default=True, help="How many places are drawn."
)
@click.option(
    "--density",
    type=float,
    help="People on a square kilometre that counts are scaled to [default: 1500, the least of an "
    "urban centre (Eurostat)].",
)
@audit_options
def command(
    map_path: Path | None,
    people: int,
    days: int,
    seed: int,
    width: float,
    profile: str,
    radii: tuple[float, ...],
    windows: tuple[float, ...],
    dwells: tuple[float, ...],
    area: float,
    event: float,
    positioning: str,
    error: float | None,
    fix: float,
    places: int,
    density: float | None,
    case_path: Path | None,
    out: Path | None,
    language: str,
    as_json: bool,
) -> None:
    """Count who would be on a list of everyone recorded near a place, and who was really there.

    People are synthetic: they live, stay and travel as in published models, and nobody of them
    exists. Places are drawn by chance. Nothing here says which radius to ask for.

    \b
    Example:
      custodes audit dragnet --people 20000 --days 3 --radius 50..500 --window 60 --out near
    """
    from custodes.audits.dragnet import audit

    streets = None
    if map_path is not None:
        from custodes.audits.dragnet.streets import read_streets

        streets = read_streets(map_path)
    with opened(case_path) as case:
        with _progress() as progress:
            result = audit(
                people=people,
                days=days,
                seed=seed,
                width_km=width,
                profile=profile,
                streets=streets,
                radii=radii,
                windows=windows,
                dwells=dwells,
                area_metres=area,
                event_minutes=event,
                fix_minutes=fix,
                positioning="given" if error is not None else positioning,
                error_metres=error,
                points=places,
                density=density,
                progress=progress,
            )
        deliver([result], case=case, out=out, language=language, as_json=as_json)


@contextlib.contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    if not sys.stderr.isatty():
        yield _lines()
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, Any] = {}

        def show(step: str, done: int, of: int) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(_STEPS[step], total=of)
            bar.update(tasks[step], completed=done)

        yield show


def _lines() -> Callable[[str, int, int], None]:
    last = time.monotonic()

    def show(step: str, done: int, of: int) -> None:
        nonlocal last
        if time.monotonic() - last >= SECONDS_BETWEEN_LINES:
            last = time.monotonic()
            say(f"{done:,} of {of:,} {_STEPS[step]}")

    return show
