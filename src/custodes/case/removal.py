"""Removing a document: its bytes and all that was made of it go, a tombstone keeps the chain.

The database forgets first, in one transaction, and the log says so; then the original is unlinked;
then the database is rewritten, so that nothing of it stays in free pages. What a kill leaves of
the last two, the next ``remove`` or ``add`` finishes.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterable
from sqlite3 import Connection

from custodes.case import custody, decisions, facets, sighted, views
from custodes.case.originals import Originals
from custodes.model import Finding, Note, Outline, Text, claim_identifier, from_json
from custodes.model.claims import Review

REMOVED = "removed"
"""The action of a tombstone: its subject is the SHA-256 of what was removed."""
WITHDRAWN = "withdrawn"
"""The action for a decision that went with its document: its detail is the sealed digest."""


def is_removed(connection: Connection, sha256: str) -> bool:
    """Whether this document was removed and has not been taken in again since."""
    row = connection.execute(
        "SELECT action FROM custody WHERE subject = ? AND action IN (?, 'received') "
        "ORDER BY number DESC LIMIT 1",
        (sha256, REMOVED),
    ).fetchone()
    return row is not None and row[0] == REMOVED


def forget(connection: Connection, actor: str, sha256: str, reason: str) -> None:
    """Delete, inside the caller's transaction, all rows that hold anything of the document.

    With it go the reviews of its claims, notes about it or them, findings that rest on one of its
    claims, cleared names that no other text holds, saved views of it, and what an archive or
    message contained.
    """
    from custodes.case.search import index

    _forget(connection, actor, sha256, reason)
    index.forget_unused(connection)
    facets.forget_unused(connection)


def _forget(connection: Connection, actor: str, sha256: str, reason: str) -> None:
    """The same, but for values that are left of what only this document had."""
    from custodes.case.search import index

    inner = connection.execute("SELECT sha256 FROM documents WHERE container = ?", (sha256,))
    for (member,) in inner.fetchall():
        _forget(connection, actor, member, reason)
    connection.execute(
        "DELETE FROM failures WHERE path LIKE (SELECT origin || '!/%' FROM documents "
        "WHERE sha256 = ?)",
        (sha256,),
    )
    claims = {
        row[0]
        for column in ("key", "identifier")
        for row in connection.execute(f"SELECT {column} FROM claims WHERE sha256 = ?", (sha256,))  # noqa: S608
    }
    _withdraw_decisions(connection, actor, sha256, claims)
    names = _names_only_here(connection, sha256)
    index.take_out(connection, (sha256,))
    facets.take_out(connection, sha256)
    sighted.take_out(connection, sha256)
    views.drop_naming(connection, actor, sha256)
    for table in ("texts", "analyses", "claims", "asked", "failures", "documents"):
        connection.execute(f"DELETE FROM {table} WHERE sha256 = ?", (sha256,))  # noqa: S608
    hidden = connection.execute("SELECT * FROM cleared_hidden WHERE sha256 = ?", (sha256,))
    for row in hidden.fetchall():
        connection.execute("DELETE FROM cleared_hidden WHERE sha256 = ?", (sha256,))
        custody.append(
            connection, actor, WITHDRAWN, "cleared_hidden", decisions.cleared_digest(*row)
        )
    for name, reviewer, time in names:
        connection.execute("DELETE FROM cleared_names WHERE name = ?", (name,))
        digest = decisions.cleared_digest(name, reviewer, time)
        custody.append(connection, actor, WITHDRAWN, "name", digest)
    custody.append(connection, actor, REMOVED, sha256, reason)


def finish(connection: Connection, originals: Originals) -> None:
    """Unlink originals that the log has removed and the case no longer knows; scrub the database.

    Raises OSError.
    """
    tombstones = connection.execute(
        "SELECT DISTINCT subject FROM custody "
        "WHERE action = ? AND subject NOT IN (SELECT sha256 FROM documents)",
        (REMOVED,),
    )
    # by the log and not by the folder, which may hold a great many that nobody removed
    gone = [
        sha256
        for (sha256,) in tombstones.fetchall()
        if originals.path(sha256).exists() and is_removed(connection, sha256)
    ]
    for sha256 in gone:
        originals.remove(sha256)
    if gone:
        scrub(connection)


def scrub(connection: Connection) -> None:
    """Rewrite the database without its free pages, and empty its write-ahead log."""
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _withdraw_decisions(connection: Connection, actor: str, sha256: str, claims: set[str]) -> None:
    rows = connection.execute("SELECT number, review FROM reviews WHERE sha256 = ?", (sha256,))
    reviews = rows.fetchall()
    for _, json in reviews:
        review = from_json(Review, json)
        claims.add(claim_identifier(review.document, review.quote, review.type))
        if review.corrected is not None:
            claims.add(review.corrected.identifier)
    notes = [
        (number, json)
        for number, json in connection.execute("SELECT number, note FROM notes").fetchall()
        if (about := from_json(Note, json).about) == sha256 or about in claims
    ]
    findings = [
        (number, json)
        for number, json in connection.execute("SELECT number, finding FROM findings").fetchall()
        if any(claim in json for claim in claims) or sha256 in json
    ]
    gone_findings = {from_json(Finding, json).identifier for _, json in findings}
    notes += _notes_about(connection, gone_findings)
    outlines, left = _outlines_naming(connection, claims | gone_findings)
    for table, gone in (
        ("reviews", reviews),
        ("notes", notes),
        ("findings", findings),
        ("outlines", outlines),
    ):
        for number, json in gone:
            connection.execute(f"DELETE FROM {table} WHERE number = ?", (number,))  # noqa: S608
            custody.append(connection, actor, WITHDRAWN, table, decisions.digest(json))
    if left is not None:
        decisions.keep_outline(connection, actor, left)
    _drop_unnamed_files(connection)


def _notes_about(connection: Connection, findings: set[str]) -> list[tuple[int, str]]:
    return [
        row
        for finding in findings
        for row in connection.execute("SELECT number, note FROM notes WHERE about = ?", (finding,))
    ]


def _outlines_naming(
    connection: Connection, gone: set[str]
) -> tuple[list[tuple[int, str]], Outline | None]:
    """The outlines that name what goes, and what is left of the last, if that is among them.

    A section that loses all its entries goes whole, for its heading speaks of them.
    """
    rows = connection.execute("SELECT number, outline FROM outlines ORDER BY number").fetchall()
    naming = [row for row in rows if any(name in row[1] for name in gone)]
    if not naming or naming[-1] != rows[-1]:
        return naming, None
    outline = from_json(Outline, rows[-1][1])
    sections = []
    for section in outline.sections:
        entries = tuple(entry for entry in section.entries if entry.identifier not in gone)
        if entries or not section.entries:
            sections.append(dataclasses.replace(section, entries=entries))
    return naming, dataclasses.replace(outline, sections=tuple(sections))


def _drop_unnamed_files(connection: Connection) -> None:
    named: set[str] = set()
    for (json,) in connection.execute("SELECT finding FROM findings"):
        named.update(from_json(Finding, json).files.values())
    for (sha256,) in connection.execute("SELECT sha256 FROM finding_files").fetchall():
        if sha256 not in named:
            connection.execute("DELETE FROM finding_files WHERE sha256 = ?", (sha256,))


def _names_only_here(connection: Connection, sha256: str) -> Iterable[tuple[str, str, str]]:
    """The cleared names that no text but this document's holds."""
    cleared = connection.execute("SELECT name, reviewer, time FROM cleared_names").fetchall()
    left = {name: (name, reviewer, time) for name, reviewer, time in cleared}
    for other, json in connection.execute("SELECT sha256, text FROM texts"):
        if not left:
            break
        if other != sha256:
            content = from_json(Text, json).content
            for name in [name for name in left if name in content]:
                with contextlib.suppress(KeyError):
                    del left[name]
    return left.values()
