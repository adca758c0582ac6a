"""Reprints and versions among the documents of a case, found anew from the texts when asked for."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from custodes.model import Block, Document, Text, from_json

if TYPE_CHECKING:
    from custodes.evidence.near_duplicates import Group


@dataclass(frozen=True, slots=True)
class Wording:
    """A text without the places of its characters on pages, which take long to read."""

    content: str
    blocks: tuple[Block, ...] = ()


def found(documents: Sequence[Document], one: Callable[[str, str], str]) -> tuple[Group, ...]:
    """The groups among the documents of a case; ``one`` answers a query about one of them."""
    query = "SELECT text FROM texts WHERE sha256 = ?"
    return near_duplicates(documents, lambda sha256: wording(one(query, sha256)))


def near_duplicates(
    documents: Sequence[Document], text: Callable[[str], Text | Wording]
) -> tuple[Group, ...]:
    """The groups among ``documents``, in the order of publication, the undated ones last."""
    from custodes.evidence.near_duplicates import near_duplicates as grouped

    return grouped([document.sha256 for document in in_order(documents)], lambda s: body(text(s)))


def wording(untrusted_json: str) -> Wording:
    """The words of a text as the case keeps it; raises InvariantError if it was damaged."""
    return from_json(Wording, untrusted_json)


def body(text: Text | Wording) -> str:
    """What a text says in plain sight, a block a line: no furniture, nothing hidden."""
    return "\n".join(text.content[b.start : b.end] for b in text.blocks if b.is_body)


def in_order(documents: Iterable[Document]) -> list[Document]:
    """The documents by the last day on which they can have been published, then as given."""
    return sorted(documents, key=_published)


def _published(document: Document) -> datetime.date:
    day = document.published and (document.published.last or document.published.first)
    return day or datetime.date.max
