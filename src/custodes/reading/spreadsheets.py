"""Spreadsheets in, blocks out: each cell a block that knows its sheet and address.

XLSX through openpyxl, which knows number formats, comments and what is hidden; XLS and XLSB
through calamine; ODS in ``ods``. Formulas are never computed: the value that the file keeps is what
is read.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any, Final

from custodes.model import Hidden, UnreadableError
from custodes.reading import limits
from custodes.reading.archives import listed
from custodes.reading.detection import MEDIA_TYPES, delimiter
from custodes.reading.docx_package import Package
from custodes.reading.drafts import Cell, Draft, Head, Original, clean_characters, squeeze
from custodes.reading.embedded import embedded_members

_PERCENT: Final = re.compile(r"0(?:\.(0+))?%")
_HEADS: Final = 20_000
"""The most cells of a sheet that are taken to be marked as heads."""


def read_xlsx(untrusted_bytes: bytes) -> Original:
    """Read an XLSX or XLSM file; macros are never run.

    Cells of hidden sheets, rows and columns, and comments, are read and marked as hidden. Raises
    UnreadableError ``damaged``, ``too_large`` or ``encrypted``.
    """
    import openpyxl

    _check_size(untrusted_bytes)
    try:
        # not read-only: only so are hidden rows, columns and comments known
        book = openpyxl.load_workbook(io.BytesIO(untrusted_bytes), data_only=True, keep_links=False)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, SyntaxError, OSError) as error:
        raise UnreadableError("damaged", f"{type(error).__name__}: {error}") from error
    drafts: list[Draft] = []
    for number, sheet in enumerate(book.worksheets, start=1):
        drafts += sheet_title(sheet.title, len(book.worksheets), sheet.sheet_state != "visible")
        drafts += _xlsx_cells(sheet, number)
    properties = book.properties
    stated = {
        "title": properties.title or "",
        "author": properties.creator or "",
        "created": properties.created.isoformat() if properties.created else "",
    }
    members = embedded_members(Package(untrusted_bytes))
    return Original(
        MEDIA_TYPES["xlsx"],
        [*drafts, *listed(members)],
        {name: squeeze(clean_characters(str(words))) for name, words in stated.items() if words},
        members,
    )


def read_old_spreadsheet(untrusted_bytes: bytes, media_type: str) -> Original:
    """Read an XLS or XLSB file.

    Cells of hidden sheets are marked as hidden. Raises UnreadableError ``damaged``, ``too_large``
    or ``encrypted``.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

    if zipfile.is_zipfile(io.BytesIO(untrusted_bytes)):
        _check_size(untrusted_bytes)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(untrusted_bytes))
        sheets = book.sheets_metadata
        drafts: list[Draft] = []
        for number, sheet in enumerate(sheets, start=1):
            hidden: Hidden = "" if sheet.visible == SheetVisibleEnum.Visible else "hidden_sheet"
            drafts += sheet_title(sheet.name, len(sheets), bool(hidden))
            values = book.get_sheet_by_name(sheet.name)
            merged = {
                (top, left): (bottom - top + 1, right - left + 1)
                for (top, left), (bottom, right) in values.merged_cell_ranges or ()
            }
            for row, line in enumerate(values.to_python(skip_empty_area=False)):
                for column, value in enumerate(line):
                    place = Cell(row, column, *merged.get((row, column), (1, 1)), table=number)
                    drafts += sheet_cell(written(value), sheet.name, place, hidden)
    except PasswordError as error:
        raise UnreadableError("encrypted") from error
    except (CalamineError, ValueError, OSError) as error:
        raise UnreadableError("damaged", f"{type(error).__name__}: {error}") from error
    return Original(media_type, drafts)


