"""Text that a PDF page holds and does not show: under boxes, in the ground's colour, in comments.

What is suspected from the page's objects (their order, colours and modes) is believed only where
the page as it is drawn shows nothing in that place.
"""

from __future__ import annotations

import ctypes
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from custodes.model import Hidden
from custodes.reading.drafts import Box, clean_characters, squeeze
from custodes.reading.pdf_calls import address, calls

_LIGHT: Final = 200
"""From this luminance (of 255) on a colour may be that of the paper."""
_EVEN: Final = 16
"""So little difference of luminance in a place shows no character."""
_ALIKE: Final = 40
"""So little difference between two luminances is one colour, as a page is drawn."""
_LEAST: Final = 3.0
"""Points: what is thinner is a rule and covers nothing."""
_OBJECTS: Final = 20_000
_DEPTH: Final = 4
_BAND: Final = 24.0
_LONGEST: Final = 1600
"""Pixels of the longer side of a page as it is drawn to look at it."""

_Matrix = tuple[float, float, float, float, float, float]
_Order = tuple[int, ...]
_PATH, _IMAGE, _FORM = 2, 3, 5
_INVISIBLE = 3
_NO_FILL = 0
"""As fpdf_edit.h numbers objects, and modes of drawing text and paths."""
_OPAQUE = 255


@dataclass(slots=True)
class _Cover:
    """What may cover text: its place in the order, its box and its luminance (-1: a picture)."""

    order: _Order
    box: Box
    luminance: float


@dataclass(slots=True)
class _Drawn:
    """The objects of a page that matter here; their order is that in which they are drawn.

    ``texts`` holds for a page and each form its order, its objects that are text, their numbers
    among all of it, and its matrix; ``pale`` the luminance of text that may not show, below 0 for
    text without ink.
    """

    texts: list[tuple[_Order, list[int], npt.NDArray[np.int64], _Matrix | None]] = field(
        default_factory=list
    )
    pale: dict[int, float] = field(default_factory=dict)
    covers: list[_Cover] = field(default_factory=list)
    count: int = 0


def unseen(page: Any, textpage: Any, count: int, is_scan: Any) -> dict[int, Hidden]:
    """Why a reader of the page would not see some of its ``count`` characters, by their index.

    ``page`` is pypdfium2's, ``textpage`` raw; ``is_scan`` is asked whether a picture fills the
    page: the invisible or pale text on such a one is what a scanner recognised in it.
    """
    drawn = _Drawn()
    _walk(address(page.raw), drawn, None)
    _add_annotations(page, drawn)
    covered = _overlaps(drawn) if drawn.covers else {}
    if drawn.pale and is_scan(page):
        drawn.pale.clear()
    if not covered and not drawn.pale:
        return {}
    suspects = list(_suspects(address(textpage), count, covered, drawn.pale))
    return _not_shown(page, suspects) if suspects else {}


def _walk(container: int, drawn: _Drawn, matrix: _Matrix | None, above: _Order = ()) -> None:
    """Note the objects of a page, or of the form within it that stands ``above``."""
    call = calls()
    get = call.form_object if above else call.page_object
    many = call.form_objects if above else call.page_objects
    count = max(0, min(many(container), _OBJECTS - drawn.count))
    drawn.count += count
    items = list(map(get, repeat(container), range(count)))
    # below 0 for what is no text
    modes = np.fromiter(map(call.mode, items), dtype=np.int64, count=count)
    shades, solid = _shades(items)
    texts = np.flatnonzero(modes >= 0)
    before, start = len(drawn.texts), int(texts[0]) if len(texts) else count
    if len(texts):
        drawn.texts.append((above, [items[number] for number in texts.tolist()], texts, matrix))
    shades[modes == _INVISIBLE] = -1.0
    for number in texts[(shades[texts] < 0) | (shades[texts] >= _LIGHT)].tolist():
        drawn.pale[items[number]] = float(shades[number])
    for number in np.flatnonzero(modes < 0).tolist():
        item, order = items[number], (*above, number)
        kind = call.kind(item)
        if kind == _FORM and len(above) < _DEPTH:
            _walk(item, drawn, _times(_matrix_of(item), matrix), order)
            start = 0 if len(drawn.texts) > before + bool(len(texts)) else start
        elif before == 0 and number < start:
            continue  # it lies under all text
        elif kind == _IMAGE:
            _add_cover(item, drawn, matrix, order, -1.0)
        elif kind == _PATH and solid[number] and _is_filled(item):
            _add_cover(item, drawn, matrix, order, float(shades[number]))


