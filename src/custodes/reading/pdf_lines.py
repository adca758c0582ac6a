"""The lines of a PDF page: every character with its box, in the order the file gives them."""

from __future__ import annotations

import functools
import itertools
import sys
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from custodes.model import Hidden
from custodes.reading.pdf_calls import address, calls
from custodes.reading.placed_lines import Boxes, Line, TextLayer, hull, line_of

Edge = npt.NDArray[np.float64]
"""One of the four sides of so many boxes."""


def page_lines(page: Any, number: int) -> TextLayer:
    """The lines of one page in the file's order; a line ends where what shows and what does not
    part.

    ``page`` is a pypdfium2 page; ``number`` counts from 1.
    """
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    from custodes.reading.pdf_hidden import comments, unseen
    from custodes.reading.pdf_objects import drawn_on
    from custodes.reading.pdf_rules import rules_drawn
    from custodes.reading.ruled_tables import ruled_tables
    from custodes.reading.text_layer import fills

    textpage = page.get_textpage()
    raw = textpage.raw
    count = pdfium.FPDFText_CountChars(raw)
    width, height = page.get_size()
    x0, y0, _, _ = page.get_cropbox(fallback_ok=True) or (0.0, 0.0, width, height)
    turn = _turned(page.get_rotation() % 360, x0, y0, width, height)
    written = _Written.of(_codes(raw, count))
    boxes, unknown = _boxes(raw, count, np.flatnonzero(written.inked))
    written.kinds[unknown] = NOTHING
    boxes = np.stack(turn(*boxes.T), axis=1)
    drawn = drawn_on(page)
    hidden = unseen(page, raw, count, drawn, fills)
    textpage.close()
    lines = _lines(written, boxes, hidden, number)
    for one in lines:
        outside = one.right < -1 or one.left > width + 1 or one.bottom < -1 or one.top > height + 1
        if outside:
            one.hidden = "off_page"
    lines, tables = ruled_tables(lines, rules_drawn(drawn.paths, turn), number)
    for words, (left, down, right, up) in comments(page):
        a_box = np.stack(turn(*np.array([[left], [up], [right], [down]])), axis=1)
        where = hull(a_box)
        boxes = np.repeat(a_box, len(words), axis=0)
        lines.append(Line(number, words, boxes, 0.0, False, *where, "comment"))
    return TextLayer(lines, height, written.foreign, tables, drawn.pictured)


NOTHING, BREAK, SPACE, SOLID, LETTERS, HYPHEN = range(6)
"""What a character of the file is to a line: no part of it, its end, a gap, ink, a ligature (ink
that stands for several letters), a divided word."""


_LEVEL: Final = 0.001
"""Points: boxes of which none is so much taller than another are of one height."""


@functools.cache
def _meanings() -> tuple[npt.NDArray[np.int8], npt.NDArray[np.uint32]]:
    """For each code point of the basic plane what it is to a line, and what it shows if it is one
    character."""
    kinds = np.full(0x10000, SOLID, dtype=np.int8)
    shown = np.arange(0x10000, dtype=np.uint32)
    for code in range(0x10000):
        character = _shown(code)
        if code in (0x02, 0xFFFE):
            kinds[code] = HYPHEN
        elif not character:
            kinds[code] = NOTHING
        elif character == "\n":
            kinds[code] = BREAK
        elif len(character) > 1:
            kinds[code] = LETTERS
        else:
            kinds[code] = SPACE if character == " " else SOLID
            shown[code] = ord(character)
    return kinds, shown


@dataclass(slots=True)
class _Written:
    """The characters of a page as the file gives them: their code points, and what kind each is."""

    codes: npt.NDArray[np.uint32]
    kinds: npt.NDArray[np.int8]

    @classmethod
    def of(cls, codes: npt.NDArray[np.uint32]) -> _Written:
        kinds, shown = _meanings()
        basic = np.minimum(codes, 0xFFFF)
        found = np.where(codes > 0xFFFF, SOLID, kinds[basic]).astype(np.int8)
        found[codes > sys.maxunicode] = NOTHING
        return cls(np.where(codes > 0xFFFF, codes, shown[basic]).astype(np.uint32), found)

    @property
    def inked(self) -> npt.NDArray[np.bool_]:
        found: npt.NDArray[np.bool_] = (self.kinds == SOLID) | (self.kinds == LETTERS)
        return found

    @property
    def foreign(self) -> int:
        return int(np.count_nonzero((self.codes >= 0xE000) & (self.codes < 0xF900)))

    def characters(self, kept: npt.NDArray[np.int64]) -> Sequence[str]:
        """What those at these places show, one string each: the letters of a ligature together."""
        text = self.codes[kept].tobytes().decode(f"utf-32-{sys.byteorder[0]}e")
        if (self.kinds[kept] == LETTERS).any():
            return [_shown(ord(character)) for character in text]
        return text


