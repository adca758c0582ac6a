"""The layered drawing of data flows: boxes in columns, an arrow a flow, none crossing in vain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from custodes.dossier.drawing import Drawing, link, references, shorten, text_width
from custodes.dossier.edition import Edition
from custodes.dossier.flow_layout import (
    LINE,
    NODE,
    WIDTH,
    Arrow,
    Box,
    arrange,
    components,
    drawable,
    join_twins,
    lay_out,
    port,
)
from custodes.dossier.flows import Flow

LANE_GAP = 32.0
HEAD = 9
NUMBERS = 2
LABEL_HEIGHT = 13.0


def draw(
    edition: Edition, flows: tuple[Flow, ...], labels: Mapping[str, str], label: str
) -> tuple[Markup, tuple[Flow, ...]]:
    """The drawing of these flows, 1080 units wide, and those that found no way in it."""
    drawing = Drawing(edition.language)
    lanes = [2.0, 2.0]
    half_width = (WIDTH - LANE_GAP) / 2
    kept, undrawn = drawable(flows)
    kept, names = join_twins(kept, labels)
    groups = [lay_out(component, names) for component in components(kept)]
    groups.sort(key=lambda laid: (laid[2] <= 2, -len(laid[1])))
    for boxes, arrows, layers in groups:
        if layers <= 2:
            lane = 0 if lanes[0] <= lanes[1] else 1
            left, width = lane * (half_width + LANE_GAP), half_width
            top = lanes[lane]
        else:
            lane, left, width, top = -1, 0.0, WIDTH, max(lanes)
        bottom = arrange(boxes, left, width, top, layers)
        _paint(edition, drawing, boxes, arrows)
        if lane < 0:
            lanes = [bottom + 28, bottom + 28]
        else:
            lanes[lane] = bottom + 28
    return drawing.svg(WIDTH, max(lanes) - 18, label), undrawn


@dataclass(slots=True)
class _Label:
    """What stands at an arrow, and the places where it may stand, the best first."""

    flow: Flow
    words: str
    width: float
    places: list[tuple[float, float, bool]]


def _paint(
    edition: Edition, drawing: Drawing, columns: list[list[Box]], arrows: list[Arrow]
) -> None:
    labels: list[_Label] = []
    struck: list[tuple[float, float]] = []
    for number, arrow in enumerate(arrows):
        first, last = arrow.stops[0], arrow.stops[-1]
        start = (first.x + NODE, port(first, number, True))
        end = (last.x, port(last, number, False))
        points = _points(arrow, start, end)
        inside = Drawing(drawing.language)
        _stroke(inside, arrow, points, start, end)
        flow = arrow.flow
        # the numbers at the line lead further by keyboard
        address = edition.of_flow(flow.source, flow.recipient)
        title = f"{flow.source} → {flow.recipient}"
        drawing.add(link(address, Markup("").join(inside.parts), title, focusable=False))
        at_start = len(first.right) <= len(last.left)
        if arrow.flow.form == "denies":
            # towards the end that has no label
            near = points[-2:] if at_start else points[1::-1]
            struck.append(_along(near[0], near[1], 0.82))
        label = _label(edition, arrow.flow, arrow.stops[1].x - start[0] - 30)
        places = [(start[0] + 12, start[1], True), (end[0] - 14 - label.width, end[1], False)]
        if not at_start:
            places.reverse()
        # above the line at either end, else below it
        label.places = [(x, y - 4.5, s) for x, y, s in places]
        label.places += [(x, y + 13, s) for x, y, s in places]
        labels.append(label)
    _write(edition, drawing, labels)
    for x, y in struck:
        drawing.circle(x, y, 7, "deny")
        drawing.path(f"M{x - 5:.1f} {y + 5:.1f}L{x + 5:.1f} {y - 5:.1f}", "deny")
    for column in columns:
        for box in column:
            if box.name:
                drawing.add(link(edition.of_holder(box.name), _box(drawing.language, box)))


def _box(language: str, box: Box) -> Markup:
    """A holder's box with its name in it."""
    inside = Drawing(language)
    inside.box(box.x + 0.5, box.y + 0.5, NODE - 1, box.height - 1, "node")
    first_y = box.y + (box.height - len(box.lines) * LINE) / 2 + 13
    for index, line in enumerate(box.lines):
        inside.text(box.x + 11, first_y + index * LINE, line, "tb")
    return Markup("").join(inside.parts)


