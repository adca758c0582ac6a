"""``custodes retry``."""

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


@click.command(short_help="Try the files that could not be read again.")
@case_argument
@click.option("--only", multiple=True, help="Only files that failed for this reason (a code).")
@click.option("--file", "files", multiple=True, help="Only this file: name, path or SHA-256.")
@workers_option
@reasons_language_option
@unsandboxed_option
@json_option
def command(
    case: Path,
    only: tuple[str, ...],
    files: tuple[str, ...],
    workers: int | None,
    language: str,
    unsandboxed: bool,
    as_json: bool,
) -> int:
    """Try the files of CASE that could not be read again, and nothing else.

    A file that brought its reader down twice (crashed, timed_out, out_of_memory) is set aside and
    tried only where --only names its reason or --file the file. Exit status 3 says that some still
    cannot be read.

    \b
    Example:
      custodes retry wuhai --only timed_out
      custodes retry wuhai --file plan-2019.pdf
    """
    from custodes.case import Case
    from custodes.cli import progress
    from custodes.cli.intake import counted, tell_what_failed
    from custodes.cli.program import SOME_UNREADABLE
    from custodes.cli.terminal import print_json, print_line

    with Case.open(case) as opened, progress.shown() as show:
        report = opened.retry(only, workers, show, files=files, sandboxed=not unsandboxed)
    tell_what_failed(report, language)
    if as_json:
        print_json(report)
    else:
        print_line(counted(report))
    return SOME_UNREADABLE if report.failures else 0
