"""Text that a PDF page holds and does not show: under boxes, in the ground's colour, in comments.

What is suspected from the page's objects (their order, colours and modes) is believed only where
the page as it is drawn shows nothing in that place.
"""

from __future__ import annotations

import ctypes
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from custodes.model import Hidden
from custodes.reading.drafts import Box, clean_characters, squeeze
from custodes.reading.pdf_calls import address, calls
from custodes.reading.pdf_objects import OBJECTS, Cover, Drawn, Order, all_bounds

_EVEN: Final = 16
"""So little difference of luminance in a place shows no character."""
_ALIKE: Final = 40
"""So little difference between two luminances is one colour, as a page is drawn."""
_BAND: Final = 24.0
_LONGEST: Final = 1600
"""Pixels of the longer side of a page as it is drawn to look at it."""


def unseen(page: Any, textpage: Any, count: int, drawn: Drawn, is_scan: Any) -> dict[int, Hidden]:
    """Why a reader of the page would not see some of its ``count`` characters, by their index.

    ``page`` is pypdfium2's, ``textpage`` raw, ``drawn`` what is drawn on it; ``is_scan`` is asked
    whether a picture fills the page: the invisible or pale text on such a one is what a scanner
    recognised in it.
    """
    _add_annotations(page, drawn)
    covered = _overlaps(drawn) if drawn.covers else {}
    if drawn.pale and is_scan(page):
        drawn.pale.clear()
    if not covered and not drawn.pale:
        return {}
    suspects = list(_suspects(address(textpage), count, covered, drawn.pale))
    return _not_shown(page, suspects) if suspects else {}


def _add_annotations(page: Any, drawn: Drawn) -> None:
    """Boxes that are laid over a page as annotations, and lie over all that is drawn on it."""
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    boxes = (
        pdfium.FPDF_ANNOT_SQUARE,
        pdfium.FPDF_ANNOT_REDACT,
        pdfium.FPDF_ANNOT_POLYGON,
        pdfium.FPDF_ANNOT_STAMP,
        pdfium.FPDF_ANNOT_INK,
        pdfium.FPDF_ANNOT_LINE,
        pdfium.FPDF_ANNOT_FREETEXT,
    )
    for annotation in _annotations(page):
        if pdfium.FPDFAnnot_GetSubtype(annotation) in boxes:
            drawn.covers.append(Cover((drawn.count + 1,), _rectangle(annotation), -1.0))


