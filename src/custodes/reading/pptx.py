"""PPTX in, blocks out: the slides in order, each with its tables, diagrams, notes and comments.

Elements are told by their local names, so that both namespaces of ISO/IEC 29500 (transitional and
strict) are read alike.
"""

from __future__ import annotations

import dataclasses
import itertools
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from custodes.model import BlockKind, Hidden, UnreadableError
from custodes.reading.archives import listed
from custodes.reading.charts import chart_cells
from custodes.reading.detection import MEDIA_TYPES
from custodes.reading.docx_package import Package, core
from custodes.reading.drafts import Cell, Draft, Head, Original
from custodes.reading.embedded import embedded_members
from custodes.reading.office_words import Where, Words

PRESENTATION: Final = "ppt/presentation.xml"
_FURNITURE: Final = frozenset({"dt", "ftr", "hdr", "sldNum", "sldImg"})
_TITLES: Final = frozenset({"title", "ctrTitle"})
_SPAN: Final = 1_000
"""The most rows or columns that one cell is taken to cover."""


def read_pptx(untrusted_bytes: bytes) -> Original:
    """Read a PPTX file; ``place`` is ``slide 3``, or ``slide 3 notes`` for a speaker's notes.

    Hidden slides and shapes, shapes beside the slide, and comments are marked as hidden. Raises
    UnreadableError ``damaged``, ``encrypted`` or ``too_large``.
    """
    package = Package(untrusted_bytes)
    presentation = package.tree(PRESENTATION)
    if presentation is None:
        raise UnreadableError("damaged", "no presentation")
    parts = related(package, PRESENTATION)
    size = _find(presentation, "sldSz")
    page = (_whole(size, "cx"), _whole(size, "cy")) if size is not None else (0, 0)
    drafts: list[Draft] = []
    tables = itertools.count(1)
    slides = [element for element in _all(presentation, "sldId") if _identifier(element, "id")]
    try:
        for number, element in enumerate(slides, start=1):
            part = parts.get(_identifier(element, "id"))
            tree = package.tree(part.name) if part is not None else None
            if part is None or tree is None:
                raise UnreadableError("damaged", f"no slide {number}")
            drafts += _Slide(package, part.name, number, page, tables).read(tree)
    except RecursionError as error:
        raise UnreadableError("damaged", "nested too deep") from error
    members = embedded_members(package)
    return Original(MEDIA_TYPES["pptx"], [*drafts, *listed(members)], core(package), members)


@dataclass(frozen=True, slots=True)
class Part:
    """A part that another one refers to: its name in the package, and as what it is referred to
    (the last word of the relation's type)."""

    name: str
    role: str


def related(package: Package, name: str) -> dict[str, Part]:
    """The parts that a part refers to, by the identifier of the relation; none outside."""
    folder, _, file = name.rpartition("/")
    tree = package.tree(f"{folder}/_rels/{file}.rels")
    found: dict[str, Part] = {}
    for relation in tree if tree is not None else ():
        if isinstance(relation.tag, str) and relation.get("TargetMode") != "External":
            target = relation.get("Target", "")
            path = posixpath.normpath(posixpath.join(f"/{folder}", target)).lstrip("/")
            found[relation.get("Id", "")] = Part(path, relation.get("Type", "").rpartition("/")[2])
    return found


