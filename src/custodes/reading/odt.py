"""OpenDocument in, blocks out: texts (ODT) and presentations (ODP), read from their ZIP and XML.

The names of elements are those of OASIS Open Document Format 1.3, part 3.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Mapping
from typing import Any, Final

from custodes.model import Hidden, UnreadableError
from custodes.reading.detection import MEDIA_TYPES
from custodes.reading.docx_package import Package
from custodes.reading.drafts import Draft, Original, clean_characters, squeeze
from custodes.reading.odt_styles import DC, DRAW, META, OFFICE, SLIDES, STYLE, TABLE, TEXT, Styles
from custodes.reading.odt_tables import is_hidden_row, repeated, row_cells, whole
from custodes.reading.office_words import Sizes, Where, Words

_INDEXES: Final = frozenset(
    TEXT + name
    for name in (
        "table-of-content",
        "illustration-index",
        "table-index",
        "object-index",
        "user-index",
        "alphabetical-index",
    )
)
_WITHOUT_WORDS: Final = frozenset(
    {f"{TEXT}ruby-text", f"{TEXT}script", f"{TEXT}note-citation", f"{OFFICE}annotation-end"}
)
_USUAL: Final = 12.0
"""Points of letters whose styles leave their size open."""


def read_odt(untrusted_bytes: bytes) -> Original:
    """Read an ODT file: paragraphs, headings, lists, tables, notes, text boxes.

    Tracked deletions, comments and hidden text are marked as hidden; headers, footers and indexes
    are navigation. Raises UnreadableError ``damaged``, ``encrypted`` or ``too_large``.
    """
    package = Package(untrusted_bytes)
    content, reader = _opened(package)
    body = content.find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise UnreadableError("damaged", "content.xml has no text")
    try:
        reader.deletions = _deletions(body)
        reader.blocks(body, Where())
        reader.rest_of_deletions()
        reader.sizes.mark_title(reader.drafts)
        for page in reader.master_pages:
            for element in page:
                if element.tag.startswith((f"{STYLE}header", f"{STYLE}footer")):
                    reader.blocks(element, Where(region="navigation"))
    except RecursionError as error:
        raise UnreadableError("damaged", "nested too deep") from error
    return Original(MEDIA_TYPES["odt"], reader.drafts, meta(package))


def read_odp(untrusted_bytes: bytes) -> Original:
    """Read an ODP file: the slides in order, each with its notes; ``place`` is ``slide 3``.

    Hidden slides and comments are marked as hidden. Raises as ``read_odt`` does.
    """
    package = Package(untrusted_bytes)
    content, reader = _opened(package)
    body = content.find(f"{OFFICE}body/{OFFICE}presentation")
    if body is None:
        raise UnreadableError("damaged", "content.xml has no presentation")
    try:
        for number, page in enumerate(body.findall(f"{DRAW}page"), start=1):
            reader.slide(page, number)
        for name in ("header-decl", "footer-decl"):
            for element in body.findall(f"{SLIDES}{name}"):
                reader.paragraph(element, Where(region="navigation"))
    except RecursionError as error:
        raise UnreadableError("damaged", "nested too deep") from error
    return Original(MEDIA_TYPES["odp"], reader.drafts, meta(package))


def refuse_encrypted(package: Package) -> None:
    """Raises UnreadableError ``encrypted`` where the manifest says that parts are."""
    manifest = package.read("META-INF/manifest.xml")
    if manifest is not None and b"encryption-data" in manifest:
        raise UnreadableError("encrypted")


def _opened(package: Package) -> tuple[Any, _Reader]:
    """The tree of the content, and a reader that knows the styles."""
    refuse_encrypted(package)
    content = package.tree("content.xml")
    if content is None:
        raise UnreadableError("damaged", "no content.xml")
    return content, _Reader(content, package.tree("styles.xml"))


class _Reader:
    """Walks the content in order, and makes it drafts."""

    def __init__(self, content: Any, styles: Any) -> None:
        self.drafts: list[Draft] = []
        self.sizes = Sizes()
        self._shapes = 0
        self._tables = itertools.count(1)
        self._judges_white = False
        self.deletions: dict[str, list[str]] = {}
        self.master_pages = list(styles.iter(f"{STYLE}master-page")) if styles is not None else []
        self._styles = Styles(content, styles)

    def blocks(self, element: Any, where: Where) -> None:
        """Read the blocks of a body, a section, a cell, a note, a text box."""
        for child in element:
            self._block(child, where)

    def _block(self, child: Any, where: Where) -> None:
        tag = child.tag
        if not isinstance(tag, str):
            return
        if tag in (f"{TEXT}p", f"{TEXT}h"):
            self.paragraph(child, where)
        elif tag == f"{TEXT}list":
            inner = where
            if where.kind in ("paragraph", "list_item"):
                inner = dataclasses.replace(where, kind="list_item", level=where.level + 1)
            for item in child:
                self.blocks(item, inner)
        elif tag == f"{TABLE}table":
            self._table(child, where)
        elif tag == f"{TEXT}section":
            shown = child.get(f"{TEXT}display") in (None, "true")
            hidden: Hidden = where.hidden if shown else "hidden_text"
            self.blocks(child, dataclasses.replace(where, hidden=hidden))
        elif tag in _INDEXES:
            for index in child.iter(f"{TEXT}index-body"):
                self._index(index, where)
        elif tag in (f"{TEXT}change", f"{OFFICE}annotation"):
            words = Words()
            self._inline(child, words, where.hidden, False, [])
            self.drafts.extend(words.drafts(where))
        elif tag in (f"{TEXT}numbered-paragraph", f"{TEXT}bibliography", f"{TEXT}index-body"):
            self.blocks(child, where)
        elif tag.startswith(DRAW):
            self._drawing(child, where)

    def _index(self, index: Any, where: Where) -> None:
        inner = dataclasses.replace(where, region="navigation")
        for child in index:
            if child.tag == f"{TEXT}index-title":
                self.blocks(child, inner)
            else:
                self._block(child, inner)

    def paragraph(self, element: Any, where: Where) -> None:
        """Read one paragraph; the notes and text boxes in it follow it."""
        name = element.get(f"{TEXT}style-name")
        hidden: Hidden = where.hidden
        if not hidden and (
            self._styles.hides("paragraph", name)
            or any(
                field.get(f"{TEXT}is-hidden") == "true"
                for field in element.iter(f"{TEXT}hidden-paragraph")
            )
        ):
            hidden = "hidden_text"
        # in a cell or a shape a colour may lie underneath, which only laying it out would tell
        self._judges_white = where.kind != "table_cell" and not self._shapes
        if not hidden and self._judges_white:
            colour = self._styles.colour("paragraph", name)
            hidden = "invisible_colour" if colour == "white" else ""
        if where.kind == "paragraph" or (where.kind == "list_item" and element.tag == f"{TEXT}h"):
            where = self._judged(element, where, name)
        words, later = Words(), list[Any]()
        words.size = self._styles.size("paragraph", name) or _USUAL
        self._words(element, words, hidden, False, later)
        drafts = list(words.drafts(where))
        self.drafts.extend(drafts)
        self.sizes.note(drafts, words.size)
        if hidden == "invisible_colour":
            hidden = where.hidden
        beside = dataclasses.replace(where, kind="paragraph", level=0, hidden=hidden)
        if where.kind == "table_cell":
            beside = dataclasses.replace(where, hidden=hidden)
        for box in later:
            if box.tag == f"{TEXT}note-body":
                self.blocks(box, beside)
            else:
                self._drawing(box, beside)

    def _judged(self, element: Any, where: Where, name: str | None) -> Where:
        """What kind of paragraph it is, by its tag and by the names of its styles."""
        if element.tag == f"{TEXT}h":
            level = whole(element.get(f"{TEXT}outline-level"), 1, 6)
            return dataclasses.replace(where, kind="heading", level=level)
        names = {style for style, _ in self._styles.chain("paragraph", name)}
        if "Title" in names:
            return dataclasses.replace(where, kind="title")
        if "Caption" in names:
            return dataclasses.replace(where, kind="caption")
        return where

    def _table(self, table: Any, where: Where) -> None:
        number = next(self._tables)
        inner = dataclasses.replace(where, kind="table_cell", level=0)
        row_at = 0
        for row in table.iter(f"{TABLE}table-row"):
            if _table_of(row) is not table:
                continue
            unseen: Hidden = (
                "hidden_row" if is_hidden_row(row) and not where.hidden else where.hidden
            )
            for element, cell in row_cells(row, row_at, number):
                self.blocks(element, dataclasses.replace(inner, cell=cell, hidden=unseen))
            row_at += repeated(row, "rows")

    def _drawing(self, element: Any, where: Where) -> None:
        """A frame, a shape or a group of them: what text it holds."""
        office = element.get(f"{SLIDES}class", "")
        if office in ("header", "footer", "date-time", "page-number"):
            where = dataclasses.replace(where, region="navigation")
        elif office == "title" and where.kind == "paragraph":
            first = where.place == "slide 1"
            where = dataclasses.replace(where, kind="title" if first else "heading", level=2)
        self._shapes += 1
        for child in element:
            if child.tag == f"{DRAW}text-box":
                self.blocks(child, where)
            else:
                self._block(child, where)
        self._shapes -= 1

    def slide(self, page: Any, number: int) -> None:
        """Read one slide and its notes."""
        unseen = self._styles.hides_slide(page.get(f"{DRAW}style-name"))
        where = Where(place=f"slide {number}", hidden="hidden_text" if unseen else "")
        notes = page.findall(f"{SLIDES}notes")
        for child in page:
            if not any(child is note for note in notes):
                self._block(child, where)
        for note in notes:
            self.blocks(note, dataclasses.replace(where, place=f"slide {number} notes"))

    def _words(
        self, element: Any, words: Words, hidden: Hidden, link: bool, later: list[Any]
    ) -> None:
        """Collect the words in an element; ``later`` takes what stands beside them."""
        words.add(element.text, hidden, link)
        for child in element:
            if isinstance(child.tag, str):
                self._inline(child, words, hidden, link, later)
            words.add(child.tail, hidden, link)

    def _inline(
        self, child: Any, words: Words, hidden: Hidden, link: bool, later: list[Any]
    ) -> None:
        tag = child.tag
        if tag == f"{TEXT}s":
            words.add(" " * whole(child.get(f"{TEXT}c"), 1, 1000), hidden)
        elif tag == f"{TEXT}tab":
            words.add(" ", hidden)
        elif tag == f"{TEXT}line-break":
            words.add("\n", hidden)
        elif tag == f"{TEXT}note":
            later.extend(child.findall(f"{TEXT}note-body"))
        elif tag == f"{OFFICE}annotation":
            for paragraph in child.iter(f"{TEXT}p"):
                words.add("".join(paragraph.itertext()) + "\n", "comment")
        elif tag == f"{TEXT}change":
            for line in self.deletions.pop(child.get(f"{TEXT}change-id", ""), ()):
                words.add(line + "\n", "tracked_deletion")
        elif tag in (f"{TEXT}hidden-text", f"{TEXT}hidden-paragraph"):
            said = child.get(f"{TEXT}string-value") or "".join(child.itertext())
            words.add(said, "hidden_text")
        elif tag.startswith(DRAW) and tag != f"{DRAW}a":
            later.append(child)
        elif tag not in _WITHOUT_WORDS:
            style = child.get(f"{TEXT}style-name") if tag == f"{TEXT}span" else None
            if not hidden or hidden == "invisible_colour":
                hidden = self._unseen(style, hidden)
            if style and "".join(child.itertext()).strip():
                words.size = max(words.size, self._styles.size("text", style))
            self._words(
                child,
                words,
                hidden,
                link or tag == f"{TEXT}a",
                later,
            )

    def _unseen(self, style: str | None, around: Hidden) -> Hidden:
        """Why words of a style are not seen, among words of which the same was asked before."""
        if self._styles.hides("text", style):
            return "hidden_text"
        colour = self._styles.colour("text", style) if self._judges_white else ""
        if not colour:
            return around
        return "invisible_colour" if colour == "white" else ""

    def rest_of_deletions(self) -> None:
        """What was deleted at places that the text no longer names."""
        for lines in self.deletions.values():
            words = Words()
            for line in lines:
                words.add(line + "\n", "tracked_deletion")
            self.drafts.extend(words.drafts(Where()))
        self.deletions = {}


def _deletions(body: Any) -> dict[str, list[str]]:
    """The paragraphs that each tracked deletion took out, by the name of the change."""
    found: dict[str, list[str]] = {}
    for region in body.iter(f"{TEXT}changed-region"):
        name = region.get(f"{TEXT}id") or region.get("{http://www.w3.org/XML/1998/namespace}id")
        for deletion in region.findall(f"{TEXT}deletion"):
            found[name or str(len(found))] = [
                "".join(paragraph.itertext()) for paragraph in deletion.iter(f"{TEXT}p", f"{TEXT}h")
            ]
    return found


def _table_of(row: Any) -> Any:
    parent = row.getparent()
    while parent is not None and parent.tag != f"{TABLE}table":
        parent = parent.getparent()
    return parent


def meta(package: Package) -> Mapping[str, str]:
    """Title, author and date of ``meta.xml``; a date of creation may be a copy's."""
    try:
        tree = package.tree("meta.xml")
    except UnreadableError:
        return {}
    if tree is None:
        return {}
    found: dict[str, str] = {}
    for key, tag in (
        ("core_title", f"{DC}title"),
        ("author", f"{DC}creator"),
        ("author", f"{META}initial-creator"),
        ("created", f"{DC}date"),
        ("created", f"{META}creation-date"),
    ):
        for element in tree.iter(tag):
            if element.text and element.text.strip():
                found[key] = squeeze(clean_characters(element.text))
    return found
