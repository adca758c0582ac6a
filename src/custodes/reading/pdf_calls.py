"""PDFium's questions about what is drawn on a page, asked with addresses.

A page has thousands of objects; that each call makes no Python object for a pointer is what keeps
the reading of text as fast as it was.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

Call = Callable[..., int]


@dataclass(frozen=True, slots=True)
class Calls:
    """Functions of PDFium that take and give addresses; ``matrix`` to ``edges`` fill in places
    whose addresses they are given, and answer whether they could."""

    page_objects: Call
    page_object: Call
    form_objects: Call
    form_object: Call
    kind: Call
    mode: Call
    fill: Call
    bounds: Call
    matrix: Call
    draw_mode: Call
    transparent: Call
    text_object: Call
    character_box: Call
    loose_box: Call
    code_point: Call
    text: Call
    segments: Call
    segment: Call
    segment_kind: Call
    segment_point: Call
    segment_closes: Call


@cache
def calls() -> Calls:
    """The functions, of the library that pypdfium2 has loaded."""
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    place, whole = ctypes.c_void_p, ctypes.c_int

    def of(function: Any, answer: Any, *arguments: Any) -> Call:
        made: Call = ctypes.PYFUNCTYPE(answer, *arguments)(address(function))
        return made

    return Calls(
        of(pdfium.FPDFPage_CountObjects, whole, place),
        of(pdfium.FPDFPage_GetObject, place, place, whole),
        of(pdfium.FPDFFormObj_CountObjects, whole, place),
        of(pdfium.FPDFFormObj_GetObject, place, place, ctypes.c_ulong),
        of(pdfium.FPDFPageObj_GetType, whole, place),
        of(pdfium.FPDFTextObj_GetTextRenderMode, whole, place),
        of(pdfium.FPDFPageObj_GetFillColor, whole, place, place, place, place, place),
        of(pdfium.FPDFPageObj_GetBounds, whole, place, place, place, place, place),
        of(pdfium.FPDFPageObj_GetMatrix, whole, place, place),
        of(pdfium.FPDFPath_GetDrawMode, whole, place, place, place),
        of(pdfium.FPDFPageObj_HasTransparency, whole, place),
        of(pdfium.FPDFText_GetTextObject, place, place, whole),
        of(pdfium.FPDFText_GetCharBox, whole, place, whole, place, place, place, place),
        of(pdfium.FPDFText_GetLooseCharBox, whole, place, whole, place),
        of(pdfium.FPDFText_GetUnicode, ctypes.c_uint, place, whole),
        of(pdfium.FPDFText_GetText, whole, place, whole, whole, place),
        of(pdfium.FPDFPath_CountSegments, whole, place),
        of(pdfium.FPDFPath_GetPathSegment, place, place, whole),
        of(pdfium.FPDFPathSegment_GetType, whole, place),
        of(pdfium.FPDFPathSegment_GetPoint, whole, place, place, place),
        of(pdfium.FPDFPathSegment_GetClose, whole, place),
    )


def address(pointer: Any) -> int:
    """Where a pointer of pypdfium2 points to."""
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0
