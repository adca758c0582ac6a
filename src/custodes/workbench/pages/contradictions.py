"""``/contradictions``: what does not go together, side by side, and what several sources say."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse, Response

from custodes.evidence.disputes import ORDER
from custodes.workbench.beside import Latest
from custodes.workbench.desk import Desk
from custodes.workbench.disputing import SMALL, Found, compare, state_of
from custodes.workbench.rendering import desk_of, render
from custodes.workbench.sifting import LONGEST, ShownClaim, by_identifier

router = APIRouter()
A_PAGE = 20
A_SIDE = 5
"""Claims of a side that are shown at once; the others fold out, up to ``MOST``."""
MOST = 60
PROGRAMMES = 30
CORROBORATED = "corroborated"

Kind = Literal["", "denial", "figure", "purpose", "attribution", "corroborated"]


@dataclass(frozen=True, slots=True)
class SideView:
    """One side: what it is called by, its first claims, those that fold out, and how many more."""

    name: str
    claims: tuple[ShownClaim, ...]
    folded: tuple[ShownClaim, ...]
    more: int


@dataclass(frozen=True, slots=True)
class EntryView:
    """A dispute, or a statement of several sources (``sources``; ``one_word`` if of one mouth)."""

    kind: str
    figures: tuple[str, ...]
    sides: tuple[SideView, ...]
    sources: int = 0
    one_word: bool = False


@router.get("/contradictions", response_class=HTMLResponse)
def contradictions(
    request: Request,
    kind: Kind = "",
    programme: Annotated[str, Query(max_length=LONGEST)] = "",
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> Response:
    """The entries of one kind or of all disputes, a page at a time."""
    desk = desk_of(request)
    latest = latest_of(desk)
    found = latest.found
    entries: list[tuple[str, tuple[str, ...], int]] = [
        (dispute.kind, programmes, number)
        for number, (dispute, programmes) in enumerate(
            zip(found.disputes, found.dispute_programmes, strict=True)
        )
    ]
    entries += [
        (CORROBORATED, programmes, number)
        for number, programmes in enumerate(found.corroborated_programmes)
    ]
    fitting = [entry for entry in entries if not programme or programme in entry[1]]
    kinds = Counter(entry[0] for entry in fitting)
    chosen = [e for e in fitting if e[0] == kind or (not kind and e[0] != CORROBORATED)]
    named = Counter(
        name
        for entry in entries
        if entry[0] == kind or (not kind and entry[0] != CORROBORATED)
        for name in entry[1]
    )
    pages = max(1, -(-len(chosen) // A_PAGE))
    page = min(page, pages)
    views = _views(desk, latest, chosen[(page - 1) * A_PAGE : page * A_PAGE])
    return render(
        request,
        "contradictions.html",
        latest=latest,
        entries=views,
        kind=kind,
        kinds=[(name, kinds[name]) for name in (*ORDER, CORROBORATED) if kinds[name]],
        all=sum(count for name, count in kinds.items() if name != CORROBORATED),
        programme=programme,
        programmes=named.most_common(PROGRAMMES),
        total=len(chosen),
        page=page,
        pages=pages,
    )


def latest_of(desk: Desk) -> Latest[Found]:
    """What was found last in the case on the desk; a small case is looked through at once."""
    state = desk.figure("state of claims", state_of)
    if state[1] <= SMALL:
        return Latest(desk.figure(f"comparison {state}", compare), ready=True, complete=True)
    return desk.comparison.latest(state)


def _views(
    desk: Desk, latest: Latest[Found], chosen: list[tuple[str, tuple[str, ...], int]]
) -> list[EntryView]:
    found = latest.found
    with desk.case() as case:
        wanted = [
            claim
            for kind, _, number in chosen
            for claim in (
                found.corroborated[number].claims
                if kind == CORROBORATED
                else found.disputes[number].claims
            )
        ]
        claims = by_identifier(case, wanted)

    def side(name: str, identifiers: tuple[str, ...]) -> SideView:
        held = tuple(claims[one] for one in identifiers if one in claims)
        return SideView(name, held[:A_SIDE], held[A_SIDE:MOST], max(0, len(held) - MOST))

    views = []
    for kind, _, number in chosen:
        if kind == CORROBORATED:
            one = found.corroborated[number]
            sides = tuple(side("", (claim,)) for claim in one.claims[:MOST])
            figures = (one.figure,) if one.figure else ()
            views.append(EntryView(kind, figures, sides, one.sources, one.one_word))
        else:
            dispute = found.disputes[number]
            sides = tuple(side(s.name, s.claims) for s in dispute.sides)
            views.append(EntryView(kind, dispute.figures, sides))
    return views
