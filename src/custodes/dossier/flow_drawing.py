"""The layered drawing of data flows: boxes in columns, an arrow a flow, none crossing in vain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from markupsafe import Markup

from custodes.dossier.drawing import Drawing, references, shorten, text_width, wrap
from custodes.dossier.edition import Edition
from custodes.dossier.flows import Flow

WIDTH = 1080.0
NODE = 176.0
LANE_GAP = 32.0
ROW_GAP = 14.0
PORT = 21.0
LINE = 17.0
LAYERS = 4
MOST_TWINS = 4


@dataclass(slots=True)
class Box:
    """A holder's place in the drawing; an empty ``name`` keeps a lane free for a long arrow."""

    name: str
    lines: tuple[str, ...] = ()
    layer: int = 0
    x: float = 0.0
    y: float = 0.0
    height: float = 0.0
    left: list[int] = field(default_factory=list)
    right: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Arrow:
    """A flow between the boxes it visits from left to right; ``back`` if it points left."""

    flow: Flow
    stops: list[Box]
    back: bool


def draw(
    edition: Edition, flows: tuple[Flow, ...], labels: Mapping[str, str], label: str
) -> tuple[Markup, tuple[Flow, ...]]:
    """The drawing of these flows, 1080 units wide, and those that found no way in it."""
    drawing = Drawing(edition.language)
    lanes = [2.0, 2.0]
    half_width = (WIDTH - LANE_GAP) / 2
    drawable, undrawn = _drawable(flows)
    drawable, joined = _join_twins(drawable, labels)
    components = [_lay_out(component, joined) for component in _components(drawable)]
    components.sort(key=lambda laid: (laid[2] <= 2, -len(laid[1])))
    for boxes, arrows, layers in components:
        if layers <= 2:
            lane = 0 if lanes[0] <= lanes[1] else 1
            left, width = lane * (half_width + LANE_GAP), half_width
            top = lanes[lane]
        else:
            lane, left, width, top = -1, 0.0, WIDTH, max(lanes)
        bottom = _place(boxes, left, width, top, layers)
        _paint(edition, drawing, boxes, arrows)
        if lane < 0:
            lanes = [bottom + 28, bottom + 28]
        else:
            lanes[lane] = bottom + 28
    return drawing.svg(WIDTH, max(lanes) - 18, label), undrawn


def _drawable(flows: tuple[Flow, ...]) -> tuple[tuple[Flow, ...], tuple[Flow, ...]]:
    """The flows between different columns, and those that would stay in one."""
    undrawn: list[Flow] = []
    for component in _components(flows):
        layer = _layers(component)
        undrawn += [flow for flow in component if layer[flow.source] == layer[flow.recipient]]
    if not undrawn:
        return flows, ()
    kept, more = _drawable(tuple(flow for flow in flows if flow not in undrawn))
    return kept, (*undrawn, *more)


def _join_twins(
    flows: tuple[Flow, ...], labels: Mapping[str, str]
) -> tuple[tuple[Flow, ...], Mapping[str, tuple[str, ...]]]:
    """One box for holders that the very same claims name beside each other, on the same side."""
    edges: dict[str, set[tuple[str, str, str, tuple[str, ...]]]] = defaultdict(set)
    for flow in flows:
        claims = tuple(claim.identifier for claim in flow.claims)
        edges[flow.source].add(("to", flow.recipient, flow.form, claims))
        edges[flow.recipient].add(("from", flow.source, flow.form, claims))
    twins: dict[frozenset[tuple[str, str, str, tuple[str, ...]]], list[str]] = defaultdict(list)
    for name, around in edges.items():
        twins[frozenset(around)].append(name)
    names: dict[str, tuple[str, ...]] = {}
    dropped: set[str] = set()
    for group in twins.values():
        shown = [labels.get(name, name) for name in group[:MOST_TWINS]]
        names[group[0]] = (*shown, "…") if len(group) > MOST_TWINS else tuple(shown)
        dropped.update(group[1:])
    kept = tuple(f for f in flows if f.source not in dropped and f.recipient not in dropped)
    return kept, names


def _components(flows: tuple[Flow, ...]) -> list[list[Flow]]:
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            name = parent[name]
        return name

    for flow in flows:
        parent[root(flow.source)] = root(flow.recipient)
    found: dict[str, list[Flow]] = {}
    for flow in flows:
        found.setdefault(root(flow.source), []).append(flow)
    return list(found.values())


