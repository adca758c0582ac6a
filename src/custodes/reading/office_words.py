"""The words of one paragraph of an office file, parted into what is seen and what is not."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from custodes.model import BlockKind, Hidden
from custodes.reading.drafts import NO_CELL, Cell, Draft, clean_characters, letters, squeeze
from custodes.reading.lines import paragraphs

OPENING: Final = 12
"""Among so many first paragraphs a title is looked for."""
TITLE: Final = 100
"""The most characters of a title; no title stands behind a longer paragraph."""
LARGER: Final = 1.3
"""So many times as large as most of the text a title is set."""


@dataclass(frozen=True, slots=True)
class Where:
    """What is known of a paragraph before its words: see ``Draft`` for the fields."""

    kind: BlockKind = "paragraph"
    level: int = 0
    cell: Cell = NO_CELL
    region: str = ""
    place: str = ""
    hidden: Hidden = ""


@dataclass(slots=True)
class Words:
    """The words of one paragraph as they are collected.

    ``unseen`` holds runs of words with the reason why a reader of the original would not see
    them; ``linked`` the words of ``shown`` that lead to other pages; ``size`` is that of the
    largest shown, in points, 0 where it is not known.
    """

    shown: list[str] = field(default_factory=list)
    linked: list[str] = field(default_factory=list)
    unseen: list[tuple[Hidden, list[str]]] = field(default_factory=list)
    size: float = 0.0
    _goes_on: bool = False

    def add(
        self, words: str | None, hidden: Hidden = "", link: bool = False, size: float = 0.0
    ) -> None:
        """Take the next words; hidden ones that follow one another stay together."""
        if not words:
            return
        if not hidden:
            self.shown.append(words)
            self._goes_on = self._goes_on and not words.strip()
            if words.strip():
                self.size = max(self.size, size)
            if link:
                self.linked.append(words)
        elif self._goes_on and self.unseen[-1][0] == hidden:
            self.unseen[-1][1].append(words)
        else:
            self.unseen.append((hidden, [words]))
            self._goes_on = True

    def drafts(self, where: Where) -> Iterator[Draft]:
        """What is seen as blocks of their kind, then what is not as paragraphs of their own."""
        linked, links = sum(map(letters, self.linked)), len(self.linked)
        yield from _drafts("".join(self.shown), where, where.kind, where.hidden, linked, links)
        kind: BlockKind = "table_cell" if where.kind == "table_cell" else "paragraph"
        for hidden, words in self.unseen:
            yield from _drafts("".join(words), where, kind, hidden)


class Sizes:
    """How large paragraphs are set: where no style says so, the size makes the title."""

    def __init__(self) -> None:
        self._usual: Counter[float] = Counter()
        self._opening: list[tuple[float, Draft]] = []

    def note(self, drafts: Sequence[Draft], size: float) -> None:
        """Remember the size, in points, of drafts that were made of one paragraph."""
        for draft in drafts:
            if draft.region or draft.hidden or draft.kind == "table_cell":
                continue
            self._usual[size] += len(draft.text)
            if len(self._opening) < OPENING:
                self._opening.append((size, draft))

    def mark_title(self, drafts: Sequence[Draft]) -> None:
        """Make the largest of the first lines the title, where there is none."""
        if not self._opening or any(draft.kind == "title" for draft in drafts):
            return
        usual = self._usual.most_common(1)[0][0]
        short = itertools.takewhile(lambda line: len(line[1].text) <= TITLE, self._opening)
        size, draft = max(short, key=lambda line: line[0], default=(0.0, None))
        if draft is not None and usual and size >= LARGER * usual:
            draft.kind, draft.level = "title", 0


def _drafts(
    words: str, where: Where, kind: BlockKind, hidden: Hidden, linked: int = 0, links: int = 0
) -> Iterator[Draft]:
    level = where.level if kind == where.kind else 0
    for piece in paragraphs(clean_characters(words).split("\n")):
        text = squeeze(piece)
        if text:
            yield Draft(
                kind,
                text,
                level,
                where.cell,
                linked,
                links,
                where.region,
                where.place,
                hidden,
            )
