"""The evidence room's knowledge, read from its TOML files and checked, and its terms in a text.

A frame (``frames/TYPE.toml``) says which words bring up a claim of that type and which mentions
fill its roles; ``reporting.toml`` knows how a statement is handed to a source; ``status.toml``
knows how far a thing has come and how sure its speaker is.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, get_args

from daachorse import CharwiseDoubleArrayAhoCorasick

from custodes.language.extension import added_frames, added_languages, sources
from custodes.language.lexicon import lowered
from custodes.model import (
    ClaimType,
    CustodesError,
    MentionKind,
    RoleName,
    Stance,
    Status,
)

CLAIM_TYPES: tuple[ClaimType, ...] = get_args(ClaimType)
STATUSES: tuple[Status, ...] = get_args(Status)
STANCES: tuple[Stance, ...] = get_args(Stance)

_SIDES = ("before", "after", "any")
_SOURCES = ("document", "person", "organisation", "rumour", "author")


class KnowledgeError(CustodesError):
    """A data file of the evidence room cannot be used; says which file, which line, and why."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One group of terms: what it belongs to, its name, and what it stands for.

    ``category`` is ``trigger``, ``verb``, ``noun``, ``pronoun``, ``opening``, ``lead_in``,
    ``status`` or ``hedge``; ``value`` the claim
    type, the stance, the kind of source or the status that its terms speak for; ``status`` what a
    trigger says by itself about how far the thing has come, or empty.
    """

    number: int
    category: str
    name: str
    value: str
    status: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """Which mentions fill a role of a claim type, on which side of its trigger, after what words.

    ``many`` tells whether several mentions may fill it.
    """

    role: RoleName
    kinds: frozenset[MentionKind]
    side: str
    markers: tuple[str, ...]
    many: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """A claim type with what its claims say, and the slots of its roles."""

    type: ClaimType
    says: str
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A term in the text, code points ``start..end``, and the cue it belongs to."""

    start: int
    end: int
    cue: Cue


class Knowledge:
    """All frames and cues, and one automaton over their terms."""

    def __init__(self, frames: dict[ClaimType, Frame], cues: list[Cue], terms: list[_Term]) -> None:
        self.frames = frames
        self.cues = tuple(cues)
        patterns = list(dict.fromkeys(term.text for term in terms))
        self._meanings: list[list[_Term]] = [[] for _ in patterns]
        numbers = {pattern: number for number, pattern in enumerate(patterns)}
        for term in terms:
            self._meanings[numbers[term.text]].append(term)
        self._automaton = CharwiseDoubleArrayAhoCorasick(patterns)

    def find(self, content: str) -> list[Hit]:
        """Every term of every cue in ``content``, in order of position.

        Terms but Chinese ones stand at the beginning of a word, and at its end unless they end in
        ``*``; of terms of one cue that overlap, the longest counts.
        """
        low = lowered(content)
        found: list[Hit] = []
        for start, end, number in self._automaton.find_overlapping(low):
            for term in self._meanings[number]:
                if term.spaced and not _is_word(low, start, end, term.open_ended):
                    continue
                found.append(Hit(start, end, term.cue))
        found.sort(key=lambda hit: (hit.cue.number, hit.start, -hit.end))
        longest: list[Hit] = []
        for hit in found:
            last = longest[-1] if longest else None
            if last is None or last.cue is not hit.cue or hit.start >= last.end:
                longest.append(hit)
            elif hit.end > last.end:
                longest[-1] = Hit(last.start, hit.end, hit.cue)
        longest.sort(key=lambda hit: (hit.start, -hit.end, hit.cue.number))
        return longest


@dataclass(frozen=True, slots=True)
class _Term:
    text: str
    spaced: bool
    open_ended: bool
    cue: Cue


def _is_word(low: str, start: int, end: int, open_ended: bool) -> bool:
    if start and _spaced(low[start - 1]):
        return False
    return open_ended or end == len(low) or not _spaced(low[end])