def _layers(flows: list[Flow]) -> dict[str, int]:
    """A column for each holder: one past the columns of those it gets from, cycles cut."""
    outgoing: dict[str, list[str]] = defaultdict(list)
    incoming: dict[str, int] = defaultdict(int)
    for flow in flows:
        if flow.recipient not in outgoing[flow.source]:
            outgoing[flow.source].append(flow.recipient)
            incoming[flow.recipient] += 1
    names = list(dict.fromkeys(name for flow in flows for name in (flow.source, flow.recipient)))
    kept: dict[str, list[str]] = defaultdict(list)
    state: dict[str, int] = {}

    def visit(name: str) -> None:
        state[name] = 1
        for following in outgoing[name]:
            if state.get(following) != 1:
                kept[name].append(following)
                if following not in state:
                    visit(following)
        state[name] = 2

    for name in sorted(names, key=lambda name: incoming[name] - len(outgoing[name])):
        if name not in state:
            visit(name)
    layer = dict.fromkeys(names, 0)
    for _ in range(LAYERS):
        for name in names:
            for following in kept[name]:
                layer[following] = max(layer[following], min(LAYERS - 1, layer[name] + 1))
    # a giver with nobody before it stands right before the first that it gives to
    for name in names:
        if not incoming[name] and kept[name]:
            layer[name] = max(0, min(layer[following] for following in kept[name]) - 1)
    return layer


def _lay_out(
    flows: list[Flow], labels: Mapping[str, tuple[str, ...]]
) -> tuple[list[list[Box]], list[Arrow], int]:
    layer = _layers(flows)
    lowest = min(layer.values())
    count = max(layer.values()) - lowest + 1
    columns: list[list[Box]] = [[] for _ in range(count)]
    boxes: dict[str, Box] = {}
    for name in layer:
        names = labels[name]
        each = 3 if len(names) == 1 else 1
        lines = tuple(line for part in names for line in wrap(part, NODE - 22, each))
        box = Box(name, lines, layer[name] - lowest)
        boxes[name] = box
        columns[box.layer].append(box)
    arrows: list[Arrow] = []
    for flow in flows:
        ends = (boxes[flow.source], boxes[flow.recipient])
        back = ends[0].layer > ends[1].layer
        first, last = reversed(ends) if back else ends
        stops = [first]
        for between in range(first.layer + 1, last.layer):
            free = Box("", (), between)
            columns[between].append(free)
            stops.append(free)
        stops.append(last)
        arrows.append(Arrow(flow, stops, back))
    _order(columns, arrows)
    position = {id(box): index for column in columns for index, box in enumerate(column)}
    for number, arrow in enumerate(arrows):
        for here, following in zip(arrow.stops, arrow.stops[1:], strict=False):
            here.right.append(number)
            following.left.append(number)

    def other_end(box: Box, right: bool) -> Callable[[int], float]:
        def place(number: int) -> float:
            stops = arrows[number].stops
            index = next(i for i, stop in enumerate(stops) if stop is box)
            index += 1 if right else -1
            return position[id(stops[index])]

        return place

    for column in columns:
        for box in column:
            if not box.name:
                box.height = PORT
                continue
            box.left.sort(key=other_end(box, False))
            box.right.sort(key=other_end(box, True))
            ports = max(len(box.left), len(box.right))
            box.height = max(len(box.lines) * LINE + 18, ports * PORT + 10, 40)
    return columns, arrows, count


def _order(columns: list[list[Box]], arrows: list[Arrow]) -> None:
    """Barycentre sweeps, right then left, so that few arrows cross."""
    neighbours: dict[tuple[int, int], list[Box]] = defaultdict(list)
    for arrow in arrows:
        for here, following in zip(arrow.stops, arrow.stops[1:], strict=False):
            neighbours[(id(following), -1)].append(here)
            neighbours[(id(here), 1)].append(following)
    for side in (-1, 1, -1, 1):
        sweep = columns if side == -1 else columns[::-1]
        position = {id(box): float(i) for column in columns for i, box in enumerate(column)}
        for column in sweep:

            def middle(box: Box, side: int = side, position: dict[int, float] = position) -> float:
                near = neighbours[(id(box), side)]
                if not near:
                    return position[id(box)]
                return sum(position[id(other)] for other in near) / len(near)

            column.sort(key=middle)
            position.update({id(box): float(i) for i, box in enumerate(column)})


def _place(columns: list[list[Box]], left: float, width: float, top: float, layers: int) -> float:
    heights = [
        sum(box.height for box in column) + ROW_GAP * max(0, len(column) - 1) for column in columns
    ]
    tallest = max(heights)
    step = (width - NODE) / max(1, layers - 1)
    for index, column in enumerate(columns):
        y = top + (tallest - heights[index]) / 2
        for box in column:
            box.x, box.y = left + step * index, y
            y += box.height + ROW_GAP
    return top + tallest


