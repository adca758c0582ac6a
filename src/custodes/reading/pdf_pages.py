"""A PDF as PDFium has it, and its pages one after the other."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from custodes.model import UnreadableError


@contextlib.contextmanager
def opened(untrusted_bytes: bytes) -> Iterator[Any]:
    """A PDF as pypdfium2 has it, closed at the end of the block.

    Raises UnreadableError ``encrypted`` or ``damaged``, also for what PDFium finds out on the way.
    """
    import pypdfium2 as pdfium  # type: ignore[import-untyped]

    try:
        document = pdfium.PdfDocument(untrusted_bytes)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.raw.FPDF_ERR_PASSWORD:
            raise UnreadableError("encrypted") from error
        raise UnreadableError("damaged", str(error)) from error
    try:
        yield document
    except pdfium.PdfiumError as error:
        raise UnreadableError("damaged", str(error)) from error
    finally:
        document.close()


def each_page(document: Any) -> Iterator[tuple[int, Any]]:
    """Each page's number (from 1) and the page, closed again afterwards; None in place of a page
    that PDFium cannot load."""
    import pypdfium2 as pdfium

    for index in range(len(document)):
        try:
            page = document[index]
        except pdfium.PdfiumError:
            yield index + 1, None
            continue
        with contextlib.closing(page):
            yield index + 1, page
