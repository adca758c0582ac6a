"""What technologies, data and groups are called in the interface's language."""

from __future__ import annotations

from typing import cast

from custodes.language.taxonomy import TaxonomyKind, by_key
from custodes.release.released import ReleasedMention

KINDS = ("technology", "data", "group")


def label_of(mention: ReleasedMention, language: str) -> str:
    """The taxonomy's term where the mention carries a key of it, else its fullest words."""
    if mention.canonical and mention.kind in KINDS:
        entry = by_key().get((cast("TaxonomyKind", mention.kind), mention.canonical))
        if entry is not None:
            return entry.zh if language == "zh" else entry.en
    return mention.canonical or mention.text