def _port(box: Box, number: int, right: bool) -> float:
    ports = box.right if right else box.left
    middle = box.y + box.height / 2
    return middle + (ports.index(number) - (len(ports) - 1) / 2) * PORT


def _paint(
    edition: Edition, drawing: Drawing, columns: list[list[Box]], arrows: list[Arrow]
) -> None:
    labels: list[tuple[float, float, str, Flow, float]] = []
    for number, arrow in enumerate(arrows):
        flow = arrow.flow
        first, last = arrow.stops[0], arrow.stops[-1]
        start_x, start_y = first.x + NODE, _port(first, number, True)
        end_x, end_y = last.x, _port(last, number, False)
        points = [(start_x + (9 if arrow.back else 0), start_y)]
        for stop in arrow.stops[1:-1]:
            points += [
                (stop.x, stop.y + stop.height / 2),
                (stop.x + NODE, stop.y + stop.height / 2),
            ]
        points.append((end_x - (0 if arrow.back else 9), end_y))
        data = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
        for index, (x, y) in enumerate(points[1:], 1):
            before_x, before_y = points[index - 1]
            if index % 2 == 0:
                data += f"L{x:.1f} {y:.1f}"
                continue
            bend = (x - before_x) * 0.5
            data += f"C{before_x + bend:.1f} {before_y:.1f} {x - bend:.1f} {y:.1f} {x:.1f} {y:.1f}"
        line = {
            "asserts": "e",
            "infers": "e e-infers",
            "rumour": "e e-rumour",
            "denies": "e e-denies",
        }
        head = {"infers": "ah-infers", "denies": "ah-denies"}.get(flow.form, "ah")
        drawing.path(data, line[flow.form])
        tip_x, tip_y = (start_x, start_y) if arrow.back else (end_x, end_y)
        reach = 9 if arrow.back else -9
        drawing.path(f"M{tip_x:.1f} {tip_y:.1f}l{reach} -5v10z", head)
        gap = (arrow.stops[1].x - start_x) if len(arrow.stops) > 1 else 100.0
        at_start = len(first.right) <= len(last.left)
        if flow.form == "denies":
            # towards the end that has no label
            near = points[-2:] if at_start else points[1::-1]
            x, y = _along(near[0], near[1], 0.7)
            drawing.circle(x, y, 7, "deny")
            drawing.path(f"M{x - 5:.1f} {y + 5:.1f}L{x + 5:.1f} {y - 5:.1f}", "deny")
        x = start_x + 12 if at_start else end_x - 14
        labels.append(
            (x, start_y if at_start else end_y, "start" if at_start else "end", flow, gap)
        )
    for x, y, anchor, flow, gap in labels:
        _label(edition, drawing, x, y, anchor, flow, gap - 30)
    for column in columns:
        for box in column:
            if box.name:
                drawing.box(box.x + 0.5, box.y + 0.5, NODE - 1, box.height - 1, "node")
                first_y = box.y + (box.height - len(box.lines) * LINE) / 2 + 13
                for index, line_text in enumerate(box.lines):
                    drawing.text(box.x + 11, first_y + index * LINE, line_text, "tb")


def _along(start: tuple[float, float], end: tuple[float, float], t: float) -> tuple[float, float]:
    """The point at ``t`` (0..1) of an arrow's curve, which leaves and arrives level."""
    middle = (start[0] + end[0]) / 2
    weights = ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3)
    xs, ys = (start[0], middle, middle, end[0]), (start[1], start[1], end[1], end[1])
    return (
        sum(w * x for w, x in zip(weights, xs, strict=True)),
        sum(w * y for w, y in zip(weights, ys, strict=True)),
    )


def _label(
    edition: Edition, drawing: Drawing, x: float, y: float, anchor: str, flow: Flow, room: float
) -> None:
    numbers = references(
        ((claim.number, edition.place_of(claim)) for claim in flow.claims),
        2,
        edition.evidence(type="data_flow"),
    )
    taken = sum(text_width(claim.number, 12) + 5 for claim in flow.claims[:2])
    taken += 22 if len(flow.claims) > 2 else 0
    words = (
        shorten(
            "、".join(flow.data) if edition.language == "zh" else ", ".join(flow.data),
            room - taken,
            12.5,
        )
        if flow.data
        else ""
    )
    if words == "…":
        words = ""
    tint = {"infers": " infert", "denies": " denyt"}.get(flow.form, "")
    content = Markup("{} {}").format(drawing.span(words), numbers) if words else numbers
    drawing.add(
        Markup('<text x="{:.1f}" y="{:.1f}" class="halo t12{}"{}>{}</text>').format(
            x, y - 4.5, tint, Markup(' text-anchor="end"') if anchor == "end" else "", content
        )
    )
