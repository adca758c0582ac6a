"""The ruled lines on the picture of a page: long straight runs of ink, across or down."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from custodes.reading.ruled_tables import Rules

if TYPE_CHECKING:
    from custodes.reading.recognition import Pixels

_LONG_SIDE: Final = 2000
"""The most pixels of a page's longer side that are looked at; more is scaled down."""
_DARKER: Final = 12
"""So much darker than what is around it, of 255, ink is."""
_ACROSS: Final = 3.0
_DOWN: Final = 1.6
"""So many times as long as letters are tall a rule is at least: longer than their own strokes."""
_THICK: Final = 0.6
"""The same for how thick it may be, with what is left of the page's slant."""


def rules_on(pixels: Pixels, angle: float, size: float) -> Rules:
    """The ruled lines of a page, in pixels, as they would lie on the page set straight.

    ``angle`` is by how much it is turned clockwise, in radians, ``size`` how tall its letters are.
    A point (x, y) of the page lies at (x cos + y sin, y cos - x sin) when set straight.
    """
    import cv2

    height, width = pixels.shape[:2]
    scale = min(1.0, _LONG_SIDE / max(height, width))
    grey: Any = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    if scale < 1:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    grey, left, top = _straight(grey, angle)
    tall = max(8.0, size * scale)
    around = 2 * round(tall) + 1
    ink = cv2.adaptiveThreshold(
        grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, around, _DARKER
    )
    # a rule that still slants a little lies on several rows of pixels
    across = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    down = cv2.dilate(ink, np.ones((1, 3), np.uint8))
    found = [
        *_runs(across, (1, math.ceil(_ACROSS * tall)), tall),
        *_runs(down, (math.ceil(_DOWN * tall), 1), tall),
    ]
    moved = np.array(found, dtype=np.float64).reshape(-1, 4) + np.array([left, top, left, top])
    return np.asarray(moved / scale)


def _straight(grey: Any, angle: float) -> tuple[Any, float, float]:
    """The picture turned back, and what stands at its left and upper edge then."""
    import cv2

    if not angle:
        return grey, 0.0, 0.0
    height, width = grey.shape
    cosine, sine = math.cos(angle), math.sin(angle)
    corners = [
        (x * cosine + y * sine, y * cosine - x * sine) for x in (0, width) for y in (0, height)
    ]
    left, top = min(x for x, _ in corners), min(y for _, y in corners)
    right, bottom = max(x for x, _ in corners), max(y for _, y in corners)
    matrix = np.array([[cosine, sine, -left], [-sine, cosine, -top]])
    size = (math.ceil(right - left), math.ceil(bottom - top))
    return cv2.warpAffine(grey, matrix, size, borderValue=(255,)), left, top


def _runs(ink: Any, shape: tuple[int, int], tall: float) -> list[tuple[float, float, float, float]]:
    """Left, top, right and bottom of each run of ink that holds a bar of this height and width."""
    import cv2

    held = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(shape, np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(held, connectivity=8)
    thickness = max(6.0, _THICK * tall)
    return [
        (float(x), float(y), float(x + wide), float(y + high))
        for x, y, wide, high, _ in stats[1:].tolist()
        if min(wide, high) <= thickness
    ]
