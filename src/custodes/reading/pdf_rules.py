"""Tables of a PDF page whose lines are drawn: which words stand in which of their cells.

Lines that touch each other make a grid; cells between which no line is drawn are merged.
"""

from __future__ import annotations

import ctypes
import dataclasses
import itertools
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.ma  # np.unique asks for it, and a sandbox loads nothing any more
import numpy.typing as npt

from custodes.reading.drafts import Cell
from custodes.reading.lines import width
from custodes.reading.pdf_calls import calls
from custodes.reading.pdf_objects import Matrix, all_bounds, inked, matrix_of, times
from custodes.reading.placed_lines import Line, TextLayer, piece_of

_THIN: Final = 3.0
"""Points: what is thinner is a line."""
_SHORTEST: Final = 4.0
_NEAR: Final = 3.0
"""Points: lines so near to each other touch, or are one."""
_FEWEST: Final = 4
"""Fewer lines make no table, and fewer cells neither."""
_SEGMENTS: Final = 20_000
_MOST: Final = 1_200
"""Of more lines across or down a page no tables are made: it is a drawing."""
_CELLS: Final = 20_000
_EDGE: Final = 0.1
"""So much of a page's height at its top and foot is left to what every page has there."""
_PROSE: Final = 300
"""Where cells hold so many half-width characters on average, the lines only part a page."""
_MOVE, _CURVE = 2, 1
"""As fpdf_edit.h numbers the segments of a path."""

_Array = npt.NDArray[np.float64]
Turn = Callable[[Any, Any, Any, Any], tuple[Any, Any, Any, Any]]


@dataclass(slots=True)
class _Grid:
    """The edges of a table's columns and rows, and for each place of the grid its cell."""

    across: list[float]
    down: list[float]
    cells: dict[tuple[int, int], Cell]

    def cells_at(self, x: _Array, y: _Array) -> Iterator[tuple[int, Cell]]:
        """The number and the cell of each of these points of the page that is on the table."""
        on = (self.across[0] <= x) & (x <= self.across[-1])
        on &= (self.down[0] <= y) & (y <= self.down[-1])
        numbers = np.flatnonzero(on)
        columns = np.searchsorted(self.across, x[numbers], "right").clip(1, len(self.across) - 1)
        rows = np.searchsorted(self.down, y[numbers], "right").clip(1, len(self.down) - 1)
        for number, row, column in zip(
            numbers.tolist(), rows.tolist(), columns.tolist(), strict=True
        ):
            yield number, self.cells[row - 1, column - 1]

    def cell_around(self, left: float, top: float, right: float, bottom: float) -> Cell | None:
        """The cell that holds all of a box, if one does."""
        first, last = _between(self.across, left), _between(self.across, right)
        high, low = _between(self.down, top), _between(self.down, bottom)
        if min(first, last, high, low) < 0:
            return None
        cell = self.cells[high, first]
        whole = (first, high) == (last, low)
        return cell if whole or cell is self.cells[low, last] else None

    @property
    def size(self) -> float:
        """How much of the page it takes."""
        return (self.across[-1] - self.across[0]) * (self.down[-1] - self.down[0])


def _between(edges: list[float], at: float) -> int:
    """After which of the edges it is, from 0; -1 beyond them."""
    if not edges[0] <= at <= edges[-1]:
        return -1
    return min(bisect_right(edges, at), len(edges) - 1) - 1


def ruled_tables(
    lines: list[Line], paths: Sequence[tuple[int, Matrix | None]], turn: Turn, number: int
) -> tuple[list[Line], Mapping[int, tuple[Sequence[float], int]]]:
    """The lines of page ``number``, those within drawn tables parted into the cells they are in,
    and the tables as ``TextLayer`` has them.

    ``paths`` are the paths drawn on the page, ``turn`` maps its own coordinates to the reader's.
    A table's words come cell by cell where the first of them stood.
    """
    if not paths or not lines:
        return lines, {}
    drawn = _lines_drawn(paths)
    if len(drawn) < _FEWEST:
        return lines, {}
    grids = sorted(_grids(np.stack(turn(*drawn.T), axis=1), number), key=lambda grid: grid.size)
    tables = {grid.cells[0, 0].table: (grid.across, len(grid.down) - 1) for grid in grids}
    return _arranged(lines, grids) if grids else lines, tables


