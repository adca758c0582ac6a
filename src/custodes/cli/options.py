"""Arguments and options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

PATH = click.Path(path_type=Path)

TYPES = ("supply", "data_flow", "deployment", "targeting", "rule", "measure")
STANCES = ("asserts", "denies", "infers")
"""Types of claims and stances of their sources, by which commands choose."""

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

case_argument: Decorator = click.argument("case", type=PATH)
"""The folder of a case, as ``case: Path``."""

json_option: Decorator = click.option(
    "--json", "as_json", is_flag=True, help="Print JSON for a program."
)
"""``as_json: bool``."""


def users_language(environment: Mapping[str, str] = os.environ) -> str:
    """``zh`` where the user's locale is Chinese (LC_ALL, LC_MESSAGES, LANG), otherwise ``en``."""
    settings = (environment.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = next(filter(None, settings), "")
    return "zh" if locale.lower().startswith("zh") else "en"


reasons_language_option: Decorator = click.option(
    "--language",
    type=click.Choice(("en", "zh")),
    default=users_language,
    help="The language of reasons; by default that of your system (LANG).",
)
"""``language: str``, ``en`` or ``zh``."""

workers_option: Decorator = click.option(
    "--workers", type=click.IntRange(1), help="Files read at the same time; by default the cores."
)
"""``workers: int | None``."""

quick_option: Decorator = click.option(
    "--quick",
    is_flag=True,
    help="Read almost three times as fast, with more mistakes; 'custodes reread' mends them later.",
)
"""``quick: bool``."""

unsandboxed_option: Decorator = click.option(
    "--unsandboxed",
    is_flag=True,
    help="Open files without isolation, where the system grants none; the case's log says so.",
)
"""``unsandboxed: bool``."""
