"""English names: sentences are prepared for the recogniser, what it found is put in order."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from custodes.language.analysis import Segment
from custodes.language.en import knowledge
from custodes.language.en.features import features
from custodes.language.en.words import words
from custodes.language.names import Name, Prepared, longest, trimmed

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
    """The names of the stretch ``start..end``, trimmed."""
    kept = (trimmed(content, name, EDGES) for name in names)
    return longest(name for name in kept if name is not None)
