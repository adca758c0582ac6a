"""``custodes remove``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from custodes.cli.options import case_argument, json_option

if TYPE_CHECKING:
    from custodes.case import Case


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
    from custodes.cli.terminal import print_json, print_line

    with Case.open(case) as opened:
        sha256, name = _the_one(opened, document)
        if not yes:
            click.confirm(f"Remove {name} ({sha256[:12]}) for good?", abort=True, err=True)
        opened.remove(sha256, reason)
    if as_json:
        print_json({"removed": sha256})
    else:
        print_line(f"removed: {sha256}")


def _the_one(case: Case, wanted: str) -> tuple[str, str]:
    """The SHA-256 and name of the one document that is meant."""
    from custodes.case import WrongArgumentError

    there = {document.sha256: document.name for document in case.documents()}
    there |= {failure.sha256: failure.name for failure in case.failures() if failure.sha256}
    found = [
        (sha256, name)
        for sha256, name in there.items()
        if name == wanted or (len(wanted) >= 4 and sha256.startswith(wanted.lower()))
    ]
    if len(found) != 1:
        listed = "".join(f"\n  {sha256[:12]} {name}" for sha256, name in found)
        raise WrongArgumentError(
            f"{wanted!r} is {len(found)} documents; it must be one. 'custodes claims --json' and "
            f"'custodes status' name them by their SHA-256.{listed}"
        )
    return found[0]
