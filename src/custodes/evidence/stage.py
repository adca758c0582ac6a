"""What stands between a claim and each source that could have said it, as rows for a model.

A row is about one claim and one candidate: the author, or a source that the text has named by the
end of the claim's sentence. ``training/claims.py`` fits the model that ranks them; kind and name
of the source are decided together.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

import numpy as np

from custodes.evidence.hearing import CUES, Hearing, Speech
from custodes.evidence.lexicon import Hit
from custodes.evidence.speakers import Source, sources
from custodes.evidence.surroundings import KINDS, Surroundings
from custodes.evidence.weights import Matrix
from custodes.language.analysis import Analysis, Segment
from custodes.model import Attribution, AttributionKind, Document, Text

CANDIDATES = 16
"""At most so many sources are candidates for one claim: those that spoke or stood last."""
STOOD: dict[AttributionKind, int] = {"document": 4, "organisation": 2, "person": 1}
"""Of these so many are taken that are named, but have not been heard to speak."""
FULL = 14
"""A description of so many code points is as good as a name."""
_BEFORE_VERB = 60
"""Who denies stands at most this many code points before the verb."""
_ADDRESSED = re.compile(
    r"(?:向|对|接受|告诉|告知|致|给|致函|提交给|told|to|against)\s*[《“]?(?:the )?\Z"
)


@dataclass(frozen=True, slots=True)
class _Heard:
    """What is the same for all candidates of a claim: who spoke where, what points back."""

    order: dict[int, int]
    anaphor: tuple[str, str]
    number: int
    sentence: Segment


class Stage:
    """A text's sources, where each stands and speaks."""

    def __init__(self, document: Document, text: Text, analysis: Analysis, hits: list[Hit]) -> None:
        self.text = text
        self.analysis = analysis
        self.sources: list[Source] = sources(text, analysis, hits)
        self._hearing = Hearing(text, analysis, hits)
        self.speeches: list[Speech] = self._hearing.speeches(self.sources)
        self.around = Surroundings(document, text, analysis, hits, self._hearing, self.speeches)
        self._speech_starts = [speech.occurrence.start for speech in self.speeches]
        self._of_source: list[list[int]] = [[] for _ in self.sources]
        for number, speech in enumerate(self.speeches):
            self._of_source[speech.occurrence.source].append(number)
        self._of_sentence: dict[int, int] = {}
        for speech in self.speeches:
            self._of_sentence.setdefault(speech.sentence, speech.occurrence.source)
        total = max(1, sum(speech.speaks for speech in self.speeches))
        counts = [sum(self.speeches[n].speaks for n in mine) for mine in self._of_source]
        self._share = [count / total for count in counts]
        ordered = sorted(counts, reverse=True)
        self._rank = [min(9, ordered.index(count)) for count in counts]

    def candidates(self, start: int, end: int) -> list[int]:
        """The sources that could have said ``start..end``; -1 is the author, always first."""
        number = self.around.sentence_at(start)
        sentence = self.analysis.sentences[number]
        reach = self.analysis.sentences[self.around.sentence_at(max(start, end - 1))].end
        if number + 1 < len(self.analysis.sentences):
            following = self.analysis.sentences[number + 1]
            if following.block == sentence.block and self.around.inside_quotation(start, end) >= 0:
                reach = max(reach, min(following.end, following.start + 60))
        last = bisect_left(self._speech_starts, reach)
        found: dict[int, None] = {}
        for index in range(last - 1, -1, -1):
            speech = self.speeches[index]
            if speech.sentence >= number or speech.speaks:
                found.setdefault(speech.occurrence.source)
                if len(found) >= CANDIDATES - sum(STOOD.values()):
                    break
        left = dict(STOOD)
        for index in range(last - 1, -1, -1):
            number_of = self.speeches[index].occurrence.source
            source = self.sources[number_of]
            full = source.form == "mention" or len(source.name) >= FULL
            if number_of not in found and left.get(source.kind) and full:
                found.setdefault(number_of)
                left[source.kind] -= 1
        for speaking in (True, False):
            for index in range(last - 1, -1, -1):
                if len(found) >= CANDIDATES:
                    break
                if self.speeches[index].speaks or not speaking:
                    found.setdefault(self.speeches[index].occurrence.source)
        return [-1, *found]

    def rows(self, start: int, end: int, candidates: list[int]) -> Matrix:
        """One row for each candidate of the claim ``start..end``."""
        number = self.around.sentence_at(start)
        sentence = self.analysis.sentences[number]
        own = self.around.claim_row(start, end, number)
        heard = _Heard(
            self._spoke_last(start),
            self.around.anaphor(sentence.start, start + 1),
            number,
            sentence,
        )
        built = [
            own + (self._source(source, start, end, heard) if source >= 0 else _AUTHOR)
            for source in candidates
        ]
        return np.array(built, dtype=np.float32)

    def _spoke_last(self, start: int) -> dict[int, int]:
        """The sources that spoke before ``start``, the last one first, and where."""
        order: dict[int, int] = {}
        for index in range(bisect_left(self._speech_starts, start) - 1, -1, -1):
            speech = self.speeches[index]
            if speech.speaks and speech.occurrence.end <= start + 3:
                order.setdefault(speech.occurrence.source, speech.occurrence.start)
                if len(order) > 12:
                    break
        return order

    def _source(self, number: int, start: int, end: int, heard: _Heard) -> list[float]:
        source = self.sources[number]
        sentence, here = heard.number, heard.sentence
        order = list(heard.order)
        mine = [self.speeches[index] for index in self._of_source[number]]
        before = [s for s in mine if s.occurrence.end <= start + 3]
        near = next((s for s in reversed(before) if s.sentence == sentence), None)
        inside = next(
            (s for s in mine if s.occurrence.start >= start and s.occurrence.end <= end), None
        )
        after = next(
            (s for s in mine if s.occurrence.start >= end - 1 and s.sentence == sentence), None
        )
        following = next(
            (s for s in mine if s.occurrence.start >= end - 1 and s.sentence == sentence + 1), None
        )
        spoke = next((s for s in reversed(before) if s.speaks), None)
        stood = before[-1] if before else None
        kind, words = heard.anaphor
        row = [0.0]
        row += [float(source.kind == k) for k in KINDS]
        row += [float(source.form == form) for form in ("mention", "phrase", "hearsay")]
        row += [
            min(4.0, len(source.name) / 10.0),
            float(len(mine)),
            float(sum(s.speaks for s in mine)),
            float(sum(s.speaks for s in before)),
            float(order.index(number)) if number in order else 13.0,
            float(
                sum(
                    1
                    for other in order[: order.index(number)]
                    if self.sources[other].kind == source.kind
                )
            )
            if number in order
            else 13.0,
            float(kind == source.kind),
            float(bool(words) and kind == source.kind and words[-2:] in source.name),
        ]
        row += self._speech(near, start, here.start)
        row += self._speech(after, start, here.start)
        row += self._speech(inside, start, here.start)
        row += self._speech(following, start, here.start)
        for speech in (spoke, stood):
            if speech is None:
                row += [60.0, 30.0, 0.0, 0.0, 0.0, 0.0]
                continue
            blocks = here.block - speech.block
            row += [
                float(min(60, sentence - speech.sentence)),
                float(min(30, blocks)),
                float(speech.cues),
                float(speech.cited),
                float(speech.colon),
                min(3.0, (speech.occurrence.start - self._first(speech.sentence)) / 20.0),
            ]
        others = 0.0
        if stood is not None:
            since = stood.occurrence.start
            others = float(sum(at > since and other != number for other, at in heard.order.items()))
        row.append(others)
        heading = next(
            (
                1.0
                for s in mine
                if self.text.blocks[s.block].kind in ("heading", "title") and s.block < here.block
            ),
            0.0,
        )
        row.append(heading)
        content = self.text.content
        block = self.text.blocks[here.block]
        in_block = [s for s in self.around.between(block.start, start) if s.speaks]
        above = [
            s for s in self.around.between(max(0, block.start - 1200), block.start) if s.speaks
        ]
        led = self._of_sentence.get(sentence, -1)
        row += [
            float(near is not None and led == number),
            float(stood is not None and self._of_sentence.get(stood.sentence, -1) == number),
            float(len(self.around.verbs_between(near.occurrence.end, start + 2)) if near else 0),
            float(bool(in_block) and in_block[0].occurrence.source == number),
            float(bool(in_block) and in_block[-1].occurrence.source == number),
            float(not in_block),
            float(bool(above) and above[-1].occurrence.source == number),
            float(bool(above) and above[-1].occurrence.source == number and not in_block),
            self._share[number],
            float(self._rank[number]),
            float(any(s.block <= 2 for s in mine)),
        ]
        for speech in (near, stood):
            if speech is None:
                row += [0.0, 0.0, 0.0]
                continue
            place = speech.occurrence
            row += [
                float(bool(_ADDRESSED.search(content[max(0, place.start - 14) : place.start]))),
                float(
                    content[place.end : place.end + 3].startswith(
                        ("采访", "记者", "专访", "报导", "报道")
                    )
                ),
                float(content[place.end : place.end + 1] == "的"),
            ]
        return row

    def _first(self, sentence: int) -> int:
        return self.analysis.sentences[sentence].start

    def _speech(self, speech: Speech | None, start: int, floor: int) -> list[float]:
        if speech is None:
            return [0.0] * _SPEECH
        low = min(speech.occurrence.end, start)
        high = max(speech.occurrence.start, start)
        between = sum(
            s.speaks and s.occurrence.source != speech.occurrence.source
            for s in self.around.between(low, high)
        )
        gap = self.text.content[speech.verb_end : start] if speech.verb_end <= start else ""
        return [
            1.0,
            *(float(bool(speech.cues >> bit & 1)) for bit in range(len(CUES))),
            float(speech.cited),
            float(speech.colon),
            float(speech.verb_first),
            min(4.0, abs(start - speech.occurrence.end) / 20.0),
            min(4.0, (start - speech.verb_end) / 20.0) if speech.cues else 5.0,
            min(3.0, (speech.verb_start - speech.occurrence.end) / 10.0),
            float(between),
            min(3.0, (speech.occurrence.start - floor) / 20.0),
            float(gap.count("，") + gap.count(",")),
        ]

    def governing(self, source: int, start: int, end: int) -> Speech | None:
        """How the source speaks nearest to the claim: before it, else after it; None for none."""
        if source < 0:
            return None
        mine = [self.speeches[index] for index in self._of_source[source]]
        speaking = [speech for speech in mine if speech.speaks]
        before = [speech for speech in speaking if speech.occurrence.start < end]
        return before[-1] if before else speaking[0] if speaking else None

    def denier(self, start: int, end: int) -> int:
        """Who is said to deny within ``start..end``: a person or an organisation; -1 for none."""
        for verb in self.around.verbs_between(start, end):
            if verb.cue.name != "deny":
                continue
            floor = self.analysis.sentences[self.around.sentence_at(verb.start)].start
            before = self.around.between(max(floor, verb.start - _BEFORE_VERB), verb.start)
            for speech in reversed(before):
                if speech.occurrence.kind == "rumour":
                    break
                if speech.occurrence.kind in ("person", "organisation"):
                    return speech.occurrence.source
        return -1

    def notes(self, speech: Speech | None) -> list[str]:
        """What the trace of a claim says about how its source speaks."""
        return self._hearing.notes(speech) if speech is not None else []

    def attribution(self, source: int, end: int) -> Attribution:
        """The attribution to a source of this number, -1 for the author.

        Its place is where the source stood last before ``end``.
        """
        if source < 0:
            return Attribution("author")
        found = self.sources[source]
        before = [place for place in found.occurrences if place.start < end]
        place = before[-1] if before else found.occurrences[0]
        return Attribution(found.kind, found.name, self.text.span(place.start, place.end))


_SPEECH = 15
_AUTHOR = [1.0] + [0.0] * (4 + 3 + 8) + [0.0] * (4 * _SPEECH) + [0.0] * (6 + 6 + 2 + 17)
