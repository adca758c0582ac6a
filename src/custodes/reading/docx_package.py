"""The ZIP and XML of an office file: parts unpacked under limits, nothing resolved or fetched."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree

from custodes.model import UnreadableError
from custodes.reading import limits
from custodes.reading.drafts import clean_characters, squeeze

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DC: Final = "{http://purl.org/dc/elements/1.1/}"
_TERMS: Final = "{http://purl.org/dc/terms/}"
_STRICT: Final = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL: Final = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"


class Package:
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


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style says: its name, outline level (from 0), whether it numbers its
    paragraphs, and its font size in half points (0 where it leaves that open)."""

    name: str = ""
    outline: int | None = None
    numbered: bool = False
    size: int = 0


def number_of(element: Any, default: int = 0) -> int:
    """The whole number in an element's ``w:val``."""
    value = (element.get(f"{W}val") or "") if element is not None else ""
    return int(value) if value.isdecimal() and len(value) < 9 else default


def styles(package: Package) -> dict[str, Style]:
    """The paragraph styles by identifier; the empty identifier holds the document's defaults."""
    tree = package.tree("word/styles.xml")
    if tree is None:
        return {}
    found: dict[str, Style] = {}
    usual = tree.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}sz")
    found[""] = Style(size=number_of(usual, 21))
    for style in tree.iter(f"{W}style"):
        name = style.find(f"{W}name")
        level = number_of(style.find(f"{W}pPr/{W}outlineLvl"), -1)
        found[style.get(f"{W}styleId", "")] = Style(
            name.get(f"{W}val", "") if name is not None else "",
            level if level >= 0 else None,
            style.find(f"{W}pPr/{W}numPr") is not None,
            number_of(style.find(f"{W}rPr/{W}sz")),
        )
    return found


def shaded_styles(package: Package) -> frozenset[str]:
    """The identifiers of the styles that lay a colour under their text."""
    tree = package.tree("word/styles.xml")
    if tree is None:
        return frozenset()
    return frozenset(
        style.get(f"{W}styleId", "")
        for style in tree.iter(f"{W}style")
        if any((mark.get(f"{W}fill") or "auto") != "auto" for mark in style.iter(f"{W}shd"))
    )


def related(package: Package) -> dict[str, str]:
    """The parts that the document refers to, by the identifier of the relation; none outside."""
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


def core(package: Package) -> dict[str, str]:
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
