"""What a source is called: the words before a reporting verb, cut down to a name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

from custodes.evidence.lexicon import DataFile

_BRACKETS = '（）()【】[]「」“”"'
_SPACE = " \t\n　"


@dataclass(frozen=True, slots=True)
class NameWords:
    """The lists of ``source_names.toml``, by their names, longest words first."""

    leading: tuple[str, ...]
    cut_after: tuple[str, ...]
    small: tuple[str, ...]
    joining: tuple[str, ...]
    pointing: tuple[str, ...]
    any_document: tuple[str, ...]
    never: tuple[str, ...]
    titled: tuple[str, ...]
    study: tuple[str, ...]


@cache
def name_words() -> NameWords:
    """The words that names are cut by. Raises KnowledgeError where the file cannot be used."""
    name = "source_names.toml"
    path = resources.files("custodes.evidence") / name
    source = DataFile(name, path.read_text(encoding="utf-8"))
    lists: dict[str, tuple[str, ...]] = {}
    for category in NameWords.__slots__:
        words = [
            word
            for entry in source.entries(category)
            for word in (
                *source.list(entry, "zh"),
                *(f"{english} " for english in source.list(entry, "en")),
            )
        ]
        lists[category] = tuple(sorted(words, key=len, reverse=True))
    return NameWords(**lists)


def name_start(content: str, start: int, end: int) -> int:
    """Where the name within ``start..end`` begins; never at ``end``."""
    words = name_words()
    for position in range(start, end):
        if content[position] in _BRACKETS and position + 1 < end:
            start = position + 1
    for cut in words.cut_after:
        found = content.rfind(cut, start, end)
        if found >= 0 and found + len(cut) + 1 < end:
            start = found + len(cut)
    while True:
        while start < end - 1 and content[start] in _SPACE:
            start += 1
        lowered = content[start:end].lower()
        # A name keeps at least two characters: 有关 is not cut to 关.
        word = next((w for w in words.leading if lowered.startswith(w)), "")
        if not word or len(word) + 2 > len(lowered):
            return start
        start += len(word)
