"""``custodes names``."""

from __future__ import annotations

from pathlib import Path

import click

from custodes.cli.options import case_argument, json_option


@click.group(short_help="List the names that are masked, and clear some.")
def command() -> None:
    """List the names that are masked in everything that leaves a case, and clear some.

    \b
    Example:
      custodes names list wuhai
    """


@command.command("list", short_help="List what would be masked.")
@case_argument
@json_option
def list_names(case: Path, as_json: bool) -> None:
    """List what would be masked in CASE, why, and how often it stands there.

    \b
    Example:
      custodes names list wuhai
    """
    from custodes.case import Case
    from custodes.cli.terminal import Column, print_json, print_line, print_table
    from custodes.release import REASONS, masked_names

    with Case.open(case) as opened:
        names = masked_names(opened)
        documents = {document.sha256: document.name for document in opened.documents()}
    if as_json:
        print_json(names)
        return
    columns = (Column("name"), Column("why"), Column("times", number=True), Column("documents"))
    rows = (
        (
            name.text,
            REASONS[name.reason]["en"],
            str(name.occurrences),
            ", ".join(documents.get(document, document) for document in name.documents),
        )
        for name in names
    )
    print_table(columns, rows)
    print_line(f"{len(names)} names are masked; 'custodes names clear' shows one")


@command.command("clear", short_help="Let a name be shown.")
@case_argument
@click.argument("name")
@click.option("--reviewer", required=True, help="Who looked at it and decided.")
@json_option
def clear_name(case: Path, name: str, reviewer: str, as_json: bool) -> None:
    """Let NAME be shown in what leaves CASE, on the word of a reviewer; the custody log keeps it.

    Clear only names of officials acting as such, public figures and those who agreed.

    \b
    Example:
      custodes names clear wuhai 陈军锋 --reviewer "A. Editor"
    """
    from custodes.case import Case
    from custodes.cli.terminal import print_json, print_line

    with Case.open(case) as opened:
        opened.clear_name(name, reviewer)
    if as_json:
        print_json({"cleared": name, "reviewer": reviewer})
    else:
        print_line(f"{name} will be shown.")
