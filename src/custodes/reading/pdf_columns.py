"""Columns and tables on a PDF page whose file gives them line by line across the page.

A white strip that several lines one under the other leave free parts them: long pieces are two
columns of text, read one after the other; short ones, the same number in each line, are a table.
"""

from __future__ import annotations

import itertools
import statistics
from dataclasses import dataclass
from typing import Final

import numpy as np

from custodes.reading.drafts import Cell
from custodes.reading.lines import width
from custodes.reading.placed_lines import Line, hull, piece_of

GAP: Final = 1.2
"""So many times the size of its letters a gap in a line must be wide; between words it is 0.3."""
ROWS: Final = 3
CELLS: Final = 9
"""So many cells at least make a table; what is less may be a form or a signature."""
LONG: Final = 20
"""So many half-width characters, as the median, are running text and no cells."""

Strip = tuple[float, float]
_SPACE: Final = np.full((1, 4), np.nan)


@dataclass(slots=True)
class _Region:
    """Lines one under the other that leave the same strips free."""

    lines: list[Line]
    strips: list[Strip]
    parted: int = 1


def arranged(lines: list[Line]) -> list[Line]:
    """The lines of one page in reading order, divided into columns and cells where they stand
    side by side. Cells of tables whose lines are drawn stay where they are."""
    if not any(line.cell for line in lines):
        return _arranged(lines)
    found: list[Line] = []
    for is_cell, some in itertools.groupby(lines, key=lambda line: line.cell is not None):
        part = list(some)
        found.extend(part if is_cell else _arranged(part))
    return found


def _arranged(lines: list[Line]) -> list[Line]:
    levels = _levels(lines)
    whole = [_joined(level) for level in levels]
    gaps = [_gaps(line) for line in whole]
    if sum(map(bool, gaps)) < ROWS:
        return lines
    found: list[Line] = []
    number = 0
    while number < len(whole):
        region = _region(whole, gaps, number)
        if region is None:
            found.extend(levels[number])
            number += 1
        else:
            found.extend(_read(region, 1000 * lines[0].page + number))
            number += len(region.lines)
    return found


def _levels(lines: list[Line]) -> list[list[Line]]:
    """Lines that follow each other and stand on one level, the next to the right of the last."""
    found: list[list[Line]] = []
    for line in lines:
        last = found[-1][-1] if found else None
        if (
            last is not None
            and not (line.hidden or last.hidden or last.hyphenated)
            and line.left > last.right
            and abs(line.size - last.size) <= 0.1 * line.size
            and abs(line.bottom - last.bottom) < 0.3 * line.size
        ):
            found[-1].append(line)
        else:
            found.append([line])
    return found


def _joined(level: list[Line]) -> Line:
    first, last = level[0], level[-1]
    if first is last:
        return first
    text = " ".join(line.text for line in level)
    parts = [first.boxes]
    for line in level[1:]:
        parts += [_SPACE, line.boxes]
    boxes = np.concatenate(parts)
    return Line(first.page, text, boxes, first.size, last.hyphenated, *hull(boxes))


def _gaps(line: Line) -> list[Strip]:
    """The wide gaps within a line that runs across."""
    if (
        not line.parted
        or line.hidden
        or " " not in line.text
        or line.right - line.left < 2 * line.size
    ):
        return []
    before, after = line.boxes[:-2, 2], line.boxes[2:, 0]
    wide = np.isnan(line.boxes[1:-1, 0]) & (after - before > GAP * line.size)
    return list(zip(before[wide].tolist(), after[wide].tolist(), strict=True))


def _region(lines: list[Line], gaps: list[list[Strip]], start: int) -> _Region | None:
    """The region that begins with a line, where one does."""
    if not gaps[start]:
        return None
    region = _Region([lines[start]], gaps[start])
    for line, free in zip(itertools.islice(lines, start + 1, None), gaps[start + 1 :], strict=True):
        last = region.lines[-1]
        if (
            line.hidden
            or line.top < last.top + 0.5 * line.size
            or line.top > last.top + 4 * line.size
        ):
            break
        if free:
            common = common_strips(region.strips, free, 0.8 * line.size)
            if not common:
                break
            region.strips = common
            region.parted += 1
        elif not _goes_on(region, line):
            break
        region.lines.append(line)
    return region if region.parted >= ROWS else None


def _goes_on(region: _Region, line: Line) -> bool:
    """Whether a line without a gap goes on with one column, where the others have nothing."""
    last = region.lines[-1]
    beside = all(line.right <= end or line.left >= begin for begin, end in region.strips)
    alike = abs(line.size - last.size) <= 0.1 * line.size
    return beside and alike and line.top <= last.top + 1.6 * line.size


def common_strips(strips: list[Strip], others: list[Strip], least: float) -> list[Strip]:
    """What both leave free, where it is wide enough."""
    found = []
    for left, right in strips:
        for start, end in others:
            if min(right, end) - max(left, start) >= least:
                found.append((max(left, start), min(right, end)))
    return found


def _read(region: _Region, table: int) -> list[Line]:
    """The pieces of a region in reading order; ``table`` is its number, if it is one."""
    rows = [_divided(line, region.strips) for line in region.lines]
    pieces = [piece for row in rows for piece in row if piece is not None]
    usual = statistics.median(width(piece.text) for piece in pieces)
    if usual >= LONG:
        found: list[Line] = []
        for column in range(len(region.strips) + 1):
            for one in (row[column] for row in rows):
                if one is not None:
                    one.column = column + 1
                    found.append(one)
        return found
    whole = list(itertools.takewhile(lambda row: None not in row, rows))
    if len(whole) * (len(region.strips) + 1) < CELLS:
        return region.lines
    cells: list[Line] = []
    for number, row in enumerate(whole):
        for column, piece in enumerate(row):
            if piece is not None:
                piece.cell = Cell(number, column, table=table)
                cells.append(piece)
    return cells + region.lines[len(whole) :]


def _divided(line: Line, strips: list[Strip]) -> list[Line | None]:
    """The piece of a line in each column; None where a column has none."""
    found: list[Line | None] = []
    start = 0
    for left, right in [*strips, (float("inf"), float("inf"))]:
        middle = (left + right) / 2
        beyond = np.flatnonzero(line.boxes[start:, 0] >= middle)
        end = start + int(beyond[0]) if len(beyond) else len(line.boxes)
        found.append(piece_of(line, start, end))
        start = end
    return found
