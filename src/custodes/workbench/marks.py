"""What was written about claims and whether they may leave the case, as lists say it beside."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from custodes.case import Case
from custodes.case.legal import replies_of
from custodes.model import Note, NoteKind, from_json
from custodes.release.saying import current
from custodes.workbench.sifting import ShownClaim

OURS: tuple[NoteKind, ...] = ("translation", "headline", "comment", "remark")


@dataclass(frozen=True, slots=True)
class Marks:
    """The legal state of a claim (empty for none), kinds of notes that stand, replies awaited."""

    legal: Literal["", "held", "rumour", "cleared"] = ""
    kinds: tuple[NoteKind, ...] = ()
    waiting: int = 0


NO_MARKS = Marks()


def marks_of(case: Case, rows: Sequence[ShownClaim]) -> dict[int, Marks]:
    """The marks of these claims by their numbers; those without any are left out."""
    numbers = json.dumps([row.number for row in rows])
    about: dict[int, list[tuple[int, Note]]] = {}
    # a claim that was corrected has notes under its first name and under its own
    for name in ("key", "identifier"):
        for number, place, note in case.rows(
            f"SELECT claims.number, notes.number, note FROM claims JOIN notes ON about = {name} "  # noqa: S608
            "WHERE claims.number IN (SELECT value FROM json_each(?))"
            + (" AND key != identifier" if name == "identifier" else ""),
            numbers,
        ):
            about.setdefault(number, []).append((place, from_json(Note, note)))
    found: dict[int, Marks] = {}
    for row in rows:
        notes = [note for _, note in sorted(about.get(row.number, ()), key=lambda each: each[0])]
        state = case.legal.by_notes(row.claim, notes)
        legal: Literal["", "held", "rumour", "cleared"] = ""
        if state.held:
            legal = "rumour" if state.why == "rumour" else "held"
        elif state.note is not None:
            legal = "cleared"
        kinds = {note.kind for note in current(notes)}
        waiting = sum(reply.answered is None for reply in replies_of(notes))
        marks = Marks(legal, tuple(kind for kind in OURS if kind in kinds), waiting)
        if marks != NO_MARKS:
            found[row.number] = marks
    return found
