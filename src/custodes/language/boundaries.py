"""Where a name begins and ends, by rules of bracket and word: what every recogniser finds is cut.

A recogniser that decides word by word stops in the middle of (TSEC), or takes a name and the short
form in brackets behind it for one. The annotation enters those apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from custodes.language.names import Name

_OPEN, _CLOSE = "(（[【", ")）]】"
_SHORT_FORM = re.compile(r"[A-Z][A-Za-z0-9&.-]{1,11}")


def apart(content: str, name: Name) -> Iterator[Name]:
    """The name, or its parts where a bracket in it is open, or holds no more than a short form.

    What follows a bracket that is not closed inside the name is a name of its own if the text
    closes it behind; what stands before is one in any case.
    """
    surface = content[name.start : name.end]
    opened = next((i for i, character in enumerate(surface) if character in _OPEN), -1)
    closed = next((i for i, character in enumerate(surface) if character in _CLOSE), -1)
    if opened < 0 and closed < 0:
        yield name
    elif closed >= 0 and (opened < 0 or closed < opened):
        if closed:
            yield replace(name, end=name.start + closed)
        if closed + 1 < len(surface):
            yield from apart(content, replace(name, start=name.start + closed + 1))
    elif closed < 0:
        if opened:
            yield replace(name, end=name.start + opened)
        behind = re.compile(r"[\s]?[)）\]】]").match(content, name.end)
        if behind and opened + 1 < len(surface):
            yield replace(name, start=name.start + opened + 1)
    elif _SHORT_FORM.fullmatch(surface, opened + 1, closed):
        if opened:
            yield replace(name, end=name.start + opened)
        yield replace(name, start=name.start + opened + 1, end=name.start + closed)
        if closed + 1 < len(surface):
            yield from apart(content, replace(name, start=name.start + closed + 1))
    else:
        yield name