def _shades(items: list[int]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """The luminance of the colours that objects are filled with, and whether they are solid.

    The luminance (0 to 255) is that of ITU-R BT.601, as pictures are turned grey; 0 where there is
    no colour, below 0 where it is wholly transparent.
    """
    count = len(items)
    colours = np.zeros((count, 4), dtype=np.uint32)
    first = colours.ctypes.data
    parts = (range(first + 4 * part, first + 4 * part + 16 * count, 16) for part in range(4))
    answers = map(calls().fill, items, *parts)
    known = np.fromiter(answers, dtype=np.bool_, count=count)
    alpha = colours[:, 3]
    shades = np.where(alpha == 0, -1.0, colours[:, :3] @ np.array([0.299, 0.587, 0.114]))
    return np.where(known, shades, 0.0), known & (alpha == _OPAQUE)


def _is_filled(path: int) -> bool:
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    places = (ctypes.addressof(mode), ctypes.addressof(stroke))
    return bool(calls().draw_mode(path, *places)) and mode.value != _NO_FILL


def _add_cover(
    item: int, drawn: _Drawn, matrix: _Matrix | None, order: _Order, luminance: float
) -> None:
    left, bottom, right, top = box = _bounds(item, matrix)
    if right - left < _LEAST or top - bottom < _LEAST or calls().transparent(item):
        return
    drawn.covers.append(_Cover(order, box, luminance))


def _add_annotations(page: Any, drawn: _Drawn) -> None:
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
            drawn.covers.append(_Cover((drawn.count + 1,), _rectangle(annotation), -1.0))


def _overlaps(drawn: _Drawn) -> dict[int, list[_Cover]]:
    """The text objects that something drawn later overlaps, by address, with what it is."""
    found: dict[int, list[_Cover]] = {}
    for above, items, numbers, matrix in drawn.texts:
        limits = [_below(above, cover.order) for cover in drawn.covers]
        if not numbers[0] < max(limits):
            continue
        boxes = _all_bounds(items, matrix)
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


def _below(above: _Order, order: _Order) -> float:
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
    textpage: int, count: int, covered: dict[int, list[_Cover]], pale: dict[int, float]
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

    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page.raw), _OBJECTS)):
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


def _bounds(item: int, matrix: _Matrix | None) -> Box:
    """Left, bottom, right, top of an object on the page; ``matrix`` is that of its form."""
    left, bottom, right, top = _all_bounds([item], matrix)[0].tolist()
    return (left, bottom, right, top)


def _all_bounds(items: list[int], matrix: _Matrix | None) -> npt.NDArray[np.float64]:
    """The same for many objects, a row each; all 0 for one that has none."""
    edges = np.zeros((len(items), 4), dtype=np.float32)
    first = edges.ctypes.data
    sides = (range(first + 4 * n, first + 4 * n + 16 * len(items), 16) for n in range(4))
    answers = map(calls().bounds, items, *sides)
    known = np.fromiter(answers, dtype=np.bool_, count=len(items))
    boxes = edges.astype(np.float64)
    if matrix is not None:
        a, b, c, d, e, f = matrix
        xs, ys = boxes[:, [0, 0, 2, 2]], boxes[:, [1, 3, 1, 3]]
        across, up = a * xs + c * ys + e, b * xs + d * ys + f
        boxes = np.stack((across.min(1), up.min(1), across.max(1), up.max(1)), axis=1)
    boxes[~known] = 0.0
    return boxes


def _matrix_of(item: int) -> _Matrix:
    found = (ctypes.c_float * 6)()
    if not calls().matrix(item, ctypes.addressof(found)):
        return (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    a, b, c, d, e, f = found
    return (a, b, c, d, e, f)


def _times(inner: _Matrix, outer: _Matrix | None) -> _Matrix:
    """First ``inner``, then ``outer`` (ISO 32000-1, 8.3.4)."""
    if outer is None:
        return inner
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )
