"""该局, 上述系统, "the Office": words that point back, and the name in the document that they mean.

Only the nearest name before it that fits is meant, and only where nothing else fits as near. 其 and
"it" are in ``pronouns``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from custodes.language.word_lists import WordListError, rows
from custodes.model import Mention

_REACH = 400
"""How many code points before the word its name may stand."""
_KINDS = ("agency", "company", "programme", "instrument")
_BEFORE = {
    "zh": r"(?:该|本|上述|前述|这一|这个|这套|这家|这份)",
    "en": r"(?<![\w’'])(?:[Tt]he|[Tt]his|[Tt]hat)\s+",
}
_AFTER = {"zh": r"(?![们市区县])", "en": r"(?![\w’'-])(?!\s+[A-Z])"}


@dataclass(frozen=True, slots=True)
class Pointer:
    """Code points ``start..end`` that mean what a mention before them names."""

    start: int
    end: int
    mention: Mention

    @property
    def name(self) -> str:
        """The fullest name of what is meant."""
        return self.mention.canonical or self.mention.span.exact


def pointers(content: str, mentions: Sequence[Mention]) -> list[Pointer]:
    """The words of a text that point back at one of its mentions, in order of position.

    ``mentions`` are all those of the text, in order. What stands inside a mention is no pointer.
    """
    named = [mention for mention in mentions if mention.kind in _KINDS]
    inside = bytearray(len(content))
    for mention in named:
        inside[mention.span.start : mention.span.end] = b"\1" * len(mention.span.exact)
    found = []
    for language, pattern in _patterns().items():
        for match in pattern.finditer(content):
            if any(inside[match.start() : match.end()]):
                continue
            noun = match["noun"]
            meant = _meant(named, match.start(), noun, *_nouns(language)[noun], language)
            if meant is not None:
                found.append(Pointer(match.start(), match.end(), meant))
    return sorted(found, key=lambda pointer: pointer.start)


def _meant(
    named: Sequence[Mention],
    position: int,
    noun: str,
    kind: str,
    fits: Literal["own", "any"],
    language: str,
) -> Mention | None:
    """The nearest fitting mention; None where another one stands right beside it."""
    fitting = list(_fitting(named, position, noun, kind, fits, language))
    if not fitting:
        return None
    nearest = fitting[-1]
    name = nearest.canonical or nearest.span.exact
    for other in fitting[:-1]:
        apart = (other.canonical or other.span.exact) != name
        if apart and nearest.span.start - other.span.end <= _SIDE_BY_SIDE:
            return None
    return nearest


_SIDE_BY_SIDE = 3
"""Two names with no more than a comma or "and" between them are meant together or not at all."""


def _fitting(
    named: Sequence[Mention], position: int, noun: str, kind: str, fits: str, language: str
) -> Iterator[Mention]:
    for mention in named:
        near = position - _REACH <= mention.span.start and mention.span.end <= position
        if mention.kind != kind or not near:
            continue
        full = mention.canonical or mention.span.exact
        if language == "zh":
            own = full.endswith(noun)
        else:
            own = noun.lower() in re.findall(r"\w+", full.lower())
        if own or fits == "any":
            yield mention


@cache
def _nouns(language: str) -> dict[str, tuple[str, Literal["own", "any"]]]:
    found: dict[str, tuple[str, Literal["own", "any"]]] = {}
    for number, (noun, kind, fits) in rows(language, "pointers.tsv", 3):
        if kind not in _KINDS or noun in found or (fits != "own" and fits != "any"):
            raise WordListError(f"{language}/pointers.tsv, line {number}: cannot use {noun!r}")
        found[noun] = (kind, fits)  # type: ignore[assignment]
    return found


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        language: re.compile(
            f"{before}(?P<noun>{'|'.join(sorted(_nouns(language), key=len, reverse=True))})"
            f"{_AFTER[language]}"
        )
        for language, before in _BEFORE.items()
    }
