"""The words of an audit in every language of the interface, from a file of its folder.

``words.toml`` holds a table a phrase, with the same blanks in each language::

    [title]
    en = "Is “{claimed}” established?"
    zh = "“{claimed}”成立吗？"
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from custodes.audits.errors import AuditError
from custodes.model import Wording

LANGUAGES = ("en", "zh")


class Phrases:
    """The phrases of one audit by key (``figure.share``)."""

    def __init__(self, name: str, entries: Mapping[str, Wording]) -> None:
        self.name = name
        self.entries = entries

    def __call__(self, key: str, **values: object) -> dict[str, str]:
        """The phrase in each language with its blanks filled; raises AuditError for no such key.

        A value that is itself a Wording fills each language's blank with its own words.
        """
        if key not in self.entries:
            raise AuditError(f"{self.name} has no phrase {key!r}")
        return {
            language: text.format(
                **{
                    blank: value[language] if isinstance(value, Mapping) else value
                    for blank, value in values.items()
                }
            )
            for language, text in self.entries[key].items()
        }


def joined(wordings: list[dict[str, str]], *, en: str = " ", zh: str = "") -> dict[str, str]:
    """Several Wordings as one, with what stands between them in each language."""
    between = {"en": en, "zh": zh}
    return {
        language: between[language].join(wording[language] for wording in wordings)
        for language in LANGUAGES
    }


@cache
def load_phrases(kind: str) -> Phrases:
    """The phrases of the audit ``kind``; raises AuditError where its file is not as meant."""
    name = f"audits/{kind}/words.toml"
    try:
        tables = tomllib.loads(
            files("custodes.audits").joinpath(kind, "words.toml").read_text("utf-8")
        )
    except tomllib.TOMLDecodeError as error:
        raise AuditError(f"{name}: {error}") from error
    entries: dict[str, Wording] = {}
    _collect(tables, "", name, entries)
    return Phrases(name, entries)


def _collect(table: Mapping[str, object], prefix: str, name: str, into: dict[str, Wording]) -> None:
    for key, value in table.items():
        if not isinstance(value, dict):
            raise AuditError(f"{name}: {prefix}{key} stands outside a phrase")
        if all(isinstance(words, str) for words in value.values()):
            if set(value) != set(LANGUAGES):
                raise AuditError(f"{name}: [{prefix}{key}] needs exactly {', '.join(LANGUAGES)}")
            into[prefix + key] = value
        else:
            _collect(value, f"{prefix}{key}.", name, into)
