"""``/search``: words found in all documents as they are typed, narrowed by facets with counts."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, fields, replace
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BeforeValidator
from starlette.responses import HTMLResponse, Response

from custodes.case.search.results import Filters, SearchCounts, SearchResult
from custodes.workbench.desk import Desk
from custodes.workbench.rendering import desk_of, render

router = APIRouter()
A_PAGE = 20
OPTIONS = 8
"""Values of a facet that are listed; those that are chosen are listed in any case."""
COUNTED_AT_ONCE = 1000
"""Where more documents than this have still to be looked into, the page asks for the counts when it
is there, so that what was found is seen first."""
FACETS = ("kind", "type", "stance", "language", "publisher", "place", "year")
"""In the order in which they are shown."""

Values = Annotated[list[Annotated[str, Query(max_length=300)]] | None, Query(max_length=40)]
Day = Annotated[datetime.date | None, BeforeValidator(lambda given: given or None)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for."""

    q: str
    filters: Filters
    page: int

    def address(self, **changed: object) -> str:
        """The address of this search with other fields; the first page of it."""
        values: dict[str, object] = {"q": self.q}
        values |= {field.name: getattr(self.filters, field.name) for field in fields(Filters)}
        values |= changed
        query = [
            (name, one)
            for name, value in values.items()
            for one in (value if isinstance(value, tuple) else (value,))
            if one
        ]
        return f"/search?{urlencode(query)}"


@dataclass(frozen=True, slots=True)
class Option:
    """A value of a facet, how many of the documents found have it, and whether it is chosen.

    The count is None as long as nobody has counted.
    """

    value: str
    count: int | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class Way:
    """What could be left out where nothing was found, and how many documents there are then."""

    what: str
    words: str
    address: str
    total: int


def read_asked(
    q: Annotated[str, Query(max_length=500)] = "",
    kind: Values = None,
    language: Values = None,
    publisher: Values = None,
    place: Values = None,
    type: Values = None,
    stance: Values = None,
    since: Day = None,
    until: Day = None,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Asked:
    """The search of an address; values that no document has find nothing."""
    filters = Filters(
        kind=tuple(kind or ()),  # type: ignore[arg-type]  # looked up, whatever they are
        language=tuple(language or ()),
        publisher=tuple(publisher or ()),
        place=tuple(place or ()),
        type=tuple(type or ()),  # type: ignore[arg-type]
        stance=tuple(stance or ()),  # type: ignore[arg-type]
        since=since.isoformat() if since else "",
        until=until.isoformat() if until else "",
    )
    return Asked(q.strip(), filters, page)


Search = Annotated[Asked, Depends(read_asked)]


@router.get("/search", response_class=HTMLResponse)
def search(request: Request, asked: Search, counted: bool = False) -> Response:
    """The whole page, with facets; ``counted`` asks for their counts however long they take."""
    desk = desk_of(request)
    found = _found(desk, asked)
    result: SearchResult = found["result"]
    at_once = counted or result.is_exact or result.total <= COUNTED_AT_ONCE
    narrowing = _counted(desk, asked) if at_once else _uncounted(asked)
    return render(request, "search.html", **(found | narrowing))


@router.get("/search/hits", response_class=HTMLResponse)
def hits(request: Request, asked: Search) -> Response:
    """The documents found: a part of the page, which asks for the counts afterwards."""
    found = _found(desk_of(request), asked) | {"part": True}
    answer = render(request, "search_hits.html", **found)
    answer.headers["HX-Trigger-After-Settle"] = "hits-shown"
    answer.headers["HX-Push-Url"] = asked.address(page=asked.page if asked.page > 1 else "")
    return answer


@router.get("/search/counts", response_class=HTMLResponse)
def counts(request: Request, asked: Search) -> Response:
    """The facets with their counts, and the exact number of documents: a part of the page."""
    return render(request, "search_counts.html", **_counted(desk_of(request), asked))


def _found(desk: Desk, asked: Asked) -> dict[str, Any]:
    with desk.case() as case:
        offset = (asked.page - 1) * A_PAGE
        result = case.search(asked.q, asked.filters, A_PAGE, offset)
    return {
        "asked": asked,
        "result": result,
        "pages": max(1, -(-result.total // A_PAGE)),
        "ways": _ways(desk, asked, result) if result.words and not result.hits else [],
        "part": False,
    }


def _counted(desk: Desk, asked: Asked) -> dict[str, Any]:
    counted = _counts(desk, asked.q, asked.filters)
    facets = {}
    for facet, chosen in _chosen(asked):
        found = dict(counted.facets.get(facet, {}))
        names = [*chosen, *(value for value in found if value not in chosen)]
        facets[facet] = [
            Option(name, found.get(name, 0), name in chosen)
            for name in names[: max(OPTIONS, len(chosen))]
        ]
    return {"asked": asked, "counts": counted, "facets": facets}


def _uncounted(asked: Asked) -> dict[str, Any]:
    """What is chosen, and where the counts are to be had."""
    facets = {
        facet: [Option(name, None, True) for name in names] for facet, names in _chosen(asked)
    }
    later = asked.address(page=asked.page if asked.page > 1 else "", counted="yes")
    return {"asked": asked, "facets": facets, "later": later}


def _chosen(asked: Asked) -> list[tuple[str, tuple[str, ...]]]:
    return [(facet, getattr(asked.filters, facet, ())) for facet in FACETS]


def _counts(desk: Desk, query: str, filters: Filters) -> SearchCounts:
    return desk.figure(
        f"search {query!r} {filters}", lambda case: case.search_counts(query, filters)
    )


def _ways(desk: Desk, asked: Asked, result: SearchResult) -> list[Way]:
    """Which condition could be dropped, and what that gives."""
    ways = []
    for field in fields(Filters):
        if getattr(asked.filters, field.name):
            dropped: dict[str, Any] = {field.name: _none(field)}
            without = replace(asked, filters=replace(asked.filters, **dropped))
            ways.append(("filter", field.name, without))
    if len(ways) > 1:
        ways.append(("filters", "", replace(asked, filters=Filters())))
    if len(result.words) > 1:
        for word in result.words:
            others = (other for other in result.words if other != word)
            rest = " ".join(f'"{other}"' if " " in other else other for other in others)
            ways.append(("word", word, replace(asked, q=rest)))
    found = (
        Way(what, words, other.address(), _counts(desk, other.q, other.filters).total)
        for what, words, other in ways
    )
    return [way for way in found if way.total]


def _none(field: Any) -> object:
    return () if field.default == () else ""