class Continued:
    """Tables that go on over pages: one with the same columns at the top of the next page is a
    part of that at the foot of the last."""

    def __init__(self) -> None:
        self._open: tuple[int, Sequence[float], int] | None = None

    def add(self, layer: TextLayer) -> None:
        """Take the next page; the cells of a table that goes on get its number and rows."""
        before, self._open = self._open, None
        if not layer.tables:
            return
        height = layer.height
        inner = [
            line
            for line in layer.lines
            if not line.hidden
            and (line.cell or (line.bottom > _EDGE * height and line.top < (1 - _EDGE) * height))
        ]
        if not inner:
            return
        top, foot = inner[0].cell, inner[-1].cell
        if before is not None and top is not None and top.table in layer.tables:
            across, rows = layer.tables[top.table]
            number, others, shift = before
            alike = len(across) == len(others) and np.allclose(across, others, atol=_NEAR)
            if alike:
                for line in inner:
                    if line.cell is not None and line.cell.table == top.table:
                        cell = dataclasses.replace(line.cell, table=number)
                        line.cell = dataclasses.replace(cell, row=cell.row + shift)
                if foot is not None and foot.table == top.table:
                    self._open = (number, across, shift + rows)
                    return
        if foot is not None and foot.table in layer.tables:
            self._open = (foot.table, *layer.tables[foot.table])


def _lines_drawn(paths: Sequence[tuple[int, Matrix | None]]) -> _Array:
    """The straight lines of paths along the page's edges: left, top, right, bottom of each."""
    found: list[tuple[float, float, float, float]] = []
    by_form: dict[Matrix | None, list[int]] = defaultdict(list)
    for item, matrix in paths:
        by_form[matrix].append(item)
    left = _SEGMENTS
    for matrix, items in by_form.items():
        boxes = all_bounds(items, matrix)
        wide, high = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
        for item, box, thin in zip(
            items, boxes.tolist(), (np.minimum(wide, high) <= _THIN).tolist(), strict=True
        ):
            filled, stroked = inked(item)
            if thin:
                if filled or stroked:
                    found.append((box[0], box[3], box[2], box[1]))
                continue
            count = calls().segments(item)
            left -= count
            if left < 0 or not (stroked or (filled and count > 5)):
                continue
            for points in _outlines(item, count, times(matrix_of(item), matrix)):
                found.extend(_edges(points, stroked))
    return np.array(found, dtype=np.float64).reshape(-1, 4)


