"""``/activity``: who did what and when, from the custody log, sign-ins and downloads among it."""

from __future__ import annotations

import datetime
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from custodes.case import Case, explain, listing
from custodes.case.decisions import digest
from custodes.model import Finding, Review, from_json
from custodes.workbench.desk import head_of
from custodes.workbench.rendering import desk_of, language_of, person_of, render
from custodes.workbench.words import InterfaceLanguage

router = APIRouter()
A_PAGE = 100
MACHINE = ("received", "read", "failed", "asked", "restored")
"""What programs do for each document: left out unless all is asked for."""
SHA256_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the log as the page shows it: when (local time), and what it is about.

    ``href`` leads to the document or claim, where it is still there; ``quote`` is its title or
    words, ``decision`` what a reviewer decided, ``detail`` what else is to be said.
    """

    line: listing.Line
    time: datetime.datetime
    href: str = ""
    quote: str = ""
    decision: str = ""
    detail: str = ""


@router.get("/activity", response_class=HTMLResponse)
def activity(
    request: Request,
    action: Annotated[str, Query(max_length=60)] = "",
    actor: Annotated[str, Query(max_length=200)] = "",
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> Response:
    """The log, the latest first; ``action`` is one, ``all``, or empty for what people did."""
    desk = desk_of(request)
    counts = desk.figure("activity", lambda case: listing.line_counts(case.rows))
    by_action: Counter[str] = Counter()
    by_actor: Counter[str] = Counter()
    for each_action, each_actor, number in counts:
        by_action[each_action] += number
        by_actor[each_actor] += number
    chosen = _chosen(action, list(by_action))
    total = sum(
        number
        for each_action, each_actor, number in counts
        if each_action in chosen and actor in ("", each_actor)
    )
    with desk.case() as case:
        found = listing.lines(case.rows, chosen, actor, A_PAGE, (page - 1) * A_PAGE)
        events = _events(case, found, language_of(request))
        head = head_of(case)
    return render(
        request,
        "activity.html",
        events=events,
        action=action,
        actor=actor,
        actions=sorted(by_action.items(), key=lambda each: (-each[1], each[0])),
        actors=sorted(by_actor.items(), key=lambda each: (-each[1], each[0])),
        people=sum(number for name, number in by_action.items() if name not in MACHINE),
        everything=sum(by_action.values()),
        total=total,
        page=page,
        pages=max(1, -(-total // A_PAGE)),
        looked=desk.chain.looked(head[0]),
        head=head,
    )


@router.post("/activity/check")
def check(request: Request) -> Response:
    """Look at every line of the log again."""
    person_of(request)
    desk_of(request).chain.look_at_all()
    return RedirectResponse("/activity", HTTPStatus.SEE_OTHER)


def _chosen(action: str, there: Sequence[str]) -> list[str]:
    if action == "all":
        return list(there)
    if action:
        return [action]
    # nothing but programs' work: no action is called so
    return [each for each in there if each not in MACHINE] or [""]


def _events(case: Case, lines: Sequence[listing.Line], language: InterfaceLanguage) -> list[Event]:
    subjects = {line.subject for line in lines}
    documents = listing.titles(case.rows, [s for s in subjects if len(s) == SHA256_LENGTH])
    quotes = listing.claim_places(case.rows, list(subjects))
    titles = _finding_titles(case, list(subjects), language)
    reviewed = [line.subject for line in lines if line.action == "reviewed"]
    decisions = {
        digest(json): from_json(Review, json) for json in listing.reviews_of(case.rows, reviewed)
    }
    events = []
    for line in lines:
        time = datetime.datetime.fromisoformat(line.time).astimezone()
        detail = "" if _is_digest(line.detail) else line.detail
        if line.action in ("failed", "tried again"):
            detail = explain(line.detail, language)
        elif line.action == "received":
            detail = ""
        review = decisions.get(line.detail)
        if line.subject in documents:
            document = documents[line.subject]
            href = f"/documents/{line.subject}" if document.state == "read" else ""
            events.append(Event(line, time, href, document.title or document.name, "", detail))
        elif line.subject in quotes:
            sha256, identifier, quote = quotes[line.subject]
            decision = review.decision if review else ""
            href = f"/documents/{sha256}?claim={identifier}"
            events.append(Event(line, time, href, quote, decision, detail))
        elif line.subject in titles:
            href = f"/audits/findings/{line.subject}"
            events.append(Event(line, time, href, titles[line.subject], "", detail))
        else:
            events.append(Event(line, time, detail=detail))
    return events


def _finding_titles(
    case: Case, identifiers: Sequence[str], language: InterfaceLanguage
) -> dict[str, str]:
    """What the findings among these names ask."""
    rows = case.rows(
        "SELECT finding FROM findings WHERE identifier IN (SELECT value FROM json_each(?))",
        json.dumps(identifiers),
    )
    found = (from_json(Finding, row[0]) for row in rows)
    return {
        one.identifier: one.title.get(language) or next(iter(one.title.values()), one.method)
        for one in found
    }


def _is_digest(detail: str) -> bool:
    last = detail.rpartition(" ")[2]
    return len(last) == SHA256_LENGTH and set(last) <= set("0123456789abcdef")
