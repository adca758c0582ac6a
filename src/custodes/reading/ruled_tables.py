"""Tables whose lines are drawn: which words stand in which of their cells.

Lines that touch each other make a grid; cells between which no line is drawn are merged. Whether
the lines are paths of a PDF or ink on a scan is all the same here.
"""

from __future__ import annotations

import dataclasses
import itertools
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.ma  # np.unique asks for it, and a sandbox loads nothing any more
import numpy.typing as npt

from custodes.reading.drafts import Cell
from custodes.reading.lines import width
from custodes.reading.placed_lines import Line, TextLayer, piece_of

_Array = npt.NDArray[np.float64]
Rules = _Array
"""Left, top, right and bottom of so many drawn lines as a reader sees the page, a row each."""

_SHORTEST: Final = 4.0
NEAR: Final = 3.0
"""Points: lines so near to each other touch, or are one."""
_FEWEST: Final = 4
"""Fewer lines make no table, and fewer cells neither."""
_MOST: Final = 1_200
"""Of more lines across or down a page no tables are made: it is a drawing."""
_CELLS: Final = 20_000
_EDGE: Final = 0.1
"""So much of a page's height at its top and foot is left to what every page has there."""
_GAP: Final = 0.1
"""Less between two characters, of a letter's height, is within a word."""
_CUT: Final = 0.1
"""Of so many words a cell a rule may go through one: recognition may join what stands in two."""
_UNEVEN: Final = 0.004
"""Of a page's height, so much may a column's edge be elsewhere on the next scan of a table."""
_PROSE: Final = 300
"""Where cells hold so many half-width characters on average, the lines only part a page."""


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

    def is_written(self, lines: Sequence[Line], share: float) -> bool:
        """Whether words stand in such a share of its cells, and hardly any in two of them."""
        written: set[tuple[int, int]] = set()
        cut = 0
        for line in lines:
            x, y = ((line.boxes[:, :2] + line.boxes[:, 2:]) / 2).T
            before, last = -2, None
            for place, cell in self.cells_at(x, y):
                written.add((cell.row, cell.column))
                if place == before + 1 and cell is not last:
                    gap = line.boxes[place, 0] - line.boxes[before, 2]
                    cut += bool(gap < _GAP * line.size)
                before, last = place, cell
        cells = {(cell.row, cell.column) for cell in self.cells.values()}
        return len(written) >= share * len(cells) and cut <= _CUT * len(written)

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
    lines: list[Line], rules: Rules, number: int, near: float = NEAR, filled: float = 0.0
) -> tuple[list[Line], Mapping[int, tuple[Sequence[float], int]]]:
    """The lines of page ``number``, those within drawn tables parted into the cells they are in,
    and the tables as ``TextLayer`` has them.

    Rules so ``near`` to each other touch. Where rules may be none, as on a picture, of a table at
    least the share ``filled`` of the cells has words, and no rule goes through these. A table's
    words come cell by cell where the first of them stood.
    """
    if len(rules) < _FEWEST or not lines:
        return lines, {}
    grids = sorted(_grids(rules, number, near), key=lambda grid: grid.size)
    if filled:
        grids = [grid for grid in grids if grid.is_written(lines, filled)]
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
            if _are_alike(across, others, max(NEAR, _UNEVEN * height)):
                for line in inner:
                    if line.cell is not None and line.cell.table == top.table:
                        cell = dataclasses.replace(line.cell, table=number)
                        line.cell = dataclasses.replace(cell, row=cell.row + shift)
                if foot is not None and foot.table == top.table:
                    self._open = (number, across, shift + rows)
                    return
        if foot is not None and foot.table in layer.tables:
            self._open = (foot.table, *layer.tables[foot.table])


def _are_alike(across: Sequence[float], others: Sequence[float], least: float) -> bool:
    """Whether columns are as wide as others; where they stand is up to who laid on the scanner."""
    if len(across) != len(others):
        return False
    own, theirs = (np.subtract(edges, edges[0]) for edges in (across, others))
    return bool(np.allclose(own, theirs, atol=least))


def _grids(drawn: Rules, number: int, near: float) -> Iterator[_Grid]:
    """The tables that rules make."""
    wide, high = drawn[:, 2] - drawn[:, 0], drawn[:, 3] - drawn[:, 1]
    flat = (wide >= high) & (wide >= _SHORTEST)
    upright = ~flat & (high >= _SHORTEST)
    middle = (drawn[:, :2] + drawn[:, 2:]) / 2
    across = _merged(np.stack((middle[flat, 1], drawn[flat, 0], drawn[flat, 2]), axis=1), near)
    down = _merged(
        np.stack((middle[upright, 0], drawn[upright, 1], drawn[upright, 3]), axis=1), near
    )
    if len(across) < 2 or len(down) < 1 or max(len(across), len(down)) > _MOST:
        return
    touch = (
        (down[None, :, 0] >= across[:, None, 1] - near)
        & (down[None, :, 0] <= across[:, None, 2] + near)
        & (across[:, None, 0] >= down[None, :, 1] - near)
        & (across[:, None, 0] <= down[None, :, 2] + near)
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
            table = 1000 * number + len(waiting)
            grid = _grid(across[sorted(rows)], down[sorted(columns)], table, near)
            if grid is not None:
                yield grid


def _merged(lines: _Array, near: float) -> _Array:
    """Lines (place, start, end) with those that go on with each other as one."""
    order = lines[np.argsort(lines[:, 0], kind="stable")]
    level = np.cumsum(np.diff(order[:, 0], prepend=order[:1, 0]) > near)
    found: list[list[float]] = []
    for one in np.unique(level):
        group = order[level == one]
        place = float(np.median(group[:, 0]))
        last: list[float] | None = None
        for start, end in sorted(group[:, 1:].tolist()):
            if last is not None and start <= last[2] + near:
                last[2] = max(last[2], end)
            else:
                last = [place, start, end]
                found.append(last)
    return np.array(found, dtype=np.float64).reshape(-1, 3)


def _grid(rows: _Array, columns: _Array, table: int, near: float) -> _Grid | None:
    """The table of these lines; none, where they part nothing in both directions."""
    # a table may be open at its sides: then its lines' ends are its edges
    across = _places(
        [*columns[:, 0].tolist(), float(rows[:, 1].min()), float(rows[:, 2].max())], near
    )
    down = _places(
        [*rows[:, 0].tolist(), float(columns[:, 1].min()), float(columns[:, 2].max())], near
    )
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
        walls = columns[np.abs(columns[:, 0] - across[column]) <= near]
        for row, y in enumerate(middle.tolist()):
            if not ((walls[:, 1] <= y) & (y <= walls[:, 2])).any():
                one, other = sorted((first((row, column - 1)), first((row, column))))
                leader[other] = one
    for row in range(1, high):
        walls = rows[np.abs(rows[:, 0] - down[row]) <= near]
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


def _places(values: list[float], near: float) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > near:
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
