"""Reprints and versions among the documents of a case, found anew from the texts when asked for."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from custodes.model import Document, Text

if TYPE_CHECKING:
    from custodes.evidence.near_duplicates import Group


def near_duplicates(
    documents: Sequence[Document], text: Callable[[str], Text]
) -> tuple[Group, ...]:
    """The groups among ``documents``, in the order of publication, the undated ones last."""
    from custodes.evidence.near_duplicates import near_duplicates as grouped

    return grouped([document.sha256 for document in in_order(documents)], lambda s: body(text(s)))


def body(text: Text) -> str:
    """What a text says in plain sight, a block a line: no furniture, nothing hidden."""
    return "\n".join(text.content[block.start : block.end] for block in text.body())


def in_order(documents: Iterable[Document]) -> list[Document]:
    """The documents by the last day on which they can have been published, then as given."""
    return sorted(documents, key=_published)


def _published(document: Document) -> datetime.date:
    day = document.published and (document.published.last or document.published.first)
    return day or datetime.date.max
