"""Groups of words of one meaning, as a data file lists them, and what finds them in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from custodes.evidence.lexicon import DataFile
from custodes.language.extension import sources

STANCE_WORDS, NORMS, CONTRADICTIONS, HANDING_OVER = FILES = (
    "stance_words.toml",
    "norms.toml",
    "contradictions.toml",
    "handing_over.toml",
)


@cache
def patterns(file: str) -> dict[str, re.Pattern[str]]:
    """One pattern a group of this file. Raises KnowledgeError where the file cannot be used."""
    return {name: _pattern(*words) for name, words in listed(file).items()}


@cache
def listed(file: str) -> dict[str, tuple[list[str], list[str]]]:
    """The words of each group: Chinese ones, and those of languages that part words by spaces."""
    chinese: dict[str, list[str]] = {}
    spaced: dict[str, list[str]] = {}
    for added in sources("evidence", file):
        source = DataFile(added.name, added.content)
        for entry in source.entries("group"):
            name = source.text(entry, "name")
            for code, words in source.words(entry).items():
                (chinese if code == "zh" else spaced).setdefault(name, []).extend(words)
    return {name: (words, spaced.get(name, [])) for name, words in chinese.items()}


def _pattern(chinese: Iterable[str], spaced: Iterable[str]) -> re.Pattern[str]:
    parts = [re.escape(word) for word in sorted(chinese, key=len, reverse=True)]
    for word in sorted(spaced, key=len, reverse=True):
        # a * is any ending, of the last word or of one before
        parts.append(rf"\b{re.escape(word)}".replace(r"\*", r"\w*") + _ending(word))
    return re.compile("|".join(parts), re.IGNORECASE)


def _ending(word: str) -> str:
    return r"\b" if word[-1].isalnum() else ""
