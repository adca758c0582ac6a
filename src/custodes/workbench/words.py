"""The words of the pages: for each page one TOML file a language, the same keys in each."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup, escape

from custodes.dossier.words import LANGUAGES, Count, InterfaceLanguage
from custodes.model import CustodesError

__all__ = ["LANGUAGES", "InterfaceLanguage", "Phrase", "Section", "keys_of", "load_words", "names"]


class Phrase(Markup):
    """Words, escaped. Called, with their blanks filled in: ``words.documents.count(n=3)``.

    ``"{n} {n:file|files}"`` chooses the noun by the number.
    """

    def __call__(self, **values: object) -> Markup:
        """The words with these values in their blanks, escaped unless they are markup."""
        counted = {
            name: Count(value) if type(value) is int else value for name, value in values.items()
        }
        return Markup(str(self)).format(**counted)  # noqa: S704 - escaped when it was loaded


class Section:
    """A table of words; ``section.key`` and ``section["key"]`` are a Phrase or another Section.

    Raises CustodesError for a key that is not there.
    """

    def __init__(self, name: str, table: Mapping[str, Any]) -> None:
        self._name = name
        self._entries: dict[str, Phrase | Section] = {}
        for key, value in table.items():
            if isinstance(value, dict):
                self._entries[key] = Section(f"{name}.{key}", value)
            elif isinstance(value, str):
                self._entries[key] = Phrase(escape(value))
            else:
                raise CustodesError(f"{name}.{key} is a {type(value).__name__}, not words")

    def __getitem__(self, key: str) -> Any:
        try:
            return self._entries[key]
        except KeyError:
            raise CustodesError(
                f"there are no words {self._name}.{key}: add them in every language"
            ) from None

    def __getattr__(self, key: str) -> Any:
        if key.startswith("__"):
            raise AttributeError(key)
        return self[key]

    def __contains__(self, key: str) -> bool:
        return key in self._entries


def keys_of(section: Section, prefix: str = "") -> Iterator[str]:
    """The names of all words of a section, with dots."""
    # a section has no methods that could hide a word of the same name
    for key, value in section._entries.items():
        if isinstance(value, Section):
            yield from keys_of(value, f"{prefix}{key}.")
        else:
            yield prefix + key


def names() -> list[str]:
    """The pages that have words, by the files' names."""
    return sorted(
        file.name.removesuffix(".en.toml") for file in _folder() if file.name.endswith(".en.toml")
    )


@cache
def load_words(language: InterfaceLanguage) -> Section:
    """All words in one language: a section a page. Raises CustodesError where a file is wrong."""
    return Section(f"words ({language})", {name: _read(name, language) for name in names()})


def _read(name: str, language: InterfaceLanguage) -> dict[str, Any]:
    file = files("custodes.workbench").joinpath("words", f"{name}.{language}.toml")
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, OSError) as error:
        raise CustodesError(f"workbench/words/{file.name}: {error}") from error


def _folder() -> Iterator[Any]:
    yield from files("custodes.workbench").joinpath("words").iterdir()
