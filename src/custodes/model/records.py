"""What a case keeps beside the evidence: results of audits, and the chain of custody."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from custodes.model.errors import InvariantError
from custodes.model.intervals import Quantity


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of an audit, re-computable from what it names.

    ``claims`` are identifiers, ``parameters`` the values that went in as JSON text by name,
    ``figures`` the intervals that came out.
    """

    identifier: str
    method: str
    method_version: str
    claims: tuple[str, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[str, Quantity] = field(default_factory=dict)
    verdict: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class CustodyEvent:
    """One line of the append-only log: what happened to what, who, when.

    ``digest`` is the SHA-256 over the previous line's digest and this line's content, so that no
    line can be changed, dropped or moved unseen. ``time`` is in UTC.
    """

    number: int
    time: datetime.datetime
    actor: str
    action: str
    subject: str
    detail: str
    previous: str
    digest: str

    def __post_init__(self) -> None:
        if self.number < 1:
            raise InvariantError("custody events are numbered from 1")
        if self.time.utcoffset() != datetime.timedelta(0):
            raise InvariantError("custody events are timed in UTC")
