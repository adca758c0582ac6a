"""What people decided and wrote: reviews, notes, cleared names, and findings of audits."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from sqlite3 import Connection

from custodes.case import custody
from custodes.model import (
    Claim,
    Finding,
    InvariantError,
    Note,
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
)
"""Table, column of JSON, and the custody action that seals each row of it."""


def digest(text: str) -> str:
    """SHA-256 (hexadecimal) of a kept text, so that the log seals it without repeating it."""
    return hashlib.sha256(text.encode()).hexdigest()


def cleared_digest(name: str, reviewer: str, time: str) -> str:
    """The same for a cleared name."""
    return digest("\n".join((name, reviewer, time)))


def keep_review(connection: Connection, actor: str, review: Review) -> None:
    """Add a decision inside the caller's transaction; earlier ones on the claim stay."""
    identifier = claim_identifier(review.document, review.quote, review.type)
    json = to_json(review)
    connection.execute(
        "INSERT INTO reviews (identifier, sha256, review) VALUES (?, ?, ?)",
        (identifier, review.document, json),
    )
    custody.append(connection, actor, "reviewed", identifier, digest(json))


def keep_note(connection: Connection, actor: str, note: Note) -> None:
    """Add a note inside the caller's transaction."""
    json = to_json(note)
    connection.execute("INSERT INTO notes (about, note) VALUES (?, ?)", (note.about, json))
    custody.append(connection, actor, "noted", note.about, digest(json))


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


def latest(all_reviews: Iterable[Review]) -> dict[str, Review]:
    """The decision that counts, by the identifier of the claim it is about."""
    return {
        claim_identifier(review.document, review.quote, review.type): review
        for review in all_reviews
    }


def reviewed(claims: Iterable[Claim], decisions: dict[str, Review]) -> Iterator[Claim]:
    """The claims with corrections applied and rejected ones left out."""
    for claim in claims:
        review = decisions.get(claim.identifier)
        if review is None or review.decision == "accepted":
            yield claim
        elif review.corrected is not None:
            yield review.corrected


def is_addition(review: Review) -> bool:
    """Whether the review adds a claim that no extractor made."""
    return review.corrected is not None and review.corrected.extractor == REVIEWER


def additions(decisions: dict[str, Review]) -> Iterator[Claim]:
    """The claims that reviewers added."""
    for review in decisions.values():
        if review.corrected is not None and is_addition(review):
            yield review.corrected
