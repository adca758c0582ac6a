"""``custodes hidden``."""

from __future__ import annotations

from pathlib import Path

import click

from custodes.cli.options import case_argument, json_option, unsandboxed_option


@click.group(short_help="List text that a reader would not see, and clear it.")
def command() -> None:
    """List what documents hold and do not show, and make it a part of what they say.

    Text under black boxes, off the page or in its colour, tracked deletions, comments, hidden
    sheets and rows: no claim and no page of a dossier comes of it until a reviewer cleared it.

    \b
    Example:
      custodes hidden list wuhai
    """


@command.command("list", short_help="List hidden text.")
@case_argument
@json_option
def list_hidden(case: Path, as_json: bool) -> None:
    """List the hidden text in CASE: document, why it is hidden, where it stands, and the words.

    \b
    Example:
      custodes hidden list wuhai
    """
    from custodes.case import Case
    from custodes.cli.terminal import Column, print_json, print_line, print_table

    with Case.open(case) as opened:
        found = opened.hidden()
    if as_json:
        print_json(found)
        return
    columns = [Column(name) for name in ("document", "why", "place", "cleared", "words")]
    rows = (
        (text.name, text.why, text.place, "yes" if text.cleared else "", text.words)
        for text in found
    )
    print_table(columns, rows)
    waiting = sum(not text.cleared for text in found)
    print_line(f"{waiting} hidden texts are kept out; 'custodes hidden clear' lets a document's in")


@command.command("clear", short_help="Let a document's hidden text be used.")
@case_argument
@click.argument("document")
@click.option("--reviewer", required=True, help="Who looked at it and decided.")
@unsandboxed_option
@json_option
def clear_hidden(case: Path, document: str, reviewer: str, unsandboxed: bool, as_json: bool) -> int:
    """Let the hidden text of DOCUMENT (the beginning of its SHA-256, or its file name) be used.

    The document is read anew, and claims come of all its text; reviews of its claims stay. The
    custody log keeps who decided. Look first whether somebody could be harmed by it: what was
    hidden may have been hidden for good reason.

    \b
    Example:
      custodes hidden clear wuhai contract.pdf --reviewer "A. Editor"
    """
    from custodes.case import Case
    from custodes.cli.choosing import the_one
    from custodes.cli.intake import tell_what_failed
    from custodes.cli.program import SOME_UNREADABLE
    from custodes.cli.terminal import print_json, print_line

    with Case.open(case) as opened:
        sha256, name = the_one(opened, document)
        report = opened.clear_hidden(sha256, reviewer, sandboxed=not unsandboxed)
    tell_what_failed(report)
    if as_json:
        print_json({"cleared": sha256, "reviewer": reviewer})
    else:
        print_line(f"{name}: its hidden text is a part of what it says.")
    return SOME_UNREADABLE if report.failures else 0
