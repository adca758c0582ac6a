"""The program ``custodes``: its commands, loaded when named, and how it ends.

Exit status: 0 done; 1 it could not be done; 2 it was asked wrongly; 3 done, but some files could
not be read; 130 interrupted.
"""

from __future__ import annotations

import contextlib
import io
import os
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from custodes.cli import commands
from custodes.cli.folders import CommandFolder
from custodes.cli.terminal import say

FAILED, WRONG_USAGE, SOME_UNREADABLE, INTERRUPTED = 1, 2, 3, 130


@click.command(
    cls=CommandFolder, folder=commands, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name="custodes", prog_name="custodes", message="%(prog)s %(version)s")
def program() -> None:
    """Documents about surveillance programmes in, a cited and redacted dossier out.

    Everything stays on this machine: custodes opens no connection to any network.

    \b
    The main job:
      custodes dossier documents/ --out dossier/
    Step by step, keeping the case:
      custodes init my-case
      custodes add my-case documents/
      custodes claims my-case
      custodes export my-case --format claims-jsonl
    """


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the program on these arguments (those of the process by default) and exit."""
    # ended from outside, we still tidy up as on Ctrl-C
    for ending in (signal.SIGTERM, signal.SIGHUP):
        with contextlib.suppress(ValueError):  # only a main thread may
            signal.signal(ending, signal.default_int_handler)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # nothing at all where it was closed
            stream.reconfigure(errors="backslashreplace")
    try:
        result = program.main(
            None if arguments is None else list(arguments),
            prog_name="custodes",
            standalone_mode=False,
        )
        if sys.stdout is not None:
            sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort as abort:
        _interrupted(abort.__cause__ or abort)
    except BrokenPipeError:
        # the reader of our output went away
        _drop_output()
        sys.exit(FAILED)
    except Exception as error:
        status = _failed(error)
        _drop_output()
        sys.exit(status)
    sys.exit(result if isinstance(result, int) else 0)


def _drop_output() -> None:
    """Send to nowhere what can no longer be written, or the interpreter tries again at exit."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _interrupted(error: BaseException) -> NoReturn:
    from custodes.case import AddInterrupted

    if isinstance(error, AddInterrupted):
        say(f"interrupted: {error.done} of {error.total} done; run the same command again to go on")
    else:
        say("interrupted")
    sys.exit(INTERRUPTED)


def _failed(error: Exception) -> int:
    """Say what a user can mend and return the exit status; raise what is a fault of ours."""
    from custodes.case import WrongArgumentError
    from custodes.model import CustodesError

    if isinstance(error, CustodesError):
        say(str(error))
        return WRONG_USAGE if isinstance(error, WrongArgumentError) else FAILED
    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}: " if error.filename else ""
        say(f"{where}{error.strerror}")
        return FAILED
    raise error
