"""``custodes contradictions``."""

from __future__ import annotations

from pathlib import Path

import click

from custodes.cli.options import case_argument, json_option

KINDS = ("denial", "figure", "purpose", "attribution")
A_SIDE = 3


@click.command(short_help="Show which claims do not go together.")
@case_argument
@click.option("--kind", type=click.Choice(KINDS), help="Only contradictions of this kind.")
@json_option
def command(case: Path, kind: str | None, as_json: bool) -> None:
    """Show the claims of CASE that cannot all hold, or whose source is told in two ways.

    A denial and all that it denies are one entry. Nothing is judged: each side is shown with its
    documents. This is for your own eyes; nothing is masked here.

    \b
    Example:
      custodes contradictions wuhai --kind denial
    """
    from custodes.case import Case
    from custodes.cli.terminal import Column, print_json, print_line, print_table
    from custodes.evidence import disagreements
    from custodes.evidence.disputes import disputes
    from custodes.release.reprints import Reprints

    with Case.open(case) as opened:
        reprints = Reprints(opened)
        heard = [claim for claim in opened.claims() if not reprints.repeats(claim)]
        names = {document.sha256: document.name for document in opened.documents()}
        holders = {claim.identifier: claim.document for claim in heard}
        pairs = [
            pair for pair in disagreements(heard) if not reprints.within_one_source(pair, holders)
        ]
    claims = {claim.identifier: claim for claim in heard}
    found = [one for one in disputes(pairs, claims) if kind in (None, one.kind)]
    if as_json:
        print_json(found)
        return
    rows = []
    for number, one in enumerate(found, 1):
        for side in one.sides:
            for claim in side.claims[:A_SIDE]:
                held = claims[claim]
                rows.append(
                    (str(number), one.kind, side.name, held.quote.exact, names[held.document])
                )
            if len(side.claims) > A_SIDE:
                rows.append((str(number), one.kind, side.name, f"+{len(side.claims) - A_SIDE}", ""))
    columns = (
        Column("no.", number=True),
        Column("kind", fixed=True),
        Column("side"),
        Column("quote"),
        Column("document"),
    )
    print_table(columns, rows)
    print_line(f"{len(found)} contradictions")
