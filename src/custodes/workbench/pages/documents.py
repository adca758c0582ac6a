"""``/documents``: what is in the case, what could not be read and why, and adding more."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, Literal
from urllib.parse import unquote

from fastapi import APIRouter, Form, HTTPException, Query, Request
from pydantic import BaseModel, BeforeValidator
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from custodes.case import Case, ReadOnlyCaseError, explain, listing
from custodes.case.arriving import Arrival
from custodes.case.removal import REMOVED
from custodes.workbench.beside import Latest
from custodes.workbench.desk import Desk
from custodes.workbench.footing import footing
from custodes.workbench.intake import Taken
from custodes.workbench.people import Person
from custodes.workbench.rendering import desk_of, language_of, person_of, render
from custodes.workbench.reprints import Alike, Reprints
from custodes.workbench.security import UPLOAD_BYTES
from custodes.workbench.words import InterfaceLanguage

router = APIRouter()
A_PAGE = 50
FIRST_UNREAD = 5
TOMBSTONES = 50
NAME_HEADER = "x-name"
"""The path of an uploaded file as its folder has it, percent-encoded UTF-8."""

Page = Annotated[int, Query(ge=1, le=1_000_000)]
Words = Annotated[str, Query(max_length=200)]
Code = Annotated[str, Query(max_length=40, pattern=r"^[A-Za-z_-]*$")]
Day = Annotated[datetime.date | None, BeforeValidator(lambda given: given or None)]


@dataclass(frozen=True, slots=True)
class UnreadReason:
    """Files that could not be read for one reason, the first of them."""

    code: str
    words: str
    count: int
    files: list[listing.Unread]


class Received(BaseModel):
    """What became of an uploaded file: it waits to be read, was there, or had been removed."""

    sha256: str
    outcome: Literal["waiting", "there", "removed"]


@router.get("/documents", response_class=HTMLResponse)
def documents(
    request: Request,
    outcome: listing.Outcome = "",
    kind: Code = "",
    language: Code = "",
    since: Day = None,
    until: Day = None,
    words: Words = "",
    alike: Annotated[str, Query(max_length=64)] = "",
    order: listing.Order = "newest",
    unread: Code = "",
    page: Page = 1,
) -> Response:
    """The list, a page of it at a time, with the failures on top.

    ``alike`` is the SHA-256 of a document: it and its reprints and versions; or ``all``: all that
    have any. ``unread`` lists the files that could not be read for this reason instead.
    """
    desk = desk_of(request)
    interface = language_of(request)
    reprints = _reprints(desk)
    filters = listing.Filters(
        outcome,
        kind,
        language,
        since.isoformat() if since else "",
        until.isoformat() if until else "",
        words.strip(),
        _among(reprints.found, alike) if alike else None,
    )
    with desk.case() as case:
        offset = (page - 1) * A_PAGE
        reasons = _unread_reasons(desk, interface)
        total = (
            next((each.count for each in reasons if each.code == unread), 0)
            if unread
            else desk.figure(f"documents {filters}", lambda case: listing.count(case.rows, filters))
        )
        listed = [] if unread else listing.documents(case.rows, filters, order, A_PAGE, offset)
        failed = listing.reasons_of(
            case.rows, [each.sha256 for each in listed if each.state == "failed"]
        )
        unread_files = listing.unread(case.rows, unread, A_PAGE, offset) if unread else []
    return render(
        request,
        "documents.html",
        documents=listed,
        why={sha256: explain(reason, interface) for sha256, (reason, _) in failed.items()},
        reasons=reasons,
        unread=unread,
        unread_files=unread_files,
        unread_words=explain(unread, interface) if unread else "",
        total=total,
        page=page,
        pages=max(1, -(-total // A_PAGE)),
        facets=_facets(desk, filters),
        filters=filters,
        filtered=filters != listing.Filters(),
        order=order,
        alike=alike,
        reprints=reprints,
        names=_names_alike(desk, reprints.found, alike),
        upload_limit=UPLOAD_BYTES,
        tombstones=_tombstones(desk),
        **_progress(desk),
    )


@router.get("/documents/progress", response_class=HTMLResponse)
def progress(request: Request) -> Response:
    """How far the taking in is: a part of the page."""
    desk = desk_of(request)
    answer = render(request, "documents_progress.html", **_progress(desk))
    if not desk.intake.taken.running:
        # the list shows what came in
        answer.headers["HX-Trigger-After-Swap"] = "taken-in"
    return answer


@router.get("/documents/alike", response_class=HTMLResponse)
def alike(request: Request) -> Response:
    """Whether reprints are still being looked for: a part of the page."""
    desk = desk_of(request)
    reprints = _reprints(desk)
    answer = render(request, "documents_alike.html", reprints=reprints, taken=desk.intake.taken)
    if reprints.complete:
        answer.headers["HX-Trigger-After-Swap"] = "taken-in"
    return answer


@router.post("/documents/files", response_class=JSONResponse)
async def receive(request: Request) -> Received:
    """Take in one file, which is the body; its path stands in the header ``X-Name``."""
    desk, person = desk_of(request), person_of(request)
    untrusted_place = unquote(request.headers.get(NAME_HEADER, ""), errors="replace")
    if not desk.writable:
        raise ReadOnlyCaseError(desk.path)
    arrival = await run_in_threadpool(Arrival, desk.path)
    with arrival:
        async for untrusted_chunk in request.stream():
            await run_in_threadpool(arrival.write, untrusted_chunk)
        received = await run_in_threadpool(_keep, desk, person, arrival, untrusted_place)
    if received.outcome == "waiting":
        desk.intake.start(person.name)
    return received


@router.post("/documents/continue")
def go_on(request: Request) -> Response:
    """Read what waits."""
    desk = desk_of(request)
    if not desk.writable:
        raise ReadOnlyCaseError(desk.path)
    desk.intake.start(person_of(request).name)
    return _back()


@router.post("/documents/stop")
def stop(request: Request) -> Response:
    """Stop reading after the files at hand; the rest keeps waiting."""
    desk_of(request).intake.stop()
    return _back()


@router.post("/documents/retry")
def retry(
    request: Request,
    reason: Annotated[str, Form(max_length=40)] = "",
    file: Annotated[str, Form(max_length=4_000)] = "",
) -> Response:
    """Try again the files that could not be read for this reason, or all, or one ``file``.

    That is named by its SHA-256, or where it has none by its path.
    """
    desk = desk_of(request)
    if not desk.writable:
        raise ReadOnlyCaseError(desk.path)
    with desk.case() as case:
        known = {code for code, _ in listing.unread_reasons(case.rows)}
        failed = case.rows("SELECT 1 FROM failures WHERE ? IN (sha256, path)", file)
    if (reason and reason not in known) or (file and not failed):
        raise HTTPException(HTTPStatus.NOT_FOUND)
    files = [file] if file else []
    desk.intake.retry(person_of(request).name, [reason] if reason else [], files)
    return _back()


def _back() -> Response:
    return RedirectResponse("/documents", HTTPStatus.SEE_OTHER)


def _keep(desk: Desk, person: Person, arrival: Arrival, untrusted_place: str) -> Received:
    with desk.writing(person) as case:
        arrived = case.arrive(arrival, untrusted_place)
    return Received(sha256=arrived.sha256, outcome=arrived.outcome)


def _progress(desk: Desk) -> dict[str, Any]:
    """What the part of the page about taking in shows."""
    taken = desk.intake.taken
    waiting = footing(desk).waiting
    return {
        "taken": taken,
        "waiting": waiting,
        "of": taken.done + waiting,
        "rate": taken.done / taken.seconds if taken.seconds else 0.0,
        "left": _span(taken, waiting),
    }


def _span(taken: Taken, waiting: int) -> tuple[str, int] | None:
    """The time left, as the key of its words and a whole number."""
    left = taken.left(waiting)
    if left is None:
        return None
    if left < 90:
        return "seconds", max(1, round(left))
    return ("minutes", round(left / 60)) if left < 5400 else ("hours", round(left / 3600))


def _names_alike(desk: Desk, reprints: Reprints, alike: str) -> dict[str, str]:
    """What the documents are called that one is to be compared with."""
    if alike not in reprints.of:
        return {}
    with desk.case() as case:
        held = listing.titles(case.rows, reprints.of[alike].documents)
    return {sha256: one.name for sha256, one in held.items()}


def _tombstones(desk: Desk) -> list[listing.Line]:
    """The lines of the log for what was removed, the latest first."""
    return desk.figure(
        "tombstones", lambda case: listing.lines(case.rows, [REMOVED], "", TOMBSTONES, 0)
    )


def _reprints(desk: Desk) -> Latest[Reprints]:
    def state(case: Case) -> object:
        return case.rows("SELECT count(*), max(number) FROM documents WHERE state = 'read'")[0]

    running = desk.intake.taken.running
    return desk.reprints.latest(desk.figure("documents read", state), look=not running)


def _among(reprints: Reprints, alike: str) -> tuple[str, ...]:
    if alike == "all":
        return tuple(sha256 for group in reprints.groups for sha256 in group.documents)
    group: Alike | None = reprints.of.get(alike)
    return group.documents if group else (alike,)


def _unread_reasons(desk: Desk, language: InterfaceLanguage) -> list[UnreadReason]:
    def compute(case: Case) -> list[UnreadReason]:
        return [
            UnreadReason(
                code,
                explain(code, language),
                count,
                listing.unread(case.rows, code, FIRST_UNREAD),
            )
            for code, count in listing.unread_reasons(case.rows)
        ]

    return desk.figure(f"unread {language}", compute)


def _facets(desk: Desk, filters: listing.Filters) -> dict[str, dict[str, int]]:
    def compute(case: Case) -> dict[str, dict[str, int]]:
        return {
            "outcome": listing.facet(case.rows, filters, "state"),
            "kind": listing.facet(case.rows, filters, "kind"),
            "language": listing.facet(case.rows, filters, "language"),
        }

    return desk.figure(f"facets {filters}", compute)
