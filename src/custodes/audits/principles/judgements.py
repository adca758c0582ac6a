"""What reviewers think: judgements on a question, and decisions whether an instrument bound.

Each is a note of the case (kind ``judgement``) about a stable key, so that it survives every new
computation; earlier ones stay.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from custodes.audits.errors import AuditError
from custodes.audits.principles.instruments import PREFIX, chosen, question_of
from custodes.model import Note

Decision = Literal["binds", "benchmark"]
DECISIONS: tuple[Decision, ...] = ("binds", "benchmark")
_HAN = range(0x3400, 0x9FFF)


@dataclass(frozen=True, slots=True)
class Decided:
    """A reviewer's decision whether an instrument bound."""

    decision: Decision
    note: Note


def judgement(question: str, says: str, author: str, time: datetime.datetime) -> Note:
    """A judgement on a question (``iccpr-17:lawful``); raises AuditError for what is missing."""
    instrument, asked = question_of(question)
    return _note(instrument.question_key(asked), says, author, time)


def decision(
    instrument: str, decided: Decision, says: str, author: str, time: datetime.datetime
) -> Note:
    """A decision that an instrument bound, or is a benchmark, with its reason."""
    (only,) = chosen([instrument])
    return _note(f"{PREFIX}:{only.key}={decided}", says, author, time)


def judgements(notes: Iterable[Note], instrument: str, question: str) -> list[Note]:
    """The judgements on a question, the latest first."""
    about = f"{PREFIX}:{instrument}:{question}"
    return _latest_first(note for note in notes if note.about == about)


def decided(notes: Iterable[Note], instrument: str) -> Decided | None:
    """The last decision on whether an instrument bound, if there is one."""
    about = {f"{PREFIX}:{instrument}={each}": each for each in DECISIONS}
    found = _latest_first(note for note in notes if note.about in about)
    return Decided(about[found[0].about], found[0]) if found else None


def _latest_first(notes: Iterable[Note]) -> list[Note]:
    kept = [note for note in notes if note.kind == "judgement"]
    return sorted(kept, key=lambda note: note.time)[::-1]


def _note(about: str, says: str, author: str, time: datetime.datetime) -> Note:
    if not says.strip():
        raise AuditError("a judgement needs words: give them with --says")
    if not author.strip():
        raise AuditError("a judgement needs a name: give it with --by")
    language = "zh" if any(ord(character) in _HAN for character in says) else "en"
    return Note(about, "judgement", says.strip(), language, author.strip(), time)
