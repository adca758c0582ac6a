"""``custodes entities``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from custodes.cli.options import case_argument, json_option

if TYPE_CHECKING:
    from custodes.evidence.entities import Ambiguous, Resolved
    from custodes.model import MentionKind

KINDS = (
    "agency",
    "company",
    "place",
    "person",
    "programme",
    "technology",
    "group",
    "data",
    "instrument",
)
_SHOWN = 5
"""How many other names of an entity a row of the table shows."""


@click.command(short_help="Show who and what the documents name.")
@case_argument
@click.option("--kind", type=click.Choice(KINDS), help="Only entities of this kind.")
@click.option("--ambiguous", is_flag=True, help="Show the names that may mean several.")
@json_option
def command(case: Path, kind: MentionKind | None, ambiguous: bool, as_json: bool) -> None:
    """Show who and what the documents of CASE name, with the names of one and the same together.

    With --ambiguous, the names that may mean several: 朝阳区 or 公安局 with no place beside it, and
    those they may mean. They are joined to none. Persons are shown only where their document gives
    them a public role.

    This is for your own eyes: nothing is masked here.

    \b
    Example:
      custodes entities wuhai --kind company
    """
    from custodes.case import Case
    from custodes.cli.terminal import print_json, print_line

    with Case.open(case) as opened:
        entities, open_names = opened.entities(kind)
    if as_json:
        print_json(open_names if ambiguous else entities)
        return
    if ambiguous:
        _print_ambiguous(open_names)
        print_line(f"{len(open_names)} ambiguous names")
        return
    _print_entities(entities)
    print_line(f"{len(entities)} entities; {len(open_names)} names are ambiguous (--ambiguous)")


def _print_entities(entities: list[Resolved]) -> None:
    from custodes.cli.terminal import Column, print_table

    columns = (
        Column("kind", fixed=True),
        Column("name"),
        Column("other names"),
        Column("division", fixed=True),
        Column("documents", fixed=True),
        Column("mentions", fixed=True),
    )
    print_table(
        columns,
        (
            (
                found.entity.kind,
                found.entity.names[0],
                ", ".join(found.entity.names[1 : 1 + _SHOWN]),
                found.entity.division_code,
                str(found.documents),
                str(found.mentions),
            )
            for found in entities
        ),
    )


def _print_ambiguous(names: list[Ambiguous]) -> None:
    from custodes.cli.terminal import Column, print_table

    columns = (
        Column("kind", fixed=True),
        Column("name"),
        Column("may be"),
        Column("documents", fixed=True),
        Column("mentions", fixed=True),
    )
    print_table(
        columns,
        (
            (
                found.kind,
                found.name,
                ", ".join(found.candidates),
                str(found.documents),
                str(found.mentions),
            )
            for found in names
        ),
    )
