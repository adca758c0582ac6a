"""Pictures of the audit of watchlists: a thousand alarms, shares as bars, the curve of rarity."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from custodes.dossier.drawing import Drawing, shorten, text_width, wrap
from custodes.dossier.edition import Edition

WIDE, NARROW = 1080, 358
COLUMNS, ROWS = 40, 25
WIDE_BLOCK, GAP = 516, 48
PLAIN, BOLD = 14.0, 15.5
"""Sizes that texts are measured at, so that they fit in the widest of the usual faces."""


@dataclass(frozen=True, slots=True)
class Thousand:
    """Of 1,000 alarms: how many are right, open and wrong; its heading and how it was counted."""

    heading: str
    counted: str
    right: int
    open: int
    wrong: int
    label: str


@dataclass(frozen=True, slots=True)
class ShareBar:
    """A share (0..1) as a range, a wider range around it, and marks on its scale.

    ``ends`` are written over the ends of the outer of the two (``inner_ends``: of the inner), if
    they are not empty. ``point`` is drawn as a circle with ``point_label``, ``line`` as an upright
    line.
    """

    heading: str
    low: float
    high: float
    ends: tuple[str, str]
    wider: tuple[float, float] | None = None
    point: float | None = None
    point_label: str = ""
    line: float | None = None
    line_label: str = ""
    inner_ends: bool = False


def key(edition: Edition) -> list[tuple[Markup, Markup | str]]:
    """The three kinds of dot with their words."""
    half = Markup('<circle class="sin" cx="6" cy="6" r="4.5"/><path class="fin" d="{}"/>').format(
        "M6 1.5a4.5 4.5 0 0 0 0 9z"
    )
    swatches = (
        ("right", Markup('<circle class="fin" cx="6" cy="6" r="5"/>')),
        ("open", half),
        ("wrong", Markup('<circle class="wrong" cx="6" cy="6" r="4.5"/>')),
    )
    return [
        (
            Markup('<svg width="12" height="12" aria-hidden="true">{}</svg>').format(shape),
            edition.words(f"audit.alerts.thousand.{name}"),
        )
        for name, shape in swatches
    ]


def thousands(edition: Edition, blocks: Sequence[Thousand], label: str) -> tuple[Markup, Markup]:
    """Blocks of a thousand dots, two beside each other in the wide drawing, one in the narrow."""
    wide, y = Drawing(edition.language), 0.0
    for pair in (blocks[index : index + 2] for index in range(0, len(blocks), 2)):
        head = max(_heading(None, block, 0, 0, WIDE_BLOCK) for block in pair)
        for block, x in zip(pair, (0.0, WIDE_BLOCK + GAP), strict=False):
            _heading(wide, block, x, y, WIDE_BLOCK)
            _field(wide, block, x, y + head, WIDE_BLOCK)
        if len(pair) == 1:
            _beside(edition, wide, pair[0], WIDE_BLOCK + GAP, y + head)
        y += head + ROWS * WIDE_BLOCK / COLUMNS + 28
    narrow, bottom = Drawing(edition.language), 0.0
    for block in blocks:
        bottom += _heading(narrow, block, 0, bottom, NARROW)
        _field(narrow, block, 0, bottom, NARROW)
        bottom += ROWS * NARROW / COLUMNS + 24
    return (
        wide.svg(WIDE, y - 20, label),
        narrow.svg(NARROW, bottom - 16, label, "narrow"),
    )


def _heading(drawing: Drawing | None, block: Thousand, x: float, y: float, width: float) -> float:
    """The words over a block, or only their height where there is no drawing."""
    top = y
    for words, size, step, classes in (
        (block.heading, BOLD, 18, "tb"),
        (block.counted, PLAIN, 17, "t2"),
    ):
        for line in wrap(words, width, 3, size):
            top += step
            if drawing is not None:
                drawing.text(x, top, line, classes)
    return top + 12 - y


def _field(drawing: Drawing, block: Thousand, x: float, y: float, width: float) -> None:
    """The dots: first those that are right, then those left open, then the wrong ones."""
    pitch = width / COLUMNS
    done = 0
    for kind, count in (("fin", block.right), ("half", block.open), ("wrong", block.wrong)):
        _dots(drawing, kind, range(done, done + count), x, y, pitch)
        done += count


def _dots(drawing: Drawing, kind: str, places: range, x: float, y: float, pitch: float) -> None:
    """Dots as one path a kind: a thousand shapes of their own would be slow to draw."""
    rings, halves = [], []
    radius = pitch * 0.39
    for place in places:
        left = x + (place % COLUMNS) * pitch + pitch / 2 - radius
        middle = y + (place // COLUMNS) * pitch + pitch / 2
        r, d = f"{radius:.1f}", f"{2 * radius:.1f}"
        rings.append(f"M{left:.1f} {middle:.1f}a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0-{d} 0")
        if kind == "half":
            halves.append(f"M{left + radius:.1f} {middle - radius:.1f}a{r} {r} 0 0 0 0 {d}z")
    if rings:
        drawing.path("".join(rings), "sin" if kind == "half" else kind)
    if halves:
        drawing.path("".join(halves), "fin")


def _beside(edition: Edition, drawing: Drawing, block: Thousand, x: float, y: float) -> None:
    """The three numbers of a block that stands alone."""
    top = y + 24.0
    for name, count in (("right", block.right), ("open", block.open), ("wrong", block.wrong)):
        words = edition.words(f"audit.alerts.thousand.count_{name}", n=count)
        drawing.text(x, top, str(words.unescape()), "tb" if count else "t2")
        top += 26


def share_bars(edition: Edition, bars: Sequence[ShareBar], label: str) -> tuple[Markup, Markup]:
    """Bars on a scale from 0 to 100 %, each with its ends written, for both widths."""
    drawn = []
    for width, classes in ((WIDE, "wide"), (NARROW, "narrow")):
        drawing = Drawing(edition.language)
        y = 0.0
        for bar in bars:
            y = _share_bar(drawing, bar, y, width)
        _scale(drawing, y, width)
        drawn.append(drawing.svg(width, y + 30, label, classes))
    return drawn[0], drawn[1]


LEFT, RIGHT = 10.0, 16.0


def _at(share: float, width: float) -> float:
    return LEFT + (width - LEFT - RIGHT) * min(1.0, max(0.0, share))


def _share_bar(drawing: Drawing, bar: ShareBar, y: float, width: float) -> float:
    for line in wrap(bar.heading, width, 3, BOLD):
        y += 18
        drawing.text(0, y, line, "tb")
    y += 36 if any(bar.ends) or bar.point_label else 18
    drawing.line(_at(0, width), y, _at(1, width), y, "ax")
    if bar.wider is not None:
        low, high = (_at(end, width) for end in bar.wider)
        drawing.box(low, y - 8, max(1.0, high - low), 16, "fopen")
        drawing.path(f"M{low:.1f} {y - 10:.1f}v20M{high:.1f} {y - 10:.1f}v20", "sin thin")
    low, high = _at(bar.low, width), _at(bar.high, width)
    drawing.box(low, y - 3, max(2.0, high - low), 6, "fin")
    drawing.path(f"M{low:.1f} {y - 8:.1f}v16M{high:.1f} {y - 8:.1f}v16", "sin med")
    if bar.line is not None:
        x = _at(bar.line, width)
        drawing.line(x, y - 14, x, y + 14, "sin dash")
        _centred(drawing, x, y + 28, bar.line_label, "t2", width)
    if bar.point is not None:
        drawing.add(
            Markup('<circle class="fpap" cx="{0:.1f}" cy="{1:.1f}" r="5"/>').format(
                _at(bar.point, width), y
            )
        )
        drawing.circle(_at(bar.point, width), y, 5, "sin med")
    _labels(drawing, bar, y - 16, width)
    return y + (34 if bar.line is not None else 18)


def _labels(drawing: Drawing, bar: ShareBar, y: float, width: float) -> None:
    """The ends and the point, left out where they would run into one another."""
    if not (any(bar.ends) or bar.point_label):
        return
    low, high = (bar.low, bar.high) if bar.inner_ends or bar.wider is None else bar.wider
    labels = [(_at(low, width), bar.ends[0], "")]
    if bar.point is not None and bar.point_label:
        labels.append((_at(bar.point, width), bar.point_label, "tb"))
    if bar.ends[1] != bar.ends[0]:
        labels.append((_at(high, width), bar.ends[1], ""))
    if bar.point_label and _crowded(labels):
        labels = [(x, words, classes) for x, words, classes in labels if not classes]
    if _crowded(labels):
        x = (labels[0][0] + labels[-1][0]) / 2
        labels = [(x, f"{bar.ends[0]}–{bar.ends[1]}", "")]
    for x, words, classes in labels:
        _centred(drawing, x, y, words, classes, width)


def _crowded(labels: Sequence[tuple[float, str, str]]) -> bool:
    return any(
        second[0] - first[0] < (text_width(first[1], PLAIN) + text_width(second[1], PLAIN)) / 2 + 6
        for first, second in itertools.pairwise(labels)
    )


def _centred(drawing: Drawing, x: float, y: float, words: str, classes: str, width: float) -> None:
    half = text_width(words, PLAIN) / 2
    drawing.text(min(max(x, half), width - half), y, words, classes, anchor="middle")


def _scale(drawing: Drawing, y: float, width: float) -> None:
    drawing.line(_at(0, width), y + 4, _at(1, width), y + 4, "ax")
    for quarter in range(5):
        x = _at(quarter / 4, width)
        drawing.line(x, y, x, y + 8, "ax")
        anchor = "start" if quarter == 0 else "end" if quarter == 4 else "middle"
        drawing.text(x, y + 24, f"{25 * quarter}%", "t3", anchor=anchor)


Curve = Sequence[tuple[float, float, float]]


def rarity(
    edition: Edition, points: Curve, listed: tuple[float, float], label: str
) -> tuple[Markup, Markup]:
    """The chance that an alarm is right by the share of listed passers-by (log axis).

    ``points`` are shares listed (0..1, rising) with the least and greatest chance (0..1);
    ``listed`` is what was assumed, which is marked on the axis.
    """
    drawn = []
    for width, height, classes in ((WIDE, 380.0, "wide"), (NARROW, 300.0, "narrow")):
        drawing = Drawing(edition.language)
        _rarity(edition, drawing, points, listed, width, height)
        drawn.append(drawing.svg(width, height, label, classes))
    return drawn[0], drawn[1]


def _rarity(
    edition: Edition,
    drawing: Drawing,
    points: Curve,
    listed: tuple[float, float],
    width: float,
    height: float,
) -> None:
    left, right, top, bottom = 48.0, width - 14.0, 12.0, height - 62.0
    first, last = math.log10(points[0][0]), math.log10(points[-1][0])

    def x(share: float) -> float:
        place = (math.log10(max(share, points[0][0])) - first) / (last - first)
        return left + (right - left) * min(1.0, place)

    def y(chance: float) -> float:
        return bottom - (bottom - top) * chance

    for quarter in range(5):
        drawing.line(left, y(quarter / 4), right, y(quarter / 4), "ax")
        drawing.text(left - 8, y(quarter / 4) + 4, f"{25 * quarter}%", "t3", anchor="end")
    upper = [f"{x(share):.1f} {y(high):.1f}" for share, _, high in points]
    lower = [f"{x(share):.1f} {y(low):.1f}" for share, low, _ in points]
    drawing.path("M" + "L".join([*upper, *reversed(lower)]) + "z", "band")
    drawing.path("M" + "L".join(upper), "curve")
    drawing.path("M" + "L".join(lower), "curve")
    words = str(edition.words("audit.alerts.curve.even").unescape())
    drawing.text(right - 4, y(0.5) - 6, words, "t2 halo", anchor="end")
    for power in range(math.ceil(first - 1e-9), math.floor(last + 1e-9) + 1):
        drawing.line(x(10.0**power), bottom, x(10.0**power), bottom + 5, "axk")
        number = 10.0 ** (power + 5)
        written = f"{number:,.0f}" if number >= 1 else f"{number:.{-power - 5}f}"
        anchor = "end" if power > last - 0.2 else "middle"
        drawing.text(x(10.0**power), bottom + 20, written, "t3", anchor=anchor)
    drawing.line(left, bottom, right, bottom, "axk")
    drawing.box(x(listed[0]), bottom - 3, max(3.0, x(listed[1]) - x(listed[0])), 6, "fin")
    middle = (x(listed[0]) + x(listed[1])) / 2
    assumed = str(edition.words("audit.alerts.curve.assumed").unescape())
    drawing.text(middle, bottom - 9, assumed, "tb halo", anchor="middle")
    axis = str(edition.words("audit.alerts.curve.axis").unescape())
    drawing.text(left, bottom + 44, shorten(axis, right - left), "t2")
