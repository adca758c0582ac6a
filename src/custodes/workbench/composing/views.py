"""What the page of the dossier shows: what is chosen, what may be, and what is to be seen before
it leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from custodes.case import Case
from custodes.case.legal import LegalState
from custodes.model import Claim, ClaimType, Finding, Note, Outline, from_json
from custodes.release import REASONS, MaskedName, keyed
from custodes.release.saying import current
from custodes.workbench.composing.printing import Prepared
from custodes.workbench.words import InterfaceLanguage

LISTED = 30
"""So many claims are offered at a time."""
SEARCHED = 20
"""In so many documents claims are looked for by words."""
NAMES_A_PAGE = 40
AROUND = 60
"""Code points shown on either side of a masked name."""


@dataclass(frozen=True, slots=True)
class EntryView:
    """A claim or finding of the outline; ``gone`` where it is rejected or no longer there.

    ``headline`` and ``translation`` are the notes that stand, by their words.
    """

    identifier: str
    comment: str
    claim: Claim | None = None
    decision: str = ""
    legal: LegalState | None = None
    document: tuple[str, str] = ("", "")
    headline: str = ""
    translation: Note | None = None
    finding: tuple[str, str] | None = None

    @property
    def gone(self) -> bool:
        """Whether nothing of it can be shown."""
        return self.claim is None and self.finding is None


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section of the outline with what is chosen for it."""

    heading: str
    comment: str
    entries: tuple[EntryView, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """An outline that was kept: its number in the case, by whom, when (ISO), and how much."""

    number: int
    author: str
    time: str
    entries: int


@dataclass(frozen=True, slots=True)
class Offered:
    """A claim that may be chosen."""

    key: str
    type: str
    quote: str
    decision: str
    document: str
    title: str
    stance: str


@dataclass(frozen=True, slots=True)
class MaskedInPlace:
    """A masked name, why, how often, and the first place of it: the words on either side."""

    name: str
    why: str
    occurrences: int
    before: str = ""
    after: str = ""
    document: str = ""
    at: int = 0


@dataclass(frozen=True, slots=True)
class Check:
    """What an editor sees before anything leaves. The tuples are keys of chosen claims."""

    claims: int
    unreviewed: int
    held: int
    held_findings: int
    contradicted: int
    documents: int
    drafts: tuple[str, ...]
    held_chosen: tuple[str, ...]
    disputed: tuple[str, ...]
    quotes: Mapping[str, str]


def sections_of(
    case: Case, outline: Outline, findings: Mapping[str, str]
) -> tuple[SectionView, ...]:
    """The outline with the words of what it names; ``findings`` gives titles by identifier."""
    claims = case.claims_named(outline.chosen)

    def view(identifier: str, comment: str) -> EntryView:
        claim = claims.get(identifier)
        if claim is None:
            title = findings.get(identifier)
            return EntryView(
                identifier, comment, finding=(identifier, title) if title is not None else None
            )
        ((decision,),) = case.rows(
            "SELECT decision FROM claims WHERE ? IN (key, identifier) LIMIT 1", identifier
        )
        notes = {note.kind: note for note in current(case.notes(identifier))}
        headline = notes.get("headline")
        return EntryView(
            identifier,
            comment,
            claim,
            decision,
            case.legal.state(identifier),
            (claim.document, title_of(case, claim.document)),
            headline.text if headline else "",
            notes.get("translation"),
        )

    return tuple(
        SectionView(
            section.heading,
            section.comment,
            tuple(view(entry.identifier, entry.comment) for entry in section.entries),
        )
        for section in outline.sections
    )


def title_of(case: Case, sha256: str) -> str:
    """What a document is called on the page."""
    rows = case.rows("SELECT title, name FROM documents WHERE sha256 = ?", sha256)
    return (rows[0][0] or rows[0][1]) if rows else ""


def finding_titles(case: Case, language: InterfaceLanguage) -> dict[str, str]:
    """The titles of the case's findings by identifier, the latest result of each."""
    rows = case.rows("SELECT finding FROM findings ORDER BY number")
    found = (from_json(Finding, row[0]) for row in rows)
    return {
        one.identifier: one.title.get(language) or next(iter(one.title.values()), one.method)
        for one in found
    }


def versions(case: Case, limit: int = 20) -> list[Version]:
    """The latest outlines, the last first."""
    rows = case.rows(
        "SELECT number, json_extract(outline, '$.author'), json_extract(outline, '$.time'), "
        "(SELECT coalesce(sum(json_array_length(value, '$.entries')), 0) "
        "FROM json_each(outline, '$.sections')) FROM outlines ORDER BY number DESC LIMIT ?",
        limit,
    )
    return [Version(*row) for row in rows]


def offered(case: Case, chosen: Sequence[str], words: str, kind: str) -> list[Offered]:
    """Claims that may be chosen: those in which the words stand, else the reviewed ones first."""
    kinds = [kind] if kind in get_args(ClaimType) else list(get_args(ClaimType))
    marks = ", ".join("?" * len(kinds))
    columns = (
        "SELECT key, claims.type, json_extract(claim, '$.quote.exact'), decision, claims.sha256, "
        "CASE title WHEN '' THEN name ELSE title END, stance, start, end "
        "FROM claims JOIN documents USING (sha256) "
    )
    taken = set(chosen)
    found: list[Offered] = []
    if words.strip():
        for hit in case.search(words, limit=SEARCHED).hits:
            places = case.occurrences(words, hit.document.sha256)
            query = (
                f"{columns} WHERE claims.sha256 = ? AND decision != 'rejected' "
                f"AND claims.type IN ({marks}) ORDER BY start"
            )
            for row in case.rows(query, hit.document.sha256, *kinds):
                if any(start < row[8] and row[7] < end for start, end in places):
                    found.append(Offered(*row[:7]))
            if len(found) >= LISTED + len(taken):
                break
    else:
        for decisions in ("('accepted', 'corrected')", "('')"):
            query = f"{columns} WHERE decision IN {decisions} AND claims.type IN ({marks}) LIMIT ?"
            found += [Offered(*row[:7]) for row in case.rows(query, *kinds, LISTED + len(taken))]
            if len(found) >= LISTED + len(taken):
                break
    return [one for one in found if one.key not in taken][:LISTED]


def check_of(case: Case, prepared: Prepared) -> Check:
    """What of the prepared dossier is unreviewed, held or contradicted, and which of the chosen."""
    released, outline = prepared.released, prepared.outline
    assert released is not None  # noqa: S101 - for the type checker
    disputed = {name for each in released.disagreements for name in each.claims}
    decisions = {claim.identifier: claim.decision for claim in released.claims}
    drafts, held, contradicted = [], [], []
    claims = case.claims_named(outline.chosen if outline else ())
    secret = case.secret
    for key, claim in claims.items():
        outside = keyed(secret, "claim", claim.identifier)
        if outside not in decisions:
            held.append(key)
            continue
        if decisions[outside] is None:
            drafts.append(key)
        if outside in disputed:
            contradicted.append(key)
    return Check(
        claims=len(released.claims),
        unreviewed=sum(claim.decision is None for claim in released.claims),
        held=len(released.held),
        held_findings=released.held_findings,
        contradicted=len(disputed & decisions.keys()),
        documents=len(released.documents),
        drafts=tuple(drafts),
        held_chosen=tuple(held),
        disputed=tuple(contradicted),
        quotes={key: claim.quote.exact for key, claim in claims.items()},
    )


def masked_in_place(
    case: Case, names: Sequence[MaskedName], language: InterfaceLanguage
) -> list[MaskedInPlace]:
    """Names with the first place where each stands, for the reviewer's eye inside the case."""
    texts: dict[str, Any] = {}
    found = []
    for name in names:
        why = REASONS[name.reason][language]
        place = MaskedInPlace(name.text, why, name.occurrences)
        for sha256 in name.documents[:3]:
            if sha256 not in texts:
                texts[sha256] = case.text(sha256).content
            content = texts[sha256]
            at = content.find(name.text)
            if at >= 0:
                end = at + len(name.text)
                place = MaskedInPlace(
                    name.text,
                    why,
                    name.occurrences,
                    content[max(0, at - AROUND) : at],
                    content[end : end + AROUND],
                    sha256,
                    at,
                )
                break
        found.append(place)
    return found
