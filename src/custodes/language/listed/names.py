"""Names in a listed language: words of its lists, and capitalised words that go with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from custodes.language.analysis import Segment, Word
from custodes.language.lexicon import Hit, lowered
from custodes.language.listed.knowledge import Listed, listed
from custodes.language.names import Name, longest
from custodes.model import MentionKind, PersonRole

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|\d+(?:[.,\u00a0\u202f ]\d{3})*(?:[.,]\d+)?|\S")
_CAPITALISED = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*\.?")
_BESIDE = re.compile(r"[ \u00a0]|['’]")
_HEADED = ("agency", "company", "programme", "instrument")
_ROLES: tuple[PersonRole, ...] = ("private", "official", "commentator", "public")


def words(content: str, sentences: Sequence[Segment]) -> Iterator[Word]:
    """The words of the sentences; tags as in English: ``Aa``, ``a``, ``0``, ``w``."""
    for sentence in sentences:
        for match in _WORD.finditer(content, sentence.start, sentence.end):
            first = match[0][0]
            tag = "0" if first.isdigit() else "w"
            if first.isalpha():
                tag = "Aa" if first.isupper() else "a"
            yield Word(match.start(), match.end(), tag)


def names(content: str, sentences: Sequence[Segment], code: str) -> list[Name]:
    """The names in these sentences, in order of position, longest of those of one kind.

    A word of a list that names something by itself; a word that names of its kind have (prefecture,
    SA) with the capitalised words beside it; after a title, honorific or given name a person.
    """
    language = listed(code)
    low = lowered(content)
    found: list[Name] = []
    for sentence in sentences:
        for hit in language.lexicon.hits(low[sentence.start : sentence.end], sentence.start):
            if _is_whole(content, hit):
                found += _named(content, sentence, hit, language)
    return longest(found)


def roles(content: str, persons: Iterable[Name], code: str) -> dict[str, PersonRole]:
    """The role of each person by the titles of the list beside the name, ``unknown`` without."""
    language = listed(code)
    low = lowered(content)
    found: dict[str, PersonRole] = {}
    for name in persons:
        surface = content[name.start : name.end]
        before = low[max(0, name.start - 60) : name.start].rstrip(" ,")
        after = low[name.end : name.end + 60].lstrip(" ,(–—")
        given = {found.get(surface, "unknown")}
        for hit in language.lexicon.hits(before):
            if hit.end == len(before) and (not hit.start or not before[hit.start - 1].isalnum()):
                given.update(_roles(hit))
        if content[name.end : name.end + 2].strip() in (",", "(", "–", "—"):
            first = [hit for hit in language.lexicon.hits(after) if _begins(after, hit)]
            for hit in first:
                given.update(_roles(hit))
        found[surface] = next((role for role in _ROLES if role in given), "unknown")
    return found


def _roles(hit: Hit) -> Iterator[PersonRole]:
    for name in hit.classes:
        kind, _, part = name.partition(".")
        if kind == "title":
            yield cast(PersonRole, part)


def _begins(after: str, hit: Hit) -> bool:
    """Whether a title stands first in an apposition, an article at most before it."""
    return len(after[: hit.start].split()) <= 1 and not after[hit.end : hit.end + 1].isalnum()


def _named(content: str, sentence: Segment, hit: Hit, language: Listed) -> Iterator[Name]:
    for name in hit.classes:
        kind, _, part = name.partition(".")
        if kind == "title" or kind == "person":
            after = _beside(content, hit.end, sentence.end)
            if content[after : after + 1].isupper() and after > hit.end:
                last = _capitals(content, hit.end, sentence.end, language)
                if part != "given":
                    yield Name(after, last, "person")
                elif content[hit.start].isupper():
                    yield Name(hit.start, last, "person")
        elif part == "word" and kind in _HEADED:
            last = _capitals(content, hit.end, sentence.end, language)
            start = _capitals_before(content, hit.start, sentence.start)
            if last > hit.end or start < hit.start or kind == "agency":
                yield Name(start, last, cast(MentionKind, kind))
        else:
            yield Name(hit.start, hit.end, cast(MentionKind, kind))


def _capitals(content: str, position: int, end: int, language: Listed) -> int:
    """Where capitalised words right after a position end, with what joins them; else the position.

    Préfecture | de police de Paris: words of the language that join names may stand between.
    """
    reached = at = position
    while at < end:
        start = _beside(content, at, end)
        word = _CAPITALISED.match(content, start, end) if start > at else None
        if word is None:
            break
        text = word[0]
        if text[0].isupper():
            reached = at = word.end() - (1 if text.endswith(".") and len(text) > 2 else 0)
            if at < word.end():
                break
        elif text.lower() in language.joining:
            at = word.end()
        else:
            break
    return reached


def _capitals_before(content: str, position: int, start: int) -> int:
    """Where the capitalised words right before a position begin, the sentence's first left out."""
    reached = position
    while match := re.search(r"([^\W\d_][\w’'-]*)[ \u00a0]$", content[start:reached]):
        if not match[1][0].isupper() or match.start(1) == 0:
            break
        reached = start + match.start(1)
    return reached


def _beside(content: str, position: int, end: int) -> int:
    """The position after one space or elision (d’) right behind ``position``; itself without."""
    at = position
    while match := _BESIDE.match(content, at, end):
        at = match.end()
    return at


def _is_whole(content: str, hit: Hit) -> bool:
    before = content[hit.start - 1 : hit.start]
    return not before.isalnum() and not content[hit.end : hit.end + 1].isalnum()
