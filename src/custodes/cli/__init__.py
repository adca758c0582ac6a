"""Words typed in a shell come in, tables and JSON go out: the door ``custodes``.

Each command is one module of ``custodes.cli.commands``, found there by its name.
"""

from custodes.cli.program import main

__all__ = ["main"]
