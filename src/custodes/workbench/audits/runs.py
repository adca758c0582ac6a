"""Audits that take longer, each in a process of its own, one at a time.

The process is told what to compute on its standard input and answers in lines of JSON: how far it
has come, and at the end the finding.
"""

from __future__ import annotations

import base64
import contextlib
import json
import secrets
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from custodes.audits import Result
from custodes.model import Finding, from_json
from custodes.workbench.audits.given_files import tell
from custodes.workbench.beside import start

Files = Sequence[tuple[str, bytes]]
"""Files that were sent, each with what it is for."""
KEPT = 20
"""Runs that are remembered; those that ended first are forgotten."""


@dataclass(slots=True)
class Run:
    """One computation: how far it has come, and what came of it.

    ``step`` is the key of its words. ``differences`` are those of a finding computed again, None
    for a new one.
    """

    identifier: str
    kind: str
    step: str = "starting"
    done: int = 0
    of: int = 0
    result: Result | None = None
    error: str = ""
    differences: tuple[str, ...] | None = None
    ended: bool = False
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)


class Runs:
    """The computations of one workbench."""

    def __init__(self, case: Path) -> None:
        self._case = case
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._runs: dict[str, Run] = {}

    def get(self, identifier: str) -> Run | None:
        """The run of this name, if it is remembered."""
        return self._runs.get(identifier)

    def start(self, kind: str, order: Mapping[str, Any], untrusted_files: Files = ()) -> Run:
        """Begin to compute; it waits for its turn."""
        run = Run(secrets.token_hex(8), kind)
        with self._lock:
            self._runs[run.identifier] = run
            ended = [name for name, other in self._runs.items() if other.ended]
            for name in ended[: max(0, len(self._runs) - KEPT)]:
                del self._runs[name]
        threading.Thread(target=self._work, args=(run, order, untrusted_files), daemon=True).start()
        return run

    def stop(self, run: Run) -> None:
        """End a run; nothing of it is kept."""
        with self._lock:
            # under the lock, so that none is stopped while it starts and then goes on
            run.ended = True
            if run.process is not None:
                run.process.kill()

    def close(self) -> None:
        """End all runs."""
        for run in list(self._runs.values()):
            if not run.ended:
                self.stop(run)

    def _work(self, run: Run, order: Mapping[str, Any], untrusted_files: Files) -> None:
        with self._turn:
            with self._lock:
                if run.ended:
                    return
                run.process = start(
                    "custodes.workbench.audits.running",
                    self._case,
                    stdin=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                )
            try:
                assert run.process.stdin is not None and run.process.stdout is not None  # noqa: S101, PT018
                # one that ended at once says why in what it answered
                with contextlib.suppress(BrokenPipeError), run.process.stdin as told:
                    sizes = [(role, len(untrusted)) for role, untrusted in untrusted_files]
                    whole = {**order, "kind": run.kind, "files": sizes}
                    told.write(json.dumps(whole).encode() + b"\n")
                    tell(told, untrusted_files)
                for line in run.process.stdout:
                    _hear(run, json.loads(line))
                run.process.wait()
            except (OSError, ValueError) as error:
                run.error = run.error or str(error)
            finally:
                run.process.kill()
                run.process.wait()
                if run.result is None and not run.error and not run.ended:
                    run.error = "the computation ended before it was done"
                run.ended = True


def _hear(run: Run, said: Mapping[str, Any]) -> None:
    if "step" in said:
        run.step, run.done, run.of = str(said["step"]), int(said["done"]), int(said["of"])
    elif "error" in said:
        run.error = str(said["error"])
    else:
        differing: Sequence[str] | None = said["differences"]
        run.differences = None if differing is None else tuple(differing)
        files = {name: base64.b64decode(content) for name, content in said["files"].items()}
        run.result = Result(from_json(Finding, said["finding"]), files)
