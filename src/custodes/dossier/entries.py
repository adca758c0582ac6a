"""Agencies, companies and programmes: what the claims say of each, and what they leave open."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Literal

from custodes.dossier.edition import Edition, grouping_key
from custodes.dossier.evidence_table import mentions
from custodes.evidence.checklist import Item, open_items
from custodes.model import ClaimType, RoleName
from custodes.release.released import (
    MASK,
    ReleasedClaim,
    ReleasedDocument,
    ReleasedMention,
    ReleasedQuantity,
)

EntryKind = Literal["agency", "company", "programme"]
KINDS: tuple[EntryKind, ...] = ("programme", "agency", "company")
OWN_PAGE = 3
"""Whoever has this many claims gets a page; the others stand in the list with their numbers."""
MOST_PAGES = 120
SIDE = 6
DRAWS_ON: tuple[RoleName, ...] = ("technology", "programme", "data", "source")
ACTS_ON: tuple[RoleName, ...] = ("group", "recipient")


@dataclass(frozen=True, slots=True)
class Entry:
    """One agency, company or programme under one name, with the claims whose roles it fills."""

    kind: EntryKind
    key: str
    names: tuple[str, ...]
    place: str
    claims: tuple[ReleasedClaim, ...]
    page: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure of an entry's claims."""

    quantity: ReleasedQuantity
    claim: ReleasedClaim


@dataclass(frozen=True, slots=True)
class Link:
    """What an entry draws on or acts on, and the claims that say so."""

    label: str
    role: RoleName
    claims: tuple[ReleasedClaim, ...]


@dataclass(frozen=True, slots=True)
class EntryView:
    """All that the page of an entry shows; ``gaps`` are what no claim speaks of."""

    entry: Entry
    documents: tuple[tuple[ReleasedDocument, int], ...]
    types: tuple[tuple[ClaimType, tuple[ReleasedClaim, ...]], ...]
    figures: tuple[Counted, ...]
    draws_on: tuple[Link, ...]
    acts_on: tuple[Link, ...]
    gaps: tuple[Item, ...]


def entries(edition: Edition) -> tuple[Entry, ...]:
    """Every agency, company and programme of the case, those with most claims first.

    Names that differ stay apart; the same name in two sources is one entry.
    """
    claims: dict[tuple[EntryKind, str], dict[str, ReleasedClaim]] = defaultdict(dict)
    surfaces: dict[tuple[EntryKind, str], Counter[str]] = defaultdict(Counter)
    places: dict[tuple[EntryKind, str], Counter[str]] = defaultdict(Counter)
    for claim in edition.released.claims:
        for fillers in claim.roles.values():
            for filler in fillers:
                if filler.kind not in KINDS or MASK in filler.text + filler.canonical:
                    continue
                key = (filler.kind, grouping_key(filler))
                claims[key][claim.identifier] = claim
                surfaces[key][filler.text] += 1
                if filler.place:
                    places[key][filler.place] += 1
    ranked = sorted(claims, key=lambda key: -len(claims[key]))
    pages: Counter[str] = Counter()
    made: list[Entry] = []
    for key in ranked:
        kind, name = key
        page = ""
        if len(claims[key]) >= OWN_PAGE and pages.total() < MOST_PAGES:
            pages[kind] += 1
            page = f"{kind}-{pages[kind]}.html"
        place = places[key].most_common(1)[0][0] if places[key] else ""
        names = tuple(dict.fromkeys([name, *(text for text, _ in surfaces[key].most_common())]))
        made.append(Entry(kind, name, names, place, tuple(claims[key].values()), page))
    return tuple(made)


def entry_view(edition: Edition, entry: Entry) -> EntryView:
    """What the page of this entry shows."""
    per_document = Counter(claim.document for claim in entry.claims)
    types: dict[ClaimType, list[ReleasedClaim]] = defaultdict(list)
    for claim in entry.claims:
        types[claim.type].append(claim)
    figures = tuple(
        Counted(quantity, claim) for claim in entry.claims for quantity in claim.quantities
    )
    return EntryView(
        entry,
        tuple((edition.documents[key], count) for key, count in per_document.most_common()),
        tuple(sorted(((kind, tuple(found)) for kind, found in types.items()), key=_size)),
        figures,
        _links(edition, entry, DRAWS_ON, ("actor", "recipient")),
        _links(edition, entry, ACTS_ON, ("actor", "source", "supplier")),
        open_items(entry.claims),
    )


def _size(group: tuple[ClaimType, tuple[ReleasedClaim, ...]]) -> int:
    return -len(group[1])


def _links(
    edition: Edition, entry: Entry, roles: tuple[RoleName, ...], own: tuple[RoleName, ...]
) -> tuple[Link, ...]:
    """What stands in these roles of the claims in which the entry itself has one of its own."""
    found: dict[tuple[RoleName, str], dict[str, ReleasedClaim]] = defaultdict(dict)
    labels: list[ReleasedMention] = []
    for claim in entry.claims:
        if claim.stance == "denies":
            continue
        filled = {role for role in own if _has(claim, role, entry)}
        if not filled:
            continue
        for role in roles:
            # data that somebody receives come from the source; what they hand out goes on
            if role == "source" and "recipient" not in filled:
                continue
            if role == "recipient" and not filled & {"source", "supplier"}:
                continue
            for filler in mentions(claim, role):
                if grouping_key(filler) != entry.key and MASK not in grouping_key(filler):
                    found[role, grouping_key(filler)][claim.identifier] = claim
                    labels.append(filler)
    names = edition.labels(labels)
    ranked = sorted(found.items(), key=lambda item: -len(item[1]))
    return tuple(Link(names[key], role, tuple(held.values())) for (role, key), held in ranked)


def _has(claim: ReleasedClaim, role: RoleName, entry: Entry) -> bool:
    return any(
        filler.kind == entry.kind and grouping_key(filler) == entry.key
        for filler in claim.roles.get(role, ())
    )
