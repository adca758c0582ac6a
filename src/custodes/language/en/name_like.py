"""Whatever looks like a personal name in Latin script: high recall, for masking to fail closed."""

from __future__ import annotations

import re
from functools import cache

from custodes.language.word_lists import rows, words_by_kind

_WORD = r"[^\W\d_](?:[^\W\d_]|['’](?=[^\W\d_]{2}))*"
_PART = rf"(?:[A-Z]\.|{_WORD}(?:-{_WORD})*)"
_RUN = re.compile(rf"(?<![\w@/]){_PART}(?:[ \t\u00a0]{_PART})*\.?")
_PIECE = re.compile(_PART)
_HONORIFIC_BEFORE = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Miss|Shri|Smt|Sri|Dr|Prof|Sir|Adv|Justice|Judge|Officer|Deputy|Sgt|Lt|Capt"
    r"|Detective)\.?\s?)$"
)
_BYLINE = re.compile(r"(?:^|[\n>*(|])\s*(?:by|written by|author:?|photo(?:graph)? by)\s+$", re.I)
_SAID_AFTER = re.compile(
    r"\s+(?:said|says|told|added|wrote|argued|argues|explained|tweeted|noted)\b"
)
_JOINED_BEFORE = re.compile(r"(?:\bstaffers?,?|\b(?:named|called|colleagues?|client)|,| and)\s$")
_PARTICLES = frozenset(
    {"al", "bin", "bint", "da", "de", "del", "der", "di", "du", "el", "ibn", "van"}
)
_LONGEST = 5


def find(content: str) -> list[tuple[int, int]]:
    """Where (code points) the content holds what looks like a name, in order of position.

    Two to five capitalised words of which at least one is neither a common word nor part of a
    body's, firm's or place's name; one such word after an honorific or in a byline; and a given
    name alone.
    """
    found: list[tuple[int, int]] = []
    for run in _RUN.finditer(content):
        pieces = [match.span() for match in _PIECE.finditer(content, run.start(), run.end())]
        group: list[tuple[int, int]] = []
        for start, end in [*pieces, (run.end(), run.end())]:
            word = content[start:end]
            if word and (word[0].isupper() or (group and word in _PARTICLES)):
                group.append((start, end))
                continue
            found += _names(content, group)
            group = []
    return found


def _names(content: str, group: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The names in one run of capitalised words: what is left between words that are no names."""
    names: list[tuple[int, int]] = []
    part: list[tuple[int, int]] = []
    for start, end in [*group, (-1, -1)]:
        word = content[start:end] if start >= 0 else ""
        if word and not _never(word):
            part.append((start, end))
            continue
        while part and content[part[-1][0] : part[-1][1]] in _PARTICLES:
            part.pop()
        if part and _looks(content, part):
            names.append((part[0][0], part[-1][1]))
        part = []
    return names


def _looks(content: str, part: list[tuple[int, int]]) -> bool:
    words = [content[start:end] for start, end in part]
    solid = [word for word in words if len(word) > 2 and not word.isupper()]
    given = any(word in _given() for word in words)
    before = content[max(0, part[0][0] - 24) : part[0][0]]
    if _HONORIFIC_BEFORE.search(before) or _BYLINE.search(before):
        return True
    if len(words) == 1:
        return given or (
            bool(solid)
            and " ".join(words) not in _known()
            and (
                _SAID_AFTER.match(content, part[0][1]) is not None
                or (_JOINED_BEFORE.search(before) is not None and _staff(content, part[0][0]))
            )
        )
    if len(words) > _LONGEST or " ".join(words) in _known():
        return False
    if given:
        return True
    upper = all(word.isupper() for word in words)
    return (bool(solid) or (upper and min(map(len, words)) > 2)) and not _sentence_of_names(words)


def may_be_personal(word: str) -> bool:
    """Whether a capitalised word may be part of a person's name: no common word, thing or place."""
    return len(word) > 1 and not _never(word) and word not in _known()


def _staff(content: str, start: int) -> bool:
    """Whether the sentence so far speaks of people of some post."""
    return (
        re.search(r"\b(?:staffers?|named|colleagues?|client)\b[^.]{0,40}$", content[:start][-60:])
        is not None
    )


def _sentence_of_names(words: list[str]) -> bool:
    """Whether every word is a known place or firm (Delhi Mumbai)."""
    return all(word in _known() for word in words)


def _never(word: str) -> bool:
    """Whether this word is part of no personal name (Police, Street, January)."""
    if word.isupper() and len(word) == 2 and word.isalpha():
        return True
    known = (
        word.lower() in _common() or word in _institutional() or word.title() in _institutional()
    )
    return (known or (word.isupper() and word in _known())) and word not in _given()


@cache
def _common() -> frozenset[str]:
    return frozenset(word for _, (word,) in rows("en", "lexicons/common_words.txt", 1))


@cache
def _given() -> frozenset[str]:
    return frozenset(words_by_kind("en", "lexicons/persons.tsv")["given"])


@cache
def _institutional() -> frozenset[str]:
    """The words that make up names of bodies, firms, programmes, instruments and countries."""
    words: set[str] = set()
    for name in ("agencies", "companies", "programmes", "instruments"):
        for kind, listed in words_by_kind("en", f"lexicons/{name}.tsv").items():
            if kind.endswith("word"):
                words.update(listed)
    places = words_by_kind("en", "lexicons/places.tsv")
    words.update(places["word"], (word for word in places["country"] if " " not in word))
    return frozenset(words)


@cache
def _known() -> frozenset[str]:
    """Names that the word lists know to be no person's."""
    words: set[str] = set()
    for name in ("agencies", "companies", "programmes", "places"):
        for listed in words_by_kind("en", f"lexicons/{name}.tsv").values():
            words.update(listed)
    return frozenset(words)
