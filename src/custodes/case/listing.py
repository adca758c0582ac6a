"""Documents and log lines a page at a time, however many the case has: SQL with limits, no JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

Rows = Callable[..., list[tuple[Any, ...]]]
"""``Case.rows``."""
Outcome = Literal["", "read", "failed", "waiting"]
Order = Literal["newest", "oldest", "published", "title"]

STATES: dict[Outcome, str] = {"read": "read", "failed": "failed", "waiting": "pending"}
ORDERS: dict[Order, str] = {
    "newest": "number DESC",
    "oldest": "number",
    # the undated last
    "published": "first_day = '', first_day DESC, number DESC",
    "title": "title = '', title, name, number",
}


@dataclass(frozen=True, slots=True)
class Filters:
    """Which documents: what became of them, their kind and language, days, words of the title.

    ``since`` and ``until`` are ISO dates: documents that can have been published between them.
    ``words`` stand in the title, the file's name or the publisher, capital letters or not.
    ``among`` leaves no other than these SHA-256. What is empty (``among``: None) lets all pass.
    """

    outcome: Outcome = ""
    kind: str = ""
    language: str = ""
    since: str = ""
    until: str = ""
    words: str = ""
    among: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A document as a list shows it; days are ISO dates or empty, ``size`` is in bytes.

    ``claims`` counts those that no reviewer rejected, ``open`` those of them that nobody reviewed.
    """

    number: int
    sha256: str
    name: str
    title: str
    publisher: str
    kind: str
    language: str
    first_day: str
    last_day: str
    size: int
    state: str
    member: str
    claims: int = 0
    open: int = 0


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that could not be read; ``sha256`` is empty where not even its bytes could be had."""

    number: int
    sha256: str
    name: str
    place: str
    reason: str
    detail: str


def documents(
    rows: Rows, filters: Filters, order: Order, limit: int, offset: int = 0
) -> list[Listed]:
    """The documents that fit, in order, at most ``limit``."""
    where, values = _where(filters)
    found = [
        Listed(*row)
        for row in rows(
            "SELECT number, sha256, name, title, publisher, kind, language, first_day, last_day, "  # noqa: S608
            f"size, state, member FROM documents WHERE {where} ORDER BY {ORDERS[order]} "
            "LIMIT ? OFFSET ?",
            *values,
            limit,
            offset,
        )
    ]
    counts = _claims(rows, [document.sha256 for document in found])
    return [
        replace(document, claims=counts[document.sha256][0], open=counts[document.sha256][1])
        if document.sha256 in counts
        else document
        for document in found
    ]


def count(rows: Rows, filters: Filters) -> int:
    """How many documents fit."""
    where, values = _where(filters)
    ((number,),) = rows(f"SELECT count(*) FROM documents WHERE {where}", *values)  # noqa: S608
    return int(number)


def facet(
    rows: Rows, filters: Filters, column: Literal["state", "kind", "language"]
) -> dict[str, int]:
    """How many documents each value of a column would leave beside the other filters."""
    others = {
        "state": replace(filters, outcome=""),
        "kind": replace(filters, kind=""),
        "language": replace(filters, language=""),
    }
    where, values = _where(others[column])
    return dict(
        rows(
            f"SELECT {column}, count(*) FROM documents WHERE {where} "  # noqa: S608
            f"AND {column} != '' GROUP BY {column} ORDER BY count(*) DESC, {column}",
            *values,
        )
    )


def reasons_of(rows: Rows, sha256s: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Why documents could not be read: reason and detail, by the SHA-256 of those that failed."""
    places = ",".join("?" * len(sha256s))
    query = f"SELECT sha256, reason, detail FROM failures WHERE sha256 IN ({places})"  # noqa: S608
    return {sha256: (reason, detail) for sha256, reason, detail in rows(query, *sha256s)}


def unread(rows: Rows, reason: str, limit: int, offset: int = 0) -> list[Unread]:
    """The files that could not be read for this reason (any, if empty), the latest first."""
    query = (
        "SELECT number, sha256, name, path, reason, detail FROM failures "
        "WHERE ? IN ('', reason) ORDER BY number DESC LIMIT ? OFFSET ?"
    )
    return [Unread(*row) for row in rows(query, reason, limit, offset)]


