"""A hit as it is shown: the document, and places of it with what stands around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from sqlite3 import Connection

from custodes.case.search.folding import BREAK
from custodes.case.search.keys import Key
from custodes.case.search.query import Word
from custodes.case.search.results import Hit, Place
from custodes.model import Document, InvariantError, from_json

SHOWN = 3
"""Places that are shown of a document."""
AROUND = 60
"""Code points shown before and after a place, within its block."""

LONGEST_WORD = 24
"""Letters of a word that is not cut in two."""


@dataclass(frozen=True, slots=True)
class _Content:
    """A text without its blocks, and without the boxes on pages, which take long to read."""

    content: str


def hit(connection: Connection, number: int, key: Key, words: Sequence[Word]) -> Hit:
    """The document of this number, which has all the words."""
    row = connection.execute(
        "SELECT document, text FROM documents JOIN texts USING (sha256) WHERE number = ?",
        (number,),
    ).fetchone()
    if row is None:
        raise InvariantError("the search index is damaged: it has a document that is gone")
    content = from_json(_Content, row[1]).content
    by_word = [[(at, at + len(word.key)) for at in word.places(key)] for word in words]
    if not all(by_word):
        raise InvariantError("the search index is damaged: a document has not what it should have")
    spans = sorted({span for found in by_word for span in found})
    wanted = [found[0] for found in by_word]
    for span in spans:
        if len(wanted) < SHOWN and all(_is_apart(key, span, other) for other in wanted):
            wanted.append(span)
    places = tuple(_place(content, key, *span) for span in sorted(set(wanted[:SHOWN])))
    in_boilerplate = any(found[0][0] >= key.body_end for found in by_word)
    return Hit(from_json(Document, row[0]), len(spans), places, in_boilerplate)


def _is_apart(key: Key, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether what is shown around the one does not show the other too."""
    first, second = sorted((one, other))
    return second[0] - first[0] > AROUND or BREAK in key.content[first[0] : second[0]]


def _place(content: str, key: Key, first: int, last: int) -> Place:
    start, end = key.span(first, last)
    before = _words(content[max(0, start - AROUND - 1) : start].rpartition("\n")[2][::-1])[::-1]
    after = _words(content[end : end + AROUND + 1].partition("\n")[0])
    return Place(start, end, before, content[start:end], after, key.where(first))


def _words(stretch: str) -> str:
    """So many characters at most, without the piece of a word at the end of what is cut off."""
    if len(stretch) <= AROUND:
        return stretch
    whole, blank, piece = stretch[:AROUND].rpartition(" ")
    is_word = blank and len(piece) < LONGEST_WORD and piece.isascii()
    return (whole + blank if is_word else stretch[:AROUND]) + "…"
