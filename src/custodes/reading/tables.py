"""The heads of a table's cells: what the original marks as such, otherwise what looks like it.

One way for all formats: their readers say of each cell where it stands, how many rows and columns
it covers and whether it is marked as a head (``Cell``); here each cell is told which ones it stands
under and beside. The words of the text are left as they are.
"""

from __future__ import annotations

import dataclasses
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from custodes.model import Block
from custodes.reading.drafts import Cell, letters
from custodes.reading.lines import width

_HEADS: Final = 8
"""A cell is told of so many heads above and beside it at most."""
_COLUMNS: Final = 2_000
"""A table of more columns is told no heads, and no head reaches over more rows."""
_SAMPLE: Final = 60
"""Among so many rows it is seen what the columns hold."""
_BANDS: Final = 5
"""So many rows of a single cell (title, unit) may stand above the heads."""
_LONGEST: Final = 60
"""The most half-width characters of what is taken for a head without being marked as one."""
_YEAR: Final = re.compile(r"(?:FY)?\s*(?:19|20)\d\d(?:[-–/]\d{2,4})?\s*年?(?:度)?")
_DIGIT: Final = re.compile(r"\d")
_SERIAL: Final = re.compile(r"[(（]?(?:\d{1,4}|[一二三四五六七八九十]{1,3})[)）.、]?")
_ENDS: Final = ("。", "；", ";", "！", "？")

_Stretch = tuple[int, int]


@dataclass(slots=True)
class _Placed:
    """A cell with its words: the stretch of the text and the blocks that it is made of."""

    cell: Cell
    stretch: _Stretch
    words: str
    blocks: list[int] = field(default_factory=list)


def give_heads(blocks: list[Block], cells: Sequence[tuple[int, Cell]], content: str) -> None:
    """Tell each block of a table its heads; ``cells`` are the numbers of such blocks, in order."""
    tables: dict[int, dict[tuple[int, int], _Placed]] = defaultdict(dict)
    for number, cell in cells:
        block = blocks[number]
        if block.hidden:
            continue
        placed = tables[cell.table].get((cell.row, cell.column))
        if placed is None:
            stretch = (block.start, block.end)
            placed = _Placed(cell, stretch, content[block.start : block.end])
            tables[cell.table][cell.row, cell.column] = placed
        elif placed.blocks[-1] == number - 1:
            placed.stretch = (placed.stretch[0], block.end)
            placed.words = content[placed.stretch[0] : block.end]
        placed.blocks.append(number)
    for table in tables.values():
        placed_cells = sorted(table.values(), key=lambda one: (one.cell.row, one.cell.column))
        columns = sorted({one.cell.column for one in placed_cells})
        if len(placed_cells) > 1 and len(columns) <= _COLUMNS:
            _mark(placed_cells, columns)
            _tell(blocks, placed_cells, columns)


def _mark(cells: list[_Placed], columns: list[int]) -> None:
    """Where the original marks none, make heads of the cells that look like them."""
    if len(columns) < 2:
        return
    rows: dict[int, list[_Placed]] = defaultdict(list)
    for one in cells:
        rows[one.cell.row].append(one)
    numbers = sorted(rows)
    marked = {one.cell.head for one in cells}
    if "column" not in marked:
        heads = _head_rows(rows, numbers, columns)
        # a table that goes on over pages has its heads on each
        said = [_said(rows[number]) for number in heads]
        for number in numbers:
            if number in heads or (len(rows[number]) > 1 and _said(rows[number]) in said):
                for one in rows[number]:
                    one.cell = dataclasses.replace(one.cell, head="column")
    if "row" not in marked:
        body = [n for n in numbers if any(one.cell.head != "column" for one in rows[n])]
        forms = len(columns) == 2 or len(body) > 1
        for one in _row_heads(rows, body, columns) if forms else ():
            one.cell = dataclasses.replace(one.cell, head="row")


