"""A hit as it is shown: the document, and places of it with what stands around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from sqlite3 import Connection

from custodes.case.search.keys import Key
from custodes.case.search.query import Word
from custodes.case.search.results import Hit, Place
from custodes.model import Document, InvariantError, from_json

SHOWN = 3
"""Places that are shown of a document."""
AROUND = 60
"""Code points shown before and after a place, within its block."""


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
        if len(wanted) < SHOWN and all(abs(span[0] - other[0]) > AROUND for other in wanted):
            wanted.append(span)
    places = tuple(_place(content, key, *span) for span in sorted(set(wanted[:SHOWN])))
    in_boilerplate = any(found[0][0] >= key.body_end for found in by_word)
    return Hit(from_json(Document, row[0]), len(spans), places, in_boilerplate)


def _place(content: str, key: Key, first: int, last: int) -> Place:
    start, end = key.span(first, last)
    before = content[max(0, start - AROUND) : start].rpartition("\n")[2]
    after = content[end : end + AROUND].partition("\n")[0]
    return Place(start, end, before, content[start:end], after, key.where(first))
