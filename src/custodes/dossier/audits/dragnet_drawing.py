"""The curves of the audit dragnet: how long the list is, and how much of it was not there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from custodes.dossier.drawing import Drawing, shorten
from custodes.dossier.edition import Edition

WORDS = "audit.dragnet"
FILLS = {"there": "fin", "stayed": "fopen", "passed": "fclaim", "never": "fsunk"}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the finding's table ``lists``; shares are %, None where nobody was listed."""

    radius: float
    window: float
    dwell: float
    listed_low: float
    listed: float
    listed_high: float
    there: float
    stayed: float
    passed: float
    never: float
    not_there_low: float | None
    not_there: float | None
    not_there_high: float | None
    missed: float | None


def fill_swatch(kind: str) -> Markup:
    """The filling of a layer, for a key."""
    return Markup(
        '<svg width="22" height="12" viewBox="0 0 22 12" aria-hidden="true">'
        '<rect class="{}" x="0.5" y="0.5" width="21" height="11"/>'
        '<rect class="sin thin" x="0.5" y="0.5" width="21" height="11"/></svg>'
    ).format(FILLS[kind])


def line_swatch(classes: str) -> Markup:
    """A piece of a curve, for a key."""
    return Markup(
        '<svg width="30" height="10" viewBox="0 0 30 10" aria-hidden="true">'
        '<path class="{}" d="M0 5H30"/></svg>'
    ).format(classes)


def layers_drawing(
    edition: Edition, rows: Sequence[Row], kinds: Sequence[str], label: str, *, narrow: bool
) -> Markup:
    """People on the list by radius, in layers of what they did; the band of places as bars."""
    width, height = (358.0, 300.0) if narrow else (1080.0, 400.0)
    drawing = Drawing(edition.language)
    left, right, top, bottom = 62.0, width - 16, 22.0, height - 46
    most = _rounded_up(max(row.listed_high for row in rows))
    first, last = rows[0].radius, rows[-1].radius

    def x(radius: float) -> float:
        return left + (right - left) * (radius - first) / ((last - first) or 1)

    def y(people: float) -> float:
        return bottom - (bottom - top) * people / most

    for part in range(5):
        people = most * part / 4
        drawing.path(f"M{left} {y(people):.1f}H{right:.1f}", "axk" if part == 0 else "ax")
        drawing.text(left - 8, y(people) + 4, edition.number(people), "t3", anchor="end")
    below = [0.0] * len(rows)
    for kind in kinds:
        above = [base + getattr(row, kind) for base, row in zip(below, rows, strict=True)]
        there = [
            f"{x(row.radius):.1f} {y(value):.1f}" for row, value in zip(rows, above, strict=True)
        ]
        back = [
            f"{x(row.radius):.1f} {y(value):.1f}" for row, value in zip(rows, below, strict=True)
        ]
        drawing.path("M" + "L".join(there + back[::-1]) + "Z", f"{FILLS[kind]} thin")
        below = above
    drawing.path(
        "M" + "L".join(f"{x(row.radius):.1f} {y(row.listed):.1f}" for row in rows), "curve"
    )
    for row in rows:
        at = x(row.radius)
        drawing.path(
            f"M{at:.1f} {y(row.listed_low):.1f}V{y(row.listed_high):.1f}"
            f"M{at - 4:.1f} {y(row.listed_low):.1f}h8M{at - 4:.1f} {y(row.listed_high):.1f}h8",
            "sin thin",
        )
    _ticks(edition, drawing, [(row.radius, x(row.radius)) for row in rows], bottom, narrow)
    words = edition.words(f"{WORDS}.growth.axis")
    drawing.text(right, bottom + 40, shorten(str(words), right - left, 12.5), "t2", anchor="end")
    return drawing.svg(width, height, label, "narrow" if narrow else "wide")


