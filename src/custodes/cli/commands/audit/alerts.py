"""``custodes audit alerts``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from custodes.cli.auditing import audit_options, deliver, opened
from custodes.cli.options import PATH, Decorator

if TYPE_CHECKING:
    from custodes.audits import Result


def _band(option: str, name: str, words: str) -> Decorator:
    return click.option(option, name, metavar="LOW..HIGH", help=words)


@click.command(short_help="What a face watchlist does in a crowd.")
@click.option(
    "--preset",
    "presets",
    multiple=True,
    metavar="NAME",
    help="A published trial, from its own counts; more than one are set side by side.",
)
@click.option("--list", "listing", is_flag=True, help="Show the presets and the sourced figures.")
@click.option("--file", "file", type=PATH, help="A scenario as a TOML file, with its sources.")
@_band("--passers-by", "passers_by", "Faces compared with the list, a day.")
@_band("--listed", "listed", "Share (0 to 1) of those faces that belong to listed persons.")
@_band("--list-size", "list_size", "Entries on the list; needed with --false-match-rate.")
@_band("--false-match-rate", "false_match_rate", "One to one: chance of a match with one entry.")
@_band(
    "--false-positive-rate",
    "false_positive_rate",
    "One to many: chance that an unlisted face raises an alarm.",
)
@_band(
    "--found",
    "found",
    "Share of a listed person's passes that raise the alarm.  [default: swp_2018_found]",
)
@_band("--days", "days", "Days a year on which it runs.  [default: 365]")
@_band("--visits-listed", "visits_listed", "Passes of a listed person a year.  [default: 365]")
@_band(
    "--visits-unlisted", "visits_unlisted", "Passes of an unlisted person a year.  [default: 365]"
)
@click.option(
    "--group",
    "groups",
    type=(str, str, str),
    multiple=True,
    metavar="NAME SHARE RATIO",
    help="A part of the crowd: its share of it, and its false alarms for each of the common rate.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of the simulation.")
@click.option("--draws", type=int, default=10_000, show_default=True, help="Simulated draws.")
@audit_options
def command(
    presets: tuple[str, ...],
    listing: bool,
    file: Path | None,
    groups: tuple[tuple[str, str, str], ...],
    seed: int,
    draws: int,
    case_path: Path | None,
    out: Path | None,
    language: str,
    as_json: bool,
    **inputs: str | None,
) -> None:
    """Compute how many alarms of a face watchlist are right, and who meets the wrong ones.

    Give a published trial (--preset), a file (--file), or your own numbers: a value is a number,
    a range LOW..HIGH, or the name of a sourced figure (see --list). Every figure comes out as the
    range that the inputs allow, exact and simulated.

    \b
    Example:
      custodes audit alerts --preset south-wales-2017 --preset metropolitan-2024
      custodes audit alerts --passers-by 5000..20000 --listed 0..0.001 \\
        --list-size 1000 --false-match-rate 1e-9..1e-7 --found 0.7..0.9
    """
    given = {name: value for name, value in inputs.items() if value is not None}
    if listing:
        _show_list(as_json)
        return
    result = _result(presets, file, given, groups, seed, draws)
    _warn(result)
    with opened(case_path) as case:
        deliver([result], case=case, out=out, language=language, as_json=as_json)


def _result(
    presets: tuple[str, ...],
    file: Path | None,
    given: dict[str, str],
    groups: tuple[tuple[str, str, str], ...],
    seed: int,
    draws: int,
) -> Result:
    from custodes.audits import AuditError
    from custodes.audits.alerts import audit, audit_trials
    from custodes.audits.alerts.reading import read_file, scenario_from

    ways = [bool(presets), file is not None, bool(given or groups)]
    if sum(ways) != 1:
        raise AuditError(
            "give either --preset, or --file, or your own numbers (at least --passers-by, "
            "--listed and a rate of false alarms); --list shows the presets"
        )
    if presets:
        return audit_trials(presets)
    if file is not None:
        return audit(read_file(file), seed=seed, draws=draws)
    parts = [
        {"name": name, "share": share, "false_positive_ratio": ratio}
        for name, share, ratio in groups
    ]
    scenario = scenario_from(given, parts, where="command line")
    return audit(scenario, seed=seed, draws=draws)


def _warn(result: Result) -> None:
    """On standard error: what rests on a source that was not read itself."""
    from custodes.cli.terminal import say

    unseen = sorted(
        {source for source in result.finding.sources.values() if "source not seen" in source}
    )
    for source in unseen:
        say(f"warning: {source}")


def _show_list(as_json: bool) -> None:
    from custodes.audits.alerts.trials import load_trials
    from custodes.audits.sourced import load_figures
    from custodes.cli.terminal import Column, print_json, print_line, print_table

    trials = [
        {"preset": trial.key, "name": trial.name["en"], "primary_seen": trial.primary_seen}
        for trial in load_trials().values()
    ]
    figures = [
        {
            "figure": name,
            "low": figure.quantity.low,
            "high": figure.quantity.high,
            "of": figure.quantity.of,
            "source": figure.citation,
        }
        for name, figure in load_figures("alerts").items()
    ]
    if as_json:
        print_json({"presets": trials, "figures": figures})
        return
    print_table(
        (Column("preset", fixed=True), Column("trial"), Column("primary source")),
        [
            (
                str(trial["preset"]),
                str(trial["name"]),
                "seen" if trial["primary_seen"] else "not seen",
            )
            for trial in trials
        ],
    )
    print_line()
    print_table(
        (Column("figure", fixed=True), Column("value"), Column("of"), Column("source")),
        [
            (
                str(row["figure"]),
                _value(row["low"], row["high"]),
                str(row["of"]),
                str(row["source"]),
            )
            for row in figures
        ],
    )


def _value(low: Any, high: Any) -> str:
    if low == high:
        return f"{low:g}"
    return f"{low:g}..{'' if high is None else f'{high:g}'}"
