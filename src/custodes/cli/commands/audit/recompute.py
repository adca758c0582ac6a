"""``custodes audit recompute``."""

from __future__ import annotations

from pathlib import Path

import click

from custodes.cli.options import PATH, case_argument, json_option


@click.command(short_help="Compute the findings of a case again and compare.")
@case_argument
@click.option(
    "--data",
    multiple=True,
    type=PATH,
    help="A public file that a finding was computed from (a map, a register); may be repeated.",
)
@click.option("--finding", default="", help="Only the finding whose identifier begins so.")
@json_option
def command(case: Path, data: tuple[Path, ...], finding: str, as_json: bool) -> int:
    """Compute every finding of CASE again from what it names, and say which figures differ.

    Exit status 1 says that a figure differs or could not be computed again.

    \b
    Example:
      custodes audit recompute wuhai --data helsinki.osm.pbf
    """
    from custodes.audits import AuditError, recompute
    from custodes.audits.comparing import differences
    from custodes.audits.results import sha256_of
    from custodes.case import Case
    from custodes.cli.terminal import Column, print_json, print_line, print_table

    known = {sha256_of(path): path for path in data}
    compared = []
    with Case.open(case) as opened:
        for kept in opened.findings():
            if not kept.identifier.startswith(finding):
                continue
            try:
                found = differences(kept, recompute(kept, opened, known).finding)
            except AuditError as error:
                found = [str(error)]
            compared.append((kept, found))
    if as_json:
        print_json(
            [
                {"finding": kept.identifier, "method": kept.method, "differences": found}
                for kept, found in compared
            ]
        )
    else:
        columns = (Column("finding", fixed=True), Column("audit", fixed=True), Column("again"))
        rows = [
            (kept.identifier, kept.method, "; ".join(found) or "the same figures")
            for kept, found in compared
        ]
        print_table(columns, rows)
        print_line(f"{len(compared)} findings")
    return 1 if any(found for _, found in compared) else 0
