"""``custodes add``."""

from __future__ import annotations

from pathlib import Path

import click

from custodes.cli.options import (
    PATH,
    case_argument,
    json_option,
    reasons_language_option,
    unsandboxed_option,
    workers_option,
)


@click.command(short_help="Take documents in, or go on with what was left.")
@case_argument
@click.argument("paths", nargs=-1, type=PATH)
@workers_option
@reasons_language_option
@unsandboxed_option
@json_option
def command(
    case: Path,
    paths: tuple[Path, ...],
    workers: int | None,
    language: str,
    unsandboxed: bool,
    as_json: bool,
) -> int:
    """Take the files under each PATH into CASE; without a PATH, finish what was left.

    The originals are copied and never changed. The same file twice is kept once. After an
    interruption, the same command goes on where it stopped. Each file is opened in a process of
    its own that has no network, no files and bounded memory and time. Exit status 3 says that some
    files could not be read: they are listed, and stay listed in 'custodes status'.

    \b
    Example:
      custodes add wuhai ~/leak report.pdf
    """
    from custodes.case import Case
    from custodes.cli.intake import counted, take_in
    from custodes.cli.program import SOME_UNREADABLE
    from custodes.cli.terminal import print_json, print_line

    with Case.open(case) as opened:
        report = take_in(opened, paths, workers, sandboxed=not unsandboxed, language=language)
    if as_json:
        print_json(report)
    else:
        print_line(counted(report))
    return SOME_UNREADABLE if report.failures else 0
