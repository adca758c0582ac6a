"""The rows and cells of an OpenDocument table, of texts, presentations and sheets.

Source: OASIS Open Document Format 1.3, part 3, 9.1 and 19.676 to 19.679.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from custodes.reading.drafts import Cell, Head
from custodes.reading.odt_styles import TABLE

REPEATED: Final = 1 << 14
"""The most columns that one element of a table may stand for."""
_ROWS: Final = 1 << 20
CELLS: Final = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")


def row_cells(row: Any, row_at: int, table: int) -> Iterator[tuple[Any, Cell]]:
    """The elements of a row's cells and their places; a repeated one has that of the first."""
    head: Head = ""
    above = row.getparent()
    if above is not None and above.tag == f"{TABLE}table-header-rows":
        head = "column"
    column = 0
    for element in row:
        if element.tag in CELLS:
            rows = whole(element.get(f"{TABLE}number-rows-spanned"), 1, _ROWS)
            columns = whole(element.get(f"{TABLE}number-columns-spanned"), 1, REPEATED)
            yield element, Cell(row_at, column, rows, columns, head, table)
            column += repeated(element, "columns")


def is_hidden_row(row: Any) -> bool:
    """Whether a row, or a column, is folded away or filtered out."""
    return row.get(f"{TABLE}visibility") in ("collapse", "filter")


def repeated(element: Any, what: str) -> int:
    """For how many ``rows`` or ``columns`` of the table an element stands."""
    most = _ROWS if what == "rows" else REPEATED
    return whole(element.get(f"{TABLE}number-{what}-repeated"), 1, most)


def whole(untrusted: str | None, usual: int, most: int) -> int:
    """A whole number from 1 to ``most``."""
    if untrusted is None or not untrusted.isdecimal() or len(untrusted) > 8:
        return usual
    return max(1, min(int(untrusted), most))
