"""custodes in a process of its own, with a user's folder of knowledge or without any."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def run(
    *arguments: object, folder: Path | None = None, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """``python ARGUMENTS`` with ``CUSTODES_KNOWLEDGE`` naming the folder."""
    environment = {k: v for k, v in os.environ.items() if k != "CUSTODES_KNOWLEDGE"}
    if folder is not None:
        environment["CUSTODES_KNOWLEDGE"] = str(folder)
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        input=stdin,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def check(folder: Path) -> subprocess.CompletedProcess[str]:
    """``custodes lexicon check FOLDER``."""
    return run("-m", "custodes.cli", "lexicon", "check", folder)
