"""Words with classes come in, every place where a text holds one goes out.

A lexicon is what a language's word lists and the taxonomy know: each word with the classes it has
(``agency.name``, ``company.suffix``, ``technology`` …). Matching is one pass over the text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import daachorse


@dataclass(frozen=True, slots=True)
class Hit:
    """A word of the lexicon at code points ``start..end``, with its classes."""

    start: int
    end: int
    classes: tuple[str, ...]


class Lexicon:
    """A set of words, each with one or more classes, ready for matching."""

    def __init__(self, words: Iterable[tuple[str, str]]) -> None:
        """Take pairs of word and class; a word may come with several classes."""
        classes: dict[str, list[str]] = {}
        for word, name in words:
            known = classes.setdefault(word, [])
            if name not in known:
                known.append(name)
        self._classes = [tuple(names) for names in classes.values()]
        self._by_word = dict(zip(classes, self._classes, strict=True))
        self._matcher = daachorse.CharwiseDoubleArrayAhoCorasick(list(classes))

    def classes(self, word: str) -> tuple[str, ...]:
        """The classes of exactly this word, none if it is not in the lexicon."""
        return self._by_word.get(word, ())

    def hits(self, content: str, offset: int = 0) -> list[Hit]:
        """Every word that the content holds, overlapping ones too, in order of their ends.

        ``offset`` is added to the positions.
        """
        return [
            Hit(start + offset, end + offset, self._classes[number])
            for start, end, number in self._matcher.find_overlapping(content)
        ]


def of_title(classes: Iterable[str]) -> bool:
    """Whether a word of these classes is a title or role that stands beside a person's name."""
    return any(name.startswith("title.") for name in classes)


def lowered(content: str) -> str:
    """The content in lower case, character by character, so that positions stay."""
    low = content.lower()
    if len(low) == len(content):
        return low
    # İ and a few others grow when lowered.
    return "".join(
        small if len(small := character.lower()) == 1 else character for character in content
    )
