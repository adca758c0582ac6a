"""Where a text hands the word to somebody for more than a sentence, whatever stands between.

A paragraph that a name opens like a line of a transcript (“Chen Ming: …”, “IFF’s response: …”); a
list, or numbered paragraphs, after words that lead up to them (“the petition argues that:”); quoted
paragraphs after such words, or under the heading of what they quote. What nobody else is named for
there is not the author's word.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from custodes.evidence.hearing import Speech
from custodes.evidence.speakers import Occurrence
from custodes.evidence.word_groups import HANDING_OVER, patterns
from custodes.language.analysis import Analysis
from custodes.model import Block, Text

_OPENS = 25
"""A name that opens a line begins at most so many code points into it, after a rank or office."""
_QUOTED = 40
"""A paragraph of so many code points in quotation marks is no mere title."""
_LONGEST = 8
"""So many paragraphs in a row are looked through for the end of a quotation."""
_LEADING = re.compile(r"(?:(?:[Tt]he|[A-Z][\w.’'-]*)\s+)*|[^\s，。：；、（）(),:;]{0,12}")
_POSSESSIVE = re.compile(r"(?:[’'`]s?|的)?\s*")
_COLON = re.compile(r"\s*(?:[（(][^）)\n]{1,40}[）)])?\s*[:：]")
_NUMBER = re.compile(r"\s*(\d{1,2})[.)、．]")
_PROSE = ("paragraph", "list_item")
_MARKS = {"“": "”", "「": "」", '"': '"'}


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Code points ``start..end`` that one of these sources says, where nothing tells otherwise.

    ``label`` are the bounds of what stands between a name and its bearer's words, None where
    something else hands over.
    """

    start: int
    end: int
    sources: frozenset[int]
    label: tuple[int, int] | None = None


def handed_over(
    text: Text, analysis: Analysis, speeches: Sequence[Speech]
) -> tuple[HandedOver, ...]:
    """All such places of a text, the wider ones before those inside of them."""
    found = _Finder(text, analysis, speeches)
    return tuple(sorted(found.all(), key=lambda one: (one.start - one.end, one.start)))


class _Finder:
    def __init__(self, text: Text, analysis: Analysis, speeches: Sequence[Speech]) -> None:
        self._content = text.content
        self._body = list(text.body())
        self._speeches = speeches
        self._starts = [speech.occurrence.start for speech in speeches]
        self._sentences = [sentence.start for sentence in analysis.sentences]

    def all(self) -> Iterator[HandedOver]:
        headed: list[tuple[int, frozenset[int]]] = []
        heard: frozenset[int] = frozenset()
        for number, block in enumerate(self._body):
            if block.kind in ("heading", "title"):
                headed = [one for one in headed if one[0] < (block.level or 1)]
                headed.append((block.level or 1, self._named(block)))
                heard = frozenset()
            elif block.kind in _PROSE:
                speaking = self._speaking(block.start, block.end)
                label = self._label(block)
                if label is not None and label.start < label.end:
                    yield label
                elif self._ends(block).endswith((":", "：")):
                    yield from self._led_up_to(number)
                elif self._is_quotation(block) and not speaking:
                    above = (named for _, named in reversed(headed) if named)
                    sources = heard or next(above, frozenset())
                    yield HandedOver(block.start, block.end, sources)
                if speaking:
                    heard = frozenset((speaking[-1].occurrence.source,))

    def _ends(self, block: Block) -> str:
        return self._content[block.start : block.end].rstrip()

    def _between(self, start: int, end: int) -> Sequence[Speech]:
        return self._speeches[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def _speaking(self, start: int, end: int) -> list[Speech]:
        return [speech for speech in self._between(start, end) if speech.speaks]

    def _named(self, block: Block) -> frozenset[int]:
        places = [speech.occurrence for speech in self._between(block.start, block.end)]
        every = self._ends(block).endswith((":", "："))
        return frozenset(place.source for place in places if every or place.kind == "document")

    def _label(self, block: Block) -> HandedOver | None:
        for speech in self._between(block.start, block.start + _OPENS):
            label = self._after_name(block, speech.occurrence)
            if label is not None:
                source = frozenset((speech.occurrence.source,))
                return HandedOver(label[1], block.end, source, label)
        return None

    def _after_name(self, block: Block, place: Occurrence) -> tuple[int, int] | None:
        """The rest of the label that a source opens a line with, None where it is no label."""
        if place.form != "mention" or place.kind not in ("person", "organisation"):
            return None
        if not _LEADING.fullmatch(self._content, block.start, place.start):
            return None
        begins = _POSSESSIVE.match(self._content, place.end)
        reply = begins and patterns(HANDING_OVER)["reply"].match(self._content, begins.end())
        colon = _COLON.match(self._content, reply.end() if reply else place.end, block.end)
        if colon is None or (place.kind == "organisation" and not reply):
            return None
        return reply.start() if reply else place.end, colon.end()

    def _led_up_to(self, number: int) -> Iterator[HandedOver]:
        """What the words at the end of this block lead up to, if they name who says it."""
        block = self._body[number]
        at = bisect_right(self._sentences, block.end - 1)
        start = max(block.start, self._sentences[at - 1]) if at else block.start
        following = self._body[number + 1 : number + 2]
        if not following or patterns(HANDING_OVER)["about"].match(self._content, start):
            return
        here = self._between(start, block.end)
        heard = {speech.occurrence.source for speech in here if speech.speaks}
        if self._opens(following[0]):
            heard |= {s.occurrence.source for s in here if s.occurrence.kind == "person"}
            places = [(following[0].start, self._quotation_end(number + 1))]
        else:
            places = [(item.start, item.end) for item in self._items(number + 1)]
        if heard:
            yield from (HandedOver(*place, frozenset(heard)) for place in places)

    def _is_item(self, block: Block) -> bool:
        return block.kind == "list_item" or bool(_NUMBER.match(self._content, block.start))

    def _items(self, first: int) -> Iterator[Block]:
        """The items of a list, and the numbered paragraphs by which it goes on."""
        count, together = 0, True
        for block in self._body[first:]:
            if block.kind in ("heading", "title"):
                return
            if self._label(block) is not None:
                continue  # somebody answers one of the items
            counted = _NUMBER.match(self._content, block.start)
            together = together and self._is_item(block)
            if together or (counted and count and int(counted[1]) == count + 1):
                count += 1
                yield block

    def _opens(self, block: Block) -> str:
        """The mark that ends the quotation with which a block begins, or empty."""
        return _MARKS.get(self._content[block.start], "") if block.kind in _PROSE else ""

    def _is_quotation(self, block: Block) -> bool:
        words = self._ends(block).rstrip(" .。")
        return len(words) > _QUOTED and words.endswith(self._opens(block) or "\0")

    def _quotation_end(self, number: int) -> int:
        """Where the quotation ends that the block of this number opens, over several of them."""
        opens = self._content[self._body[number].start]
        closes, depth = _MARKS[opens], 0
        for block in self._body[number : number + _LONGEST]:
            if block.kind not in _PROSE:
                break
            words = self._content[block.start : block.end]
            if opens == closes:
                depth = words.count(opens) % 2
            else:
                # each paragraph of a long quotation may begin with a mark of its own
                again = depth > 0 and words.startswith(opens)
                depth += words.count(opens) - words.count(closes) - again
            if depth <= 0:
                return block.end
        return self._body[number].end
