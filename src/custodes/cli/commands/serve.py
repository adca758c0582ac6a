"""``custodes serve``."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

from custodes.cli.options import case_argument, json_option, users_language


@click.command(short_help="Work on a case in the browser.")
@case_argument
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Listen here; by default 8642, or any if taken."
)
@click.option(
    "--language",
    type=click.Choice(("en", "zh")),
    default=users_language,
    help="The language of the pages at first; by default that of your system (LANG).",
)
@click.option("--reviewer", default="", help="Your name beside decisions; by default your account.")
@click.option("--open", "opens", is_flag=True, help="Open the browser as well.")
@json_option
def command(
    case: Path, port: int | None, language: str, reviewer: str, opens: bool, as_json: bool
) -> int:
    """Show CASE in a browser on this machine, to read, search, review and publish it.

    Prints an address with a token: open it in your browser. Nobody without it gets in, no other
    machine can reach it, and no page asks anything of the network. Ctrl-C ends it; every decision
    that was confirmed is in the case.

    \b
    Example:
      custodes serve wuhai --open
    """
    from custodes.cli.terminal import print_json, print_line, say

    def ready(address: str) -> None:
        if as_json:
            print_json({"address": address})
        else:
            print_line(address)
        say("Open this address in your browser. Ctrl-C ends.")
        if opens:
            import webbrowser

            webbrowser.open(address)

    # doors do not know each other: this one is opened by its name
    serving = import_module("custodes.workbench.serving")
    serving.serve(case, port, language, reviewer, ready)
    return 0
