"""What is printed: words on standard error, tables and JSON on standard output.

File names and texts come from strangers; nothing in them may steer the terminal.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import click

PIPED_WIDTH = 160
"""Columns of a table when there is no terminal to ask."""

UNPRINTABLE = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
"""Categories of code points that move the cursor, turn the direction or cannot be written."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, whether it holds numbers, and whether it may be cut."""

    heading: str
    number: bool = False
    fixed: bool = False


def safe(untrusted: str) -> str:
    """The words with everything that is not plain text, escape sequences first, made visible."""
    return "".join(
        " " if character in "\n\t" else "\ufffd" if _unprintable(character) else character
        for character in untrusted
    )


def say(words: str) -> None:
    """Print a line for the person on standard error, under our name."""
    lines = words.split("\n")
    click.echo("\n".join(("custodes: " + safe(lines[0]), *map(safe, lines[1:]))), err=True)


def print_line(words: str = "") -> None:
    """Print a line of the result on standard output."""
    click.echo(safe(words))


def print_json(value: object) -> None:
    """Print a noun, or a container of nouns, as JSON for a program, on one line."""
    from custodes.model import to_json

    click.echo(to_json(value))


def print_table(columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> None:
    """Print rows for a person, wrapped to the width of the terminal."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False, highlight=False)
    for column in columns:
        table.add_column(
            column.heading,
            justify="right" if column.number else "left",
            no_wrap=column.fixed or column.number,
            overflow="fold",
        )
    for row in rows:
        table.add_row(*(Text(safe(cell)) for cell in row))
    Console(width=None if sys.stdout.isatty() else PIPED_WIDTH, highlight=False).print(table)


def _unprintable(character: str) -> bool:
    return unicodedata.category(character) in UNPRINTABLE
