"""What may leave a case: plain values in which every name is already masked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

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


@dataclass(frozen=True, slots=True)
class MaskedName:
    """For the reviewer's eye only, inside the case: what was masked, why, and how often."""

    text: str
    reason: str
    occurrences: int
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Released:
    """Everything of a case that may be published, in the order of its sources.

    ``guard`` knows what must not be written and is for ``Outgoing`` alone; it has no JSON and no
    words, so that it cannot itself be written.
    """

    name: str
    documents: tuple[ReleasedDocument, ...]
    claims: tuple[ReleasedClaim, ...]
    disagreements: tuple[ReleasedDisagreement, ...] = ()
    findings: tuple[ReleasedFinding, ...] = ()
    failed: Mapping[str, int] = field(default_factory=dict)
    masked_count: int = 0
    unmasked: bool = False
    guard: Guard | None = field(default=None, repr=False, compare=False)
