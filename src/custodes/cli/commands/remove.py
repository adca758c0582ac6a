"""``custodes remove``."""

from __future__ import annotations

from pathlib import Path

import click

from custodes.cli.options import case_argument, json_option


@click.command(short_help="Remove a document with all that was made of it.")
@case_argument
@click.argument("document")
@click.option("--reason", required=True, help="Why, for the log: say nothing that must go.")
@click.option("--yes", is_flag=True, help="Do not ask whether it is meant.")
@json_option
def command(case: Path, document: str, reason: str, yes: bool, as_json: bool) -> None:
    """Remove DOCUMENT (the beginning of its SHA-256, or its file name) from CASE for good.

    Its bytes, text, claims, reviews, notes and findings go, and the names cleared for it alone. A
    line in the custody log, with the SHA-256 and your reason, is all that stays; the same file is
    not taken in again. Copies that you made of the case, and dossiers, are yours to remove.

    \b
    Example:
      custodes remove wuhai 3fa9c1 --reason "court order of 2 March"
    """
    from custodes.case import Case
    from custodes.cli.choosing import the_one
    from custodes.cli.terminal import print_json, print_line

    with Case.open(case) as opened:
        sha256, name = the_one(opened, document)
        if not yes:
            click.confirm(f"Remove {name} ({sha256[:12]}) for good?", abort=True, err=True)
        opened.remove(sha256, reason)
    if as_json:
        print_json({"removed": sha256})
    else:
        print_line(f"removed: {sha256}")
