"""What technologies, data and groups are called in the interface's language."""

from __future__ import annotations

from custodes.release.released import ReleasedMention


def label_of(mention: ReleasedMention, language: str) -> str:
    """The taxonomy's term where the mention carries a key, else the mention's fullest words."""
    return mention.canonical or mention.text
