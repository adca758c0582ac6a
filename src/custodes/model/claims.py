"""What a text mentions, what it claims, in whose word, and what people decided about it."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from custodes.model.errors import InvariantError
from custodes.model.intervals import DateInterval, Quantity
from custodes.model.text import Span

MentionKind = Literal[
    "agency",
    "company",
    "place",
    "person",
    "programme",
    "technology",
    "group",
    "data",
    "instrument",
    "date",
    "quantity",
    "phrase",
]
PersonRole = Literal["official", "commentator", "public", "private", "unknown"]
ClaimType = Literal["supply", "data_flow", "deployment", "targeting", "rule", "measure"]
RoleName = Literal[
    "actor",
    "source",
    "recipient",
    "supplier",
    "group",
    "technology",
    "programme",
    "data",
    "purpose",
    "action",
    "instrument",
    "basis",
    "place",
    "time",
]
USUAL_KIND: Mapping[RoleName, MentionKind] = {
    "actor": "agency",
    "source": "agency",
    "recipient": "agency",
    "supplier": "company",
    "group": "group",
    "technology": "technology",
    "programme": "programme",
    "data": "data",
    "purpose": "phrase",
    "action": "phrase",
    "instrument": "instrument",
    "basis": "instrument",
    "place": "place",
    "time": "date",
}
"""What words that fill a role are taken for, where nothing else is known of them."""
Status = Literal["planned", "required", "done", "stopped", "unknown"]
AttributionKind = Literal["document", "person", "organisation", "rumour", "author"]
Stance = Literal["asserts", "denies", "infers"]
Decision = Literal["accepted", "rejected", "corrected", "withdrawn"]
NoteKind = Literal[
    "translation",
    "headline",
    "comment",
    "caption",
    "remark",
    "judgement",
    "held",
    "cleared",
    "asked",
    "answered",
]


@dataclass(frozen=True, slots=True)
class Mention:
    """A span with a kind, and what it normalises to.

    ``canonical`` is the fullest form in the same document (卫健委 → 北京市朝阳区卫健委), or the key
    of a taxonomy entry for technology, group and data; empty where the surface is all there is.
    ``person_role`` is set for persons, ``quantity`` for quantities, ``dates`` for dates.
    ``place`` and ``level`` (``national``, ``province``, ``city``, ``county``, ``local``) belong to
    agencies and places, ``number`` is an instrument's document number (六视频办发〔2017〕2号).
    """

    span: Span
    kind: MentionKind
    canonical: str = ""
    person_role: PersonRole | None = None
    quantity: Quantity | None = None
    dates: DateInterval | None = None
    place: str = ""
    level: str = ""
    number: str = ""

    def __post_init__(self) -> None:
        if (self.kind == "quantity") != (self.quantity is not None):
            raise InvariantError("a quantity mention, and no other, carries a quantity")
        if self.person_role is not None and self.kind != "person":
            raise InvariantError(f"only a person has a person's role, not {self.kind}")


@dataclass(frozen=True, slots=True)
class Attribution:
    """Whose word a claim is: the kind of source, its name as the document gives it, and where.

    The author needs neither name nor span.
    """

    kind: AttributionKind
    name: str = ""
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One checkable statement of one document, with its exact place and whose word it is.

    ``document`` is the SHA-256 of the original. ``confidence`` is 0..1. ``extractor`` and
    ``extractor_version`` name what made the claim; a person's addition is ``"reviewer"``.
    """

    document: str
    type: ClaimType
    quote: Span
    roles: Mapping[RoleName, tuple[Mention, ...]] = field(default_factory=dict)
    quantities: tuple[Mention, ...] = ()
    status: Status = "unknown"
    attribution: Attribution = Attribution("author")
    stance: Stance = "asserts"
    extractor: str = ""
    extractor_version: str = ""
    confidence: float = 1.0
    trace: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0.0 <= self.confidence <= 1.0:
            raise InvariantError(f"confidence is between 0 and 1, not {self.confidence}")
        if any(mention.kind != "quantity" for mention in self.quantities):
            raise InvariantError("a claim's quantities are quantity mentions")

    @property
    def identifier(self) -> str:
        """A name that survives a better extractor: document, span and type, hashed (16 hex)."""
        return claim_identifier(self.document, self.quote, self.type)


def claim_identifier(document: str, quote: Span, claim_type: ClaimType) -> str:
    """The identifier of the claim of this type at this place: 16 hexadecimal digits."""
    key = f"{document}:{quote.start}:{quote.end}:{claim_type}"
    return hashlib.sha256(key.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Review:
    """A person's decision on the claim of one type at one place; it outlives the extractor.

    ``corrected`` holds the claim as the reviewer would have it, only with that decision. One that
    is ``withdrawn`` takes back the last decision on the claim that was not taken back yet.
    """

    document: str
    quote: Span
    type: ClaimType
    decision: Decision
    reviewer: str
    time: datetime.datetime
    corrected: Claim | None = None
    comment: str = ""

    def __post_init__(self) -> None:
        if (self.decision == "corrected") != (self.corrected is not None):
            raise InvariantError("a correction, and no other decision, carries the corrected claim")


@dataclass(frozen=True, slots=True)
class Note:
    """Words of ours about a document, claim or finding (``about`` is its identifier).

    A ``remark`` stays in the case. Of a claim, ``held`` and ``cleared`` say whether it may leave,
    the text why. ``asked`` is the right of reply: the text what was asked, ``whom`` of, on which
    ``day``, and ``until`` when an answer was asked for; ``answered`` holds the words of the answer.
    """

    about: str
    kind: NoteKind
    text: str
    language: str
    author: str
    time: datetime.datetime
    whom: str = ""
    day: datetime.date | None = None
    until: datetime.date | None = None

    def __post_init__(self) -> None:
        if bool(self.whom) != (self.kind in ("asked", "answered")):
            raise InvariantError("whom was asked is said by asked and answered, and only by them")
        if (self.day is not None) != bool(self.whom) or (self.until and self.kind != "asked"):
            raise InvariantError("asked and answered have a day, and asked alone an end of waiting")
        if self.until and self.day and self.until < self.day:
            raise InvariantError("an answer cannot be wanted before it was asked for")


@dataclass(frozen=True, slots=True)
class Entity:
    """What several mentions in several documents refer to; never a private person."""

    identifier: str
    kind: MentionKind
    names: tuple[str, ...]
    division_code: str = ""
    wikidata: str = ""

    def __post_init__(self) -> None:
        if not self.names:
            raise InvariantError("an entity has at least one name")
