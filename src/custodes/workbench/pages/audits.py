"""``/audits``: each audit with its inputs to move and an answer; findings that were saved."""

from __future__ import annotations

import datetime
from http import HTTPStatus
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Query, Request
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from custodes.audits import AuditError, Result
from custodes.case import Case, ReadOnlyCaseError
from custodes.model import Finding, from_json
from custodes.workbench.audits.claim_figures import figures_like
from custodes.workbench.audits.computing import Sent, compute, first, is_quick
from custodes.workbench.audits.forms import fields_of, filled
from custodes.workbench.audits.given_files import MOST_BYTES, GivenFiles
from custodes.workbench.audits.runs import Run, Runs
from custodes.workbench.audits.sheets import movable, starter
from custodes.workbench.audits.showing import inside
from custodes.workbench.desk import Desk
from custodes.workbench.rendering import desk_of, language_of, person_of, render

router = APIRouter()
Kind = Literal["alerts", "dragnet", "exposure", "linkage", "principles", "worksheet"]
KINDS: tuple[Kind, ...] = ("worksheet", "alerts", "exposure", "dragnet", "linkage", "principles")
NOT_INPUTS = frozenset({"csrf"})
RARE: dict[str, tuple[str, ...]] = {
    "exposure": (
        "mapping",
        "admin_level",
        "rule",
        "rule_claim",
        "origin",
        "goal",
        "detour",
    ),
    "linkage": ("pseudonym", "time", "place", "lon", "lat"),
}
"""Fields that stand folded away, beside the files that they are about."""


class FileReceived(BaseModel):
    """A file that waits in memory to be computed with."""

    token: str
    size: int


@router.get("/audits", response_class=HTMLResponse)
def audits(request: Request) -> Response:
    """The audits, and the findings that were saved, the latest first."""
    desk = desk_of(request)
    findings = desk.figure("findings", lambda case: case.findings())
    outline = desk.figure("outline", lambda case: case.outline())
    return render(
        request,
        "audits.html",
        kinds=KINDS,
        findings=findings[::-1],
        chosen=outline.chosen if outline else frozenset(),
    )


@router.get("/audits/figures", response_class=HTMLResponse)
def figures(request: Request, words: Annotated[str, Query(max_length=200)] = "") -> Response:
    """Quantities of claims that can be taken as an input: a part of the page."""
    with desk_of(request).case() as case:
        found = figures_like(case, words.strip())
    return render(request, "audits_figures.html", found=found, asked_words=words.strip())


@router.get("/audits/findings/{identifier}", response_class=HTMLResponse)
def finding(request: Request, identifier: str) -> Response:
    """A finding that was saved."""
    kept = _finding(desk_of(request), identifier)
    return render(
        request,
        "audits_finding.html",
        kept=kept,
        needed=needed_files(kept),
        **_shown(request, kept),
    )


@router.post("/audits/findings/{identifier}/again", response_class=HTMLResponse)
async def again(request: Request, identifier: str) -> Response:
    """Compute a finding again and compare: a part of the page that fills itself."""
    sent = await _posted(request)
    kept = await run_in_threadpool(_finding, desk_of(request), identifier)
    order = {"finding": kept.identifier, "actor": person_of(request).name}
    untrusted_files = files_of(request).chosen("again", sent)
    return _run_page(request, runs_of(request).start("again", order, untrusted_files))


@router.get("/audits/runs/{identifier}", response_class=HTMLResponse)
def run(request: Request, identifier: str) -> Response:
    """How far a computation has come, or what came of it: a part of the page."""
    return _run_page(request, _run(request, identifier))


@router.post("/audits/runs/{identifier}/stop", response_class=HTMLResponse)
def stop(request: Request, identifier: str) -> Response:
    """End a computation."""
    found = _run(request, identifier)
    runs_of(request).stop(found)
    return _run_page(request, found)


