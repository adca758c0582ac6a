"""A group of commands that is a folder: one module a command, imported when it is named."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import Any

import click


class CommandFolder(click.Group):
    """The commands that lie in a package, one a module, each in the module's ``command``."""

    def __init__(self, *arguments: Any, folder: ModuleType | str, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self._folder = folder if isinstance(folder, str) else folder.__name__

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, sorted."""
        package = importlib.import_module(self._folder)
        return sorted(module.name for module in pkgutil.iter_modules(package.__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, its module imported now; None if there is none."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command = importlib.import_module(f"{self._folder}.{cmd_name}").command
        assert isinstance(command, click.Command)  # noqa: S101 - a slip of ours, not of a user's
        return command
