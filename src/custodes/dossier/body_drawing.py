"""One body in the middle: what it draws on at its left, whom it acts on at its right."""

from __future__ import annotations

from markupsafe import Markup

from custodes.dossier.drawing import Drawing, references, wrap
from custodes.dossier.edition import Edition
from custodes.dossier.entries import SIDE, EntryView, Link

NODE, MIDDLE, WIDTH = 300.0, 210.0, 1080.0
LINE, GAP = 17.0, 14.0


def draw_body(edition: Edition, view: EntryView) -> tuple[Markup, tuple[Link, ...]]:
    """The drawing and the links that found no room in it; empty if either side is."""
    if not view.draws_on or not view.acts_on:
        return Markup(""), ()
    left, right = view.draws_on[:SIDE], view.acts_on[:SIDE]
    drawing = Drawing(edition.language)
    words = edition.words.entries
    drawing.text(0, 14, words["entry.draws_on"], "t2")
    drawing.text(WIDTH - NODE, 14, words["entry.acts_on"], "t2")
    left_boxes, left_height = _stack(left)
    right_boxes, right_height = _stack(right)
    tallest = max(left_height, right_height, 90.0)
    top = 28.0
    centre = top + tallest / 2
    hub = (WIDTH - MIDDLE) / 2
    evidence = edition.evidence(body=view.entry.key)
    for boxes, height, x in (
        (left_boxes, left_height, 0.0),
        (right_boxes, right_height, WIDTH - NODE),
    ):
        for link, lines, y, box_height in boxes:
            box_top = top + (tallest - height) / 2 + y
            middle = box_top + box_height / 2
            classes = "e e-infers" if all(c.stance == "infers" for c in link.claims) else "e"
            if x == 0.0:
                start, end = NODE, hub
                drawing.path(_curve(start, middle, end - 9, centre), classes)
            else:
                start, end = hub + MIDDLE, x
                drawing.path(_curve(start, centre, end - 9, middle), classes)
                drawing.path(f"M{end:.1f} {middle:.1f}l-9 -5v10z", "ah")
            drawing.box(x + 0.5, box_top + 0.5, NODE - 1, box_height - 1, "node")
            for index, line in enumerate(lines):
                drawing.text(x + 12, box_top + 21 + index * LINE, line, "tb")
            numbers = references(
                ((claim.number, edition.place_of(claim)) for claim in link.claims), 4, evidence
            )
            drawing.add(
                Markup('<text class="t2 t12" x="{:.1f}" y="{:.1f}">{} {}</text>').format(
                    x + 12,
                    box_top + 21 + len(lines) * LINE,
                    words[f"role.{link.role}"],
                    numbers,
                )
            )
    drawing.path(f"M{hub:.1f} {centre:.1f}l-9 -5v10z", "ah")
    name = wrap(view.entry.key, MIDDLE - 32, 4)
    height = max(64.0, len(name) * LINE + 28)
    drawing.box(hub, centre - height / 2, MIDDLE, height, "fin")
    first = centre - (len(name) - 1) * LINE / 2 + 4.5
    for index, line in enumerate(name):
        drawing.text(hub + 16, first + index * LINE, line, "tb inv")
    label = edition.words.entries["entry.links"]
    undrawn = (*view.draws_on[SIDE:], *view.acts_on[SIDE:])
    return drawing.svg(WIDTH, top + tallest + 6, label), undrawn


def _stack(links: tuple[Link, ...]) -> tuple[list[tuple[Link, list[str], float, float]], float]:
    boxes: list[tuple[Link, list[str], float, float]] = []
    y = 0.0
    for link in links:
        lines = wrap(link.label, NODE - 24, 2)
        height = LINE * (len(lines) + 1) + 18
        boxes.append((link, lines, y, height))
        y += height + GAP
    return boxes, y - GAP


def _curve(x1: float, y1: float, x2: float, y2: float) -> str:
    bend = (x2 - x1) / 2
    return f"M{x1:.1f} {y1:.1f}C{x1 + bend:.1f} {y1:.1f} {x2 - bend:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
