"""DOCX in, blocks out: the ZIP and its XML read directly, nothing resolved, nothing fetched."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Any, Final

from lxml import etree

from custodes.model import BlockKind, UnreadableError
from custodes.reading import limits
from custodes.reading.drafts import Draft, Original, clean_characters, letters, squeeze

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DC: Final = "{http://purl.org/dc/elements/1.1/}"
_TERMS: Final = "{http://purl.org/dc/terms/}"
_STRICT: Final = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL: Final = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MEDIA: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_SKIPPED: Final = frozenset(
    _W + name
    for name in re.findall(
        r"\w+",
        "del moveFrom instrText delText delInstrText rPr pPr sectPr tblPr trPr tcPr tblGrid "
        "commentRangeStart commentRangeEnd commentReference annotationRef footnoteRef endnoteRef "
        "footnoteReference endnoteReference object proofErr sdtPr sdtEndPr",
    )
)
_HEADING: Final = re.compile(r"^(?:heading|标题|標題|überschrift|titre)\s*(\d)$", re.IGNORECASE)
_TITLE: Final = re.compile(r"^(?:title|标题|標題|文档标题)$", re.IGNORECASE)
_CAPTION: Final = re.compile(r"^(?:caption|题注|圖說|图注)$", re.IGNORECASE)
_LIST: Final = re.compile(r"^(?:list|列表|列出段落)", re.IGNORECASE)


class _Package:
    """The parts of an office file, unpacked one by one under one limit for all."""

    def __init__(self, untrusted_bytes: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(untrusted_bytes))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise UnreadableError("damaged", f"ZIP: {error}") from error
        self.names = set(self._zip.namelist())
        self._left = limits.EXPANDED_BYTES

    def read(self, name: str) -> bytes | None:
        """The bytes of one part, or nothing where there is none."""
        if name not in self.names:
            return None
        info = self._zip.getinfo(name)
        if info.flag_bits & 1:
            raise UnreadableError("encrypted", name)
        try:
            with self._zip.open(info) as part:
                data = part.read(self._left + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
            raise UnreadableError("damaged", f"{name}: {error}") from error
        except (NotImplementedError, RuntimeError) as error:
            raise UnreadableError("unsupported_type", f"{name}: {error}") from error
        self._left -= len(data)
        if self._left < 0:
            raise UnreadableError("too_large", "unpacked parts")
        return data

    def tree(self, name: str) -> Any:
        """The XML tree of one part, or nothing. A document type declaration is refused."""
        data = self.read(name)
        if data is None:
            return None
        if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
            raise UnreadableError("damaged", f"{name} declares entities")
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True
        )
        try:
            return etree.fromstring(data.replace(_STRICT, _TRANSITIONAL), parser)
        except etree.XMLSyntaxError as error:
            raise UnreadableError("damaged", f"{name}: {error}") from error


def read_docx(untrusted_bytes: bytes) -> Original:
    """Read a DOCX file: paragraphs, headings, lists, tables, notes.

    Tracked deletions and comments are left out, insertions are in; headers and footers follow as
    navigation. Raises UnreadableError ``damaged``, ``encrypted``, ``too_large`` or
    ``unsupported_type``.
    """
    package = _Package(untrusted_bytes)
    if "word/document.xml" not in package.names:
        if "EncryptionInfo" in package.names:
            raise UnreadableError("encrypted")
        what = next(
            (
                name
                for name in ("xl/workbook.xml", "ppt/presentation.xml", "mimetype", "content.xml")
                if name in package.names
            ),
            "a ZIP archive",
        )
        raise UnreadableError("unsupported_type", what)
    document = package.tree("word/document.xml")
    body = document.find(f"{_W}body")
    if body is None:
        raise UnreadableError("damaged", "word/document.xml has no body")
    reader = _Body(package)
    reader.container(body, "paragraph", "")
    for note in ("footnotes", "endnotes"):
        tree = package.tree(f"word/{note}.xml")
        if tree is not None:
            for element in tree:
                if element.get(f"{_W}type") in (None, "normal"):
                    reader.container(element, "paragraph", "")
    for name in sorted(package.names):
        if re.fullmatch(r"word/(?:header|footer)\d*\.xml", name):
            tree = package.tree(name)
            if tree is not None:
                reader.container(tree, "paragraph", "navigation")
    return Original(_MEDIA, reader.drafts, _core(package))


class _Body:
    """Walks paragraphs and tables in order, and makes them drafts."""

    def __init__(self, package: _Package) -> None:
        self.drafts: list[Draft] = []
        self._package = package
        self._styles = _styles(package)
        self._parts = _related(package)

    def container(
        self, element: Any, kind: BlockKind, region: str, row: int = 0, column: int = 0
    ) -> None:
        """Read the paragraphs and tables of a body, a cell, a note, in order (not recursively
        deep: tables within tables are as deep as Word itself allows)."""
        stack = [iter(element)]
        while stack:
            child = next(stack[-1], None)
            if child is None:
                stack.pop()
            elif child.tag == f"{_W}p":
                self._paragraph(child, kind, region, row, column)
            elif child.tag == f"{_W}tbl":
                self._table(child, region, 0)
            elif child.tag == f"{_W}altChunk":
                self._other_part(child)
            elif child.tag in (
                f"{_W}sdt",
                f"{_W}sdtContent",
                f"{_W}ins",
                f"{_W}customXml",
                f"{_W}moveTo",
                f"{_W}smartTag",
            ):
                stack.append(iter(child))

    def _table(self, table: Any, region: str, depth: int) -> None:
        if depth > 20:
            raise UnreadableError("damaged", "tables nested too deep")
        rows = [row for row in table.iter(f"{_W}tr") if _owner(row, f"{_W}tbl") is table]
        for row_number, row in enumerate(rows):
            cells = [cell for cell in row.iter(f"{_W}tc") if _owner(cell, f"{_W}tr") is row]
            for column, cell in enumerate(cells):
                for child in cell:
                    if child.tag == f"{_W}tbl":
                        self._table(child, region, depth + 1)
                    else:
                        for paragraph in [child] if child.tag == f"{_W}p" else child.iter(f"{_W}p"):
                            self._paragraph(paragraph, "table_cell", region, row_number, column)

    def _paragraph(
        self, paragraph: Any, kind: BlockKind, region: str, row: int, column: int
    ) -> None:
        parts: list[str] = []
        linked: list[str] = []
        boxes: list[Any] = []
        bold = self._runs(paragraph, parts, linked, boxes)
        style, numbered, depth, outline = self._properties(paragraph)
        level = 0
        text = "".join(parts)
        if kind == "paragraph":
            heading = _HEADING.match(style)
            if _TITLE.match(style):
                kind = "title"
            elif heading or outline is not None:
                kind, level = "heading", int(heading[1]) if heading else min((outline or 0) + 1, 6)
            elif _CAPTION.match(style):
                kind = "caption"
            elif numbered or (_LIST.match(style) and "段落" not in style):
                kind, level = "list_item", depth + 1
            elif bold and 0 < len(text.strip()) <= 60 and not text.strip().endswith(("。", ".")):
                kind, level = "heading", 6
        for piece in text.split("\n\n"):
            words = squeeze(clean_characters(piece.replace("\n", " ")))
            if words:
                self.drafts.append(
                    Draft(
                        kind,
                        words,
                        level,
                        row,
                        column,
                        sum(map(letters, linked)),
                        len(linked),
                        region,
                    )
                )
        for box in boxes:
            self.container(box, "paragraph", region)

    def _runs(self, paragraph: Any, parts: list[str], linked: list[str], boxes: list[Any]) -> bool:
        """Collect the words of a paragraph; returns whether every run of them is bold."""
        bold = True
        stack = [(iter(paragraph), False)]
        while stack:
            iterator, link = stack[-1]
            child = next(iterator, None)
            if child is None:
                stack.pop()
                continue
            tag = child.tag
            if tag in _SKIPPED or not isinstance(tag, str):
                continue
            if tag == f"{_W}t":
                words = child.text or ""
                parts.append(words)
                if link:
                    linked.append(words)
                run = child.getparent()
                mark = run.find(f"{_W}rPr/{_W}b") if run is not None else None
                if words.strip() and (mark is None or mark.get(f"{_W}val") in ("0", "false")):
                    bold = False
            elif tag == f"{_W}tab":
                parts.append(" ")
            elif tag in (f"{_W}br", f"{_W}cr"):
                parts.append("\n\n" if child.get(f"{_W}type") in ("page", "column") else "\n")
            elif tag == f"{_W}noBreakHyphen":
                parts.append("-")
            elif tag == f"{_W}txbxContent":
                boxes.append(child)
            elif tag == f"{_MC}AlternateContent":
                choice = child.find(f"{_MC}Choice")
                chosen = choice if choice is not None else child.find(f"{_MC}Fallback")
                if chosen is not None:
                    stack.append((iter(chosen), link))
            else:
                outside = tag == f"{_W}hyperlink" and child.get(f"{_R}id") is not None
                stack.append((iter(child), link or outside))
        return bold and bool(parts)

    def _properties(self, paragraph: Any) -> tuple[str, bool, int, int | None]:
        """Style name, whether numbered, depth of the list, outline level."""
        properties = paragraph.find(f"{_W}pPr")
        if properties is None:
            return "", False, 0, None
        style = properties.find(f"{_W}pStyle")
        identifier = style.get(f"{_W}val", "") if style is not None else ""
        name, outline, listed = self._styles.get(identifier, (identifier, None, False))
        own = properties.find(f"{_W}outlineLvl")
        if own is not None and (own.get(f"{_W}val") or "").isdecimal():
            outline = int(own.get(f"{_W}val"))
        numbering = properties.find(f"{_W}numPr")
        numbered, depth = listed, 0
        if numbering is not None:
            reference = numbering.find(f"{_W}numId")
            numbered = reference is None or reference.get(f"{_W}val") != "0"
            deep = numbering.find(f"{_W}ilvl")
            value = deep.get(f"{_W}val", "0") if deep is not None else "0"
            depth = int(value) if value.isdecimal() else 0
        return (
            name,
            numbered,
            min(depth, 8),
            None if outline is not None and outline > 5 else outline,
        )

    def _other_part(self, element: Any) -> None:
        """A page of HTML or a text that the document embeds as a part of its own."""
        target = self._parts.get(element.get(f"{_R}id") or "", "")
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


def _owner(element: Any, tag: str) -> Any:
    parent = element.getparent()
    while parent is not None and parent.tag != tag:
        parent = parent.getparent()
    return parent


def _styles(package: _Package) -> dict[str, tuple[str, int | None, bool]]:
    tree = package.tree("word/styles.xml")
    if tree is None:
        return {}
    found: dict[str, tuple[str, int | None, bool]] = {}
    for style in tree.iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        outline = style.find(f"{_W}pPr/{_W}outlineLvl")
        level = outline.get(f"{_W}val", "") if outline is not None else ""
        found[style.get(f"{_W}styleId", "")] = (
            name.get(f"{_W}val", "") if name is not None else "",
            int(level) if level.isdecimal() else None,
            style.find(f"{_W}pPr/{_W}numPr") is not None,
        )
    return found


def _related(package: _Package) -> dict[str, str]:
    tree = package.tree("word/_rels/document.xml.rels")
    if tree is None:
        return {}
    found: dict[str, str] = {}
    for relation in tree:
        if isinstance(relation.tag, str) and relation.get("TargetMode") != "External":
            target = relation.get("Target", "")
            found[relation.get("Id", "")] = (
                target.lstrip("/") if target.startswith("/") else f"word/{target}"
            )
    return found


def _core(package: _Package) -> dict[str, str]:
    """Title, author and date of ``docProps/core.xml``; a date of creation may be a copy's."""
    try:
        tree = package.tree("docProps/core.xml")
    except UnreadableError:
        return {}
    if tree is None:
        return {}
    found: dict[str, str] = {}
    for key, tag in (
        ("core_title", f"{_DC}title"),
        ("author", f"{_DC}creator"),
        ("created", f"{_TERMS}created"),
    ):
        element = tree.find(tag)
        if element is not None and element.text and element.text.strip():
            found[key] = squeeze(clean_characters(element.text))
    return found
