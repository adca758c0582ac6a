"""``/documents/{document}``: the original beside its text, its claims, and a card to decide on."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Depends, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from custodes.case import Case
from custodes.model import UnreadableError
from custodes.reading.sandbox import SandboxError
from custodes.workbench.desk import head_of
from custodes.workbench.reader.corrections import Form, claim_from_form
from custodes.workbench.reader.page_pictures import PagePicture, PagePictures
from custodes.workbench.reader.regions import regions
from custodes.workbench.reader.reviewed import next_of_queue, wanted_of
from custodes.workbench.reader.views import (
    CHOICES,
    Addresses,
    Shown,
    Wish,
    addresses,
    find_document,
    part_runs,
    shown,
    wish_of,
)
from custodes.workbench.rendering import desk_of, person_of, render

router = APIRouter()
PAGE_WIDTH = 1_240
"""Pixels: sharp at the width of a pane on a fine screen."""


async def form_of(request: Request) -> Form:
    """All values of each field of a form that was sent."""
    fields: dict[str, list[str]] = {}
    async with request.form(max_fields=1_000) as form:
        for name, value in form.multi_items():
            if isinstance(value, str):
                fields.setdefault(name, []).append(value)
    return fields


Sent = Annotated[Form, Depends(form_of)]


@router.get("/documents/{document}", response_class=HTMLResponse)
def reader(request: Request, document: str) -> Response:
    """One document; ``claim``, ``at``, ``view``, ``page`` and ``new`` say what of it."""
    wish = wish_of(request)
    with desk_of(request).case() as case:
        number, found = find_document(case, document)
        one = shown(case, number, found, wish)
        values = page_values(request, case, one, wish, addresses(request, found.sha256))
    if one.paged:
        pictures_of(request).get_ready()
    return render(request, "reader.html", **values)


def page_values(
    request: Request, case: Case, one: Shown, wish: Wish, links: Addresses
) -> dict[str, Any]:
    """What the templates of the reader and of the review have at hand."""
    name = person_of(request).name
    last = desk_of(request).figure(
        f"last decision of {name}", lambda case: case.reviewing.last_decision(name)
    )
    return {
        "one": one,
        "wish": wish,
        "links": links,
        "runs": part_runs(one, one.part, wish.view),
        "original_runs": part_runs(one, one.part, "original") if wish.view == "both" else (),
        "choices": CHOICES,
        "last_decision": last,
        "inline_page": _inline(request, case, one, wish, links),
    }


def _inline(request: Request, case: Case, one: Shown, wish: Wish, links: Addresses) -> Any:
    """The picture of the page that a browser without scripts asked for, and its claims."""
    if not one.paged or wish.view == "text" or not wish.page:
        return None
    return _page(request, case, one, wish.page)


@router.get("/documents/{document}/text", response_class=HTMLResponse)
def text_slice(
    request: Request,
    document: str,
    slice: Annotated[int, Query(ge=0)],
    side: Literal["text", "original"] = "text",
    way: Literal["", "before", "after"] = "",
) -> Response:
    """One slice of the text, for a page that is scrolled."""
    wish = wish_of(request)
    with desk_of(request).case() as case:
        number, found = find_document(case, document)
        one = shown(case, number, found, wish)
    if slice >= len(one.slices):
        raise HTTPException(404)
    part = one.slices[slice]
    links = addresses(request, found.sha256)
    return render(
        request,
        "reader_slice.html",
        one=one,
        wish=wish,
        links=links,
        part=part,
        side=side,
        way=way,
        runs=part_runs(one, part, side),
    )


@router.get("/documents/{document}/pages/{page}", response_class=HTMLResponse)
def page_part(request: Request, document: str, page: int) -> Response:
    """One page of the original as a picture, with its claims drawn over it."""
    wish = wish_of(request)
    with desk_of(request).case() as case:
        number, found = find_document(case, document)
        one = shown(case, number, found, wish)
        drawn = _page(request, case, one, page)
    links = addresses(request, found.sha256)
    return render(
        request, "reader_page.html", one=one, wish=wish, links=links, drawn=drawn, page=page
    )


@router.get("/documents/{document}/pages/{page}/picture")
def page_picture(request: Request, document: str, page: int) -> Response:
    """The picture itself, as PNG."""
    with desk_of(request).case() as case:
        _, found = find_document(case, document)
        try:
            picture = _picture(request, case, found.sha256, page)
        except (UnreadableError, SandboxError) as error:
            raise HTTPException(404) from error
    return Response(picture.png, media_type="image/png")


def _page(request: Request, case: Case, one: Shown, page: int) -> dict[str, Any]:
    """Size and claims of a page, or why it cannot be shown."""
    try:
        picture = _picture(request, case, one.document.sha256, page)
    except UnreadableError as error:
        return {"page": page, "reason": error.reason}
    except SandboxError:
        return {"page": page, "reason": "sandbox"}
    return {
        "page": page,
        "reason": "",
        "width": round(picture.page_width, 1),
        "height": round(picture.page_height, 1),
        "regions": regions(one.text, page, one.rows),
    }


def _picture(request: Request, case: Case, sha256: str, page: int) -> PagePicture:
    pictures = pictures_of(request)
    head = head_of(case)
    if request.app.state.pages_seen != head:
        # something has changed: what was removed must not be in memory either
        held = {row[0] for row in case.rows("SELECT sha256 FROM documents WHERE state = 'read'")}
        pictures.forget_all_but(held.__contains__)
        request.app.state.pages_seen = head
    return pictures.get(sha256, page, PAGE_WIDTH, lambda: case.original(sha256))


def pictures_of(request: Request) -> PagePictures:
    """The pictures of this server."""
    made: PagePictures = request.app.state.page_pictures
    return made


@router.post("/documents/{document}/claims")
def add_claim(request: Request, document: str, sent: Sent) -> Response:
    """Add a claim that nobody had found."""
    desk, person = desk_of(request), person_of(request)
    with desk.writing(person) as case:
        _, found = find_document(case, document)
        sha256 = found.sha256
        claim = claim_from_form(sent, sha256, case.text(sha256), case.mentions(sha256))
        case.reviewing.add(claim, person.name, _first(sent, "comment"))
    return _to_claim(sent, sha256, claim.identifier)


@router.post("/documents/{document}/claims/{key}/{decision}")
def decide(
    request: Request,
    document: str,
    key: str,
    decision: Literal["accept", "reject", "correct", "withdraw"],
    sent: Sent,
) -> Response:
    """Decide on a claim, and go on to the next that waits."""
    desk, person = desk_of(request), person_of(request)
    comment = _first(sent, "comment")
    with desk.writing(person) as case:
        _, found = find_document(case, document)
        reviewing, sha256 = case.reviewing, found.sha256
        row = _row(case, sha256, key)
        if decision == "correct":
            held = reviewing.claim(row.key).claim
            text, mentions = case.text(sha256), case.mentions(sha256)
            claim = claim_from_form(sent, sha256, text, mentions, held)
            reviewing.correct(row.key, claim, person.name, comment)
        elif decision == "accept":
            reviewing.accept(row.key, person.name, comment)
        elif decision == "reject":
            reviewing.reject(row.key, person.name, comment)
        else:
            reviewing.withdraw(row.key, person.name, comment)
            rows = reviewing.rows(sha256)
            stays = any(each.key == row.key for each in rows)
            return _to_claim(sent, sha256, row.key if stays else "")
        return _onward(sent, case, sha256, row.key)


@router.post("/documents/{document}/undo")
def undo(request: Request, document: str, sent: Sent) -> Response:
    """Take back one's last decision, wherever it was made, and show its claim."""
    desk, person = desk_of(request), person_of(request)
    with desk.writing(person) as case:
        _, found = find_document(case, document)
        last = case.reviewing.last_decision(person.name)
        review = case.reviewing.undo(person.name)
        if last is None or review is None:
            return _to_claim(sent, found.sha256, "")
        try:
            key = case.reviewing.row(last[0]).key
        except KeyError:  # an addition that was taken back, or a claim that is lost
            key = ""
    return _to_claim(sent, review.document, key)


