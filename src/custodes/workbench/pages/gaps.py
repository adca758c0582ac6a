"""``/gaps``: what the documents do not say about a programme or agency, and letters that ask it."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, cast

from fastapi import APIRouter, Form, HTTPException, Query, Request
from starlette.responses import HTMLResponse, Response

from custodes.case.claim_table import Wanted
from custodes.dossier.letters import LetterKind, SubjectKind, letter, letter_words
from custodes.dossier.words import InterfaceLanguage
from custodes.evidence.checklist import Item, checklist
from custodes.workbench.rendering import desk_of, language_of, person_of, render
from custodes.workbench.sifting import LONGEST, ShownClaim, evidence_address, shown, sifted

router = APIRouter()
LISTED = 40
"""Programmes or agencies of the overview, those with most claims; others are found by name."""
SHOWN = 3
Name = Annotated[str, Query(max_length=LONGEST)]


@dataclass(frozen=True, slots=True)
class Answer:
    """An item of the checklist, how many claims speak of it, the first of them, and the rest.

    ``beside`` counts those of other claims in the same documents that speak of it, without the
    name; where no claim of the subject does, ``claims`` are the first of them.
    """

    item: Item
    count: int
    claims: tuple[ShownClaim, ...]
    address: str
    beside: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A programme or agency of the overview: its claims, and by item how many speak of it."""

    name: str
    claims: int
    counts: tuple[int, ...]

    @property
    def open(self) -> int:
        """How many items no claim speaks of."""
        return self.counts.count(0)


@router.get("/gaps", response_class=HTMLResponse)
def gaps(
    request: Request, programme: Name = "", agency: Name = "", kind: SubjectKind = "programme"
) -> Response:
    """The overview of programmes or agencies, or the checklist of one of them."""
    if programme or agency:
        subject: SubjectKind = "programme" if programme else "agency"
        return _checklist(request, subject, programme or agency)
    found = sifted(desk_of(request), Wanted())
    names = found.counts(kind)
    together = found.table.pairs(kind, "speaks", found.mask)
    speaking = {(name, key): count for name, key, count in together}
    rows = [
        Row(name, count, tuple(speaking.get((name, item.key), 0) for item in checklist()))
        for name, count in names[:LISTED]
    ]
    return render(
        request,
        "gaps.html",
        rows=rows,
        kind=kind,
        items=checklist(),
        others=[name for name, _ in names[LISTED : LISTED + 400]],
        more=max(0, len(names) - LISTED),
        has_claims=len(found.table) > 0,
    )


def _checklist(request: Request, kind: SubjectKind, name: str) -> Response:
    desk = desk_of(request)
    wanted = Wanted({kind: (name,)})
    found = sifted(desk, wanted)
    if not len(found):
        raise HTTPException(HTTPStatus.NOT_FOUND)
    answers = []
    table = found.table
    beside = table.beside(found.mask)
    with desk.case() as case:
        for item in checklist():
            speaks = table.column("speaks").having([item.key], len(table))
            numbers = table.ordered(found.mask & speaks, "confidence", descending=True)
            near: list[int] = []
            if not numbers:
                near = table.ordered(beside & speaks, "confidence", descending=True)
            answers.append(
                Answer(
                    item,
                    len(numbers),
                    tuple(shown(case, (numbers or near)[:SHOWN])),
                    evidence_address(**{kind: name, "speaks": item.key}),
                    len(near),
                )
            )
    return render(
        request,
        "gaps_one.html",
        kind=kind,
        name=name,
        claims=len(found),
        everything=evidence_address(**{kind: name}),
        open=[answer for answer in answers if not answer.count and not answer.beside],
        perhaps=[answer for answer in answers if not answer.count and answer.beside],
        answered=[answer for answer in answers if answer.count],
    )


@router.get("/gaps/letter", response_class=HTMLResponse)
def draft(
    request: Request,
    name: Annotated[str, Query(max_length=LONGEST)],
    kind: SubjectKind = "programme",
    form: LetterKind = "foi",
    language: InterfaceLanguage | None = None,
    item: Annotated[list[str] | None, Query(max_length=50)] = None,
) -> Response:
    """A letter drawn up from the chosen items, masked, to be edited, copied or downloaded."""
    from custodes.release import preview

    desk = desk_of(request)
    released = desk.figure("preview", preview)
    chosen = language or language_of(request)
    text = letter(released, kind, name, form, chosen, item)
    return render(
        request,
        "gaps_letter.html",
        kind=kind,
        name=name,
        form=form,
        letter_language=chosen,
        chosen=item,
        text=text,
    )


@router.post("/gaps/letter")
def download(
    request: Request,
    text: Annotated[str, Form(max_length=200_000)],
    name: Annotated[str, Form(max_length=LONGEST)] = "",
) -> Response:
    """The letter as it was edited, masked once more, as a file of plain text."""
    from custodes.release import checked, release
    from custodes.release.choosing import masked_words

    with desk_of(request).writing(person_of(request)) as case:
        # browsers send line ends as CR LF
        masked = masked_words(case, text.replace("\r\n", "\n"))
        released = release(case)
    body = cast("str", checked(released, masked, "letter.txt", letter_words()))
    return Response(
        body.encode(),
        media_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="letter.txt"'},
    )
