"""Word lists of a language, one entry a line, read with the line number of whatever is wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from importlib import resources

from custodes.model import CustodesError


class WordListError(CustodesError):
    """A data file of a language has a line that cannot be used; says which file and line."""


def rows(language: str, name: str, columns: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The tab-separated rows of ``language/name``, each with its line number, from 1.

    Empty lines and lines beginning with ``#`` are skipped. Raises WordListError where a row has
    not exactly ``columns`` fields, or an empty first one.
    """
    path = resources.files("custodes.language") / language / name
    content = path.read_text(encoding="utf-8")
    for number, line in enumerate(content.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = tuple(field.strip() for field in line.split("\t"))
        if len(fields) != columns or not fields[0]:
            raise WordListError(
                f"{language}/{name}, line {number}: expected {columns} fields between tabs,"
                f" found {len(fields)}: {line!r}"
            )
        yield number, fields


def words_by_kind(
    language: str, name: str, kinds: Collection[str] | None = None
) -> dict[str, list[str]]:
    """Words grouped by the kind in the second column of a two-column list.

    Raises WordListError where a kind is not one of ``kinds``, or a word appears twice.
    """
    grouped: dict[str, list[str]] = {kind: [] for kind in kinds or ()}
    seen: dict[str, int] = {}
    for number, (word, kind) in rows(language, name, 2):
        if kinds is not None and kind not in kinds:
            raise WordListError(
                f"{language}/{name}, line {number}: {kind!r} is none of {', '.join(sorted(kinds))}"
            )
        if word in seen:
            raise WordListError(
                f"{language}/{name}, line {number}: {word!r} is already in line {seen[word]}"
            )
        seen[word] = number
        grouped.setdefault(kind, []).append(word)
    return grouped


def mapping(language: str, name: str) -> dict[str, str]:
    """A two-column list as a mapping from first to second column, each first one once."""
    values: dict[str, str] = {}
    for number, (word, value) in rows(language, name, 2):
        if word in values:
            raise WordListError(f"{language}/{name}, line {number}: {word!r} is already listed")
        values[word] = value
    return values
