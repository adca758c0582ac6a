"""Pictures of a worksheet: the claimed range beside the computed, and where a verdict turns."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from custodes.dossier.drawing import Drawing, references, shorten, text_width, wrap
from custodes.dossier.edition import Edition

WIDE, NARROW = 1080.0, 358.0
LADDER_WIDE = 736.0
TEXT_LEFT = 300.0
MARK = {"contradicted": "no", "not established": "un", "supported": "ok", "no verdict": "un"}
DRAWN_DIGITS = 4
MOST_REFS = 4


@dataclass(frozen=True, slots=True)
class RangeBar:
    """A range with its name and the claims that it is from (number, link); None is an open end."""

    name: str
    detail: str
    refs: Sequence[tuple[str, str]]
    low: float | None
    high: float | None
    label: str
    claimed: bool = False


@dataclass(frozen=True, slots=True)
class Rung:
    """A stretch of one thing's values with one verdict; None is an open end."""

    low: float | None
    high: float | None
    verdict: str
    word: str


def key(
    edition: Edition, claimed: Markup | str, computed: Markup | str
) -> list[tuple[Markup, Markup | str]]:
    """The two kinds of bar with their words."""
    return [
        (
            Markup(
                '<svg width="30" height="14" viewBox="0 0 30 14" aria-hidden="true">'
                '<rect class="fclaim" y="1" width="30" height="12"/></svg>'
            ),
            claimed,
        ),
        (
            Markup(
                '<svg width="30" height="14" viewBox="0 0 30 14" aria-hidden="true">'
                '<rect class="fin" y="4" width="30" height="6"/>'
                '<path class="sin med" d="M1 0v14M29 0v14"/></svg>'
            ),
            computed,
        ),
    ]


def ranges_drawing(
    edition: Edition, bars: Sequence[RangeBar], unit: str, label: str, *, narrow: bool
) -> Markup:
    """The ranges under each other on one scale, its claimed ends drawn black."""
    left, right = (8.0, NARROW - 8) if narrow else (TEXT_LEFT + 8, WIDE - 62)
    start, end, ticks = _scale(bars, 4 if narrow else 6)
    per = (right - left) / (end - start)

    def at(value: float) -> float:
        return left + (min(max(value, start), end) - start) * per

    step = 64.0 if narrow else 52.0
    height = 30 + step * len(bars)
    drawing = Drawing(edition.language)
    marks = {
        value
        for bar in bars
        if bar.claimed
        for value in (bar.low, bar.high)
        if value is not None and start < value < end
    }
    written: list[tuple[float, float]] = []
    for value in sorted(marks) + [tick for tick in ticks if tick not in marks]:
        strong = value in marks
        drawing.line(at(value), 24, at(value), height - 6, "axk" if strong else "ax")
        text = edition.number(value) + unit
        half = text_width(text, 13) / 2 + 4
        x = min(max(at(value), left + half - 8), right - half + 8)
        if all(abs(x - other) > half + width for other, width in written):
            written.append((x, half))
            drawing.text(x, 16, text, "tb t12" if strong else "t3", anchor="middle")
    for order, bar in enumerate(bars):
        _range_bar(drawing, bar, 30 + order * step, at, (left, right), narrow)
    return drawing.svg(NARROW if narrow else WIDE, height, label, "narrow" if narrow else "wide")


def _range_bar(
    drawing: Drawing,
    bar: RangeBar,
    y: float,
    at: object,
    ends: tuple[float, float],
    narrow: bool,
) -> None:
    left, right = ends
    if not callable(at):
        raise TypeError
    if narrow:
        words = shorten(f"{bar.name} {bar.detail}".strip(), NARROW - 130, 14)
        drawing.text(0, y + 16, Markup("{} {}").format(drawing.span(words), _refs(bar)), "halo")
        middle = y + 38
    else:
        drawing.text(0, y + 17, bar.name, "tb")
        lines = wrap(bar.detail, TEXT_LEFT - 12 - 32 * len(bar.refs[:MOST_REFS]), 2, 14) or [""]
        for line, words in enumerate(lines):
            last = _refs(bar) if line == len(lines) - 1 else ""
            marked = Markup("{} {}").format(drawing.span(words), last)
            drawing.text(0, y + 33 + 15 * line, marked, "t3")
        middle = y + 22
    low = left if bar.low is None else at(bar.low)
    high = right if bar.high is None else at(bar.high)
    if bar.claimed:
        drawing.box(low, middle - 9, max(3.0, high - low), 18, "fclaim")
        return
    if high - low < 1.0:
        drawing.circle(low, middle, 5, "fin")
    else:
        drawing.box(low, middle - 3.5, high - low, 7, "fin")
        reached = [x for x, end in ((low, bar.low), (high, bar.high)) if end is not None]
        drawing.path("".join(f"M{x:.1f} {middle - 9:.1f}v18" for x in reached), "sin med")
    width = text_width(bar.label, 14)
    if high + 10 + width <= right + 60:
        drawing.text(high + 10, middle + 5, bar.label, "halo")
    else:
        drawing.text(low - 10, middle + 5, bar.label, "halo", anchor="end")


