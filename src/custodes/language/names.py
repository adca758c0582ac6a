"""What every language's recogniser hands on: a stretch of text that names something."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from custodes.model import MentionKind


@dataclass(frozen=True, slots=True)
class Name:
    """A name at code points ``start..end``, its kind, and how sure the recogniser is (0..1)."""

    start: int
    end: int
    kind: MentionKind
    score: float = 1.0
    number: str = ""


def longest(names: Iterable[Name]) -> list[Name]:
    """Of names of one kind that overlap only the longest (then surest), in order of position."""
    chosen: list[Name] = []
    ends: dict[MentionKind, list[Name]] = {}
    for name in sorted(names, key=lambda name: (name.start - name.end, -name.score, name.start)):
        taken = ends.setdefault(name.kind, [])
        if all(name.end <= other.start or other.end <= name.start for other in taken):
            taken.append(name)
            chosen.append(name)
    return sorted(chosen, key=lambda name: (name.start, name.end, name.kind))


def trimmed(content: str, name: Name, edges: str) -> Name | None:
    """The name without any of these characters at its ends; None if nothing is left."""
    start, end = name.start, name.end
    while start < end and content[start] in edges:
        start += 1
    while start < end and content[end - 1] in edges:
        end -= 1
    return replace(name, start=start, end=end) if start < end else None
