"""Writes ``docs/reference/cli.md`` from the commands' own help: ``make reference``."""

import copy
from collections.abc import Iterator
from pathlib import Path

import click

from custodes.cli.program import program

PAGE = Path(__file__).parent / "reference" / "cli.md"
HEAD = """# Command line

What each command says when asked with `--help`. Errors go to standard error and say what was wrong,
where, and what to do; tables and JSON go to standard output. The statuses with which a command ends
are in [Reasons and exit statuses](reasons.md). This page is written by `make reference`.
"""


def page() -> str:
    """The whole page: the program, then its commands by name."""
    parts = [HEAD, f"```text\n{help_of(program, 'custodes')}\n```\n"]
    for name, command in commands_of(program):
        parts.append(f"## {name}\n\n```text\n{help_of(command, f'custodes {name}')}\n```\n")
    return "\n".join(parts)


def commands_of(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command of the group with its name, each followed by its own commands."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None:
            continue
        yield f"{before}{name}", command
        if isinstance(command, click.Group):
            yield from commands_of(command, f"{before}{name} ")


def help_of(command: click.Command, name: str) -> str:
    """The command's help at a width of 80 characters, without trailing blanks."""
    # click keeps the help option of whoever asked first, under the names that it had there
    command = copy.copy(command)
    command._help_option = None
    context = click.Context(
        command, info_name=name, terminal_width=80, help_option_names=["-h", "--help"]
    )
    return "\n".join(line.rstrip() for line in command.get_help(context).splitlines())


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
