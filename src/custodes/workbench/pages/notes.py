"""``/notes``: words of ours about a claim, document or finding; held, cleared, asked, answered.

``/notes?about=ID`` is a page, and for htmx the part of one that other pages take in.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from custodes.case import Case, WrongArgumentError
from custodes.model import Claim, Note
from custodes.release.saying import current
from custodes.workbench.rendering import desk_of, is_part, language_of, person_of, render

router = APIRouter()
WordsKind = Literal["translation", "headline", "comment", "caption", "remark"]
KINDS: dict[str, tuple[WordsKind, ...]] = {
    "claim": ("translation", "headline", "comment", "remark"),
    "document": ("headline", "comment", "remark"),
    "finding": ("caption", "comment", "remark"),
}
"""What may be written about what; what leaves the case with a dossier is said on the page."""
LONGEST = 20_000

About = Annotated[str, Form(max_length=80)]
Text = Annotated[str, Form(max_length=LONGEST)]
Name = Annotated[str, Form(max_length=300)]
Day = Annotated[str, Form(max_length=10)]


@dataclass(frozen=True, slots=True)
class Written:
    """A note that stands, and the earlier versions of it, the latest first."""

    note: Note
    earlier: tuple[Note, ...] = ()


@router.get("/notes", response_class=HTMLResponse)
def notes(request: Request, about: Annotated[str, Query(max_length=80)]) -> Response:
    """What was written about one thing, and the forms to write more."""
    with desk_of(request).case() as case:
        values = _values(request, case, about)
    return render(request, "notes_of.html" if is_part(request) else "notes.html", **values)


@router.post("/notes")
def write(
    request: Request,
    about: About,
    kind: Annotated[WordsKind, Form()],
    text: Text = "",
    language: Annotated[Literal["", "en", "zh"], Form()] = "",
) -> Response:
    """Keep words; empty ones take back what stood under the same kind and language."""
    with desk_of(request).writing(person_of(request)) as case:
        what, _ = _found(case, about)
        if kind not in KINDS[what]:
            raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY)
        if not text.strip() and kind in ("comment", "remark"):
            raise WrongArgumentError("a comment has words. Write some.")
        now = datetime.datetime.now(datetime.UTC)
        tag = language or language_of(request)
        case.note(Note(about, kind, text.strip(), tag, person_of(request).name, now))
    return _after(request, about)


@router.post("/notes/legal")
def decide(
    request: Request,
    about: About,
    decision: Annotated[Literal["held", "cleared"], Form()],
    why: Text = "",
) -> Response:
    """Hold a claim, or clear it, with the reason."""
    with desk_of(request).writing(person_of(request)) as case:
        _must_be_claim(case, about)
        decide_on = case.legal.hold if decision == "held" else case.legal.clear
        decide_on(about, person_of(request).name, why)
    return _after(request, about)


@router.post("/notes/ask")
def ask(
    request: Request, about: About, whom: Name = "", text: Text = "", day: Day = "", until: Day = ""
) -> Response:
    """Record whom a claim was put to."""
    with desk_of(request).writing(person_of(request)) as case:
        _must_be_claim(case, about)
        asked = _day(day) or _today()
        case.legal.ask([about], person_of(request).name, whom, text, asked, _day(until))
    return _after(request, about)


@router.post("/notes/answer")
def answer(
    request: Request, about: About, whom: Name = "", text: Text = "", day: Day = ""
) -> Response:
    """Record what they answered."""
    with desk_of(request).writing(person_of(request)) as case:
        _must_be_claim(case, about)
        case.legal.answer(about, person_of(request).name, whom, text, _day(day) or _today())
    return _after(request, about)


def _after(request: Request, about: str) -> Response:
    if is_part(request):
        with desk_of(request).case() as case:
            return render(request, "notes_of.html", **_values(request, case, about), saved=True)
    return RedirectResponse(f"/notes?{urlencode({'about': about})}", HTTPStatus.SEE_OTHER)


def _values(request: Request, case: Case, about: str) -> dict[str, Any]:
    what, claim = _found(case, about)
    said = case.notes(about)
    outline = case.outline()
    sections = [section.heading for section in outline.sections] if outline else []
    replies = case.legal.replies(about) if claim else ()
    return {
        "about": about,
        "what": what,
        "claim": claim,
        "address_of": _address(case, about, what, claim),
        "kinds": KINDS[what],
        "written": written(said),
        "state": case.legal.state(about) if claim else None,
        "decided": [note for note in reversed(said) if note.kind in ("held", "cleared")],
        "replies": replies,
        "waiting": [reply for reply in replies if reply.answered is None],
        "today": _today(),
        "sections": sections,
        "chosen": outline is not None and _is_chosen(case, outline.chosen, about, claim),
        "saved": False,
    }


def written(notes: Iterable[Note]) -> list[Written]:
    """Translations, headlines, captions, comments and remarks that stand, in order."""
    notes = [note for note in notes if note.kind in ("remark", *KINDS["claim"], "caption")]
    standing = current(notes)
    found = []
    for note in standing:
        earlier: tuple[Note, ...] = ()
        if note.kind not in ("comment", "remark"):
            earlier = tuple(
                each
                for each in reversed(notes)
                if (each.kind, each.language) == (note.kind, note.language)
                and each is not note
                and each.text
            )
        found.append(Written(note, earlier))
    return found


def _found(case: Case, about: str) -> tuple[str, Claim | None]:
    """What there is of this name: ``claim``, ``document`` or ``finding``; 404 for nothing."""
    claim = case.claims_named([about]).get(about)
    if claim is not None:
        return "claim", claim
    for what, query in (
        ("document", "SELECT 1 FROM documents WHERE sha256 = ?"),
        ("finding", "SELECT 1 FROM findings WHERE identifier = ? LIMIT 1"),
    ):
        if case.rows(query, about):
            return what, None
    raise HTTPException(HTTPStatus.NOT_FOUND)


def _must_be_claim(case: Case, about: str) -> None:
    if _found(case, about)[0] != "claim":
        raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY)


def _is_chosen(case: Case, chosen: Iterable[str], about: str, claim: Claim | None) -> bool:
    names = set(chosen)
    if about in names or (claim is not None and claim.identifier in names):
        return True
    keys = case.rows("SELECT key FROM claims WHERE identifier = ?", about)
    return any(key in names for (key,) in keys)


def _address(case: Case, about: str, what: str, claim: Claim | None) -> str:
    if claim is not None:
        return f"/documents/{claim.document}?{urlencode({'claim': about})}"
    return f"/documents/{about}" if what == "document" else f"/audits/findings/{about}"


def _day(untrusted: str) -> datetime.date | None:
    if not untrusted.strip():
        return None
    try:
        return datetime.date.fromisoformat(untrusted.strip())
    except ValueError:
        raise WrongArgumentError(
            f"{untrusted!r} is not a day. Write it as 2026-05-01, with the year first."
        ) from None


def _today() -> datetime.date:
    return datetime.datetime.now().astimezone().date()
