"""Chinese names by rule: what LAC tags, what the lexicon knows, what stands in 《》."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from custodes.language.analysis import Word
from custodes.language.instruments import titles
from custodes.language.lexicon import Hit
from custodes.language.names import Name, longest, trimmed
from custodes.model import MentionKind

EDGES = " \t\u3000“”‘’\"'「」『』《》〈〉【】[]，。、；：:,.!?！？·（("
_WHOLE: dict[str, MentionKind] = {
    "agency.name": "agency",
    "agency.civil": "agency",
    "company.name": "company",
    "company.media": "company",
    "programme.name": "programme",
    "place.country": "place",
    "place.region": "place",
    "place.province": "place",
    "place.city": "place",
    "place.county": "place",
    "technology": "technology",
    "data": "data",
    "group": "group",
    "instrument.law": "instrument",
}
_TAGS: dict[str, MentionKind] = {"PER": "person", "LOC": "place", "ORG": "agency"}


def find(
    content: str, start: int, end: int, words: Sequence[Word], hits: Iterable[Hit]
) -> list[Name]:
    """The names between two positions, from words and lexicon hits of that stretch."""
    names = [
        Name(title.start, title.end, "instrument", 1.0, title.number)
        for title in titles(content, start, end)
    ]
    ends = [hit for hit in hits if start <= hit.start and hit.end <= end]
    companies = {hit.end for hit in ends if "company.suffix" in hit.classes}
    for word in words:
        kind = _TAGS.get(word.tag)
        if kind is not None and word.end - word.start > 1:
            firm = kind == "agency" and word.end in companies
            names.append(Name(word.start, word.end, "company" if firm else kind, 0.6))
    for hit in ends:
        names += [
            Name(hit.start, hit.end, _WHOLE[name], 0.5) for name in hit.classes if name in _WHOLE
        ]
    kept = (trimmed(content, name, EDGES) for name in names)
    return longest(name for name in kept if name is not None)
