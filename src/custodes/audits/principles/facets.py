"""What queries look at in a claim: what it is, whom it is about, and what its words say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from custodes.audits.principles.knowledge import read
from custodes.audits.principles.vocabulary import Vocabulary, vocabulary
from custodes.model import Claim

TAXONOMY = ("technology", "data", "group")
_HAN = re.compile(r"[\u3400-\u9fff]")
_BODIES = frozenset({"agency", "company"})


@dataclass(slots=True)
class Facets:
    """One claim as queries see it.

    ``name`` is its identifier. ``said`` and ``denied`` are the word lists of which it says a word,
    or says that it is not so; a denial says the opposite of its words. ``holders`` are the
    programmes that it is about, else the bodies in its document, else the document.
    """

    claim: Claim
    name: str
    roles: frozenset[str]
    kinds: frozenset[tuple[str, str]]
    said: frozenset[str]
    denied: frozenset[str]
    programmes: frozenset[str]
    holders: frozenset[tuple[str, str]]
    purposes_differ: bool = False

    def measured_in(self, units: Sequence[str]) -> bool:
        """Whether a figure of the claim has one of these units."""
        own = [
            mention.quantity.unit.lower() for mention in self.claim.quantities if mention.quantity
        ]
        return any(
            unit == each or unit in each.split() or (_HAN.search(unit) and unit in each)
            for each in own
            for unit in units
        )


def facets_of(claims: Iterable[Claim], words: Vocabulary | None = None) -> list[Facets]:
    """What queries look at, for each claim in order."""
    words = words or vocabulary()
    made = [_facets(claim, words) for claim in claims]
    named: dict[str, dict[str, list[Facets]]] = {}
    for facets in made:
        if not facets.programmes or facets.claim.stance == "denies":
            continue
        for purpose, lists in purposes().items():
            if not facets.said.isdisjoint(lists):
                for programme in facets.programmes:
                    named.setdefault(programme, {}).setdefault(purpose, []).append(facets)
    for by_purpose in named.values():
        if len(by_purpose) > 1:
            for found in by_purpose.values():
                for facets in found:
                    facets.purposes_differ = True
    return made


@cache
def purposes() -> Mapping[str, tuple[str, ...]]:
    """Kinds of purpose, each by names of word lists; raises AuditError with file and line."""
    file = read("purposes.toml")
    for purpose, lists in file.tables.items():
        for name in file.strings(purpose, purpose, lists):
            if name not in vocabulary():
                raise file.error(purpose, f"there is no word list {name!r} in vocabulary.toml")
    return {purpose: tuple(lists) for purpose, lists in file.tables.items()}


def _facets(claim: Claim, words: Vocabulary) -> Facets:
    kinds: set[tuple[str, str]] = set()
    programmes: set[str] = set()
    bodies: set[tuple[str, str]] = set()
    for mentions in claim.roles.values():
        for mention in mentions:
            key = mention.canonical or mention.span.exact
            if mention.kind in TAXONOMY:
                kinds.add((mention.kind, mention.canonical))
            elif mention.kind == "programme":
                programmes.add(key)
            elif mention.kind in _BODIES:
                bodies.add((claim.document, key))
    said, denied = words.sides(claim.quote.exact)
    if claim.stance == "denies":
        said, denied = denied, said
    holders = {("", key) for key in programmes} or bodies or {(claim.document, "")}
    return Facets(
        claim=claim,
        name=claim.identifier,
        roles=frozenset(role for role, mentions in claim.roles.items() if mentions),
        kinds=frozenset(kinds),
        said=said,
        denied=denied,
        programmes=frozenset(programmes),
        holders=frozenset(holders),
    )
