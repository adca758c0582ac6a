"""Words of ours on their way out: translations, headlines, comments, replies, and the outline."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from custodes.case.legal import replies_of
from custodes.model import Note, NoteKind, Outline
from custodes.release.released import (
    ReleasedEntry,
    ReleasedNote,
    ReleasedNotes,
    ReleasedReply,
    ReleasedSection,
)

if TYPE_CHECKING:
    from custodes.case import Case

LEAVING: frozenset[NoteKind] = frozenset(
    {"translation", "headline", "comment", "caption", "judgement", "answered"}
)
"""The kinds of note whose words may leave; of ``asked`` the days and whom alone."""


def current(notes: Iterable[Note]) -> list[Note]:
    """The notes that stand, in order: comments and remarks all, of other kinds the last of each.

    Translations, headlines and captions are one a kind and language. One without words takes back
    what was there.
    """
    standing: dict[tuple[object, ...], Note] = {}
    for index, note in enumerate(notes):
        single = note.kind in ("translation", "headline", "caption")
        key: tuple[object, ...] = (note.kind, note.language) if single else (index,)
        standing.pop(key, None)
        standing[key] = note
    return [note for note in standing.values() if note.text.strip()]


class Said:
    """What we say in one case; ``words`` masks a string.

    ``language`` is that of the dossier, where it is known: a translation into it comes first.
    """

    def __init__(self, case: Case, words: Callable[[str], str], language: str = "") -> None:
        self._words = words
        self._language = language
        self._today = datetime.datetime.now(datetime.UTC).date()
        notes = case.notes()
        claims = case.claims_named({note.about for note in notes})
        self._about: dict[str, list[Note]] = {}
        for note in notes:
            claim = claims.get(note.about)
            about = note.about if claim is None else claim.identifier
            self._about.setdefault(about, []).append(note)

    def translation(self, about: str) -> ReleasedNote | None:
        """The translation of a claim's quote, if there is one."""
        found = [n for n in current(self._about.get(about, ())) if n.kind == "translation"]
        if not found:
            return None
        fitting = [note for note in found if note.language == self._language]
        return self._note((fitting or found)[-1])

    def notes(self, about: str) -> ReleasedNotes:
        """Headline, caption and comments on a claim, document or finding."""
        found = current(self._about.get(about, ()))
        by_kind: dict[str, list[Note]] = {}
        for note in found:
            by_kind.setdefault(note.kind, []).append(note)

        def one(kind: str) -> str:
            notes = by_kind.get(kind, [])
            fitting = [note for note in notes if note.language == self._language]
            return self._words((fitting or notes)[-1].text) if notes else ""

        comments = tuple(map(self._note, by_kind.get("comment", ())))
        return ReleasedNotes(one("headline"), one("caption"), comments)

    def replies(self, about: str) -> tuple[ReleasedReply, ...]:
        """The right of reply for a claim."""
        return tuple(
            ReleasedReply(
                self._words(reply.whom),
                reply.asked,
                reply.until,
                reply.answered,
                self._words(reply.answer),
                reply.is_overdue(self._today),
            )
            for reply in replies_of(self._about.get(about, ()))
        )

    def sections(
        self, outline: Outline, claims: Mapping[str, str], findings: Mapping[str, str]
    ) -> tuple[ReleasedSection, ...]:
        """The outline as it leaves; ``claims`` and ``findings`` give what its entries are called
        outside, and what they lack does not leave, nor does the comment on it."""
        sections = []
        for section in outline.sections:
            entries = tuple(
                ReleasedEntry(
                    claims.get(entry.identifier, ""),
                    findings.get(entry.identifier, ""),
                    self._words(entry.comment),
                )
                for entry in section.entries
                if entry.identifier in claims or entry.identifier in findings
            )
            # a section all of whose entries stay is not announced either
            if entries or not section.entries:
                sections.append(
                    ReleasedSection(
                        self._words(section.heading), self._words(section.comment), entries
                    )
                )
        return tuple(sections)

    def _note(self, note: Note) -> ReleasedNote:
        return ReleasedNote(self._words(note.text), self._words(note.author), note.language)


def own_words_of(case: Case, outline: Outline | None) -> Iterable[str]:
    """What people wrote in the case that may leave it, and their names."""
    for note in case.notes():
        if note.kind in LEAVING:
            yield note.text
            yield note.author
        if note.whom:
            yield note.whom
    if outline is not None:
        yield from (outline.title, outline.owner)
        for section in outline.sections:
            yield from (section.heading, section.comment)
            yield from (entry.comment for entry in section.entries)
