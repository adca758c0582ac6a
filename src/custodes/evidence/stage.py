"""What stands between a claim and each source that could have said it, as rows for a model.

A row is about one claim and one candidate: the author, or a source that the text has named by the
end of the claim's sentence. ``training/claims.py`` fits the model that ranks them; kind and name
of the source are decided together.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

import numpy as np

from custodes.evidence.hearing import CUES, Hearing, Speech
from custodes.evidence.lexicon import Hit
from custodes.evidence.speakers import Source, sources
from custodes.evidence.stance_words import denied, stance_row
from custodes.evidence.weights import Matrix
from custodes.language.analysis import Analysis, Segment
from custodes.model import Attribution, AttributionKind, Document, Text

KINDS: tuple[AttributionKind, ...] = ("document", "person", "organisation", "rumour")
BLOCKS = ("title", "heading", "paragraph", "list_item", "table_cell", "caption")
CANDIDATES = 16
"""At most so many sources are candidates for one claim: those that spoke or stood last."""
_OPEN, _CLOSE = "“「『", "”」』"
_FIRST_PERSON = re.compile(r"我们|我|本报|本台|本市|本局|本公司|\b(?:we|our|us|I|my)\b")
_OUTLET = re.compile(r"(?:^|[，。\n])(?:该|上述|此|这篇|这一)?(报导|报道|消息)")


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
        self._starts = [sentence.start for sentence in analysis.sentences]
        self._pronouns = [h for h in hits if h.cue.category == "pronoun"]
        self._pronoun_starts = [hit.start for hit in self._pronouns]
        self._hedges = [h for h in hits if h.cue.category in ("hedge", "verb")]
        self._hedge_starts = [hit.start for hit in self._hedges]
        self._hearing = Hearing(text, analysis, hits)
        self.speeches: list[Speech] = self._hearing.speeches(self.sources)
        self._speech_starts = [speech.occurrence.start for speech in self.speeches]
        self._of_source: list[list[int]] = [[] for _ in self.sources]
        for number, speech in enumerate(self.speeches):
            self._of_source[speech.occurrence.source].append(number)
        self._whole = self._document(document)
        self._marks = self._quotations()

    def _sentence(self, position: int) -> int:
        return max(0, bisect_right(self._starts, position) - 1)

    def _document(self, document: Document) -> list[float]:
        speaking = [speech for speech in self.speeches if speech.speaks]
        size = max(1, len(self.analysis.sentences))
        kinds = [
            sum(speech.occurrence.kind == kind for speech in speaking) / max(1, len(speaking))
            for kind in KINDS
        ]
        content = self.text.content
        return [
            float(document.language.startswith("zh")),
            min(3.0, len(speaking) / size),
            *kinds,
            min(5.0, len(_FIRST_PERSON.findall(content)) / size * 5),
            float(len(re.findall(r"(?m)^\s*第[一二三四五六七八九十百零〇0-9]+条", content)) >= 5),
            min(4.0, len(self.sources) / 30.0),
            min(4.0, size / 50.0),
            min(3.0, content.count("？") + content.count("?")) / 3.0,
        ]

    def _quotations(self) -> list[int]:
        """The positions where quotation marks open (even places) and close, a block at a time."""
        marks: list[int] = []
        for block in self.text.body():
            depth = 0
            for position in range(block.start, block.end):
                character = self.text.content[position]
                if character in _OPEN or (character == '"' and not depth):
                    if not depth:
                        marks.append(position)
                    depth = 1
                elif (character in _CLOSE or character == '"') and depth:
                    marks.append(position)
                    depth = 0
            if len(marks) % 2:
                marks.append(block.end)
        return marks

    def _inside_quotation(self, start: int, end: int) -> int:
        """Where the quotation that holds most of ``start..end`` opens, or -1."""
        middle = (start + end) // 2
        at = bisect_right(self._marks, middle)
        return self._marks[at - 1] if at % 2 else -1

    def candidates(self, start: int, end: int) -> list[int]:
        """The sources that could have said ``start..end``; -1 is the author, always first."""
        number = self._sentence(start)
        sentence = self.analysis.sentences[number]
        reach = self.analysis.sentences[self._sentence(max(start, end - 1))].end
        if number + 1 < len(self.analysis.sentences):
            following = self.analysis.sentences[number + 1]
            if following.block == sentence.block and self._inside_quotation(start, end) >= 0:
                reach = max(reach, min(following.end, following.start + 60))
        last = bisect_left(self._speech_starts, reach)
        found: dict[int, None] = {}
        for index in range(last - 1, -1, -1):
            speech = self.speeches[index]
            source = speech.occurrence.source
            if speech.sentence >= number or speech.speaks:
                found.setdefault(source)
                if len(found) >= CANDIDATES:
                    break
        if len(found) < CANDIDATES:
            for index in range(last - 1, -1, -1):
                found.setdefault(self.speeches[index].occurrence.source)
                if len(found) >= CANDIDATES:
                    break
        return [-1, *found]

    def rows(self, start: int, end: int, candidates: list[int]) -> Matrix:
        """One row for each candidate of the claim ``start..end``."""
        number = self._sentence(start)
        sentence = self.analysis.sentences[number]
        own = self._claim(start, end, number)
        heard = _Heard(
            self._spoke_last(start), self._anaphor(sentence.start, start + 1), number, sentence
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

    def _claim(self, start: int, end: int, number: int) -> list[float]:
        content = self.text.content
        sentence = self.analysis.sentences[number]
        block = self.text.blocks[sentence.block]
        first = number
        while first > 0 and self.analysis.sentences[first - 1].block == sentence.block:
            first -= 1
        opening = self._inside_quotation(start, end)
        here = [
            speech
            for speech in self._between(sentence.start, start)
            if speech.speaks and speech.occurrence.end <= start + 3
        ]
        after = [speech for speech in self._between(end, sentence.end) if speech.speaks]
        inside = [speech for speech in self._between(start, end) if speech.speaks]
        at = bisect_left(self._hedge_starts, start)
        tally = dict.fromkeys(
            ("hedge infers", "hedge denies", "say", "infer", "conclude", "deny", "document"), 0
        )
        while at < len(self._hedges) and self._hedges[at].start < end:
            cue = self._hedges[at].cue
            key = f"hedge {cue.value}" if cue.category == "hedge" else cue.name
            if key in tally:
                tally[key] += 1
            at += 1
        index = bisect_left(self._speech_starts, sentence.start)
        ago = next((number - s.sentence for s in reversed(self.speeches[:index]) if s.speaks), 30)
        last = here[-1] if here else None
        return [
            *self._whole,
            *(float(block.kind == kind) for kind in BLOCKS),
            min(6.0, number - first),
            number / max(1, len(self.analysis.sentences)),
            float(opening >= 0),
            min(3.0, (start - opening) / 60.0) if opening >= 0 else -1.0,
            float(content[block.start : block.start + 1] in _OPEN + '"'),
            float(bool(_FIRST_PERSON.search(content, start, end))),
            float(bool(_FIRST_PERSON.search(content, sentence.start, start))),
            float(len(here)),
            float(len(inside)),
            float(len(after)),
            min(3.0, (start - last.verb_end) / 20.0) if last else -1.0,
            float(last.cues) if last else 0.0,
            min(30.0, float(ago)),
            min(4.0, (end - start) / 40.0),
            min(4.0, (start - sentence.start) / 40.0),
            *map(float, tally.values()),
        ]

    def _between(self, start: int, end: int) -> list[Speech]:
        return self.speeches[
            bisect_left(self._speech_starts, start) : bisect_left(self._speech_starts, end)
        ]

    def _anaphor(self, floor: int, start: int) -> tuple[str, str]:
        """Kind and words of the pronoun or short noun before the claim in its sentence."""
        at = bisect_left(self._pronoun_starts, floor)
        found = ("", "")
        while at < len(self._pronouns) and self._pronouns[at].start < start:
            hit = self._pronouns[at]
            found = (hit.cue.value, self.text.content[hit.start : hit.end])
            at += 1
        outlet = _OUTLET.search(self.text.content, floor, start)
        return ("organisation", outlet[1]) if outlet else found

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
            for s in self._between(low, high)
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

    def stance_row(self, start: int, end: int) -> list[float]:
        """The claim's own words of denial, doubt and condition, and those before it."""
        number = self._sentence(start)
        asked = self.analysis.sentences[max(0, number - 1)]
        question = self.text.content[asked.start : asked.end].rstrip()[-1:] in ("?", "？")
        return stance_row(self.text.content, self._starts[number], start, end, question)

    def denied(self, start: int, end: int) -> str:
        """The words by which the claim ``start..end`` is denied, or empty."""
        floor = self._starts[self._sentence(start)]
        return denied(self.text.content, floor, start, end)

    def governing(self, source: int, start: int, end: int) -> Speech | None:
        """How the source speaks nearest to the claim: before it, else after it; None for none."""
        if source < 0:
            return None
        mine = [self.speeches[index] for index in self._of_source[source]]
        speaking = [speech for speech in mine if speech.speaks]
        before = [speech for speech in speaking if speech.occurrence.start < end]
        return before[-1] if before else speaking[0] if speaking else None

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
_AUTHOR = [1.0] + [0.0] * (4 + 3 + 8) + [0.0] * (4 * _SPEECH) + [0.0] * (6 + 6 + 2)
