"""The objects of a PDF page in the order in which they are drawn: texts, covers, paths.

Each page is walked through once; what is asked of its objects is asked of many at a time.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from custodes.reading.drafts import Box
from custodes.reading.pdf_calls import address, calls

LIGHT: Final = 200
"""From this luminance (of 255) on a colour may be that of the paper."""
_LEAST: Final = 3.0
"""Points: what is thinner is a rule and covers nothing."""
OBJECTS: Final = 20_000
PATHS: Final = 4_000
"""The most paths of a page that are looked at as lines of tables."""
_DEPTH: Final = 4

Matrix = tuple[float, float, float, float, float, float]
Order = tuple[int, ...]
_PATH, _IMAGE, _FORM = 2, 3, 5
_INVISIBLE = 3
_NO_FILL = 0
"""As fpdf_edit.h numbers objects, and modes of drawing text and paths."""
_OPAQUE = 255


@dataclass(slots=True)
class Cover:
    """What may cover text: its place in the order, its box and its luminance (-1: a picture)."""

    order: Order
    box: Box
    luminance: float


@dataclass(slots=True)
class Drawn:
    """The objects of a page that matter here; their order is that in which they are drawn.

    ``texts`` holds for a page and each form its order, its objects that are text, their numbers
    among all of it, and its matrix; ``pale`` the luminance of text that may not show, below 0 for
    text without ink; ``paths`` holds paths, the first ones, with their form's matrix. ``pictured``
    says whether a picture is among the objects, or too many to tell.
    """

    texts: list[tuple[Order, list[int], npt.NDArray[np.int64], Matrix | None]] = field(
        default_factory=list
    )
    pale: dict[int, float] = field(default_factory=dict)
    covers: list[Cover] = field(default_factory=list)
    paths: list[tuple[int, Matrix | None]] = field(default_factory=list)
    count: int = 0
    pictured: bool = False


def drawn_on(page: Any) -> Drawn:
    """What is drawn on a page of pypdfium2."""
    drawn = Drawn()
    walk(address(page.raw), drawn, None)
    return drawn


def walk(container: int, drawn: Drawn, matrix: Matrix | None, above: Order = ()) -> None:
    """Note the objects of a page, or of the form within it that stands ``above``."""
    call = calls()
    get = call.form_object if above else call.page_object
    many = call.form_objects if above else call.page_objects
    count = max(0, min(many(container), OBJECTS - drawn.count))
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
    for number in texts[(shades[texts] < 0) | (shades[texts] >= LIGHT)].tolist():
        drawn.pale[items[number]] = float(shades[number])
    for number in np.flatnonzero(modes < 0).tolist():
        item, order = items[number], (*above, number)
        kind = call.kind(item)
        if kind == _PATH and len(drawn.paths) < PATHS:
            drawn.paths.append((item, matrix))
        drawn.pictured = drawn.pictured or kind == _IMAGE or drawn.count >= OBJECTS
        if kind == _FORM and len(above) < _DEPTH:
            walk(item, drawn, times(matrix_of(item), matrix), order)
            start = 0 if len(drawn.texts) > before + bool(len(texts)) else start
        elif before == 0 and number < start:
            continue  # it lies under all text
        elif kind == _IMAGE:
            _add_cover(item, drawn, matrix, order, -1.0)
        elif kind == _PATH and solid[number] and inked(item)[0]:
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


def inked(path: int) -> tuple[bool, bool]:
    """Whether a path is filled, and whether it is stroked."""
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    places = (ctypes.addressof(mode), ctypes.addressof(stroke))
    known = bool(calls().draw_mode(path, *places))
    return known and mode.value != _NO_FILL, known and bool(stroke.value)


def _add_cover(
    item: int, drawn: Drawn, matrix: Matrix | None, order: Order, luminance: float
) -> None:
    left, bottom, right, top = box = _bounds(item, matrix)
    if right - left < _LEAST or top - bottom < _LEAST or calls().transparent(item):
        return
    drawn.covers.append(Cover(order, box, luminance))


def _bounds(item: int, matrix: Matrix | None) -> Box:
    """Left, bottom, right, top of an object on the page; ``matrix`` is that of its form."""
    left, bottom, right, top = all_bounds([item], matrix)[0].tolist()
    return (left, bottom, right, top)


def all_bounds(items: list[int], matrix: Matrix | None) -> npt.NDArray[np.float64]:
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


def matrix_of(item: int) -> Matrix:
    """The map from an object's own coordinates to those of what it stands in."""
    found = (ctypes.c_float * 6)()
    if not calls().matrix(item, ctypes.addressof(found)):
        return (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    a, b, c, d, e, f = found
    return (a, b, c, d, e, f)


def times(inner: Matrix, outer: Matrix | None) -> Matrix:
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
