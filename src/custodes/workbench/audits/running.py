"""The process that computes one audit for the workbench: ``python -m … CASE PARENT``."""

from __future__ import annotations

import base64
import json
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from custodes.audits import AuditError, recompute
from custodes.audits.comparing import differences
from custodes.audits.results import sha256_of
from custodes.case import Case
from custodes.model import CustodesError, to_json
from custodes.workbench.audits.computing import compute
from custodes.workbench.audits.given_files import received
from custodes.workbench.beside import case_of

NICENESS = 5
SECONDS_BETWEEN_LINES = 0.2


def main(arguments: list[str]) -> None:
    """Read an order from standard input, and print how far it has come and what came of it."""
    # whatever else is printed must not come between
    answers, sys.stdout = sys.stdout, sys.stderr
    order = json.loads(sys.stdin.buffer.readline())
    try:
        with (
            case_of(arguments, NICENESS) as case,
            received(order, sys.stdin.buffer) as files,
        ):
            case.actor = order.get("actor") or case.actor
            answer = _answer(case, order, files, answers)
    except CustodesError as error:
        answer = {"error": str(error)}
    print(json.dumps(answer), file=answers, flush=True)


def _answer(
    case: Case, order: Mapping[str, Any], files: Sequence[tuple[str, Path]], answers: Any
) -> Any:
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
        result = recompute(kept, case, {sha256_of(path): path for _, path in files})
        differing = differences(kept, result.finding)
    else:
        result = compute(order["kind"], order["sent"], case, progress, dict(files))
    made = {name: base64.b64encode(data).decode() for name, data in result.files.items()}
    return {"finding": to_json(result.finding), "files": made, "differences": differing}


if __name__ == "__main__":
    main(sys.argv)
