"""DOCX in, blocks out: the ZIP and its XML read directly, nothing resolved, nothing fetched."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import Any, Final

from custodes.model import BlockKind, Hidden, UnreadableError
from custodes.reading.archives import listed
from custodes.reading.docx_hidden import DELETED, Unseen, hides
from custodes.reading.docx_package import (
    MC,
    Package,
    R,
    Style,
    W,
    core,
    number_of,
    related,
    shaded_styles,
    styles,
)
from custodes.reading.docx_tables import table_cells
from custodes.reading.drafts import (
    NO_CELL,
    Cell,
    Draft,
    Original,
    clean_characters,
    letters,
    squeeze,
)
from custodes.reading.embedded import embedded_members
from custodes.reading.lines import paragraphs

_MEDIA: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_SKIPPED: Final = frozenset(
    W + name
    for name in re.findall(
        r"\w+",
        "instrText delInstrText rPr pPr sectPr tblPr trPr tcPr tblGrid "
        "commentRangeStart commentRangeEnd commentReference annotationRef footnoteRef endnoteRef "
        "footnoteReference endnoteReference object proofErr sdtPr sdtEndPr",
    )
)
_HEADING: Final = re.compile(r"^(?:heading|标题|標題|überschrift|titre)\s*(\d)$", re.IGNORECASE)
_TITLE: Final = re.compile(r"^(?:title|标题|標題|文档标题)$", re.IGNORECASE)
_CAPTION: Final = re.compile(r"^(?:caption|题注|圖說|图注)$", re.IGNORECASE)
_LIST: Final = re.compile(r"^(?:list (?:bullet|number)|列表)", re.IGNORECASE)
_CONTENTS: Final = re.compile(r"^(?:toc|目录)\s*\d", re.IGNORECASE)


def read_docx(untrusted_bytes: bytes) -> Original:
    """Read a DOCX file: paragraphs, headings, lists, tables, notes.

    Insertions are in; tracked deletions, hidden and white text are hidden blocks behind their
    paragraph, comments at the end. Headers and footers follow as navigation. Raises
    UnreadableError ``damaged``, ``encrypted``, ``too_large`` or ``unsupported_type``.
    """
    package = Package(untrusted_bytes)
    document = package.tree("word/document.xml")
    body = document.find(f"{W}body")
    if body is None:
        raise UnreadableError("damaged", "word/document.xml has no body")
    reader = _Body(package)
    reader.container(body, "paragraph", "")
    reader.mark_title()
    for note in ("footnotes", "endnotes"):
        tree = package.tree(f"word/{note}.xml")
        if tree is not None:
            for element in tree:
                if element.get(f"{W}type") in (None, "normal"):
                    reader.container(element, "paragraph", "")
    comments = package.tree("word/comments.xml")
    for element in comments if comments is not None else ():
        reader.container(element, "paragraph", "", hidden="comment")
    for name in sorted(package.names):
        if re.fullmatch(r"word/(?:header|footer)\d*\.xml", name):
            tree = package.tree(name)
            if tree is not None:
                reader.container(tree, "paragraph", "navigation")
    members = embedded_members(package)
    return Original(_MEDIA, [*reader.drafts, *listed(members)], core(package), members)


@dataclass(frozen=True, slots=True)
class _Layout:
    """What a paragraph's properties and style say of it."""

    style: Style
    outline: int | None = None
    numbered: bool = False
    depth: int = 0


@dataclass(slots=True)
class _Words:
    """The words of one paragraph as they are collected: all, the linked ones, text boxes in it,
    whether all are bold, the largest font size set directly (half points), and what is unseen."""

    parts: list[str] = field(default_factory=list)
    linked: list[str] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    bold: bool = True
    size: int = 0
    unseen: Unseen = field(default_factory=Unseen)

    def add(self, words: str, hidden: Hidden) -> None:
        """Add words that no run says anything of: a tab, a line break, a hyphen."""
        if hidden:
            self.unseen.take(words, hidden, len(self.parts))
        else:
            self.parts.append(words)

    def take(self, element: Any, link: bool, hidden: Hidden) -> None:
        """Take the text of one ``w:t`` and what its run says of it."""
        words = element.text or ""
        if hidden:
            self.unseen.take(words, hidden, len(self.parts))
            return
        self.parts.append(words)
        if link:
            self.linked.append(words)
        if not words.strip():
            return
        properties = element.getparent().find(f"{W}rPr")
        mark = properties.find(f"{W}b") if properties is not None else None
        if mark is None or mark.get(f"{W}val") in ("0", "false"):
            self.bold = False
        if properties is not None:
            self.size = max(self.size, number_of(properties.find(f"{W}sz")))