@router.post("/audits/runs/{identifier}/keep")
def keep_run(request: Request, identifier: str) -> Response:
    """Save what a computation gave as a finding."""
    result = _run(request, identifier).result
    if result is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return _keep(request, result)


@router.post("/audits/files", response_class=JSONResponse)
async def receive_file(request: Request) -> FileReceived:
    """Take a file, which is the body, into memory until it is computed with."""
    held = bytearray()
    async for untrusted_chunk in request.stream():
        held += untrusted_chunk
        if len(held) > MOST_BYTES:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    token = files_of(request).keep(bytes(held))
    return FileReceived(token=token, size=len(held))


@router.get("/audits/{kind}", response_class=HTMLResponse)
def audit(request: Request, kind: Kind) -> Response:
    """The form of an audit, and the answer where that takes no time."""
    sent = _sent(request.query_params.multi_items())
    return _page(request, kind, sent, "audits_form.html")


@router.post("/audits/{kind}/result", response_class=HTMLResponse)
async def result(request: Request, kind: Kind) -> Response:
    """The answer to a form: a part of the page."""
    sent = await _posted(request)
    answer = await run_in_threadpool(_page, request, kind, sent, "audits_answer.html")
    if kind != "worksheet":
        # the address keeps what was filled in; a sheet is too long for that
        answer.headers["HX-Replace-Url"] = f"/audits/{kind}?{urlencode(sent, doseq=True)}"
    return answer


@router.post("/audits/worksheet/open", response_class=HTMLResponse)
async def open_sheet(request: Request) -> Response:
    """The form of a worksheet that was written in it."""
    sent = await _posted(request)
    wanted = {"sheet": sent.get("sheet", [""])}
    return await run_in_threadpool(_page, request, "worksheet", wanted, "audits_form.html")


@router.post("/audits/{kind}/run", response_class=HTMLResponse)
async def start(request: Request, kind: Kind) -> Response:
    """Begin a computation that takes longer: a part of the page that fills itself."""
    sent = await _posted(request)
    order = {"sent": sent, "actor": person_of(request).name}
    untrusted_files = files_of(request).chosen(kind, sent)
    return _run_page(request, runs_of(request).start(kind, order, untrusted_files))


@router.post("/audits/{kind}/keep")
async def keep(request: Request, kind: Kind) -> Response:
    """Save the answer to a form as a finding."""
    sent = await _posted(request)
    return await run_in_threadpool(_compute_and_keep, request, kind, sent)


@router.post("/audits/principles/judgement")
async def judge(request: Request) -> Response:
    """Keep a person's judgement on a question."""
    from custodes.audits.principles import judgements

    sent = first(await _posted(request))
    person = person_of(request)

    def write() -> None:
        now = datetime.datetime.now(datetime.UTC)
        note = judgements.judgement(
            sent.get("question", ""), sent.get("says", "").strip(), person.name, now
        )
        with desk_of(request).writing(person) as case:
            case.note(note)

    await run_in_threadpool(write)
    return RedirectResponse("/audits/principles", HTTPStatus.SEE_OTHER)


def runs_of(request: Request) -> Runs:
    """The computations of this workbench."""
    runs: Runs | None = getattr(request.app.state, "audit_runs", None)
    if runs is None:
        runs = request.app.state.audit_runs = Runs(desk_of(request).path)
    return runs


def files_of(request: Request) -> GivenFiles:
    """The files that were sent to this workbench and wait."""
    files: GivenFiles | None = getattr(request.app.state, "given_files", None)
    if files is None:
        files = request.app.state.given_files = GivenFiles()
    return files


def needed_files(finding: Finding) -> list[tuple[str, str]]:
    """The files that a finding was computed from and that the case does not hold.

    Each as the parameter that names it, and its SHA-256.
    """
    needed = []
    for name, value in finding.parameters.items():
        if name.endswith("_sha256"):
            hashes = value if isinstance(value, list | tuple) else [value]
            needed += [(name.removesuffix("_sha256"), str(one)) for one in hashes if one]
    return needed


