"""Small drawings of figures: each as the whole range that its words allow, on one scale."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from markupsafe import Markup

from custodes.dossier.drawing import Drawing
from custodes.dossier.edition import Edition
from custodes.model import Quantity

WIDTH, LEFT, RIGHT = 220.0, 4.0, 216.0


def bar(edition: Edition, quantity: Quantity, top: float) -> Markup:
    """A bar on a scale from 0 to ``top``; an open end runs to the scale's end without a tick."""
    drawing = Drawing(edition.language)
    drawing.path(f"M{LEFT} 12H{RIGHT}M{LEFT} 8v8M{RIGHT} 8v8", "ax")
    scale = (RIGHT - LEFT) / top if top > 0 else 0.0
    low = LEFT + min(top, max(0.0, quantity.low or 0.0)) * scale
    high = RIGHT if quantity.high is None else LEFT + min(top, max(0.0, quantity.high)) * scale
    if quantity.low == quantity.high:
        drawing.circle(low, 12, 4.5, "fin")
    else:
        drawing.box(
            low, 9, max(2.0, high - low), 6, "fin" if quantity.high is not None else "fopen"
        )
        ticks = [x for x, end in ((low, quantity.low), (high, quantity.high)) if end is not None]
        drawing.path("".join(f"M{x:.1f} 6v12" for x in ticks), "sin med")
    return Markup(
        '<svg class="bar-scale" viewBox="0 0 {:.0f} 24" width="{:.0f}" height="24" '
        'aria-hidden="true">{}</svg>'
    ).format(WIDTH, WIDTH, Markup("").join(drawing.parts))


def bars(edition: Edition, quantities: Sequence[Quantity]) -> list[Markup]:
    """A bar for each figure; figures of one unit share a scale, percentages end at 100."""
    tops: dict[str, float] = defaultdict(float)
    for quantity in quantities:
        for end in (quantity.low, quantity.high):
            if end is not None:
                tops[quantity.unit] = max(tops[quantity.unit], end)
    tops = {unit: 100.0 if unit == "%" and top <= 100 else top for unit, top in tops.items()}
    return [bar(edition, quantity, tops.get(quantity.unit, 0.0)) for quantity in quantities]
