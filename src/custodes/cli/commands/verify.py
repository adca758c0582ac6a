"""``custodes verify``."""

from __future__ import annotations

from pathlib import Path

import click

from custodes.cli.options import case_argument, json_option


@click.command(short_help="Check originals, custody log and texts.")
@case_argument
@json_option
def command(case: Path, as_json: bool) -> int:
    """Check that originals, custody log, texts and decisions of CASE are as they were put there.

    Exit status 1 says that something is not. Note down the digest that it prints: if the log is
    ever rewritten from the beginning, no line of the new one will have it.

    \b
    Example:
      custodes verify wuhai
    """
    from custodes.case import Case
    from custodes.cli.program import FAILED
    from custodes.cli.terminal import Column, print_json, print_line, print_table

    with Case.open(case) as opened:
        problems = opened.verify()
        status = opened.status()
    if as_json:
        print_json({"problems": problems, "custody_head": status.custody_head})
    elif problems:
        columns = (Column("problem", fixed=True), Column("of"), Column("what is wrong"))
        print_table(columns, ((found.code, found.subject, found.words) for found in problems))
        print_line(f"{len(problems)} problems")
    else:
        print_line(
            f"whole: {status.documents} documents, {status.custody_events} custody lines, "
            f"the last {status.custody_head}"
        )
    return FAILED if problems else 0
