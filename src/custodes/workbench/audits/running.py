"""The process that computes one audit for the workbench: ``python -m … CASE PARENT``."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from custodes.audits import AuditError, recompute
from custodes.audits.comparing import differences
from custodes.case import Case
from custodes.model import CustodesError, to_json
from custodes.workbench.audits.computing import compute
from custodes.workbench.beside import case_of

NICENESS = 5
SECONDS_BETWEEN_LINES = 0.2


def main(arguments: list[str]) -> None:
    """Read an order from standard input, and print how far it has come and what came of it."""
    # whatever else is printed must not come between
    answers, sys.stdout = sys.stdout, sys.stderr
    order = json.loads(sys.stdin.buffer.readline())
    try:
        with case_of(arguments, NICENESS) as case, _map(order) as map_file:
            answer = _answer(case, order, map_file, answers)
    except CustodesError as error:
        answer = {"error": str(error)}
    print(json.dumps(answer), file=answers, flush=True)


def _answer(case: Case, order: Mapping[str, Any], map_file: Path | None, answers: Any) -> Any:
    last = 0.0

    def progress(step: str, done: int, of: int) -> None:
        nonlocal last
        if done == of or time.monotonic() - last >= SECONDS_BETWEEN_LINES:
            last = time.monotonic()
            print(json.dumps({"step": step, "done": done, "of": of}), file=answers, flush=True)

    differing = None
    if order["kind"] == "again":
        kept = next((f for f in case.findings() if f.identifier == order["finding"]), None)
        if kept is None:
            raise AuditError(f"there is no finding {order['finding']} in this case any more")
        result = recompute(kept, case)
        differing = differences(kept, result.finding)
    else:
        result = compute(order["kind"], order["sent"], case, progress, map_file)
    files = {name: base64.b64encode(data).decode() for name, data in result.files.items()}
    return {"finding": to_json(result.finding), "files": files, "differences": differing}


@contextlib.contextmanager
def _map(order: Mapping[str, Any]) -> Iterator[Path | None]:
    """The map that follows the order, as a file that lies in memory alone."""
    if not order.get("has_map"):
        yield None
        return
    descriptor = os.memfd_create("map")
    try:
        while chunk := sys.stdin.buffer.read(1 << 20):
            view = memoryview(chunk)
            while view:
                view = view[os.write(descriptor, view) :]
        yield Path(f"/proc/self/fd/{descriptor}")
    finally:
        os.close(descriptor)


if __name__ == "__main__":
    main(sys.argv)
