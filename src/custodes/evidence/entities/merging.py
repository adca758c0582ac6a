"""The sightings of all documents come in, entities and what stays ambiguous go out.

Keys are made so that equal ones mean the same; what is joined beyond that is a short form that
documents tie to one and only one full name.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from custodes.evidence.entities.knowledge import division_name
from custodes.evidence.entities.sightings import Sighting
from custodes.model import Entity, MentionKind


@dataclass(frozen=True, slots=True)
class Resolved:
    """An entity with how many documents name it, and how often in all."""

    entity: Entity
    documents: int
    mentions: int


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A name that may mean several: where it stands, and those it may be, as far as is known."""

    kind: MentionKind
    name: str
    documents: int
    mentions: int
    candidates: tuple[str, ...] = ()


def identifier(kind: str, key: str) -> str:
    """16 hexadecimal digits that name an entity, the same in every case."""
    return hashlib.sha256(f"{kind}\n{key}".encode()).hexdigest()[:16]


def resolved(
    sightings: Iterable[tuple[Sighting, int]],
) -> tuple[list[Resolved], list[Ambiguous]]:
    """Entities and ambiguous names, those in most documents first.

    Each sighting comes with the number of documents that have it; ``mentions`` are counted over
    them all.
    """
    groups: dict[tuple[MentionKind, str], list[tuple[Sighting, int]]] = defaultdict(list)
    for sighting, documents in sightings:
        groups[sighting.kind, sighting.key].append((sighting, documents))
    entities: list[Resolved] = []
    ambiguous: list[Ambiguous] = []
    for (kind, key), found in groups.items():
        documents = sum(number for _, number in found)
        mentions = sum(sighting.mentions for sighting, _ in found)
        names = _names(found)
        if found[0][0].is_open:
            candidates = sorted({name for sighting, _ in found for name in sighting.candidates})
            ambiguous.append(Ambiguous(kind, names[0], documents, mentions, tuple(candidates)))
            continue
        division = found[0][0].division
        if kind == "place" and division:
            names = tuple(dict.fromkeys((division_name(division), *names)))
        entity = Entity(identifier(kind, key), kind, names, division_code=division)
        entities.append(Resolved(entity, documents, mentions))
    entities.sort(key=lambda r: (-r.documents, -r.mentions, r.entity.kind, r.entity.names))
    ambiguous.sort(key=lambda a: (-a.documents, -a.mentions, a.kind, a.name))
    return entities, ambiguous


def _names(found: Iterable[tuple[Sighting, int]]) -> tuple[str, ...]:
    """Every name, the one of most documents first."""
    full: Counter[str] = Counter()
    forms: Counter[str] = Counter()
    for sighting, documents in found:
        full[sighting.name] += documents
        forms.update(dict.fromkeys(sighting.forms, documents))
    ranked = sorted(full, key=lambda name: (-full[name], -len(name), name))
    others = sorted(forms, key=lambda name: (-forms[name], name))
    return tuple(dict.fromkeys((*ranked, *others)))
