"""What was found in one original, as the tables hold it: document, text, mentions and claims."""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Iterable, Iterator
from functools import cache
from sqlite3 import Connection

from custodes.case import facets, sighted
from custodes.case.pipeline import Processed
from custodes.case.standing import insert, restate_document
from custodes.model import Claim, Document, Mention, Span, Text, from_json, to_json

CONTENT = "content "
"""What stands before the digest of a document's content in the custody log."""


@cache
def warm_up() -> None:
    """Load what ``keep_processed`` needs, as a worker loads its own things at the same time."""
    from custodes.case.search.folding import fold

    importlib.import_module("custodes.case.search.index")
    name = "北岭市公安局"
    fold(name)
    sighted.rows("", [Mention(Span(0, len(name), name), "agency")])


def keep_processed(connection: Connection, processed: Processed) -> None:
    """Write document, text, mentions, claims and index inside the caller's transaction."""
    from custodes.case.search import index

    document = processed.document
    connection.execute(
        "UPDATE documents SET state = 'read', document = ?, title = ?, publisher = ?, "
        "language = ?, kind = ?, first_day = ?, last_day = ? WHERE sha256 = ?",
        (to_json(document), *listed(document), document.sha256),
    )
    connection.execute(
        "INSERT INTO texts VALUES (?, ?)", (document.sha256, to_json(processed.text))
    )
    connection.execute(
        "INSERT INTO analyses VALUES (?, ?)", (document.sha256, to_json(processed.mentions))
    )
    sighted.keep(connection, document.sha256, processed.mentions)
    keep_claims(connection, document.sha256, processed.claims)
    index.put_in(connection, document, processed.text, processed.mentions)


def listed(document: Document) -> tuple[str, ...]:
    """What lists of documents are sorted and filtered by: the columns title to last_day."""
    published = document.published
    first = published and published.first and published.first.isoformat()
    last = published and published.last and published.last.isoformat()
    return (
        document.title,
        document.publisher,
        document.language,
        document.kind,
        first or "",
        last or "",
    )


def listed_now(connection: Connection, sha256: str) -> tuple[str, ...]:
    """The same as the table has it for this document."""
    query = (
        "SELECT title, publisher, language, kind, first_day, last_day FROM documents "
        "WHERE sha256 = ?"
    )
    row: tuple[str, ...] = connection.execute(query, (sha256,)).fetchone()
    return row


def keep_claims(connection: Connection, sha256: str, claims: Iterable[Claim]) -> None:
    """Add claims to those of their document inside the caller's transaction."""
    insert(connection, claims)
    restate_document(connection, sha256)
    facets.keep(connection, sha256)


def content_digest(connection: Connection, sha256: str) -> str:
    """SHA-256 (hexadecimal) over all that the tables hold of this document."""
    digest = hashlib.sha256()
    for untrusted_json in _content_rows(connection, sha256):
        digest.update(untrusted_json.encode())
        digest.update(b"\n")
    return digest.hexdigest()


def load_processed(connection: Connection, sha256: str) -> Processed:
    """All that the tables hold of this document; raises InvariantError if they were damaged."""
    document, text, mentions, *claims = _content_rows(connection, sha256)
    return Processed(
        from_json(Document, document),
        from_json(Text, text),
        from_json(tuple[Mention, ...], mentions),
        tuple(from_json(Claim, claim) for claim in claims),
    )


def _content_rows(connection: Connection, sha256: str) -> Iterator[str]:
    """The JSON of the document, its text, its mentions, and each claim; empty where one is gone."""
    for table, column in (("documents", "document"), ("texts", "text"), ("analyses", "mentions")):
        query = f"SELECT {column} FROM {table} WHERE sha256 = ?"  # noqa: S608 - constants
        row = connection.execute(query, (sha256,)).fetchone()
        yield (row[0] or "") if row else ""
    query = (
        "SELECT coalesce(extracted, claim) FROM claims "
        "WHERE sha256 = ? AND coalesce(extracted, claim) != '' ORDER BY number"
    )
    for (claim,) in connection.execute(query, (sha256,)):
        yield claim
