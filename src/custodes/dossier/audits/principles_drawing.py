"""The matrix of questions as a drawing: bars as long as the claims for, against, not spoken of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from custodes.dossier.drawing import Drawing, shorten, wrap
from custodes.dossier.edition import Edition

WIDE, NARROW = 1080, 358
LABEL, BAR, ROW, HEAD = 480, 140, 22, 34
NARROW_LABEL, NARROW_COLUMN, LINE = 196, 54, 15
LEAST = 2.0
"""A bar of one claim is this wide at least, in pixels, whatever the scale."""


@dataclass(frozen=True, slots=True)
class Line:
    """A question with its counts: for, against, not spoken of."""

    title: str
    counts: tuple[int, int, int]


Group = tuple[str, Sequence[Line]]


def matrix(
    edition: Edition, groups: Sequence[Group], heads: Sequence[str], label: str
) -> tuple[Markup, Markup]:
    """The questions of each instrument, for 1080 and for 358 pixels.

    ``heads`` are the three columns' words. Bars for and against share one scale; claims not spoken
    of, which are many more, have their own.
    """
    return _wide(edition, groups, heads, label), _narrow(edition, groups, heads, label)


def _wide(edition: Edition, groups: Sequence[Group], heads: Sequence[str], label: str) -> Markup:
    drawing = Drawing(edition.language)
    lefts = [LABEL + column * (BAR + 60) for column in range(3)]
    longest = _longest(groups)
    y = 16.0
    for left, head in zip(lefts, heads, strict=True):
        drawing.text(left, y, head, "tb")
    y += 8
    drawing.line(0, y, WIDE, y, "axk")
    for name, lines in groups:
        y += HEAD
        drawing.text(0, y - 8, name, "tb")
        drawing.line(0, y, WIDE, y, "ax")
        for line in lines:
            y += ROW
            drawing.text(0, y - 6, shorten(line.title, LABEL - 24))
            for column, (left, count) in enumerate(zip(lefts, line.counts, strict=True)):
                if not count:
                    drawing.text(left, y - 6, "·", "t3")
                    continue
                length = max(LEAST, BAR * count / longest[column])
                drawing.box(left, y - 15, length, 10, _form(column))
                drawing.text(left + length + 6, y - 6, edition.number(count), "t2")
            drawing.line(0, y, WIDE, y, "ax")
    return drawing.svg(WIDE, y + 6, label)


def _narrow(edition: Edition, groups: Sequence[Group], heads: Sequence[str], label: str) -> Markup:
    drawing = Drawing(edition.language)
    rights = [NARROW_LABEL + (column + 1) * NARROW_COLUMN for column in range(3)]
    y = 0.0
    wrapped = [wrap(head, NARROW_COLUMN - 2, 2, 12) for head in heads]
    for right, parts in zip(rights, wrapped, strict=True):
        for number, part in enumerate(parts):
            drawing.text(right, 14 + number * LINE, part, "t12", "end")
    y += 8 + LINE * max(map(len, wrapped))
    drawing.line(0, y, NARROW, y, "axk")
    for name, lines in groups:
        y += HEAD
        drawing.text(0, y - 8, shorten(name, NARROW), "tb")
        drawing.line(0, y, NARROW, y, "ax")
        for line in lines:
            titles = wrap(line.title, NARROW_LABEL, 2)
            for number, part in enumerate(titles):
                drawing.text(0, y + 16 + number * LINE, part)
            for right, count in zip(rights, line.counts, strict=True):
                shown = edition.number(count) if count else "·"
                drawing.text(right, y + 16, shown, "" if count else "t3", "end")
            y += 9 + LINE * len(titles)
            drawing.line(0, y, NARROW, y, "ax")
    return drawing.svg(NARROW, y + 6, label, "narrow")


def _longest(groups: Sequence[Group]) -> tuple[int, int, int]:
    counts = [line.counts for _, lines in groups for line in lines] or [(1, 1, 1)]
    said = max(1, *(count[side] for count in counts for side in (0, 1)))
    return said, said, max(1, *(count[2] for count in counts), 1)


def _form(column: int) -> str:
    return "fpap sin" if column == 2 else "fin"
