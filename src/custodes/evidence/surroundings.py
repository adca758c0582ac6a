"""What surrounds a claim, whoever says it: its sentence and block, quotation marks, who speaks.

``stage`` adds what stands between the claim and each source.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from custodes.evidence.hearing import CUES, Hearing, Speech
from custodes.evidence.lexicon import Hit
from custodes.evidence.norms import in_articles
from custodes.evidence.stance_words import denied, stance_row
from custodes.language.analysis import Analysis
from custodes.model import AttributionKind, Document, Text

KINDS: tuple[AttributionKind, ...] = ("document", "person", "organisation", "rumour")
BLOCKS = ("title", "heading", "paragraph", "list_item", "table_cell", "caption")
_OPEN, _CLOSE = "“「『", "”」』"
_FIRST_PERSON = re.compile(r"我们|我|本报|本台|本市|本局|本公司|\b(?:we|our|us|I|my)\b")
_PASSIVE = re.compile(
    r"\b[Ii]t (?:was|is|has been)(?: also| further| then)? "
    r"(?:stated|said|noted|submitted|argued|informed|claimed|alleged|mentioned|contended)\b"
)
_OPENINGS = tuple(
    re.compile(rf"[“\"「]?(?:{words})")
    for words in (
        "此外|另外|同时|其中|还|并|而且|以及|例如|Also|In addition|Further|Moreover|It also",
        "然而|但|不过|尽管|虽然|However|But|Although|Despite|While|Yet",
        "目前|如今|近日|日前|近年|最近|去年|今年|[0-9]{1,4}年|[0-9]{1,2}月|On |In [0-9]|Currently|"
        "Recently|Now",
        "据|根据|按照|According|As per|Based on",
        "这|此|该|上述|其|他|她|他们|This|These|It|They|He|She|That|Such",
    )
)
"""How a sentence begins: it adds, turns against what was said, dates, cites, or points back."""
_LEADS = 3
"""Words that begin at most this far into a claim still lead up to it: 就可以推断出，…"""
_CAPTION = re.compile(r"图为|截图|（大纪元）|网络图片|\(图|图片来源|Photo")
_OUTLET = re.compile(r"(?:^|[，。\n])(?:该|上述|此|这篇|这一)?(报导|报道|消息)")


class Surroundings:
    """A text's sentences, quotation marks, pronouns and reporting verbs, looked up by place."""

    def __init__(
        self,
        document: Document,
        text: Text,
        analysis: Analysis,
        hits: list[Hit],
        hearing: Hearing,
        speeches: list[Speech],
    ) -> None:
        self.text = text
        self.analysis = analysis
        self.speeches = speeches
        self._hearing = hearing
        self._starts = [sentence.start for sentence in analysis.sentences]
        self._blocks = [sentence.block for sentence in analysis.sentences]
        self._pronouns = [h for h in hits if h.cue.category == "pronoun"]
        self._pronoun_starts = [hit.start for hit in self._pronouns]
        self._hedges = [h for h in hits if h.cue.category in ("hedge", "verb")]
        self._hedge_starts = [hit.start for hit in self._hedges]
        self._speech_starts = [speech.occurrence.start for speech in speeches]
        self._whole = self._document(document)
        self._marks = self._quotations()

    def sentence_at(self, position: int) -> int:
        """The number of the sentence that holds a position."""
        return max(0, bisect_right(self._starts, position) - 1)

    def _of_block(self, number: int) -> tuple[int, int]:
        """The first and the last sentence of the block of the sentence of this number."""
        block = self.analysis.sentences[number].block
        return bisect_left(self._blocks, block), bisect_right(self._blocks, block) - 1

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
            float(in_articles(content)),
            min(4.0, len({s.occurrence.source for s in self.speeches}) / 30.0),
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

    def inside_quotation(self, start: int, end: int) -> int:
        """Where the quotation that holds most of ``start..end`` opens, or -1."""
        middle = (start + end) // 2
        at = bisect_right(self._marks, middle)
        return self._marks[at - 1] if at % 2 else -1

    def claim_row(self, start: int, end: int, number: int) -> list[float]:
        """What is the same for every candidate of the claim ``start..end`` of this sentence."""
        content = self.text.content
        sentence = self.analysis.sentences[number]
        block = self.text.blocks[sentence.block]
        first, last_of_block = self._of_block(number)
        opening = self.inside_quotation(start, end)
        here = [
            speech
            for speech in self.between(sentence.start, start)
            if speech.speaks and speech.occurrence.end <= start + 3
        ]
        after = [speech for speech in self.between(end, sentence.end) if speech.speaks]
        inside = [speech for speech in self.between(start, end) if speech.speaks]
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
        verbs = self.verbs_between(sentence.start, start + 2)
        verb = verbs[-1] if verbs else None
        opening_of = content[sentence.start : sentence.start + 24]
        before = content[max(0, block.start - 3) : block.start].rstrip()[-1:]
        return [
            min(3.0, (start - verb.end) / 20.0) if verb else -1.0,
            *(float(verb is not None and verb.cue.name == cue) for cue in CUES),
            float(len(verbs)),
            float(bool(_PASSIVE.search(content, sentence.start, start))),
            *(float(bool(pattern.match(opening_of))) for pattern in _OPENINGS),
            float(before in _CLOSE + '"' and content[block.start] in _OPEN + '"' if before else 0),
            self.quoted(sentence.start, sentence.end),
            self.quoted(start, end),
            min(6.0, last_of_block - number),
            float(bool(_CAPTION.search(content, block.start, block.end))),
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

    def verbs_between(self, start: int, end: int) -> list[Hit]:
        """The reporting verbs that end within ``start..end``, whoever speaks by them."""
        return self._hearing.verbs(start, end)

    def quoted(self, start: int, end: int) -> float:
        """The share of ``start..end`` that stands in quotation marks."""
        at = bisect_right(self._marks, start)
        inside, position, total = bool(at % 2), start, 0
        while position < end:
            reached = min(end, self._marks[at] if at < len(self._marks) else end)
            total += (reached - position) * inside
            position, inside, at = reached, not inside, at + 1
            if at > len(self._marks) + 1:
                break
        return total / max(1, end - start)

    def between(self, start: int, end: int) -> list[Speech]:
        """The speeches that begin within ``start..end``."""
        return self.speeches[
            bisect_left(self._speech_starts, start) : bisect_left(self._speech_starts, end)
        ]

    def anaphor(self, floor: int, start: int) -> tuple[str, str]:
        """Kind and words of the pronoun or short noun before the claim in its sentence."""
        at = bisect_left(self._pronoun_starts, floor)
        found = ("", "")
        while at < len(self._pronouns) and self._pronouns[at].start < start:
            hit = self._pronouns[at]
            found = (hit.cue.value, self.text.content[hit.start : hit.end])
            at += 1
        outlet = _OUTLET.search(self.text.content, floor, start)
        return ("organisation", outlet[1]) if outlet else found

    def since(
        self, last: tuple[int, int] | None, place: tuple[int, int]
    ) -> tuple[list[float], frozenset[int], frozenset[int], frozenset[int]]:
        """What lies between a claim and the claim before it, code points ``start..end`` of each.

        Numbers for a model; the sources that speak there, that stand there, and that speak in the
        claim's own sentence.
        """
        start, end = place
        number = self.sentence_at(start)
        sentence = self.analysis.sentences[number]
        opening = self.inside_quotation(start, end)
        before = block = above = -1
        reached = 0
        if last is not None:
            reached = last[1]
            before = self.sentence_at(last[0])
            block = self.analysis.sentences[before].block
            above = self.inside_quotation(*last)
        first, _ = self._of_block(number)
        passed = self.between(min(reached, start), start)
        speaking = frozenset(s.occurrence.source for s in passed if s.speaks)
        here = frozenset(
            s.occurrence.source for s in self.between(sentence.start, sentence.end) if s.speaks
        )
        kinds = [self.text.blocks[n].kind for n in range(block + 1, sentence.block + 1)]
        row = [
            float(last is None),
            float(number == before),
            float(sentence.block == block),
            float(min(5, sentence.block - block)) if last else 5.0,
            float(last is not None and any(kind in ("heading", "title") for kind in kinds)),
            min(9.0, max(-1.0, (start - reached) / 50.0)),
            float(len(speaking)),
            float(opening >= 0),
            float(opening >= 0 and opening == above),
            float(min(6, number - first)),
            float(len(here)),
            float(self.text.blocks[sentence.block].kind == "paragraph"),
            float(self.text.blocks[sentence.block].kind == "list_item"),
            *self._whole[:2],
            self._whole[7],
            (end - start) / 40.0,
        ]
        return row, speaking, frozenset(s.occurrence.source for s in passed), here

    def stance_row(self, start: int, end: int) -> list[float]:
        """The claim's own words of denial, doubt and condition, and those before it."""
        number = self.sentence_at(start)
        asked = self.analysis.sentences[max(0, number - 1)]
        question = self.text.content[asked.start : asked.end].rstrip()[-1:] in ("?", "？")
        return stance_row(self.text.content, self._starts[number], start, end, question)

    def concluded(self, start: int) -> Hit | None:
        """The words by which the author concludes (可以推断) before a claim or where it opens."""
        floor = self._starts[self.sentence_at(start)]
        led = [hit for hit in self.verbs_between(floor, start + 20) if hit.start <= start + _LEADS]
        # 推断 inside 可以推断 is not a verb of its own.
        longest = max(led, key=lambda hit: (hit.end, hit.end - hit.start), default=None)
        return longest if longest is not None and longest.cue.name == "conclude" else None

    def denied(self, start: int, end: int) -> str:
        """The words by which the claim ``start..end`` is denied, or empty."""
        floor = self._starts[self.sentence_at(start)]
        return denied(self.text.content, floor, start, end)
