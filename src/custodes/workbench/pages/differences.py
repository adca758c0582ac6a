"""``/documents/differences``: two documents that share a text, and the passages that differ."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from starlette.responses import HTMLResponse, Response

from custodes.case import Case, listing
from custodes.evidence.differences import differences
from custodes.workbench.rendering import desk_of, render

router = APIRouter()
CONTEXT = 40
"""Code points shown on either side of what differs."""
MOST = 200
"""So many passages are shown; texts that differ in more are not read beside each other."""
Name = Annotated[str, Query(max_length=64)]


@router.get("/documents/differences", response_class=HTMLResponse)
def differing(request: Request, one: Name, other: Name) -> Response:
    """What the one has that the other has not, each passage beside its counterpart."""
    desk = desk_of(request)
    with desk.case() as case:
        held = listing.titles(case.rows, [one, other])
        if any(name not in held or held[name].state != "read" for name in (one, other)):
            raise HTTPException(404)

    def compute(case: Case) -> object:
        return differences(case.text(one), case.text(other))

    found = desk.figure(f"differences {one} {other}", compute)
    return render(
        request,
        "documents_differences.html",
        one=held[one],
        other=held[other],
        found=found,
        most=MOST,
        context=CONTEXT,
    )
