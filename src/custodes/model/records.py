"""What a case keeps beside the evidence: results of audits, and the chain of custody."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from custodes.model.errors import InvariantError
from custodes.model.intervals import Quantity

Wording = Mapping[str, str]
"""The same words in each language of the interface: ``{"en": …, "zh": …}``."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of figures behind a picture or a list; every row is as long as ``columns``.

    A cell is words, a number, or None where nothing is known.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str | float | None, ...], ...] = ()

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise InvariantError(f"every row of a table has {len(self.columns)} cells")


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of an audit, re-computable from what it names.

    ``claims`` are identifiers of the claims that went in or that call for it, ``parameters`` the
    values that went in as JSON text by name (one that begins with ``private_`` never leaves the
    case), ``sources`` where each parameter is from, by the same names. ``figures`` are the
    intervals that came out, ``tables`` what pictures are drawn from, ``files`` the SHA-256 of the
    files kept with it (maps), by name. ``title`` asks the question, ``words`` answer it,
    ``assumptions`` say in plain words what it rests on. ``verdict`` is a code of the method.
    """

    identifier: str
    method: str
    method_version: str
    claims: tuple[str, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[str, Quantity] = field(default_factory=dict)
    verdict: str = ""
    words: Wording = field(default_factory=dict)
    title: Wording = field(default_factory=dict)
    assumptions: tuple[Wording, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)


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
