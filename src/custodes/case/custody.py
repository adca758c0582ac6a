"""The chain of custody: an append-only log in which each line seals the one before it."""

from __future__ import annotations

import datetime
import getpass
import hashlib
import json
import sqlite3
from collections.abc import Iterator

from custodes.model import CustodyEvent

BEGINNING = "0" * 64
"""What the first line names as its predecessor."""


def current_actor() -> str:
    """The account this runs under, for the "who" of the log."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def append(
    connection: sqlite3.Connection, actor: str, action: str, subject: str, detail: str = ""
) -> CustodyEvent:
    """Add one line inside the caller's transaction, timed now, and return it."""
    row = connection.execute(
        "SELECT number, digest FROM custody ORDER BY number DESC LIMIT 1"
    ).fetchone()
    number, previous = (row[0] + 1, row[1]) if row else (1, BEGINNING)
    time = datetime.datetime.now(datetime.UTC)
    digest = seal(number, time.isoformat(), actor, action, subject, detail, previous)
    connection.execute(
        "INSERT INTO custody VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (number, time.isoformat(), actor, action, subject, detail, previous, digest),
    )
    return CustodyEvent(number, time, actor, action, subject, detail, previous, digest)


def seal(
    number: int, time: str, actor: str, action: str, subject: str, detail: str, previous: str
) -> str:
    """SHA-256 over the previous line's digest and this line's content as a JSON array."""
    content = json.dumps([number, time, actor, action, subject, detail], ensure_ascii=False)
    return hashlib.sha256(f"{previous}\n{content}".encode()).hexdigest()


def events(connection: sqlite3.Connection) -> Iterator[CustodyEvent]:
    """All lines in order."""
    for row in connection.execute("SELECT * FROM custody ORDER BY number"):
        number, time, *rest = row
        yield CustodyEvent(number, datetime.datetime.fromisoformat(time), *rest)


def breaks(connection: sqlite3.Connection, after: int = 0) -> Iterator[tuple[str, int, str]]:
    """Where the chain does not hold: a code, the number of the line, and what is wrong.

    ``custody_changed``, ``custody_dropped`` and ``custody_reordered``; a shortened end shows in
    the counter that SQLite keeps beside the log. Lines up to the number ``after`` are believed.
    """
    expected_number, expected_previous = after + 1, BEGINNING
    query = "SELECT digest FROM custody WHERE number = ?"
    for (digest,) in connection.execute(query, (after,)):
        expected_previous = digest
    rows = connection.execute("SELECT * FROM custody WHERE number > ? ORDER BY number", (after,))
    for row in rows:
        number, time, actor, action, subject, detail, previous, digest = row
        if seal(number, time, actor, action, subject, detail, previous) != digest:
            yield "custody_changed", number, "the content of this line was changed"
        if number != expected_number:
            missing = f"{expected_number}..{number - 1}"
            yield "custody_dropped", number, f"the lines {missing} before this one are gone"
        elif previous != expected_previous:
            yield "custody_reordered", number, "this line does not follow the one before it"
        expected_number, expected_previous = number + 1, digest
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'custody'").fetchone()
    if row and row[0] != expected_number - 1:
        yield "custody_dropped", row[0], f"lines after {expected_number - 1} are gone"
