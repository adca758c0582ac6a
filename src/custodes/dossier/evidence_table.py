"""The evidence table: a row a claim, and the filters with how many rows each option leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from custodes.dossier.edition import Edition, grouping_key
from custodes.model import RoleName
from custodes.release.released import MASK, ReleasedClaim, ReleasedDocument, ReleasedMention

OPTIONS_SHOWN = 80
"""Rarer places, means and bodies are left to the search field, which finds them all."""

HOLDER_KINDS = ("agency", "company", "programme")


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a filter: its value in the address, its words, and how many rows it leaves."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter. ``more`` counts options that are not offered."""

    name: str
    options: tuple[Option, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Row:
    """One claim of the table with the values that the filters look at."""

    claim: ReleasedClaim
    document: ReleasedDocument
    ordinal: int
    places: tuple[str, ...]
    means: tuple[str, ...]
    bodies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One part of the table; ``part`` counts from 0."""

    part: int
    rows: tuple[Row, ...]
    facets: tuple[Facet, ...]


def mentions(claim: ReleasedClaim, *roles: RoleName) -> tuple[ReleasedMention, ...]:
    """What fills these roles of a claim, in order."""
    return tuple(mention for role in roles for mention in claim.roles.get(role, ()))


def places_of(claim: ReleasedClaim) -> tuple[ReleasedMention, ...]:
    """Where a claim is: its place, or else the place of who acts."""
    stated = mentions(claim, "place")
    if stated:
        return stated
    return tuple(
        ReleasedMention(mention.place, "place")
        for mention in mentions(claim, "actor", "recipient", "source")
        if mention.place
    )


def _keys(fillers: Iterable[ReleasedMention]) -> tuple[str, ...]:
    keys = dict.fromkeys(grouping_key(filler) for filler in fillers)
    return tuple(key.replace("|", "/") for key in keys if MASK not in key)


def evidence_view(edition: Edition, part: int) -> EvidenceView:
    """The rows and filters of one part of the evidence table."""
    rows: list[Row] = []
    for document in edition.evidence_parts[part]:
        for claim in edition.claims_of[document.identifier]:
            everyone = [
                filler
                for fillers in claim.roles.values()
                for filler in fillers
                if filler.kind in HOLDER_KINDS
            ]
            rows.append(
                Row(
                    claim,
                    document,
                    document.paragraphs[claim.paragraph].ordinal,
                    _keys(places_of(claim)),
                    _keys(mentions(claim, "technology")),
                    _keys(everyone),
                )
            )
    return EvidenceView(part, tuple(rows), _facets(edition, rows))


def _facets(edition: Edition, rows: list[Row]) -> tuple[Facet, ...]:
    words = edition.words
    fillers = [
        filler
        for row in rows
        for role in row.claim.roles.values()
        for filler in (*role, *places_of(row.claim))
    ]
    labels = edition.labels(fillers)
    letters = {document.letter: document for document in edition.released.documents}

    def fixed(prefix: str) -> Callable[[str], str]:
        return lambda value: str(words.entries[prefix + value])

    def named(key: str) -> str:
        return labels.get(key, key)

    def source(letter: str) -> str:
        title = letters[letter].title
        return f"{letter}  {title[:28]}{'…' if len(title) > 28 else ''}"

    plain: list[tuple[str, Callable[[Row], Iterable[str]], Callable[[str], str]]] = [
        ("type", lambda row: (row.claim.type,), fixed("type.")),
        ("stance", lambda row: (row.claim.stance,), fixed("stance.")),
        ("word", lambda row: (row.claim.attribution.kind,), fixed("attribution.")),
        ("status", lambda row: (row.claim.status,), fixed("status.")),
        ("place", lambda row: row.places, named),
        ("means", lambda row: row.means, named),
        ("body", lambda row: row.bodies, named),
        ("source", lambda row: (row.document.letter,), source),
    ]
    facets: list[Facet] = []
    for name, values, label in plain:
        counted = Counter(value for row in rows for value in values(row))
        if name == "source":
            order = [(letter, counted[letter]) for letter in letters if counted[letter]]
        else:
            order = counted.most_common()
        kept = order if name == "source" else order[:OPTIONS_SHOWN]
        facets.append(
            Facet(
                name,
                tuple(Option(value, label(value), count) for value, count in kept),
                len(order) - len(kept),
            )
        )
    return tuple(facets)