def shares_drawing(
    edition: Edition,
    panels: Sequence[tuple[str, Sequence[tuple[float, Row]]]],
    label: str,
    *,
    narrow: bool,
) -> Markup:
    """The share of the list that was not there, and of those there that it misses.

    ``panels`` pair a key of words with rows and what they are drawn at (m or minutes).
    """
    drawing = Drawing(edition.language)
    panel_height = 236.0 if narrow else 320.0
    width = 358.0 if narrow else 1080.0
    gap = 0.0 if narrow else 56.0
    panel_width = width if narrow else (width - gap * (len(panels) - 1)) / len(panels)
    for number, (key, rows) in enumerate(panels):
        corner = (0.0, number * panel_height) if narrow else (number * (panel_width + gap), 0.0)
        _panel(edition, drawing, key, rows, corner, (panel_width, panel_height))
    height = panel_height * len(panels) if narrow else panel_height
    return drawing.svg(width, height, label, "narrow" if narrow else "wide")


def _panel(
    edition: Edition,
    drawing: Drawing,
    key: str,
    rows: Sequence[tuple[float, Row]],
    corner: tuple[float, float],
    size: tuple[float, float],
) -> None:
    left, right = corner[0] + 44, corner[0] + size[0] - 14
    top, bottom = corner[1] + 34, corner[1] + size[1] - 40
    low, high = math.log1p(rows[0][0]), math.log1p(rows[-1][0])

    def x(value: float) -> float:
        if key == "radius":
            return left + (right - left) * (value - rows[0][0]) / (rows[-1][0] - rows[0][0])
        # Minutes and days on one axis.
        return left + (right - left) * (math.log1p(value) - low) / ((high - low) or 1)

    def y(share: float) -> float:
        return bottom - (bottom - top) * share / 100

    title = shorten(str(edition.words(f"{WORDS}.shares.{key}")), size[0] - 20)
    drawing.text(left, top - 18, title, "tb")
    for share in (0, 25, 50, 75, 100):
        drawing.path(f"M{left:.1f} {y(share):.1f}H{right:.1f}", "axk" if share == 0 else "ax")
        drawing.text(left - 8, y(share) + 4, f"{share}%", "t3", anchor="end")
    known = [
        (x(value), row.not_there_low, row.not_there, row.not_there_high)
        for value, row in rows
        if row.not_there_low is not None
        and row.not_there is not None
        and row.not_there_high is not None
    ]
    if known:
        upper = [f"{at:.1f} {y(top_share or 0):.1f}" for at, _, _, top_share in known]
        lower = [f"{at:.1f} {y(low_share or 0):.1f}" for at, low_share, _, _ in known]
        drawing.path("M" + "L".join(upper + lower[::-1]) + "Z", "band")
        middle = [(at, y(share or 0)) for at, _, share, _ in known]
        drawing.path("M" + "L".join(f"{at:.1f} {up:.1f}" for at, up in middle), "curve")
        for at, up in middle:
            drawing.circle(at, up, 3, "fin")
    missed = [(x(value), y(row.missed)) for value, row in rows if row.missed is not None]
    if missed:
        drawing.path("M" + "L".join(f"{at:.1f} {up:.1f}" for at, up in missed), "curve-2")
    _ticks(edition, drawing, [(value, x(value)) for value, _ in rows], bottom, size[0] < 400)
    unit = edition.words(f"{WORDS}.shares.{'metres' if key == 'radius' else 'minutes'}")
    drawing.text(right, bottom + 36, unit, "t2", anchor="end")


def _ticks(
    edition: Edition,
    drawing: Drawing,
    places: Sequence[tuple[float, float]],
    bottom: float,
    narrow: bool,
) -> None:
    apart = 38.0 if narrow else 44.0
    last = -1e9
    for number, (value, at) in enumerate(places):
        drawing.path(f"M{at:.1f} {bottom:.1f}v5", "axk")
        end = places[-1][1]
        if at - last >= apart and (number == len(places) - 1 or end - at >= apart):
            drawing.text(at, bottom + 19, edition.number(value), "t3", anchor="middle")
            last = at


def _rounded_up(value: float) -> float:
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(
        step * power for step in (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10) if step * power >= value
    )
