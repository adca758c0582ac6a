"""``custodes audit linkage``."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from custodes.cli.auditing import audit_options, deliver, opened
from custodes.cli.options import PATH
from custodes.cli.terminal import say

SYNTHETIC = ("people", "days", "events_a_day", "width_km")
SECONDS_BETWEEN_LINES = 5.0
MAPPING = ("pseudonym", "time", "place", "longitude", "latitude")


@click.command(short_help="How many people a few points of place and time single out.")
@click.argument("file", required=False, type=PATH)
@click.option("--people", type=int, help="How many synthetic people.  [default: 100000]")
@click.option("--days", type=int, help="For how many days they live.  [default: 14]")
@click.option("--events-a-day", type=float, help="How often the data see a person.  [default: 3.8]")
@click.option(
    "--width-km",
    type=float,
    help="The side of the square they live on.  [default: 230 people a cell]",
)
@click.option(
    "--cell-metres",
    type=float,
    default=500.0,
    show_default=True,
    help="How wide the finest cell is; in a file, where places are --lon and --lat.",
)
@click.option(
    "--points",
    type=int,
    default=4,
    show_default=True,
    help="Up to how many points are known of a person.",
)
@click.option(
    "--draws", type=int, default=3, show_default=True, help="How often the points are drawn."
)
@click.option("--seed", type=int, default=1, show_default=True, help="What chance begins with.")
@click.option("--pseudonym", help="The column of FILE that tells people apart.")
@click.option("--time", help="The column of FILE with times.")
@click.option("--place", help="The column of FILE with names or numbers of places.")
@click.option("--lon", "longitude", help="The column of FILE with longitudes, in degrees.")
@click.option("--lat", "latitude", help="The column of FILE with latitudes, in degrees.")
@audit_options
def command(
    file: Path | None,
    cell_metres: float,
    points: int,
    draws: int,
    seed: int,
    case_path: Path | None,
    out: Path | None,
    language: str,
    as_json: bool,
    **chosen: int | float | str | None,
) -> None:
    """Measure how many people a few points of place and time single out (unicity).

    Without FILE the people are synthetic, and data sets about them are joined as well. With FILE,
    one pseudonymous file (Parquet or CSV) is measured whole: at least 1,000 people, no filters,
    no second file. Only rounded figures come out, and the run is written to the custody log of
    the case, which is why --case is needed then.

    \b
    Example:
      custodes audit linkage --people 100000 --days 14 --seed 1 --out unicity
      custodes audit linkage trips.parquet --case wuhai --pseudonym card --time at --place station
    """
    given = {name: value for name, value in chosen.items() if value is not None}
    _check(file, case_path, given)
    progress = _shown()
    with opened(case_path) as case:
        if file is None:
            from custodes.audits.linkage import audit

            result = audit(
                seed=seed,
                points=points,
                draws=draws,
                cell_metres=cell_metres,
                progress=progress,
                **given,  # type: ignore[arg-type]
            )
        else:
            from custodes.audits.linkage import audit_file

            assert case is not None  # noqa: S101 -- checked above
            result = audit_file(
                case,
                file,
                seed=seed,
                points=points,
                draws=draws,
                cell_metres=cell_metres,
                progress=progress,
                **given,  # type: ignore[arg-type]
            )
        deliver([result], case=case, out=out, language=language, as_json=as_json)


def _shown() -> Callable[[int, int], None]:
    """Says now and then how far a measurement has come."""
    last = time.monotonic()

    def show(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= SECONDS_BETWEEN_LINES:
            last = time.monotonic()
            say(f"{done} of {total} resolutions measured")

    return show


def _check(file: Path | None, case_path: Path | None, given: Mapping[str, object]) -> None:
    """Refuse what does not go together."""
    if file is None:
        mapped = [name for name in MAPPING if name in given]
        if mapped:
            raise click.UsageError(f"--{_option(mapped[0])} names a column, and no FILE was given")
        return
    simulated = [name for name in SYNTHETIC if name in given]
    if simulated:
        raise click.UsageError(
            f"--{_option(simulated[0])} is about synthetic people; FILE is measured whole"
        )
    if case_path is None:
        raise click.UsageError(
            "measuring a file needs --case: the run is written to that case's custody log. "
            "'custodes init CASE' starts one."
        )
    for needed in ("pseudonym", "time"):
        if needed not in given:
            raise click.UsageError(
                f"say which column of FILE is the {needed}, with --{needed} COLUMN"
            )


def _option(name: str) -> str:
    return {"longitude": "lon", "latitude": "lat"}.get(name, name.replace("_", "-"))
