"""What stands between a claim and each source that could have said it, as rows for a model.

A row is about one claim and one candidate: the author, or a source that the text has named by the
end of the claim's sentence. ``training/claims.py`` fits the model that ranks them; kind and name
of the source are decided together.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from custodes.evidence.handing_over import HandedOver, handed_over
from custodes.evidence.hearing import CUES, Hearing, Speech
from custodes.evidence.lexicon import Hit
from custodes.evidence.norms import lays_down_rules
from custodes.evidence.speakers import FULL, Source, sources
from custodes.evidence.surroundings import KINDS, Surroundings
from custodes.evidence.weights import Matrix
from custodes.language.analysis import Analysis, Segment
from custodes.model import Attribution, AttributionKind, Document, Text

CANDIDATES = 16
"""At most so many sources are candidates for one claim: those that spoke or stood last."""
STOOD: dict[AttributionKind, int] = {"document": 4, "organisation": 2, "person": 1}
"""Of these so many are taken that are named, but have not been heard to speak."""
_MARKS = 3
"""So many code points, quotation marks and the like, do not part a claim from what is around."""
_BEFORE_VERB = 60
"""Who denies stands at most this many code points before the verb."""
_ADDRESSED = re.compile(
    r"(?:向|对|接受|告诉|告知|致|给|致函|提交给|told|to|against)\s*[《“]?(?:the )?\Z"
)


@dataclass(frozen=True, slots=True)
class _Heard:
    """What is the same for all candidates of a claim: who spoke where, what points back.

    ``order`` are the sources that spoke before, the last one first, with their ranks and where
    they began to; ``opens``, ``latest`` and ``above`` are those that speak first and last in the
    claim's block up to it, and last above the block, -1 for none.
    """

    order: dict[int, tuple[int, int]]
    anaphor: tuple[str, str]
    number: int
    sentence: Segment
    opens: int
    latest: int
    above: int


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claim's place, code points ``start..end``, its candidates, and the row of each."""

    start: int
    end: int
    candidates: list[int]
    rows: Matrix


