"""Drawings of the exposure page: ranges as bars with ends, distributions, a grid of hexagons."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from custodes.dossier.drawing import Drawing, shorten, text_width

WIDE, NARROW = 1080.0, 358.0
FIRST_TICKS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Bar:
    """A named range with the words at its end; ``hollow`` sets a second kind apart."""

    label: str
    low: float
    high: float
    words: str
    below: str = ""
    hollow: bool = False
    ends: tuple[str, str] | None = None


def ticks(top: float, most: int = 5) -> list[float]:
    """Round numbers from 0 to the first at or above ``top`` (> 0), at most ``most`` steps."""
    step = 10.0 ** math.floor(math.log10(top / most))
    step = next(factor * step for factor in FIRST_TICKS if factor * step * most >= top * 0.999)
    return [step * number for number in range(math.ceil(top / step - 1e-9) + 1)]


def bars(
    language: str,
    rows: Sequence[Bar],
    written: Callable[[float], str],
    label: str,
    *,
    wide: bool,
    top: float | None = None,
) -> Markup:
    """Rows of ranges on one scale from 0, whose ticks are ``written`` above it."""
    drawing = Drawing(language)
    width = WIDE if wide else NARROW
    left = 320.0 if wide else 4.0
    right = width - (150.0 if wide else 12.0)
    marks = ticks(top or max((row.high for row in rows), default=1.0) or 1.0, 5 if wide else 4)
    scale = (right - left) / marks[-1]
    high = 46.0 if wide else 62.0
    bottom = 30 + high * len(rows)
    _scale(drawing, {mark: left + mark * scale for mark in marks}, bottom, wide, written)
    for number, row in enumerate(rows):
        y = 30 + high * number
        middle = y + (high / 2 if wide else high - 14)
        if wide:
            drawing.text(0, middle + (-2 if row.below else 4), shorten(row.label, 305), "tb")
            if row.below:
                drawing.text(0, middle + 15, shorten(row.below, 305, 12.5), "t2 t12")
        else:
            drawing.text(0, y + 16, shorten(row.label, width - 110), "tb halo")
            drawing.text(width, y + 16, row.words, "halo", "end")
            if row.below:
                drawing.text(0, y + 33, shorten(row.below, width), "t2 t12 halo")
        start, end = left + row.low * scale, left + row.high * scale
        _lying(drawing, start, end, middle, row.hollow)
        if row.ends and wide:
            drawing.text(start - 8, middle + 4, row.ends[0], "t3 halo", "end")
            drawing.text(end + 8, middle + 4, row.ends[1], "t3 halo")
        if wide and not row.ends:
            drawing.text(end + 12, middle + 4, row.words, "halo")
        elif wide:
            drawing.text(width, middle + 4, row.words, "", "end")
    return drawing.svg(width, bottom + 4, label, "wide" if wide else "narrow")


def _scale(
    drawing: Drawing,
    places: Mapping[float, float],
    bottom: float,
    wide: bool,
    written: Callable[[float], str],
) -> None:
    """A line down to ``bottom`` at the place of each mark, what is marked ``written`` above it."""
    last = max(places)
    for mark, x in places.items():
        drawing.line(x, 26, x, bottom, "ax")
        anchor = "start" if mark == 0 else "end" if mark == last and not wide else "middle"
        drawing.text(x, 18, written(mark), "t3", anchor)


def _lying(drawing: Drawing, start: float, end: float, y: float, hollow: bool = False) -> None:
    if end - start < 1.5:
        drawing.circle((start + end) / 2, y, 4.5, "node" if hollow else "fin")
        return
    drawing.box(start, y - 3, end - start, 6, "node" if hollow else "fin")
    drawing.path(f"M{start:.1f} {y - 7:.1f}v14M{end:.1f} {y - 7:.1f}v14", "sin med")


@dataclass(frozen=True, slots=True)
class Panel:
    """A distribution: (place, low, high, hollow) of each bar, shares 0..1.

    ``rest`` says what does not fit: a heading, then words with their kind of bar.
    """

    heading: str
    bars: Sequence[tuple[int, float, float, bool]]
    rest: Sequence[tuple[str, bool | None]] = ()


def distributions(
    language: str,
    panels: Sequence[Panel],
    names: Sequence[str],
    axis: str,
    label: str,
    *,
    wide: bool,
) -> Markup:
    """Panels beside each other (below each other if not ``wide``), one scale for all.

    ``names`` are those of the places along the bottom; an empty one is not written.
    """
    drawing = Drawing(language)
    columns = len(panels) if wide else 1
    gap, left, tall = 28.0, 44.0, 190.0
    width = WIDE if wide else NARROW
    across = (width - left - gap * (columns - 1)) / columns
    marks = ticks(max((bar[2] for panel in panels for bar in panel.bars), default=1.0) or 1.0, 4)
    height = tall + 86
    for number, panel in enumerate(panels):
        x0 = left + (number % columns) * (across + gap)
        y0 = 34 + (number // columns) * height
        base = y0 + tall
        drawing.text(x0, y0 - 14, panel.heading, "tb")
        for mark in marks:
            y = base - mark / marks[-1] * tall
            drawing.line(x0, y, x0 + across, y, "axk" if mark == 0 else "ax")
            if number % columns == 0:
                drawing.text(x0 - 6, y + 4, f"{100 * mark:g}%", "t3", "end")
        step = across / len(names)
        for place, low, high, hollow in panel.bars:
            x = x0 + (place + (0.68 if hollow else 0.32)) * step
            start, end = base - low / marks[-1] * tall, base - high / marks[-1] * tall
            _standing(drawing, x, start, end, min(3.0, step / 7), hollow)
        for line, (words, kind) in enumerate(panel.rest):
            y, end = y0 + 14 + 18 * line, x0 + across
            drawing.text(end, y, words, "t12 halo" if kind is None else "halo", "end")
            if kind is not None:
                x = end - text_width(words) - 34
                _lying(drawing, x, x + 20, y - 4, kind)
        for place, name in enumerate(names):
            if name:
                drawing.text(x0 + (place + 0.5) * step, base + 16, name, "t3", "middle")
        drawing.text(x0 + across / 2, base + 34, axis, "t2 t12", "middle")
    rows = -(-len(panels) // columns)
    return drawing.svg(width, 34 + rows * height - 40, label, "wide" if wide else "narrow")


def _standing(
    drawing: Drawing, x: float, start: float, end: float, half: float, hollow: bool
) -> None:
    if start - end < 1.5:
        drawing.line(x - half - 1, start, x + half + 1, start, "sin med")
        return
    drawing.box(x - half, end, 2 * half, start - end, "node" if hollow else "fin")
    ends = "".join(f"M{x - half - 1.5:.1f} {y:.1f}h{2 * half + 3:.1f}" for y in (start, end))
    drawing.path(ends, "sin thin")


@dataclass(frozen=True, slots=True)
class Spread:
    """What half of all walks, and eight of ten, lie between; the outer ends of the bands, metres.

    ``middle`` is the band of the median.
    """

    label: str
    tenths: tuple[float, float]
    quarters: tuple[float, float]
    middle: tuple[float, float]
    words: str


def spreads(
    language: str,
    rows: Sequence[Spread],
    written: Callable[[float], str],
    label: str,
    *,
    wide: bool,
) -> Markup:
    """A thin line for eight of ten walks, a pale bar for half, a dark one for the median."""
    drawing = Drawing(language)
    width = WIDE if wide else NARROW
    left, right = (330.0, width - 110.0) if wide else (4.0, width - 14.0)
    marks = ticks(max((row.tenths[1] for row in rows), default=1.0) or 1.0, 5 if wide else 3)
    scale = (right - left) / marks[-1]
    high = 40.0 if wide else 52.0
    bottom = 30 + high * len(rows)
    _scale(drawing, {mark: left + mark * scale for mark in marks}, bottom, wide, written)
    for number, row in enumerate(rows):
        y = 30 + high * number
        middle = y + (high / 2 if wide else high - 14)
        drawing.text(
            0, middle + 4 if wide else y + 18, shorten(row.label, 315), "" if wide else "halo"
        )
        a, b = (left + end * scale for end in row.tenths)
        drawing.line(a, middle, b, middle, "sin thin")
        drawing.path(f"M{a:.1f} {middle - 5:.1f}v10M{b:.1f} {middle - 5:.1f}v10", "sin thin")
        c, d = (left + end * scale for end in row.quarters)
        drawing.box(c, middle - 6, max(1.0, d - c), 12, "fopen")
        e, f = (left + end * scale for end in row.middle)
        drawing.box(e, middle - 6, max(2.5, f - e), 12, "fin")
        if wide:
            drawing.text(b + 10, middle + 4, row.words, "halo")
        else:
            drawing.text(width, y + 18, row.words, "halo", "end")
    return drawing.svg(width, bottom + 4, label, "wide" if wide else "narrow")


def hexagons(
    language: str,
    cells: Sequence[tuple[float, float, float, float]],
    label: str,
    *,
    wide: bool,
) -> Markup:
    """Hexagons with the ends of their band inside; darker where the middle of the band is higher.

    ``cells`` are x and y of centres in steps of the grid (y to the south), and shares 0..1.
    """
    drawing = Drawing(language)
    width = WIDE if wide else NARROW
    xs, ys = [cell[0] for cell in cells], [cell[1] for cell in cells]
    across, down = max(xs) - min(xs) + 1, max(ys) - min(ys) + 1.16
    step = min(86.0 if wide else 60.0, width / across)
    side = step / math.sqrt(3)
    darkest = max(low + high for _, _, low, high in cells) or 1.0
    for x, y, low, high in cells:
        cx, cy = (x - min(xs) + 0.5) * step, 6 + side + (y - min(ys)) * step
        corners = [
            (cx + side * 0.96 * math.sin(angle), cy - side * 0.96 * math.cos(angle))
            for angle in (number * math.pi / 3 for number in range(6))
        ]
        path = "M" + "L".join(f"{px:.1f} {py:.1f}" for px, py in corners) + "Z"
        shade = 0.03 + 0.37 * (low + high) / darkest  # the words in it stay readable
        drawing.add(Markup('<path class="fin" fill-opacity="{:.2f}" d="{}"/>').format(shade, path))
        drawing.path(path, "ax")
        words = short_range(low, high)
        if step >= 54 and text_width(words, 12.5) < step:
            drawing.text(cx, cy + 4, words, "t12", "middle")
    height = 6 + (down - 1.16) * step + 2 * side + 6
    return drawing.svg(width, height, label, "wide" if wide else "narrow")


def short_range(low: float, high: float) -> str:
    """Two shares as percents, with digits where they are small: 12–30%, 0.4–4%, 0–0.05%."""
    digits = 0 if 100 * high >= 10 else 1 if 100 * high >= 1 else 2
    ends = [f"{round(100 * end, digits):g}" for end in (low, high)]
    return f"{ends[0]}%" if ends[0] == ends[1] else f"{ends[0]}–{ends[1]}%"


def swatch(hollow: bool) -> Markup:
    """The mark of a kind of bar, for a key."""
    drawing = Drawing("")
    _lying(drawing, 4, 26, 8, hollow)
    return Markup(
        '<svg viewBox="0 0 30 16" width="30" height="16" aria-hidden="true">{}</svg>'
    ).format(Markup("").join(drawing.parts))


def spread_swatch(which: str) -> Markup:
    """The mark of a line, a pale bar or a dark one."""
    drawing = Drawing("")
    if which == "tenths":
        drawing.path("M3 8H27M3 4v8M27 4v8", "sin thin")
    else:
        drawing.box(4, 3, 22, 10, "fopen" if which == "quarters" else "fin")
    return Markup(
        '<svg viewBox="0 0 30 16" width="30" height="16" aria-hidden="true">{}</svg>'
    ).format(Markup("").join(drawing.parts))
