"""The straight lines that the paths of a PDF page draw: the rules of its tables."""

from __future__ import annotations

import ctypes
import itertools
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import numpy as np

from custodes.reading.pdf_calls import calls
from custodes.reading.pdf_objects import Matrix, all_bounds, inked, matrix_of, times
from custodes.reading.ruled_tables import Rules

_THIN: Final = 3.0
"""Points: what is thinner is a line."""
_SEGMENTS: Final = 20_000
_MOVE, _CURVE = 2, 1
"""As fpdf_edit.h numbers the segments of a path."""

Turn = Callable[[Any, Any, Any, Any], tuple[Any, Any, Any, Any]]


def rules_drawn(paths: Sequence[tuple[int, Matrix | None]], turn: Turn) -> Rules:
    """The straight lines of paths along the page's edges, in points.

    ``turn`` maps the page's own coordinates to the reader's.
    """
    drawn = _lines_drawn(paths) if paths else np.empty((0, 4))
    return np.stack(turn(*drawn.T), axis=1)


def _lines_drawn(paths: Sequence[tuple[int, Matrix | None]]) -> Rules:
    """The straight lines of paths along the page's edges: left, top, right, bottom of each."""
    found: list[tuple[float, float, float, float]] = []
    by_form: dict[Matrix | None, list[int]] = defaultdict(list)
    for item, matrix in paths:
        by_form[matrix].append(item)
    left = _SEGMENTS
    for matrix, items in by_form.items():
        boxes = all_bounds(items, matrix)
        wide, high = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
        for item, box, thin in zip(
            items, boxes.tolist(), (np.minimum(wide, high) <= _THIN).tolist(), strict=True
        ):
            filled, stroked = inked(item)
            if thin:
                if filled or stroked:
                    found.append((box[0], box[3], box[2], box[1]))
                continue
            count = calls().segments(item)
            left -= count
            if left < 0 or not (stroked or (filled and count > 5)):
                continue
            for points in _outlines(item, count, times(matrix_of(item), matrix)):
                found.extend(_edges(points, stroked))
    return np.array(found, dtype=np.float64).reshape(-1, 4)


def _outlines(item: int, count: int, matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
    """The corners of each part of a path that has no curves."""
    call = calls()
    place = (ctypes.c_float * 2)()
    where = ctypes.addressof(place)
    a, b, c, d, e, f = matrix
    points: list[tuple[float, float]] = []
    curved = False
    for index in range(count):
        segment = call.segment(item, index)
        kind = call.segment_kind(segment)
        if kind == _MOVE:
            if len(points) > 1 and not curved:
                yield points
            points, curved = [], False
        curved = curved or kind == _CURVE
        if call.segment_point(segment, where, where + 4):
            x, y = place
            points.append((a * x + c * y + e, b * x + d * y + f))
        if call.segment_closes(segment) and points:
            points.append(points[0])
    if len(points) > 1 and not curved:
        yield points


def _edges(
    points: list[tuple[float, float]], stroked: bool
) -> Iterator[tuple[float, float, float, float]]:
    """The lines that the outline of a part of a path draws; one only filled must be thin."""
    if not stroked:
        xs, ys = [x for x, _ in points], [y for _, y in points]
        if min(max(xs) - min(xs), max(ys) - min(ys)) <= _THIN:
            yield min(xs), max(ys), max(xs), min(ys)
        return
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        if abs(x1 - x0) <= 1 or abs(y1 - y0) <= 1:
            yield min(x0, x1), max(y0, y1), max(x0, x1), min(y0, y1)
