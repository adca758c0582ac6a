"""``custodes audit``: one module an audit."""

from __future__ import annotations

import click

from custodes.cli.folders import CommandFolder


@click.command(
    cls=CommandFolder, folder=__name__, short_help="Put what the documents say to the test."
)
def command() -> None:
    """Compute what a programme does to people, from claims and public data.

    With --case the result is kept in the case and goes into its dossier; with --out it is written
    as a page with its pictures and data.

    \b
    Example:
      custodes audit alerts --preset south-wales-2017 --out alarms
    """
