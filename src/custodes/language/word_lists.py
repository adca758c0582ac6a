"""Word lists of a language, one entry a line, read with the line number of whatever is wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from custodes.language.extension import sources
from custodes.model import CustodesError


class WordListError(CustodesError):
    """A data file of a language has a line that cannot be used; says which file and line."""


def rows(language: str, name: str, columns: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The tab-separated rows of ``language/name``, then those that the user adds to it.

    Each comes with its line number, from 1. Empty lines and lines beginning with ``#`` are skipped.
    Raises WordListError where a row has not exactly ``columns`` fields, or an empty first one.
    """
    for _, number, fields in _rows(language, name, columns):
        yield number, fields


def _rows(language: str, name: str, columns: int) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    for source in sources("language", f"{language}/{name}"):
        for number, line in enumerate(source.content.splitlines(), start=1):
            if not line.strip() or line.startswith("#"):
                continue
            fields = tuple(field.strip() for field in line.split("\t"))
            if len(fields) != columns or not fields[0]:
                raise WordListError(
                    f"{source.name}, line {number}: expected {columns} fields between tabs,"
                    f" found {len(fields)}: {line!r}"
                )
            yield source.name, number, fields


def words_by_kind(
    language: str, name: str, kinds: Collection[str] | None = None
) -> dict[str, list[str]]:
    """Words grouped by the kind in the second column of a two-column list.

    Raises WordListError where a kind is not one of ``kinds``, or a word appears twice.
    """
    grouped: dict[str, list[str]] = {kind: [] for kind in kinds or ()}
    seen: dict[str, str] = {}
    for file, number, (word, kind) in _rows(language, name, 2):
        if kinds is not None and kind not in kinds:
            raise WordListError(
                f"{file}, line {number}: {kind!r} is none of {', '.join(sorted(kinds))}"
            )
        if word in seen:
            raise WordListError(f"{file}, line {number}: {word!r} is already in {seen[word]}")
        seen[word] = f"line {number} of {file}"
        grouped.setdefault(kind, []).append(word)
    return grouped


def mapping(language: str, name: str) -> dict[str, str]:
    """A two-column list as a mapping from first to second column, each first one once."""
    values: dict[str, str] = {}
    for file, number, (word, value) in _rows(language, name, 2):
        if word in values:
            raise WordListError(f"{file}, line {number}: {word!r} is already listed")
        values[word] = value
    return values
