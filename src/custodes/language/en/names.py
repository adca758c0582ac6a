"""English names: sentences are prepared for the recogniser, what it found is put in order."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace

from custodes.language.analysis import Segment
from custodes.language.boundaries import apart
from custodes.language.en import knowledge, name_like
from custodes.language.en.features import features
from custodes.language.en.words import words
from custodes.language.lexicon import of_title
from custodes.language.names import Name, Prepared, listed, longest, trimmed

_MORE = re.compile(r"(?: [A-Z]\.| [A-Z][a-z]+(?:-[A-Z][a-z]+)?(?![\w’']))+")
_HONORIFIC = "person.honorific"
_PROPER = ("agency", "company", "place")
_LEADING = re.compile(
    r"(?:the|a|an|of|and|in|for|to|by|with|its|their|this|that)\s+", re.IGNORECASE
)
_TRAILING = re.compile(r"\s+(?:of|and|the|in|for|to|by|with|a|or|on|at|from)$", re.IGNORECASE)
_OF = re.compile(r"\s+of$")
_CAPITALS = re.compile(r"(?:\s+(?:the\s+)?[A-Z][\w’']*)(?:[ -](?:[A-Z][\w’']*))*")
_BEFORE = re.compile(r"(?<![\w’'])([A-Z][\w]+) $")
EDGES = " \t“”‘’\"',;:!?[]*_"


def prepare(content: str, sentences: Sequence[Segment]) -> list[Prepared]:
    """The sentences with their words and features, in their order."""
    hits = knowledge.hits(content)
    starts = [hit.start for hit in hits]
    prepared = []
    for sentence in sentences:
        here = words(content, sentence.start, sentence.end)
        first, last = bisect_left(starts, sentence.start), bisect_left(starts, sentence.end)
        inside = [hit for hit in hits[first:last] if hit.end <= sentence.end]
        items = tuple((word.start, word.end) for word in here)
        rows = features(content, here, inside)
        prepared.append(Prepared(tuple(here), items, rows, listed(here, items, inside)))
    return prepared


def finish(content: str, start: int, end: int, names: Iterable[Name]) -> list[Name]:
    """The names of the stretch ``start..end``, trimmed; persons with their whole name."""
    parts = [part for raw in names for part in apart(content, raw)]
    kept = [name for raw in parts if (name := trimmed(content, raw, EDGES)) is not None]
    kept = [name for raw in kept if (name := _bounded(content, start, end, raw)) is not None]
    kept = [_placed(content, _titled(content, name)) for name in kept]
    taken = sorted(name.start for name in kept)
    return longest(_whole(content, name, end, taken) for name in kept)


def classes(word: str) -> tuple[str, ...]:
    """What the word lists say of exactly this word."""
    return knowledge.classes(word)


def _titled(content: str, name: Name) -> Name:
    """A body that is a title and a person's name (Resident Marisol Quintanilla) as that person."""
    if name.kind not in ("agency", "company"):
        return name
    surface = content[name.start : name.end]
    for first, last in name_like.find(surface):
        if last == len(surface) and of_title(knowledge.classes(surface[:first].strip())):
            return replace(name, start=name.start + first, kind="person")
    return name


def _placed(content: str, name: Name) -> Name:
    """What was taken for a person and ends like a place (Harbor Bridge) as that place.

    Not where it has a given name: then it stays masked, in whatever a case gives away.
    """
    *before, last = content[name.start : name.end].split()
    given = any("person.given" in knowledge.classes(word) for word in before)
    if name.kind != "person" or given or not before or last not in knowledge.place_endings():
        return name
    return replace(name, kind="place")


def _bounded(content: str, start: int, end: int, name: Name) -> Name | None:
    """The name without articles and prepositions at its ends; None if no word is left.

    What ends in "of" goes on through the capitalised words behind it, and a name of a body, firm
    or place takes in the capitalised words right before it that begin nothing else.
    """
    first, last = name.start, name.end
    while match := _LEADING.match(content, first, last):
        first = match.end()
    if name.kind in _PROPER and (match := _OF.search(content, first, last)):
        more = _CAPITALS.match(content, last, end)
        last = more.end() if more else match.start()
    while match := _TRAILING.search(content, first, last):
        last = match.start()
    if name.kind in _PROPER and content[first : first + 1].isupper():
        before = _BEFORE.search(content, start, first)
        if before and not _common(before[1]):
            first = before.start(1)
    surface = content[first:last]
    if len(surface) < 2 or not any(character.isalpha() for character in surface):
        return None
    return replace(name, start=first, end=last)


def _common(word: str) -> bool:
    """Whether the word lists know this for a word that a sentence or a title may begin with."""
    low = word.lower()
    return low in knowledge.common_words() or any(
        name.startswith(("title.", "person.")) for name in knowledge.classes(word)
    )


def whole(content: str, name: Name) -> Name:
    """A person's name with the capitalised words right before it that may be part of it.

    They are no common words, no titles and no words that names of things have.
    """
    if name.kind != "person":
        return name
    first = name.start
    while before := _BEFORE.search(content, max(0, first - 40), first):
        known = knowledge.classes(before[1])
        if of_title(known) or _HONORIFIC in known or not name_like.may_be_personal(before[1]):
            break
        first = before.start(1)
    return replace(name, start=first)


def _whole(content: str, name: Name, end: int, taken: Sequence[int]) -> Name:
    """A person's name with the capitalised words beside it that nothing else has."""
    name = whole(content, name)
    if name.kind != "person":
        return name
    following = bisect_left(taken, name.end)
    limit = taken[following] if following < len(taken) else end
    match = _MORE.match(content, name.end, limit)
    return replace(name, end=match.end()) if match else name
