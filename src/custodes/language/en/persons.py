"""What role an English text gives a person: only a title beside the name counts.

A wrong role would show a name that must be masked, so every rule here asks for the title itself,
and any sign of a private person outweighs it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from custodes.language.names import Name
from custodes.language.word_lists import words_by_kind
from custodes.model import PersonRole

_ROLES: tuple[PersonRole, ...] = ("private", "official", "commentator", "public")
_APPOSITION = re.compile(
    r"\s*(?:,|\(|[–—-])\s*(?:who\s+(?:is|was)\s+)?(?:an?|the|our|its|their|then|former)?\s*"
    r"([^,.;()\n–—]{2,60})"
)
_IS = re.compile(r"\s+(?:is|was|serves as|served as)\s+(?:an?|the|our|its)\s+([^,.;()\n]{2,60})")
_STOP = re.compile(r"\b(?:at|of|for|with|in|from|who|and|to|on|by|said|told)\b")
_HONORIFIC = re.compile(r"(?:Mr|Mrs|Ms|Miss|Shri|Smt|Sri|Adv|Dr)\.?\s+$")


def roles(content: str, persons: Sequence[Name]) -> dict[str, PersonRole]:
    """The role of each distinct name, by the surface string: ``unknown`` where none is given.

    A family name alone has the role of the one full name of the text that ends in it.
    """
    found: dict[str, PersonRole] = {}
    for name in persons:
        surface = content[name.start : name.end]
        given = {*_given(content, name), found.get(surface, "unknown")}
        found[surface] = next((role for role in _ROLES if role in given), "unknown")
    for surface, role in found.items():
        if role == "unknown" and " " not in surface:
            full = {known for other, known in found.items() if other.split()[-1] == surface}
            full.discard("unknown")
            if len(full) == 1:
                found[surface] = full.pop()
    return found


def _given(content: str, name: Name) -> Iterable[PersonRole]:
    before = content[max(0, name.start - 60) : name.start]
    before = _HONORIFIC.sub("", before)
    match = _before().search(before)
    if match:
        yield from _role(match[1])
    for pattern in (_APPOSITION, _IS):
        after = pattern.match(content, name.end)
        if after:
            phrase = after[1].strip()
            head = _STOP.split(phrase, maxsplit=1)[0].strip()
            last = _last().search(head)
            if last:
                yield from _role(last[1])


def _role(title: str) -> Iterable[PersonRole]:
    role = _titles().get(" ".join(title.lower().split()))
    if role:
        yield role


@cache
def _titles() -> dict[str, PersonRole]:
    grouped = words_by_kind("en", "lexicons/titles.tsv", set(_ROLES))
    return {word.lower(): role for role in _ROLES for word in grouped[role]}


@cache
def _alternatives() -> str:
    return "|".join(
        re.escape(title).replace(r"\ ", r"\s+")
        for title in sorted(_titles(), key=len, reverse=True)
    )


@cache
def _before() -> re.Pattern[str]:
    """A title that ends right before the name."""
    return re.compile(rf"(?:^|[^\w])({_alternatives()})\s+$", re.IGNORECASE)


@cache
def _last() -> re.Pattern[str]:
    """A title that ends a phrase."""
    return re.compile(rf"(?:^|[^\w])({_alternatives()})$", re.IGNORECASE)
