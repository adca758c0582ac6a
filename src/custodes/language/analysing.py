"""A document's text comes in, its Analysis goes out: the whole of the language room, in order."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from custodes.language.analysis import Analysis, Segment, Word
from custodes.language.names import Name
from custodes.language.segments import clauses, sentences
from custodes.model import Document, Mention, Text


def analyse(document: Document, text: Text, models: Path | None = None) -> Analysis:
    """All that the body of a text holds: sentences, clauses, words and mentions.

    Each block is read in the language it is written in. ``models`` is a folder with other fitted
    models (``zh.names.crfsuite``, ``en.names.crfsuite``) than those that come with custodes.
    """
    from custodes.language.zh import knowledge, names
    from custodes.language.zh.words import tagger

    found_sentences = sentences(text)
    words: list[Word] = []
    found: list[Name] = []
    hits = knowledge.lexicon().hits(text.content)
    tagged = tagger().tag_all([text.content[s.start : s.end] for s in found_sentences])
    for sentence, pairs in zip(found_sentences, tagged, strict=True):
        here = _words(sentence, pairs)
        words += here
        found += names.find(text.content, sentence.start, sentence.end, here, hits)
    return Analysis(
        sentences=found_sentences,
        clauses=clauses(text, found_sentences),
        words=tuple(words),
        mentions=tuple(_mention(text, name) for name in found),
    )


def _words(sentence: Segment, pairs: Sequence[tuple[str, str]]) -> list[Word]:
    words: list[Word] = []
    start = sentence.start
    for word, tag in pairs:
        words.append(Word(start, start + len(word), tag))
        start += len(word)
    return words


def _mention(text: Text, name: Name) -> Mention:
    return Mention(
        text.span(name.start, name.end),
        name.kind,
        person_role="unknown" if name.kind == "person" else None,
        number=name.number,
    )
