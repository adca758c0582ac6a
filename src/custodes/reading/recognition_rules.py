"""The ruled lines on the picture of a page: long straight runs of ink, across or down."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from custodes.reading import limits
from custodes.reading.ruled_tables import Rules

if TYPE_CHECKING:
    from custodes.reading.recognition import Pixels

_DARKER: Final = 12
"""So much darker than the paper, of 255, ink is."""
_NOISE: Final = 1.5
"""So many standard deviations of the noise too."""
_MEDIAN: Final = 0.6745
"""Half of a normal distribution is so many standard deviations from its mean at most."""
_ACROSS: Final = 3.0
_DOWN: Final = 1.6
"""So many times as long as letters are tall a rule is at least: longer than their own strokes."""
_THICK: Final = 0.6
"""The same for how thick it may be."""
_LEFT: Final = 0.02
"""The slant, in radians, that may be left on the page that its words have set straight."""
_BESIDE: Final = 0.12
"""So near to a rule, in heights of letters, is paper."""
_FRAYED: Final = 3
"""Pixels that a blurred rule is uneven at its sides."""
_LETTERS: Final = 0.4
"""Where so great a share beside a short run is ink, it is a row of letters whose strokes touch."""
_LONG: Final = 8.0
"""What is so many times as long as letters are tall is a rule, and tells how the page slants."""
_SLANT: Final = 0.001
"""A slant, in radians, that moves the end of a line by less than two pixels is none."""

_Run = tuple[int, int, int, int, float]
"""Left, top, right and bottom of a run of ink in pixels, and its slope if it is long."""


def rules_on(pixels: Pixels, angle: float, size: float) -> tuple[Rules, float]:
    """The ruled lines of a page, in pixels, as they would lie on the page set straight, and by how
    much it is turned clockwise, in radians, as they tell.

    ``angle`` is the same as its words tell, ``size`` how tall its letters are. A point (x, y) of
    the page lies at (x cos + y sin, y cos - x sin) when set straight.
    """
    import cv2

    height, width = pixels.shape[:2]
    scale = min(1.0, limits.LONG_SIDE / max(height, width))
    grey: Any = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    if scale < 1:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    tall = max(8.0, size * scale)
    found, left = _found(grey, angle, tall)
    if abs(left) > _SLANT:
        angle += left
        found, _ = _found(grey, angle, tall)
    return np.asarray(found / scale), angle


def _found(grey: Any, angle: float, tall: float) -> tuple[Rules, float]:
    """The rules of a picture turned back by an angle, and by how much more they slant."""
    import cv2

    straight, left, top = _straight(grey, angle)
    ink = _ink(straight, tall)
    # a rule that still slants a little lies on several rows of pixels
    wide = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    high = cv2.dilate(ink, np.ones((1, 3), np.uint8))
    across = _runs(wide, math.ceil(_ACROSS * tall), tall)
    across = [run for run in across if not _is_of_letters(ink, run, tall)]
    down = _runs(high.T, math.ceil(_DOWN * tall), tall)
    long = [
        (end - start, slope) for start, _, end, _, slope in across if end - start > _LONG * tall
    ]
    boxes = [run[:4] for run in across]
    boxes += [(start, left, end, right) for left, start, right, end, _ in down]
    moved = np.array(boxes, dtype=np.float64).reshape(-1, 4) + np.array([left, top, left, top])
    return moved, _middle(long)


def _middle(weighted: Sequence[tuple[float, float]]) -> float:
    """The median of values, each as heavy as the number before it; 0 of none."""
    half = sum(weight for weight, _ in weighted) / 2
    reached = 0.0
    for weight, value in sorted(weighted, key=lambda pair: pair[1]):
        reached += weight
        if reached >= half:
            return value
    return 0.0


def _straight(grey: Any, angle: float) -> tuple[Any, float, float]:
    """The picture turned back, and what stands at its left and upper edge then."""
    import cv2

    if not angle:
        return grey, 0.0, 0.0
    height, width = grey.shape
    cosine, sine = math.cos(angle), math.sin(angle)
    turn = np.array([[cosine, sine], [-sine, cosine]])
    corners = turn @ np.array([[0, width, 0, width], [0, 0, height, height]])
    left, top = corners.min(axis=1).tolist()
    right, bottom = corners.max(axis=1).tolist()
    matrix = np.column_stack((turn, (-left, -top)))
    size = (math.ceil(right - left), math.ceil(bottom - top))
    return cv2.warpAffine(grey, matrix, size, borderValue=(255,)), left, top


def _ink(grey: Any, tall: float) -> Any:
    """Where it is darker than the paper and the noise on it, 1, elsewhere 0."""
    import cv2

    # the paper is most of any place where letters stand; half as fine is enough for it
    small = cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    paper = cv2.resize(cv2.medianBlur(small, 2 * round(tall / 2) + 1), grey.shape[::-1])
    noise = float(np.median(cv2.absdiff(paper, grey)[::4, ::4])) / _MEDIAN
    darker = cv2.subtract(paper, grey)
    return (darker > max(_DARKER, _NOISE * noise)).astype(np.uint8)


def _runs(ink: Any, length: int, tall: float) -> list[_Run]:
    """The level runs of ink that are as long as this at least."""
    import cv2

    held = cv2.morphologyEx(np.ascontiguousarray(ink), cv2.MORPH_OPEN, np.ones((1, length)))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(held, connectivity=8)
    found: list[_Run] = []
    for number, (x, y, across, down, _) in enumerate(stats[1:].tolist(), start=1):
        if down > max(6.0, _THICK * tall) + _LEFT * across:
            continue
        slope = 0.0
        if across > _LONG * tall:
            rows, columns = np.nonzero(labels[y : y + down, x : x + across] == number)
            slope = float(np.polyfit(columns, rows, 1)[0])
        found.append((x, y, x + across, y + down, slope))
    return found


def _is_of_letters(ink: Any, run: _Run, tall: float) -> bool:
    """Whether a run of ink is a row of letters: paper stands above and under a rule."""
    left, top, right, bottom, _ = run
    if right - left > _LONG * tall:
        return False
    deep = max(2, round(_BESIDE * tall))
    above = ink[max(0, top - _FRAYED - deep) : max(0, top - _FRAYED), left:right]
    under = ink[bottom + _FRAYED : bottom + _FRAYED + deep, left:right]
    return any(side.size and side.mean() > _LETTERS for side in (above, under))
