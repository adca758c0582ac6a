"""Chinese names: sentences are prepared for the recogniser, what it found is put in order.

Titles in 《》 are instruments by rule, unless the recogniser takes them for something else (an
outlet, a programme).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise

from custodes.language.analysis import Segment, Word
from custodes.language.boundaries import apart
from custodes.language.instruments import ISSUED, titles
from custodes.language.names import Name, Prepared, listed, longest, trimmed
from custodes.language.zh import knowledge
from custodes.language.zh.features import features
from custodes.language.zh.words import tagger

EDGES = " \t\u3000“”‘’\"'「」『』《》〈〉【】[]，。、；：:,.!?！？·"
_SHORTEST_TITLE = 3


def prepare(content: str, sentences: Sequence[Segment]) -> list[Prepared]:
    """The sentences with their words and features, in their order."""
    tagged = tagger().tag_all([content[s.start : s.end] for s in sentences])
    hits = sorted(knowledge.lexicon().hits(content), key=lambda hit: hit.start)
    starts = [hit.start for hit in hits]
    prepared = []
    for sentence, pairs in zip(sentences, tagged, strict=True):
        words = _words(sentence.start, pairs)
        first, last = bisect_left(starts, sentence.start), bisect_left(starts, sentence.end)
        here = [hit for hit in hits[first:last] if hit.end <= sentence.end]
        items = tuple(pairwise(range(sentence.start, sentence.end + 1)))
        rows = features(content, sentence.start, sentence.end, words, here)
        prepared.append(Prepared(words, items, rows, listed(words, items, here)))
    return prepared


def finish(content: str, start: int, end: int, names: Iterable[Name]) -> list[Name]:
    """The names of the stretch ``start..end``, trimmed, with the titles in 《》 added."""
    parts = [part for raw in names for part in apart(content, raw)]
    kept = [
        name
        for raw in parts
        if (name := trimmed(content, raw, EDGES)) is not None
        and not (name.kind == "person" and ISSUED.match(content, name.end, end))
    ]
    marked = titles(content, start, end)
    others = [name for name in kept if name.kind != "instrument"]
    instruments = [
        Name(title.start, title.end, "instrument", 1.0, title.number)
        for title in marked
        if title.end - title.start >= _SHORTEST_TITLE
        and not any(name.start <= title.start and title.end <= name.end for name in others)
    ]
    loose = [
        name
        for name in kept
        if name.kind == "instrument"
        and not any(name.start < title.end and title.start < name.end for title in marked)
    ]
    return [*longest([*others, *loose]), *instruments]


def whole(content: str, name: Name) -> Name:
    """The name as it is: in Chinese nothing before it tells that more belongs to it."""
    return name


def classes(word: str) -> tuple[str, ...]:
    """What the word lists say of exactly this word."""
    return knowledge.lexicon().classes(word)


def _words(start: int, pairs: Iterable[tuple[str, str]]) -> tuple[Word, ...]:
    words = []
    for word, tag in pairs:
        words.append(Word(start, start + len(word), tag))
        start += len(word)
    return tuple(words)
