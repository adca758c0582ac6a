"""The published taxonomy (``taxonomy.toml``): kinds of technology, data and group, as data.

Each entry has a key, a preferred term in English and Chinese, synonyms in both, and a definition.
A mention's ``canonical`` is an entry's key.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from custodes.language.extension import sources
from custodes.model import CustodesError

TaxonomyKind = Literal["technology", "data", "group"]
KINDS: tuple[TaxonomyKind, ...] = ("technology", "data", "group")
_FILE = "taxonomy.toml"
_REQUIRED = {"key", "en", "zh", "definition"}
_ALSO = re.compile(r"also_([a-z]{2,3})")


class TaxonomyError(CustodesError):
    """An entry of the taxonomy cannot be used; says which file and line."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of technology, data or group, with its words in both languages."""

    kind: TaxonomyKind
    key: str
    en: str
    zh: str
    definition: str
    also: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def terms(self, language: str) -> tuple[str, ...]:
        """The terms in a language, preferred first: ``en``, ``zh``, or one that a user added."""
        preferred = {"en": (self.en,), "zh": (self.zh,)}.get(language, ())
        return (*preferred, *dict(self.also).get(language, ()))


@cache
def entries() -> tuple[Entry, ...]:
    """All entries, in the order of the file. Raises TaxonomyError where the file is at fault."""
    own, *added = sources("language", _FILE)
    found = parse(own.content, own.name)
    for source in added:
        found = parse(source.content, source.name, found)
    return found


@cache
def by_key() -> Mapping[tuple[TaxonomyKind, str], Entry]:
    """Every entry by kind and key."""
    return {(entry.kind, entry.key): entry for entry in entries()}


@cache
def by_term(language: str) -> Mapping[str, tuple[Entry, ...]]:
    """The entries that a term of a language belongs to, one a kind; lower case but in Chinese."""
    found: dict[str, tuple[Entry, ...]] = {}
    for entry in entries():
        for term in entry.terms(language):
            word = term if language == "zh" else term.lower()
            found[word] = (*found.get(word, ()), entry)
    return found


@cache
def key_of(kind: TaxonomyKind, surface: str, language: str) -> str:
    """The key of the entry that a surface names, ``""`` where none does.

    That is the entry of exactly these words, else of the longest term inside them, the later of
    two as long: in both languages the last word says what a thing is (智能高清摄像头).
    """
    terms = by_term(language)
    words = surface if language == "zh" else " ".join(surface.lower().split())
    for form in (words, words.removesuffix("s")):
        for entry in terms.get(form, ()):
            if entry.kind == kind:
                return entry.key
    best: tuple[int, int, str] = (0, 0, "")
    for term, entry_key in _terms(kind, language):
        if term in words:
            place = words.rfind(term) if language == "zh" else f" {words} ".rfind(f" {term}")
            if place >= 0:
                best = max(best, (len(term), place, entry_key))
    return best[2]


@cache
def _terms(kind: TaxonomyKind, language: str) -> tuple[tuple[str, str], ...]:
    """The terms of a kind that are longer than one character, with the keys of their entries."""
    return tuple(
        (term, entry.key)
        for term, known in by_term(language).items()
        for entry in known
        if entry.kind == kind and len(term) > 1
    )


def parse(content: str, name: str, before: tuple[Entry, ...] = ()) -> tuple[Entry, ...]:
    """The entries of a taxonomy in TOML, after those ``before``; ``name`` is used in errors.

    An entry of a key that stands before may give only more words for it: ``also_en``, ``also_zh``,
    and in a language that a user added ``also_fr``.

    Raises TaxonomyError, with file and line, for what is not TOML, for a missing or unknown
    field, and for a key or term that stands twice in its kind.
    """
    try:
        raw = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise TaxonomyError(f"{name}: {error}") from error
    found = {(entry.kind, entry.key): entry for entry in before}
    seen = {
        (kind, language, word): key
        for (kind, key), entry in found.items()
        for language, word in _words(entry)
    }
    for kind, rows in raw.items():
        if kind not in KINDS:
            raise TaxonomyError(f"{name}: {kind!r} is none of {', '.join(KINDS)}")
        for row in rows:
            known = found.get((kind, row.get("key", "")))
            if (
                known is not None
                and known in before
                and all(field == "key" or _ALSO.fullmatch(field) for field in row)
            ):
                row = {**row, "en": known.en, "zh": known.zh, "definition": known.definition}
                entry = _entry(kind, row, content, name)
                words = [word for word in _words(entry) if word not in _words(known)]
                also = dict(known.also)
                for language, more in entry.also:
                    also[language] = (*also.get(language, ()), *more)
                entry = replace(entry, also=tuple(also.items()))
            else:
                entry = _entry(kind, row, content, name)
                words = [*_words(entry), ("key", entry.key)]
            for language, word in words:
                if (kind, language, word) in seen:
                    raise TaxonomyError(
                        f"{name}, line {_line(content, entry.key)}: {word!r} of {entry.key!r}"
                        f" already belongs to {seen[kind, language, word]!r}"
                    )
                seen[kind, language, word] = entry.key
            found[kind, entry.key] = entry
    return tuple(found.values())


def _words(entry: Entry) -> list[tuple[str, str]]:
    languages = dict.fromkeys(("en", "zh", *dict(entry.also)))
    return [
        (language, term if language == "zh" else term.lower())
        for language in languages
        for term in entry.terms(language)
    ]


def _entry(kind: TaxonomyKind, row: Mapping[str, Any], content: str, name: str) -> Entry:
    key = row.get("key", "")
    place = f"{name}, line {_line(content, key)}"
    missing = _REQUIRED - row.keys()
    also = {match[1]: field for field in row if (match := _ALSO.fullmatch(field))}
    unknown = row.keys() - _REQUIRED - set(also.values())
    if missing or unknown:
        raise TaxonomyError(
            f"{place}: {kind} {key!r} lacks {sorted(missing)} or has unknown {sorted(unknown)}"
        )
    texts = [row[field] for field in sorted(_REQUIRED)]
    lists = [row[field] for field in also.values()]
    if not all(isinstance(text, str) and text.strip() for text in texts) or not all(
        isinstance(value, list) and all(isinstance(term, str) and term for term in value)
        for value in lists
    ):
        raise TaxonomyError(f"{place}: {kind} {key!r} has a field that is empty or not text")
    more = tuple((language, tuple(row[field])) for language, field in sorted(also.items()))
    return Entry(kind, key, row["en"], row["zh"], row["definition"], more)


def _line(content: str, key: str) -> int:
    """The line (from 1) that gives this key, 1 where none does."""
    for number, line in enumerate(content.splitlines(), start=1):
        if line.startswith("key") and f'"{key}"' in line:
            return number
    return 1
