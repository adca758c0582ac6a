"""Claims by the filters of an address: what evidence, pictures and gaps have in common."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode

from starlette.requests import Request

from custodes.case import Case
from custodes.case.claim_table import Sifted, Wanted, folded
from custodes.dossier.words import InterfaceLanguage, load_words
from custodes.language.taxonomy import TaxonomyKind, by_key
from custodes.model import Claim, Document, from_json
from custodes.workbench.desk import Desk
from custodes.workbench.rendering import language_of
from custodes.workbench.words import load_words as load_page_words

FACETS = (
    "type",
    "stance",
    "status",
    "word",
    "review",
    "programme",
    "agency",
    "company",
    "place",
    "year",
    "source",
    "technology",
    "data",
    "group",
    "instrument",
    "speaks",
    "language",
    "kind",
)
"""The facets that are offered, in their order."""
HIDDEN_FACETS = ("giver", "receiver", "holder", "when")
"""Facets that links of the pictures filter by, and no list offers."""
TAXONOMY = ("technology", "data", "group")
LONGEST = 300
MOST_VALUES = 40


@dataclass(frozen=True, slots=True)
class ShownClaim:
    """A claim with what stands beside it in a list; ``decision`` is empty for none."""

    number: int
    claim: Claim
    decision: str
    title: str

    @property
    def address(self) -> str:
        """Its place in the reader."""
        return place_of(self.claim)


def place_of(claim: Claim) -> str:
    """The address of a claim's place in the reader."""
    return f"/documents/{claim.document}?claim={claim.identifier}"


def wanted_of(request: Request) -> Wanted:
    """The conditions of an address; unknown fields are none."""
    query = request.query_params
    facets = {}
    for facet in (*FACETS, *HIDDEN_FACETS):
        values = tuple(dict.fromkeys(v[:LONGEST] for v in query.getlist(facet) if v))
        if values:
            facets[facet] = values[:MOST_VALUES]
    return Wanted(facets, folded(query.get("q", "")[:LONGEST]), query.get("document", "")[:64])


def sifted(desk: Desk, wanted: Wanted) -> Sifted:
    """The wanted claims of the case as it is now."""
    with desk.case() as case:
        table = desk.claims.table(case)
        return table.sift(wanted, desk.claims.lines(case) if wanted.words else None)


def shown(case: Case, numbers: Sequence[int]) -> list[ShownClaim]:
    """The claims of these numbers, in their order; those that are gone since are left out."""
    if not numbers:
        return []
    rows = case.rows(
        "SELECT claims.number, claim, decision, title, name FROM claims "
        "JOIN documents USING (sha256) WHERE claims.number IN (SELECT value FROM json_each(?))",
        json.dumps(list(numbers)),
    )
    found = {row[0]: row for row in rows}
    return [
        ShownClaim(number, from_json(Claim, row[1]), row[2], row[3] or row[4])
        for number in numbers
        if (row := found.get(number)) is not None
    ]


def by_identifier(case: Case, identifiers: Iterable[str]) -> dict[str, ShownClaim]:
    """The claims of these identifiers that are there and not rejected."""
    rows = case.rows(
        "SELECT claims.number, claim, decision, title, name, identifier FROM claims "
        "JOIN documents USING (sha256) WHERE identifier IN (SELECT value FROM json_each(?)) "
        "AND decision != 'rejected'",
        json.dumps(list(identifiers)),
    )
    return {
        identifier: ShownClaim(number, from_json(Claim, held), decision, title or name)
        for number, held, decision, title, name, identifier in rows
    }


def document_titles(case: Case, numbers: Sequence[int]) -> dict[int, tuple[str, str]]:
    """SHA-256 and title (or name) of documents by number."""
    rows = case.rows(
        "SELECT number, sha256, title, name FROM documents "
        "WHERE number IN (SELECT value FROM json_each(?))",
        json.dumps(list(numbers)),
    )
    return {number: (sha256, title or name) for number, sha256, title, name in rows}


def document_of(case: Case, sha256: str) -> Document | None:
    """A document that was read, or None."""
    rows = case.rows("SELECT document FROM documents WHERE sha256 = ? AND state = 'read'", sha256)
    return from_json(Document, rows[0][0]) if rows else None


def label(facet: str, value: str, language: InterfaceLanguage) -> str:
    """What a value of a facet is called in this language."""
    words = load_words(language).entries
    page: Any = load_page_words(language)
    key = {"word": "attribution"}.get(facet, facet) + "." + value
    if facet in TAXONOMY:
        entry = by_key().get((cast("TaxonomyKind", facet), value))
        return (entry.zh if language == "zh" else entry.en) if entry else value
    if facet == "review":
        return str(page.layout.decision[value])
    if facet == "speaks":
        return speaks_label(value, language)
    if facet == "language":
        names = page.documents.languages
        return str(names[value]) if value in names else value
    return str(words[key]) if key in words else value


def speaks_label(key: str, language: InterfaceLanguage) -> str:
    """The heading of an item of the checklist."""
    from custodes.evidence.checklist import checklist

    return next((item.name[language] for item in checklist() if item.key == key), key)


def evidence_address(**facets: str | Sequence[str]) -> str:
    """The evidence table with these filters."""
    return f"/evidence?{urlencode(facets, doseq=True)}" if facets else "/evidence"


def language(request: Request) -> InterfaceLanguage:
    """The language of the page."""
    return language_of(request)
