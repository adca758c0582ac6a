"""The chart of an office file in, cells out: what its picture was drawn from."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from custodes.reading.drafts import Cell, Draft, Head
from custodes.reading.office_words import Where, Words


def chart_cells(chart: Any, where: Where, table: int) -> Iterator[Draft]:
    """The titles of a chart as captions, then a table: a row a category, a column a series.

    ``table`` is its number in the document; ``chart`` is a tree of DrawingML charts (ISO/IEC
    29500-1, 21.2). The values are those that the file keeps beside the reference to its sheet.
    """
    for title in _all(chart, "title"):
        words = Words()
        for text in _all(title, "t"):
            words.add(text.text)
        yield from words.drafts(dataclasses.replace(where, kind="caption"))
    cells: dict[tuple[int, int], str] = {}
    for column, series in enumerate(_all(chart, "ser"), start=1):
        for row, name in _points(series, "tx"):
            cells.setdefault((row, column), name)
        for axis in ("cat", "xVal"):
            for row, name in _points(series, axis):
                cells.setdefault((row + 1, 0), name)
        for axis in ("val", "yVal"):
            for row, value in _points(series, axis):
                cells.setdefault((row + 1, column), value)
    for row, column in sorted(cells):
        words = Words()
        head: Head = "column" if row == 0 else "row" if column == 0 else ""
        words.add(cells[row, column])
        yield from words.drafts(
            dataclasses.replace(
                where, kind="table_cell", cell=Cell(row, column, head=head, table=table)
            )
        )


def _points(series: Any, axis: str) -> Iterator[tuple[int, str]]:
    """Number and words of each point that a series keeps on one axis."""
    for child in series:
        if _name(child) != axis:
            continue
        for point in _all(child, "pt"):
            index = point.get("idx", "")
            words = "".join(value.text or "" for value in _all(point, "v"))
            if index.isdecimal() and len(index) < 8 and words:
                yield int(index), words


def _all(element: Any, name: str) -> Iterator[Any]:
    return (found for found in element.iter() if _name(found) == name)


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