@router.post("/documents/{document}/lost/{key}/{what}")
def find_lost(
    request: Request, document: str, key: str, what: Literal["reattach", "dismiss"], sent: Sent
) -> Response:
    """Put a decision that lost its claim on another one, or take it back."""
    desk, person = desk_of(request), person_of(request)
    with desk.writing(person) as case:
        _, found = find_document(case, document)
        try:
            if what == "dismiss":
                case.reviewing.dismiss(key, person.name)
                return _to_claim(sent, found.sha256, "")
            claim = _first(sent, "claim")
            case.reviewing.reattach(key, claim, person.name)
        except KeyError as error:
            raise HTTPException(404) from error
    return _to_claim(sent, found.sha256, claim)


def _row(case: Case, sha256: str, key: str) -> Any:
    try:
        row = case.reviewing.row(key)
    except KeyError as error:
        raise HTTPException(404) from error
    if row.document != sha256:
        raise HTTPException(404)
    return row


def _first(sent: Form, name: str) -> str:
    values = sent.get(name, ())
    return values[0].strip()[:2_000] if values else ""


def _onward(sent: Form, case: Case, sha256: str, key: str) -> Response:
    """The next claim that waits: of the queue in the review, of the document in the reader."""
    queue = _first(sent, "queue")
    if queue != "-":
        following = next_of_queue(case, wanted_of(dict(parse_qsl(queue))), key)
        query = [*parse_qsl(queue), *([("claim", following)] if following else [])]
        return RedirectResponse(f"/review?{urlencode(query)}", 303)
    rows = case.reviewing.rows(sha256)
    at = next((index for index, row in enumerate(rows) if row.key == key), 0)
    waiting = [row for row in (*rows[at + 1 :], *rows[:at]) if row.decision == ""]
    return _to_claim(sent, sha256, waiting[0].key if waiting else key)


def _to_claim(sent: Form, sha256: str, key: str) -> Response:
    queue, view = _first(sent, "queue"), _first(sent, "view")
    if queue != "-":
        query = [*parse_qsl(queue), *([("claim", key)] if key else [])]
        return RedirectResponse(f"/review?{urlencode(query)}", 303)
    chosen = {"claim": key, "view": view if view in ("original", "both") else ""}
    query = [(name, value) for name, value in chosen.items() if value]
    return RedirectResponse(f"/documents/{sha256}?{urlencode(query)}", 303)
