"""Is everything in the case still as it was put there? Every break is a Problem with its place."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from sqlite3 import Connection, DatabaseError

from custodes.case import custody, decisions, facets, hidden, removal, sealing, sighted, standing
from custodes.case.content import CONTENT, content_digest, listed, listed_now, load_processed
from custodes.case.originals import Originals
from custodes.case.pipeline import check_spans
from custodes.case.reports import Problem
from custodes.model import Finding, InvariantError, from_json


def problems(connection: Connection, originals: Originals, folder: Path) -> Iterator[Problem]:
    """Everything that does not hold: database, log, originals, texts, decisions and seals."""
    try:
        for (words,) in connection.execute("PRAGMA quick_check"):
            if words != "ok":
                yield Problem("database_damaged", "case.db", words)
        yield from _custody(connection)
        yield from _originals(connection, originals)
        yield from _contents(connection)
        yield from _index(connection)
        yield from _decisions(connection)
        yield from _seals(connection, folder)
    except DatabaseError as error:
        yield Problem("database_damaged", "case.db", str(error))


def _custody(connection: Connection) -> Iterator[Problem]:
    for code, number, words in custody.breaks(connection):
        yield Problem(code, f"custody line {number}", words)
    unlogged = (
        "SELECT sha256 FROM documents "
        "WHERE sha256 NOT IN (SELECT subject FROM custody WHERE action = 'received')"
    )
    for (sha256,) in connection.execute(unlogged):
        yield Problem("not_logged", sha256, "this document has no line in the custody log")
    vanished = (
        "SELECT DISTINCT subject FROM custody WHERE action = 'received' "
        "AND subject NOT IN (SELECT sha256 FROM documents) "
        "AND subject NOT IN (SELECT subject FROM custody WHERE action = 'removed')"
    )
    for (sha256,) in connection.execute(vanished):
        yield Problem("document_missing", sha256, "the log received it and the case has it no more")


def _seals(connection: Connection, folder: Path) -> Iterator[Problem]:
    """Seals whose signature does not hold, or that sealed a line which is not in the log now."""
    lines = dict(connection.execute("SELECT number, digest FROM custody"))
    for name, seal in sealing.seals(folder):
        if isinstance(seal, str):
            yield Problem("seal_broken", name, seal)
        elif lines.get(seal.number) != seal.digest:
            words = f"the log's line {seal.number} is not the one that was sealed"
            yield Problem("seal_contradicted", name, words)


def _originals(connection: Connection, originals: Originals) -> Iterator[Problem]:
    known = set()
    for sha256, size in connection.execute("SELECT sha256, size FROM documents ORDER BY number"):
        known.add(sha256)
        try:
            digest = originals.digest(sha256)
        except FileNotFoundError:
            yield Problem("original_missing", sha256, "the stored original is gone")
        except OSError as error:
            yield Problem("original_unreadable", sha256, error.strerror or str(error))
        else:
            if digest != sha256:
                yield Problem("original_changed", sha256, f"its bytes ({size}) are not those added")
    for name in originals.names():
        if name not in known:
            words = "a file among the originals that the case has no record of"
            yield Problem("original_unrecorded", name, words)


def _contents(connection: Connection) -> Iterator[Problem]:
    rows = connection.execute(
        "SELECT sha256 FROM documents WHERE state = 'read' ORDER BY number"
    ).fetchall()
    for (sha256,) in rows:
        found = list(_content(connection, sha256))
        yield from found
        if not found and facets.is_wrong(connection, sha256):
            yield Problem("index_wrong", sha256, "its claims are sorted under what they do not say")
        if not found and sighted.is_wrong(connection, sha256):
            yield Problem("index_wrong", sha256, "its names are not tied to what its mentions say")


def _content(connection: Connection, sha256: str) -> Iterator[Problem]:
    logged = connection.execute(
        "SELECT detail FROM custody WHERE action IN ('read', 'asked') AND subject = ? "
        "ORDER BY number DESC LIMIT 1",
        (sha256,),
    ).fetchone()
    if logged is None or logged[0].split(" ")[:2] != [
        CONTENT.strip(),
        content_digest(connection, sha256),
    ]:
        words = "its text, mentions or claims are not those that were found in it"
        yield Problem("content_changed", sha256, words)
    try:
        processed = load_processed(connection, sha256)
        check_spans(processed)
        if listed_now(connection, sha256) != listed(processed.document):
            words = "lists show another title, publisher, language, kind or day than it has"
            yield Problem("content_changed", sha256, words)
        for key in standing.misstated(connection, sha256):
            words = "it does not stand as its extractor and its reviews have it"
            yield Problem("decision_changed", f"claim {key}", words)
    except InvariantError as error:
        yield Problem("span_broken", sha256, str(error))


def _index(connection: Connection) -> Iterator[Problem]:
    from custodes.case.search import index

    for subject, words in index.wrong(connection):
        yield Problem("index_wrong", subject, words)


def _decisions(connection: Connection) -> Iterator[Problem]:
    for table, column, action in decisions.KEPT:
        query = f"SELECT number, {column} FROM {table} ORDER BY number"  # noqa: S608 - constants
        kept = {decisions.digest(json): number for number, json in connection.execute(query)}
        yield from _compare(connection, table, action, kept)
    for sha256, content in connection.execute("SELECT sha256, content FROM finding_files"):
        if hashlib.sha256(content).hexdigest() != sha256:
            yield Problem("decision_changed", f"finding_files {sha256}", "its bytes were changed")
    present = {row[0] for row in connection.execute("SELECT sha256 FROM finding_files")}
    for number, json in connection.execute("SELECT number, finding FROM findings"):
        for name, sha256 in from_json(Finding, json).files.items():
            if sha256 not in present:
                yield Problem("decision_missing", f"findings {number}", f"its file {name} is gone")
    names = connection.execute("SELECT name, reviewer, time FROM cleared_names").fetchall()
    cleared = {decisions.cleared_digest(*row): index for index, row in enumerate(names, start=1)}
    yield from _compare(connection, "cleared_names", "cleared", cleared)
    documents = connection.execute("SELECT sha256, reviewer, time FROM cleared_hidden").fetchall()
    shown = {decisions.cleared_digest(*row): index for index, row in enumerate(documents, start=1)}
    yield from _compare(connection, "cleared_hidden", hidden.CLEARED, shown)


def _compare(
    connection: Connection, table: str, action: str, kept: dict[str, int]
) -> Iterator[Problem]:
    """Rows that the log does not seal, and lines of the log whose row is gone unsaid."""
    withdrawn = {
        detail
        for (detail,) in connection.execute(
            "SELECT detail FROM custody WHERE action = ?", (removal.WITHDRAWN,)
        )
    }
    lines = connection.execute("SELECT detail, number FROM custody WHERE action = ?", (action,))
    logged = dict(lines.fetchall())
    for digest in kept.keys() - logged.keys():
        yield Problem("decision_changed", f"{table} {kept[digest]}", "not as the log sealed it")
    for digest in logged.keys() - kept.keys() - withdrawn:
        subject = f"custody line {logged[digest]}"
        yield Problem("decision_missing", subject, f"its row in {table} is gone or was changed")