def _points(
    arrow: Arrow, start: tuple[float, float], end: tuple[float, float]
) -> list[tuple[float, float]]:
    """Where the line bends: its ends short of the arrow's head, and the lanes it passes through."""
    points = [(start[0] + (HEAD if arrow.back else 0), start[1])]
    for stop in arrow.stops[1:-1]:
        middle = stop.y + stop.height / 2
        points += [(stop.x, middle), (stop.x + NODE, middle)]
    points.append((end[0] - (0 if arrow.back else HEAD), end[1]))
    return points


def _stroke(
    drawing: Drawing,
    arrow: Arrow,
    points: list[tuple[float, float]],
    start: tuple[float, float],
    end: tuple[float, float],
) -> None:
    form = arrow.flow.form
    data = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for index, ((x1, y1), (x2, y2)) in enumerate(pairwise(points)):
        if index % 2:
            data += f"L{x2:.1f} {y2:.1f}"
        else:
            middle = (x1 + x2) / 2
            data += f"C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
    drawing.path(data, "e" if form == "asserts" else f"e e-{form}")
    head = f"ah-{form}" if form in ("infers", "denies") else "ah"
    x, y = start if arrow.back else end
    drawing.path(f"M{x:.1f} {y:.1f}l{HEAD if arrow.back else -HEAD} -5v10z", head)


def _along(start: tuple[float, float], end: tuple[float, float], t: float) -> tuple[float, float]:
    """The point at ``t`` (0..1) of an arrow's curve, which leaves and arrives level."""
    middle = (start[0] + end[0]) / 2
    weights = ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3)
    xs, ys = (start[0], middle, middle, end[0]), (start[1], start[1], end[1], end[1])
    return (
        sum(w * x for w, x in zip(weights, xs, strict=True)),
        sum(w * y for w, y in zip(weights, ys, strict=True)),
    )


def _label(edition: Edition, flow: Flow, room: float) -> _Label:
    taken = sum(text_width(claim.number, 12) + 5 for claim in flow.claims[:NUMBERS])
    taken += 22 if len(flow.claims) > NUMBERS else 0
    words = edition.words.entries["list.comma"].join(flow.data)
    words = shorten(words, max(0.0, room - taken), 12.5) if words else ""
    words = "" if words == "…" else words
    return _Label(flow, words, taken + (text_width(words, 12.5) + 4 if words else 0), [])


def _write(edition: Edition, drawing: Drawing, labels: list[_Label]) -> None:
    """Write each label where it covers no other; where all places are taken, at its first."""
    written: list[tuple[float, float, float]] = []
    for label in labels:

        def free(place: tuple[float, float, bool], width: float = label.width) -> bool:
            return all(
                abs(place[1] - y) >= LABEL_HEIGHT or place[0] + width < x or x + w < place[0]
                for x, y, w in written
            )

        place = next((place for place in label.places if free(place)), label.places[0])
        written.append((place[0], place[1], label.width))
        numbers = references(
            ((claim.number, edition.place_of(claim)) for claim in label.flow.claims),
            NUMBERS,
            edition.of_flow(label.flow.source, label.flow.recipient),
        )
        tint = {"infers": " infert", "denies": " denyt"}.get(label.flow.form, "")
        words = drawing.span(label.words) + " " if label.words else Markup("")
        anchor = Markup("") if place[2] else Markup(' text-anchor="end"')
        x = place[0] + (0 if place[2] else label.width)
        drawing.add(
            Markup('<text x="{:.1f}" y="{:.1f}" class="halo t12{}"{}>{}{}</text>').format(
                x, place[1], tint, anchor, words, numbers
            )
        )
