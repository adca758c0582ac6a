"""A document, its canonical text, and spans of it that can prove what they point at."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from typing import Literal

from custodes.model.errors import InvariantError
from custodes.model.intervals import DateInterval

BlockKind = Literal[
    "title", "heading", "paragraph", "list_item", "table_cell", "caption", "boilerplate"
]
DocumentKind = Literal[
    "report",
    "notice",
    "plan",
    "tender",
    "guideline",
    "policy",
    "law",
    "statement",
    "comment",
    "unknown",
]

Hidden = Literal[
    "",
    "tracked_deletion",
    "comment",
    "hidden_sheet",
    "hidden_row",
    "hidden_text",
    "invisible_colour",
    "covered",
    "off_page",
]
"""Why a reader of the original would not see a block; empty where it is in plain sight."""

CONTEXT = 32
"""Code points of prefix and suffix that a span keeps, enough to find it in a changed text."""


@dataclass(frozen=True, slots=True)
class Document:
    """One original, named by the SHA-256 of its bytes (64 lower-case hexadecimal digits).

    ``name`` is its file name as it came, ``origin`` the path or address it came from; both stay
    inside the case. ``language`` is a BCP 47 primary tag with script where it matters
    (``zh``, ``zh-Hant``, ``en``) or ``und``. For what came out of an archive or a message,
    ``container`` is the SHA-256 of that original and ``member`` the path or name in it.
    """

    sha256: str
    media_type: str
    name: str
    size: int = 0
    origin: str = ""
    title: str = ""
    publisher: str = ""
    author: str = ""
    published: DateInterval | None = None
    language: str = "und"
    kind: DocumentKind = "unknown"
    container: str = ""
    member: str = ""

    def __post_init__(self) -> None:
        if len(self.sha256) != 64 or set(self.sha256) - set("0123456789abcdef"):
            raise InvariantError(f"not a SHA-256 in hexadecimal: {self.sha256!r}")


@dataclass(frozen=True, slots=True)
class Block:
    """A run of the canonical text with one kind, ``start`` inclusive, ``end`` exclusive.

    ``level`` is a heading's depth (1..6) or a list's nesting; ``row`` and ``column`` (from 0)
    place a table cell. ``place`` says where else it stands (``Sheet1!B7``, ``slide 3``).
    What is ``hidden`` is read and kept, and no part of the body until a reviewer ``cleared`` it.
    ``column_heads`` and ``row_heads`` say where (start, end) the heads stand, outermost first, that
    a cell has above and beside it.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    row: int = 0
    column: int = 0
    place: str = ""
    hidden: Hidden = ""
    cleared: bool = False
    column_heads: tuple[tuple[int, int], ...] = ()
    row_heads: tuple[tuple[int, int], ...] = ()

    @property
    def is_body(self) -> bool:
        """Whether it belongs to what the document says in plain sight, or was cleared."""
        return self.kind != "boilerplate" and (not self.hidden or self.cleared)

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise InvariantError(f"a block's ends are out of order: {self.start}..{self.end}")
        if self.cleared and not self.hidden:
            raise InvariantError("only what is hidden is cleared")


@dataclass(frozen=True, slots=True)
class Run:
    """Where the code points ``start..end`` stand on a page.

    ``page`` counts from 1; ``box`` is left, top, right, bottom in points (1/72 inch) from the
    page's upper left corner.
    """

    start: int
    end: int
    page: int
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Text:
    """The canonical text of a document: Unicode NFC, line ends ``\\n``; positions in code points.

    ``blocks`` are in reading order, do not overlap, and cover all but the line breaks between
    them. ``runs`` are empty for originals without pages.
    """

    content: str
    blocks: tuple[Block, ...] = ()
    runs: tuple[Run, ...] = ()

    def __post_init__(self) -> None:
        if "\r" in self.content or not unicodedata.is_normalized("NFC", self.content):
            raise InvariantError("a canonical text is NFC with line ends \\n")
        reached = 0
        for block in self.blocks:
            if block.start < reached or block.end > len(self.content):
                raise InvariantError(
                    f"block {block.start}..{block.end} overlaps or leaves the text"
                )
            for start, end in (*block.column_heads, *block.row_heads):
                if not 0 <= start < end <= len(self.content):
                    raise InvariantError(f"a head at {start}..{end} leaves the text")
            reached = block.end

    def span(self, start: int, end: int) -> Span:
        """The span ``start..end`` (code points) with its exact words and their surroundings."""
        if not 0 <= start < end <= len(self.content):
            raise InvariantError(f"no span {start}..{end} in a text of {len(self.content)}")
        return Span(
            start,
            end,
            self.content[start:end],
            self.content[max(0, start - CONTEXT) : start],
            self.content[end : end + CONTEXT],
        )

    def check(self, span: Span) -> None:
        """Raise InvariantError unless the text holds exactly what the span says, there."""
        if self.content[span.start : span.end] != span.exact:
            raise InvariantError(
                f"the text does not hold {span.exact!r} at {span.start}..{span.end}"
            )

    def body(self) -> tuple[Block, ...]:
        """The blocks that are neither boilerplate nor hidden and not cleared."""
        return tuple(block for block in self.blocks if block.is_body)

    def heads(self, block: Block) -> tuple[str, ...]:
        """The words of the heads that a cell stands under, then of those that it stands beside."""
        places = (*block.column_heads, *block.row_heads)
        return tuple(self.content[start:end].replace("\n", " ") for start, end in places)

    def with_hidden_cleared(self) -> Text:
        """The same text, with what is hidden a part of the body."""
        blocks = (replace(b, cleared=True) if b.hidden else b for b in self.blocks)
        return replace(self, blocks=tuple(blocks))


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of the canonical text, in code points: TextPosition and TextQuote selector in one.

    Source: W3C Web Annotation Data Model, 2017, sections 4.2.4 and 4.2.5.
    """

    start: int
    end: int
    exact: str
    prefix: str = ""
    suffix: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise InvariantError(f"a span's ends are out of order: {self.start}..{self.end}")
        if self.end - self.start != len(self.exact):
            raise InvariantError(f"span {self.start}..{self.end} cannot hold {self.exact!r}")

    def overlaps(self, other: Span) -> bool:
        """Whether both share at least one code point."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Whether ``other`` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end