def _outlines(item: int, count: int, matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
    """The corners of each part of a path that has no curves."""
    call = calls()
    place = (ctypes.c_float * 2)()
    where = ctypes.addressof(place)
    a, b, c, d, e, f = matrix
    points: list[tuple[float, float]] = []
    curved = False
    for index in range(count):
        segment = call.segment(item, index)
        kind = call.segment_kind(segment)
        if kind == _MOVE:
            if len(points) > 1 and not curved:
                yield points
            points, curved = [], False
        curved = curved or kind == _CURVE
        if call.segment_point(segment, where, where + 4):
            x, y = place
            points.append((a * x + c * y + e, b * x + d * y + f))
        if call.segment_closes(segment) and points:
            points.append(points[0])
    if len(points) > 1 and not curved:
        yield points


def _edges(
    points: list[tuple[float, float]], stroked: bool
) -> Iterator[tuple[float, float, float, float]]:
    """The lines that the outline of a part of a path draws; one only filled must be thin."""
    if not stroked:
        xs, ys = [x for x, _ in points], [y for _, y in points]
        if min(max(xs) - min(xs), max(ys) - min(ys)) <= _THIN:
            yield min(xs), max(ys), max(xs), min(ys)
        return
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        if abs(x1 - x0) <= 1 or abs(y1 - y0) <= 1:
            yield min(x0, x1), max(y0, y1), max(x0, x1), min(y0, y1)


def _grids(drawn: _Array, number: int) -> Iterator[_Grid]:
    """The tables that lines (left, top, right, bottom as a reader sees the page) make."""
    wide, high = drawn[:, 2] - drawn[:, 0], drawn[:, 3] - drawn[:, 1]
    flat = (wide >= high) & (wide >= _SHORTEST)
    upright = ~flat & (high >= _SHORTEST)
    middle = (drawn[:, :2] + drawn[:, 2:]) / 2
    across = _merged(np.stack((middle[flat, 1], drawn[flat, 0], drawn[flat, 2]), axis=1))
    down = _merged(np.stack((middle[upright, 0], drawn[upright, 1], drawn[upright, 3]), axis=1))
    if len(across) < 2 or len(down) < 1 or max(len(across), len(down)) > _MOST:
        return
    touch = (
        (down[None, :, 0] >= across[:, None, 1] - _NEAR)
        & (down[None, :, 0] <= across[:, None, 2] + _NEAR)
        & (across[:, None, 0] >= down[None, :, 1] - _NEAR)
        & (across[:, None, 0] <= down[None, :, 2] + _NEAR)
    )
    waiting = set(range(len(across)))
    while waiting:
        rows, columns = {waiting.pop()}, set[int]()
        reached = set(rows)
        while reached:
            more = set(np.flatnonzero(touch[sorted(reached)].any(axis=0)).tolist()) - columns
            columns |= more
            reached = set(np.flatnonzero(touch[:, sorted(more)].any(axis=1)).tolist()) - rows
            rows |= reached
        waiting -= rows
        if len(rows) + len(columns) >= _FEWEST and columns:
            grid = _grid(across[sorted(rows)], down[sorted(columns)], 1000 * number + len(waiting))
            if grid is not None:
                yield grid


def _merged(lines: _Array) -> _Array:
    """Lines (place, start, end) with those that go on with each other as one."""
    order = lines[np.argsort(lines[:, 0], kind="stable")]
    level = np.cumsum(np.diff(order[:, 0], prepend=order[:1, 0]) > _NEAR)
    found: list[list[float]] = []
    for one in np.unique(level):
        group = order[level == one]
        place = float(np.median(group[:, 0]))
        last: list[float] | None = None
        for start, end in sorted(group[:, 1:].tolist()):
            if last is not None and start <= last[2] + _NEAR:
                last[2] = max(last[2], end)
            else:
                last = [place, start, end]
                found.append(last)
    return np.array(found, dtype=np.float64).reshape(-1, 3)


def _grid(rows: _Array, columns: _Array, table: int) -> _Grid | None:
    """The table of these lines; none, where they part nothing in both directions."""
    # a table may be open at its sides: then its lines' ends are its edges
    across = _places([*columns[:, 0].tolist(), float(rows[:, 1].min()), float(rows[:, 2].max())])
    down = _places([*rows[:, 0].tolist(), float(columns[:, 1].min()), float(columns[:, 2].max())])
    wide, high = len(across) - 1, len(down) - 1
    if wide < 2 or high < 2 or wide * high > _CELLS:
        return None
    centre = (np.array(across[:-1]) + np.array(across[1:])) / 2
    middle = (np.array(down[:-1]) + np.array(down[1:])) / 2
    leader = {(row, column): (row, column) for row in range(high) for column in range(wide)}

    def first(place: tuple[int, int]) -> tuple[int, int]:
        while leader[place] != place:
            place = leader[place]
        return place

    for column in range(1, wide):
        walls = columns[np.abs(columns[:, 0] - across[column]) <= _NEAR]
        for row, y in enumerate(middle.tolist()):
            if not ((walls[:, 1] <= y) & (y <= walls[:, 2])).any():
                one, other = sorted((first((row, column - 1)), first((row, column))))
                leader[other] = one
    for row in range(1, high):
        walls = rows[np.abs(rows[:, 0] - down[row]) <= _NEAR]
        for column, x in enumerate(centre.tolist()):
            if not ((walls[:, 1] <= x) & (x <= walls[:, 2])).any():
                one, other = sorted((first((row - 1, column)), first((row, column))))
                leader[other] = one
    parts: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for place in leader:
        parts[first(place)].append(place)
    if len(parts) < _FEWEST:
        return None
    cells = {}
    for places in parts.values():
        top, start = min(row for row, _ in places), min(column for _, column in places)
        bottom, end = max(row for row, _ in places), max(column for _, column in places)
        cell = Cell(top, start, bottom - top + 1, end - start + 1, "", table)
        cells.update(dict.fromkeys(places, cell))
    return _Grid(across, down, cells)


def _places(values: list[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _NEAR:
            found.append(value)
    return found


def _arranged(lines: list[Line], grids: Sequence[_Grid]) -> list[Line]:
    """Lines parted into cells, each table's in the place of the first of them."""
    found: list[Line | int] = []
    tables: dict[int, list[Line]] = {}
    for line in lines:
        if line.hidden:
            found.append(line)
            continue
        for piece in _in_cells(line, grids):
            if piece.cell is None:
                found.append(piece)
                continue
            if piece.cell.table not in tables:
                tables[piece.cell.table] = []
                found.append(piece.cell.table)
            tables[piece.cell.table].append(piece)
    ordered: list[Line] = []
    for one in found:
        if isinstance(one, Line):
            ordered.append(one)
            continue
        ordered.extend(_table(tables[one]))
    return ordered


def _table(lines: list[Line]) -> list[Line]:
    """The lines of one grid cell by cell; as columns of text, where that is what it parts."""
    places = [(line.cell.row, line.cell.column) for line in lines if line.cell]
    cells = set(places)
    columns = {column for _, column in cells}
    words = sum(width(line.text) for line in lines)
    if words > _PROSE * len(cells):
        for line, (_, column) in zip(lines, places, strict=True):
            line.cell, line.column = None, column + 1
    elif len(cells) < _FEWEST or len(columns) < 2:
        for line in lines:
            line.cell = None
        return lines
    order = sorted(range(len(lines)), key=lambda number: places[number])
    return [lines[number] for number in order]


def _in_cells(line: Line, grids: Sequence[_Grid]) -> list[Line]:
    """A line, or its pieces where it runs through several cells of a table."""
    corner = (line.left, line.top, line.right, line.bottom)
    near = [
        grid
        for grid in grids
        if corner[0] <= grid.across[-1]
        and corner[2] >= grid.across[0]
        and corner[1] <= grid.down[-1]
        and corner[3] >= grid.down[0]
    ]
    if not near:
        return [line]
    if len(near) == 1:
        cell = near[0].cell_around(*corner)
        if cell is not None:
            line.cell = cell
            return [line]
    x, y = ((line.boxes[:, :2] + line.boxes[:, 2:]) / 2).T
    where: list[Cell | None] = [None] * len(x)
    for grid in reversed(near):
        for number, on in grid.cells_at(x, y):
            where[number] = on
    for space in np.flatnonzero(np.isnan(x)).tolist():
        where[space] = where[space - 1] if space else None
    # all places of a cell have the same object, which is quicker to ask than whether two are alike
    ends = [number for number in range(1, len(where)) if where[number] is not where[number - 1]]
    if not ends:
        line.cell = where[0]
        return [line]
    pieces = []
    for start, end in itertools.pairwise([0, *ends, len(where)]):
        piece = piece_of(line, start, end)
        if piece is not None:
            piece.cell = where[start]
            pieces.append(piece)
    return pieces