class _Slide:
    """One slide, and what hangs on it."""

    def __init__(
        self, package: Package, name: str, number: int, page: tuple[int, int], tables: Iterator[int]
    ) -> None:
        self._package = package
        self._tables = tables
        self._parts = related(package, name)
        self._number = number
        self._page = page
        self._drafts: list[Draft] = []

    def read(self, tree: Any) -> list[Draft]:
        """The slide's title, then its shapes as they lie, then notes and comments."""
        unseen = tree.get("show") in ("0", "false")
        where = Where(place=f"slide {self._number}", hidden="hidden_text" if unseen else "")
        shapes = _find(tree, "spTree")
        if shapes is not None:
            titles_first = sorted(shapes, key=lambda shape: _office(shape) not in _TITLES)
            for shape in titles_first:
                self._shape(shape, where, self._page)
        for part in self._parts.values():
            if part.role == "notesSlide":
                self._notes(part, where)
        for part in self._parts.values():
            if part.role in ("comments", "comment"):
                self._comments(part, where)
        return self._drafts

    def _shape(self, shape: Any, where: Where, page: tuple[int, int]) -> None:
        kind = _name(shape)
        if kind == "AlternateContent":
            chosen = _child(shape, "Choice")
            chosen = chosen if chosen is not None else _child(shape, "Fallback")
            for child in chosen if chosen is not None else ():
                self._shape(child, where, page)
            return
        if kind not in ("sp", "grpSp", "graphicFrame"):
            return
        hidden = where.hidden or self._unseen(shape, page)
        where = dataclasses.replace(where, hidden=hidden)
        if kind == "grpSp":
            for child in shape:
                # what lies in a group has coordinates of its own
                self._shape(child, where, (0, 0))
        elif kind == "sp":
            body = _child(shape, "txBody")
            if body is not None:
                self._text(body, where, _office(shape))
        else:
            self._frame(shape, where)

    def _unseen(self, shape: Any, page: tuple[int, int]) -> Hidden:
        """Whether a shape is hidden, or lies wholly beside the slide."""
        named = _find(shape, "cNvPr")
        if named is not None and named.get("hidden") in ("1", "true"):
            return "hidden_text"
        offset, extent = _find(shape, "off"), _find(shape, "ext", "cx")
        if all(page) and offset is not None and extent is not None:
            left, top = _whole(offset, "x"), _whole(offset, "y")
            right, bottom = left + _whole(extent, "cx"), top + _whole(extent, "cy")
            if left >= page[0] or top >= page[1] or right <= 0 or bottom <= 0:
                return "off_page"
        return ""

    def _text(self, body: Any, where: Where, office: str) -> None:
        """The paragraphs of a shape; ``office`` is the placeholder that it fills, if any."""
        for paragraph in body:
            if _name(paragraph) != "p":
                continue
            judged = where
            if where.kind == "paragraph":
                judged = self._judged(paragraph, where, office)
            self._drafts.extend(_words(paragraph).drafts(judged))

    def _judged(self, paragraph: Any, where: Where, office: str) -> Where:
        if office in _FURNITURE:
            return dataclasses.replace(where, region="navigation")
        if office in _TITLES:
            kind: BlockKind = "title" if self._number == 1 else "heading"
            return dataclasses.replace(where, kind=kind, level=2)
        properties = _child(paragraph, "pPr")
        marks = {_name(child) for child in properties} if properties is not None else set()
        listed = bool(marks & {"buChar", "buAutoNum", "buBlip"})
        if office in ("body", "obj") and "buNone" not in marks:
            listed = True
        if not listed:
            return where
        level = _whole(properties, "lvl") if properties is not None else 0
        return dataclasses.replace(where, kind="list_item", level=max(0, min(level, 8)) + 1)

    def _frame(self, frame: Any, where: Where) -> None:
        """A table, a diagram or a chart."""
        table = _find(frame, "tbl")
        if table is not None:
            for element, cell in _cells(table, next(self._tables)):
                body = _child(element, "txBody")
                if body is not None:
                    place = dataclasses.replace(where, kind="table_cell", cell=cell)
                    self._text(body, place, "")
            return
        diagram = _find(frame, "relIds")
        if diagram is not None:
            tree = self._tree(_identifier(diagram, "dm"))
            for paragraph in _all(tree, "p") if tree is not None else ():
                self._drafts.extend(_words(paragraph).drafts(where))
        chart = _find(frame, "chart")
        if chart is not None:
            tree = self._tree(_identifier(chart, "id"))
            if tree is not None:
                self._drafts.extend(chart_cells(tree, where, next(self._tables)))

    def _tree(self, identifier: str) -> Any:
        part = self._parts.get(identifier)
        return self._package.tree(part.name) if part is not None else None

    def _notes(self, part: Part, where: Where) -> None:
        tree = self._package.tree(part.name)
        place = dataclasses.replace(where, place=f"{where.place} notes")
        for shape in _all(tree, "sp") if tree is not None else ():
            body = _child(shape, "txBody")
            if body is not None and _office(shape) not in _FURNITURE:
                for paragraph in _all(body, "p"):
                    self._drafts.extend(_words(paragraph).drafts(place))

    def _comments(self, part: Part, where: Where) -> None:
        """Comments of both kinds: words in ``text``, or since 2019 in paragraphs."""
        tree = self._package.tree(part.name)
        if tree is None:
            return
        for element in tree.iter():
            words = Words()
            if _name(element) == "text":
                words.add(element.text, "comment")
            elif _name(element) == "p":
                words.add("".join(_words(element).shown), "comment")
            self._drafts.extend(words.drafts(where))


def _cells(table: Any, number: int) -> Iterator[tuple[Any, Cell]]:
    """The cells of a table with their places; merged ones are told how much they cover.

    Source: ECMA-376 part 1, 21.1.3 (gridSpan, rowSpan, firstRow, firstCol).
    """
    properties = _child(table, "tblPr")
    on = ("1", "true")
    first_row = properties is not None and properties.get("firstRow") in on
    first_column = properties is not None and properties.get("firstCol") in on
    rows = [row for row in table if _name(row) == "tr"]
    for row, line in enumerate(rows):
        for column, cell in enumerate(each for each in line if _name(each) == "tc"):
            high, wide = (max(1, min(_whole(cell, n), _SPAN)) for n in ("rowSpan", "gridSpan"))
            head: Head = ""
            if first_row and row == 0:
                head = "column"
            elif first_column and column == 0:
                head = "row"
            yield cell, Cell(row, column, high, wide, head, number)


def _words(paragraph: Any) -> Words:
    """The words of one paragraph, fields and mathematics among them, the slide's number not."""
    words = Words()
    for element in paragraph.iter():
        name = _name(element)
        if name == "br":
            words.add("\n")
        elif name == "t":
            run = element.getparent()
            if _name(run) == "fld" and run.get("type") == "slidenum":
                continue
            words.add(element.text, link=_find(run, "hlinkClick") is not None)
    return words


def _name(element: Any) -> str:
    """The local name of an element; nothing for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _all(element: Any, name: str) -> Iterator[Any]:
    return (found for found in element.iter() if _name(found) == name)


def _find(element: Any, name: str, attribute: str = "") -> Any:
    """The first element of that name within another (with the attribute), or nothing."""
    return next((e for e in _all(element, name) if not attribute or attribute in e.attrib), None)


def _child(element: Any, name: str) -> Any:
    return next((child for child in element if _name(child) == name), None)


def _identifier(element: Any, name: str) -> str:
    """The value of an attribute that names a relation: one with a namespace."""
    return next((value for key, value in element.attrib.items() if key.endswith(f"}}{name}")), "")


def _office(shape: Any) -> str:
    """Which placeholder of the layout a shape fills; ``obj`` where it fills one without a name."""
    if _name(shape) != "sp":
        return ""
    placeholder = _find(shape, "ph")
    return str(placeholder.get("type", "obj")) if placeholder is not None else ""


def _whole(element: Any, name: str) -> int:
    value = element.get(name, "")
    return int(value) if value.lstrip("-").isdecimal() and len(value) < 16 else 0
