"""English words with simple tags, by shape alone."""

from __future__ import annotations

import re

from custodes.language.analysis import Word

# A possessive 's is a word of its own: "Flock Safety’s" names Flock Safety.
_TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}|['’](?:s|S)\b|[^\W\d_]+(?:['’](?!s\b|S\b)[^\W\d_]+)?|\d+(?:[.,]\d+)*|\S"
)


def words(content: str, start: int, end: int) -> list[Word]:
    """The words between two positions.

    Tags: ``Aa`` capitalised, ``AA`` upper case or mixed, ``a`` lower case, ``0`` number, ``'s``,
    ``w`` punctuation and the rest.
    """
    return [
        Word(match.start(), match.end(), _tag(match.group()))
        for match in _TOKEN.finditer(content, start, end)
    ]


def _tag(word: str) -> str:
    if word[0] in "'’":
        return "'s" if len(word) == 2 else "w"
    if word[0].isdigit():
        return "0"
    if not word[0].isalpha():
        return "w"
    if word.islower():
        return "a"
    return "Aa" if word[0].isupper() and (word[1:].islower() or len(word) == 1) else "AA"
