"""The drawings of the audit linkage: shares with their bands, on a scale from 0 to 100 %."""

from __future__ import annotations

import math
from collections.abc import Sequence

from markupsafe import Markup

from custodes.dossier.drawing import Drawing, shorten, text_width
from custodes.dossier.edition import Edition

WORDS = "audit.linkage"
PUBLISHED_POINTS, PUBLISHED_SHARE = 4.0, 95.0
LABEL_ABOVE, LABEL_BESIDE = 85.0, 10.0
TICKS = (0, 25, 50, 75, 100)


class _Frame:
    """A rectangle of a drawing with a vertical scale of per cent."""

    def __init__(self, drawing: Drawing, left: float, right: float, height: float) -> None:
        self.drawing, self.left, self.right = drawing, left, right
        self.top, self.bottom = 30.0, height - 46.0
        for share in TICKS:
            y = self.y(share)
            drawing.path(f"M{left:.1f} {y:.1f}H{right:.1f}", "axk" if share == 0 else "ax")
            drawing.text(left - 8, y + 4, f"{share}%", "t3", anchor="end")

    def y(self, share: float) -> float:
        return self.bottom - (self.bottom - self.top) * share / 100

    def bottom_tick(self, x: float, words: str) -> None:
        self.drawing.path(f"M{x:.1f} {self.bottom:.1f}v5", "axk")
        self.drawing.text(x, self.bottom + 20, words, "t3", anchor="middle")

    def caption(self, words: str) -> None:
        fitting = shorten(words, self.right - self.left + 40, 12.5)
        self.drawing.text(self.right, self.bottom + 40, fitting, "t2", anchor="end")


def points_drawing(
    edition: Edition, rows: Sequence[tuple[float, ...]], label: str, *, narrow: bool
) -> Markup:
    """Rows are points, share, low and high in %."""
    width, height = (358.0, 280.0) if narrow else (1080.0, 340.0)
    drawing = Drawing(edition.language)
    frame = _Frame(drawing, 44, width - 24 if narrow else 800, height)
    step = (frame.right - frame.left) / (len(rows) + 0.2)
    xs = [frame.left + step * (index + 0.6) for index in range(len(rows))]
    line = "L".join(f"{x:.1f} {frame.y(row[1]):.1f}" for x, row in zip(xs, rows, strict=True))
    drawing.path("M" + line, "curve")
    free_from = 0.0
    for x, (points, share, low, high) in zip(xs, rows, strict=True):
        frame.bottom_tick(x, f"{points:.0f}")
        drawing.path(
            f"M{x:.1f} {frame.y(low):.1f}V{frame.y(high):.1f}"
            f"M{x - 5:.1f} {frame.y(low):.1f}h10M{x - 5:.1f} {frame.y(high):.1f}h10",
            "sin med",
        )
        drawing.circle(x, frame.y(share), 4, "fin")
        words = f"{edition.number(share)}%"
        if share > LABEL_ABOVE:
            half = text_width(words, 15) / 2 + 3
            if x - half > free_from:  # many points on a narrow drawing: some go without words
                drawing.text(x, frame.y(share) - 12, words, "tb halo", anchor="middle")
                free_from = x + half
        elif share < LABEL_BESIDE:
            drawing.text(x - 9, frame.y(share) - 8, words, "tb halo", anchor="end")
        else:
            drawing.text(x + 9, frame.y(share) + 18, words, "tb halo")
        if points == PUBLISHED_POINTS:
            y = frame.y(PUBLISHED_SHARE)
            drawing.circle(x, y, 7, "sinf med")
            if not narrow:
                said = f"{PUBLISHED_SHARE:.0f}% {edition.words(f'{WORDS}.points.published')}"
                drawing.text(x + 14, y + 18, said, "infert t12 halo")
    frame.caption(str(edition.words(f"{WORDS}.points.axis")))
    return drawing.svg(width, height, label, "narrow" if narrow else "wide")