def _overlaps(drawn: Drawn) -> dict[int, list[Cover]]:
    """The text objects that something drawn later overlaps, by address, with what it is."""
    found: dict[int, list[Cover]] = {}
    for above, items, numbers, matrix in drawn.texts:
        limits = [_below(above, cover.order) for cover in drawn.covers]
        if not numbers[0] < max(limits):
            continue
        boxes = all_bounds(items, matrix)
        low, high = (np.clip(boxes[:, side], -1e5, 1e5) // _BAND for side in (1, 3))
        bands: dict[int, list[int]] = defaultdict(list)
        for place, (first, last) in enumerate(zip(low.tolist(), high.tolist(), strict=True)):
            for band in range(int(first), int(min(last, first + 100)) + 1):
                bands[band].append(place)
        lists = {band: np.array(places) for band, places in bands.items()}
        for cover, limit in zip(drawn.covers, limits, strict=True):
            left, bottom, right, top = cover.box
            first, last = _bands(cover.box)
            near = range(first, last + 1) if last - first < len(lists) else list(lists)
            candidates = [lists[band] for band in near if band in lists]
            if not candidates:
                continue
            places = np.array(sorted(set().union(*(some.tolist() for some in candidates))))
            box = boxes[places]
            across = np.minimum(right, box[:, 2]) - np.maximum(left, box[:, 0])
            up = np.minimum(top, box[:, 3]) - np.maximum(bottom, box[:, 1])
            for place in places[(numbers[places] < limit) & (across > 1) & (up > 1)].tolist():
                found.setdefault(items[place], []).append(cover)
    return found


def _below(above: Order, order: Order) -> float:
    """The number that objects of the page, or of the form ``above``, must be under to be drawn
    before what stands at ``order``."""
    if order[: len(above)] == above:
        return order[len(above)] if len(order) > len(above) else -math.inf
    return math.inf if above < order else -math.inf


def _bands(box: Box) -> tuple[int, int]:
    """The first and last of the level bands of a page that a box lies in."""
    return int(max(box[1], -1e5) // _BAND), int(min(box[3], 1e5) // _BAND)


@dataclass(slots=True)
class _Suspect:
    """A character that may not show: its index, box, why, and what luminance would hide it."""

    index: int
    box: Box
    why: Hidden
    luminance: float


def _suspects(
    textpage: int, count: int, covered: dict[int, list[Cover]], pale: dict[int, float]
) -> Iterator[_Suspect]:
    get_object, get_box = calls().text_object, calls().character_box
    edges = (ctypes.c_double * 4)()
    where = ctypes.addressof(edges)
    places = (where, where + 8, where + 16, where + 24)
    for index in range(count):
        item = get_object(textpage, index)
        if not item or (item not in covered and item not in pale):
            continue
        if not get_box(textpage, index, *places):
            continue
        left, right, bottom, top = edges
        if left >= right and bottom >= top:
            continue  # as small as a point
        across, up = (left + right) / 2, (bottom + top) / 2
        for cover in covered.get(item, ()):
            if cover.box[0] <= across <= cover.box[2] and cover.box[1] <= up <= cover.box[3]:
                yield _Suspect(index, (left, bottom, right, top), "covered", cover.luminance)
                break
        else:
            if item in pale:
                box = (left, bottom, right, top)
                yield _Suspect(index, box, "invisible_colour", pale[item])


def _not_shown(page: Any, suspects: Sequence[_Suspect]) -> dict[int, Hidden]:
    """Those suspects in whose place the page, as it is drawn, shows nothing."""
    import pypdfium2.raw as pdfium

    scale = min(2.0, _LONGEST / max(*page.get_size(), 1.0))
    bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False)
    pixels, width, height, stride = bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride
    bitmap.close()
    x, y = ctypes.c_int(), ctypes.c_int()

    def shows_nothing(suspect: _Suspect) -> bool:
        corners = []
        for across, up in (suspect.box[:2], suspect.box[2:]):
            pdfium.FPDF_PageToDevice(
                page.raw, 0, 0, width, height, 0, across, up, ctypes.byref(x), ctypes.byref(y)
            )
            corners.append((x.value, y.value))
        (x0, y0), (x1, y1) = corners
        first, last = max(0, min(x0, x1) - 1), min(width, max(x0, x1) + 2)
        top, bottom = max(0, min(y0, y1) - 1), min(height, max(y0, y1) + 2)
        if first >= last or top >= bottom:
            return False
        least, most = 255, 0
        for row in range(top, bottom):
            part = pixels[row * stride + first : row * stride + last]
            least, most = min(least, *part), max(most, *part)
            if most - least > _EVEN:
                return False
        return suspect.luminance < 0 or abs(suspect.luminance - (least + most) / 2) <= _ALIKE

    found: dict[int, Hidden] = {}
    for stretch in _stretches(suspects):
        nothing = sum(map(shows_nothing, stretch))
        if 2 * nothing > len(stretch):
            for suspect in stretch:
                found[suspect.index] = suspect.why
    return found


def _stretches(suspects: Sequence[_Suspect]) -> Iterator[list[_Suspect]]:
    """Suspects side by side on one line: a single I may look like a box, a word does not."""
    stretch: list[_Suspect] = []
    for suspect in suspects:
        if stretch:
            last = stretch[-1]
            tall = max(last.box[3] - last.box[1], suspect.box[3] - suspect.box[1], 2.0)
            alike = last.why == suspect.why and last.luminance == suspect.luminance
            level = abs(last.box[1] - suspect.box[1]) < tall
            if not (alike and level and suspect.index - last.index <= 3):
                yield stretch
                stretch = []
        stretch.append(suspect)
    if stretch:
        yield stretch


def comments(page: Any) -> Iterator[tuple[str, Box]]:
    """The words of a page's annotations, and where they stand (left, bottom, right, top)."""
    import pypdfium2.raw as pdfium

    without = (
        pdfium.FPDF_ANNOT_LINK,
        pdfium.FPDF_ANNOT_WIDGET,
        pdfium.FPDF_ANNOT_POPUP,
        pdfium.FPDF_ANNOT_PRINTERMARK,
        pdfium.FPDF_ANNOT_TRAPNET,
    )
    for annotation in _annotations(page):
        if pdfium.FPDFAnnot_GetSubtype(annotation) in without:
            continue
        size = pdfium.FPDFAnnot_GetStringValue(annotation, b"Contents", None, 0)
        if not 2 < size <= 1 << 20:
            continue
        units = (ctypes.c_ushort * (size // 2))()
        pdfium.FPDFAnnot_GetStringValue(annotation, b"Contents", units, size)
        untrusted_words = bytes(units).decode("utf-16-le", "replace").rstrip("\0")
        if words := squeeze(clean_characters(untrusted_words)):
            yield words, _rectangle(annotation)


def _annotations(page: Any) -> Iterator[Any]:
    import pypdfium2.raw as pdfium

    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page.raw), OBJECTS)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, index)
        if annotation:
            try:
                yield annotation
            finally:
                pdfium.FPDFPage_CloseAnnot(annotation)


def _rectangle(annotation: Any) -> Box:
    import pypdfium2.raw as pdfium

    edges = pdfium.FS_RECTF()
    if not pdfium.FPDFAnnot_GetRect(annotation, ctypes.byref(edges)):
        return (0.0, 0.0, 0.0, 0.0)
    across, up = sorted((edges.left, edges.right)), sorted((edges.bottom, edges.top))
    return (across[0], up[0], across[1], up[1])
