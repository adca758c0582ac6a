"""Queries over claims, as data: what a topic asks, and which claims speak for or against it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, get_args

from custodes.audits.principles.facets import TAXONOMY, Facets
from custodes.audits.principles.knowledge import Knowledge, read
from custodes.audits.principles.vocabulary import Vocabulary, vocabulary
from custodes.language.taxonomy import by_key
from custodes.model import Wording
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
_WORDS = ("said", "also", "denied", "without")
_WHY = ("why_en", "why_zh")


@dataclass(frozen=True, slots=True)
class Query:
    """One query: every key that is not empty must hold. ``topics.toml`` tells what each means.

    ``kinds`` are the taxonomy's, one set for each of technology, data and group that is asked for.
    """

    why: Wording = field(default_factory=dict)
    types: frozenset[str] = frozenset()
    stances: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    attributions: frozenset[str] = frozenset()
    has: frozenset[str] = frozenset()
    has_any: frozenset[str] = frozenset()
    lacks: frozenset[str] = frozenset()
    kinds: tuple[frozenset[tuple[str, str]], ...] = ()
    said: frozenset[str] = frozenset()
    also: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    units: tuple[str, ...] = ()
    relation: str = ""

    def finds(self, facets: Facets) -> bool:
        """Whether the claim holds all that the query asks."""
        claim = facets.claim
        worded = self.said or self.denied or self.stances
        return not (
            (claim.stance == "denies" and not worded)
            or (self.types and claim.type not in self.types)
            or (self.said and facets.said.isdisjoint(self.said))
            or (self.denied and facets.denied.isdisjoint(self.denied))
            or any(facets.kinds.isdisjoint(kinds) for kinds in self.kinds)
            or (self.stances and claim.stance not in self.stances)
            or (self.statuses and claim.status not in self.statuses)
            or (self.attributions and claim.attribution.kind not in self.attributions)
            or not facets.roles >= self.has
            or (self.has_any and facets.roles.isdisjoint(self.has_any))
            or not facets.roles.isdisjoint(self.lacks)
            or (self.also and facets.said.isdisjoint(self.also))
            or not facets.said.isdisjoint(self.without)
            or (self.relation == "purposes_differ" and not facets.purposes_differ)
            or (self.units and not facets.measured_in(self.units))
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


def gather(topic: Topic, claims: Sequence[Facets]) -> Gathered:
    """Lay the claims beside the topic, in their order.

    A claim that speaks against is not counted as speaking for. Unspoken are the claims that the
    topic concerns of whose programme (or, without one, bodies in the same document) no claim says
    anything for or against.
    """
    against = _found(topic.against, claims)
    for_ = {name: why for name, why in _found(topic.for_, claims).items() if name not in against}
    spoken_of: set[tuple[str, str]] = set()
    for facets in claims:
        if facets.name in for_ or facets.name in against:
            spoken_of |= facets.holders
    concerned = [facets for facets in claims if topic.concerns.finds(facets)]
    unspoken = tuple(facets.name for facets in concerned if facets.holders.isdisjoint(spoken_of))
    return Gathered(topic, for_, against, unspoken, len(concerned))


def _found(queries: Sequence[Query], claims: Iterable[Facets]) -> dict[str, Wording]:
    found: dict[str, Wording] = {}
    for facets in claims:
        for query in queries:
            if query.finds(facets):
                found[facets.name] = query.why
                break
    return found


@cache
def topics() -> Mapping[str, Topic]:
    """The topics that ship, by key, in the order of their file."""
    return parsed(read("topics.toml"), vocabulary())


def parsed(file: Knowledge, words: Vocabulary) -> dict[str, Topic]:
    """The topics of a file; raises AuditError with file and line for what cannot be asked."""
    found = {}
    for key, entry in file.tables.items():
        header = f"[{key}]"
        file.keys(header, entry, ("gap_en", "gap_zh", "concerns"), ("for", "against"))
        sides = (
            tuple(
                _query(file, f"[[{key}.{side}]]", values, words, number, _WHY)
                for number, values in enumerate(entry.get(side, ()))
            )
            for side in ("for", "against")
        )
        gap = file.words(header, {"en": entry["gap_en"], "zh": entry["gap_zh"]})
        found[key] = Topic(key, gap, _query(file, header, entry["concerns"], words), *sides)
    return found


def _query(
    file: Knowledge,
    header: str,
    values: Any,
    words: Vocabulary,
    number: int = 0,
    needed: tuple[str, ...] = (),
) -> Query:
    allowed = {*Query.__dataclass_fields__, *TAXONOMY} - {"why", "kinds"}
    file.keys(header, values, needed, allowed, number)
    made: dict[str, Any] = {}
    kinds = []
    for key in values.keys() - set(_WHY) - {"relation"}:
        listed = file.strings(header, key, values[key], number)
        for each in listed:
            if key in _CHOICES and each not in _CHOICES[key]:
                choices = ", ".join(_CHOICES[key])
                raise file.error(header, f"{key}: {each!r} is none of {choices}", number)
            if key in _WORDS and each not in words:
                what = f"{key}: there is no word list {each!r} in vocabulary.toml"
                raise file.error(header, what, number)
            if key in TAXONOMY and (key, each) not in by_key():
                raise file.error(header, f"{key}: the taxonomy has no {each!r}", number)
        if key in TAXONOMY:
            kinds.append(frozenset((key, each) for each in listed))
        else:
            made[key] = listed if key == "units" else frozenset(listed)
    if "relation" in values:
        if values["relation"] not in RELATIONS:
            raise file.error(header, f"relation is one of {', '.join(RELATIONS)}", number)
        made["relation"] = values["relation"]
    if not made and not kinds:
        raise file.error(header, "asks nothing: every claim would be found", number)
    why = {"en": values["why_en"], "zh": values["why_zh"]} if needed else None
    worded = file.words(header, why, number) if why else {}
    return Query(why=worded, kinds=tuple(kinds), **made)