def _refs(bar: RangeBar) -> Markup:
    return references(bar.refs, MOST_REFS, "#parameters")


def _scale(bars: Sequence[RangeBar], most: int) -> tuple[float, float, list[float]]:
    """A scale that holds every end with room, and its round numbers."""
    values = [end for bar in bars for end in (bar.low, bar.high) if end is not None]
    low, high = min(values), max(values)
    room = (high - low) * 0.12 or abs(high) * 0.1 or 1.0
    bounded = low >= 0
    low, high = low - room, high + room
    if bounded:
        low = max(low, 0.0)
    percent = all(0 <= end <= 100 for end in values) and max(values) == 100
    if percent:
        high = 100.0
    size = 10 ** math.floor(math.log10((high - low) / most))
    step = next(
        size * factor for factor in (1, 2, 2.5, 5, 10, 20) if (high - low) / (size * factor) <= most
    )
    first = math.floor(low / step)
    last = math.ceil(high / step - 1e-9)
    ticks = [round(index * step, 10) for index in range(first, last + 1)]
    return ticks[0], ticks[-1], ticks


def ladder_drawing(
    edition: Edition,
    rungs: Sequence[Rung],
    now: tuple[float | None, float | None],
    most: float | None,
    below: str,
    label: str,
    *,
    narrow: bool,
) -> Markup:
    """One line of values, cut where the verdict turns; what the sheet takes is marked above it.

    ``below`` is said at the left end, with the least value drawn as ``{value}``.
    """
    width = NARROW if narrow else LADDER_WIDE
    left, right = 8.0, width - 36.0
    edges = [edge for rung in rungs for edge in (rung.low, rung.high) if edge not in (None, 0)]
    edges += [end for end in (*now, most) if end is not None]
    known = [edge for edge in edges if edge is not None]
    if most is not None:
        known = [edge for edge in known if edge <= most] or [most]
    low, high = min(known), max(known)
    room = (high - low) or abs(high) or 1.0
    start = max(0.0, low - room * 0.9) if low >= 0 else low - room
    start = _round_down(start, room)
    end = high if most is not None else high + room * 0.5
    per = (right - left) / (end - start)

    def at(value: float) -> float:
        return left + (min(max(value, start), end) - start) * per

    drawing = Drawing(edition.language)
    texts: list[tuple[float, float]] = []
    for rung in rungs:
        from_, to = rung.low, rung.high
        x1 = at(start if from_ is None else from_)
        x2 = at(end if to is None else to)
        if x2 - x1 < 0.5:
            continue
        mark = MARK.get(rung.verdict, "un")
        drawing.line(x1, 44, x2 - (1 if to is not None else 0), 44, f"s{mark}")
        if text_width(rung.word, 14.5) <= right + 36 - x1 and not _taken(
            texts, x1, x1 + text_width(rung.word, 14.5)
        ):
            texts.append((x1, x1 + text_width(rung.word, 14.5)))
            drawing.text(x1 + (8 if x1 > left else 0), 26, rung.word, f"t{mark} tb")
    marks = {edge for rung in rungs for edge in (rung.low, rung.high) if edge}
    marks |= {end_ for end_ in (*now, most) if end_ is not None}
    written: list[tuple[float, float]] = []
    least = below.format(value=edition.number(start))
    if start > 0:
        drawing.text(left, 72, least, "t3")
        written.append((left, left + text_width(least, 13)))
    taken = [end_ for end_ in now if end_ is not None] or [end]
    for value in sorted(marks, key=lambda mark: min(abs(mark - each) for each in taken)):
        if not start < value <= end:
            continue
        drawing.path(f"M{at(value):.1f} 35v18", "sin med")
        text = edition.number(_shown(value))
        half = text_width(text, 14) / 2
        if not _taken(written, at(value) - half, at(value) + half):
            written.append((at(value) - half, at(value) + half))
            drawing.text(at(value), 72, text, "", anchor="middle")
    classes = "narrow" if narrow else "wide figure-narrow"
    return drawing.svg(width, 82, label, classes)


def _shown(value: float) -> float:
    return float(f"{value:.{DRAWN_DIGITS}g}") if value != int(value) else value


def _round_down(value: float, room: float) -> float:
    step = float(10 ** math.floor(math.log10(room))) if room > 0 else 1.0
    return math.floor(value / step) * step


def _taken(held: Sequence[tuple[float, float]], start: float, end: float) -> bool:
    return any(start < other_end + 6 and other < end + 6 for other, other_end in held)
