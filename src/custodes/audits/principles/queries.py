"""Queries over claims, as data: what a topic asks, and which claims speak for or against it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, get_args

from custodes.audits.principles.knowledge import Knowledge, read
from custodes.audits.principles.vocabulary import (
    Vocabulary,
    prepared,
    sides_of,
    vocabulary,
)
from custodes.language.taxonomy import by_key
from custodes.model import Claim, Wording
from custodes.model.claims import AttributionKind, ClaimType, RoleName, Stance, Status

RELATIONS = ("purposes_differ",)
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "types": get_args(ClaimType),
    "stances": get_args(Stance),
    "statuses": get_args(Status),
    "attributions": get_args(AttributionKind),
    "has": get_args(RoleName),
    "has_any": get_args(RoleName),
    "lacks": get_args(RoleName),
}
_TAXONOMY = ("technology", "data", "group")
_WORDS = ("said", "also", "denied", "without")
_WHY = ("why_en", "why_zh")


@dataclass(frozen=True, slots=True)
class Query:
    """One query: every key that is not empty must hold. The keys are told in ``topics.toml``."""

    why: Wording = field(default_factory=dict)
    types: tuple[str, ...] = ()
    stances: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    attributions: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    has_any: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    technology: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    relation: str = ""

    def finds(self, facets: Facets) -> bool:
        """Whether the claim holds all that the query asks; the cheap keys are looked at first."""
        claim = facets.claim
        if (
            (self.types and claim.type not in self.types)
            or (self.stances and claim.stance not in self.stances)
            or (self.statuses and claim.status not in self.statuses)
            or (self.attributions and claim.attribution.kind not in self.attributions)
            or not facets.roles.issuperset(self.has)
            or (self.has_any and facets.roles.isdisjoint(self.has_any))
            or not facets.roles.isdisjoint(self.lacks)
            or (self.technology and facets.taxonomy["technology"].isdisjoint(self.technology))
            or (self.data and facets.taxonomy["data"].isdisjoint(self.data))
            or (self.group and facets.taxonomy["group"].isdisjoint(self.group))
            or (self.units and not facets.measured_in(self.units))
            or (self.relation == "purposes_differ" and not facets.purposes_differ)
        ):
            return False
        sides = facets.sides
        return (
            (not self.said or any(sides(name)[0] for name in self.said))
            and (not self.also or any(sides(name)[0] for name in self.also))
            and (not self.denied or any(sides(name)[1] for name in self.denied))
            and not any(sides(name)[0] for name in self.without)
        )


@dataclass(slots=True)
class Facets:
    """What queries look at in one claim. ``holders`` are the programmes or bodies it is about."""

    claim: Claim
    roles: frozenset[str]
    taxonomy: Mapping[str, frozenset[str]]
    holders: frozenset[tuple[str, str]]
    programmes: frozenset[str]
    sides: Callable[[str], tuple[bool, bool]]
    purposes_differ: bool = False

    def measured_in(self, units: Sequence[str]) -> bool:
        """Whether a figure of the claim has one of these units."""
        own = [
            mention.quantity.unit.lower() for mention in self.claim.quantities if mention.quantity
        ]
        return any(
            unit == each or (len(unit) > 1 and unit in each) for each in own for unit in units
        )


@dataclass(frozen=True, slots=True)
class Topic:
    """What can be asked of the claims, and what is said where nothing was found."""

    key: str
    gap: Wording
    concerns: Query
    for_: tuple[Query, ...]
    against: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Gathered:
    """The claims (identifiers, with why) for and against, and those that nothing is said of.

    ``concerned`` counts all claims that the topic is about.
    """

    topic: Topic
    for_: Mapping[str, Wording]
    against: Mapping[str, Wording]
    unspoken: tuple[str, ...]
    concerned: int

    @property
    def silent(self) -> bool:
        """Whether nothing at all was found."""
        return not self.for_ and not self.against


def gather(topic: Topic, claims: Iterable[Facets]) -> Gathered:
    """Lay the claims beside the topic, in their order.

    A claim that speaks against is not counted as speaking for. Unspoken are the claims that the
    topic concerns of whose programme (or, without one, bodies in the same document) no claim says
    anything for or against.
    """
    claims = list(claims)
    against = _found(topic.against, claims)
    for_ = {name: why for name, why in _found(topic.for_, claims).items() if name not in against}
    spoken_of: set[tuple[str, str]] = set()
    for facets in claims:
        if facets.claim.identifier in for_ or facets.claim.identifier in against:
            spoken_of |= facets.holders
    concerned = [facets for facets in claims if topic.concerns.finds(facets)]
    unspoken = tuple(
        facets.claim.identifier for facets in concerned if facets.holders.isdisjoint(spoken_of)
    )
    return Gathered(topic, for_, against, unspoken, len(concerned))


def _found(queries: Sequence[Query], claims: Iterable[Facets]) -> dict[str, Wording]:
    found: dict[str, Wording] = {}
    for facets in claims:
        for query in queries:
            if query.finds(facets):
                found[facets.claim.identifier] = query.why
                break
    return found


def facets_of(claims: Iterable[Claim], words: Vocabulary | None = None) -> list[Facets]:
    """What queries look at, for each claim in order."""
    words = words or vocabulary()
    made = [_facets(claim, words) for claim in claims]
    kinds = purposes()
    named: dict[str, dict[str, list[Facets]]] = {}
    for facets in made:
        if not facets.programmes or facets.claim.stance == "denies":
            continue
        for kind, lists in kinds.items():
            if any(facets.sides(name)[0] for name in lists):
                for programme in facets.programmes:
                    named.setdefault(programme, {}).setdefault(kind, []).append(facets)
    for by_kind in named.values():
        if len(by_kind) > 1:
            for found in by_kind.values():
                for facets in found:
                    facets.purposes_differ = True
    return made


def _facets(claim: Claim, words: Vocabulary) -> Facets:
    taxonomy: dict[str, set[str]] = {kind: set() for kind in _TAXONOMY}
    programmes: set[str] = set()
    bodies: set[tuple[str, str]] = set()
    for mentions in claim.roles.values():
        for mention in mentions:
            key = mention.canonical or mention.span.exact
            if mention.kind in taxonomy:
                taxonomy[mention.kind].add(mention.canonical)
            elif mention.kind == "programme":
                programmes.add(key)
            elif mention.kind in {"agency", "company"}:
                bodies.add((claim.document, key))
    holders = {("", key) for key in programmes} or bodies or {(claim.document, "")}
    return Facets(
        claim=claim,
        roles=frozenset(role for role, mentions in claim.roles.items() if mentions),
        taxonomy={kind: frozenset(keys) for kind, keys in taxonomy.items()},
        holders=frozenset(holders),
        programmes=frozenset(programmes),
        sides=sides_of(words, prepared(claim.quote.exact), claim.stance == "denies"),
    )


@cache
def topics() -> Mapping[str, Topic]:
    """The topics that ship, by key, in the order of their file."""
    return parsed(read("topics.toml"), vocabulary())


@cache
def purposes() -> Mapping[str, tuple[str, ...]]:
    """Kinds of purpose, each by names of word lists."""
    file = read("purposes.toml")
    for kind, lists in file.tables.items():
        for name in file.strings(kind, kind, lists):
            if name not in vocabulary():
                raise file.error(kind, f"there is no word list {name!r} in vocabulary.toml")
    return {kind: tuple(lists) for kind, lists in file.tables.items()}


def parsed(file: Knowledge, words: Vocabulary) -> dict[str, Topic]:
    """The topics of a file; raises AuditError with file and line for what cannot be asked."""
    found = {}
    for key, entry in file.tables.items():
        header = f"[{key}]"
        file.keys(header, entry, ("gap_en", "gap_zh", "concerns"), ("for", "against"))
        found[key] = Topic(
            key,
            file.words(header, {"en": entry["gap_en"], "zh": entry["gap_zh"]}),
            _query(file, header, entry["concerns"], words, 0),
            *(
                tuple(
                    _query(file, f"[[{key}.{side}]]", values, words, number, _WHY)
                    for number, values in enumerate(entry.get(side, ()))
                )
                for side in ("for", "against")
            ),
        )
    return found


def _query(
    file: Knowledge,
    header: str,
    values: Any,
    words: Vocabulary,
    number: int,
    needed: tuple[str, ...] = (),
) -> Query:
    allowed = [key for key in Query.__dataclass_fields__ if key != "why"]
    file.keys(header, values, needed, allowed, number)
    made: dict[str, Any] = {}
    for key, value in values.items():
        if key in _WHY:
            continue
        if key == "relation":
            if value not in RELATIONS:
                raise file.error(header, f"relation is one of {', '.join(RELATIONS)}", number)
            made[key] = value
            continue
        made[key] = file.strings(header, key, value, number)
        for each in made[key]:
            if key in _CHOICES and each not in _CHOICES[key]:
                choices = ", ".join(_CHOICES[key])
                raise file.error(header, f"{key}: {each!r} is none of {choices}", number)
            if key in _WORDS and each not in words:
                raise file.error(
                    header, f"{key}: there is no word list {each!r} in vocabulary.toml", number
                )
            if key in _TAXONOMY and (key, each) not in by_key():
                raise file.error(header, f"{key}: the taxonomy has no {each!r}", number)
    if not made:
        raise file.error(header, "asks nothing: every claim would be found", number)
    if needed:
        why = {"en": values["why_en"], "zh": values["why_zh"]}
        made["why"] = file.words(header, why, number)
    return Query(**made)
