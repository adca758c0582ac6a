"""Files that a PDF carries: each is a document of its own, read in its turn.

They stand in the document's tree of embedded files (all of a portfolio's do) or hang on an
annotation. Source: ISO 32000-1, 7.11.4 and 12.5.6.15.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any, Final

from custodes.reading import limits
from custodes.reading.archives import label
from custodes.reading.drafts import Member

_ANNOTATIONS: Final = 10_000
"""The most annotations of one page that are asked for a file."""


def pdf_members(document: Any) -> tuple[Member, ...]:
    """The files in the tree of a pypdfium2 document, by their names in the file."""
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    count = max(0, pdfium.FPDFDoc_GetAttachmentCount(document.raw))
    kept = _Kept()
    for index in range(min(count, limits.MEMBERS)):
        kept.add(pdfium.FPDFDoc_GetAttachment(document.raw, index))
    return kept.members


def page_members(page: Any) -> tuple[Member, ...]:
    """The files that hang on annotations of a pypdfium2 page."""
    import pypdfium2.raw as pdfium

    kept = _Kept()
    for annotation in _file_annotations(page):
        kept.add(pdfium.FPDFAnnot_GetFileAttachment(annotation))
    return kept.members


def _file_annotations(page: Any) -> Iterator[Any]:
    import pypdfium2.raw as pdfium

    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page.raw), _ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, index)
        if annotation:
            try:
                if pdfium.FPDFAnnot_GetSubtype(annotation) == pdfium.FPDF_ANNOT_FILEATTACHMENT:
                    yield annotation
            finally:
                pdfium.FPDFPage_CloseAnnot(annotation)


class _Kept:
    """Members as they are taken out, and how many bytes more may be."""

    def __init__(self) -> None:
        self.members: tuple[Member, ...] = ()
        self._left = limits.EXPANDED_BYTES

    def add(self, attachment: Any) -> None:
        """Take one file; one that cannot be had is a member with its reason."""
        import pypdfium2.raw as pdfium

        if not attachment:
            self.members += (Member("…", reason="damaged", detail="an attachment"),)
            return
        name = _name(attachment)
        size = ctypes.c_ulong()
        if not pdfium.FPDFAttachment_GetFile(attachment, None, 0, ctypes.byref(size)):
            self.members += (Member(name, reason="damaged", detail="an attachment"),)
            return
        if size.value > self._left:
            self.members += (Member(name, reason="too_large", detail=f"{size.value} bytes"),)
            return
        self._left -= size.value
        content = ctypes.create_string_buffer(size.value)
        written = ctypes.c_ulong()
        known = pdfium.FPDFAttachment_GetFile(
            attachment, content, size.value, ctypes.byref(written)
        )
        if known and written.value == size.value:
            self.members += (Member(name, content.raw),)
        else:
            self.members += (Member(name, reason="damaged", detail="an attachment"),)


def _name(attachment: Any) -> str:
    import pypdfium2.raw as pdfium

    size = pdfium.FPDFAttachment_GetName(attachment, None, 0)
    if not 2 < size <= 1 << 16:
        return label("")
    units = (ctypes.c_ushort * (size // 2))()
    pdfium.FPDFAttachment_GetName(attachment, units, size)
    untrusted_name = bytes(units).decode("utf-16-le", "replace").rstrip("\0")
    return label(untrusted_name)
