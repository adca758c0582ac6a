"""The last line of every page: what the case holds, and whether its log is whole."""

from __future__ import annotations

from dataclasses import dataclass

from custodes.case import Case
from custodes.workbench.desk import Desk, head_of


@dataclass(frozen=True, slots=True)
class Footing:
    """Counts of documents by what became of them; when the log was looked at, and what with.

    ``custody`` is false while nobody has looked yet; ``time`` is local, hours and minutes.
    """

    documents: int
    read: int
    failed: int
    waiting: int
    custody: bool
    broken: bool
    time: str


def footing(desk: Desk) -> Footing:
    """The counts as they are now."""
    read, failed, waiting = desk.figure("footing", _counts)
    looked = desk.chain.looked(desk.figure("head", lambda case: head_of(case)[0]))
    return Footing(
        read + failed + waiting,
        read,
        failed,
        waiting,
        looked.time is not None,
        bool(looked.problems),
        looked.time.strftime("%H:%M") if looked.time else "",
    )


def _counts(case: Case) -> tuple[int, int, int]:
    states = dict(case.rows("SELECT state, count(*) FROM documents GROUP BY state"))
    ((without_bytes,),) = case.rows("SELECT count(*) FROM failures WHERE sha256 = ''")
    return states.get("read", 0), states.get("failed", 0) + without_bytes, states.get("pending", 0)
