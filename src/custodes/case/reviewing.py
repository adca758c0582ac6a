"""Reviewing: claims as they stand, one decision after the other, and which claim comes next.

Every answer comes from the rows of claims by SQL, so that a case of several 100,000 claims answers
at once; a claim's JSON is read where that one claim is shown.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection

from custodes.case import database, decisions, standing
from custodes.case.claim_rows import ClaimRows
from custodes.case.errors import ReadOnlyCaseError, WrongArgumentError
from custodes.case.pipeline import check_claim
from custodes.model import Claim, Review, Text, claim_identifier, from_json


@dataclass(frozen=True, slots=True)
class ReviewedClaim:
    """One claim as it stands, what its extractor made of it (None for an addition), and all
    decisions on it in order, of which ``in_force`` were not taken back."""

    key: str
    claim: Claim
    extracted: Claim | None
    decision: str
    history: tuple[Review, ...]
    in_force: tuple[Review, ...]


class Reviewing(ClaimRows):
    """The claims of one case under review; ``Case.reviewing`` gives it."""

    def __init__(self, connection: Connection, path: Path, actor: str, writable: bool) -> None:
        super().__init__(connection)
        self._path = path
        self._actor = actor
        self._writable = writable

    def claim(self, identifier: str) -> ReviewedClaim:
        """The claim of this key or identifier with its decisions; raises KeyError."""
        row = self.row(identifier)
        json, extracted = self._connection.execute(
            "SELECT claim, coalesce(extracted, claim) FROM claims WHERE key = ?", (row.key,)
        ).fetchone()
        history = tuple(standing.reviews_of(self._connection, row.key))
        return ReviewedClaim(
            row.key,
            from_json(Claim, json),
            from_json(Claim, extracted) if extracted else None,
            row.decision,
            history,
            tuple(decisions.in_force(history)),
        )

    def last_decision(self, reviewer: str) -> tuple[str, Review] | None:
        """What ``undo`` would take back, with the key of its claim; None for nothing."""
        theirs = self._connection.execute(
            "SELECT identifier, review FROM reviews WHERE review ->> '$.reviewer' = ? "
            "AND review ->> '$.decision' != 'withdrawn' ORDER BY number DESC",
            (reviewer,),
        )
        for key, json in theirs:
            review = from_json(Review, json)
            if review in decisions.in_force(standing.reviews_of(self._connection, key)):
                return key, review
        return None

    def accept(self, identifier: str, reviewer: str, comment: str = "") -> Review:
        """Accept a claim as it stands; raises KeyError."""
        return self._decide(identifier, reviewer, lambda _: ("accepted", None), comment)

    def reject(self, identifier: str, reviewer: str, comment: str = "") -> Review:
        """Reject a claim; raises KeyError."""
        return self._decide(identifier, reviewer, lambda _: ("rejected", None), comment)

    def correct(self, identifier: str, claim: Claim, reviewer: str, comment: str = "") -> Review:
        """Put a claim in the place of the one that stands; who made that one stays on record.

        Raises KeyError; InvariantError if the document does not hold what the new one says, and
        WrongArgumentError if another claim of its type is at its place.
        """

        def corrected(held: ReviewedClaim) -> tuple[str, Claim]:
            made = dataclasses.replace(
                claim,
                document=held.claim.document,
                extractor=held.claim.extractor,
                extractor_version=held.claim.extractor_version,
                confidence=held.claim.confidence,
                trace=held.claim.trace,
            )
            self._must_fit(made, held.key)
            return "corrected", made

        return self._decide(identifier, reviewer, corrected, comment)

    def add(self, claim: Claim, reviewer: str, comment: str = "") -> Review:
        """Add a claim that no extractor made.

        Raises InvariantError if the document does not hold what it says, and WrongArgumentError if
        there is a claim of its type at its place.
        """
        made = dataclasses.replace(
            claim,
            extractor=decisions.REVIEWER,
            extractor_version="",
            confidence=1.0,
            trace=(),
        )
        with self._transaction() as connection:
            self._must_fit(made, "")
            review = Review(
                made.document,
                made.quote,
                made.type,
                "corrected",
                reviewer,
                datetime.datetime.now(datetime.UTC),
                made,
                comment,
            )
            standing.keep_review(connection, self._actor, review)
        return review

    def withdraw(self, identifier: str, reviewer: str, comment: str = "") -> Review:
        """Take back the last decision on a claim, or an addition; it stays in the history.

        Raises KeyError, and WrongArgumentError if there is none to take back.
        """

        def withdrawn(held: ReviewedClaim) -> tuple[str, None]:
            if not held.in_force:
                raise WrongArgumentError("there is no decision on this claim to take back.")
            return "withdrawn", None

        return self._decide(identifier, reviewer, withdrawn, comment)

    def undo(self, reviewer: str) -> Review | None:
        """Take back this reviewer's latest decision that stands; gives it, or None for none.

        Raises WrongArgumentError if somebody else has decided on the same claim since.
        """
        with self._transaction() as connection:
            last = self.last_decision(reviewer)
            if last is None:
                return None
            key, review = last
            newest = decisions.in_force(standing.reviews_of(connection, key))[-1]
            if newest != review:
                raise WrongArgumentError(
                    f"{newest.reviewer} has decided on the same claim since. "
                    "Open the claim and decide anew."
                )
            self._take_back(connection, review, reviewer)
        return review

    def lost(self, document: str = "") -> list[Review]:
        """Decisions in force whose claim no extractor makes any more, of a document or of all."""
        return standing.lost_reviews(self._connection, document)

    def reattach(self, key: str, identifier: str, reviewer: str) -> Review:
        """Let the last lost decision under this key count for another claim of its document.

        Raises KeyError if there is no such decision or claim, and what ``correct`` raises.
        """
        lost = self._last_lost(key)
        if self.row(identifier).document != lost.document:
            raise WrongArgumentError("a decision goes only to a claim of its own document.")
        comment = lost.comment
        if lost.corrected is not None:
            made = self.correct(identifier, lost.corrected, reviewer, comment)
        elif lost.decision == "rejected":
            made = self.reject(identifier, reviewer, comment)
        else:
            made = self.accept(identifier, reviewer, comment)
        self.dismiss(key, reviewer)
        return made

    def dismiss(self, key: str, reviewer: str) -> None:
        """Take back all lost decisions under this key; raises KeyError if there is none."""
        with self._transaction() as connection:
            self._last_lost(key)
            for _ in decisions.in_force(standing.reviews_of(connection, key)):
                self._take_back(connection, self._last_lost(key), reviewer)

    def _last_lost(self, key: str) -> Review:
        for review in reversed(standing.lost_reviews(self._connection)):
            if claim_identifier(review.document, review.quote, review.type) == key:
                return review
        raise KeyError(key)

    def _decide(
        self,
        identifier: str,
        reviewer: str,
        decide: Callable[[ReviewedClaim], tuple[str, Claim | None]],
        comment: str,
    ) -> Review:
        with self._transaction() as connection:
            held = self.claim(identifier)
            decision, corrected = decide(held)
            # decisions stay with the place and type that the claim had before any correction
            first = held.extracted or next(r.corrected for r in held.in_force if r.corrected)
            assert first is not None  # noqa: S101 - for the type checker
            review = Review(
                first.document,
                first.quote,
                first.type,
                decision,  # type: ignore[arg-type]
                reviewer,
                datetime.datetime.now(datetime.UTC),
                corrected,
                comment,
            )
            standing.keep_review(connection, self._actor, review)
        return review

    def _take_back(self, connection: Connection, review: Review, reviewer: str) -> None:
        withdrawn = dataclasses.replace(
            review,
            decision="withdrawn",
            reviewer=reviewer,
            time=datetime.datetime.now(datetime.UTC),
            corrected=None,
            comment="",
        )
        standing.keep_review(connection, self._actor, withdrawn)

    def _must_fit(self, claim: Claim, key: str) -> None:
        """``key`` is that of the claim whose place it takes, empty for an addition."""
        row = self._connection.execute(
            "SELECT text FROM texts WHERE sha256 = ?", (claim.document,)
        ).fetchone()
        if row is None:
            raise KeyError(claim.document)
        check_claim(from_json(Text, row[0]), claim)
        identifier = claim.identifier
        taken = self._connection.execute(
            "SELECT 1 FROM claims WHERE key != ? AND ? IN (identifier, key)", (key, identifier)
        ).fetchone()
        if taken is not None:
            raise WrongArgumentError(
                "there is a claim of this type at exactly this place already. Correct that one, "
                "or choose another stretch of the text."
            )

    def _transaction(self) -> AbstractContextManager[Connection]:
        if not self._writable:
            raise ReadOnlyCaseError(self._path)
        return database.transaction(self._connection, self._path)