async def _posted(request: Request) -> dict[str, list[str]]:
    form = await request.form()
    return _sent([(name, value) for name, value in form.multi_items() if isinstance(value, str)])


def _sent(items: list[tuple[str, str]]) -> dict[str, list[str]]:
    sent: dict[str, list[str]] = {}
    for name, value in items:
        if name not in NOT_INPUTS:
            sent.setdefault(name, []).append(value)
    return sent


def _page(request: Request, kind: Kind, sent: Sent, template: str) -> Response:
    desk = desk_of(request)
    error, shown, quick = "", {}, False
    with desk.case() as case:
        try:
            fields = filled(fields_of(kind), first(sent))
            quick = is_quick(kind, sent, case)
            if quick:
                answer = compute(kind, _with_starter(kind, sent), case, lambda *_: None)
                shown = _shown(request, answer.finding)
        except AuditError as wrong:
            fields, error = fields_of(kind), str(wrong)
        extras = _extras(kind, sent, case)
    values: dict[str, Any] = {"view": None} | shown
    return render(
        request,
        template,
        kind=kind,
        kinds=KINDS,
        rare=RARE.get(kind, ()),
        fields=fields,
        quick=quick,
        error=error,
        sent=sent,
        **values,
        **extras,
    )


def _with_starter(kind: Kind, sent: Sent) -> Sent:
    if kind == "worksheet" and not sent.get("sheet"):
        return {**sent, "sheet": [starter()]}
    return sent


def _extras(kind: Kind, sent: Sent, case: Case) -> dict[str, Any]:
    """What the form of an audit has beside its fields."""
    extras: dict[str, Any] = dict.fromkeys(("trials", "instruments", "cells", "mappings"), ())
    extras["sheet"] = ""
    if kind == "exposure":
        from custodes.audits.exposure.register_mapping import ready_mappings

        extras["mappings"] = ready_mappings()
    if kind == "alerts":
        from custodes.audits.alerts.trials import load_trials

        extras["trials"] = tuple(load_trials().values())
    if kind == "principles":
        from custodes.audits.principles.instruments import chosen

        extras["instruments"] = chosen()
    if kind == "worksheet":
        sheet = first(_with_starter(kind, sent))["sheet"]
        cells = movable(sheet)
        now = filled([field for field, _ in cells], first(sent))
        extras["sheet"] = sheet
        extras["cells"] = [(field, says) for field, (_, says) in zip(now, cells, strict=True)]
    return extras


def _shown(request: Request, finding: Finding) -> dict[str, Any]:
    with desk_of(request).case() as case:
        return {"view": inside(case, finding, language_of(request))}


def _run(request: Request, identifier: str) -> Run:
    found = runs_of(request).get(identifier)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return found


def _run_page(request: Request, run: Run) -> Response:
    shown = _shown(request, run.result.finding) if run.result is not None else {"view": None}
    return render(request, "audits_run.html", run=run, **shown)


def _finding(desk: Desk, identifier: str) -> Finding:
    with desk.case() as case:
        rows = case.rows(
            "SELECT finding FROM findings WHERE identifier = ? ORDER BY number DESC LIMIT 1",
            identifier,
        )
    if not rows:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return from_json(Finding, rows[0][0])


def _compute_and_keep(request: Request, kind: Kind, sent: Sent) -> Response:
    with desk_of(request).case() as case:
        if not is_quick(kind, sent, case):
            raise AuditError("this takes longer: compute it first, and save what came of it")
        found = compute(kind, _with_starter(kind, sent), case, lambda *_: None)
    return _keep(request, found)


def _keep(request: Request, result: Result) -> Response:
    desk = desk_of(request)
    if not desk.writable:
        raise ReadOnlyCaseError(desk.path)
    with desk.writing(person_of(request)) as case:
        case.keep_finding(result.finding, result.files)
    return RedirectResponse(f"/audits/findings/{result.finding.identifier}", HTTPStatus.SEE_OTHER)
