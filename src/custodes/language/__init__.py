"""Text comes in, Mentions, sentences and clauses go out; a language is a folder of data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.language.analysis import Analysis, Segment, Word

if TYPE_CHECKING:
    from pathlib import Path

    from custodes.model import Document, Text

__all__ = ["Analysis", "Segment", "Word", "analyse", "is_title", "name_like"]


def analyse(document: Document, text: Text, models: Path | None = None) -> Analysis:
    """All that the body of a text holds; see ``custodes.language.analysing``."""
    from custodes.language import analysing

    return analysing.analyse(document, text, models)


def name_like(content: str) -> list[tuple[int, int]]:
    """Where (code points) a text or a title, author or other short string may name a person.

    Meant to miss nothing rather than to be right: what it finds, and no document shows to be
    somebody in a public role, is masked. In order of position; stretches may overlap.
    """
    from custodes.language.en import name_like as english
    from custodes.language.zh import name_like as chinese

    return sorted({*chinese.find(content), *english.find(content)})


def is_title(words: str) -> bool:
    """Whether these words are a title that stands beside a person's name (Resident, 市民)."""
    from custodes.language.en import knowledge as english
    from custodes.language.lexicon import of_title
    from custodes.language.zh import knowledge as chinese

    return of_title((*english.classes(words), *chinese.lexicon().classes(words)))
