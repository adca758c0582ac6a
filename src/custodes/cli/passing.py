"""A folder for work that must leave nothing behind: it may hold what a source was promised."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from custodes.release.outgoing import is_running


@contextlib.contextmanager
def passing_folder(beside: Path) -> Iterator[Path]:
    """A new folder beside this path, open to its owner alone and removed at the end.

    What processes that were killed left there of earlier ones is removed first.
    """
    parent = beside.absolute().parent
    prefix = f".{beside.name}.passing-"
    for leftover in parent.glob(f"{prefix}*"):
        process = re.match(r"(\d+)-", leftover.name.removeprefix(prefix))
        if process and not is_running(int(process[1])):
            shutil.rmtree(leftover, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{prefix}{os.getpid()}-", dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
