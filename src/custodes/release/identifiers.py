"""Identifiers beside names: numbers, plates, addresses, accounts (``identifiers.toml``)."""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from importlib import resources

from custodes.model import CustodesError
from custodes.release.folding import fold_width

FILE = "identifiers.toml"
GAP = r"[ \t\n-]?"


@dataclass(frozen=True, slots=True)
class IdentifierForm:
    """One form of identifier: its kind, and the expression that finds it in narrowed text.

    With ``propagate``, what it finds is masked wherever else it stands too, since only the words
    before it gave it away.
    """

    kind: str
    pattern: re.Pattern[str]
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]
    propagate: bool


@dataclass(frozen=True, slots=True)
class FoundIdentifier:
    """An identifier at the code points ``start..end`` of a text."""

    start: int
    end: int
    kind: str
    propagate: bool


@functools.cache
def identifier_forms() -> tuple[IdentifierForm, ...]:
    """The forms of ``identifiers.toml``. Raises CustodesError with the line that is wrong."""
    source = resources.files("custodes.release").joinpath(FILE).read_text(encoding="utf-8")
    return parse_forms(source, FILE)


def parse_forms(source: str, file: str) -> tuple[IdentifierForm, ...]:
    """The forms that ``source`` defines. Raises CustodesError with ``file`` and line."""
    try:
        entries = tomllib.loads(source).get("identifier", [])
    except tomllib.TOMLDecodeError as error:
        raise CustodesError(f"{file}: {error}") from error
    lines = [
        number
        for number, line in enumerate(source.splitlines(), start=1)
        if line.strip() == "[[identifier]]"
    ]
    forms = []
    for entry, line in zip(entries, lines, strict=True):
        unknown = set(entry) - {"kind", "pattern", "examples", "counter_examples", "propagate"}
        if unknown or not isinstance(entry.get("kind"), str) or not entry.get("examples"):
            raise CustodesError(
                f"{file}:{line}: an identifier has kind, pattern, examples, counter_examples "
                f"and propagate; here {sorted(unknown) or 'kind or examples'} is wrong"
            )
        try:
            pattern = re.compile(str(entry.get("pattern", "")).replace("<gap>", GAP))
        except re.error as error:
            raise CustodesError(f"{file}:{line}: the pattern is wrong: {error}") from error
        forms.append(
            IdentifierForm(
                entry["kind"],
                pattern,
                tuple(entry["examples"]),
                tuple(entry.get("counter_examples", ())),
                bool(entry.get("propagate", False)),
            )
        )
    return tuple(forms)


@functools.lru_cache(maxsize=1024)
def find_identifiers(text: str) -> tuple[FoundIdentifier, ...]:
    """Every identifier in the text, in no order, overlapping where several forms fit."""
    narrowed = fold_width(text)
    found = []
    for form in identifier_forms():
        group = "mask" if "mask" in form.pattern.groupindex else 0
        for match in form.pattern.finditer(narrowed.text):
            start, end = match.span(group)
            if start < end:
                place = narrowed.original(start, end)
                found.append(FoundIdentifier(*place, form.kind, form.propagate))
    return tuple(found)
