"""The lines of a PDF page: every character with its box, in the order the file gives them."""

from __future__ import annotations

import ctypes
import unicodedata
from dataclasses import dataclass, field
from typing import Any, Final

from custodes.reading.drafts import Box

_PRIVATE: Final = range(0xE000, 0xF900)


@dataclass(slots=True)
class Glyph:
    """One character as the page shows it, with its box in points from the upper left corner."""

    character: str
    box: Box


@dataclass(slots=True)
class Line:
    """A run of glyphs on one line, its hull, its font size in points, and whether it goes on in
    the next line with a hyphen to drop."""

    page: int
    glyphs: list[Glyph] = field(default_factory=list)
    size: float = 0.0
    hyphenated: bool = False
    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0

    @property
    def text(self) -> str:
        """The characters of the line."""
        return "".join(glyph.character for glyph in self.glyphs)


def page_lines(page: Any, number: int) -> tuple[list[Line], float, float]:
    """The lines of one page, and the page's width and height in points.

    ``page`` is a pypdfium2 page; ``number`` counts from 1.
    """
    import pypdfium2.raw as pdfium

    textpage = page.get_textpage()
    raw = textpage.raw
    count = pdfium.FPDFText_CountChars(raw)
    width, height = page.get_size()
    turn = _turned(page, width, height)
    left, right = ctypes.c_double(), ctypes.c_double()
    bottom, top = ctypes.c_double(), ctypes.c_double()
    edges = (ctypes.byref(left), ctypes.byref(right), ctypes.byref(bottom), ctypes.byref(top))
    get_unicode, get_box = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetCharBox
    get_size = pdfium.FPDFText_GetFontSize
    lines: list[Line] = []
    line = Line(number)
    for index in range(count):
        code = get_unicode(raw, index)
        if code in (10, 13):
            if line.glyphs:
                lines.append(line)
                line = Line(number)
            continue
        if code in (0x02, 0xFFFE):
            line.hyphenated = True
            continue
        if code == 0 or code in _PRIVATE or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
            continue
        character = _repaired(chr(code))
        if not character:
            continue
        if character.isspace():
            line.glyphs.append(Glyph(" ", (0.0, 0.0, 0.0, 0.0)))
            continue
        if not get_box(raw, index, *edges):
            continue
        box = turn(left.value, bottom.value, right.value, top.value)
        if line.glyphs and _apart(line, box):
            lines.append(line)
            line = Line(number)
        if line.size == 0.0:
            line.size = get_size(raw, index) or 0.0
        line.glyphs.append(Glyph(character, box))
    if line.glyphs:
        lines.append(line)
    textpage.close()
    return [found for found in lines if _measured(found)], width, height


def _apart(line: Line, box: Box) -> bool:
    """Whether a character stands on another line than the last one of this line."""
    for glyph in reversed(line.glyphs):
        if glyph.character == " ":
            continue
        last = glyph.box
        return box[1] >= last[3] + 1 or box[3] <= last[1] - 1
    return False


def _measured(line: Line) -> bool:
    while line.glyphs and line.glyphs[-1].character == " ":
        line.glyphs.pop()
    while line.glyphs and line.glyphs[0].character == " ":
        line.glyphs.pop(0)
    boxes = [glyph.box for glyph in line.glyphs if glyph.character != " "]
    if not boxes:
        return False
    line.left, line.top = min(b[0] for b in boxes), min(b[1] for b in boxes)
    line.right, line.bottom = max(b[2] for b in boxes), max(b[3] for b in boxes)
    if line.size <= 1.5:
        line.size = max(b[3] - b[1] for b in boxes)
    return True


def _turned(page: Any, width: float, height: float) -> Any:
    """The map from the page's own coordinates (up from the lower left) to what a reader sees."""
    rotation = page.get_rotation() % 360
    x0, y0, _, _ = page.get_cropbox(fallback_ok=True) or (0.0, 0.0, width, height)

    def turn(left: float, bottom: float, right: float, top: float) -> Box:
        left, right, bottom, top = left - x0, right - x0, bottom - y0, top - y0
        if rotation == 90:
            return (bottom, left, top, right)
        if rotation == 180:
            return (width - right, bottom, width - left, top)
        if rotation == 270:
            return (width - top, height - right, width - bottom, height - left)
        return (left, height - top, right, height - bottom)

    return turn


def _repaired(character: str) -> str:
    """Undo what a font's table does to characters: Kangxi radicals for the characters they look
    like, ligatures for their letters. A PDF stores glyphs; these are not the author's choice."""
    code = ord(character)
    if 0x2E80 <= code <= 0x2FD5 or 0xFB00 <= code <= 0xFB06:
        return unicodedata.normalize("NFKC", character)
    if code < 0x20 or 0x7F <= code < 0xA0 or code in (0xAD, 0x200B, 0xFEFF):
        return ""
    return character
