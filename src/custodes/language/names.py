"""What every language's recogniser hands on: a stretch of text that names something."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import cast

from custodes.language.analysis import Word
from custodes.language.lexicon import Lexicon
from custodes.language.recogniser import Recogniser
from custodes.model import MentionKind

Features = list[list[str]]


@dataclass(frozen=True, slots=True)
class Prepared:
    """One sentence as a recogniser takes it: its words, and rows of features, one an item.

    ``items`` are the code points ``start..end`` of each row: a character in Chinese, a word in
    English.
    """

    words: tuple[Word, ...]
    items: tuple[tuple[int, int], ...]
    rows: Features


@dataclass(frozen=True, slots=True)
class Name:
    """A name at code points ``start..end``, its kind, and how sure the recogniser is (0..1)."""

    start: int
    end: int
    kind: MentionKind
    score: float = 1.0
    number: str = ""


def recognised(sentence: Prepared, recogniser: Recogniser) -> list[Name]:
    """What the model finds in one sentence."""
    return [
        Name(
            sentence.items[stretch.first][0],
            sentence.items[stretch.last][1],
            stretch.kind,
            stretch.score,
        )
        for stretch in recogniser.find(sentence.rows)
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
