"""What the word lists of English know, as two lexicons: one where case matters, one where not."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from custodes.language import taxonomy
from custodes.language.lexicon import Hit, Lexicon, lowered
from custodes.language.word_lists import rows, words_by_kind

_CASED = {
    "agencies": ("agency", {"name", "word", "civil", "civil_word"}),
    "companies": ("company", {"name", "media", "platform", "word"}),
    "programmes": ("programme", {"name", "word"}),
    "places": ("place", {"country", "state", "city", "region", "word"}),
    "persons": ("person", {"honorific", "given"}),
    "instruments": ("instrument", {"name", "word"}),
}
_TITLES = {"official", "commentator", "public", "private"}


def hits(content: str) -> list[Hit]:
    """The lexicons' whole words in the content, in order of position."""
    found = [*_cased().hits(content), *_lowered().hits(lowered(content))]
    whole = [hit for hit in found if _whole(content, hit)]
    return sorted(whole, key=lambda hit: (hit.start, hit.end))


def classes(word: str) -> tuple[str, ...]:
    """The classes that both lexicons give to exactly this word."""
    return (*_cased().classes(word), *_lowered().classes(word.lower()))


@cache
def common_words() -> frozenset[str]:
    """Words, in lower case, that are no names though a heading may capitalise them."""
    return frozenset(word for _, (word,) in rows("en", "lexicons/common_words.txt", 1))


@cache
def place_endings() -> frozenset[str]:
    """Words that end the name of a place and of hardly any person."""
    return frozenset(word for _, (word,) in rows("en", "lexicons/place_endings.txt", 1))


@cache
def _cased() -> Lexicon:
    return Lexicon(
        (word, f"{prefix}.{kind}")
        for name, (prefix, kinds) in _CASED.items()
        for kind, words in words_by_kind("en", f"lexicons/{name}.tsv", kinds).items()
        for word in words
    )


@cache
def _lowered() -> Lexicon:
    return Lexicon(_lowered_words())


def _lowered_words() -> Iterator[tuple[str, str]]:
    for kind, words in words_by_kind("en", "lexicons/titles.tsv", _TITLES).items():
        for word in words:
            yield word.lower(), f"title.{kind}"
    for entry in taxonomy.entries():
        for term in entry.terms("en"):
            yield term.lower(), entry.kind
            if not term.endswith("s"):
                yield term.lower() + "s", entry.kind


def _whole(content: str, hit: Hit) -> bool:
    before = hit.start > 0 and content[hit.start - 1].isalnum() and content[hit.start].isalnum()
    after = hit.end < len(content) and content[hit.end].isalnum() and content[hit.end - 1].isalnum()
    return not before and not after
