"""Where a reader of RTF stands: in which group, paragraph and run of paragraphs."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from custodes.reading.drafts import Draft
from custodes.reading.office_words import Words


@dataclass(slots=True)
class State:
    """What holds within one group, and is as it was when the group closes.

    ``font`` is a number of the font table; within the style sheet, that of a style. ``size`` is
    in points; ``east_asian`` says that what follows is about East Asian characters.
    """

    destination: bytes = b""
    skipped: bool = False
    starred: bool = False
    font: int = -1
    unicode_skip: int = 1
    hidden: bool = False
    deleted: bool = False
    comment: bool = False
    white: bool = False
    ground: bool = False
    size: float = 12.0
    east_asian: bool = False


@dataclass(slots=True)
class Paragraph:
    """What ``\\pard`` sets back: style, outline level, list, table."""

    style: int = 0
    outline: int = -1
    listed: bool = False
    depth: int = 0
    table: bool = False
    shaded: bool = False


@dataclass(slots=True)
class Stream:
    """One run of paragraphs: the text itself, a note, a header. ``opened`` is its group's depth."""

    opened: int
    region: str = ""
    shape: bool = False
    in_table: bool = False
    table: int = 0
    row: int = 0
    column: int = 0
    words: Words = dataclasses.field(default_factory=Words)
    paragraph: Paragraph = dataclasses.field(default_factory=Paragraph)
    drafts: list[Draft] = dataclasses.field(default_factory=list)
    notes: list[Draft] = dataclasses.field(default_factory=list)