def _boxes(
    raw: Any, count: int, inked: npt.NDArray[np.int64]
) -> tuple[Boxes, npt.NDArray[np.int64]]:
    """Left, top, right and bottom of each of these characters (up from the page's lower edge), no
    numbers for others; and which of them have none.

    The loose box is as tall as the line, so that a comma and a capital stand on the same one.
    """
    edges = np.full((count, 4), np.nan, dtype=np.float32)
    places = (edges.ctypes.data + 16 * inked).tolist()
    answers = map(calls().loose_box, repeat(address(raw)), inked.tolist(), places)
    known = np.fromiter(answers, dtype=np.bool_, count=len(inked))
    unknown = inked[~known]
    edges[unknown] = np.nan
    return edges.astype(np.float64), unknown


def _lines(
    written: _Written, boxes: Boxes, hidden: Mapping[int, Hidden], number: int
) -> list[Line]:
    """The lines of a page: parted by the file's own breaks, where the next character stands
    higher or lower than the last, and where hidden and shown characters meet."""
    kinds, inked = written.kinds, written.inked
    solid = np.flatnonzero(inked)
    if not len(solid):
        return []
    begins = kinds == BREAK
    top, bottom = boxes[solid, 1], boxes[solid, 3]
    beyond = (top[1:] >= bottom[:-1] - 0.5) | (bottom[1:] <= top[:-1] + 0.5)
    broken = np.cumsum(begins)[solid]
    for after in np.flatnonzero(beyond & (broken[1:] == broken[:-1])) + 1:
        if not _stacked(boxes[solid[after - 1]].tolist(), boxes[solid[after]].tolist()):
            begins[solid[after]] = True
    if hidden:
        for last, this in itertools.pairwise(solid.tolist()):
            if hidden.get(last, "") != hidden.get(this, ""):
                begins[this] = True
    lines = np.cumsum(begins)
    divided = set(lines[kinds == HYPHEN].tolist())
    kept = np.flatnonzero(inked | (kinds == SPACE))
    starts = np.concatenate(([0], np.flatnonzero(np.diff(lines[kept])) + 1))
    own, text = boxes[kept], written.characters(kept)
    corners = np.fmin.reduceat(own[:, :2], starts).tolist()
    others = np.fmax.reduceat(own[:, 2:], starts).tolist()
    tall = own[:, 3] - own[:, 1]
    least, most = np.fmin.reduceat(tall, starts), np.fmax.reduceat(tall, starts)
    sizes = np.where(most - least < _LEVEL, least, 0.0).tolist()
    # from one character to the next but one, which a space may part
    gaps = np.zeros(len(own))
    level = lines[kept]
    gaps[1:-1] = np.where(level[2:] == level[:-2], own[2:, 0] - own[:-2, 2], 0.0)
    parted = np.fmax.reduceat(np.abs(gaps), starts) > least
    ends = [*starts[1:].tolist(), len(kept)]
    found = []
    rows = zip(starts.tolist(), ends, corners, others, sizes, parted.tolist(), strict=True)
    for start, end, corner, other, size, wide in rows:
        where = (*corner, *other)
        line = line_of(text[start:end], own[start:end], number, where, size)
        if line is None:
            continue
        line.parted = wide
        if divided:
            line.hyphenated = lines[kept[start]] in divided
        if hidden:
            first = next(index for index in kept[start:end].tolist() if inked[index])
            line.hidden = hidden.get(first, "")
        found.append(line)
    return found


def _stacked(last: Sequence[float], box: Sequence[float]) -> bool:
    """Whether a character stands right under or over the last one, as in text that runs down."""
    over = min(last[2], box[2]) - max(last[0], box[0])
    gap = max(box[1] - last[3], last[1] - box[3])
    return over > 0.5 * (box[2] - box[0]) and gap < 0.8 * (box[2] - box[0])


def _codes(raw: Any, count: int) -> npt.NDArray[np.uint32]:
    """The code points of a page's characters: at one go, where none needs two units of UTF-16."""
    units = np.zeros(count + 1, dtype=np.uint16)
    one, page = calls().code_point, address(raw)
    written = calls().text(page, 0, count, units.ctypes.data)
    codes = units[:count]
    # one that was left out would have moved all that follow
    places = [*range(0, count, 64), *range(max(0, count - 4), count)]
    if written == count + 1 and codes[places].tolist() == list(map(one, repeat(page), places)):
        found: npt.NDArray[np.uint32] = codes.astype(np.uint32)
        return found
    return np.array(list(map(one, repeat(page), range(count))), dtype=np.uint32)


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


def _turned(
    rotation: int, x0: float, y0: float, width: float, height: float
) -> Callable[[Edge, Edge, Edge, Edge], tuple[Edge, Edge, Edge, Edge]]:
    """The map from a page's own coordinates (left, top, right, bottom, up from the lower left) to
    what a reader sees, who may have it turned (left, top, right, bottom, down from the upper)."""

    def turn(left: Edge, top: Edge, right: Edge, bottom: Edge) -> tuple[Edge, Edge, Edge, Edge]:
        left, right, bottom, top = left - x0, right - x0, bottom - y0, top - y0
        if rotation == 90:
            return (bottom, left, top, right)
        if rotation == 180:
            return (width - right, bottom, width - left, top)
        if rotation == 270:
            return (width - top, height - right, width - bottom, height - left)
        return (left, height - top, right, height - bottom)

    return turn
