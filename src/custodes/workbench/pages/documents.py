"""``/documents``: what is in the case, what could not be read and why, and adding more."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse, Response

from custodes.case import explain
from custodes.workbench.rendering import desk_of, language_of, render

router = APIRouter()
A_PAGE = 50


@router.get("/documents", response_class=HTMLResponse)
def documents(request: Request, page: Annotated[int, Query(ge=1, le=1_000_000)] = 1) -> Response:
    """The list, a page of it at a time, with the failures on top."""
    with desk_of(request).case() as case:
        rows = case.rows(
            "SELECT number, sha256, name FROM documents WHERE state = 'read' "
            "ORDER BY number LIMIT ? OFFSET ?",
            A_PAGE,
            (page - 1) * A_PAGE,
        )
        failures = case.failures()[:A_PAGE]
    language = language_of(request)
    return render(
        request,
        "documents.html",
        documents=rows,
        failures=[(one.name, explain(one.reason, language)) for one in failures],
    )
