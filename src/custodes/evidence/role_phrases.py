"""Words that fill a role without being a name: bare nouns, verbs, times, and a law's own title."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from custodes.evidence.norms import in_articles
from custodes.language.analysis import Word
from custodes.model import Mention, RoleName, Span, Text

FILLS: dict[str, tuple[RoleName, ...]] = {
    "generic": ("actor", "recipient", "source", "supplier", "group"),
    "people": ("group", "source", "actor", "recipient"),
    "place": ("place", "recipient"),
    "time": ("time",),
    "verb": ("action", "purpose"),
    "title": ("instrument", "basis"),
    "section": ("instrument", "basis"),
}
"""Which roles a phrase of each sort may fill."""

_DESCRIBING = frozenset(("n", "vn", "a", "nz", "LOC", "ORG", "f", "s", "b", "an", "nw"))
_LONGEST = 14
_SECTION = re.compile(
    r"(?<!\w)(?:[Ss]ections?|[Ss]ec\.|[Ss]s?\.|u/s|§{1,2}|[Aa]rticles?|[Aa]rt\.|[Rr]ules?|[Cc]lauses?"
    r"|[Rr]egulations?|[Pp]aragraphs?)\s?\d{1,4}(?:\s?-?[A-Z]{1,2})?(?:\s?\(\w{1,4}\))*(?!\w)"
    r"|第[一二三四五六七八九十百零〇0-9]{1,6}条(?:第[一二三四五六七八九十0-9]{1,3}款)?"
)
_OF_THE_LAW = re.compile(r"\s?of (?:the )?")
_DATED = re.compile(r"[\s　]*[（(][0-9年月日.\-—–至 ]+[)）]\s*\Z")
_DESCRIBED = re.compile(r"((?:[A-Za-z’'-]+ )?)\Z")
_NOT_DESCRIBING = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "by",
        "to",
        "for",
        "in",
        "on",
        "and",
        "or",
        "with",
        "from",
        "that",
        "which",
        "who",
        "as",
        "at",
        "is",
        "are",
        "was",
        "were",
        "be",
        "has",
        "have",
        "had",
        "their",
        "its",
        "his",
        "her",
        "our",
        "this",
        "these",
        "those",
        "any",
        "all",
    ]
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Code points ``start..end`` that may fill the roles of its sort (FILLS)."""

    start: int
    end: int
    sort: str


@cache
def _known() -> tuple[dict[str, str], re.Pattern[str], int]:
    """Chinese endings by sort, a pattern over the English terms, the longest ending."""
    path = resources.files("custodes.evidence") / "role_phrases.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    endings = {term: sort for sort, terms in table.items() for term in terms["zh"]}
    parts = []
    for sort, terms in table.items():
        listed = "|".join(re.escape(term) for term in sorted(terms["en"], key=len, reverse=True))
        parts.append(f"(?P<{sort}>{listed})")
    pattern = re.compile(rf"(?<![A-Za-z])(?:{'|'.join(parts)})(?![A-Za-z])", re.IGNORECASE)
    return endings, pattern, max(map(len, endings))


class Phrases:
    """The phrases of one text, looked up by place."""

    def __init__(self, text: Text, words: tuple[Word, ...], mentions: Sequence[Mention]) -> None:
        """``words`` and ``mentions`` are the text's, in order."""
        self._content = text.content
        self._words = words
        self._starts = [word.start for word in words]
        self.title = _law(text)
        self._laws = {m.span.start: m.span.end for m in mentions if m.kind == "instrument"}
        self._law_ends = {m.span.end: m.span.start for m in mentions if m.kind == "instrument"}

    def within(self, start: int, end: int) -> Iterator[Phrase]:
        """Every phrase of ``start..end``, in no order; some overlap."""
        yield from self._sections(start, end)
        _, pattern, _ = _known()
        for match in pattern.finditer(self._content, start, end):
            sort = str(match.lastgroup)
            yield Phrase(match.start(), match.end(), sort)
            if sort in ("generic", "people"):
                before = _DESCRIBED.search(
                    self._content, max(start, match.start() - 20), match.start()
                )
                word = before[1].strip().lower() if before else ""
                if before and word and word not in _NOT_DESCRIBING:
                    yield Phrase(before.start(1), match.end(), sort)
        first = bisect_left(self._starts, start)
        for number in range(first, len(self._words)):
            word = self._words[number]
            if word.end > end:
                break
            if word.tag in ("v", "vn", "vd") and word.end - word.start > 1:
                yield Phrase(word.start, word.end, "verb")
                following = self._words[number + 1 : number + 2]
                if following and following[0].start == word.end and following[0].end <= end:
                    yield Phrase(word.start, following[0].end, "verb")
            sort = _sort(self._content[word.start : word.end])
            if not sort:
                continue
            yield Phrase(word.start, word.end, sort)
            whole = self._whole(number, start)
            if whole < word.start and sort != "time":
                yield Phrase(whole, word.end, sort)

    def _sections(self, start: int, end: int) -> Iterator[Phrase]:
        """Sections of laws, by themselves and with the law that they are of."""
        for match in _SECTION.finditer(self._content, start, end):
            yield Phrase(match.start(), match.end(), "section")
            of = _OF_THE_LAW.match(self._content, match.end(), end)
            law = self._laws.get(of.end(), 0) if of else 0
            if match.end() < law <= end:
                yield Phrase(match.start(), law, "section")
            marks = self._content[match.start() - 1 : match.start()] in ("》", "”")
            first = self._law_ends.get(match.start() - marks, end) - marks
            if start <= first < match.start():
                yield Phrase(first, match.end(), "section")

    def _whole(self, number: int, floor: int) -> int:
        """Where the noun phrase that ends with this word begins."""
        end = self._words[number].end
        while number > 0:
            before = self._words[number - 1]
            if (
                before.tag not in _DESCRIBING
                or before.end != self._words[number].start
                or before.start < max(floor, end - _LONGEST)
            ):
                break
            number -= 1
        return self._words[number].start


@lru_cache(maxsize=1 << 14)
def _sort(word: str) -> str:
    """The sort of the longest known ending of a Chinese word, empty for none."""
    endings, _, longest = _known()
    return next((endings[word[-n:]] for n in range(longest, 0, -1) if word[-n:] in endings), "")


def _law(text: Text) -> Span | None:
    """The title of a text in articles, without the date that stands after it."""
    if not in_articles(text.content):
        return None
    for block in text.body():
        if block.kind in ("title", "heading", "paragraph"):
            title = text.content[block.start : block.end]
            dated = _DATED.search(title)
            end = block.start + (dated.start() if dated else len(title))
            return text.span(block.start, end) if block.start < end else None
    return None
