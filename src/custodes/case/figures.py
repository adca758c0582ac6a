"""A case in figures."""

from __future__ import annotations

from sqlite3 import Connection

from custodes.case import custody
from custodes.case.reports import CaseStatus


def figures(connection: Connection, name: str) -> CaseStatus:
    """What ``custodes status`` shows of the case of this name."""
    states = dict(connection.execute("SELECT state, count(*) FROM documents GROUP BY state"))
    (size,) = connection.execute("SELECT coalesce(sum(size), 0) FROM documents").fetchone()
    (reviewed,) = connection.execute("SELECT count(*) FROM claims WHERE decision != ''").fetchone()
    last = connection.execute("SELECT number, digest FROM custody ORDER BY number DESC LIMIT 1")
    number, head = last.fetchone() or (0, custody.BEGINNING)
    failures = connection.execute("SELECT reason, count(*) FROM failures GROUP BY reason")
    return CaseStatus(
        name=name,
        documents=states.get("read", 0),
        pending=states.get("pending", 0),
        bytes=size,
        claims=dict(connection.execute("SELECT type, count(*) FROM claims GROUP BY type")),
        failures=dict(failures),
        reviewed=reviewed,
        custody_events=number,
        custody_head=head,
    )