def resolution_drawing(
    edition: Edition, rows: Sequence[tuple[float | None, ...]], label: str, *, narrow: bool
) -> Markup:
    """Rows are hours, width of a cell, times coarser, share, low, high, published share (%)."""
    width, height = (358.0, 300.0) if narrow else (1080.0, 400.0)
    drawing = Drawing(edition.language)
    frame = _Frame(drawing, 44, width - 24 if narrow else 880, height)
    most = max(row[2] or 1.0 for row in rows)

    def across(coarser: float) -> float:
        return (
            frame.left + 10 + (frame.right - frame.left - 20) * math.log(coarser) / math.log(most)
        )

    for power in range(int(math.log2(most)) + 1):
        if power % (2 if not narrow else 3) == 0:
            frame.bottom_tick(across(2.0**power), f"{2**power:,}×")
    published = sorted({(row[2] or 1.0, row[6] or 0.0) for row in rows})
    drawing.path(
        "M" + "L".join(f"{across(x):.1f} {frame.y(share):.1f}" for x, share in published),
        "curve-2",
    )
    short = "_short" if narrow else ""
    said = str(edition.words(f"{WORDS}.resolution.published{short}"))
    drawing.text(frame.left + 14, frame.y(45), said, "infert t12 halo")
    widths = sorted({row[1] or 0.0 for row in rows})
    for index, metres in enumerate(widths):
        held = sorted(
            (across(row[2] or 1.0), row[3] or 0.0, row[4] or 0.0, row[5] or 0.0)
            for row in rows
            if (row[1] or 0.0) == metres
        )
        ends = [(x, share) for x, share, _, _ in held]
        drawing.path("M" + "L".join(f"{x:.1f} {frame.y(y):.1f}" for x, y in ends), "curve")
        for x, _, low, high in held:
            bottom, top = frame.y(low), frame.y(high)
            drawing.path(f"M{x:.1f} {bottom:.1f}V{top:.1f}", "sin thick")
        for x, share in ends:
            drawing.circle(x, frame.y(share), 3, "fin")
        if not metres:
            continue
        x, share = ends[-1]
        words = f"{metres:,.0f} m"
        if not narrow:
            words = str(edition.words(f"{WORDS}.resolution.cell", metres=f"{metres:,.0f}"))
        behind = len(widths) - 1 - index
        # Lines end near 0 one beside the other; their names stand one above the other.
        y = min(frame.y(share) - 4, frame.bottom - 12 - 16 * behind)
        if behind:
            drawing.text(x + 8, y, words, "t12 halo")
        else:
            drawing.text(x + 4, y, words, "t12 halo", anchor="end")
    frame.caption(str(edition.words(f"{WORDS}.resolution.axis")))
    return drawing.svg(width, height, label, "narrow" if narrow else "wide")


def joins_drawing(
    edition: Edition,
    lines: Sequence[tuple[str, float, float, float]],
    label: str,
    *,
    narrow: bool,
) -> Markup:
    """Lines are data sets in words, share, low and high in %."""
    row = 44.0 if narrow else 34.0
    width = 358.0 if narrow else 1080.0
    left, right = (8.0, 290.0) if narrow else (270.0, 900.0)
    height = 34 + row * len(lines)
    drawing = Drawing(edition.language)
    scale = (right - left) / 100
    for tick in TICKS:
        x = left + tick * scale
        drawing.path(f"M{x:.1f} 22V{height - 6:.1f}", "axk" if tick == 0 else "ax")
        drawing.text(x, 14, f"{tick}%", "t3", anchor="start" if tick == 0 and narrow else "middle")
    for index, (words, share, low, high) in enumerate(lines):
        y = 34 + row * (index + (0.75 if narrow else 0.45))
        if narrow:
            drawing.text(left + 6, y - 13, shorten(words, 270), "t12 halo")
        else:
            drawing.text(left - 14, y + 4, shorten(words, left - 20), anchor="end")
        drawing.box(left, y - 4, max(1.0, share * scale), 8, "fopen")
        drawing.box(left + low * scale, y - 3, max(2.0, (high - low) * scale), 6, "fin")
        drawing.path(f"M{left + low * scale:.1f} {y - 6:.1f}v12", "sin med")
        drawing.path(f"M{left + high * scale:.1f} {y - 6:.1f}v12", "sin med")
        shown = f"{edition.number(share)}%"
        drawing.text(left + high * scale + 10, y + 4, shown, "tb halo")
    return drawing.svg(width, height, label, "narrow" if narrow else "wide")
