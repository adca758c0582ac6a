"""The lines of a recognised page as a person reads them: straightened, by columns, in order, those
of a table cell by cell."""

from __future__ import annotations

import itertools
import math
import re
import statistics
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from custodes.reading.placed_lines import Boxes, Line, TextLayer
from custodes.reading.recognition_tables import unruled_tables
from custodes.reading.ruled_tables import Rules, ruled_tables

Corners = Sequence[tuple[float, float]]

_HYPHEN: Final = re.compile(r"[a-z]{2,}[-‐]$")
_WORD_END: Final = re.compile(r"[A-Za-z]+[-‐]$")
_WORD_START: Final = re.compile(r"^[a-z]+")
_ALIKE: Final = (0.72, 1.25)
"""Sizes within these shares of the usual one are the same: the boxes of one font vary so much."""
_NEAR: Final = 0.35
"""Rules touch that are so many times a letter's height from each other."""
_FILLED: Final = 0.3
"""So great a share of a table's cells has words; a grid with less is the edges of a photograph."""


def arranged(
    found: list[tuple[Line, Corners]],
    width: float,
    height: float,
    rules: Callable[[float, float], tuple[Rules, float]] = lambda angle, _: (
        np.empty((0, 4)),
        angle,
    ),
) -> TextLayer:
    """The lines in reading order, and the height of the page along which they follow.

    Each line's own edges (``left`` to ``bottom``) are set to where it would stand on a straight
    page of horizontal lines; the boxes of its characters stay where they are seen. ``width`` and
    ``height`` are the page's, in points. ``rules``, given the page's slant and the height of its
    letters, finds the lines that are drawn on it, as they lie on the straight page, and the slant
    as these tell it.
    """
    if not found:
        return TextLayer([], height)
    lines = [line for line, _ in found]
    down = sum(len(line.text) for line, corners in found if _runs_down(line, corners))
    if 2 * down > sum(len(line.text) for line in lines):
        _place(found, 0.0, width)
        layer = TextLayer(_ordered(lines), width)
    else:
        angle = _skew(found)
        drawn, told = rules(angle, _place(found, angle))
        layer = TextLayer([], height)
        if len(drawn):
            _in_tables(layer, found, drawn, told)
        if not layer.tables:
            _place(found, angle)
            layer.lines = _ordered(lines)
        unruled_tables(layer.lines)
    _undo_hyphens(layer.lines)
    return layer


def _in_tables(
    layer: TextLayer, found: list[tuple[Line, Corners]], rules: Rules, angle: float
) -> None:
    """Give a page its lines, those in ruled tables parted into cells, and these tables."""
    usual = _place(found, angle)
    whole = _ordered([line for line, _ in found])
    seen = {id(line): line.boxes for line in whole}
    for line in whole:
        line.boxes = _turned(line.boxes, angle)
    number, near = whole[0].page, _NEAR * usual
    layer.lines, layer.tables = ruled_tables(whole, rules, number, near, _FILLED)
    for line in layer.lines:
        line.boxes = seen[id(line)] if id(line) in seen else _turned(line.boxes, -angle)


def _turned(boxes: Boxes, angle: float) -> Boxes:
    """Boxes of the same sizes where their middles are when the page is turned back."""
    if not angle:
        return boxes
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    x, y = middle.T
    cosine, sine = math.cos(angle), math.sin(angle)
    moved = np.stack((x * cosine + y * sine, y * cosine - x * sine), axis=1) - middle
    return np.asarray(boxes + np.tile(moved, 2))


def _runs_down(line: Line, corners: Corners) -> bool:
    across = math.dist(corners[0], corners[1])
    along = math.dist(corners[0], corners[3])
    return along >= 1.5 * across and len(line.text) > 1


def _skew(found: list[tuple[Line, Corners]]) -> float:
    """The angle of the page's long lines in radians, clockwise; 0 where there are none."""
    angles: list[float] = []
    for _, corners in found:
        (ax, ay), (bx, by) = corners[0], corners[1]
        if math.dist(corners[0], corners[1]) > 5 * math.dist(corners[0], corners[3]):
            angles.append(math.atan2(by - ay, bx - ax))
    return statistics.median(angles) if angles else 0.0


def _place(found: list[tuple[Line, Corners]], angle: float, width: float = 0.0) -> float:
    """Set the edges and sizes of lines, and give the most usual size; with ``width`` as on a page
    of that width read from the right, turned so that its columns are rows."""
    for line, corners in found:
        _place_line(line, corners, angle, width)
    return _settle_sizes([line for line, _ in found])


def _place_line(line: Line, corners: Corners, angle: float, width: float) -> None:
    cosine, sine = math.cos(angle), math.sin(angle)
    turned = [(x * cosine + y * sine, y * cosine - x * sine) for x, y in corners]
    if width:
        turned = [(y, width - x) for x, y in turned]
    across = [x for x, _ in turned]
    down = sorted(y for _, y in turned)
    line.left, line.right = min(across), max(across)
    # the means of both upper and both lower corners: a little slant does not make a line taller
    line.top, line.bottom = (down[0] + down[1]) / 2, (down[2] + down[3]) / 2
    line.size = max(line.bottom - line.top, 1.0)


