"""The lines of a PDF page: every character with its box, in the order the file gives them."""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from custodes.model import Hidden
from custodes.reading.drafts import Box

_WIDE: Final = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f\u2018-\u201d"
_SPACED_OUT: Final = re.compile(
    rf"(?<![^\s])(?:[{_WIDE}] ){{2,}}[{_WIDE}](?![{_WIDE}])|^[{_WIDE}] [{_WIDE}]$"
)
_RUN: Final = re.compile(
    r"\S(?:[^，。、；：！？]{0,23}[，。、；：！？]+|.{0,22}\S(?=\s|$)|.{0,22}\S|)"
)
NOWHERE: Final = (0.0, 0.0, 0.0, 0.0)
"""The box of a space."""


@dataclass(slots=True)
class Line:
    """A run of characters on one line, each with its box in points from the upper left corner.

    ``size`` is the height of its boxes, ``hyphenated`` whether its last word goes on in the next
    line without the hyphen; ``left`` to ``bottom`` are the hull of the boxes.
    """

    page: int
    text: str
    boxes: list[Box]
    size: float = 0.0
    hyphenated: bool = False
    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    hidden: Hidden = ""
    cell: tuple[int, int] | None = None
    column: int = 0

    def runs(self, shift: int) -> list[tuple[int, int, int, Box]]:
        """Start and end (moved by ``shift``), page and box of each word or clause of the line."""
        found = []
        for match in _RUN.finditer(self.text):
            start, end = match.span()
            solid = [box for box in self.boxes[start:end] if box is not NOWHERE]
            found.append((start + shift, end + shift, self.page, hull(solid)))
        return found


@dataclass(slots=True)
class Gathering:
    """Characters of one line as they come, each with its box; a space's is ``NOWHERE``."""

    characters: list[str] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    hyphenated: bool = False
    hidden: Hidden = ""


@dataclass(slots=True)
class TextLayer:
    """What the file itself says is written on one page.

    ``height`` is the page's, in points; ``foreign`` counts characters whose meaning only the
    file's own font knows (private use), which no line holds.
    """

    lines: list[Line]
    height: float
    foreign: int = 0


def hull(boxes: list[Box]) -> Box:
    """The smallest box around all."""
    if len(boxes) == 1:
        return boxes[0]
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return (min(lefts), min(tops), max(rights), max(bottoms))


def page_lines(page: Any, number: int) -> TextLayer:
    """The lines of one page in the file's order; a line ends where what shows and what does not
    part.

    ``page`` is a pypdfium2 page; ``number`` counts from 1.
    """
    import ctypes

    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    from custodes.reading.pdf_hidden import comments, unseen
    from custodes.reading.text_layer import fills

    textpage = page.get_textpage()
    raw = textpage.raw
    count = pdfium.FPDFText_CountChars(raw)
    width, height = page.get_size()
    x0, y0, _, _ = page.get_cropbox(fallback_ok=True) or (0.0, 0.0, width, height)
    y1 = y0 + height
    turn = _turned(page.get_rotation() % 360, x0, y0, width, height)
    # The loose box is as tall as the line, so that a comma and a capital stand on the same one.
    edges = (ctypes.c_float * 4)()
    reference = ctypes.cast(edges, ctypes.POINTER(pdfium.FS_RECTF))
    get_box = pdfium.FPDFText_GetLooseCharBox
    gathered: list[Gathering] = []
    line = Gathering()
    top = bottom = 0.0
    known: dict[int, str] = {}
    foreign = 0
    hidden = unseen(page, raw, count, fills)
    for index, code in enumerate(_codes(raw, count)):
        character = known.get(code)
        if character is None:
            character = known[code] = _shown(code)
        if not character:
            if code in (0x02, 0xFFFE):
                line.hyphenated = True
            foreign += 0xE000 <= code < 0xF900
            continue
        if character == "\n":
            if line.characters:
                gathered.append(line)
                line = Gathering()
            continue
        if character == " ":
            line.characters.append(" ")
            line.boxes.append(NOWHERE)
            continue
        if not get_box(raw, index, reference):
            continue
        left, up, right, down = edges
        if turn is None:
            box = (left - x0, y1 - up, right - x0, y1 - down)
        else:
            box = turn(left, down, right, up)
        beyond = box[1] >= bottom - 0.5 or box[3] <= top + 0.5
        beyond = beyond and not (line.characters and _stacked(line.boxes, box))
        parts = bool(hidden) and hidden.get(index, "") != line.hidden
        if (beyond or parts) and line.characters:
            gathered.append(line)
            line = Gathering()
        if hidden:
            line.hidden = hidden.get(index, "")
        top, bottom = box[1], box[3]
        line.characters.append(character)
        line.boxes.append(box)
    gathered.append(line)
    textpage.close()
    found = (line_of(one, number) for one in gathered if one.characters)
    lines = [one for one in found if one is not None]
    for one in lines:
        outside = one.right < -1 or one.left > width + 1 or one.bottom < -1 or one.top > height + 1
        if outside:
            one.hidden = "off_page"
    for words, (left, down, right, up) in comments(page):
        where: Box = (left - x0, y1 - up, right - x0, y1 - down)
        where = turn(left, down, right, up) if turn else where
        lines.append(Line(number, words, [where] * len(words), 0.0, False, *where, "comment"))
    return TextLayer(lines, height, foreign)


