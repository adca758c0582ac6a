"""Agencies, companies and programmes that claims name together: laid out and drawn, always alike.

The layout is the force-directed one of Fruchterman and Reingold (1991), from a fixed start, so that
the same claims give the same picture.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from custodes.case.claim_table import Sifted
from custodes.dossier.drawing import Drawing, link, shorten, text_width

KINDS = ("programme", "agency", "company")
NODES = 150
LABELLED = 70
EDGES = 420
WIDTH, HEIGHT = 1080.0, 760.0
MARGIN = 26.0
STEPS = 220
LINE = 13.0
"""Names that stand one above the other are so far apart."""

Node = tuple[str, str]
"""Kind and name."""


@dataclass(frozen=True, slots=True)
class Edge:
    """Two bodies that claims name together, and how many claims do."""

    one: Node
    other: Node
    claims: int


@dataclass(frozen=True, slots=True)
class Network:
    """The strongest nodes with their claims, the edges among them, and what is left out."""

    nodes: tuple[tuple[Node, int], ...]
    edges: tuple[Edge, ...]
    left_out: tuple[tuple[Node, int], ...]
    alone: int


def network(found: Sifted) -> Network:
    """The bodies that the claims found name together; who is named alone is only counted."""
    edges: list[Edge] = []
    for place, one in enumerate(KINDS):
        for other in KINDS[place:]:
            pairs = found.table.pairs(one, other, found.mask)
            edges += [Edge((one, a), (other, b), n) for a, b, n in pairs if (one, a) != (other, b)]
    strength: Counter[Node] = Counter()
    for edge in edges:
        strength[edge.one] += edge.claims
        strength[edge.other] += edge.claims
    claims: dict[Node, int] = {
        (kind, name): count for kind in KINDS for name, count in found.counts(kind)
    }
    ranked = sorted(strength, key=lambda node: (-strength[node], node))
    kept = set(ranked[:NODES])
    inside = [edge for edge in edges if edge.one in kept and edge.other in kept]
    inside.sort(key=lambda edge: (-edge.claims, edge.one, edge.other))
    return Network(
        tuple((node, claims.get(node, strength[node])) for node in ranked[:NODES]),
        tuple(inside[:EDGES]),
        tuple((node, claims.get(node, strength[node])) for node in ranked[NODES:]),
        len(claims) - len(strength),
    )


def lay_out(count: int, edges: Sequence[tuple[int, int, int]]) -> NDArray[np.float64]:
    """Where ``count`` nodes stand, each from 0 to 1 in x and y; the same input, the same places.

    ``edges`` are pairs of nodes and a weight of at least 1; nodes come by importance.
    """
    turns = np.arange(count) * math.pi * (3 - math.sqrt(5))
    radius = np.sqrt((np.arange(count) + 0.5) / max(1, count)) * 0.5
    places = np.stack((radius * np.cos(turns), radius * np.sin(turns)), axis=1)
    if not count:
        return places
    ideal = 0.9 / math.sqrt(count)
    heat = 0.1
    ends = np.array([(one, other) for one, other, _ in edges], dtype=np.int64).reshape(-1, 2)
    pull = 1 + np.log(np.array([weight for _, _, weight in edges], dtype=np.float64))
    for _ in range(STEPS):
        apart = places[:, None, :] - places[None, :, :]
        distance = np.sqrt((apart**2).sum(axis=2)) + 1e-6
        push = (apart / distance[:, :, None] ** 2 * ideal**2).sum(axis=1)
        if len(ends):
            along = places[ends[:, 0]] - places[ends[:, 1]]
            far = np.sqrt((along**2).sum(axis=1, keepdims=True))
            drawn = along * far / ideal * pull[:, None] * 0.5
            np.add.at(push, ends[:, 0], -drawn)
            np.add.at(push, ends[:, 1], drawn)
        # towards the middle, so that parts that nothing joins stay in the picture
        push -= places * 0.35
        length = np.sqrt((push**2).sum(axis=1, keepdims=True)) + 1e-9
        places = places + push / length * np.minimum(length, heat)
        heat = max(0.002, heat * 0.98)
    low, high = places.min(axis=0), places.max(axis=0)
    spread: NDArray[np.float64] = (places - low) / np.maximum(high - low, 1e-9)
    return spread if count > 1 else np.full((1, 2), 0.5)


def draw(
    drawn: Network,
    language: str,
    label: str,
    address: Callable[[Node], str],
    together: Callable[[Edge], str],
    says: Callable[[Node, int], str],
) -> Markup:
    """The drawing; ``address`` and ``together`` lead to claims, ``says`` names a node."""
    place = {node: number for number, (node, _) in enumerate(drawn.nodes)}
    edges = [(place[e.one], place[e.other], e.claims) for e in drawn.edges]
    spread = lay_out(len(drawn.nodes), edges)
    xs = MARGIN + 40 + spread[:, 0] * (WIDTH - 2 * MARGIN - 160)
    ys = MARGIN + spread[:, 1] * (HEIGHT - 2 * MARGIN)
    drawing = Drawing(language)
    for edge, (one, other, claims) in zip(drawn.edges, edges, strict=True):
        width = "n1" if claims == 1 else "n2" if claims < 5 else "n3"
        path = Markup('<path class="edge {}" d="M{:.1f} {:.1f}L{:.1f} {:.1f}"/>').format(
            width, xs[one], ys[one], xs[other], ys[other]
        )
        title = f"{edge.one[1]} – {edge.other[1]}: {claims}"
        drawing.add(link(together(edge), path, title, focusable=False))
    sizes = [3.5 + min(6.5, 1.6 * math.log2(1 + claims)) for _, claims in drawn.nodes]
    # a name covers neither another name nor another body
    taken: list[tuple[float, float, float]] = [
        (float(x) - size, float(y), 2 * size) for x, y, size in zip(xs, ys, sizes, strict=True)
    ]
    for number, (node, claims) in enumerate(drawn.nodes):
        x, y = float(xs[number]), float(ys[number])
        size = sizes[number]
        shape = _shape(node[0], x, y, size)
        words = shorten(node[1], 150, 12)
        broad = text_width(words, 12)
        around = (
            (x + size + 4, y),
            (x - size - 4 - broad, y),
            (x - broad / 2, y - size - LINE / 2 - 2),
            (x - broad / 2, y + size + LINE / 2 + 2),
        )
        free = (at for at in around if _is_free(*at, broad, taken))
        at = next(free, None) if number < LABELLED else None
        if at is not None:
            taken.append((*at, broad))
            shape += Markup('<text class="halo t12" x="{:.1f}" y="{:.1f}">{}</text>').format(
                at[0], at[1] + 4, drawing.span(words)
            )
        drawing.add(link(address(node), shape, says(node, claims)))
    return drawing.svg(WIDTH, HEIGHT, label)


def _is_free(x: float, y: float, broad: float, taken: Sequence[tuple[float, float, float]]) -> bool:
    """Whether words that begin at ``x`` stay in the picture and cover nothing that is taken."""
    return 0 <= x <= WIDTH - broad and all(
        abs(y - v) >= LINE or x > u + w or u > x + broad for u, v, w in taken
    )


def _shape(kind: str, x: float, y: float, size: float) -> Markup:
    if kind == "agency":
        side = size * 1.7
        return Markup(
            '<rect class="body b-agency" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>'
        ).format(x - side / 2, y - side / 2, side, side)
    if kind == "company":
        return Markup('<circle class="body b-company" cx="{:.1f}" cy="{:.1f}" r="{:.1f}"/>').format(
            x, y, size
        )
    high = size * 1.2
    return Markup(
        '<path class="body b-programme" d="M{:.1f} {:.1f}l{:.1f} {:.1f}h{:.1f}z"/>'
    ).format(x, y - high, high, 2 * high, -2 * high)


def neighbours(drawn: Network) -> dict[Node, list[tuple[Node, Edge]]]:
    """For each node those it is named with, the strongest first: the picture as rows."""
    found: dict[Node, list[tuple[Node, Edge]]] = defaultdict(list)
    for edge in drawn.edges:
        found[edge.one].append((edge.other, edge))
        found[edge.other].append((edge.one, edge))
    return found