class Stage:
    """A text's sources, where each stands and speaks."""

    def __init__(self, document: Document, text: Text, analysis: Analysis, hits: list[Hit]) -> None:
        self.text = text
        self.analysis = analysis
        self.sources: list[Source] = sources(text, analysis, hits)
        self._hearing = Hearing(text, analysis, hits)
        self.speeches: list[Speech] = self._hearing.speeches(self.sources)
        self.around = Surroundings(document, text, analysis, hits, self._hearing, self.speeches)
        speaking = sum(speech.speaks for speech in self.speeches)
        self.spaced = not document.language.startswith("zh")
        self.lays_down_rules = lays_down_rules(text, analysis, speaking)
        self._handed_over = handed_over(text, analysis, self.speeches)
        self._speech_starts = [speech.occurrence.start for speech in self.speeches]
        self._of_source: list[list[Speech]] = [[] for _ in self.sources]
        for speech in self.speeches:
            self._of_source[speech.occurrence.source].append(speech)
        self._of_sentence: dict[int, int] = {}
        for speech in self.speeches:
            self._of_sentence.setdefault(speech.sentence, speech.occurrence.source)
        counts = [sum(speech.speaks for speech in mine) for mine in self._of_source]
        total = max(1, sum(counts))
        ordered = sorted(counts, reverse=True)
        self._described = [
            [
                0.0,
                *(float(source.kind == kind) for kind in KINDS),
                *(float(source.form == form) for form in ("mention", "phrase", "hearsay")),
                min(4.0, len(source.name) / 10.0),
                float(len(mine)),
                float(count),
            ]
            for source, mine, count in zip(self.sources, self._of_source, counts, strict=True)
        ]
        self._weighed = [
            [
                count / total,
                float(min(9, ordered.index(count))),
                float(any(speech.block <= 2 for speech in mine)),
            ]
            for mine, count in zip(self._of_source, counts, strict=True)
        ]
        title = next((b for b in text.body() if b.kind in ("title", "heading")), None)
        # Where each source begins first in the text's own title, and where outside of it.
        self._titled = [math.inf] * len(self.sources)
        self._beyond_title = [math.inf] * len(self.sources)
        for speech in self.speeches:
            place = speech.occurrence
            within = title is not None and title.start <= place.start < title.end
            first = self._titled if within else self._beyond_title
            first[place.source] = min(first[place.source], place.start)
        self._headed = [
            min(
                (s.block for s in mine if text.blocks[s.block].kind in ("heading", "title")),
                default=-1,
            )
            for mine in self._of_source
        ]

    def claimed(self, places: Iterable[tuple[int, int]]) -> list[Claimed]:
        """What is seen of the claims at these places, code points ``start..end``."""
        found = []
        for start, end in places:
            candidates = self.candidates(start, end)
            found.append(Claimed(start, end, candidates, self.rows(start, end, candidates)))
        return found

    def only_in_title(self, source: int, end: int) -> bool:
        """Whether a source has stood in the text's own title alone, up to ``end``."""
        return source >= 0 and self._titled[source] < end <= self._beyond_title[source]

    def handed_over(self, start: int, end: int) -> HandedOver | None:
        """The narrowest place around ``start..end`` where somebody else has the word."""
        around = (
            one
            for one in reversed(self._handed_over)
            if one.start - _MARKS <= start and end <= one.end + _MARKS
        )
        return next(around, None)

    def says_in_a_document(self, start: int) -> int:
        """Who is said, before a claim in its sentence, to say it in a document; -1 for nobody.

        “In its reply, the Office stated that …”: who speaks is nearer than where.
        """
        sentence = self.analysis.sentences[self.around.sentence_at(start)]
        here = [
            speech
            for speech in self.around.between(sentence.start, start)
            if speech.occurrence.end <= start + _MARKS and not speech.verb_first
        ]
        if not any(speech.cited and speech.occurrence.kind == "document" for speech in here):
            return -1
        said = [s for s in here if s.cues and s.occurrence.kind in ("person", "organisation")]
        return said[-1].occurrence.source if said else -1

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
        handed = self.handed_over(start, end)
        found: dict[int, None] = dict.fromkeys(sorted(handed.sources) if handed else ())
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
        block = self.text.blocks[sentence.block]
        here = self._speaking(block.start, start)
        above = self._speaking(max(0, block.start - 1200), block.start)
        heard = _Heard(
            self._spoke_last(start),
            self.around.anaphor(sentence.start, start + 1),
            number,
            sentence,
            here[0] if here else -1,
            here[-1] if here else -1,
            above[-1] if above else -1,
        )
        built = [
            own + (self._source(source, start, end, heard) if source >= 0 else _AUTHOR)
            for source in candidates
        ]
        return np.array(built, dtype=np.float32)

    def _speaking(self, start: int, end: int) -> list[int]:
        """The sources that speak within ``start..end``, in order."""
        return [s.occurrence.source for s in self.around.between(start, end) if s.speaks]

    def _spoke_last(self, start: int) -> dict[int, tuple[int, int]]:
        """The sources that spoke before ``start``, the last one first, with rank and place."""
        order: dict[int, tuple[int, int]] = {}
        for index in range(bisect_left(self._speech_starts, start) - 1, -1, -1):
            speech = self.speeches[index]
            if speech.speaks and speech.occurrence.end <= start + _MARKS:
                order.setdefault(speech.occurrence.source, (len(order), speech.occurrence.start))
                if len(order) > 12:
                    break
        return order

    def _source(self, number: int, start: int, end: int, heard: _Heard) -> list[float]:
        source = self.sources[number]
        sentence, here = heard.number, heard.sentence
        mine = self._of_source[number]
        near = inside = after = following = spoke = stood = None
        spoken = 0
        for speech in mine:
            place = speech.occurrence
            if place.end <= start + _MARKS:
                stood = speech
                if speech.sentence == sentence:
                    near = speech
                if speech.speaks:
                    spoke = speech
                    spoken += 1
            if inside is None and place.start >= start and place.end <= end:
                inside = speech
            if place.start >= end - 1:
                if after is None and speech.sentence == sentence:
                    after = speech
                elif following is None and speech.sentence == sentence + 1:
                    following = speech
                elif speech.sentence > sentence + 1:
                    break
        kind, words = heard.anaphor
        rank, _ = heard.order.get(number, (13, 0))
        alike = [
            other
            for other, (before, _) in heard.order.items()
            if before < rank and self.sources[other].kind == source.kind
        ]
        row = [
            *self._described[number],
            float(spoken),
            float(rank),
            float(len(alike)) if number in heard.order else 13.0,
            float(kind == source.kind),
            float(bool(words) and kind == source.kind and words[-2:] in source.name),
        ]
        for beside in (near, after, inside, following):
            row += self._speech(beside, start, here.start)
        for earlier in (spoke, stood):
            if earlier is None:
                row += [60.0, 30.0, 0.0, 0.0, 0.0, 0.0]
                continue
            row += [
                float(min(60, sentence - earlier.sentence)),
                float(min(30, here.block - earlier.block)),
                float(earlier.cues),
                float(earlier.cited),
                float(earlier.colon),
                min(3.0, (earlier.occurrence.start - self._first(earlier.sentence)) / 20.0),
            ]
        others = 0
        if stood is not None:
            since = stood.occurrence.start
            others = sum(at > since and other != number for other, (_, at) in heard.order.items())
        row += [
            float(others),
            float(-1 < self._headed[number] < here.block),
            float(near is not None and self._of_sentence.get(sentence, -1) == number),
            float(stood is not None and self._of_sentence.get(stood.sentence, -1) == number),
            float(len(self.around.verbs_between(near.occurrence.end, start + 2)) if near else 0),
            float(heard.opens == number),
            float(heard.latest == number),
            float(heard.latest < 0),
            float(heard.above == number),
            float(heard.above == number and heard.latest < 0),
            *self._weighed[number],
        ]
        content = self.text.content
        for earlier in (near, stood):
            if earlier is None:
                row += [0.0, 0.0, 0.0]
                continue
            place = earlier.occurrence
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
        speaking = [speech for speech in self._of_source[source] if speech.speaks]
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
