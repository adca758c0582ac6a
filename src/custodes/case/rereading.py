"""Reading a document again: what was found in it goes, its decisions stay, and it waits to be read.

Reviews follow the place and type of a claim; those that find no claim afterwards are listed by
``Case.lost_reviews``, never dropped.
"""

from __future__ import annotations

from collections.abc import Collection
from sqlite3 import Connection

from custodes.case import custody
from custodes.case.content import CONTENT
from custodes.case.errors import NothingToAddError

AGAIN = "read again"
"""The custody action for a document that is to be read by a newer version."""


def forget_content(connection: Connection, documents: Collection[str]) -> None:
    """Take out all that was found in documents, in the caller's transaction; they then wait."""
    from custodes.case import facets, sighted
    from custodes.case.search import index

    index.take_out(connection, documents)
    for sha256 in documents:
        facets.take_out(connection, sha256)
        sighted.take_out(connection, sha256)
        for table in ("claims", "asked", "analyses", "texts"):
            connection.execute(f"DELETE FROM {table} WHERE sha256 = ?", (sha256,))  # noqa: S608
        connection.execute("UPDATE documents SET state = 'pending' WHERE sha256 = ?", (sha256,))
    # once for all of them: each looks through the whole case
    index.forget_unused(connection)
    facets.forget_unused(connection)


def outdated(connection: Connection, version: str | None) -> list[str]:
    """The documents (SHA-256) that were read last by another version than this; None: all."""
    rows = connection.execute(
        "SELECT sha256, (SELECT detail FROM custody WHERE subject = sha256 AND action = 'read' "
        "ORDER BY custody.number DESC LIMIT 1) FROM documents WHERE state = 'read' ORDER BY number"
    )
    return [
        sha256 for sha256, detail in rows if version is None or read_by(detail or "") != version
    ]


def read_by(detail: str) -> str:
    """Which version read a document, from the detail of its line in the custody log."""
    return detail.removeprefix(CONTENT).partition(" ")[2]


def release(connection: Connection, actor: str, documents: Collection[str], version: str) -> None:
    """Have documents read again by this version, inside the caller's transaction.

    Raises NothingToAddError if there is none.
    """
    if not documents:
        raise NothingToAddError(
            f"there is nothing to read again: every document was read by {version}. "
            "--all reads them nevertheless."
        )
    forget_content(connection, documents)
    for sha256 in documents:
        custody.append(connection, actor, AGAIN, sha256, version)
