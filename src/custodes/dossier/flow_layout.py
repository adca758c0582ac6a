"""Where the boxes and arrows of data flows stand: columns by who gives to whom, few crossings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from custodes.dossier.drawing import wrap
from custodes.dossier.flows import Flow

WIDTH = 1080.0
NODE = 176.0
ROW_GAP = 14.0
PORT = 21.0
LINE = 17.0
BOLD = 14.5
"""The size in which bold words of 13 units are as broad as plain ones."""
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


def drawable(flows: tuple[Flow, ...]) -> tuple[tuple[Flow, ...], tuple[Flow, ...]]:
    """The flows between different columns, and those that would stay in one."""
    undrawn: list[Flow] = []
    for component in components(flows):
        layer = _layers(component)
        undrawn += [flow for flow in component if layer[flow.source] == layer[flow.recipient]]
    if not undrawn:
        return flows, ()
    kept, more = drawable(tuple(flow for flow in flows if flow not in undrawn))
    return kept, (*undrawn, *more)


def join_twins(
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


def components(flows: tuple[Flow, ...]) -> list[list[Flow]]:
    """The flows in groups that share no holder."""
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


def lay_out(
    flows: list[Flow], labels: Mapping[str, tuple[str, ...]]
) -> tuple[list[list[Box]], list[Arrow], int]:
    """The columns of boxes, the arrows between them, and how many columns there are."""
    layer = _layers(flows)
    lowest = min(layer.values())
    count = max(layer.values()) - lowest + 1
    columns: list[list[Box]] = [[] for _ in range(count)]
    boxes: dict[str, Box] = {}
    for name in layer:
        names = labels[name]
        each = 3 if len(names) == 1 else 1
        lines = tuple(line for part in names for line in wrap(part, NODE - 22, each, BOLD))
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


def arrange(columns: list[list[Box]], left: float, width: float, top: float, layers: int) -> float:
    """Give each box its place below ``top``; returns where the lowest ends."""
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


def port(box: Box, number: int, right: bool) -> float:
    """The height at which an arrow leaves a box at its right, or arrives at its left."""
    ports = box.right if right else box.left
    middle = box.y + box.height / 2
    return middle + (ports.index(number) - (len(ports) - 1) / 2) * PORT