def _spaced(character: str) -> bool:
    """Whether words of these letters are parted by spaces: not those of Chinese."""
    return character.isalnum() and character < "\u3000"


@cache
def knowledge() -> Knowledge:
    """The room's knowledge, read once. Raises KnowledgeError where a file cannot be used."""
    frames: dict[ClaimType, Frame] = {}
    cues: list[Cue] = []
    terms: list[_Term] = []
    for claim_type in CLAIM_TYPES:
        for added in sources("evidence", f"frames/{claim_type}.toml"):
            _add_frame(DataFile(added.name, added.content), claim_type, frames, cues, terms)
    own = {f"{claim_type}.toml" for claim_type in CLAIM_TYPES}
    for added in added_frames():
        if Path(added.name).name not in own:
            _add_frame(DataFile(added.name, added.content), None, frames, cues, terms)
    for added in sources("evidence", "reporting.toml"):
        _add_reporting(DataFile(added.name, added.content), cues, terms)
    for added in sources("evidence", "status.toml"):
        _add_status(DataFile(added.name, added.content), cues, terms)
    return Knowledge(frames, cues, terms)


def _add_frame(
    source: DataFile,
    expected: ClaimType | None,
    frames: dict[ClaimType, Frame],
    cues: list[Cue],
    terms: list[_Term],
) -> None:
    """Take the triggers and slots of a frame's file; a user's adds to the one of its type."""
    frame = _frame(source, expected)
    known = frames.get(frame.type)
    frames[frame.type] = (
        frame if known is None else replace(known, slots=(*known.slots, *frame.slots))
    )
    for entry in source.entries("trigger"):
        status = source.choice(entry, "status", ("", *STATUSES), "")
        trigger = f"{frame.type}.{source.text(entry, 'name')}"
        cue = _cue(cues, "trigger", trigger, frame.type, status)
        terms.extend(source.terms(entry, cue))


def _add_reporting(source: DataFile, cues: list[Cue], terms: list[_Term]) -> None:
    for entry in source.entries("verb"):
        stance = source.choice(entry, "stance", STANCES)
        speakers = tuple(source.list(entry, "sources"))
        source.check(entry, set(speakers) <= set(_SOURCES), f"sources are of {_SOURCES}")
        cue = _cue(cues, "verb", source.text(entry, "name"), stance, "", speakers)
        terms.extend(source.terms(entry, cue))
    for category in ("noun", "pronoun"):
        for entry in source.entries(category):
            kind = source.choice(entry, "name", _SOURCES)
            cue = _cue(cues, category, kind, kind)
            terms.extend(source.terms(entry, cue))
    for category in ("opening", "lead_in"):
        for entry in source.entries(category):
            cue = _cue(cues, category, source.text(entry, "name"), "")
            terms.extend(source.terms(entry, cue))


def _add_status(source: DataFile, cues: list[Cue], terms: list[_Term]) -> None:
    for category, key, values in (("cue", "status", STATUSES), ("hedge", "stance", STANCES)):
        for entry in source.entries(category):
            value = source.choice(entry, key, values)
            kind = "status" if category == "cue" else "hedge"
            cue = _cue(cues, kind, value, value)
            terms.extend(source.terms(entry, cue))


def _cue(
    cues: list[Cue],
    category: str,
    name: str,
    value: str,
    status: str = "",
    speakers: tuple[str, ...] = (),
) -> Cue:
    """The cue of this category and name; the one that is there, where a user adds words to it."""
    for cue in cues:
        if (cue.category, cue.name, cue.value) == (category, name, value):
            return cue
    cues.append(Cue(len(cues), category, name, value, status, speakers))
    return cues[-1]


