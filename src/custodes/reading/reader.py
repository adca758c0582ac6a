"""The door of this room: bytes in, a Document and its Text out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from custodes.model import Document, Text, UnreadableError
from custodes.reading import limits
from custodes.reading.detection import (
    MEDIA_TYPES,
    container,
    ole_format,
    package_format,
    picture_format,
    text_format,
)
from custodes.reading.drafts import Member, Original
from custodes.reading.failing import as_unreadable


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one original: what it is, its canonical text, and the files that it contains."""

    document: Document
    text: Text
    members: tuple[Member, ...] = ()


def read(
    untrusted_bytes: bytes, name: str, origin: str = "", *, recognition: bool = True
) -> Reading:
    """Read one original.

    ``name`` is its file name (kept, and asked only whether a text is Markdown), ``origin`` the
    path or address it came from. The format is found from the bytes. Without ``recognition``,
    pages that are pictures raise ``NeedsRecognitionError``, an UnreadableError.

    Raises UnreadableError, and nothing else, with a code of ``REASONS``.
    """
    if len(untrusted_bytes) > limits.INPUT_BYTES:
        raise UnreadableError("too_large", f"{len(untrusted_bytes)} bytes")
    with as_unreadable():
        original = _original(untrusted_bytes, name, recognition)
        return _reading(original, untrusted_bytes, name, origin)


def _original(untrusted_bytes: bytes, name: str, recognition: bool) -> Original:
    picture = picture_format(untrusted_bytes)
    if picture is not None:
        from custodes.reading.images import read_image

        return read_image(untrusted_bytes, MEDIA_TYPES[picture], recognition)
    kind = container(untrusted_bytes)
    if kind == "pdf":
        from custodes.reading.pdf import read_pdf

        return read_pdf(untrusted_bytes, recognition)
    if kind == "zip":
        return _office_file(untrusted_bytes)
    if kind == "ole":
        return _ole_file(untrusted_bytes)
    if kind == "rtf":
        from custodes.reading.rtf import read_rtf

        return read_rtf(untrusted_bytes)
    if kind == "packed":
        from custodes.reading.archives import is_tar, read_compressed, read_tar

        if is_tar(untrusted_bytes):
            return read_tar(untrusted_bytes)
        return read_compressed(untrusted_bytes, name)
    if len(untrusted_bytes) > limits.TEXT_BYTES:
        raise UnreadableError("too_large", f"{len(untrusted_bytes)} bytes of text")
    from custodes.reading.characters import decode

    text, _ = decode(untrusted_bytes)
    kind_of_text = text_format(text, name)
    if kind_of_text == "html":
        from custodes.reading.html import read_html

        return read_html(text)
    if kind_of_text == "markdown":
        from custodes.reading.markdown import read_markdown

        return read_markdown(text)
    if kind_of_text == "eml":
        from custodes.reading.mail import read_eml

        return read_eml(untrusted_bytes)
    if kind_of_text == "csv":
        from custodes.reading.spreadsheets import read_csv

        return read_csv(text)
    from custodes.reading.plain import read_plain

    return read_plain(text)


def _office_file(untrusted_bytes: bytes) -> Original:
    from custodes.reading.docx_package import Package

    package = Package(untrusted_bytes)
    stated = package.read("mimetype") if "mimetype" in package.names else None
    kind = package_format(package.names, stated or b"")
    if kind == "docx":
        from custodes.reading.docx import read_docx

        return read_docx(untrusted_bytes)
    if kind == "pptx":
        from custodes.reading.pptx import read_pptx

        return read_pptx(untrusted_bytes)
    if kind in ("odt", "odp"):
        from custodes.reading.odt import read_odp, read_odt

        return read_odt(untrusted_bytes) if kind == "odt" else read_odp(untrusted_bytes)
    if kind == "zip":
        from custodes.reading.archives import read_zip

        return read_zip(untrusted_bytes)
    if kind == "ods":
        from custodes.reading.ods import read_ods

        return read_ods(untrusted_bytes)
    from custodes.reading.spreadsheets import read_old_spreadsheet, read_xlsx

    if kind == "xlsx":
        return read_xlsx(untrusted_bytes)
    return read_old_spreadsheet(untrusted_bytes, MEDIA_TYPES[kind])


def _ole_file(untrusted_bytes: bytes) -> Original:
    kind = ole_format(untrusted_bytes)
    if kind == "msg":
        from custodes.reading.mail import read_msg

        return read_msg(untrusted_bytes)
    if kind in ("doc", "ppt"):
        from custodes.reading.conversion import NeedsConversionError

        raise NeedsConversionError(kind)
    from custodes.reading.spreadsheets import read_old_spreadsheet

    return read_old_spreadsheet(untrusted_bytes, MEDIA_TYPES[kind])


def _reading(original: Original, untrusted_bytes: bytes, name: str, origin: str) -> Reading:
    from custodes.reading.assembly import assemble
    from custodes.reading.metadata import describe

    text, title = assemble(original)
    if len(text.content) > limits.CONTENT_CHARACTERS:
        raise UnreadableError("too_large", f"{len(text.content)} characters")
    found = describe(original.stated, text, title)
    document = Document(
        sha256=hashlib.sha256(untrusted_bytes).hexdigest(),
        media_type=original.media_type,
        name=name,
        size=len(untrusted_bytes),
        origin=origin,
        title=title,
        publisher=found.publisher,
        author=found.author,
        published=found.published,
        language=found.language,
        kind=found.kind,
    )
    return Reading(document, text, original.members)


__all__ = ["MEDIA_TYPES", "Reading", "read"]
