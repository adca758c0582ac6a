"""Tables on a recognised page without ruled lines: short pieces that stand under each other."""

from __future__ import annotations

import itertools
import math
import statistics
from typing import Final

from custodes.reading.drafts import Cell
from custodes.reading.lines import width
from custodes.reading.pdf_columns import CELLS, GAP, LONG, ROWS, Strip, common_strips
from custodes.reading.placed_lines import Line

_ASKED: Final = 0.25
"""Where so great a share of them ends with a colon, they are the questions of a form."""
_KEPT: Final = 0.6
"""A row that leaves fewer of the columns apart is none of the table."""
_BELOW: Final = 4.0
"""So many heights of its letters a row may stand below the last."""
_APART: Final = 500
"""Added to the numbers of these tables: those of a page's ruled ones are less."""


def unruled_tables(lines: list[Line]) -> None:
    """Tell the lines of a page that are in a table which of its cells they are.

    ``lines`` are in reading order, so that those of one row follow each other.
    """
    rows = _rows(lines)
    start = 0
    while start < len(rows):
        table, strips = _table(rows, start)
        if len(table) > ROWS and len(_table(rows, start + 1)[1]) > len(strips):
            start += 1  # the first row is a head over several columns
            continue
        pieces = [line for row in table for line in row]
        if len(table) < ROWS or not _is_table(pieces):
            start += 1
            continue
        number = 1000 * pieces[0].page + _APART + start
        for place, row in enumerate(table):
            for line in row:
                column = sum(line.left > left for left, _ in strips)
                line.cell = Cell(place, column, table=number)
        start += len(table)


def _is_table(pieces: list[Line]) -> bool:
    """Whether pieces under each other are neither columns of text nor a form to be filled in."""
    usual = statistics.median(width(line.text) for line in pieces)
    asked = sum(line.text.endswith((":", "：")) for line in pieces)
    return len(pieces) >= CELLS and usual < LONG and asked < _ASKED * len(pieces)


def _rows(lines: list[Line]) -> list[list[Line]]:
    """Lines that stand beside each other, from left to right."""
    found: list[list[Line]] = []
    for line in lines:
        last = found[-1][-1] if found else None
        if last is not None and line.cell is None and last.cell is None and _is_beside(last, line):
            found[-1].append(line)
        else:
            found.append([line])
    return found


def _is_beside(last: Line, line: Line) -> bool:
    level = abs(line.top + line.bottom - last.top - last.bottom) < line.size
    return level and line.left > last.right - 0.2 * line.size


def _table(rows: list[list[Line]], start: int) -> tuple[list[list[Line]], list[Strip]]:
    """The rows from ``start`` on that leave the same strips free, and those strips."""
    table, free = [rows[start]], _free(rows[start])
    for row in itertools.islice(rows, start + 1, None):
        last, line = table[-1][0], row[0]
        if len(row) < 2 or len(table[0]) < 2 or line.top > last.top + _BELOW * line.size:
            break
        shared = common_strips(free, _free(row), GAP * line.size)
        if len(_inner(shared)) < max(1.0, _KEPT * len(_inner(free))):
            break
        table.append(row)
        free = shared
    return table, _inner(free)


def _free(row: list[Line]) -> list[Strip]:
    """What a row leaves free, also at its sides, where another row may have a cell."""
    edges = [-math.inf, *(edge for line in row for edge in (line.left, line.right)), math.inf]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _inner(strips: list[Strip]) -> list[Strip]:
    return [(left, right) for left, right in strips if math.isfinite(right - left)]
