"""What the reader and the review show: one document, its claims in a list, and one claim's card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args
from urllib.parse import urlencode

from fastapi import Request
from starlette.exceptions import HTTPException

from custodes.case import Case
from custodes.case.claim_rows import UNDECIDED, ClaimRow
from custodes.model import (
    AttributionKind,
    ClaimType,
    Document,
    Review,
    Stance,
    Status,
    Text,
    claim_identifier,
    from_json,
)
from custodes.reading.page_images import has_pages
from custodes.workbench.reader.cards import Card, RoleField, card, role_fields
from custodes.workbench.reader.passages import Run, Slice, runs, slice_at, slices
from custodes.workbench.reader.regions import page_count, page_of

View = Literal["text", "original", "both"]
LISTED = 100
"""So many claims of a document are listed at once."""
OFFERED_PAGES = 400
"""So many pages of an original are laid out at once."""
CHOICES: Mapping[str, tuple[str, ...]] = {
    "type": get_args(ClaimType),
    "status": get_args(Status),
    "stance": get_args(Stance),
    "voice": get_args(AttributionKind),
}
"""The values of the fields that are chosen from a list."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the address asks to see of a document: the claim (key or identifier), the view, a
    position in code points (-1 for none), a page, and a stretch ``start:end`` for a new claim."""

    claim: str = ""
    view: View = "text"
    at: int = -1
    page: int = 0
    new: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A claim in a list: its row, its words, and which document they are of (for the queue)."""

    row: ClaimRow
    words: str


