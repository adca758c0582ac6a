"""The rows of claims as decisions leave them: written anew with each decision, for all to ask.

What an extractor made and the reviews are the truth, and sealed; the rest of a row is derived from
them, and ``verify`` derives it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from sqlite3 import Connection

from custodes.case import custody, decisions, facets
from custodes.case.pipeline import check_claim
from custodes.model import (
    Claim,
    InvariantError,
    Review,
    Text,
    claim_identifier,
    from_json,
    to_json,
)

COLUMNS = (
    "sha256",
    "key",
    "identifier",
    "type",
    "start",
    "end",
    "stance",
    "attribution",
    "extractor",
    "extractor_version",
    "confidence",
    "decision",
    "claim",
    "extracted",
)
_INSERT = (
    f"INSERT INTO claims ({', '.join(COLUMNS)}) "  # noqa: S608 - constants
    f"VALUES ({', '.join('?' * len(COLUMNS))})"
)
_UPDATE = (
    f"UPDATE claims SET {', '.join(f'{column} = ?' for column in COLUMNS)} "  # noqa: S608
    "WHERE number = ?"
)
_EXTRACTED = "SELECT number, coalesce(extracted, claim) FROM claims WHERE key = ? ORDER BY number"


def keep_review(connection: Connection, actor: str, review: Review) -> None:
    """Add a decision inside the caller's transaction; earlier ones on the claim stay."""
    key = claim_identifier(review.document, review.quote, review.type)
    json = to_json(review)
    connection.execute(
        "INSERT INTO reviews (identifier, sha256, review) VALUES (?, ?, ?)",
        (key, review.document, json),
    )
    custody.append(connection, actor, "reviewed", key, decisions.digest(json))
    restate(connection, key)
    facets.keep(connection, review.document)


def insert(connection: Connection, claims: Iterable[Claim]) -> None:
    """Write the claims of an extractor inside the caller's transaction, undecided."""
    rows = (row(claim.identifier, claim, claim, "") for claim in claims)
    connection.executemany(_INSERT, rows)


def row(key: str, extracted: Claim | None, claim: Claim, decision: str) -> tuple[object, ...]:
    """The values of ``COLUMNS`` for one claim as it stands."""
    json = to_json(claim)
    made = None if claim is extracted else to_json(extracted) if extracted is not None else ""
    return (
        claim.document,
        key,
        claim.identifier,
        claim.type,
        claim.quote.start,
        claim.quote.end,
        claim.stance,
        claim.attribution.kind,
        claim.extractor,
        claim.extractor_version,
        claim.confidence,
        decision,
        json,
        None if made == json else made,
    )


def restate_document(connection: Connection, sha256: str) -> None:
    """Apply the decisions on a document's claims to rows that were written anew."""
    keys = connection.execute("SELECT DISTINCT identifier FROM reviews WHERE sha256 = ?", (sha256,))
    for (key,) in keys.fetchall():
        restate(connection, key)


def restate(connection: Connection, key: str) -> None:
    """Write the rows of one claim as its decisions leave it, inside the caller's transaction."""
    kept = decisions.in_force(reviews_of(connection, key))
    rows = connection.execute(_EXTRACTED, (key,)).fetchall()
    if not rows:
        rows = [(None, "")]
    elif any(json for _, json in rows):
        # an extractor has made what a reviewer added before
        connection.execute("DELETE FROM claims WHERE key = ? AND extracted = ''", (key,))
        rows = [found for found in rows if found[1]]
    for number, json in rows:
        extracted = from_json(Claim, json) if json else None
        claim, decision = decisions.standing(extracted, kept)
        if claim is not None and claim is not extracted and not _fits(connection, claim):
            claim, decision = extracted, ""
        if claim is None:
            connection.execute("DELETE FROM claims WHERE number = ?", (number,))
        elif number is None:
            connection.execute(_INSERT, row(key, extracted, claim, decision))
        else:
            connection.execute(_UPDATE, (*row(key, extracted, claim, decision), number))


def reviews_of(connection: Connection, key: str) -> list[Review]:
    """All decisions on one claim in order, those taken back among them."""
    query = "SELECT review FROM reviews WHERE identifier = ? ORDER BY number"
    return [from_json(Review, json) for (json,) in connection.execute(query, (key,))]


def lost_reviews(connection: Connection, sha256: str = "") -> list[Review]:
    """Decisions in force that find no claim to be about, since no extractor makes it any more."""
    lost = connection.execute(
        "SELECT identifier, review FROM reviews WHERE identifier NOT IN (SELECT key FROM claims) "
        "AND ? IN ('', sha256) ORDER BY number",
        (sha256,),
    )
    by_claim: dict[str, list[Review]] = {}
    for key, json in lost:
        by_claim.setdefault(key, []).append(from_json(Review, json))
    return [review for found in by_claim.values() for review in decisions.in_force(found)]


def misstated(connection: Connection, sha256: str) -> Iterator[str]:
    """The keys of a document's claims whose rows are not what extractor and reviews make of them.

    Raises InvariantError where a row or a review is none.
    """
    query = f"SELECT {', '.join(COLUMNS)} FROM claims WHERE sha256 = ?"  # noqa: S608 - constants
    reviews: dict[str, list[Review]] = {}
    for key, json in connection.execute(
        "SELECT identifier, review FROM reviews WHERE sha256 = ? ORDER BY number", (sha256,)
    ):
        reviews.setdefault(key, []).append(from_json(Review, json))
    seen = set()
    for values in connection.execute(query, (sha256,)).fetchall():
        found = dict(zip(COLUMNS, values, strict=True))
        seen.add(found["key"])
        json = found["claim"] if found["extracted"] is None else found["extracted"]
        extracted = from_json(Claim, json) if json else None
        kept = decisions.in_force(reviews.get(found["key"], ()))
        claim, decision = decisions.standing(extracted, kept)
        if claim is not None and claim is not extracted and not _fits(connection, claim):
            claim, decision = extracted, ""
        if claim is None or row(found["key"], extracted, claim, decision) != values:
            yield found["key"]
    for key, found_reviews in reviews.items():
        kept = decisions.in_force(found_reviews)
        claim, _ = decisions.standing(None, kept)
        if key not in seen and claim is not None and _fits(connection, claim):
            yield key


def _fits(connection: Connection, claim: Claim) -> bool:
    """Whether the document's text, which may have been read anew, holds what the claim says."""
    text = connection.execute("SELECT text FROM texts WHERE sha256 = ?", (claim.document,))
    found = text.fetchone()
    if found is None:
        return False
    try:
        check_claim(from_json(Text, found[0]), claim)
    except InvariantError:
        return False
    return True
