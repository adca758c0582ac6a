"""Text comes in, Mentions, sentences and clauses go out; a language is a folder of data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custodes.language.analysis import Analysis, Segment, Word

if TYPE_CHECKING:
    from pathlib import Path

    from custodes.model import Document, Text

__all__ = ["Analysis", "Segment", "Word", "analyse"]


def analyse(document: Document, text: Text, models: Path | None = None) -> Analysis:
    """All that the body of a text holds; see ``custodes.language.analysing``."""
    from custodes.language import analysing

    return analysing.analyse(document, text, models)
