"""What a user types, taken apart: words that a document must have all of, and phrases in quotes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from custodes.case.search.folding import WIDE, fold
from custodes.case.search.keys import Key

MOST_WORDS = 32
"""Words of a query that are looked for; what follows is ignored."""
LONGEST = 400
"""Characters of a word that are looked for."""

_PART = re.compile(r'["“”„]([^"“”„]*)(["“”„]|$)|([^\s"“”„]+)')


@dataclass(frozen=True, slots=True)
class Word:
    """One thing to find: its ``words`` as typed, and its key.

    ``whole`` says that it was closed in quotes: then a letter or digit beside it that would go on
    with its first or last word makes it another word.
    """

    words: str
    key: str
    whole: bool = False

    def places(self, key: Key) -> Iterator[int]:
        """The positions in the key where it stands, ascending; they may overlap."""
        content, needle = key.content, self.key
        at = content.find(needle)
        while at >= 0:
            if not self.whole or self._is_whole(content, at):
                yield at
            at = content.find(needle, at + 1)

    @property
    def is_bounded(self) -> bool:
        """Whether what stands beside it matters."""
        return self.whole and (_is_letter(self.key[0]) or _is_letter(self.key[-1]))

    def _is_whole(self, content: str, at: int) -> bool:
        end = at + len(self.key)
        begins = at == 0 or not (_is_letter(content[at - 1]) and _is_letter(self.key[0]))
        ends = end == len(content) or not (_is_letter(content[end]) and _is_letter(self.key[-1]))
        return begins and ends


def words_of(untrusted_query: str) -> tuple[Word, ...]:
    """The words and phrases of a query, each once; empty if it has none that could be found.

    A phrase whose quotes are not closed yet is one as far as it goes.
    """
    found: dict[tuple[str, bool], Word] = {}
    for phrase, closing, word in _PART.findall(unicodedata.normalize("NFC", untrusted_query)):
        words = " ".join((phrase or word).split())[:LONGEST]
        key, _ = fold(words)
        if key and len(found) < MOST_WORDS:
            whole = bool(phrase and closing)
            found.setdefault((key, whole), Word(words, key, whole))
    return tuple(found.values())


def _is_letter(character: str) -> bool:
    """Whether it makes a word with letters beside it, as those of narrow scripts do."""
    return character.isalnum() and ord(character) < WIDE
