"""What does not go together in a case, and what several sources say: found in the background.

It needs every claim and every text, so that a large case is looked through in a process of its own
whenever its claims have changed; the page shows what was found last, and says so.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from custodes.case import Case
from custodes.evidence.contradictions import disagreements
from custodes.evidence.corroboration import Corroboration, corroborated
from custodes.evidence.disputes import Dispute, disputes
from custodes.model import from_json, to_json
from custodes.reading.sandbox.protection import end_with
from custodes.release.reprints import Reprints

NICENESS = 10
SMALL = 1500
"""So many claims are looked through at once, while the page waits."""
HARMLESS = (
    "signed in",
    "released",
    "released unmasked",
    "noted",
    "found",
    "saved view",
    "composed",
    "sealed",
)
"""Custody actions after which the claims are the same; any other may have changed them."""


@dataclass(frozen=True, slots=True)
class Found:
    """Disputes and corroborated statements, with the programmes that their claims name, in step."""

    disputes: tuple[Dispute, ...] = ()
    dispute_programmes: tuple[tuple[str, ...], ...] = ()
    corroborated: tuple[Corroboration, ...] = ()
    corroborated_programmes: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Latest:
    """What was found last: ``ready`` if anything was, ``complete`` unless claims changed since."""

    found: Found
    ready: bool
    complete: bool


def compare(case: Case) -> Found:
    """All claims of a case set beside each other; a reprint is heard once."""
    reprints = Reprints(case)
    heard = [claim for claim in case.claims() if not reprints.repeats(claim)]
    claims = {claim.identifier: claim for claim in heard}
    holders = {claim.identifier: claim.document for claim in heard}
    publishers = {document.sha256: document.publisher for document in case.documents()}
    pairs = [pair for pair in disagreements(heard) if not reprints.within_one_source(pair, holders)]
    grouped = disputes(pairs, claims)
    agreed = corroborated(
        heard, lambda sha256: publishers.get(sha256) or reprints.first_of(sha256) or sha256
    )

    def programmes(identifiers: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(
            dict.fromkeys(
                mention.canonical or mention.span.exact
                for identifier in identifiers
                for mentions in claims[identifier].roles.values()
                for mention in mentions
                if mention.kind == "programme"
            )
        )

    return Found(
        grouped,
        tuple(programmes(dispute.claims) for dispute in grouped),
        agreed,
        tuple(programmes(one.claims) for one in agreed),
    )


class Comparison:
    """Compares the claims in the background; ``latest`` is always at hand."""

    def __init__(self, case: Path) -> None:
        self._path = case
        self._lock = threading.Lock()
        self._latest = Latest(Found(), ready=False, complete=False)
        self._state: object = None
        self._running: subprocess.Popen[bytes] | None = None
        self._closed = False

    def latest(self, state: object) -> Latest:
        """What was found last; compares again where the claims are in another ``state``."""
        with self._lock:
            complete = self._latest.ready and state == self._state
            if not complete and self._running is None and not self._closed:
                command = [
                    sys.executable,
                    "-m",
                    "custodes.workbench.disputing",
                    str(self._path.absolute()),
                    str(os.getpid()),
                ]
                self._running = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                    command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, process_group=0
                )
                threading.Thread(
                    target=self._collect, args=(self._running, state), daemon=True
                ).start()
            return Latest(self._latest.found, self._latest.ready, complete)

    def close(self) -> None:
        """End the comparison."""
        with self._lock:
            self._closed = True
            if self._running is not None:
                self._running.kill()

    def _collect(self, running: subprocess.Popen[bytes], state: object) -> None:
        answer, _ = running.communicate()
        with self._lock:
            self._running = None
            # what failed once fails again: not before the claims are others
            self._state = state
            found = from_json(Found, answer.decode()) if running.returncode == 0 else Found()
            self._latest = Latest(found, ready=True, complete=True)


def state_of(case: Case) -> tuple[int, int]:
    """Another one whenever the claims of the case may be others, and how many there are."""
    ((last,),) = case.rows(
        "SELECT max(number) FROM custody WHERE action NOT IN (SELECT value FROM json_each(?))",
        json.dumps(HARMLESS),
    )
    ((count,),) = case.rows("SELECT count(*) FROM claims")
    return last or 0, count


def main(path: str, parent: int) -> None:
    """Print what is found in the case at ``path`` as JSON, unless the ``parent`` process ends."""
    end_with(parent)
    os.nice(NICENESS)
    with Case.open(path) as case:
        print(to_json(compare(case)))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
