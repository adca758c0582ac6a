"""``/evidence``: all claims as a table, by many facets at once; views of it; exports."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Literal, cast
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Form, HTTPException, Path, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from custodes.case import Case
from custodes.case.claim_table import ORDERS, Order, Sifted, Wanted
from custodes.case.views import SavedView
from custodes.dossier.pages import ROLE_ORDER
from custodes.workbench.marks import marks_of
from custodes.workbench.rendering import desk_of, language_of, person_of, render
from custodes.workbench.sifting import (
    FACETS,
    HIDDEN_FACETS,
    document_titles,
    label,
    shown,
    sifted,
    wanted_of,
)
from custodes.workbench.words import InterfaceLanguage

router = APIRouter()
A_PAGE = 50
OPTIONS = 10
"""Values of a facet that are listed; rarer ones are found by the words, and stay when chosen."""
COLUMNS = (
    "type",
    "claim",
    "word",
    "status",
    "figures",
    "place",
    "time",
    "roles",
    "review",
    "confidence",
    "document",
)
FIRST_COLUMNS = ("type", "claim", "word", "status", "review", "document")
PAGE = "evidence"


@dataclass(frozen=True, slots=True)
class Option:
    """A value of a facet: its words, how many rows it would leave, and whether it is chosen."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet with the values that are listed; ``more`` are not."""

    name: str
    options: tuple[Option, ...]
    more: int
    chosen: bool


