"""Who says what: a dot a claim, by the kind of source whose word it is and by its stance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from custodes.dossier.drawing import Drawing, link
from custodes.dossier.edition import Edition
from custodes.model import AttributionKind, Stance
from custodes.release.released import MASK, ReleasedClaim

KINDS: tuple[AttributionKind, ...] = ("document", "person", "organisation", "author", "rumour")
STANCES: tuple[Stance, ...] = ("asserts", "infers", "denies")
COLUMNS: Mapping[Stance, tuple[float, float]] = {
    "asserts": (206, 620),
    "infers": (680, 880),
    "denies": (934, 1040),
}
"""Where the dots of a stance begin and end, of 1080."""

DOTS = 2500
"""Past this many claims dots are too many to tell apart, and bars of numbers stand in for them."""


@dataclass(frozen=True, slots=True)
class VoicesView:
    """The drawing, and the same as numbers: kind of source → stance → claims."""

    drawing: Markup
    counts: tuple[tuple[AttributionKind, int, Mapping[Stance, int]], ...]
    totals: Mapping[Stance, int]
    named: tuple[tuple[str, AttributionKind, int], ...]


def voices_view(edition: Edition, claims: Iterable[ReleasedClaim]) -> VoicesView:
    """The dots of these claims, biggest kind of source first."""
    groups: dict[AttributionKind, dict[Stance, list[ReleasedClaim]]] = {}
    names: dict[tuple[str, AttributionKind], int] = defaultdict(int)
    everything = tuple(claims)
    for claim in everything:
        stances = groups.setdefault(claim.attribution.kind, {})
        stances.setdefault(claim.stance, []).append(claim)
        # a mask stands for many: nobody behind one is ever counted
        name = claim.attribution.name
        if name and MASK not in name and claim.attribution.kind in ("person", "organisation"):
            names[claim.attribution.name, claim.attribution.kind] += 1
    order = sorted(groups, key=lambda kind: -sum(map(len, groups[kind].values())))
    counts = tuple(
        (
            kind,
            sum(map(len, groups[kind].values())),
            {stance: len(groups[kind].get(stance, ())) for stance in STANCES},
        )
        for kind in order
    )
    totals = {stance: sum(row[2][stance] for row in counts) for stance in STANCES}
    loudest = sorted(names.items(), key=lambda entry: -entry[1])[:3]
    return VoicesView(
        _draw(edition, order, groups, len(everything)) if len(everything) <= DOTS else Markup(""),
        counts,
        totals,
        tuple((name, kind, count) for (name, kind), count in loudest if count > 2),
    )


def _draw(
    edition: Edition,
    order: list[AttributionKind],
    groups: Mapping[AttributionKind, Mapping[Stance, list[ReleasedClaim]]],
    total: int,
) -> Markup:
    drawing = Drawing(edition.language)
    pitch = 14.0 if total <= 400 else 10.0
    radius = 4.6 if total <= 400 else 3.4
    for stance in STANCES:
        drawing.text(COLUMNS[stance][0] - 6, 12, edition.words.entries[f"stance.{stance}"], "t2")
    drawing.line(0, 22, 1080, 22, "ax")
    y = 22.0
    for kind in order:
        lines = 1
        for stance, (left, right) in COLUMNS.items():
            each = int((right - left) // pitch)
            lines = max(lines, -(-len(groups[kind].get(stance, ())) // each))
        middle = y + 19
        drawing.text(0, middle + 4.5, edition.words.entries[f"voices.{kind}"], "tb")
        drawing.text(
            180, middle + 4.5, f"{sum(map(len, groups[kind].values())):,}", "t2", anchor="end"
        )
        for stance, (left, right) in COLUMNS.items():
            each = int((right - left) // pitch)
            members = groups[kind].get(stance, [])
            for index, claim in enumerate(members):
                x = left + (index % each) * pitch
                dot_y = middle + (index // each) * pitch
                mark = _dot(stance, x, dot_y, radius)
                drawing.add(link(edition.place_of(claim), mark, claim.number, focusable=False))
            if members:
                last = len(members) - 1
                x, dot_y = left + (last % each + 1) * pitch + 2, middle + (last // each) * pitch
                number = Markup('<text class="tr" x="{:.1f}" y="{:.1f}">{:,}</text>').format(
                    x, dot_y + 4.5, len(members)
                )
                drawing.add(link(edition.evidence(word=kind, stance=stance), number))
        y = middle + (lines - 1) * pitch + 19
        drawing.line(0, y, 1080, y, "ax")
    return drawing.svg(1080, y + 2, edition.words.entries["voices.label"])


def _dot(stance: Stance, x: float, y: float, radius: float) -> Markup:
    if stance == "asserts":
        return Markup('<circle class="fin" cx="{:.1f}" cy="{:.1f}" r="{}"/>').format(x, y, radius)
    if stance == "infers":
        return Markup(
            '<circle class="sinf med" cx="{:.1f}" cy="{:.1f}" r="{}" stroke-dasharray="2.3 2"/>'
        ).format(x, y, radius - 0.5)
    reach = radius - 0.4
    return Markup(
        '<circle class="sden med" cx="{0:.1f}" cy="{1:.1f}" r="{2}"/>'
        '<path class="sden med" d="M{3:.1f} {4:.1f}L{5:.1f} {6:.1f}"/>'
    ).format(x, y, radius - 0.3, x - reach, y + reach, x + reach, y - reach)
