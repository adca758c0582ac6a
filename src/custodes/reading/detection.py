"""What kind of file some bytes are; their name only settles Markdown or plain text."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection
from typing import Final, Literal

from custodes.model import UnreadableError
from custodes.reading.characters import utf16

Format = Literal["pdf", "docx", "xlsx", "xlsb", "xls", "ods", "csv", "html", "markdown", "plain"]

MEDIA_TYPES: Final[dict[Format, str]] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xlsb": "application/vnd.ms-excel.sheet.binary.macroEnabled.12",
    "xls": "application/vnd.ms-excel",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv",
    "html": "text/html",
    "markdown": "text/markdown",
    "plain": "text/plain",
}

_UNSUPPORTED: Final = (
    (b"\x89PNG\r\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"RIFF", "RIFF media"),
    (b"{\\rtf", "application/rtf"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf", "application/x-7z-compressed"),
    (b"Rar!", "application/vnd.rar"),
    (b"\xfd7zXZ", "application/x-xz"),
    (b"BZh", "application/x-bzip2"),
    (b"SQLite format 3", "application/vnd.sqlite3"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"%!PS", "application/postscript"),
)
_HTML: Final = re.compile(
    r"\A\s*+(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!doctype\s+html|<html|<head|<body|<meta|<title)",
    re.IGNORECASE | re.DOTALL,
)
_HTML_SIGNS: Final = re.compile(r"</(?:p|div|body|html|table|span|article)>", re.IGNORECASE)
_MARKDOWN_SIGNS: Final = re.compile(
    r"^ {0,3}#{1,6}[ \t]+\S|^[ \t]*+[-*+][ \t]++\S|\[[^\[\]\n]{1,200}\]\([^)\s]{1,500}\)"
    r"|^ {0,3}(?:\*\*|__)\S|^>[ \t]|^```|^\|[^\n]{1,500}\|[ \t]*$|^(?:\+\+\+|---)[ \t]*$"
    r"|^ {0,3}-{3,}[ \t]*$",
    re.MULTILINE,
)
_TABLE_NAME: Final = re.compile(r"\.(?:csv|tsv|tab)$", re.IGNORECASE)
_MARKDOWN_NAME: Final = re.compile(r"\.(?:md|markdown|mdown|mkd|mdx|rmd|qmd)$", re.IGNORECASE)


def container(untrusted_bytes: bytes) -> Literal["pdf", "zip", "ole", "text"]:
    """Whether the bytes are a PDF, a ZIP or OLE container, or perhaps text.

    Raises UnreadableError ``empty``, ``encrypted`` or ``unsupported_type``.
    """
    if not untrusted_bytes.strip(b"\0 \t\r\n\x0b\x0c\xef\xbb\xbf\xff\xfe"):
        raise UnreadableError("empty")
    head = untrusted_bytes[:1024]
    if b"%PDF-" in head:
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return "zip"
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        # An OLE container: an encrypted office file keeps its key material in this stream.
        if "EncryptedPackage".encode("utf-16-le") in untrusted_bytes:
            raise UnreadableError("encrypted", "an office file")
        return "ole"
    for magic, media_type in _UNSUPPORTED:
        if head.startswith(magic) and not (len(magic) < 4 and _looks_like_text(head)):
            raise UnreadableError("unsupported_type", media_type)
    if head[4:8] == b"ftyp":
        raise UnreadableError("unsupported_type", "ISO media")
    marked = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not marked and _is_binary(untrusted_bytes[:65536]) and utf16(untrusted_bytes) is None:
        raise UnreadableError("unsupported_type", "not a text")
    return "text"


def package_format(names: Collection[str], stated: bytes) -> Literal["docx", "xlsx", "xlsb", "ods"]:
    """Which office file a ZIP container is: by its parts, or what its part ``mimetype`` states.

    Raises UnreadableError ``encrypted`` or ``unsupported_type``.
    """
    for part, found in _PARTS:
        if part in names:
            return found
    if stated.strip().decode("ascii", "replace") == MEDIA_TYPES["ods"]:
        return "ods"
    if "EncryptionInfo" in names:
        raise UnreadableError("encrypted")
    known = ("ppt/presentation.xml", "mimetype", "content.xml")
    raise UnreadableError(
        "unsupported_type", next((name for name in known if name in names), "a ZIP archive")
    )


_PARTS: Final[tuple[tuple[str, Literal["docx", "xlsx", "xlsb"]], ...]] = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "xlsb"),
)


def ole_format(untrusted_bytes: bytes) -> Literal["xls"]:
    """Which old office file an OLE container is; raises UnreadableError ``unsupported_type``."""
    for stream in ("Workbook", "Book"):
        if f"{stream}\0".encode("utf-16-le") in untrusted_bytes:
            return "xls"
    raise UnreadableError("unsupported_type", "an old office file or message")


def _looks_like_text(head: bytes) -> bool:
    return b"\0" not in head and all(byte >= 32 or byte in (9, 10, 12, 13) for byte in head[:256])


def _is_binary(sample: bytes) -> bool:
    """Whether control bytes are too many for any text; zeros in step may be UTF-16."""
    controls = sum(sample.count(bytes((byte,))) for byte in (*range(1, 8), *range(14, 27), 28, 29))
    if controls > max(2, 0.01 * len(sample)) and b"\x1b$" not in sample:
        return True
    zeros = sample.count(0)
    if not zeros:
        return False
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    return min(even, odd) > 0.1 * max(even, odd) + 1


def text_format(text: str, name: str) -> Literal["html", "markdown", "csv", "plain"]:
    """Which kind of text it is; ``name`` decides only where a text could be read in two ways."""
    head = text[:20_000]
    if _HTML.match(head.lstrip("\ufeff")):
        return "html"
    tags = len(_HTML_SIGNS.findall(head))
    signs = len(_MARKDOWN_SIGNS.findall(head))
    if _MARKDOWN_NAME.search(name):
        return "markdown"
    if tags >= 2 and not signs:
        return "html"
    if tags >= 2 or signs >= 3:
        return "markdown"
    if delimiter(head, 2 if _TABLE_NAME.search(name) else 4):
        return "csv"
    return "plain"


def delimiter(text: str, columns: int = 2) -> str:
    """What parts the cells of a table in text form, or nothing where it is none.

    Every line of a table has as many cells, at least ``columns`` of them.
    """
    lines = text.split("\n")
    # the last line of a sample may be cut
    sample = [line for line in lines[:-1] if line.strip()][:60] or [text]
    for mark in "\t;,|":
        rows = list(csv.reader(sample, delimiter=mark))
        widths = {len(row) for row in rows}
        if len(rows) >= 3 and len(widths) == 1 and widths.pop() >= columns:
            return mark
    return ""
