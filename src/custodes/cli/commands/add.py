"""``custodes add``."""

from __future__ import annotations

from pathlib import Path

import click

from custodes.cli.asking import model_endpoint_option, model_option
from custodes.cli.options import (
    PATH,
    case_argument,
    json_option,
    quick_option,
    reasons_language_option,
    unsandboxed_option,
    workers_option,
)


@click.command(short_help="Take documents in, or go on with what was left.")
@case_argument
@click.argument("paths", nargs=-1, type=PATH)
@workers_option
@quick_option
@reasons_language_option
@unsandboxed_option
@model_endpoint_option
@model_option
@json_option
def command(
    case: Path,
    paths: tuple[Path, ...],
    workers: int | None,
    quick: bool,
    language: str,
    unsandboxed: bool,
    model_endpoint: str,
    model: str,
    as_json: bool,
) -> int:
    """Take the files under each PATH into CASE; without a PATH, finish what was left.

    The originals are copied and never changed. The same file twice is kept once. After an
    interruption, the same command goes on where it stopped. Each file is opened in a process of
    its own that has no network, no files and bounded memory and time. Exit status 3 says that some
    files could not be read: they are listed, and stay listed in 'custodes status'.

    With --model-endpoint, a language model on this machine is asked as well about each document it
    was not asked about yet. Whatever it answers is held to the text, and what the text does not
    hold is dropped. Without that option nothing is sent anywhere.

    \b
    Example:
      custodes add wuhai ~/leak report.pdf
      custodes add wuhai --model-endpoint http://127.0.0.1:8080/v1
    """
    from custodes.case import Case
    from custodes.cli.asking import ask_about, check_address, told
    from custodes.cli.intake import counted, take_in
    from custodes.cli.program import SOME_UNREADABLE
    from custodes.cli.terminal import print_json, print_line
    from custodes.model import to_builtins

    check_address(model_endpoint)
    asked = None
    with Case.open(case) as opened:
        report = take_in(
            opened, paths, workers, sandboxed=not unsandboxed, quick=quick, language=language
        )
        if model_endpoint:
            asked = ask_about(opened, model_endpoint, model)
    if as_json:
        print_json({**to_builtins(report), "model": to_builtins(asked)})
    else:
        print_line(counted(report))
        if asked is not None:
            print_line(told(asked))
    unasked = bool(model_endpoint) and (asked is None or bool(asked.failures or asked.left))
    return SOME_UNREADABLE if report.failures or unasked else 0