def unread_reasons(rows: Rows) -> list[tuple[str, int]]:
    """The reasons why files could not be read, and how many each, the most frequent first."""
    query = "SELECT reason, count(*) FROM failures GROUP BY reason ORDER BY count(*) DESC, reason"
    return [(str(reason), int(number)) for reason, number in rows(query)]


def titles(rows: Rows, sha256s: Sequence[str]) -> dict[str, Listed]:
    """These documents, those of them that are there, by SHA-256."""
    found = documents(rows, Filters(among=tuple(sha256s)), "oldest", len(sha256s))
    return {document.sha256: document for document in found}


def _claims(rows: Rows, sha256s: Sequence[str]) -> dict[str, tuple[int, int]]:
    places = ",".join("?" * len(sha256s))
    query = (
        "SELECT sha256, count(*), sum(decision = '') FROM claims "  # noqa: S608
        f"WHERE sha256 IN ({places}) AND decision != 'rejected' GROUP BY sha256"
    )
    return {sha256: (claims, waiting) for sha256, claims, waiting in rows(query, *sha256s)}


def _where(filters: Filters) -> tuple[str, list[object]]:
    """The condition, made of constants, and the values of its blanks."""
    conditions: list[str] = ["1"]
    values: list[object] = []

    def take(condition: str, given: Iterable[object]) -> None:
        conditions.append(condition)
        values.extend(given)

    if filters.outcome:
        take("state = ?", [STATES[filters.outcome]])
    if filters.kind:
        take("kind = ?", [filters.kind])
    if filters.language:
        take("language = ?", [filters.language])
    if filters.since:
        # open at its end: it may have been published any day since
        take("first_day != '' AND (last_day = '' OR last_day >= ?)", [filters.since])
    if filters.until:
        take("first_day != '' AND first_day <= ?", [filters.until])
    if filters.words:
        pattern = "%" + filters.words.translate({ord(c): f"\\{c}" for c in "\\%_"}) + "%"
        take(
            "(title LIKE ? ESCAPE '\\' OR name LIKE ? ESCAPE '\\' OR publisher LIKE ? ESCAPE '\\')",
            [pattern] * 3,
        )
    if filters.among is not None:
        take(f"sha256 IN ({','.join('?' * len(filters.among))})", filters.among)
    return " AND ".join(conditions), values


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the custody log; ``time`` is in UTC, as ISO."""

    number: int
    time: str
    actor: str
    action: str
    subject: str
    detail: str


def lines(rows: Rows, actions: Sequence[str], actor: str, limit: int, offset: int) -> list[Line]:
    """Lines of the custody log, the latest first: of these actions and this actor, if any."""
    where, values = _lines_where(actions, actor)
    return [
        Line(*row)
        for row in rows(
            f"SELECT number, time, actor, action, subject, detail FROM custody WHERE {where} "  # noqa: S608
            "ORDER BY number DESC LIMIT ? OFFSET ?",
            *values,
            limit,
            offset,
        )
    ]


def claim_places(rows: Rows, keys: Sequence[str]) -> dict[str, tuple[str, str, str]]:
    """Of claims by the key of their decisions: document, identifier, and the words they quote."""
    places = ",".join("?" * len(keys))
    query = (
        "SELECT key, sha256, identifier, json_extract(claim, '$.quote.exact') FROM claims "  # noqa: S608
        f"WHERE key IN ({places})"
    )
    return {key: (sha256, claim, quote or "") for key, sha256, claim, quote in rows(query, *keys)}


def reviews_of(rows: Rows, keys: Sequence[str]) -> list[str]:
    """The decisions on these claims, as JSON."""
    places = ",".join("?" * len(keys))
    query = f"SELECT review FROM reviews WHERE identifier IN ({places})"  # noqa: S608
    return [str(json) for (json,) in rows(query, *keys)]


def line_counts(rows: Rows) -> list[tuple[str, str, int]]:
    """How many lines there are of each action and actor."""
    query = "SELECT action, actor, count(*) FROM custody GROUP BY action, actor"
    return [(str(action), str(actor), int(number)) for action, actor, number in rows(query)]


def _lines_where(actions: Sequence[str], actor: str) -> tuple[str, list[object]]:
    conditions, values = ["? IN ('', actor)"], [actor]
    if actions:
        conditions.append(f"action IN ({','.join('?' * len(actions))})")
        values.extend(actions)
    return " AND ".join(conditions), list(values)
