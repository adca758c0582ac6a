"""The tables of a page of HTML: which ones are tables to a reader, and where their cells stand.

Source: HTML Standard, 4.9.12 (table model): ``colspan`` up to 1,000, ``rowspan`` up to 65,534.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from custodes.reading.drafts import NO_CELL, Cell, Head

_COLUMNS: Final = 1_000
_ROWS: Final = 65_534
_REACHING: Final = 500
"""Of so many cells that reach into the next rows a table keeps account."""


def is_data_table(table: Any) -> bool:
    """Tables that only lay a page out (one column, tables within) are no tables to a reader."""
    if table.get("role") == "presentation" or table.find(".//table") is not None:
        return False
    rows = table.findall(".//tr")
    cells = max((sum(cell.tag in ("td", "th") for cell in row) for row in rows[:50]), default=0)
    return cells >= 2


@dataclass(slots=True)
class HtmlTable:
    """A table as its rows are read; ``cell`` is the place of the cell being read.

    ``data`` says whether it is one to a reader too; ``number`` tells it from others.
    """

    data: bool
    number: int
    cell: Cell = NO_CELL
    _row: int = -1
    _next: int = 0
    _reaching: list[tuple[int, int, int]] = field(default_factory=list)

    def begin_row(self) -> None:
        """The next row begins; cells of those above may reach into it."""
        self._row += 1
        self._next = 0
        self._reaching = [one for one in self._reaching if one[2] > self._row]

    def place(self, element: Any) -> None:
        """Find the place of the next cell of the row."""
        columns = _whole(element.get("colspan"), 1, _COLUMNS)
        rows = _whole(element.get("rowspan"), 1, _ROWS)
        row, column = max(self._row, 0), self._next
        for first, end, _ in sorted(self._reaching):
            if first < column + columns and column < end:
                column = end
        self._next = column + columns
        if rows > 1 and len(self._reaching) < _REACHING:
            self._reaching.append((column, column + columns, row + rows))
        self.cell = Cell(row, column, rows, columns, _head(element), self.number)


def _head(cell: Any) -> Head:
    """What a cell is the head of: as its scope says, or as the cells around it do."""
    if cell.tag != "th":
        return ""
    scope = (cell.get("scope") or "").lower()
    if scope.startswith("col"):
        return "column"
    if scope.startswith("row"):
        return "row"
    row = cell.getparent()
    if row is None:
        return ""
    within = row.getparent()
    if within is not None and within.tag == "thead":
        return "column"
    return "row" if any(other.tag == "td" for other in row) else "column"


def _whole(untrusted: str | None, usual: int, most: int) -> int:
    if untrusted is None or not untrusted.strip().isdecimal() or len(untrusted) > 8:
        return usual
    return max(1, min(int(untrusted), most))