def read_csv(text: str) -> Original:
    """Read a table in text form, its cells parted by commas, semicolons, tabs or bars."""
    mark = delimiter(text[:20_000]) or ","
    drafts: list[Draft] = []
    try:
        for row, cells in enumerate(csv.reader(io.StringIO(text), delimiter=mark)):
            for column, cell in enumerate(cells):
                drafts += sheet_cell(written(cell), "", Cell(row, column, table=1), "")
    except csv.Error as error:
        raise UnreadableError("damaged", f"line {row + 2}: {error}") from error
    return Original(MEDIA_TYPES["csv"], drafts)


def address(row: int, column: int) -> str:
    """The address of a cell, row and column counted from 0: (6, 1) is B7."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"


def written(value: Any, number_format: str = "") -> str:
    """A cell's value as its reader sees it: a share with its %, a day without its idle midnight."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        percent = _PERCENT.search(number_format)
        if percent:
            return f"{value * 100:.{len(percent[1] or '')}f}%"
        return f"{value:.15g}" if isinstance(value, float) else str(value)
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return squeeze(clean_characters(str(value)))


def _xlsx_cells(sheet: Any, number: int) -> Iterator[Draft]:
    hidden_rows = {number for number, row in sheet.row_dimensions.items() if row.hidden}
    hidden_columns = {
        number
        for column in sheet.column_dimensions.values()
        if column.hidden
        for number in range(column.min or 0, (column.max or 0) + 1)
    }
    merged = {
        (area.min_row, area.min_col): (
            area.max_row - area.min_row + 1,
            area.max_col - area.min_col + 1,
        )
        for area in sheet.merged_cells.ranges
    }
    heads = _xlsx_heads(sheet)
    out_of_sight = sheet.sheet_state != "visible"
    for cells in sheet.iter_rows():
        for cell in cells:
            hidden: Hidden = ""
            if out_of_sight:
                hidden = "hidden_sheet"
            elif cell.row in hidden_rows or cell.column in hidden_columns:
                hidden = "hidden_row"
            covers = merged.get((cell.row, cell.column), (1, 1))
            head: Head = "column" if (cell.row, cell.column) in heads else ""
            place = Cell(cell.row - 1, cell.column - 1, *covers, head, number)
            text = written(cell.value, cell.number_format)
            yield from sheet_cell(text, sheet.title, place, hidden)
            if cell.comment is not None:
                yield from sheet_cell(written(cell.comment.text), sheet.title, place, "comment")


def _xlsx_heads(sheet: Any) -> frozenset[tuple[int, int]]:
    """The cells (row and column from 1) that a table or a filter of the sheet makes heads."""
    from openpyxl.utils import range_boundaries

    areas = [(area.ref, area.headerRowCount) for area in sheet.tables.values()]
    areas.append((sheet.auto_filter.ref, 1))
    found: set[tuple[int, int]] = set()
    for area, rows in areas:
        if area and rows and len(found) < _HEADS:
            left, top, right, _ = range_boundaries(area)
            if left and top and right:
                found.update((top, column) for column in range(left, min(right, left + _HEADS) + 1))
    return frozenset(found)


def sheet_cell(text: str, sheet: str, cell: Cell, hidden: Hidden) -> Iterator[Draft]:
    """The draft of one cell, where it holds something."""
    if text:
        where = address(cell.row, cell.column)
        place = f"{sheet}!{where}" if sheet else where
        yield Draft("table_cell", text, cell=cell, place=place, hidden=hidden)


def sheet_title(name: str, sheets: int, hidden: bool) -> Iterator[Draft]:
    """The name of a sheet as a heading, where there are several."""
    if sheets > 1:
        kept: Hidden = "hidden_sheet" if hidden else ""
        yield Draft("heading", squeeze(clean_characters(name)), level=2, place=name, hidden=kept)


def _check_size(untrusted_bytes: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(untrusted_bytes)) as package:
            unpacked = sum(part.file_size for part in package.infolist())
    except zipfile.BadZipFile as error:
        raise UnreadableError("damaged", f"ZIP: {error}") from error
    if unpacked > limits.EXPANDED_BYTES:
        raise UnreadableError("too_large", "unpacked parts")