def _kind_of(layout: _Layout, bold: bool, text: str) -> tuple[BlockKind, int]:
    """The kind and level of a paragraph of the running text."""
    heading = _HEADING.match(layout.style.name)
    if _TITLE.match(layout.style.name):
        return "title", 0
    if heading:
        return "heading", int(heading[1])
    if layout.outline is not None:
        return "heading", layout.outline + 1
    if _CAPTION.match(layout.style.name):
        return "caption", 0
    if layout.numbered or _LIST.match(layout.style.name):
        return "list_item", layout.depth + 1
    if bold and 0 < len(text) <= 60 and not text.endswith(("。", ".")):
        return "heading", 6
    return "paragraph", 0


class _Body:
    """Walks paragraphs and tables in order, and makes them drafts."""

    def __init__(self, package: Package) -> None:
        self.drafts: list[Draft] = []
        self.sizes: list[tuple[int, Draft]] = []
        self._package = package
        self._styles = styles(package)
        self._shaded = shaded_styles(package)
        self._parts = related(package)
        self._tables = itertools.count(1)

    def container(
        self,
        element: Any,
        kind: BlockKind,
        region: str,
        hidden: Hidden = "",
    ) -> None:
        """Read the paragraphs and tables of a body, a cell, a note, in order (not recursively
        deep: tables within tables are as deep as Word itself allows)."""
        stack = [iter(element)]
        while stack:
            child = next(stack[-1], None)
            if child is None:
                stack.pop()
            elif child.tag == f"{W}p":
                self._paragraph(child, kind, region, NO_CELL, hidden)
            elif child.tag == f"{W}tbl":
                self._table(child, region, 0, hidden)
            elif child.tag == f"{W}altChunk":
                self._other_part(child)
            elif child.tag in (
                f"{W}sdt",
                f"{W}sdtContent",
                f"{W}ins",
                f"{W}customXml",
                f"{W}moveTo",
                f"{W}smartTag",
            ):
                stack.append(iter(child))

    def _table(self, table: Any, region: str, depth: int, hidden: Hidden = "") -> None:
        if depth > 20:
            raise UnreadableError("damaged", "tables nested too deep")
        for element, cell, deleted in table_cells(table, next(self._tables)):
            unseen: Hidden = "tracked_deletion" if deleted else hidden
            for child in element:
                if child.tag == f"{W}tbl":
                    self._table(child, region, depth + 1, unseen)
                else:
                    for paragraph in [child] if child.tag == f"{W}p" else child.iter(f"{W}p"):
                        self._paragraph(paragraph, "table_cell", region, cell, unseen)

    def _paragraph(
        self,
        paragraph: Any,
        kind: BlockKind,
        region: str,
        cell: Cell,
        hidden: Hidden = "",
    ) -> None:
        words = _Words()
        self._runs(paragraph, words, hidden)
        layout = self._layout(paragraph)
        text = "".join(words.parts)
        level = 0
        if _CONTENTS.match(layout.style.name):
            region = "navigation"
        if kind == "paragraph":
            kind, level = _kind_of(layout, words.bold, text.strip())
        linked, links = sum(map(letters, words.linked)), len(words.linked)
        for part in text.split("\f"):
            for piece in paragraphs(clean_characters(part).split("\n")):
                draft = Draft(kind, squeeze(piece), level, cell, linked, links, region)
                if draft.text:
                    self.drafts.append(draft)
                    self._note_size(draft, layout, words.size)
        seen: BlockKind = "table_cell" if kind == "table_cell" else "paragraph"
        for why, piece in words.unseen.stretches():
            if draft_text := squeeze(clean_characters(piece)):
                self.drafts.append(Draft(seen, draft_text, 0, cell, hidden=why))
        for box in words.boxes:
            self.container(box, "paragraph", region, hidden=hidden)

    def _note_size(self, draft: Draft, layout: _Layout, size: int) -> None:
        """Remember how large the first lines are set: without a style, size makes the title."""
        if len(self.sizes) < 12 and draft.kind in ("paragraph", "heading") and not draft.region:
            usual = self._styles.get("", Style()).size
            self.sizes.append((size or layout.style.size or usual, draft))

    def mark_title(self) -> None:
        """Where no paragraph has the style of a title: the largest of the first lines."""
        if any(draft.kind == "title" for draft in self.drafts):
            return
        usual = self._styles.get("", Style()).size or 21
        opening: list[tuple[int, Draft]] = []
        for size, draft in self.sizes:
            if len(draft.text) > 100:
                break
            opening.append((size, draft))
        if opening:
            size, draft = max(opening, key=lambda one: one[0])
            if size >= 1.3 * usual:
                draft.kind, draft.level = "title", 0

    def _runs(self, paragraph: Any, words: _Words, unseen: Hidden) -> None:
        """Collect the words of a paragraph, seen and unseen, field codes left out."""
        stack = [(iter(paragraph), False, unseen)]
        while stack:
            iterator, link, hidden = stack[-1]
            child = next(iterator, None)
            if child is None:
                stack.pop()
                continue
            tag = child.tag
            if tag in _SKIPPED or not isinstance(tag, str):
                continue
            if tag in (f"{W}t", f"{W}delText"):
                words.take(child, link, hidden)
            elif tag == f"{W}tab":
                words.add(" ", hidden)
            elif tag in (f"{W}br", f"{W}cr"):
                page = child.get(f"{W}type") in ("page", "column")
                words.add("\f" if page else "\n", hidden)
            elif tag == f"{W}noBreakHyphen":
                words.add("-", hidden)
            elif tag == f"{W}txbxContent":
                words.boxes.append(child)
            elif tag == f"{MC}AlternateContent":
                choice = child.find(f"{MC}Choice")
                chosen = choice if choice is not None else child.find(f"{MC}Fallback")
                if chosen is not None:
                    stack.append((iter(chosen), link, hidden))
            elif tag in DELETED:
                stack.append((iter(child), link, hidden or "tracked_deletion"))
            else:
                if tag == f"{W}r" and not hidden:
                    hidden = hides(child, self._shaded)
                outside = tag == f"{W}hyperlink" and child.get(f"{R}id") is not None
                stack.append((iter(child), link or outside, hidden))

    def _layout(self, paragraph: Any) -> _Layout:
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return _Layout(Style())
        named = properties.find(f"{W}pStyle")
        identifier = named.get(f"{W}val", "") if named is not None else ""
        style = self._styles.get(identifier, Style(identifier)) if identifier else Style()
        level = number_of(properties.find(f"{W}outlineLvl"), -1)
        outline = level if level >= 0 else style.outline
        numbering = properties.find(f"{W}numPr")
        numbered, depth = style.numbered, 0
        if numbering is not None:
            numbered = number_of(numbering.find(f"{W}numId"), 1) != 0
            depth = min(number_of(numbering.find(f"{W}ilvl")), 8)
        return _Layout(style, outline if (outline or 0) <= 5 else None, numbered, depth)

    def _other_part(self, element: Any) -> None:
        """A page of HTML or a text that the document embeds as a part of its own."""
        target = self._parts.get(element.get(f"{R}id") or "", "")
        data = self._package.read(target) if target else None
        if not data:
            return
        from custodes.reading.characters import decode
        from custodes.reading.detection import text_format
        from custodes.reading.html import read_html
        from custodes.reading.plain import read_plain

        if data.startswith(b"PK"):
            return
        text, _ = decode(data)
        page = text_format(text, target) == "html"
        self.drafts.extend((read_html(text) if page else read_plain(text)).drafts)
