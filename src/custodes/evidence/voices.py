"""Who speaks where: reporting verbs with the source before (or after) them.

A voice is found once for each reporting verb and rumour phrase; which of them a claim is
attributed to is decided in ``attribution``.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from custodes.evidence.lexicon import Hit
from custodes.language.analysis import Analysis, Segment
from custodes.model import AttributionKind, Mention, Stance, Text

_KINDS: dict[str, AttributionKind] = {
    "instrument": "document",
    "person": "person",
    "agency": "organisation",
    "company": "organisation",
}
_REACH = 60
"""A source stands at most this many code points before its verb."""
_STOPS = "，；。！？：\n“”"


@dataclass(frozen=True, slots=True)
class Voice:
    """A source that speaks: its kind, the words that name it, and its reporting verb.

    ``start..end`` (code points) is the name's place, empty where only the verb stands;
    ``verb_start..verb_end`` the verb's. ``cue`` is the verb's entry in ``reporting.toml``.
    ``named`` tells whether the words name the source, rather than point back at it.
    """

    kind: AttributionKind
    start: int
    end: int
    verb_start: int
    verb_end: int
    cue: str
    stance: Stance
    sentence: int
    block: int
    named: bool


def voices(text: Text, analysis: Analysis, hits: list[Hit]) -> tuple[Voice, ...]:
    """Every voice of the text, in order of the verb's position."""
    sentences = analysis.sentences
    starts = [sentence.start for sentence in sentences]
    sources = [mention for mention in analysis.mentions if mention.kind in _KINDS]
    source_ends = [mention.span.end for mention in sources]
    nouns = sorted(
        (hit for hit in hits if hit.cue.category in ("noun", "pronoun")),
        key=lambda hit: hit.end,
    )
    noun_ends = [hit.end for hit in nouns]
    found: list[Voice] = []
    reached = (-1, -1)
    for hit in hits:
        if hit.cue.category != "verb":
            continue
        # 推断 inside 可以推断 is not a verb of its own.
        if hit.end <= reached[1] and (hit.start, hit.end) != reached:
            continue
        reached = (hit.start, hit.end)
        number = bisect_right(starts, hit.start) - 1
        if number < 0 or hit.end > sentences[number].end:
            continue
        sentence = sentences[number]
        place = _place(text.content, sentence, hit, sources, source_ends, nouns, noun_ends)
        if place is None:
            continue
        kind, start, end, named = place
        stance: Stance = hit.cue.value  # type: ignore[assignment]
        found.append(
            Voice(
                kind,
                start,
                end,
                hit.start,
                hit.end,
                hit.cue.name,
                stance,
                number,
                sentence.block,
                named,
            )
        )
    return tuple(found)


def _place(
    content: str,
    sentence: Segment,
    hit: Hit,
    sources: list[Mention],
    source_ends: list[int],
    nouns: list[Hit],
    noun_ends: list[int],
) -> tuple[AttributionKind, int, int, bool] | None:
    """The source of one verb: kind, start, end, and whether the words name it."""
    if hit.cue.name == "rumour":
        return "rumour", _phrase_start(content, sentence.start, hit.start), hit.end, True
    if hit.cue.sources == ("author",):
        return "author", hit.start, hit.start, True
    if hit.cue.name == "cite":
        return _cited(content, sentence, hit, sources, nouns)
    floor = max(sentence.start, hit.start - _REACH)
    mention = _last(sources, source_ends, hit.start, floor)
    noun = _last_noun(nouns, noun_ends, hit.start, floor)
    if noun is not None and (mention is None or noun.end > mention.span.end):
        kind: AttributionKind = noun.cue.value  # type: ignore[assignment]
        if noun.cue.category == "pronoun":
            return kind, noun.start, noun.end, False
        start = _phrase_start(content, sentence.start, noun.start)
        return kind, start, noun.end, noun.end - start > 3
    if mention is not None:
        return _KINDS[mention.kind], mention.span.start, mention.span.end, True
    return None


def _cited(
    content: str, sentence: Segment, hit: Hit, sources: list[Mention], nouns: list[Hit]
) -> tuple[AttributionKind, int, int, bool] | None:
    """What 据 or "according to" cites: the mention or noun phrase before the next comma."""
    end = hit.end
    while end < sentence.end and content[end] not in "，,；;。":
        end += 1
    end = min(end, hit.end + _REACH)
    inside = [m for m in sources if m.span.start >= hit.end and m.span.end <= end]
    last = [noun for noun in nouns if noun.start >= hit.end and noun.end <= end]
    for noun in reversed(last):
        if noun.cue.category == "noun" and noun.cue.value == "document":
            return "document", hit.end, noun.end, noun.end - hit.end > 3
    if inside:
        mention = inside[-1]
        return _KINDS[mention.kind], mention.span.start, mention.span.end, True
    if last:
        kind: AttributionKind = last[-1].cue.value  # type: ignore[assignment]
        return kind, hit.end, last[-1].end, True
    return None


def _last(
    sources: list[Mention], source_ends: list[int], before: int, floor: int
) -> Mention | None:
    index = bisect_right(source_ends, before) - 1
    return sources[index] if index >= 0 and sources[index].span.start >= floor else None


def _last_noun(nouns: list[Hit], noun_ends: list[int], before: int, floor: int) -> Hit | None:
    index = bisect_left(noun_ends, before + 1) - 1
    return nouns[index] if index >= 0 and nouns[index].start >= floor else None


def _phrase_start(content: str, floor: int, position: int) -> int:
    """Where the noun phrase that ends with the noun at ``position`` begins: after punctuation."""
    start = position
    while start > max(floor, position - 24) and content[start - 1] not in _STOPS + "、,;. ":
        start -= 1
    if content[start].isascii():
        while start > floor and position - start < 60 and content[start - 1] not in _STOPS + ",;.":
            start -= 1
        while start < position and content[start] == " ":
            start += 1
    return start
