"""The interface's words: one TOML file a language, the same keys in each."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal

from markupsafe import Markup, escape

from custodes.model import CustodesError

InterfaceLanguage = Literal["en", "zh"]
LANGUAGES: tuple[InterfaceLanguage, ...] = ("en", "zh")


_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")


class Count(int):
    """A whole number that prints with thousands separators and chooses its noun.

    ``"{n} {n:claim|claims}".format(n=Count(1158))`` is ``"1,158 claims"``.
    """

    def __str__(self) -> str:
        return f"{int(self):,}"

    def __format__(self, spec: str) -> str:
        if "|" in spec:
            one, many = spec.split("|", 1)
            return one if self == 1 else many
        return str(self) if not spec else format(int(self), spec)


class Words:
    """Looks up the interface's words by key and fills in their blanks.

    Words are plain text and come out escaped; values that are already markup stay so.
    """

    def __init__(self, language: InterfaceLanguage, entries: Mapping[str, str]) -> None:
        self.language = language
        self.entries = entries

    def __call__(self, key: str, **values: object) -> Markup:
        """The words of ``key``; raises CustodesError if the language has no such key."""
        try:
            text = self.entries[key]
        except KeyError:
            raise CustodesError(
                f"words.{self.language}.toml has no key {key!r}: add it to every words file"
            ) from None
        marked = escape(text)
        if self.language != "zh":
            # Chinese examples in other prose need their own face and voice
            marked = Markup(_HAN.sub(r'<span lang="zh">\g<0></span>', str(marked)))  # noqa: S704
        if not values:
            return marked
        counted = {
            name: Count(value) if type(value) is int else value for name, value in values.items()
        }
        return marked.format(**counted)

    def __contains__(self, key: str) -> bool:
        return key in self.entries


@cache
def load_words(language: InterfaceLanguage) -> Words:
    """The words of one interface language; raises CustodesError where a file is not as meant.

    ``words.LANGUAGE.toml`` holds those of all pages; those of an audit's page are in
    ``audits/NAME.LANGUAGE.toml`` and have keys that begin with ``audit.NAME.``.
    """
    folder = files("custodes.dossier")
    entries = _read(folder.joinpath(f"words.{language}.toml"), "")
    ending = f".{language}.toml"
    for file in sorted(folder.joinpath("audits").iterdir(), key=lambda file: file.name):
        if file.name.endswith(ending):
            entries |= _read(file, f"audit.{file.name.removesuffix(ending)}.")
    return Words(language, entries)


def _read(file: Traversable, prefix: str) -> dict[str, str]:
    try:
        tables = tomllib.loads(file.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise CustodesError(f"{file.name}: {error}") from error
    return dict(_flatten(tables, prefix, file.name))


def _flatten(table: Mapping[str, Any], prefix: str, name: str) -> list[tuple[str, str]]:
    entries: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            entries += _flatten(value, f"{prefix}{key}.", name)
        elif isinstance(value, str):
            entries.append((prefix + key, value))
        else:
            raise CustodesError(f"{name}: {prefix}{key} is a {type(value).__name__}, not words")
    return entries
