"""The tables of a DOCX file: which cells their rows have, and how much each covers.

Source: ECMA-376 part 1, 17.4 (gridSpan, vMerge, gridBefore, tblHeader).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from custodes.reading.docx_package import W, number_of
from custodes.reading.drafts import Cell

_COLUMNS: Final = 1_000
"""The most columns that one cell is taken to cover; Word's own tables have 63."""


def table_cells(table: Any, number: int) -> Iterator[tuple[Any, Cell, bool]]:
    """Each cell of a table with its place, and whether its row is a tracked deletion.

    ``number`` tells the table from others. Of cells merged with the one above the upper one is
    told how far down it reaches; what the lower ones hold, nobody sees, and keeps its own place.
    """
    found: list[tuple[Any, list[int], bool, bool]] = []
    open_cells: dict[int, list[int]] = {}
    row_number = -1
    for row in table.iter(f"{W}tr"):
        if owner(row, f"{W}tbl") is not table:
            continue
        properties = row.find(f"{W}trPr")
        deleted = properties is not None and properties.find(f"{W}del") is not None
        heads = properties is not None and _is_on(properties.find(f"{W}tblHeader"))
        row_number += not deleted
        before = properties.find(f"{W}gridBefore") if properties is not None else None
        column = min(number_of(before), _COLUMNS)
        still_open: dict[int, list[int]] = {}
        for cell in row.iter(f"{W}tc"):
            if owner(cell, f"{W}tr") is not row:
                continue
            span = max(1, min(number_of(cell.find(f"{W}tcPr/{W}gridSpan"), 1), _COLUMNS))
            merged = cell.find(f"{W}tcPr/{W}vMerge")
            place = [max(row_number, 0), column, 1, span]
            if merged is not None and merged.get(f"{W}val") != "restart":
                above = open_cells.get(column)
                if above is not None:
                    above[2] = place[0] - above[0] + 1
                    still_open[column] = above
            elif merged is not None:
                still_open[column] = place
            found.append((cell, place, heads, deleted))
            column += span
        if not deleted:
            open_cells = still_open
    for cell, (row_at, column, rows, columns), heads, deleted in found:
        head = "column" if heads and not deleted else ""
        yield cell, Cell(row_at, column, rows, columns, head, number), deleted  # type: ignore[arg-type]


def owner(element: Any, tag: str) -> Any:
    """The nearest element of that name above another."""
    parent = element.getparent()
    while parent is not None and parent.tag != tag:
        parent = parent.getparent()
    return parent


def _is_on(mark: Any) -> bool:
    return mark is not None and mark.get(f"{W}val") not in ("0", "false", "off")
