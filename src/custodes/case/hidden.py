"""Text that a reader of an original would not see: listed, and kept out until it is cleared."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from sqlite3 import Connection

from custodes.case import custody
from custodes.case.decisions import cleared_digest
from custodes.case.errors import WrongArgumentError
from custodes.case.rereading import forget_content
from custodes.model import Block, Hidden, Text, from_json

CLEARED = "cleared hidden"


@dataclass(frozen=True, slots=True)
class HiddenText:
    """Words that a document (its SHA-256 and name) holds and does not show, why, and where.

    ``place`` is a page, a cell or a slide, and empty where the format has none; ``cleared`` says
    that a reviewer made them a part of what the document says.
    """

    document: str
    name: str
    why: Hidden
    place: str
    words: str
    cleared: bool


def hidden_texts(connection: Connection) -> Iterator[HiddenText]:
    """All of a case, by document and position."""
    rows = connection.execute(
        "SELECT sha256, name, text FROM documents JOIN texts USING (sha256) "
        'WHERE text GLOB \'*"hidden":"[a-z]*\' ORDER BY number'
    )
    for sha256, name, json in rows:
        text = from_json(Text, json)
        for block in text.blocks:
            if block.hidden:
                words = text.content[block.start : block.end]
                place = _place(text, block)
                yield HiddenText(sha256, name, block.hidden, place, words, block.cleared)


def _place(text: Text, block: Block) -> str:
    pages = [run.page for run in text.runs if block.start <= run.start < block.end]
    return block.place or (f"page {pages[0]}" if pages else "")


def clear(connection: Connection, actor: str, sha256: str, reviewer: str) -> None:
    """Record a reviewer's decision and have the document read again, with its hidden text.

    Inside the caller's transaction: what was found in it goes, and it waits. Raises KeyError if
    it was not read, WrongArgumentError if it has no hidden text or that was cleared already.
    """
    row = connection.execute("SELECT text FROM texts WHERE sha256 = ?", (sha256,)).fetchone()
    if row is None:
        raise KeyError(sha256)
    if not any(block.hidden and not block.cleared for block in from_json(Text, row[0]).blocks):
        raise WrongArgumentError(
            f"the document {sha256[:12]} has no hidden text that waits to be cleared. "
            "'custodes hidden list' shows those that have."
        )
    time = datetime.datetime.now(datetime.UTC).isoformat()
    decision = (sha256, reviewer, time)
    connection.execute("INSERT INTO cleared_hidden VALUES (?, ?, ?)", decision)
    forget_content(connection, (sha256,))
    custody.append(connection, actor, CLEARED, sha256, cleared_digest(*decision))