def _stacked(boxes: list[Box], box: Box) -> bool:
    """Whether a character stands right under or over the last one, as in text that runs down."""
    last = next((one for one in reversed(boxes) if one is not NOWHERE), box)
    over = min(last[2], box[2]) - max(last[0], box[0])
    gap = max(box[1] - last[3], last[1] - box[3])
    return over > 0.5 * (box[2] - box[0]) and gap < 0.8 * (box[2] - box[0])


def _codes(raw: Any, count: int) -> Sequence[int]:
    """The code points of a page's characters: at one go, where none needs two units of UTF-16."""
    import ctypes

    import pypdfium2.raw as pdfium

    units = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(raw, 0, count, units)
    codes = list(units)[:count]
    one = pdfium.FPDFText_GetUnicode
    if written == count + 1 and all(codes[n] == one(raw, n) for n in range(0, count, 16)):
        return codes
    return [one(raw, index) for index in range(count)]


def _shown(code: int) -> str:
    """The character of a code point; empty for what shows nothing, ``\\n`` for a line's end.

    Undoes what a font's table does: Kangxi radicals become the characters they look like, and
    ligatures their letters. A PDF stores glyphs; these are not the author's choice.
    """
    if code in (10, 13):
        return "\n"
    if code < 0x20 or 0x7F <= code < 0xA0 or code in (0xAD, 0x200B, 0xFEFF, 0xFFFE):
        return ""
    if 0xD800 <= code < 0xF900 or code > 0x10FFFF:
        return ""
    character = chr(code)
    if character.isspace():
        return " "
    if 0x2E80 <= code <= 0x2FD5 or 0xFB00 <= code <= 0xFB06:
        return unicodedata.normalize("NFKC", character)
    return character


def line_of(gathered: Gathering, number: int) -> Line | None:
    """The line of page ``number`` that the characters make, in NFC; None where nothing shows."""
    characters, boxes = gathered.characters, gathered.boxes
    if max(map(len, characters)) > 1:
        boxes = [box for c, box in zip(characters, boxes, strict=True) for _ in c]
    text = "".join(characters)
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        text, boxes = _composed(text, boxes)
    if not text.isascii() and _SPACED_OUT.search(text):
        text, boxes = _closed_up(text, boxes)
    start = len(text) - len(text.lstrip(" "))
    end = len(text.rstrip(" "))
    if start >= end:
        return None
    if "  " in text:
        keep = [n for n in range(start, end) if text[n] != " " or text[n - 1] != " " or n == start]
        text, boxes = "".join(text[n] for n in keep), [boxes[n] for n in keep]
    else:
        text, boxes = text[start:end], boxes[start:end]
    solid = [box for c, box in zip(text, boxes, strict=True) if c != " "]
    left, top, right, bottom = hull(solid)
    size = statistics.median_low([box[3] - box[1] for box in solid[:40]])
    where = (left, top, right, bottom)
    return Line(number, text, boxes, size, gathered.hyphenated, *where, gathered.hidden)


def _composed(text: str, boxes: list[Box]) -> tuple[str, list[Box]]:
    """NFC, each composed character in the hull of its parts."""
    parts: list[str] = []
    found: list[Box] = []
    start = 0
    for end in range(1, len(text) + 1):
        if end < len(text) and unicodedata.combining(text[end]):
            continue
        composed = unicodedata.normalize("NFC", text[start:end])
        parts.append(composed)
        found.extend([hull(boxes[start:end])] * len(composed))
        start = end
    joined = "".join(parts)
    if unicodedata.is_normalized("NFC", joined):
        return joined, found
    # Jamo and their like compose without a combining class; their boxes may then cover the line.
    normal = unicodedata.normalize("NFC", joined)
    return normal, [hull(found)] * len(normal)


def _closed_up(text: str, boxes: list[Box]) -> tuple[str, list[Box]]:
    """Take out the spaces that only stretch a line of Chinese characters (时 间 ：)."""
    dropped: set[int] = set()
    for match in _SPACED_OUT.finditer(text):
        dropped.update(n for n in range(match.start(), match.end()) if text[n] == " ")
    kept = [n for n in range(len(text)) if n not in dropped]
    return "".join(text[n] for n in kept), [boxes[n] for n in kept]


def _turned(
    rotation: int, x0: float, y0: float, width: float, height: float
) -> Callable[[float, float, float, float], Box] | None:
    """For a turned page, the map from its own coordinates (up from the lower left) to what a
    reader sees; nothing for an upright one."""

    def turn(left: float, bottom: float, right: float, top: float) -> Box:
        left, right, bottom, top = left - x0, right - x0, bottom - y0, top - y0
        if rotation == 90:
            return (bottom, left, top, right)
        if rotation == 180:
            return (width - right, bottom, width - left, top)
        return (width - top, height - right, width - bottom, height - left)

    return turn if rotation else None
