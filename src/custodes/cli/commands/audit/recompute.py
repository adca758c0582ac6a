"""``custodes audit recompute``."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import click

from custodes.cli.options import PATH, case_argument, json_option

if TYPE_CHECKING:
    from custodes.audits import Result
    from custodes.model import Finding, Quantity


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
                differences = _differences(kept, recompute(kept, opened, known))
            except AuditError as error:
                differences = [str(error)]
            compared.append((kept, differences))
    if as_json:
        print_json(
            [
                {"finding": kept.identifier, "method": kept.method, "differences": differences}
                for kept, differences in compared
            ]
        )
    else:
        columns = (Column("finding", fixed=True), Column("audit", fixed=True), Column("again"))
        rows = [
            (kept.identifier, kept.method, "; ".join(differences) or "the same figures")
            for kept, differences in compared
        ]
        print_table(columns, rows)
        print_line(f"{len(compared)} findings")
    return 1 if any(differences for _, differences in compared) else 0


def _differences(kept: Finding, again: Result) -> list[str]:
    """What is not the same, in words."""
    found = [
        f"{name}: {kept.figures.get(name)} before, {again.finding.figures.get(name)} now"
        for name in sorted({*kept.figures, *again.finding.figures})
        if not _same(kept.figures.get(name), again.finding.figures.get(name))
    ]
    if kept.verdict != again.finding.verdict:
        found.append(f"verdict: {kept.verdict} before, {again.finding.verdict} now")
    if kept.identifier != again.finding.identifier:
        found.append("its parameters, claims or version are not the same")
    return found


def _same(one: Quantity | None, other: Quantity | None) -> bool:
    """Whether two figures agree to nine digits: processors round sums differently."""
    if one is None or other is None or (one.unit, one.of) != (other.unit, other.of):
        return one == other
    return all(
        a == b or (a is not None and b is not None and math.isclose(a, b, rel_tol=1e-9))
        for a, b in ((one.low, other.low), (one.high, other.high))
    )
