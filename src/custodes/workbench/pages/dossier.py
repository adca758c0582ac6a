"""``/dossier``: choose, order and comment claims and findings, look at the pages, write them."""

from __future__ import annotations

import dataclasses
import datetime
import threading
from collections.abc import Callable
from http import HTTPStatus
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal, cast
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from custodes.case import Case, WrongArgumentError
from custodes.dossier.picks import pick
from custodes.model import Outline, OutlineEntry, OutlineSection
from custodes.release import keyed, preview
from custodes.workbench.composing import changes
from custodes.workbench.composing.printing import Printing, folder_for
from custodes.workbench.composing.views import (
    NAMES_A_PAGE,
    check_of,
    finding_titles,
    masked_in_place,
    offered,
    sections_of,
    versions,
)
from custodes.workbench.pages.notes import LONGEST, notes
from custodes.workbench.rendering import desk_of, is_part, language_of, person_of, render
from custodes.workbench.words import InterfaceLanguage, load_words

router = APIRouter()
_lock = threading.Lock()
WAIT_SECONDS = 1.5
"""So long a page waits for the dossier to be prepared before it says that it is being made."""
RULED_CLAIMS = 20_000
"""Past so many claims the choice of the rules is not offered as a beginning: it takes long."""
TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".jsonl": "application/x-ndjson",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".csv": "text/csv",
    ".geojson": "application/geo+json",
}
Change = Literal[
    "settings",
    "section-add",
    "section-write",
    "section-up",
    "section-down",
    "section-remove",
    "comment",
    "up",
    "down",
    "to",
    "remove",
    "restore",
    "rules",
]


