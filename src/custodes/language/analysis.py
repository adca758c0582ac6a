"""What the language room hands on: one text's sentences, clauses, words and mentions."""

from __future__ import annotations

from dataclasses import dataclass

from custodes.model import Mention


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence or clause: code points ``start..end``, inside the block numbered ``block``."""

    start: int
    end: int
    block: int


@dataclass(frozen=True, slots=True)
class Word:
    """A segmented word, code points ``start..end``, with its part of speech or entity tag."""

    start: int
    end: int
    tag: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that language found in the body of one text, each part in order of position.

    Boilerplate blocks have no sentences, words or mentions. Every mention lies in one sentence,
    every clause in one sentence, every sentence in one block.
    """

    sentences: tuple[Segment, ...]
    clauses: tuple[Segment, ...]
    words: tuple[Word, ...]
    mentions: tuple[Mention, ...]
