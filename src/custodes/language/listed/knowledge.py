"""What the folder of a listed language knows: ``language.toml`` and its word lists."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from custodes.language import taxonomy
from custodes.language.approximation import APPROXIMATIONS, Approximation
from custodes.language.extension import DESCRIPTION, LANGUAGE_LISTS, added_languages, sources
from custodes.language.lexicon import Lexicon
from custodes.language.word_lists import WordListError, mapping, rows, words_by_kind
from custodes.reading.languages import COMMON_IN_ENGLISH, share_of

UNITS = ("count", "length", "time", "money", "share")
FEWEST = 20
"""So many of a language's commonest words tell a passage in it from one in English."""
LEAST = 0.1
"""The share of a passage's words that must be among the commonest of a language."""

_FIELDS = {"name", "words", "decimal", "thousands", "joining"}
_LARGEST = 10**12


@dataclass(frozen=True, slots=True)
class Listed:
    """A language: its code, its own name, its commonest words, and how it writes figures.

    ``decimal`` parts whole from fraction, ``thousands`` groups of three digits; ``joining`` are
    words that may stand inside a name (de, du). ``units`` gives the kind of each unit, ``numerals``
    the value of each number word, ``scales`` those that multiply, ``months`` 1 to 12, ``widened``
    what words before a figure do to it.
    """

    code: str
    name: str
    words: frozenset[str]
    decimal: str
    thousands: tuple[str, ...]
    joining: frozenset[str]
    lexicon: Lexicon
    units: dict[str, str]
    numerals: dict[str, int]
    scales: dict[str, int]
    months: dict[str, int]
    widened: dict[str, Approximation]


@cache
def listed(code: str) -> Listed:
    """The language of this code. Raises WordListError with the file of what cannot be used."""
    table = _described(code)
    return Listed(
        code=code,
        name=table["name"],
        words=frozenset(word.lower() for word in table["words"]),
        decimal=table.get("decimal", "."),
        thousands=tuple(table.get("thousands", (",",))),
        joining=frozenset(table.get("joining", ())),
        lexicon=Lexicon(_words(code)),
        units={
            word.lower(): kind
            for kind, words in words_by_kind(code, "units.tsv", UNITS).items()
            for word in words
        },
        numerals=_numbers(code, "digit"),
        scales=_numbers(code, "scale"),
        months=_months(code),
        widened=_widened(code),
    )


def language_of(content: str) -> str:
    """The listed language that a passage is in, ``""`` where it is likelier to be English.

    That is the one with the largest share of its commonest words.
    """
    codes = added_languages()
    written = re.findall(r"[^\W\d_]+", content[:2000].lower()) if codes else []
    if not written:
        return ""
    best, found = max(LEAST, share_of(written, COMMON_IN_ENGLISH)), ""
    for code in codes:
        share = share_of(written, listed(code).words)
        if share > best:
            best, found = share, code
    return found


def _described(code: str) -> dict[str, Any]:
    """``language.toml``, checked."""
    (source,) = sources("language", f"{code}/{DESCRIPTION}")

    def must(holds: bool, what: str) -> None:
        if not holds:
            raise WordListError(f"{source.name}: {what}")

    try:
        table = tomllib.loads(source.content)
    except tomllib.TOMLDecodeError as error:
        raise WordListError(f"{source.name}: {error}") from error
    must(not table.keys() - _FIELDS, f"unknown field {sorted(table.keys() - _FIELDS)}")
    must(isinstance(table.get("name"), str) and bool(table["name"]), "name is missing")
    for field in ("words", "thousands", "joining"):
        value = table.get(field, [])
        texts = isinstance(value, list) and all(isinstance(each, str) and each for each in value)
        must(texts, f"{field} is not a list of words")
    words = table.get("words", [])
    must(len(words) >= FEWEST, f"words has fewer than {FEWEST} of the commonest words")
    # Private persons are told by capital letters; without them they could not be masked.
    must(
        any(word.upper() != word for word in words),
        "a script without capital letters needs code of its own: names could not be masked",
    )
    decimal = table.get("decimal", ".")
    must(decimal in (".", ","), f"decimal is {decimal!r}, not a point or a comma")
    must(decimal not in table.get("thousands", [","]), "decimal is among thousands")
    return table


def _words(code: str) -> Iterator[tuple[str, str]]:
    for name, (kind, parts) in LANGUAGE_LISTS.items():
        for part, words in words_by_kind(code, f"lexicons/{name}.tsv", parts).items():
            for word in words:
                yield word.lower(), f"{kind}.{part}"
    for entry in taxonomy.entries():
        for term in entry.terms(code):
            yield term.lower(), entry.kind


def _numbers(code: str, wanted: str) -> dict[str, int]:
    found = {}
    for number, (word, kind, value) in rows(code, "numerals.tsv", 3):
        good = kind in ("digit", "scale") and value.isdecimal() and int(value) <= _LARGEST
        if not good:
            raise WordListError(f"{code}/numerals.tsv, line {number}: cannot use {word!r}")
        if kind == wanted:
            found[word.lower()] = int(value)
    return found


def _months(code: str) -> dict[str, int]:
    found = {}
    for name, month in mapping(code, "months.tsv").items():
        if not month.isdecimal() or not 1 <= int(month) <= 12:
            raise WordListError(f"{code}/months.tsv: {month!r} of {name!r} is no month")
        found[name.lower()] = int(month)
    return found


def _widened(code: str) -> dict[str, Approximation]:
    return {
        word.lower(): does  # type: ignore[misc]
        for does, words in words_by_kind(code, "approximation.tsv", APPROXIMATIONS).items()
        for word in words
    }
