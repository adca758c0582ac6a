"""The words of one paragraph of an office file, parted into what is seen and what is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from custodes.model import BlockKind, Hidden
from custodes.reading.drafts import Draft, clean_characters, letters, squeeze
from custodes.reading.lines import paragraphs


@dataclass(frozen=True, slots=True)
class Where:
    """What is known of a paragraph before its words: see ``Draft`` for the fields."""

    kind: BlockKind = "paragraph"
    level: int = 0
    row: int = 0
    column: int = 0
    region: str = ""
    place: str = ""
    hidden: Hidden = ""


@dataclass(slots=True)
class Words:
    """The words of one paragraph as they are collected.

    ``unseen`` holds runs of words with the reason why a reader of the original would not see
    them; ``linked`` the words of ``shown`` that lead to other pages.
    """

    shown: list[str] = field(default_factory=list)
    linked: list[str] = field(default_factory=list)
    unseen: list[tuple[Hidden, list[str]]] = field(default_factory=list)
    _goes_on: bool = False

    def add(self, words: str | None, hidden: Hidden = "", link: bool = False) -> None:
        """Take the next words; hidden ones that follow one another stay together."""
        if not words:
            return
        if not hidden:
            self.shown.append(words)
            self._goes_on = self._goes_on and not words.strip()
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
                where.row,
                where.column,
                linked,
                links,
                where.region,
                where.place,
                hidden,
            )
