"""``custodes audit worksheet``."""

from __future__ import annotations

from pathlib import Path

import click

from custodes.cli.auditing import audit_options
from custodes.cli.options import PATH


@click.command(short_help="Do the sums: does a claim's arithmetic hold?")
@click.argument("sheet", required=False, type=PATH)
@click.option(
    "--check",
    is_flag=True,
    help="Without a sheet: look for sums of the case that do not come out.",
)
@audit_options
def command(
    sheet: Path | None,
    check: bool,
    case_path: Path | None,
    out: Path | None,
    language: str,
    as_json: bool,
) -> None:
    """Work out the sums of SHEET (a TOML file) and judge the figure that it says is claimed.

    Its cells take figures from the claims of --case, or are numbers with a source; a sheet of
    numbers alone needs no case. With --check and no sheet, the claims of --case are searched for
    percentages, totals and shares that do not come out, and figures that two documents give
    differently.

    \b
    Example:
      custodes audit worksheet sheet.toml --case my-case --out sums
      custodes audit worksheet --check --case my-case
    """
    from custodes.audits.worksheet import audit
    from custodes.audits.worksheet import check as check_case
    from custodes.cli.auditing import deliver, opened

    if check == (sheet is not None):
        raise click.UsageError("give either a SHEET or --check, and not both.")
    if check and case_path is None:
        raise click.UsageError("--check looks at the claims of a case: name it with --case CASE.")
    with opened(case_path) as case:
        if check and case is not None:
            result = check_case(case)
        elif sheet is not None:
            result = audit(sheet, case)
        deliver([result], case=case, out=out, language=language, as_json=as_json)
