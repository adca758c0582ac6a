"""What people decided and wrote: reviews, notes, cleared names, and findings of audits."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from sqlite3 import Connection

from custodes.case import custody
from custodes.model import (
    Claim,
    Finding,
    InvariantError,
    Note,
    Outline,
    Review,
    claim_identifier,
    from_json,
    to_json,
)

REVIEWER = "reviewer"
"""The extractor's name of a claim that a person added."""

KEPT = (
    ("reviews", "review", "reviewed"),
    ("notes", "note", "noted"),
    ("findings", "finding", "found"),
    ("saved_views", "view", "saved view"),
    ("outlines", "outline", "composed"),
)
"""Table, column of JSON, and the custody action that seals each row of it."""


def digest(text: str) -> str:
    """SHA-256 (hexadecimal) of a kept text, so that the log seals it without repeating it."""
    return hashlib.sha256(text.encode()).hexdigest()


def cleared_digest(name: str, reviewer: str, time: str) -> str:
    """The same for a cleared name."""
    return digest("\n".join((name, reviewer, time)))


def keep_note(connection: Connection, actor: str, note: Note) -> None:
    """Add a note inside the caller's transaction; one about a claim is kept under its key."""
    row = connection.execute(
        "SELECT key FROM claims WHERE identifier = ?", (note.about,)
    ).fetchone()
    if row is not None:
        note = dataclasses.replace(note, about=row[0])
    json = to_json(note)
    connection.execute("INSERT INTO notes (about, note) VALUES (?, ?)", (note.about, json))
    custody.append(connection, actor, "noted", note.about, digest(json))


def keep_outline(connection: Connection, actor: str, outline: Outline) -> None:
    """Add an outline inside the caller's transaction."""
    json = to_json(outline)
    connection.execute("INSERT INTO outlines (outline) VALUES (?)", (json,))
    custody.append(connection, actor, "composed", "outline", digest(json))


def keep_finding(
    connection: Connection, actor: str, finding: Finding, files: Mapping[str, bytes]
) -> None:
    """Add an audit's result inside the caller's transaction; the same again changes nothing.

    ``files`` are those that the finding names. Raises InvariantError if they are not.
    """
    if {name: hashlib.sha256(content).hexdigest() for name, content in files.items()} != dict(
        finding.files
    ):
        raise InvariantError("a finding is kept together with the files that it names")
    for content in files.values():
        row = (hashlib.sha256(content).hexdigest(), content)
        connection.execute("INSERT INTO finding_files VALUES (?, ?) ON CONFLICT DO NOTHING", row)
    json = to_json(finding)
    latest = connection.execute(
        "SELECT finding FROM findings WHERE identifier = ? ORDER BY number DESC LIMIT 1",
        (finding.identifier,),
    ).fetchone()
    if latest is None or latest[0] != json:
        connection.execute(
            "INSERT INTO findings (identifier, finding) VALUES (?, ?)", (finding.identifier, json)
        )
        custody.append(connection, actor, "found", finding.identifier, digest(json))


def clear_name(connection: Connection, actor: str, name: str, reviewer: str) -> None:
    """Record, once, that a reviewer looked at a name and found that it may be shown."""
    time = datetime.datetime.now(datetime.UTC).isoformat()
    added = connection.execute(
        "INSERT INTO cleared_names VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (name, reviewer, time)
    )
    if added.rowcount:
        custody.append(connection, actor, "cleared", "name", cleared_digest(name, reviewer, time))


def reviews(connection: Connection) -> Iterator[Review]:
    """All decisions in the order in which they were made."""
    for (untrusted_json,) in connection.execute("SELECT review FROM reviews ORDER BY number"):
        yield from_json(Review, untrusted_json)


def in_force(all_reviews: Iterable[Review]) -> list[Review]:
    """Of the decisions on one claim, in order, those that none after them took back."""
    kept: list[Review] = []
    for review in all_reviews:
        if review.decision != "withdrawn":
            kept.append(review)
        elif kept:
            kept.pop()
    return kept


def latest(all_reviews: Iterable[Review]) -> dict[str, Review]:
    """The decision that counts, by the identifier of the claim it is about.

    That is the claim's identifier before any correction, and the one after it too.
    """
    by_claim: dict[str, list[Review]] = {}
    for review in all_reviews:
        key = claim_identifier(review.document, review.quote, review.type)
        by_claim.setdefault(key, []).append(review)
    found: dict[str, Review] = {}
    for key, reviews_of_claim in by_claim.items():
        kept = in_force(reviews_of_claim)
        if kept:
            found[key] = kept[-1]
            found.update((r.corrected.identifier, kept[-1]) for r in kept if r.corrected)
    return found


def is_addition(review: Review) -> bool:
    """Whether the review adds a claim that no extractor made."""
    return review.corrected is not None and review.corrected.extractor == REVIEWER


def standing(extracted: Claim | None, kept: Sequence[Review]) -> tuple[Claim | None, str]:
    """The claim as the decisions in force leave it, and the last of them (empty for none).

    ``extracted`` is what an extractor made, if one did. None where no claim is left: an addition
    that was withdrawn, or a decision on a claim that no extractor makes any more. What is accepted
    after a correction is the corrected claim.
    """
    if extracted is None and not (kept and is_addition(kept[0])):
        return None, ""
    claim = extracted
    for review in kept:
        claim = review.corrected or claim
    return claim, kept[-1].decision if kept else ""
