"""``/documents/{document}/remove``: a document goes, with a reason, after it was asked twice."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from custodes.case import Case, WrongArgumentError, listing
from custodes.workbench.rendering import desk_of, person_of, render

router = APIRouter()
LONGEST = 500


@router.get("/documents/{document}/remove", response_class=HTMLResponse)
def ask(request: Request, document: str) -> Response:
    """What goes with the document, and the form that removes it."""
    with desk_of(request).case() as case:
        found = _found(case, document)
        counts = {
            "claims": "SELECT count(*) FROM claims WHERE sha256 = ?",
            "decisions": "SELECT count(*) FROM reviews WHERE sha256 = ?",
            "notes": "SELECT count(*) FROM notes WHERE about IN (SELECT ?1 "
            "UNION SELECT key FROM claims WHERE sha256 = ?1 "
            "UNION SELECT identifier FROM claims WHERE sha256 = ?1)",
            "inside": "SELECT count(*) FROM documents WHERE container = ?",
        }
        goes = {name: case.rows(query, found.sha256)[0][0] for name, query in counts.items()}
    return render(request, "documents_remove.html", document=found, goes=goes, longest=LONGEST)


@router.post("/documents/{document}/remove")
def remove(
    request: Request,
    document: str,
    reason: Annotated[str, Form(max_length=LONGEST)] = "",
    sure: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Remove it for good; a line of the log with the reason is all that stays."""
    desk = desk_of(request)
    with desk.writing(person_of(request)) as case:
        found = _found(case, document)
        if not reason.strip() or sure != "yes":
            raise WrongArgumentError(
                "a document is removed with a reason, and when the box beside it is ticked. "
                "Nothing was removed."
            )
        case.remove(found.sha256, reason.strip())
    return RedirectResponse("/documents#removed", HTTPStatus.SEE_OTHER)


def _found(case: Case, document: str) -> listing.Listed:
    held = listing.titles(case.rows, [document]).get(document)
    if held is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return held
