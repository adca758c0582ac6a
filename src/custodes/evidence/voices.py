"""Where a text lets somebody speak: reporting verbs with a source, for the counts of clauses.

Who says a claim is decided elsewhere (``whose_word``), by more than the nearest source.
"""

from __future__ import annotations

from bisect import bisect_right

from custodes.evidence.lexicon import Hit
from custodes.evidence.speakers import KINDS
from custodes.language.analysis import Analysis, Segment
from custodes.model import Text

_REACH = 60
"""A source stands at most this many code points before its verb."""

Places = list[tuple[int, int]]


def voices(text: Text, analysis: Analysis, hits: list[Hit]) -> list[int]:
    """Where the reporting verbs begin that have a source, in order of position."""
    starts = [sentence.start for sentence in analysis.sentences]
    named = [(m.span.start, m.span.end) for m in analysis.mentions if m.kind in KINDS]
    described = sorted(
        ((hit.start, hit.end) for hit in hits if hit.cue.category in ("noun", "pronoun")),
        key=lambda place: place[1],
    )
    sources = [(places, [end for _, end in places]) for places in (named, described)]
    found: list[int] = []
    reached = (-1, -1)
    for hit in hits:
        if hit.cue.category != "verb":
            continue
        # 推断 inside 可以推断 is not a verb of its own.
        if hit.end <= reached[1] and (hit.start, hit.end) != reached:
            continue
        reached = (hit.start, hit.end)
        number = bisect_right(starts, hit.start) - 1
        if number < 0 or hit.end > analysis.sentences[number].end:
            continue
        sentence = analysis.sentences[number]
        if any(_speaks(text.content, sentence, hit, places, ends) for places, ends in sources):
            found.append(hit.start)
    return found


def _speaks(content: str, sentence: Segment, hit: Hit, places: Places, ends: list[int]) -> bool:
    """Whether one of the places, which end at ``ends``, is the source of a verb."""
    if hit.cue.name == "rumour" or hit.cue.sources == ("author",):
        return True
    if hit.cue.name == "cite":
        end = _cited_until(content, sentence, hit)
        return any(hit.end <= first and last <= end for first, last in places)
    index = bisect_right(ends, hit.start) - 1
    return index >= 0 and places[index][0] >= max(sentence.start, hit.start - _REACH)


def _cited_until(content: str, sentence: Segment, hit: Hit) -> int:
    """Where what 据 or "according to" cites ends: before the next comma."""
    end = hit.end
    while end < sentence.end and content[end] not in "，,；;。":
        end += 1
    return min(end, hit.end + _REACH)
