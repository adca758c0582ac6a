"""What the documents of a case name, a row a document and name, and the entities of them all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from sqlite3 import Connection
from typing import TYPE_CHECKING, get_args

from custodes.model import InvariantError, Mention, MentionKind, from_json, to_json

if TYPE_CHECKING:
    from custodes.evidence.entities import Ambiguous, Resolved, Sighting

KINDS = frozenset(get_args(MentionKind))


def keep(connection: Connection, sha256: str, mentions: Iterable[Mention]) -> None:
    """Write what a document names, inside the caller's transaction."""
    connection.executemany(
        "INSERT INTO sightings VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows(sha256, mentions)
    )


def take_out(connection: Connection, sha256: str) -> None:
    """Delete what a document names, inside the caller's transaction that removes it."""
    connection.execute("DELETE FROM sightings WHERE sha256 = ?", (sha256,))


def make_anew(connection: Connection) -> None:
    """Write the sightings of all documents anew from their mentions, in the caller's transaction.

    For what an earlier version of custodes resolved otherwise.
    """
    connection.execute("DELETE FROM sightings")
    query = "SELECT sha256 FROM analyses ORDER BY sha256"
    for (sha256,) in connection.execute(query).fetchall():
        keep(connection, sha256, _mentions(connection, sha256))


def is_wrong(connection: Connection, sha256: str) -> bool:
    """Whether the kept rows of a document are not what its mentions say.

    What another version of custodes read is not judged.
    """
    from custodes.case.pipeline import version
    from custodes.case.rereading import read_by

    logged = connection.execute(
        "SELECT detail FROM custody WHERE subject = ? AND action = 'read' "
        "ORDER BY number DESC LIMIT 1",
        (sha256,),
    ).fetchone()
    if logged is not None and read_by(logged[0]) not in ("", version()):
        return False
    query = "SELECT * FROM sightings WHERE sha256 = ? ORDER BY kind, key"
    held = connection.execute(query, (sha256,)).fetchall()
    return held != sorted(rows(sha256, _mentions(connection, sha256)), key=lambda row: row[1:3])


def entities(
    connection: Connection, kind: MentionKind | None = None
) -> tuple[list[Resolved], list[Ambiguous]]:
    """The entities of all documents and the ambiguous names, those in most documents first."""
    from custodes.evidence.entities import resolved

    return resolved(_grouped(connection, kind))


def _grouped(connection: Connection, kind: MentionKind | None) -> Iterator[tuple[Sighting, int]]:
    """Equal sightings once, their mentions added up, with how many documents have them."""
    from custodes.evidence.entities import Sighting

    rows = connection.execute(
        "SELECT kind, key, name, forms, sum(mentions), division, candidates, count(*) "
        "FROM sightings WHERE ?1 IN ('', kind) "
        "GROUP BY kind, key, name, forms, division, candidates",
        (kind or "",),
    )
    for found, key, name, forms, mentions, division, candidates, documents in rows:
        if found not in KINDS:
            raise InvariantError(f"{found!r} is no kind of mention")
        sighting = Sighting(
            found,
            key,
            name,
            from_json(tuple[str, ...], forms),
            mentions,
            division,
            from_json(tuple[str, ...], candidates),
        )
        yield sighting, documents


def rows(sha256: str, mentions: Iterable[Mention]) -> list[tuple[str | int, ...]]:
    """What the table holds of a document with these mentions."""
    from custodes.evidence.entities import sightings

    return [
        (
            sha256,
            found.kind,
            found.key,
            found.name,
            to_json(found.forms),
            found.mentions,
            found.division,
            to_json(found.candidates),
        )
        for found in sightings(sha256, tuple(mentions))
    ]


def _mentions(connection: Connection, sha256: str) -> tuple[Mention, ...]:
    query = "SELECT mentions FROM analyses WHERE sha256 = ?"
    row = connection.execute(query, (sha256,)).fetchone()
    return from_json(tuple[Mention, ...], row[0]) if row else ()
