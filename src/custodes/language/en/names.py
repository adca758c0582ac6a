"""English names: sentences are prepared for the recogniser, what it found is put in order."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace

from custodes.language.analysis import Segment
from custodes.language.en import knowledge
from custodes.language.en.features import features
from custodes.language.en.words import words
from custodes.language.names import Name, Prepared, longest, trimmed

_MORE = re.compile(r"(?: [A-Z]\.| [A-Z][a-z]+(?:-[A-Z][a-z]+)?(?![\w’']))+")
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
        prepared.append(
            Prepared(
                tuple(here),
                tuple((word.start, word.end) for word in here),
                features(content, here, inside),
            )
        )
    return prepared


def finish(content: str, start: int, end: int, names: Iterable[Name]) -> list[Name]:
    """The names of the stretch ``start..end``, trimmed; persons with their whole name."""
    kept = [name for raw in names if (name := trimmed(content, raw, EDGES)) is not None]
    taken = sorted(name.start for name in kept)
    return longest(_whole(content, name, end, taken) for name in kept)


def _whole(content: str, name: Name, end: int, taken: Sequence[int]) -> Name:
    """A person's name with the capitalised words right after it that nothing else has."""
    if name.kind != "person":
        return name
    following = bisect_left(taken, name.end)
    limit = taken[following] if following < len(taken) else end
    match = _MORE.match(content, name.end, limit)
    return replace(name, end=match.end()) if match else name
