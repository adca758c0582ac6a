"""Which occurrences of a source speak: with a reporting verb, cited by 据, before a colon."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from custodes.evidence.lexicon import Hit
from custodes.evidence.speakers import Occurrence, Source
from custodes.language.analysis import Analysis
from custodes.model import Text

CUES = ("say", "document", "infer", "conclude", "deny")
_GAP = 30
"""A reporting verb stands at most this many code points after its source."""
_INSIDE = re.compile(r"[》”」]?(?:文件|公文|报告|文章)?(?:之?中|里)(?!国|共|央|心|的)")
_INTO = re.compile(r"\b[Ii]n (?:its|the|their|his|her|this|that|another|a|an)\s+\Z")


@dataclass(slots=True)
class Speech:
    """One occurrence and how it speaks: the cues of its verb (a bit each), the verb's end.

    ``cited`` tells that 据, “according to” or “by” stands before it, ``colon`` that one follows,
    ``speaks`` that anything hands a statement to it.
    """

    occurrence: Occurrence
    sentence: int
    block: int
    cues: int
    verb_start: int
    verb_end: int
    cited: bool
    colon: bool
    verb_first: bool
    speaks: bool = field(init=False)

    def __post_init__(self) -> None:
        hearsay = self.occurrence.form == "hearsay"
        self.speaks = bool(self.cues) or self.cited or self.colon or hearsay


class Hearing:
    """The reporting verbs and citing words of a text, looked up by place."""

    def __init__(self, text: Text, analysis: Analysis, hits: list[Hit]) -> None:
        self.text = text
        self.analysis = analysis
        self._starts = [sentence.start for sentence in analysis.sentences]
        self._verbs = [h for h in hits if h.cue.category == "verb" and h.cue.name in CUES]
        self._verb_starts = [hit.start for hit in self._verbs]
        self._edges = {w.start for w in analysis.words} | {w.end for w in analysis.words}
        # 据 cites; the end of 数据 and 证据 does not
        self._cites = [
            h
            for h in hits
            if h.cue.category == "verb"
            and h.cue.name == "cite"
            and (not self._edges or h.start in self._edges)
        ]
        self._cite_ends = [hit.end for hit in self._cites]

    def speeches(self, sources: list[Source]) -> list[Speech]:
        """Every occurrence of the sources, in order, and how it speaks."""
        places = sorted(
            (place for source in sources for place in source.occurrences), key=lambda o: o.start
        )
        content = self.text.content
        found = []
        for index, place in enumerate(places):
            number = max(0, bisect_right(self._starts, place.start) - 1)
            sentence = self.analysis.sentences[number]
            ceiling = min(sentence.end, place.end + _GAP + 30)
            after = index + 1
            while after < len(places) and places[after].start < place.end:
                after += 1
            # what stands between this source and the next one is this one's
            limit = min(ceiling, places[after].start if after < len(places) else ceiling)
            cues, verb_start, verb_end = self._verb(place.end, limit)
            gap = content[place.end : verb_start] if cues else ""
            if "。" in gap or "；" in gap or len(gap) > _GAP:
                cues, verb_start, verb_end = 0, place.end, place.end
            first = False
            if not cues:
                back, start, end = self._verb_before(
                    max(sentence.start, place.start - 14), place.start
                )
                if back:
                    cues, verb_start, verb_end, first = back, start, end, True
            found.append(
                Speech(
                    place,
                    number,
                    sentence.block,
                    cues,
                    verb_start,
                    verb_end,
                    self._cited(sentence.start, place),
                    content[place.end : place.end + 1] in ("：", ":")
                    or content[place.end : place.end + 14].find("：") >= 0,
                    first,
                )
            )
        return found

    def verbs(self, start: int, end: int) -> list[Hit]:
        """The reporting verbs that lie within ``start..end``."""
        at = bisect_left(self._verb_starts, start)
        found = []
        while at < len(self._verbs) and self._verbs[at].start < end:
            if self._verbs[at].end <= end:
                found.append(self._verbs[at])
            at += 1
        return found

    def notes(self, speech: Speech) -> list[str]:
        """What the trace of a claim says about how its source speaks, without naming it."""
        content = self.text.content
        at = bisect_left(self._verb_starts, speech.verb_start)
        notes = []
        while speech.cues and at < len(self._verbs) and self._verbs[at].end <= speech.verb_end:
            hit = self._verbs[at]
            notes.append(f"voice heard {hit.cue.name}: {content[hit.start : hit.end]}")
            at += 1
        if speech.occurrence.form == "hearsay":
            words = content[speech.occurrence.start : speech.occurrence.end]
            notes.append(f"voice heard rumour: {words}")
        return notes

    def _verb(self, start: int, end: int) -> tuple[int, int, int]:
        at = bisect_left(self._verb_starts, start)
        cues = first = last = 0
        while at < len(self._verbs) and self._verbs[at].start < end:
            hit = self._verbs[at]
            at += 1
            if cues and hit.start >= last:
                break
            if self._edges and hit.end - hit.start == 1 and hit.end not in self._edges:
                continue
            if not cues:
                first, last = hit.start, hit.end
            cues |= 1 << CUES.index(hit.cue.name)
            last = max(last, hit.end)
        return (cues, first, last) if cues else (0, start, start)

    def _verb_before(self, start: int, end: int) -> tuple[int, int, int]:
        """A verb directly before its source, after a quotation: “…,” said X; ”X 的 …"""
        at = bisect_left(self._verb_starts, start)
        content = self.text.content
        while at < len(self._verbs) and self._verbs[at].start < end:
            hit = self._verbs[at]
            if content[hit.start].isascii() and content[hit.end : end].strip() in (
                "",
                "the",
                "Mr.",
                "by",
            ):
                before = content[max(0, hit.start - 3) : hit.start]
                if any(mark in before for mark in "”\",'"):
                    return 1 << CUES.index(hit.cue.name), hit.start, end
            at += 1
        return 0, start, start

    def _looked_into(self, floor: int, place: Occurrence) -> bool:
        """Whether the text says what stands in it: 在《…方案》中, “in its reply”."""
        before = self.text.content[max(floor, place.start - 12) : place.start]
        return bool(_INSIDE.match(self.text.content, place.end) or _INTO.search(before))

    def _cited(self, floor: int, place: Occurrence) -> bool:
        if place.kind == "document" and self._looked_into(floor, place):
            return True
        at = bisect_right(self._cite_ends, place.start) - 1
        while at >= 0 and self._cites[at].end > max(floor, place.start - 40):
            hit = self._cites[at]
            gap = self.text.content[hit.end : place.start]
            if not any(mark in gap for mark in "，。；,;"):
                return True
            at -= 1
        return False
