"""What kind of file some bytes are; their name only settles Markdown or plain text."""

from __future__ import annotations

import csv
import io
import re
import struct
from collections.abc import Collection
from typing import Final, Literal

from custodes.model import UnreadableError
from custodes.reading.characters import utf16

Format = Literal[
    "pdf",
    "docx",
    "odt",
    "odp",
    "pptx",
    "rtf",
    "doc",
    "ppt",
    "xlsx",
    "xlsb",
    "xls",
    "ods",
    "csv",
    "html",
    "markdown",
    "plain",
    "eml",
    "msg",
    "zip",
    "tar",
    "compressed",
    "png",
    "jpeg",
    "gif",
    "tiff",
    "bmp",
    "webp",
]

MEDIA_TYPES: Final[dict[Format, str]] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "rtf": "application/rtf",
    "doc": "application/msword",
    "ppt": "application/vnd.ms-powerpoint",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xlsb": "application/vnd.ms-excel.sheet.binary.macroEnabled.12",
    "xls": "application/vnd.ms-excel",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv",
    "eml": "message/rfc822",
    "msg": "application/vnd.ms-outlook",
    "zip": "application/zip",
    "tar": "application/x-tar",
    "compressed": "application/gzip",
    "html": "text/html",
    "markdown": "text/markdown",
    "plain": "text/plain",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "tiff": "image/tiff",
    "bmp": "image/bmp",
    "webp": "image/webp",
}

_PICTURES: Final[tuple[tuple[bytes, Format], ...]] = (
    (b"\x89PNG\r\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"II+\0", "tiff"),
    (b"MM\0+", "tiff"),
    (b"BM", "bmp"),
)
_UNSUPPORTED: Final = (
    (b"RIFF", "RIFF media"),
    (b"7z\xbc\xaf", "application/x-7z-compressed"),
    (b"Rar!", "application/vnd.rar"),
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
_MAIL_HEAD: Final = re.compile(r"(?:From [^\n]*\n)?(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*")
"""Lines of a message's head, with those that go on in the next; perhaps none."""
_MAIL_HEADS: Final = re.compile(
    r"^(received|message-id|from|to|subject|date|mime-version|return-path|delivered-to):",
    re.IGNORECASE | re.MULTILINE,
)
_TABLE_NAME: Final = re.compile(r"\.(?:csv|tsv|tab)$", re.IGNORECASE)
_MARKDOWN_NAME: Final = re.compile(r"\.(?:md|markdown|mdown|mkd|mdx|rmd|qmd)$", re.IGNORECASE)


def picture_format(untrusted_bytes: bytes) -> Format | None:
    """Which kind of picture the bytes are, if any."""
    head = untrusted_bytes[:256]
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    for magic, kind in _PICTURES:
        if head.startswith(magic) and not (len(magic) < 4 and _looks_like_text(head)):
            return kind
    return None


def container(untrusted_bytes: bytes) -> Literal["pdf", "zip", "ole", "packed", "rtf", "text"]:
    """Whether the bytes are a PDF, a ZIP, OLE or packed container, RTF, or perhaps text.

    Raises UnreadableError ``empty``, ``encrypted`` or ``unsupported_type``.
    """
    if not untrusted_bytes.strip(b"\0 \t\r\n\x0b\x0c\xef\xbb\xbf\xff\xfe"):
        raise UnreadableError("empty")
    head = untrusted_bytes[:1024]
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return "zip"
    if b"%PDF-" in head:
        return "pdf"
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        # An OLE container: an encrypted office file keeps its key material in this stream.
        if "EncryptedPackage".encode("utf-16-le") in untrusted_bytes:
            raise UnreadableError("encrypted", "an office file")
        return "ole"
    if head.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ")) or head[257:262] == b"ustar":
        return "packed"
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        return "rtf"
    for magic, media_type in _UNSUPPORTED:
        if head.startswith(magic) and not (len(magic) < 4 and _looks_like_text(head)):
            raise UnreadableError("unsupported_type", media_type)
    if head[4:8] == b"ftyp":
        raise UnreadableError("unsupported_type", "ISO media")
    marked = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not marked and _is_binary(untrusted_bytes[:65536]) and utf16(untrusted_bytes) is None:
        raise UnreadableError("unsupported_type", "not a text")
    return "text"


def package_format(
    names: Collection[str], stated: bytes
) -> Literal["docx", "pptx", "odt", "odp", "xlsx", "xlsb", "ods", "zip"]:
    """Which office file a ZIP container is: by its parts, or what its part ``mimetype`` states.

    Raises UnreadableError ``encrypted`` or ``unsupported_type``.
    """
    for part, found in _PARTS:
        if part in names:
            return found
    said = stated.strip().decode("ascii", "replace").removesuffix("-template")
    for kind in ("odt", "odp", "ods"):
        if said == MEDIA_TYPES[kind]:
            return kind
    if "EncryptionInfo" in names:
        raise UnreadableError("encrypted")
    if "mimetype" in names:
        raise UnreadableError("unsupported_type", said[:100])
    return "zip"


_PARTS: Final[tuple[tuple[str, Literal["docx", "pptx", "xlsx", "xlsb"]], ...]] = (
    ("word/document.xml", "docx"),
    ("ppt/presentation.xml", "pptx"),
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "xlsb"),
)


def ole_format(untrusted_bytes: bytes) -> Literal["xls", "msg", "doc", "ppt"]:
    """Which old office file an OLE container is, by the streams at its top.

    Raises UnreadableError ``encrypted`` or ``unsupported_type``.
    """
    names, locked = _ole_streams(untrusted_bytes)
    for name, kind in _STREAMS:
        if name in names if names else f"{name}\0".encode("utf-16-le") in untrusted_bytes:
            if locked:
                raise UnreadableError("encrypted")
            return kind
    raise UnreadableError("unsupported_type", "an old office file")


_STREAMS: Final[tuple[tuple[str, Literal["xls", "msg", "doc", "ppt"]], ...]] = (
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("__properties_version1.0", "msg"),
    ("WordDocument", "doc"),
    ("PowerPoint Document", "ppt"),
)


def _ole_streams(untrusted_bytes: bytes) -> tuple[set[str], bool]:
    """The names at the top of an OLE container, and whether DOC or PPT in it has a password.

    No names where its directory is damaged: other readers may still get along with it.
    """
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(untrusted_bytes)) as storage:
            names = {entry[0] for entry in storage.listdir(streams=True, storages=True)}
            if "EncryptedSummary" in names:
                return names, True
            if "WordDocument" not in names:
                return names, False
            # FibBase, [MS-DOC] 2.5.2: the bit fEncrypted
            head = storage.openstream("WordDocument").read(12)
            return names, len(head) == 12 and bool(head[11] & 1)
    except (OSError, ValueError, IndexError, TypeError, struct.error):
        return set(), False


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


def text_format(text: str, name: str) -> Literal["html", "markdown", "csv", "eml", "plain"]:
    """Which kind of text it is; ``name`` decides only where a text could be read in two ways."""
    head = text[:20_000]
    if _HTML.match(head.lstrip("\ufeff")):
        return "html"
    beginning = _MAIL_HEAD.match(head)
    if beginning and len({name.lower() for name in _MAIL_HEADS.findall(beginning[0])}) >= 3:
        return "eml"
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
        try:
            rows = list(csv.reader(sample, delimiter=mark))
        except csv.Error:
            continue
        widths = {len(row) for row in rows}
        if len(rows) >= 3 and len(widths) == 1 and widths.pop() >= columns:
            return mark
    return ""
