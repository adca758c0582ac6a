"""ODS in, blocks out: each cell a block that knows its sheet and address.

Rows are read one after the other and let go, so that a sheet of many rows takes little memory.
The words of a cell are those that it shows; days are written as ISO 8601 has them. Elements as in
OASIS Open Document Format 1.3, part 3.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from lxml import etree

from custodes.model import Hidden, UnreadableError
from custodes.reading.detection import MEDIA_TYPES
from custodes.reading.docx_package import Package
from custodes.reading.drafts import Cell, Draft, Original, clean_characters, squeeze
from custodes.reading.odt import meta, refuse_encrypted
from custodes.reading.odt_styles import OFFICE, STYLE, TABLE, TEXT
from custodes.reading.odt_tables import is_hidden_row, repeated, row_cells, whole
from custodes.reading.spreadsheets import sheet_cell, sheet_title

_ROW: Final = f"{TABLE}table-row"
_SHEET: Final = f"{TABLE}table"
_COLUMN: Final = f"{TABLE}table-column"
_STYLE: Final = f"{STYLE}style"
_CELLS: Final = 2_000_000
"""The most cells with words that are read; one element may stand for many of them."""


def read_ods(untrusted_bytes: bytes) -> Original:
    """Read an ODS file.

    Cells of hidden sheets, rows and columns, and comments, are read and marked as hidden. Raises
    UnreadableError ``damaged``, ``encrypted`` or ``too_large``.
    """
    package = Package(untrusted_bytes)
    refuse_encrypted(package)
    content = package.read("content.xml")
    if content is None:
        raise UnreadableError("damaged", "no content.xml")
    if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content:
        raise UnreadableError("damaged", "content.xml declares entities")
    try:
        sheets = list(_sheets(content))
    except etree.XMLSyntaxError as error:
        raise UnreadableError("damaged", f"content.xml: {error}") from error
    drafts: list[Draft] = []
    for sheet in sheets:
        drafts += sheet_title(sheet.name, len(sheets), bool(sheet.hidden))
        drafts += sheet.drafts
    return Original(MEDIA_TYPES["ods"], drafts, meta(package))


@dataclass(slots=True)
class _Sheet:
    """One sheet as it is read; ``columns`` are the stretches (first, end) of hidden ones."""

    name: str
    number: int
    hidden: Hidden
    columns: list[tuple[int, int]] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    row: int = 0
    column: int = 0

    def add_column(self, element: Any) -> None:
        """Take one element of columns, which may stand for many."""
        end = self.column + repeated(element, "columns")
        if is_hidden_row(element):
            self.columns.append((self.column, end))
        self.column = end

    def add_row(self, row: Any) -> None:
        """Take one element of rows; what several rows repeat is read that often."""
        rows = repeated(row, "rows")
        unseen = is_hidden_row(row)
        found = [
            (cell, _words(element), _comment(element), repeated(element, "columns"))
            for element, cell in row_cells(row, self.row, self.number)
        ]
        if any(words or comment for _, words, comment, _ in found):
            for down in range(rows):
                for cell, words, comment, columns in found:
                    self._add_cell(cell, down, columns, words, comment, unseen)
        self.row += rows

    def _add_cell(
        self, cell: Cell, down: int, columns: int, words: str, comment: str, unseen: bool
    ) -> None:
        if not words and not comment:
            return
        for column in range(cell.column, cell.column + columns):
            hidden = self.hidden
            if not hidden and (unseen or any(a <= column < b for a, b in self.columns)):
                hidden = "hidden_row"
            own = (cell.rows, cell.columns, cell.head, cell.table)
            place = Cell(cell.row + down, column, *own)
            self.drafts.extend(sheet_cell(words, self.name, place, hidden))
            if comment and column == cell.column and not down:
                self.drafts.extend(sheet_cell(comment, self.name, place, "comment"))
            if len(self.drafts) > _CELLS:
                raise UnreadableError("too_large", f"more than {_CELLS} cells")


def _sheets(content: bytes) -> Iterator[_Sheet]:
    """The sheets in order. A table within a cell is none, its words are the cell's."""
    parsed = etree.iterparse(
        io.BytesIO(content),
        events=("start", "end"),
        tag=(_SHEET, _ROW, _COLUMN, _STYLE),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
    )
    unseen: set[str] = set()
    sheet: _Sheet | None = None
    deep = number = rows = 0
    for event, element in parsed:
        tag = element.tag
        if tag == _SHEET:
            deep += 1 if event == "start" else -1
            if event == "start" and deep == 1:
                number += 1
                name = squeeze(clean_characters(element.get(f"{TABLE}name") or ""))
                style = element.get(f"{TABLE}style-name")
                sheet = _Sheet(name, number, "hidden_sheet" if style in unseen else "")
            elif deep == 0 and sheet is not None:
                yield sheet
                sheet = None
                element.clear()
        elif tag == _STYLE:
            if event == "end" and _hides(element):
                unseen.add(element.get(f"{STYLE}name", ""))
        elif tag == _ROW:
            rows += 1 if event == "start" else -1
            if event == "end" and deep == 1 and rows == 0 and sheet is not None:
                sheet.add_row(element)
                # an emptied row still takes memory while its sheet remembers it
                element.clear()
                above = element.getparent()
                while above is not None and element.getprevious() is not None:
                    del above[0]
        elif event == "start" and deep == 1 and rows == 0 and sheet is not None:
            sheet.add_column(element)


def _hides(style: Any) -> bool:
    return any(
        properties.get(f"{TABLE}display") == "false"
        for properties in style.iter(f"{STYLE}table-properties")
    )


def _words(cell: Any) -> str:
    """What a cell shows: its paragraphs on one line."""
    kind = cell.get(f"{OFFICE}value-type")
    if kind == "date":
        stated = squeeze(clean_characters(cell.get(f"{OFFICE}date-value") or ""))
        if stated:
            return stated.removesuffix("T00:00:00").replace("T", " ")
    lines = ["".join(_shown(child)) for child in cell if child.tag == f"{TEXT}p"]
    return squeeze(clean_characters("\n".join(lines)))


def _shown(paragraph: Any) -> Iterator[str]:
    """The words of a paragraph in order, its spaces and breaks among them."""
    if not len(paragraph):
        yield paragraph.text or ""
        return
    for event, element in etree.iterwalk(paragraph, events=("start", "end")):
        if event == "start":
            if element.tag == f"{TEXT}s":
                yield " " * whole(element.get(f"{TEXT}c"), 1, 1000)
            elif element.tag in (f"{TEXT}tab", f"{TEXT}line-break"):
                yield " "
            yield element.text or ""
        elif element is not paragraph:
            yield element.tail or ""


def _comment(cell: Any) -> str:
    found = cell.find(f"{OFFICE}annotation")
    if found is None:
        return ""
    lines = ["".join(paragraph.itertext()) for paragraph in found.iter(f"{TEXT}p")]
    return squeeze(clean_characters("\n".join(lines)))
