"""Lines of pages that are read with their places: words, and a box for each character."""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from custodes.model import Hidden
from custodes.reading.drafts import Box, Cell

_WIDE: Final = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f\u2018-\u201d"
_SPACED_OUT: Final = re.compile(
    rf"(?<![^\s])(?:[{_WIDE}] ){{2,}}[{_WIDE}](?![{_WIDE}])|^[{_WIDE}] [{_WIDE}]$"
)
_RUN: Final = re.compile(
    r"\S(?:[^，。、；：！？]{0,23}[，。、；：！？]+|.{0,22}\S(?=\s|$)|.{0,22}\S|)"
)
_NARROW_RUN: Final = re.compile(r"\S(?:.{0,22}\S(?=\s|$)|.{0,22}\S|)")
"""The same where no mark is wide."""

Boxes = npt.NDArray[np.float64]
"""Left, top, right and bottom of so many characters, a row each; no numbers (NaN) for a space."""


@dataclass(slots=True)
class Line:
    """A run of characters on one line, each with its box in points from the upper left corner.

    ``boxes`` has a row of left, top, right and bottom for each character, of no numbers for a
    space. ``size`` is the height of its boxes, ``hyphenated`` whether its last word goes on in the
    next line without the hyphen; ``left`` to ``bottom`` are the hull of the boxes. ``parted``
    may be false only where no gap in it is wide.
    """

    page: int
    text: str
    boxes: Boxes
    size: float = 0.0
    hyphenated: bool = False
    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    hidden: Hidden = ""
    cell: Cell | None = None
    column: int = 0
    parted: bool = True


@dataclass(slots=True)
class TextLayer:
    """What the file itself says is written on one page.

    ``height`` is the page's, in points; ``foreign`` counts characters whose meaning only the
    file's own font knows (private use), which no line holds. ``tables`` gives of each drawn table
    by its number the edges of its columns, and how many rows it has. ``pictured`` may be false
    only where no picture is on the page.
    """

    lines: list[Line]
    height: float
    foreign: int = 0
    tables: Mapping[int, tuple[Sequence[float], int]] = field(default_factory=dict)
    pictured: bool = True


def hull(boxes: Boxes) -> Box:
    """The smallest box around all that are one."""
    left, top = np.fmin.reduce(boxes[:, :2]).tolist()
    right, bottom = np.fmax.reduce(boxes[:, 2:]).tolist()
    return (left, top, right, bottom)


def runs_of(placed: Sequence[tuple[int, Line]]) -> list[tuple[int, int, int, Box]]:
    """Start and end, page and box of each word or clause of lines, each moved by the number that
    stands before it."""
    where: list[tuple[int, int, int]] = []
    starts: list[int] = []
    reached = 0
    for shift, line in placed:
        found = _NARROW_RUN if line.text.isascii() else _RUN
        for match in found.finditer(line.text):
            start, end = match.span()
            where.append((start + shift, end + shift, line.page))
            starts.append(start + reached)
        reached += len(line.text)
    boxes = placed[0][1].boxes
    if len(placed) > 1:
        boxes = np.concatenate([line.boxes for _, line in placed])
    # between two runs stand only spaces, which have no numbers
    corners = np.fmin.reduceat(boxes[:, :2], starts).tolist()
    others = np.fmax.reduceat(boxes[:, 2:], starts).tolist()
    return [
        (start, end, page, (left, top, right, bottom))
        for (start, end, page), (left, top), (right, bottom) in zip(
            where, corners, others, strict=True
        )
    ]


def line_of(
    characters: Sequence[str],
    boxes: Boxes,
    number: int,
    where: Box | None = None,
    size: float = 0.0,
) -> Line | None:
    """The line of page ``number`` that characters make, in NFC; None where nothing shows.

    ``boxes`` has a row for each of them, of no numbers for a space; ``where`` is their hull and
    ``size`` their height, if these are known.
    """
    text = characters if isinstance(characters, str) else "".join(characters)
    if len(text) != len(characters):
        boxes = np.repeat(boxes, [len(character) for character in characters], axis=0)
    if not text.isascii():
        if not unicodedata.is_normalized("NFC", text):
            text, boxes = _composed(text, boxes)
        if _SPACED_OUT.search(text):
            text, boxes = _closed_up(text, boxes)
    start = len(text) - len(text.lstrip(" "))
    end = len(text.rstrip(" "))
    if start >= end:
        return None
    if "  " in text:
        keep = [n for n in range(start, end) if text[n] != " " or text[n - 1] != " " or n == start]
        text, boxes = "".join(text[n] for n in keep), boxes[keep]
    elif end - start < len(text):
        text, boxes = text[start:end], boxes[start:end]
    where = where or hull(boxes)
    if not size:
        heights = [y for y in (boxes[:48, 3] - boxes[:48, 1]).tolist() if y == y][:40]
        size = statistics.median_low(heights) if heights else where[3] - where[1]
    return Line(number, text, boxes, size, False, *where)


def piece_of(line: Line, start: int, end: int) -> Line | None:
    """The part ``start..end`` of a line as one of its own; None where nothing shows."""
    while start < end and line.text[start] == " ":
        start += 1
    while end > start and line.text[end - 1] == " ":
        end -= 1
    if start == end:
        return None
    hyphenated = line.hyphenated and end == len(line.text)
    if end - start > 2 and line.text[end - 1] == "-" and line.text[end - 2].isalpha():
        hyphenated, end = True, end - 1
    boxes = line.boxes[start:end]
    return Line(line.page, line.text[start:end], boxes, line.size, hyphenated, *hull(boxes))


def _composed(text: str, boxes: Boxes) -> tuple[str, Boxes]:
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
        return joined, np.array(found)
    # Jamo and their like compose without a combining class; their boxes may then cover the line.
    normal = unicodedata.normalize("NFC", joined)
    return normal, np.array([hull(boxes)] * len(normal))


def _closed_up(text: str, boxes: Boxes) -> tuple[str, Boxes]:
    """Take out the spaces that only stretch a line of Chinese characters (时 间 ：)."""
    dropped: set[int] = set()
    for match in _SPACED_OUT.finditer(text):
        dropped.update(n for n in range(match.start(), match.end()) if text[n] == " ")
    kept = [n for n in range(len(text)) if n not in dropped]
    return "".join(text[n] for n in kept), boxes[kept]
