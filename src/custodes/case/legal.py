"""What may be said of a claim in public: held or cleared, and the right of reply.

All of it is notes of the case, sealed like every other. The last of ``held`` and ``cleared``
counts. A rumour about a named company or person starts as held: that is derived, and no note.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from custodes.case.errors import WrongArgumentError
from custodes.model import Claim, Mention, MentionKind, Note, NoteKind

if TYPE_CHECKING:
    from custodes.case.case import Case

WhyHeld = Literal["rumour", "decision"]
NAMED: frozenset[MentionKind] = frozenset({"company", "person"})
"""Who a rumour is about, that it starts as held."""


@dataclass(frozen=True, slots=True)
class LegalState:
    """Whether a claim stays in the case, since it is a rumour or by decision, and the last note.

    ``note`` is None where nobody decided.
    """

    held: bool
    why: WhyHeld | None = None
    note: Note | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """Who was asked about a claim, when, what and until when; and the answer, if one came."""

    whom: str
    asked: datetime.date
    question: str
    until: datetime.date | None = None
    answered: datetime.date | None = None
    answer: str = ""

    def is_overdue(self, today: datetime.date) -> bool:
        """Whether there is no answer though the last day for one is over."""
        return self.answered is None and self.until is not None and self.until < today


def state_of(claim: Claim, notes: Iterable[Note], inside: Iterable[Mention] = ()) -> LegalState:
    """The state of a claim from the notes about it in order.

    ``inside`` are the mentions that stand in its quote, whether or not they fill a role.
    """
    decided = [note for note in notes if note.kind in ("held", "cleared")]
    if decided:
        held = decided[-1].kind == "held"
        return LegalState(held, "decision" if held else None, decided[-1])
    fillers = (mention for role in claim.roles.values() for mention in role)
    if claim.attribution.kind == "rumour" and any(
        mention.kind in NAMED for mention in (*fillers, *inside)
    ):
        return LegalState(held=True, why="rumour")
    return LegalState(held=False)


def replies_of(notes: Iterable[Note]) -> tuple[Reply, ...]:
    """The right of reply in the order of asking; an answer belongs to the last question to whom."""
    replies: list[Reply] = []
    for note in notes:
        if note.kind == "asked" and note.day is not None:
            replies.append(Reply(note.whom, note.day, note.text, note.until))
        elif note.kind == "answered":
            for index in reversed(range(len(replies))):
                asked = replies[index]
                if asked.whom == note.whom:
                    replies[index] = Reply(
                        asked.whom, asked.asked, asked.question, asked.until, note.day, note.text
                    )
                    break
    return tuple(replies)


class Legal:
    """The legal state of the claims of one case; ``Case.legal`` gives it.

    A claim is named by its key or its identifier; whoever decides gives a reason and a name.
    """

    def __init__(self, case: Case) -> None:
        self._case = case

    def state(self, identifier: str) -> LegalState:
        """The state of one claim; raises KeyError."""
        claim = self._claim(identifier)
        return self.by_notes(claim, self._case.notes(identifier))

    def states(self) -> Mapping[str, LegalState]:
        """The claims that are held or were decided on, by identifier; rejected ones left out."""
        case = self._case
        notes = [note for note in case.notes() if note.kind in ("held", "cleared")]
        claims = case.claims_named({note.about for note in notes})
        by_claim: dict[str, list[Note]] = {}
        for note in notes:
            if note.about in claims:
                by_claim.setdefault(claims[note.about].identifier, []).append(note)
        waiting = {claim.identifier: claim for claim in case.claims(attribution="rumour")}
        waiting |= {claim.identifier: claim for claim in claims.values()}
        mentions = functools.lru_cache(64)(case.mentions)
        found: dict[str, LegalState] = {}
        for identifier, claim in waiting.items():
            state = state_of(
                claim, by_claim.get(identifier, ()), _within(claim, mentions(claim.document))
            )
            if state.held or state.note is not None:
                found[identifier] = state
        return found

    def by_notes(self, claim: Claim, notes: Iterable[Note]) -> LegalState:
        """The state of a claim whose notes are at hand, in their order."""
        return state_of(claim, notes, self._inside(claim))

    def replies(self, identifier: str) -> tuple[Reply, ...]:
        """The right of reply for one claim."""
        return replies_of(self._case.notes(identifier))

    def all_replies(self) -> Mapping[str, tuple[Reply, ...]]:
        """The same for all claims for which somebody was asked, by identifier."""
        notes = [note for note in self._case.notes() if note.kind in ("asked", "answered")]
        claims = self._case.claims_named({note.about for note in notes})
        by_claim: dict[str, list[Note]] = {}
        for note in notes:
            if note.about in claims:
                by_claim.setdefault(claims[note.about].identifier, []).append(note)
        return {identifier: replies_of(found) for identifier, found in by_claim.items()}

    def hold(self, identifier: str, reviewer: str, why: str) -> Note:
        """Keep a claim in the case until it is cleared; raises KeyError, WrongArgumentError."""
        return self._decide("held", identifier, reviewer, why)

    def clear(self, identifier: str, reviewer: str, why: str) -> Note:
        """Let a claim leave the case; raises KeyError, WrongArgumentError."""
        return self._decide("cleared", identifier, reviewer, why)

    def ask(
        self,
        identifiers: Sequence[str],
        reviewer: str,
        whom: str,
        question: str,
        day: datetime.date,
        until: datetime.date | None = None,
    ) -> None:
        """Record that somebody was asked about claims; raises KeyError, WrongArgumentError."""
        for name in identifiers:
            self._claim(name)
        if until is not None and until < day:
            raise WrongArgumentError(
                f"an answer is wanted by {until}, and the question is of {day}. "
                "Give a day for the answer that is not before it."
            )
        for name in identifiers:
            self._keep("asked", name, reviewer, question, whom, day, until)

    def answer(
        self, identifier: str, reviewer: str, whom: str, words: str, day: datetime.date
    ) -> None:
        """Record the answer of who was asked about a claim; raises KeyError, WrongArgumentError."""
        asked = [reply for reply in self.replies(identifier) if reply.whom == whom.strip()]
        if not asked:
            raise WrongArgumentError(
                f"{whom.strip()!r} was not asked about this claim. Record first whom you asked, "
                "and give the same name with the answer."
            )
        if day < asked[-1].asked:
            raise WrongArgumentError(
                f"an answer of {day} is from before the question of {asked[-1].asked}."
            )
        self._keep("answered", identifier, reviewer, words, whom, day)

    def _decide(self, kind: NoteKind, identifier: str, reviewer: str, why: str) -> Note:
        self._claim(identifier)
        return self._keep(kind, identifier, reviewer, why)

    def _keep(
        self,
        kind: NoteKind,
        identifier: str,
        reviewer: str,
        text: str,
        whom: str = "",
        day: datetime.date | None = None,
        until: datetime.date | None = None,
    ) -> Note:
        given = [("words", text), ("the name of who records it", reviewer)]
        if day is not None:
            given.append(("whom it was asked of", whom))
        missing = [what for what, value in given if not value.strip()]
        if missing:
            raise WrongArgumentError(f"missing: {', '.join(missing)}. Nothing was recorded.")
        note = Note(
            identifier,
            kind,
            text.strip(),
            "",
            reviewer.strip(),
            datetime.datetime.now(datetime.UTC),
            whom.strip(),
            day,
            until,
        )
        self._case.note(note)
        return note

    def _claim(self, identifier: str) -> Claim:
        return self._case.claims_named([identifier])[identifier]

    def _inside(self, claim: Claim) -> Iterable[Mention]:
        if claim.attribution.kind != "rumour":
            return ()
        return _within(claim, self._case.mentions(claim.document))


def _within(claim: Claim, mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    return tuple(
        mention
        for mention in mentions
        if mention.span.start < claim.quote.end and claim.quote.start < mention.span.end
    )
