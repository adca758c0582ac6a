"""What every language's recogniser hands on: a stretch of text that names something."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import cast

from custodes.language.analysis import Word
from custodes.language.lexicon import Hit, Lexicon
from custodes.language.recogniser import Recogniser
from custodes.model import MentionKind

Features = list[list[str]]
Listed = tuple[int, int, MentionKind]
"""The items ``first..last`` (both included) that a word list has as a name of this kind."""

_NAMED = ("agency", "company", "place", "programme", "technology", "group", "data")
_LEAST = 0.01
"""A word of a list that the model gives no more than this is no candidate."""
_PARTS = ("suffix", "bare", "word", "media_suffix", "civil_suffix", "civil_word")


@dataclass(frozen=True, slots=True)
class Prepared:
    """One sentence as a recogniser takes it: its words, and rows of features, one an item.

    ``items`` are the code points ``start..end`` of each row: a character in Chinese, a word in
    English. ``listed`` are the names that the word lists hold here.
    """

    words: tuple[Word, ...]
    items: tuple[tuple[int, int], ...]
    rows: Features
    listed: tuple[Listed, ...] = ()


@dataclass(frozen=True, slots=True)
class Name:
    """A name at code points ``start..end``, its kind, and how sure the recogniser is (0..1)."""

    start: int
    end: int
    kind: MentionKind
    score: float = 1.0
    number: str = ""


def listed(
    words: Sequence[Word], items: Sequence[tuple[int, int]], hits: Iterable[Hit]
) -> tuple[Listed, ...]:
    """The words of the lists that are names by themselves, where they stand as whole words.

    Of those of one kind that overlap only the longest.
    """
    starts, ends = {word.start for word in words}, {word.end for word in words}
    whole = [
        hit for hit in hits if hit.start in starts and hit.end in ends and _kinds_named(hit.classes)
    ]
    if not whole:
        return ()
    first = {start: index for index, (start, _) in enumerate(items)}
    last = {end: index for index, (_, end) in enumerate(items)}
    found: list[Listed] = []
    taken: dict[str, list[Hit]] = {}
    for hit in sorted(whole, key=lambda hit: (hit.start - hit.end, hit.start)):
        if hit.start not in first or hit.end not in last:
            continue
        for kind in _kinds_named(hit.classes):
            others = taken.setdefault(kind, [])
            if all(hit.end <= other.start or other.end <= hit.start for other in others):
                others.append(hit)
                found.append((first[hit.start], last[hit.end], kind))
    return tuple(found)


@cache
def _kinds_named(classes: tuple[str, ...]) -> tuple[MentionKind, ...]:
    """The kinds, one for each class, of which a word of these classes is a name by itself."""
    parts = (name.partition(".") for name in classes)
    return tuple(
        cast(MentionKind, kind) for kind, _, part in parts if kind in _NAMED and part not in _PARTS
    )


def recognised(sentence: Prepared, recogniser: Recogniser) -> tuple[list[Name], list[Name]]:
    """What the model finds in one sentence, and what the lists have there, scored by the model."""
    stretches, asked = recogniser.find(sentence.rows, sentence.listed)
    items = sentence.items
    return (
        [Name(items[s.first][0], items[s.last][1], s.kind, s.score) for s in stretches],
        [
            Name(items[first][0], items[last][1], kind, probability)
            for (first, last, kind), probability in zip(sentence.listed, asked, strict=True)
            if probability > _LEAST
        ],
    )


def apart_from(names: Iterable[Name], others: Sequence[Name]) -> list[Name]:
    """Those of the names that overlap none of the others of their kind."""
    return [
        name
        for name in names
        if not any(
            other.kind == name.kind and name.start < other.end and other.start < name.end
            for other in others
        )
    ]


def repeated(content: str, names: Sequence[Name], sentences: Sequence[Prepared]) -> list[Name]:
    """The same strings wherever else they stand as whole words, where nothing is named yet.

    What a document names in one sentence it names in the others too, though the recogniser was
    less sure there.
    """
    kinds = {(content[name.start : name.end], name.kind): name for name in names}
    if not kinds:
        return []
    starts = {word.start: i for i, part in enumerate(sentences) for word in part.words}
    ends = {word.end: i for i, part in enumerate(sentences) for word in part.words}
    taken = bytearray(len(content))
    for name in names:
        taken[name.start : name.end] = b"\1" * (name.end - name.start)
    found: list[Name] = []
    hits = Lexicon((surface, kind) for surface, kind in kinds if len(surface) > 1).hits(content)
    for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, hit.start)):
        sentence = starts.get(hit.start, -1)
        if sentence < 0 or ends.get(hit.end, -2) != sentence or any(taken[hit.start : hit.end]):
            continue
        taken[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
        for kind in hit.classes:
            first = kinds[content[hit.start : hit.end], cast(MentionKind, kind)]
            found.append(replace(first, start=hit.start, end=hit.end, score=first.score / 2))
    return found


def longest(names: Iterable[Name]) -> list[Name]:
    """Of names of one kind that overlap only the longest (then surest), in order of position."""
    chosen: list[Name] = []
    ends: dict[MentionKind, list[Name]] = {}
    for name in sorted(names, key=lambda name: (name.start - name.end, -name.score, name.start)):
        taken = ends.setdefault(name.kind, [])
        if all(name.end <= other.start or other.end <= name.start for other in taken):
            taken.append(name)
            chosen.append(name)
    return sorted(chosen, key=lambda name: (name.start, name.end, name.kind))


def trimmed(content: str, name: Name, edges: str) -> Name | None:
    """The name without any of these characters at its ends; None if nothing is left."""
    start, end = name.start, name.end
    while start < end and content[start] in edges:
        start += 1
    while start < end and content[end - 1] in edges:
        end -= 1
    return replace(name, start=start, end=end) if start < end else None
