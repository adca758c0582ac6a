"""Names of one document come in, mentions go out: each tied to its fullest form and its role."""

from __future__ import annotations

from collections.abc import Sequence

from custodes.language.analysis import Word
from custodes.language.names import Name
from custodes.model import Mention, Text


def mentions(text: Text, names: Sequence[Name], words: Sequence[Word]) -> list[Mention]:
    """A mention for each name, in the order of the names."""
    return [
        Mention(
            text.span(name.start, name.end),
            name.kind,
            person_role="unknown" if name.kind == "person" else None,
            number=name.number,
        )
        for name in names
    ]