def _head_rows(
    rows: Mapping[int, list[_Placed]], numbers: list[int], columns: list[int]
) -> list[int]:
    """The rows at the top that name what the columns hold; none where that is not clear."""
    start = 0
    while start < min(_BANDS, len(numbers) - 2) and len(rows[numbers[start]]) == 1:
        start += 1
    first = numbers[start]
    deep = max(min(one.cell.rows, 4) for one in rows[first])
    heads = [number for number in numbers[start:] if number < first + deep]
    body = [number for number in numbers[start:] if number >= first + deep][:_SAMPLE]
    named = [one for number in heads for one in rows[number]]
    if not body or len(rows[first]) < 2:
        return []
    if not all(_is_label(one.words) or _YEAR.fullmatch(one.words.strip()) for one in named):
        return []
    if any(one.words.endswith((":", "：")) for one in named):
        return []  # a form, whose heads stand at its side
    below: dict[int, list[str]] = defaultdict(list)
    for number in body:
        for one in rows[number]:
            below[one.cell.column].append(one.words)
    covered = {one.cell.column + n for one in named for n in range(min(one.cell.columns, _COLUMNS))}
    if any(column not in covered for column in list(below) if column != columns[0]):
        return []
    over = {one.cell.column: one.words for one in named}
    figures = any(
        2 * sum(map(_is_figure, words)) > len(words)
        and (not _is_figure(over.get(column, "")) or not _YEAR.fullmatch(words[0].strip()))
        for column, words in below.items()
    )
    said = [one.words for one in named]
    again = {word for words in below.values() for word in words}
    distinct = len(said) == len(set(said)) and again.isdisjoint(said)
    plain = len(columns) >= 3 and len(body) >= 2 and distinct
    return heads if figures or plain else []


def _row_heads(
    rows: Mapping[int, list[_Placed]], body: list[int], columns: list[int]
) -> list[_Placed]:
    """The cells at the left that name what the rows are about; none where that is not clear."""
    for column in columns[:2]:
        found = [one for number in body for one in rows[number][:2] if one.cell.column == column]
        sample = [one.words for one in found[:_SAMPLE]]
        if sample and all(_SERIAL.fullmatch(words.strip()) for words in sample):
            continue
        if column == columns[-1] or 2 * len(found) < len(body):
            return []
        distinct = 5 * len(set(sample)) >= 3 * len(sample)
        return found if distinct and all(map(_is_label, sample)) else []
    return []


def _said(row: list[_Placed]) -> tuple[tuple[int, str], ...]:
    return tuple((one.cell.column, one.words) for one in row)


def _is_figure(words: str) -> bool:
    """Whether it is a number, a share, a date, perhaps with a unit."""
    digits = len(_DIGIT.findall(words))
    return digits > 0 and letters(words) <= 2 * digits + 2


def _is_label(words: str) -> bool:
    """Whether it names something, and does not say it."""
    return (
        width(words) <= _LONGEST
        and letters(words) > 0
        and not _is_figure(words)
        and not words.endswith(_ENDS)
        and not (words.endswith(".") and " " in words and len(words) > 8)
    )


def _tell(blocks: list[Block], cells: list[_Placed], columns: list[int]) -> None:
    over: dict[int, list[_Placed]] = defaultdict(list)
    beside: dict[int, list[_Placed]] = defaultdict(list)
    ended: set[int] = set()
    for one in cells:
        if one.cell.head == "row":
            for row in range(one.cell.row, one.cell.row + min(one.cell.rows, _COLUMNS)):
                beside[row].append(one)
    for one in cells:
        cell = one.cell
        first = bisect_left(columns, cell.column)
        last = max(first + 1, bisect_left(columns, cell.column + cell.columns))
        covers = range(first, last)
        above = [head for n in covers[:_HEADS] for head in over[n]]
        if cell.head != "column":
            ended.update(covers)
        at_side = [head for head in beside[cell.row] if head.cell.column < cell.column]
        column_heads, row_heads = _stretches(above, one), _stretches(at_side, one)
        for number in one.blocks if column_heads or row_heads else ():
            blocks[number] = dataclasses.replace(
                blocks[number], column_heads=column_heads, row_heads=row_heads
            )
        if cell.head == "column":
            for n in covers:
                # heads further down take the place of those above the rows between
                over[n] = [one] if n in ended else [*over[n], one][-_HEADS:]
            ended.difference_update(covers)


def _stretches(heads: Sequence[_Placed], own: _Placed) -> tuple[_Stretch, ...]:
    found = dict.fromkeys(head.stretch for head in heads if head is not own)
    return tuple(found)[:_HEADS]
