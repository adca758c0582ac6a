"""The TOML files of this folder, and where an entry stands, for errors that a person can mend."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from custodes.audits.errors import AuditError
from custodes.model import Wording

FOLDER = "audits/principles"
LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Knowledge:
    """One file: its name for errors, its text, and its tables."""

    name: str
    text: str
    tables: Mapping[str, Any]

    def line(self, header: str, number: int = 0) -> int:
        """The line (from 1) of the ``number``-th (from 0) header such as ``[[question]]``, or 1."""
        found = [
            index
            for index, line in enumerate(self.text.splitlines(), start=1)
            if re.sub(r"\s", "", line).startswith(header)
        ]
        return found[number] if number < len(found) else 1

    def error(self, header: str, what: str, number: int = 0) -> AuditError:
        """An AuditError that names the file, the line of the entry, and what is wrong with it."""
        place = f"{self.name}, line {self.line(header, number)}"
        return AuditError(f"{place}, {header}: {what}")

    def keys(
        self,
        header: str,
        values: Mapping[str, Any],
        needed: Iterable[str],
        allowed: Iterable[str] = (),
        number: int = 0,
    ) -> None:
        """Raise AuditError unless all ``needed`` keys are there, and no other but ``allowed``."""
        missing = set(needed) - set(values)
        unknown = set(values) - set(needed) - set(allowed)
        if missing:
            raise self.error(header, f"lacks {', '.join(sorted(missing))}", number)
        if unknown:
            raise self.error(header, f"does not know {', '.join(sorted(unknown))}", number)

    def words(self, header: str, values: Any, number: int = 0) -> Wording:
        """Words in each language, none empty; raises AuditError."""
        if not isinstance(values, Mapping) or set(values) != set(LANGUAGES):
            raise self.error(header, f"needs exactly {' and '.join(LANGUAGES)}", number)
        if not all(isinstance(text, str) and text.strip() for text in values.values()):
            raise self.error(header, "has words that are empty or not text", number)
        return dict(values)

    def strings(self, header: str, key: str, value: Any, number: int = 0) -> tuple[str, ...]:
        """A list of words, none empty; raises AuditError."""
        if not isinstance(value, list) or not all(isinstance(v, str) and v for v in value):
            raise self.error(header, f"{key} is a list of words", number)
        return tuple(value)


def parse(text: str, name: str) -> Knowledge:
    """The file with this text; raises AuditError with the line for what is not TOML."""
    try:
        return Knowledge(name, text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise AuditError(f"{name}: {error}") from error


def read(file: str) -> Knowledge:
    """The file of this folder with this name (``topics.toml``)."""
    place = files("custodes.audits.principles")
    for part in file.split("/"):
        place = place.joinpath(part)
    return parse(place.read_text("utf-8"), f"{FOLDER}/{file}")
