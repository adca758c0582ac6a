"""``/review``: the claims of the case that wait for a decision, one after the other."""

from __future__ import annotations

import dataclasses
from typing import Any, get_args

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from custodes.case.claim_rows import UNDECIDED
from custodes.model import ClaimType, Stance
from custodes.workbench.pages.reader import page_values
from custodes.workbench.reader.reviewed import CONFIDENCES, wanted_of
from custodes.workbench.reader.views import Listed, Wish, addresses, find_document, shown, wish_of
from custodes.workbench.rendering import desk_of, render

router = APIRouter()
LISTED = 40


@router.get("/review", response_class=HTMLResponse)
def review(request: Request) -> Response:
    """The claim in turn, in its document, with those that come after it."""
    wanted = wanted_of(request.query_params)
    wish = wish_of(request)
    with desk_of(request).case() as case:
        reviewing = case.reviewing
        counts = reviewing.counts(wanted)
        values: dict[str, Any] = {
            "counts": counts,
            "waiting": counts.get(UNDECIDED, 0),
            "total": sum(counts.values()),
            "wanted": wanted,
            "confidence": request.query_params.get("confidence", ""),
            "types": get_args(ClaimType),
            "stances": get_args(Stance),
            "confidences": tuple(CONFIDENCES),
            "documents": [
                (sha256, find_document(case, sha256)[1], waiting)
                for sha256, waiting in reviewing.waiting_documents(30)
            ],
        }
        try:
            row = reviewing.row(wish.claim) if wish.claim else None
        except KeyError as error:
            raise HTTPException(404) from error
        row = row or reviewing.following(wanted)
        if row is None:
            return render(request, "review_done.html", **values)
        number, document = find_document(case, row.document)
        one = shown(case, number, document, _at(wish, row.key))
        links = addresses(request, document.sha256, "/review")
        ahead = reviewing.queue(wanted, LISTED, after=row.key)
        words = reviewing.quotes([row.key, *(each.key for each in ahead)])
        following = reviewing.following(wanted, row.key)
        preceding = reviewing.preceding(wanted, row.key)
        values |= {
            "queue": [Listed(each, words[each.key][:120]) for each in (row, *ahead)],
            "next_key": following.key if following else "",
            "previous_key": preceding.key if preceding else "",
        }
        return render(
            request, "review.html", **values, **page_values(request, case, one, wish, links)
        )


def _at(wish: Wish, key: str) -> Wish:
    return dataclasses.replace(wish, claim=key)