def _frame(source: DataFile, expected: ClaimType | None) -> Frame:
    claim_type = source.table.get("type")
    if expected is not None and claim_type != expected:
        raise KnowledgeError(f"{source.name}, line 1: type is not {expected!r}, the file's name")
    if claim_type not in CLAIM_TYPES:
        known = ", ".join(CLAIM_TYPES)
        raise KnowledgeError(f"{source.name}, line 1: type is {claim_type!r}, not one of {known}")
    slots = []
    for entry in source.entries("slot"):
        kinds = source.list(entry, "kinds")
        mentioned = set(get_args(MentionKind))
        source.check(entry, set(kinds) <= mentioned, f"kinds are of {sorted(mentioned)}")
        slots.append(
            Slot(
                role=source.choice(entry, "role", get_args(RoleName)),  # type: ignore[arg-type]
                kinds=frozenset(kinds),  # type: ignore[arg-type]
                side=source.choice(entry, "side", _SIDES),
                markers=tuple(source.list(entry, "markers")),
                many=bool(entry.get("many", True)),
            )
        )
    return Frame(claim_type, str(source.table.get("says", "")), tuple(slots))


class DataFile:
    """One TOML file with the line numbers of its entries, for errors that point at them."""

    def __init__(self, name: str, content: str) -> None:
        self.name = name
        try:
            self.table: dict[str, Any] = tomllib.loads(content)
        except tomllib.TOMLDecodeError as error:
            raise KnowledgeError(f"{name}: {error}") from error
        self._lines: dict[int, int] = {}
        for category in {match[1] for match in re.finditer(r"(?m)^\[\[(\w+)\]\]", content)}:
            heads = re.finditer(rf"(?m)^\[\[{category}\]\]", content)
            for entry, head in zip(self.table[category], heads, strict=True):
                self._lines[id(entry)] = content.count("\n", 0, head.start()) + 1

    def entries(self, category: str) -> Iterator[dict[str, Any]]:
        """The entries under ``[[category]]``, none where there are none."""
        yield from self.table.get(category, ())

    def check(self, entry: dict[str, Any], holds: bool, what: str) -> None:
        """Raises KnowledgeError with the entry's line unless ``holds``."""
        if not holds:
            line = self._lines.get(id(entry), 1)
            raise KnowledgeError(f"{self.name}, entry at line {line}: {what}")

    def text(self, entry: dict[str, Any], key: str) -> str:
        """A value that must be words. Raises KnowledgeError otherwise."""
        value = entry.get(key)
        self.check(entry, isinstance(value, str) and bool(value), f"{key} is missing")
        return str(value)

    def choice(
        self, entry: dict[str, Any], key: str, allowed: tuple[str, ...], default: str | None = None
    ) -> str:
        """A value that must be among ``allowed``. Raises KnowledgeError otherwise."""
        value = entry.get(key, default)
        self.check(entry, value in allowed, f"{key} is {value!r}, not one of {allowed}")
        return str(value)

    def list(self, entry: dict[str, Any], key: str) -> list[str]:
        """A value that must be a list of words. Raises KnowledgeError otherwise."""
        value = entry.get(key)
        good = isinstance(value, list) and all(isinstance(item, str) and item for item in value)
        self.check(entry, good, f"{key} is not a list of words")
        return list(value or ())

    def words(self, entry: dict[str, Any]) -> Mapping[str, Sequence[str]]:
        """The entry's words by language: ``zh`` and ``en``, and those of a user's languages.

        An entry that has words of a user's language may do without the others.
        """
        added = [code for code in added_languages() if code in entry]
        needed = [code for code in ("zh", "en") if code in entry or not added]
        return {code: self.list(entry, code) for code in (*needed, *added)}

    def terms(self, entry: dict[str, Any], cue: Cue) -> Iterator[_Term]:
        """The entry's terms for its cue."""
        for code, words in self.words(entry).items():
            for text in words:
                bare = text if code == "zh" else text.removesuffix("*")
                if code != "zh":
                    good = "*" not in bare and bare != ""
                    self.check(entry, good, f"{text!r}: a * stands at the end")
                spaced = code != "zh" or _spaced(text[0])
                yield _Term(lowered(bare), spaced, bare != text, cue)
