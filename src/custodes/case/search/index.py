"""What the tables keep of a document so that it is found, written and taken out with its text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from sqlite3 import Connection

import numpy as np

from custodes.case.search import keys, segments, values
from custodes.case.search.grams import FIRST_VALUE, LAST
from custodes.model import Document, InvariantError, Mention, Text, from_json

_KEY = "number, content, title_end, body_end, jumps"


def put_in(
    connection: Connection, document: Document, text: Text, mentions: Iterable[Mention]
) -> None:
    """Index a document that was read, inside the caller's transaction."""
    number = _number(connection, document.sha256)
    key = keys.key_of(text)
    connection.execute(
        f"INSERT INTO search_keys ({_KEY}) VALUES (?, ?, ?, ?, ?)",  # noqa: S608 - constants
        (number, *keys.pack(key)),
    )
    found = values.keep(connection, values.values_of(document, mentions))
    terms = values.with_values(keys.weighed_terms(key), found)
    segments.add(connection, (number, *_days(document)), terms)


def take_out(connection: Connection, documents: Iterable[str]) -> None:
    """Forget all that the index has of documents, inside the caller's transaction.

    Those that are not in it stay so. What they alone were filed under is left to
    ``forget_unused``, which looks through all of the index.
    """
    gone = []
    for sha256 in documents:
        number = _number(connection, sha256)
        deleted = connection.execute("DELETE FROM search_keys WHERE number = ?", (number,))
        if deleted.rowcount:
            gone.append(number)
    if gone:
        segments.take_out(connection, gone)


def forget_unused(connection: Connection) -> None:
    """Delete the values that no document has any more: they may be names."""
    postings = segments.Postings(connection)
    used = {
        int(term) for found, _ in postings.ask(FIRST_VALUE, LAST) for term in found.terms.tolist()
    }
    for term in values.named(connection).keys() - used:
        connection.execute("DELETE FROM search_values WHERE number = ?", (term - FIRST_VALUE,))


def wrong(connection: Connection) -> Iterator[tuple[str, str]]:
    """The SHA-256 of each document that the index would not find as it is, and what is wrong.

    Says nothing of those whose text does not read.
    """
    read = dict(
        connection.execute("SELECT number, sha256 FROM documents WHERE state = 'read'").fetchall()
    )
    kept = connection.execute("SELECT number FROM search_keys").fetchall()
    for (number,) in kept:
        if number not in read:
            yield str(number), "the search index has a document that the case has not"
    named = values.named(connection)
    try:
        for (number, *days), pairs in segments.documents_of(connection):
            sha256 = read.pop(number, None)
            if sha256 is None:
                yield str(number), "the search index has a document twice, or one that is gone"
                continue
            held = _held(connection, sha256)
            if held is None:
                continue
            document, text, mentions = held
            row = connection.execute(
                f"SELECT {_KEY} FROM search_keys WHERE number = ?",  # noqa: S608 - constants
                (number,),
            ).fetchone()
            key = keys.key_of(text)
            expected = keys.weighed_terms(key)
            is_value = pairs.terms >= FIRST_VALUE
            shown = sorted(named.get(term, ("", "")) for term in pairs.terms[is_value].tolist())
            if (
                row != (number, *keys.pack(key))
                or tuple(days) != _days(document)
                or shown != values.values_of(document, mentions)
                or not np.array_equal(pairs.terms[~is_value], expected.terms)
                or not np.array_equal(pairs.weights[~is_value], expected.weights)
            ):
                yield sha256, "the search index does not hold what its text says"
    except InvariantError as error:
        yield "search_postings", str(error)
        return
    for sha256 in read.values():
        yield sha256, "the search index has not got it"


def make_anew(connection: Connection) -> None:
    """Empty the index and fill it from the texts, inside the caller's transaction."""
    for table in ("search_postings", "search_segments", "search_keys", "search_values"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - constants
    rows = connection.execute("SELECT sha256 FROM documents WHERE state = 'read' ORDER BY number")
    for (sha256,) in rows.fetchall():
        held = _held(connection, sha256)
        if held is not None:
            put_in(connection, *held)


def _held(connection: Connection, sha256: str) -> tuple[Document, Text, tuple[Mention, ...]] | None:
    """What is indexed of a document; None where it is gone or does not read."""
    row = connection.execute(
        "SELECT document, text, mentions FROM documents JOIN texts USING (sha256) "
        "JOIN analyses USING (sha256) WHERE sha256 = ?",
        (sha256,),
    ).fetchone()
    try:
        return row and (
            from_json(Document, row[0]),
            from_json(Text, row[1]),
            from_json(tuple[Mention, ...], row[2]),
        )
    except InvariantError:
        return None


def _number(connection: Connection, sha256: str) -> int:
    row = connection.execute("SELECT number FROM documents WHERE sha256 = ?", (sha256,)).fetchone()
    return int(row[0])


def _days(document: Document) -> tuple[int, int]:
    """The first and the last day on which it can have been published, as a segment has them."""
    dates = document.published
    if dates is None:
        return segments.UNDATED
    return (
        dates.first.toordinal() if dates.first else 0,
        dates.last.toordinal() if dates.last else segments.LAST_DAY,
    )
