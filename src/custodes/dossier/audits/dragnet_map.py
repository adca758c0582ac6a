"""The map of one list of the audit dragnet: synthetic people around a place."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from custodes.dossier.drawing import Drawing
from custodes.dossier.edition import Edition
from custodes.model import Table

WORDS = "audit.dragnet"
MARKS = ("there", "stayed", "passed", "never")
DOT = 3.4


def mark(drawing: Drawing, kind: str, x: float, y: float) -> None:
    """The sign of a person who did this: dot, ring, triangle or cross."""
    if kind == "there":
        drawing.circle(x, y, DOT + 0.4, "fin")
    elif kind == "stayed":
        drawing.circle(x, y, DOT, "wrong")
    elif kind == "passed":
        drawing.path(f"M{x:.1f} {y - DOT:.1f}l{DOT:.1f} {2 * DOT:.1f}h{-2 * DOT:.1f}z", "wrong")
    else:
        drawing.path(
            f"M{x - DOT:.1f} {y - DOT:.1f}l{2 * DOT:.1f} {2 * DOT:.1f}"
            f"M{x + DOT:.1f} {y - DOT:.1f}l{-2 * DOT:.1f} {2 * DOT:.1f}",
            "wrong",
        )


def swatch(edition: Edition, kind: str) -> Markup:
    """The sign alone, for a key."""
    drawing = Drawing(edition.language)
    mark(drawing, kind, 7, 7)
    return Markup(
        '<svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">{}</svg>'
    ).format(Markup("").join(drawing.parts))


def list_map(
    edition: Edition,
    dots: Sequence[tuple[str, float, float]],
    streets: Table | None,
    *,
    radius: float,
    area: float,
    rings: Sequence[float],
    label: str,
    narrow: bool,
) -> Markup:
    """People on one list, and streets, around the place in the middle.

    ``dots`` are a kind and metres east and north; ``rings`` the radii that are drawn.
    """
    width, height = (358.0, 380.0) if narrow else (1080.0, 620.0)
    scale = (min(width, height) / 2 - 34) / radius
    middle_x, middle_y = width / 2, height / 2
    drawing = Drawing(edition.language)

    def at(east: float, north: float) -> tuple[float, float]:
        return middle_x + east * scale, middle_y - north * scale

    if streets is not None:
        drawing.path("".join(_clipped(streets, at, width, height)), "ax")
    for ring in rings:
        if ring <= radius:
            outer = ring == radius
            drawing.circle(middle_x, middle_y, ring * scale, "sin thin", "" if outer else "2 4")
    drawing.circle(middle_x, middle_y, area * scale, "sin med")
    for kind, east, north in sorted(dots, key=lambda dot: -MARKS.index(dot[0])):
        x, y = at(east, north)
        if 4 <= x <= width - 4 and 4 <= y <= height - 4:
            mark(drawing, kind, x, y)
    drawing.path(
        f"M{middle_x - 7:.1f} {middle_y:.1f}h14M{middle_x:.1f} {middle_y - 7:.1f}v14", "sin med"
    )
    drawing.text(middle_x + 9, middle_y - 7, "P", "tb halo")
    for ring in rings:
        if ring <= radius and ring * scale > 40:
            words = f"{edition.number(ring)} m"
            drawing.text(middle_x, middle_y - ring * scale - 5, words, "t12 halo", anchor="middle")
    _scale_bar(edition, drawing, scale, radius, height)
    said = edition.words(f"{WORDS}.map.synthetic{'_short' if narrow else ''}")
    drawing.text(width - 8, height - 12, said, "tb halo", anchor="end")
    return drawing.svg(width, height, label, "narrow" if narrow else "wide")


def _clipped(streets: Table, at: object, width: float, height: float) -> list[str]:
    assert callable(at)  # noqa: S101 - a function of this module
    lines = []
    for row in streets.rows:
        x1, y1 = at(float(row[0] or 0), float(row[1] or 0))
        x2, y2 = at(float(row[2] or 0), float(row[3] or 0))
        kept = _within((x1, y1), (x2, y2), width, height)
        if kept is not None:
            (x1, y1), (x2, y2) = kept
            lines.append(f"M{x1:.0f} {y1:.0f}L{x2:.0f} {y2:.0f}")
    return lines


def _within(
    start: tuple[float, float], end: tuple[float, float], width: float, height: float
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """The part of a line inside the drawing (Liang and Barsky 1984), or None."""
    low, high = 0.0, 1.0
    for position, step, most in (
        (start[0], end[0] - start[0], width),
        (start[1], end[1] - start[1], height),
    ):
        if step == 0:
            if not 0 <= position <= most:
                return None
            continue
        first, last = sorted((-position / step, (most - position) / step))
        low, high = max(low, first), min(high, last)
    if low >= high:
        return None
    ways = end[0] - start[0], end[1] - start[1]
    return (
        (start[0] + low * ways[0], start[1] + low * ways[1]),
        (start[0] + high * ways[0], start[1] + high * ways[1]),
    )


def _scale_bar(
    edition: Edition, drawing: Drawing, scale: float, radius: float, height: float
) -> None:
    metres = next(
        step for step in (5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 1) if step <= radius / 1.5
    )
    y, length = height - 16, metres * scale
    drawing.path(f"M8 {y - 5:.1f}v5h{length:.1f}v-5", "axk sin")
    drawing.text(8 + length + 8, y + 1, f"{edition.number(metres)} m", "t12 halo")