@router.get("/evidence", response_class=HTMLResponse)
def evidence(
    request: Request,
    order: Order = "text",
    down: bool = False,
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    column: Annotated[list[str] | None, Query(max_length=20)] = None,
) -> Response:
    """The table, a page of it at a time, with the facets beside it."""
    desk = desk_of(request)
    wanted = wanted_of(request)
    found = sifted(desk, wanted)
    numbers = found.table.ordered(found.mask, order, down)
    pages = max(1, -(-len(numbers) // A_PAGE))
    page = min(page, pages)
    language = language_of(request)
    columns = tuple(name for name in COLUMNS if name in (column or ())) or FIRST_COLUMNS
    with desk.case() as case:
        rows = shown(case, numbers[(page - 1) * A_PAGE : page * A_PAGE])
        marks = marks_of(case, rows)
        documents = _documents(case, found)
        views = case.views(PAGE)
    return render(
        request,
        "evidence.html",
        rows=rows,
        marks=marks,
        total=len(numbers),
        of=len(found.table),
        facets=list(_facets(found, language)),
        documents=documents,
        wanted=wanted,
        order=order,
        down=down,
        orders=ORDERS,
        page=page,
        pages=pages,
        columns=columns,
        all_columns=COLUMNS,
        hidden=[(name, value) for name in HIDDEN_FACETS for value in wanted.facets.get(name, ())],
        chips=list(_chips(wanted, language, {sha256: title for sha256, title, _ in documents})),
        views=views,
        label=lambda facet, value: label(facet, value, language),
        role_order=ROLES,
        loosened=_loosened(request, found) if not numbers else (),
    )


ROLES = tuple(role for role in ROLE_ORDER if role not in ("place", "time"))
"""The roles of the column of that name; place and time have columns of their own."""


def _facets(found: Sifted, language: InterfaceLanguage) -> Iterator[Facet]:
    for name in FACETS:
        counts = found.counts(name)
        if name == "year":
            counts.sort(key=lambda pair: pair[0], reverse=True)
        chosen = found.wanted.facets.get(name, ())
        listed = [pair for place, pair in enumerate(counts) if place < OPTIONS or pair[0] in chosen]
        options = tuple(
            Option(value, label(name, value, language), count, value in chosen)
            for value, count in listed
        )
        if options:
            yield Facet(name, options, len(counts) - len(listed), bool(chosen))


def _documents(case: Case, found: Sifted) -> list[tuple[str, str, int]]:
    """SHA-256, title and rows of the documents with most of them."""
    counted = found.documents(OPTIONS)
    titles = document_titles(case, [number for number, _ in counted])
    listed = [(*titles[number], count) for number, count in counted if number in titles]
    chosen = found.wanted.document
    if chosen and all(sha256 != chosen for sha256, _, _ in listed):
        rows = case.rows("SELECT sha256, title, name FROM documents WHERE sha256 = ?", chosen)
        listed += [(sha256, title or name, 0) for sha256, title, name in rows]
    return listed


def _chips(
    wanted: Wanted, language: InterfaceLanguage, titles: dict[str, str]
) -> Iterator[tuple[str, str, str]]:
    """Facet, value and words of each condition, so that it can be dropped."""
    for facet, values in wanted.facets.items():
        for value in values:
            yield facet, value, label(facet, value, language)
    if wanted.document:
        yield "document", wanted.document, titles.get(wanted.document, wanted.document[:12])


def _loosened(request: Request, found: Sifted) -> list[tuple[str, str, int]]:
    """Where nothing is left: each facet, the address without it, and what that gives."""
    desk, wanted = desk_of(request), found.wanted
    offered = []
    for facet in wanted.facets:
        left = len(sifted(desk, wanted.without(facet)))
        query = [(k, v) for k, v in request.query_params.multi_items() if k not in (facet, "page")]
        offered.append((facet, f"/evidence?{urlencode(query)}", left))
    if wanted.words:
        left = len(sifted(desk, Wanted(wanted.facets, (), wanted.document)))
        query = [(k, v) for k, v in request.query_params.multi_items() if k not in ("q", "page")]
        offered.append(("q", f"/evidence?{urlencode(query)}", left))
    return sorted(offered, key=lambda each: -each[2])


@router.post("/evidence/views")
def save_view(
    request: Request,
    name: Annotated[str, Form(max_length=200)] = "",
    query: Annotated[str, Form(max_length=8000)] = "",
) -> Response:
    """Keep the filters of an address under a name, for all who work on the case."""
    person = person_of(request)
    fields = (*FACETS, *HIDDEN_FACETS, "q", "document", "order", "down", "column")
    kept = [(key, value) for key, value in parse_qsl(query) if key in fields]
    now = datetime.datetime.now(datetime.UTC)
    view = SavedView(PAGE, name.strip(), urlencode(kept), person.name, now)
    with desk_of(request).writing(person) as case:
        case.save_view(view)
    return RedirectResponse(f"/evidence?{view.query}", HTTPStatus.SEE_OTHER)


@router.post("/evidence/views/{number}/delete")
def drop_view(request: Request, number: Annotated[int, Path(ge=1, le=2**63 - 1)]) -> Response:
    """Delete a saved view."""
    with desk_of(request).writing(person_of(request)) as case:
        try:
            case.drop_view(number)
        except KeyError:
            raise HTTPException(HTTPStatus.NOT_FOUND) from None
    return RedirectResponse("/evidence", HTTPStatus.SEE_OTHER)


@router.post("/evidence/export")
def export(
    request: Request,
    form: Annotated[Literal["csv", "jsonl"], Form()] = "csv",
) -> Response:
    """What the address shows, masked, as a file: CSV, or a document a line as JSON."""
    from custodes.dossier.claims_csv import CSV_WORDS, claims_csv
    from custodes.dossier.claims_jsonl import FORMAT_WORDS, claims_jsonl
    from custodes.release import checked, release
    from custodes.release.choosing import only

    desk = desk_of(request)
    found = sifted(desk, wanted_of(request))
    numbers = found.table.ordered(found.mask)
    with desk.writing(person_of(request)) as case:
        chosen = set(numbers)
        identifiers = [
            identifier
            for number, identifier in case.rows("SELECT number, identifier FROM claims")
            if number in chosen
        ]
        released = only(release(case), case, identifiers)
    if form == "csv":
        # the mark tells spreadsheets that the file is UTF-8
        content = "\ufeff" + claims_csv(released)
        own_words, kind = CSV_WORDS, "text/csv; charset=utf-8"
    else:
        content = claims_jsonl(released)
        own_words, kind = FORMAT_WORDS, "application/jsonl; charset=utf-8"
    name = f"claims.{form}"
    body = cast("str", checked(released, content, name, own_words))
    return Response(
        body.encode(),
        media_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
