"""Small drawings of figures: each as the whole range that its words allow, on one scale."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from markupsafe import Markup

from custodes.dossier.drawing import Drawing
from custodes.dossier.edition import Edition
from custodes.model import Quantity

WIDTH, LEFT, RIGHT = 220.0, 4.0, 216.0


def bar(edition: Edition, quantity: Quantity, top: float, labelled: bool) -> Markup:
    """A bar on a scale from 0 to ``top``; an open end runs to the scale's end without a tick.

    ``labelled`` writes the ends of the scale above it.
    """
    drawing = Drawing(edition.language)
    y = 26 if labelled else 12
    if labelled:
        unit = "%" if quantity.unit == "%" else ""
        drawing.text(LEFT, 12, "0", "t3")
        drawing.text(RIGHT, 12, edition.number(top) + unit, "t3", anchor="end")
    drawing.path(f"M{LEFT} {y}H{RIGHT}M{LEFT} {y - 4}v8M{RIGHT} {y - 4}v8", "ax")
    scale = (RIGHT - LEFT) / top
    low = LEFT + min(top, max(0.0, quantity.low or 0.0)) * scale
    high = RIGHT if quantity.high is None else LEFT + min(top, max(0.0, quantity.high)) * scale
    if quantity.low == quantity.high:
        drawing.circle(low, y, 4.5, "fin")
    else:
        fill = "fin" if None not in (quantity.low, quantity.high) else "fopen"
        drawing.box(low, y - 3, max(2.0, high - low), 6, fill)
        ticks = [x for x, end in ((low, quantity.low), (high, quantity.high)) if end is not None]
        drawing.path("".join(f"M{x:.1f} {y - 6}v12" for x in ticks), "sin med")
    return Markup(
        '<svg class="bar-scale" viewBox="0 0 {0:.0f} {1}" width="{0:.0f}" height="{1}" '
        'aria-hidden="true">{2}</svg>'
    ).format(WIDTH, y + 12, Markup("").join(drawing.parts))


def bars(edition: Edition, quantities: Sequence[Quantity]) -> list[Markup]:
    """A drawing for each figure that can be compared with another; empty for the others.

    Figures of one unit share a scale, whose ends are written at its first bar. A figure without a
    unit, or alone of its unit, has nothing to be drawn against; shares end at 100 %.
    """
    ends: dict[str, set[float]] = defaultdict(set)
    for quantity in quantities:
        ends[quantity.unit].update(
            end for end in (quantity.low, quantity.high) if end is not None and end > 0
        )
    drawn: list[Markup] = []
    seen: set[str] = set()
    for quantity in quantities:
        top = max(ends[quantity.unit], default=0.0)
        share = quantity.unit == "%" and top <= 100
        if share:
            top = 100.0
        elif not quantity.unit or len(ends[quantity.unit]) < 2:
            drawn.append(Markup(""))
            continue
        drawn.append(bar(edition, quantity, top, quantity.unit not in seen))
        seen.add(quantity.unit)
    return drawn
