"""What the reader of a format hands on: blocks as they stand in the original, not yet judged."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from custodes.model import BlockKind, Hidden

Box = tuple[float, float, float, float]

_WIDE: Final = "\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
_LINE_BREAK_AT_WIDE: Final = re.compile(rf"(?<=[{_WIDE}])\n|\n(?=[{_WIDE}])")
_SPACE: Final = re.compile(r"\s{2,}|[^\S \n]")
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0b\x0e-\x1c\x1d-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2069\ufdd0-\ufdef\ufeff\ufff9-\uffff\ud800-\udfff]"
)


BLANK_LINE: Final = re.compile(r"\n[ \t\u3000\xa0]*\n")
ADDRESS: Final = re.compile(r"(?:https?://|www\.)[^\s<>()（），。；、]+")
ADDRESS_WEIGHT: Final = 20
"""How many linked characters an address written out counts for, however long it is."""


Head = Literal["", "column", "row"]


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a cell stands in its table: row and column from 0, and how many of each it covers.

    ``table`` tells the tables of one original apart; ``head`` is what the original itself makes it
    the head of.
    """

    row: int = 0
    column: int = 0
    rows: int = 1
    columns: int = 1
    head: Head = ""
    table: int = 0


NO_CELL: Final = Cell()
"""Where a draft stands that is no cell."""


@dataclass(slots=True)
class Draft:
    """One block before it is judged.

    ``text`` is normalised (NFC, single spaces, no line breaks); ``linked`` counts the letters and
    digits of it that stand in ``links`` links to other pages; ``region`` is where
    the original itself says it stands (``"navigation"``, ``"related"`` or nothing), ``place`` a
    sheet's cell or a slide, ``hidden`` why a reader of the original would not see it. ``runs``
    give, for an original with pages, start and end in ``text``, page and box of each run.
    """

    kind: BlockKind
    text: str
    level: int = 0
    cell: Cell = NO_CELL
    linked: int = 0
    links: int = 0
    region: str = ""
    place: str = ""
    hidden: Hidden = ""
    runs: list[tuple[int, int, int, Box]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside of an archive or a message: its path or name there, and its bytes.

    Where it cannot be had, ``reason`` is a code of ``REASONS`` and the bytes are empty.
    """

    name: str
    content: bytes = b""
    reason: str = ""
    detail: str = ""


@dataclass(slots=True)
class Original:
    """All that a format's reader found: drafts in reading order, and what the file says of itself.

    ``members`` are documents of their own, to be read in their turn.

    ``stated`` may hold ``title``, ``page_title`` (with a site's name in it), ``publisher``,
    ``author``, ``published``, ``created`` (of the file, perhaps of a copy) and ``language`` as the
    file words them.
    """

    media_type: str
    drafts: list[Draft]
    stated: Mapping[str, str] = field(default_factory=dict)
    members: tuple[Member, ...] = ()


def clean_characters(untrusted_text: str) -> str:
    """The text with line ends ``\\n`` and without characters that show nothing."""
    text = untrusted_text.replace("\r\n", "\n").replace("\r", "\n")
    return _INVISIBLE.sub("", text)


def _one_space(match: re.Match[str]) -> str:
    return "\n" if "\n" in match[0] else " "


def squeeze(text: str) -> str:
    """One line of NFC text.

    A line break of the source beside a Chinese character is layout and disappears; other white
    space becomes one space.
    """
    text = _SPACE.sub(_one_space, text.strip())
    if "\n" in text:
        text = _LINE_BREAK_AT_WIDE.sub("", text).replace("\n", " ")
    return text if text.isascii() else unicodedata.normalize("NFC", text)


_NO_LETTER: Final = re.compile(r"[\W_]+")


def letters(text: str) -> int:
    """How many letters and digits a text has, in any script."""
    return len(_NO_LETTER.sub("", text))