def _settle_sizes(lines: list[Line]) -> float:
    """Give lines of nearly the same height one size, starting from the most usual; gives that."""
    left = list(lines)
    most_usual = 0.0
    while left:
        weights: Counter[float] = Counter()
        for line in left:
            weights[round(line.size, 1)] += len(line.text)
        usual = _weighted_median(weights)
        least, most = _ALIKE[0] * usual, _ALIKE[1] * usual
        same = [line for line in left if least <= line.size <= most]
        for line in same:
            line.size = usual
        left = [line for line in left if not least <= line.size <= most]
        most_usual = most_usual or usual
    return most_usual


def _weighted_median(weights: Counter[float]) -> float:
    half = sum(weights.values()) / 2
    reached = 0
    for value in sorted(weights):
        reached += weights[value]
        if reached >= half:
            return value
    return 0.0


def _ordered(lines: list[Line], depth: int = 0) -> list[Line]:
    """By columns where there are some, between lines that run across them; else by rows."""
    gap = _column_gap(lines) if depth < 6 else None
    if gap is None:
        return _by_rows(lines)
    crossing = sorted(
        (line for line in lines if line.left < gap - 1 and line.right > gap + 1),
        key=lambda line: line.top,
    )
    ordered: list[Line] = []
    rest = [line for line in lines if not (line.left < gap - 1 and line.right > gap + 1)]
    for across in [*crossing, None]:
        middle = math.inf if across is None else (across.top + across.bottom) / 2
        band = [line for line in rest if (line.top + line.bottom) / 2 < middle]
        rest = [line for line in rest if (line.top + line.bottom) / 2 >= middle]
        for side in (
            [line for line in band if line.right <= gap + 1],
            [line for line in band if line.right > gap + 1],
        ):
            ordered.extend(_ordered(side, depth + 1) if side else [])
        if across is not None:
            ordered.append(across)
    return ordered


def _column_gap(lines: list[Line]) -> float | None:
    """Where a gap parts two columns of prose: at least four lines each, most of them long in one
    of the columns at least.

    Lines that run across it are few. Short lines side by side are a table or a form, which is
    read by rows.
    """
    if len(lines) < 8:
        return None
    size = statistics.median(line.size for line in lines)
    best: tuple[int, float] | None = None
    for edge in sorted({round(line.left) for line in lines}):
        gap = edge - 0.3 * size
        before = [line for line in lines if line.right <= gap + 1]
        after = [line for line in lines if line.left >= gap - 1]
        crossing = len(lines) - len(before) - len(after)
        if len(before) < 4 or len(after) < 4 or crossing > 0.35 * len(lines):
            continue
        if not (_are_columns(before, after, size) and _beside(before, after)):
            continue
        room = gap - max(line.right for line in before)
        if best is None or (-crossing, room) > (-best[0], best[1]):
            best = (crossing, room)
            found = gap - max(room, 0.0) / 2
    return found if best is not None else None


def _are_columns(before: list[Line], after: list[Line], size: float) -> bool:
    """Whether both are columns of prose; the more equally wide, the more lists may be in them."""
    full = _full(before), _full(after)
    if min(full) <= 8 * size:
        return False
    shares = _long(before, full[0]), _long(after, full[1])
    if min(full) > 0.9 * max(full):
        return min(shares) > 0.3
    return min(shares) > 0.5 or (max(shares) > 0.5 and min(full) > _ALIKE[0] * max(full))


def _full(column: list[Line]) -> float:
    """How long the lines of a column are that fill it."""
    widths = [line.right - line.left for line in column]
    return statistics.quantiles(widths, n=10)[8] if len(widths) > 1 else widths[0]


def _long(column: list[Line], full: float) -> float:
    """The share of a column's lines that are nearly as long as it is wide."""
    return sum(line.right - line.left > 0.6 * full for line in column) / len(column)


def _beside(before: list[Line], after: list[Line]) -> bool:
    """Whether two columns stand side by side rather than one above the other.

    One of them may end soon, as the last column of a text does.
    """
    top = max(min(line.top for line in before), min(line.top for line in after))
    bottom = min(max(line.bottom for line in before), max(line.bottom for line in after))
    shares = [
        sum(top - 1 <= line.top <= bottom for line in column) / len(column)
        for column in (before, after)
    ]
    return max(shares) > 0.8 or statistics.mean(shares) > 0.5


def _by_rows(lines: list[Line]) -> list[Line]:
    """From top to bottom; what stands side by side on one row from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.top + line.bottom):
        middle = (line.top + line.bottom) / 2
        last = rows[-1] if rows else None
        if last is not None and _same_row(last, line, middle):
            last.append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line.left)]


def _same_row(row: list[Line], line: Line, middle: float) -> bool:
    nearest = min(row, key=lambda other: abs((other.top + other.bottom) / 2 - middle))
    if abs((nearest.top + nearest.bottom) / 2 - middle) > 0.4 * min(nearest.size, line.size):
        return False
    slack = 0.2 * line.size
    return all(
        line.left >= other.right - slack or line.right <= other.left + slack for other in row
    )


def _undo_hyphens(lines: list[Line]) -> None:
    """Drop a hyphen at a line's end that only divides a word, and remember that it goes on.

    It stays where the page writes the same word with a hyphen inside a line.
    """
    written = " ".join(line.text for line in lines).casefold()
    for line, following in itertools.pairwise(lines):
        start = _WORD_START.match(following.text)
        end = _WORD_END.search(line.text)
        if start is None or end is None or not _HYPHEN.search(line.text):
            continue
        if line.cell is not following.cell:
            continue
        if f"{end[0][:-1]}-{start[0]}".casefold() in written:
            continue
        line.text, line.boxes = line.text[:-1], line.boxes[:-1]
        line.hyphenated = True