@dataclass(frozen=True, slots=True)
class Lost:
    """A decision whose claim is gone, by its key, and the claims that stand where that one did."""

    key: str
    review: Review
    near: tuple[ClaimRow, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything on one document that a page needs."""

    document: Document
    number: int
    title: str
    language: str
    rows: tuple[ClaimRow, ...]
    current: ClaimRow | None
    previous: ClaimRow | None
    following: ClaimRow | None
    card: Card | None
    text: Text
    slices: tuple[Slice, ...]
    part: Slice
    paged: bool
    pages: tuple[int, ...]
    page: int
    new: NewClaim | None
    lost: tuple[Lost, ...]

    @property
    def decided(self) -> int:
        """How many claims somebody decided on."""
        return sum(row.decision != UNDECIDED for row in self.rows)

    @property
    def listed(self) -> tuple[Listed, ...]:
        """The claims of the list, around the current one."""
        first = self.first_listed
        return tuple(
            Listed(row, self.text.content[row.start : min(row.end, row.start + 120)])
            for row in self.rows[first : first + LISTED]
        )

    @property
    def first_listed(self) -> int:
        """The index of the first claim of the list."""
        at = self.rows.index(self.current) if self.current in self.rows else 0
        return at // LISTED * LISTED


@dataclass(frozen=True, slots=True)
class NewClaim:
    """A claim that a reviewer is about to add: where it stands, and the roles on offer."""

    place: str
    words: str
    roles: tuple[RoleField, ...]


def find_document(case: Case, untrusted: str) -> tuple[int, Document]:
    """Number and document for what an address calls it: its SHA-256 or its number.

    Raises a 404 for one that was not read or is not there.
    """
    column = "number" if untrusted.isascii() and untrusted.isdigit() else "sha256"
    rows = case.rows(
        f"SELECT number, document FROM documents WHERE {column} = ? AND state = 'read'",  # noqa: S608
        untrusted[:64],
    )
    if not rows:
        raise HTTPException(404)
    return rows[0][0], from_json(Document, rows[0][1])


def shown(case: Case, number: int, document: Document, wish: Wish) -> Shown:
    """Read what the address asks for. Raises a 404 for a claim that is not there."""
    sha256 = document.sha256
    text = case.text(sha256)
    rows = tuple(case.reviewing.rows(sha256))
    current = _current(rows, wish)
    at = wish.at
    new = None
    if wish.new:
        new = _new(text, wish.new)
        at = int(wish.new.partition(":")[0])
    elif current is not None and at < 0:
        at = current.start
    index = rows.index(current) if current is not None else -1
    parts = slices(text)
    last = page_count(text)
    paged = has_pages(document.media_type) and last > 0
    page = (wish.page or page_of(text, max(at, 0))) if paged else 0
    first = max(1, min(page - OFFERED_PAGES // 2, last - OFFERED_PAGES + 1))
    return Shown(
        document=document,
        number=number,
        title=document.title or document.name,
        language="" if document.language == "und" else document.language,
        rows=rows,
        current=None if new else current,
        previous=rows[index - 1] if index > 0 else None,
        following=rows[index + 1] if index + 1 < len(rows) else None,
        card=card(current, case.reviewing.claim(current.key)) if current and not new else None,
        text=text,
        slices=parts,
        part=slice_at(text, parts, max(at, 0)),
        paged=paged,
        pages=tuple(range(first, min(last, first + OFFERED_PAGES - 1) + 1)) if paged else (),
        page=page,
        new=new,
        lost=lost(case, sha256, rows),
    )


def _current(rows: Sequence[ClaimRow], wish: Wish) -> ClaimRow | None:
    if wish.claim:
        for row in rows:
            if wish.claim in (row.key, row.identifier):
                return row
        raise HTTPException(404)
    if wish.at >= 0:
        # the place is asked for, not a claim: the one that stands there, if one does
        return next((row for row in rows if row.start <= wish.at < row.end), None)
    return next((row for row in rows if row.decision == UNDECIDED), rows[0] if rows else None)


def _new(text: Text, untrusted: str) -> NewClaim:
    start, _, end = untrusted.partition(":")
    if not (start.isascii() and start.isdigit() and end.isascii() and end.isdigit()):
        raise HTTPException(404)
    if not int(start) < int(end) <= len(text.content):
        raise HTTPException(404)
    roles, more = role_fields("data_flow")
    every = tuple(sorted((*roles, *more), key=lambda field: _ORDER.index(field.name)))
    keyed = tuple(
        RoleField(field.name, (), None, str(n) if n <= 9 else "")
        for n, field in enumerate(every, start=1)
    )
    return NewClaim(untrusted, text.content[int(start) : int(end)], keyed)


_ORDER = (
    "actor",
    "source",
    "recipient",
    "supplier",
    "group",
    "technology",
    "data",
    "place",
    "time",
    "programme",
    "purpose",
    "action",
    "instrument",
    "basis",
)


def lost(case: Case, sha256: str, rows: Sequence[ClaimRow]) -> tuple[Lost, ...]:
    """The document's decisions that find no claim, the last of each, with where they may go."""
    found: dict[str, Review] = {}
    for review in case.reviewing.lost(sha256):
        found[claim_identifier(review.document, review.quote, review.type)] = review
    return tuple(
        Lost(
            key,
            review,
            tuple(r for r in rows if r.start < review.quote.end and review.quote.start < r.end),
        )
        for key, review in found.items()
    )


def part_runs(shown: Shown, part: Slice, view: str) -> tuple[Run, ...]:
    """The passages of one slice, as a page has them where the original itself is asked for."""
    return runs(shown.text, part, shown.rows, structured=view == "original")


def wish_of(request: Request) -> Wish:
    """What the address asks for; what makes no sense in it is not there."""
    query = request.query_params
    view = query.get("view", "text")
    return Wish(
        claim=query.get("claim", "")[:64],
        view=view if view in get_args(View) else "text",  # type: ignore[arg-type]
        at=_number(query.get("at", "")),
        page=max(0, _number(query.get("page", ""))),
        new=query.get("new", "")[:24],
    )


def _number(untrusted: str) -> int:
    plain = untrusted.isascii() and untrusted.isdigit() and len(untrusted) <= 9
    return int(untrusted) if plain else -1


PARTS = ("in", "slice", "side", "way")
"""Fields of addresses of parts, which the page around them does not have."""


class Addresses:
    """Links of one page: the same page with other fields, wherever the part of it came from."""

    def __init__(self, path: str, query: Sequence[tuple[str, str]], sha256: str) -> None:
        self.path = path
        self.sha256 = sha256
        self._query = [(key, value) for key, value in query if key not in PARTS]

    def page(self, **fields: object) -> str:
        """This page with these fields; None drops one. A claim, a place or a page shown before
        goes with every change of one of them."""
        return self.path + self._with(fields)

    def part(self, name: str, **fields: object) -> str:
        """The address of a part of the page, such as ``text`` or ``pages/3``."""
        inside = {"in": "review"} if self.path == "/review" else {}
        return f"/documents/{self.sha256}/{name}" + self._with(fields | inside)

    @property
    def queue(self) -> str:
        """The filters of the review, as a query; ``-`` in the reader."""
        kept = [(k, v) for k, v in self._query if k not in ("claim", "new", "at", "page")]
        return urlencode(kept) if self.path == "/review" else "-"

    def _with(self, fields: Mapping[str, object]) -> str:
        fields = dict(fields)
        if fields.keys() & {"claim", "new", "at", "page"}:
            for name in ("claim", "new", "at", "page"):
                fields.setdefault(name, None)
        query = [(key, value) for key, value in self._query if key not in fields]
        query += [(key, str(value)) for key, value in fields.items() if value is not None]
        return f"?{urlencode(query)}" if query else "?"


def addresses(request: Request, sha256: str, path: str = "") -> Addresses:
    """The links of the page that is asked for, or of the one that a part belongs to."""
    if not path:
        inside = request.query_params.get("in") == "review"
        path = "/review" if inside else f"/documents/{sha256}"
    return Addresses(path, request.query_params.multi_items(), sha256)
