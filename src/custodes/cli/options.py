"""Arguments and options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

PATH = click.Path(path_type=Path)

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

case_argument: Decorator = click.argument("case", type=PATH)
"""The folder of a case, as ``case: Path``."""

json_option: Decorator = click.option(
    "--json", "as_json", is_flag=True, help="Print JSON for a program."
)
"""``as_json: bool``."""

unsandboxed_option: Decorator = click.option(
    "--unsandboxed",
    is_flag=True,
    help="Open files without isolation, where the system grants none; the case's log says so.",
)
"""``unsandboxed: bool``."""
