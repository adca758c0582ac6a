"""``/pictures``: data flows, who is named with whom, when and where; each element leads on."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, Literal

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from custodes.case import Case
from custodes.case.claim_table import Sifted, Wanted
from custodes.dossier import flow_drawing, timeline
from custodes.dossier.flows import Flow, FlowsView, flows_view
from custodes.dossier.timeline import Moment
from custodes.dossier.words import InterfaceLanguage
from custodes.model import ClaimType
from custodes.workbench import network, tiles
from custodes.workbench.desk import Desk
from custodes.workbench.picturing import DeskEdition, drawable, names_nobody_private
from custodes.workbench.rendering import desk_of, language_of, render
from custodes.workbench.sifting import (
    document_of,
    document_titles,
    evidence_address,
    label,
    shown,
    sifted,
    wanted_of,
)
from custodes.workbench.words import load_words

router = APIRouter()
View = Literal["flows", "network", "timeline", "map"]
VIEWS: tuple[View, ...] = ("flows", "network", "timeline", "map")
MOST_FLOWING = 500
"""Claims of data flows that are looked at for one drawing, the most certain first."""
A_MOMENT = 3
OPTIONS = 30
LISTED = 60


@dataclass(frozen=True, slots=True)
class FlowsPicture:
    """The drawing of the flows, those not drawn as rows, and how many claims were looked at."""

    drawing: Markup
    view: FlowsView
    rows: tuple[tuple[Flow, str], ...]
    looked_at: int
    of: int


@dataclass(frozen=True, slots=True)
class TimePicture:
    """The drawing, its moments as rows, and how many moments and claims there are in all."""

    drawing: Markup
    moments: tuple[Moment, ...]
    left_out: int
    dated: int


@dataclass(frozen=True, slots=True)
class MapPicture:
    """The tiles, the divisions and other places as rows: name, claims, address."""

    drawing: Markup
    divisions: tuple[tuple[str, int, str], ...]
    others: tuple[tuple[str, int, str], ...]
    more: int


@router.get("/pictures", response_class=HTMLResponse)
def pictures(request: Request, view: View = "flows") -> Response:
    """One of the four pictures, of the claims that the filters leave."""
    desk = desk_of(request)
    language = language_of(request)
    wanted = wanted_of(request)
    make = {"flows": _flows, "network": _network, "timeline": _timeline, "map": _map}[view]
    key = f"picture {view} {language} {wanted.facets} {wanted.words} {wanted.document}"
    picture: Any = desk.figure(key, lambda case: make(desk, case, wanted, language))
    found = sifted(desk, wanted)
    with desk.case() as case:
        held = document_of(case, wanted.document) if wanted.document else None
        counted = found.documents(OPTIONS)
        titles = document_titles(case, [number for number, _ in counted])
    return render(
        request,
        "pictures.html",
        view=view,
        views=VIEWS,
        picture=picture,
        total=len(found),
        wanted=wanted,
        filters={
            name: [
                (value, label(name, value, language), count)
                for value, count in found.counts(name)[:OPTIONS]
            ]
            for name in ("programme", "type", "year")
        },
        documents=[(*titles[number], count) for number, count in counted if number in titles],
        document=(held.title or held.name) if held else "",
        evidence=evidence_address(**_conditions(wanted)),
        others=[
            (name, value)
            for name, values in wanted.facets.items()
            if name not in ("programme", "type", "year")
            for value in values
        ],
        label=lambda facet, value: label(facet, value, language),
    )


def _conditions(wanted: Wanted) -> dict[str, Any]:
    conditions: dict[str, Any] = {name: list(values) for name, values in wanted.facets.items()}
    if wanted.document:
        conditions["document"] = wanted.document
    if wanted.words:
        conditions["q"] = " ".join(wanted.words)
    return conditions


def _flows(desk: Desk, case: Case, wanted: Wanted, language: InterfaceLanguage) -> FlowsPicture:
    flow_type: ClaimType = "data_flow"
    found = sifted(desk, wanted.with_value("type", flow_type))
    numbers = found.table.ordered(_best(found), "confidence", descending=True)
    # in the order of the text, so that the numbers in the drawing can be read in order
    chosen = sorted(numbers[:MOST_FLOWING])
    conditions = _conditions(wanted) | {"type": flow_type}
    claims = drawable(shown(case, chosen))
    ends = {name: found.table.column(name).values for name in ("giver", "receiver", "holder")}
    edition = DeskEdition(claims, language, conditions, ends)
    view = flows_view(edition, claims)
    drawing, undrawn = Markup(""), view.drawn[:0]
    if view.drawn:
        words = edition.words.entries["flows.label"]
        drawing, undrawn = flow_drawing.draw(edition, view.drawn, view.labels, words)
    rows = tuple(
        (flow, edition.of_flow(flow.source, flow.recipient)) for flow in (*view.drawn, *view.listed)
    )
    del undrawn  # they stand among the rows
    return FlowsPicture(drawing, view, rows[:LISTED], len(claims), len(found))


def _best(found: Sifted) -> Any:
    """The claims with both ends, where there are more than can be looked at."""
    if len(found) <= MOST_FLOWING:
        return found.mask
    size = len(found.table)
    mask = found.mask.copy()
    for end in ("giver", "receiver"):
        counts = [value for value, _ in found.counts(end)[:40]]
        mask &= found.table.column(end).having(counts, size)
    return mask if mask.any() else found.mask


def _network(
    desk: Desk, case: Case, wanted: Wanted, language: InterfaceLanguage
) -> tuple[Markup, list[Any], network.Network, list[Any]]:
    found = sifted(desk, wanted)
    drawn = network.network(found)
    conditions = _conditions(wanted)
    kinds: Any = load_words(language).pictures.kind

    def address(node: network.Node) -> str:
        return evidence_address(**{**conditions, node[0]: node[1]})

    def together(edge: network.Edge) -> str:
        (kind, name), (other_kind, other) = edge.one, edge.other
        if kind == other_kind:
            # values of one facet are alternatives; the second name is looked for as words
            query = {kind: name, "q": f"{conditions.get('q', '')} {other}".strip()}
        else:
            query = {kind: name, other_kind: other}
        return evidence_address(**{**conditions, **query})

    def says(node: network.Node, claims: int) -> str:
        return f"{node[1]} ({kinds[node[0]]}, {claims:,})"

    words = str(load_words(language).pictures.network.label)
    drawing = network.draw(drawn, language, words, address, together, says)
    around = network.neighbours(drawn)
    rows = [
        (
            node,
            claims,
            address(node),
            [(other[1], edge.claims, together(edge)) for other, edge in around[node][:4]],
        )
        for node, claims in drawn.nodes
    ]
    left = [(node, claims, address(node)) for node, claims in drawn.left_out[: LISTED * 3]]
    return (drawing if drawn.nodes else Markup("")), rows, drawn, left


def _timeline(desk: Desk, case: Case, wanted: Wanted, language: InterfaceLanguage) -> TimePicture:
    found = sifted(desk, wanted)
    column = found.table.column("when")
    counted = [(value, count) for value, count in found.counts("when") if count]
    moments = []
    claims: list[Any] = []
    for value, count in counted[: timeline.ROWS]:
        first, last = map(datetime.date.fromisoformat, value.split("/"))
        mask = found.mask & column.having([value], len(found.table))
        numbers = found.table.ordered(mask, "confidence", descending=True)[: A_MOMENT * 2]
        rows = [row for row in shown(case, numbers) if names_nobody_private(case, row.claim)]
        moments.append((first, last, rows[:A_MOMENT], count, value))
        claims += rows[:A_MOMENT]
    numbered = {claim.identifier: claim for claim in drawable(claims)}
    edition = DeskEdition(list(numbered.values()), language, _conditions(wanted))
    made = [
        Moment(
            first,
            last,
            tuple(numbered[row.claim.identifier] for row in rows),
            count,
            {"when": value},
        )
        for first, last, rows, count, value in moments
        if rows
    ]
    made.sort(key=lambda moment: (moment.first, moment.last))
    dated = int((found.mask & column.having(column.values, len(found.table))).sum())
    return TimePicture(
        timeline.draw(edition, made) if made else Markup(""),
        tuple(made),
        len(counted) - len(made),
        dated,
    )


def _map(desk: Desk, case: Case, wanted: Wanted, language: InterfaceLanguage) -> MapPicture:
    found = sifted(desk, wanted)
    conditions = _conditions(wanted)
    counts: dict[str, int] = {}
    inside: dict[str, list[str]] = {}
    others: list[tuple[str, int, str]] = []
    for place, count in found.counts("place"):
        if not count:
            continue
        code = tiles.division_of(place)
        if code:
            inside.setdefault(code, []).append(place)
        else:
            others.append((place, count, evidence_address(**{**conditions, "place": place})))
    for code, places in inside.items():
        mask = found.mask & found.table.column("place").having(places, len(found.table))
        counts[code] = int(mask.sum())

    def address(code: str) -> str:
        return evidence_address(**{**conditions, "place": inside[code][:40]})

    label_words = str(load_words(language).pictures.map.label)
    names = {tile.code: tile.name(language) for tile in tiles.tiles()}
    divisions = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return MapPicture(
        tiles.draw(counts, language, label_words, address) if counts else Markup(""),
        tuple((names[code], count, address(code)) for code, count in divisions),
        tuple(others[:LISTED]),
        max(0, len(others) - LISTED),
    )
