"""``custodes reread``."""

from __future__ import annotations

from pathlib import Path

import click

from custodes.cli.options import (
    case_argument,
    json_option,
    reasons_language_option,
    unsandboxed_option,
    workers_option,
)


@click.command(short_help="Read documents again with this version of custodes.")
@case_argument
@click.option("--all", "everything", is_flag=True, help="Also what this very version read.")
@workers_option
@reasons_language_option
@unsandboxed_option
@json_option
def command(
    case: Path,
    everything: bool,
    workers: int | None,
    language: str,
    unsandboxed: bool,
    as_json: bool,
) -> int:
    """Read the documents of CASE again that another version of custodes read.

    Also after you changed your own words (CUSTODES_KNOWLEDGE). Decisions of reviewers stay: they
    follow the place and type of a claim, and those that find no claim any more are listed, here and
    by 'custodes status'. After an interruption, 'custodes add' goes on.

    \b
    Example:
      custodes reread wuhai
    """
    from custodes.case import Case
    from custodes.cli import progress
    from custodes.cli.intake import counted, tell_what_failed
    from custodes.cli.program import SOME_UNREADABLE
    from custodes.cli.terminal import print_json, print_line, say
    from custodes.model import to_builtins

    with Case.open(case) as opened:
        with progress.shown() as show:
            report = opened.read_again(everything, workers, show, sandboxed=not unsandboxed)
        lost = opened.lost_reviews()
    tell_what_failed(report, language)
    for review in lost:
        words = f"{review.type}, {review.decision} by {review.reviewer}: {review.quote.exact}"
        say(f"this decision finds no claim any more: {words}")
    if as_json:
        print_json({**to_builtins(report), "lost_reviews": to_builtins(lost)})
    else:
        print_line(f"{counted(report)}; {len(lost)} decisions find no claim any more")
    return SOME_UNREADABLE if report.failures else 0
