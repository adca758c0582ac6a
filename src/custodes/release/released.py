"""What may leave a case: plain values in which every name is already masked."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from custodes.model import (
    Attribution,
    BlockKind,
    ClaimType,
    DateInterval,
    Decision,
    DocumentKind,
    MentionKind,
    PersonRole,
    Quantity,
    RoleName,
    Span,
    Stance,
    Status,
    Table,
    Wording,
)

if TYPE_CHECKING:
    from custodes.release.guard import Guard

MASK = "██"
"""What stands for a masked name, whatever its length."""
WITHHELD = "▒▒"
"""What stands for the words of a claim that is held; as long as a mask."""

WhyWithheld = Literal["rumour", "decision", "same_words"]
"""Why a claim is held: a rumour about somebody named, a reviewer, or words that are held."""


@dataclass(frozen=True, slots=True)
class ReleasedMention:
    """A role's filler: the words, and the fullest form or taxonomy key they stand for."""

    text: str
    kind: MentionKind
    canonical: str = ""
    place: str = ""
    dates: DateInterval | None = None
    person_role: PersonRole | None = None


@dataclass(frozen=True, slots=True)
class ReleasedQuantity:
    """A figure as written (masked text) and as the interval that its words allow."""

    text: str
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class ReleasedNote:
    """Words of ours about a claim, document or finding, and whose they are (masked, both)."""

    text: str
    author: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class ReleasedReply:
    """The right of reply: who was asked, when, until when; what came (``answered`` None: nothing).

    ``overdue`` says that the day by which an answer was asked for was over at the release.
    """

    whom: str
    asked: datetime.date
    until: datetime.date | None = None
    answered: datetime.date | None = None
    answer: str = ""
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class ReleasedNotes:
    """All words of ours about one thing; headline and caption empty where there is none."""

    headline: str = ""
    caption: str = ""
    comments: tuple[ReleasedNote, ...] = ()


@dataclass(frozen=True, slots=True)
class ReleasedHeld:
    """A claim that stays in the case: the document (identifier, empty for one that does not leave
    either), its type, and why. Its words are nowhere in the release."""

    document: str
    type: ClaimType
    why: WhyWithheld


@dataclass(frozen=True, slots=True)
class ReleasedEntry:
    """A claim or a finding (identifier) of an outline, and the editor's comment on it."""

    claim: str = ""
    finding: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class ReleasedSection:
    """A part of an outline: heading and comment are the editor's, each may be empty."""

    heading: str
    comment: str
    entries: tuple[ReleasedEntry, ...]


@dataclass(frozen=True, slots=True)
class ReleasedClaim:
    """A claim outside the case.

    ``identifier`` is keyed with the case's secret; ``number`` is the reference a reader sees:
    the source's letter and the claim's order in it (``A12``). ``quote`` counts code points in the
    masked text of the paragraph numbered ``paragraph`` (from 0, in the document's
    ``paragraphs``). ``attribution.span`` is always None. ``decision`` is None while nobody has
    reviewed the claim.
    """

    identifier: str
    number: str
    document: str
    type: ClaimType
    paragraph: int
    quote: Span
    roles: Mapping[RoleName, tuple[ReleasedMention, ...]]
    quantities: tuple[ReleasedQuantity, ...]
    status: Status
    attribution: Attribution
    stance: Stance
    extractor: str
    extractor_version: str
    confidence: float
    decision: Decision | None = None
    translation: str = ""
    translator: str = ""
    notes: ReleasedNotes = ReleasedNotes()
    replies: tuple[ReleasedReply, ...] = ()


@dataclass(frozen=True, slots=True)
class ReleasedParagraph:
    """A block that carries claims: its order in the source (from 1), its kind and masked text."""

    ordinal: int
    kind: BlockKind
    text: str
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReleasedDocument:
    """A source outside the case: keyed identifier, a letter (A, B, … AA), and what carries claims.

    ``paragraph_count`` counts the body's blocks, so that what is left out can be said. ``name``,
    the file's name without its ending, is empty unless the owner releases unmasked. ``entities``
    are the distinct names of the body, masked persons left out. ``reprint_of`` is the identifier
    of the document whose text this one is again, or empty: both are one source.
    """

    identifier: str
    letter: str
    title: str
    publisher: str
    author: str
    published: DateInterval | None
    language: str
    kind: DocumentKind
    paragraph_count: int
    paragraphs: tuple[ReleasedParagraph, ...]
    name: str = ""
    entities: tuple[ReleasedMention, ...] = ()
    reprint_of: str = ""
    notes: ReleasedNotes = ReleasedNotes()


@dataclass(frozen=True, slots=True)
class ReleasedDisagreement:
    """Claims (identifiers) of which not all can hold, or whose source is said in two ways."""

    kind: str
    claims: tuple[str, ...]
    figure: str = ""


@dataclass(frozen=True, slots=True)
class ReleasedFinding:
    """The result of an audit outside the case.

    ``number`` counts the release's findings from 1. ``claims`` are identifiers of released claims;
    where a table's cell or a parameter names a claim, it names it so too. ``files`` are contents.
    """

    identifier: str
    number: int
    method: str
    method_version: str
    claims: tuple[str, ...]
    parameters: Mapping[str, str]
    sources: Mapping[str, str]
    figures: Mapping[str, Quantity]
    verdict: str
    title: Wording
    words: Wording
    assumptions: tuple[Wording, ...]
    tables: Mapping[str, Table]
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    notes: ReleasedNotes = ReleasedNotes()


@dataclass(frozen=True, slots=True)
class MaskedName:
    """For the reviewer's eye only, inside the case: what was masked, why, how often, where.

    ``documents`` are SHA-256 of originals, none where the name stands in words of ours alone.
    """

    text: str
    reason: str
    occurrences: int
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Released:
    """Everything of a case that may be published, in the order of its sources.

    ``guard`` knows what must not be written and is for ``Outgoing`` alone; it has no JSON and no
    words, so that it cannot itself be written. ``sections`` are the outline, if there is one, and
    ``owner`` is its line. ``held`` lists the claims that stay in the case, ``held_findings`` counts
    the findings that rest on one.
    """

    name: str
    documents: tuple[ReleasedDocument, ...]
    claims: tuple[ReleasedClaim, ...]
    disagreements: tuple[ReleasedDisagreement, ...] = ()
    findings: tuple[ReleasedFinding, ...] = ()
    failed: Mapping[str, int] = field(default_factory=dict)
    masked_count: int = 0
    unmasked: bool = False
    owner: str = ""
    sections: tuple[ReleasedSection, ...] = ()
    held: tuple[ReleasedHeld, ...] = ()
    held_findings: int = 0
    guard: Guard | None = field(default=None, repr=False, compare=False)
