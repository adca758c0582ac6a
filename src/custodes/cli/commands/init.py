"""``custodes init``."""

from __future__ import annotations

from pathlib import Path

import click

from custodes.cli.options import PATH, json_option


@click.command(short_help="Start a case.")
@click.argument("case", type=PATH)
@click.option("--name", default="", help="What to call it; by default as its folder.")
@click.option(
    "--language",
    "languages",
    multiple=True,
    default=("zh", "en"),
    show_default=True,
    help="A language that its documents are in; may be given several times.",
)
@json_option
def command(case: Path, name: str, languages: tuple[str, ...], as_json: bool) -> None:
    """Start a case in the new folder CASE.

    \b
    Example:
      custodes init wuhai --name "Wuhai's police cloud"
    """
    from custodes.case import Case
    from custodes.cli.terminal import print_json, print_line

    with Case.create(case, name, languages) as created:
        if as_json:
            print_json({"case": str(created.path), "name": created.name})
        else:
            print_line(f"{created.name} is ready. Now: custodes add {case} PATH…")