@router.get("/dossier", response_class=HTMLResponse)
def dossier(
    request: Request,
    q: Annotated[str, Query(max_length=200)] = "",
    type: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """The outline, what may be chosen, and what is to be done before it leaves."""
    desk = desk_of(request)
    with desk.case() as case:
        values = _outline_values(request, case) | _offer_values(request, case, q, type)
        values["folder"] = f"{case.path.absolute().name}-dossier"
        values["beside"] = str(case.path.absolute().parent)
    values["writing"] = printing_of(request).writing
    return render(request, "dossier.html", **values)


@router.get("/dossier/claims", response_class=HTMLResponse)
def claims(
    request: Request,
    q: Annotated[str, Query(max_length=200)] = "",
    type: Annotated[str, Query(max_length=20)] = "",
    section: Annotated[int, Query(ge=-1, le=10_000)] = -1,
) -> Response:
    """Claims and findings that may be chosen, and for which section."""
    with desk_of(request).case() as case:
        values = _offer_values(request, case, q, type) | {"section": section}
    return render(request, "dossier_offer.html", **values)


@router.post("/dossier/choose")
def choose(
    request: Request,
    identifier: Annotated[str, Form(max_length=64)],
    section: Annotated[int, Form(ge=-1, le=10_000)] = -1,
    back: Annotated[Literal["", "notes", "audits"], Form()] = "",
) -> Response:
    """Choose a claim or finding, from this page or from beside the claim itself."""
    with desk_of(request).writing(person_of(request)) as case:
        before = _outline(request, case)
        _keep(request, case, before, changes.choose(before, identifier, section))
    if back == "notes":
        if is_part(request):
            return notes(request, identifier)
        return RedirectResponse(f"/notes?{urlencode({'about': identifier})}", HTTPStatus.SEE_OTHER)
    if back == "audits":
        return RedirectResponse("/audits", HTTPStatus.SEE_OTHER)
    return _after(request, "chosen", identifier)


@router.post("/dossier/outline")
def change(
    request: Request,
    do: Annotated[Change, Form()],
    version: Annotated[int, Form(ge=0)],
    section: Annotated[int, Form(ge=0, le=10_000)] = 0,
    entry: Annotated[str, Form(max_length=64)] = "",
    heading: Annotated[str, Form(max_length=500)] = "",
    comment: Annotated[str, Form(max_length=LONGEST)] = "",
    title: Annotated[str, Form(max_length=500)] = "",
    owner: Annotated[str, Form(max_length=500)] = "",
    dossier_language: Annotated[InterfaceLanguage, Form()] = "en",
    scope: Annotated[Literal["all", "chosen"], Form()] = "all",
    number: Annotated[int, Form(ge=0)] = 0,
) -> Response:
    """One change of the outline, kept with who made it; earlier ones stay."""
    with desk_of(request).writing(person_of(request)) as case:
        if version != _version(case):
            raise WrongArgumentError(
                "somebody changed the outline since this page was loaded. Load it again, and make "
                "the change once more."
            )
        now = _outline(request, case)
        changed: dict[str, Callable[[], Outline]] = {
            "settings": lambda: dataclasses.replace(
                now,
                title=title.strip(),
                owner=owner.strip(),
                language=dossier_language,
                scope=scope,
            ),
            "section-add": lambda: changes.add_section(now, heading),
            "section-write": lambda: changes.write_section(now, section, heading, comment),
            "section-up": lambda: changes.move_section(now, section, -1),
            "section-down": lambda: changes.move_section(now, section, 1),
            "section-remove": lambda: changes.remove_section(now, section),
            "comment": lambda: changes.write_comment(now, entry, comment),
            "up": lambda: changes.move(now, entry, -1),
            "down": lambda: changes.move(now, entry, 1),
            "to": lambda: changes.move_to(now, entry, section),
            "remove": lambda: changes.remove(now, entry),
            "restore": lambda: _earlier(case, number),
            "rules": lambda: _by_rule(request, case, now),
        }
        _keep(request, case, now, changed[do]())
    return _after(request, do, entry)


@router.get("/dossier/check", response_class=HTMLResponse)
def check(request: Request, page: Annotated[int, Query(ge=1, le=100_000)] = 1) -> Response:
    """What an editor sees before anything leaves: masked names, drafts, held, contradicted."""
    prepared = printing_of(request).prepared(WAIT_SECONDS)
    values: dict[str, Any] = {"prepared": prepared, "check": None, "page": page}
    if prepared is not None and prepared.released is not None:
        first = (page - 1) * NAMES_A_PAGE
        shown = prepared.names[first : first + NAMES_A_PAGE]
        with desk_of(request).case() as case:
            values |= {
                "check": check_of(case, prepared),
                "names": masked_in_place(case, shown, language_of(request)),
                "pages": -(-len(prepared.names) // NAMES_A_PAGE),
                "total": len(prepared.names),
            }
    part = is_part(request)
    return render(request, "dossier_check.html" if part else "dossier_checked.html", **values)


@router.post("/dossier/names")
def clear_name(request: Request, name: Annotated[str, Form(max_length=500)]) -> Response:
    """Let a name be shown, on the word of who is signed in."""
    with desk_of(request).writing(person_of(request)) as case:
        case.clear_name(name, person_of(request).name)
    if is_part(request):
        return check(request)
    return RedirectResponse("/dossier/check", HTTPStatus.SEE_OTHER)


@router.get("/dossier/preview/{name:path}")
def look(request: Request, name: str) -> Response:
    """One page of the dossier as it would be written, from memory."""
    prepared = printing_of(request).prepared(WAIT_SECONDS)
    if prepared is None or prepared.released is None:
        return render(request, "dossier_waiting.html", prepared=prepared, name=name)
    suffix = PurePosixPath(name).suffix
    if name not in prepared.sheets or suffix not in TYPES:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return Response(prepared.page(name), media_type=TYPES[suffix])


@router.get("/favicon.ico")
def icon() -> Response:
    """The icon, for pages of the preview: a dossier names none."""
    return RedirectResponse("/static/icon.svg", HTTPStatus.PERMANENT_REDIRECT)


@router.post("/dossier/write")
def write(
    request: Request,
    folder: Annotated[str, Form(max_length=4000)] = "",
    version: Annotated[int, Form(ge=0)] = 0,
) -> Response:
    """Begin to write the dossier; it goes where it is told, and nowhere into the case."""
    desk = desk_of(request)
    with desk.case() as case:
        if version != _version(case):
            raise WrongArgumentError(
                "somebody changed the outline since this page was loaded. Load it again, look at "
                "it, and write it then."
            )
        if not case.rows("SELECT 1 FROM documents WHERE state = 'read' LIMIT 1"):
            raise WrongArgumentError("the case holds no document that was read.")
        outline = case.outline()
        target = folder_for(case.path, folder)
    printing_of(request).write(person_of(request), target, outline)
    if is_part(request):
        return written(request)
    return RedirectResponse("/dossier#written", HTTPStatus.SEE_OTHER)


@router.get("/dossier/written", response_class=HTMLResponse)
def written(request: Request) -> Response:
    """How far the writing is, or where the dossier lies."""
    return render(request, "dossier_written.html", writing=printing_of(request).writing)


def printing_of(request: Request) -> Printing:
    """The one printing of this server."""
    state = request.app.state
    with _lock:
        if not hasattr(state, "printing"):
            state.printing = Printing(desk_of(request))
    return cast("Printing", state.printing)


def _outline(request: Request, case: Case) -> Outline:
    now = datetime.datetime.now(datetime.UTC)
    kept = case.outline()
    return kept or Outline(person_of(request).name, now, language=language_of(request))


def _keep(request: Request, case: Case, before: Outline, made: Outline) -> None:
    if made != before:
        now = datetime.datetime.now(datetime.UTC)
        case.keep_outline(dataclasses.replace(made, author=person_of(request).name, time=now))


def _version(case: Case) -> int:
    ((number,),) = case.rows("SELECT coalesce(max(number), 0) FROM outlines")
    return int(number)


def _earlier(case: Case, number: int) -> Outline:
    rows = case.rows("SELECT count(*) FROM outlines WHERE number <= ?", number)
    found = case.outlines()
    if not 0 < rows[0][0] <= len(found):
        raise HTTPException(HTTPStatus.NOT_FOUND)
    earlier: Outline = found[rows[0][0] - 1]
    there = {*case.claims_named(earlier.chosen), *(f.identifier for f in case.findings())}
    for name in earlier.chosen - there:
        earlier = changes.remove(earlier, name)
    return earlier


def _by_rule(request: Request, case: Case, now: Outline) -> Outline:
    """The sections that the front page would have by rule, to begin with."""
    released = preview(case)
    picks = pick(released.claims)
    words = load_words(language_of(request)).dossier.rules
    secret = case.secret
    keys = {
        keyed(secret, "claim", identifier): key
        for key, identifier in case.rows("SELECT key, identifier FROM claims")
    }
    sections = [
        OutlineSection(
            str(words[name]),
            "",
            tuple(OutlineEntry(keys[c.identifier]) for c in chosen if c.identifier in keys),
        )
        for name, chosen in (
            ("figures", picks.figures),
            ("demands", picks.demands),
            ("people", picks.people),
        )
    ]
    findings = tuple(OutlineEntry(finding.identifier) for finding in case.findings())
    sections.append(OutlineSection(str(words.audits), "", findings))
    return dataclasses.replace(now, sections=tuple(each for each in sections if each.entries))


def _outline_values(request: Request, case: Case) -> dict[str, Any]:
    language = language_of(request)
    kept = case.outline()
    outline = kept or Outline(person_of(request).name, _EPOCH, language=language)
    titles = finding_titles(case, language)
    ((claims_held,),) = case.rows("SELECT count(*) FROM (SELECT 1 FROM claims LIMIT ?)", _MANY)
    return {
        "outline": outline,
        "kept": kept is not None,
        "sections": sections_of(case, outline, titles),
        "version": _version(case),
        "versions": versions(case),
        "rules": claims_held < _MANY,
        "said": "",
    }


_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_MANY = RULED_CLAIMS + 1


def _offer_values(request: Request, case: Case, words: str, kind: str) -> dict[str, Any]:
    outline = case.outline()
    chosen = outline.chosen if outline else frozenset()
    titles = finding_titles(case, language_of(request))
    return {
        "q": words,
        "kind": kind,
        "section": -1,
        "offered": offered(case, sorted(chosen), words, kind),
        "offered_findings": [(name, title) for name, title in titles.items() if name not in chosen],
        "headings": [section.heading for section in outline.sections] if outline else [],
    }


def _after(request: Request, done: str, entry: str) -> Response:
    if not is_part(request):
        return RedirectResponse("/dossier#outline", HTTPStatus.SEE_OTHER)
    words = load_words(language_of(request)).dossier.done
    with desk_of(request).case() as case:
        values = _outline_values(request, case)
        if done in ("up", "down", "to", "chosen") and entry in values["outline"].chosen:
            section, place, of = changes.where(values["outline"], entry)
            values["said"] = words.moved(section=section, place=place, of=of)
        else:
            values["said"] = words.kept
    answer = render(request, "dossier_outline.html", **values)
    # after the swap, since then the event reaches the page even where its element has gone
    answer.headers["HX-Trigger-After-Swap"] = "outline-changed"
    return answer
