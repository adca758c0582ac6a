"""What the public is owed about a means of surveillance, and which claims speak of each thing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Protocol, get_args

from custodes.evidence.lexicon import DataFile
from custodes.model import ClaimType, Quantity, RoleName, Span

LANGUAGES = ("en", "zh")
_WORDS = ("name", "silent", "ask", "records")


class _Counted(Protocol):
    @property
    def quantity(self) -> Quantity | None: ...


class _Said(Protocol):
    """A claim as far as it tells what it speaks of; of a case, or released."""

    @property
    def type(self) -> ClaimType: ...
    @property
    def quote(self) -> Span: ...
    @property
    def roles(self) -> Mapping[RoleName, tuple[Any, ...]]: ...
    @property
    def quantities(self) -> tuple[_Counted, ...]: ...


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to know: by what a claim is seen to speak of it, and our words in each language.

    ``name`` is its heading, ``silent`` says that no claim speaks of it; ``ask`` is the question of
    a request for comment and ``records`` the wish of a request for access, with ``{subject}``.
    """

    key: str
    roles: frozenset[str]
    types: frozenset[str]
    words: tuple[str, ...]
    units: tuple[str, ...]
    name: Mapping[str, str]
    silent: Mapping[str, str]
    ask: Mapping[str, str]
    records: Mapping[str, str]

    def is_spoken_of(self, claim: _Said) -> bool:
        """Whether the claim speaks of this."""
        if claim.type in self.types or any(claim.roles.get(role) for role in self.roles):  # type: ignore[call-overload]
            return True
        quote = claim.quote.exact.lower()
        if any(word in quote for word in self.words):
            return True
        units = {counted.quantity.unit.lower() for counted in claim.quantities if counted.quantity}
        return any(unit in each for unit in self.units for each in units)


@cache
def checklist() -> tuple[Item, ...]:
    """The items in their order, from ``checklist.toml``. Raises KnowledgeError."""
    name = "checklist.toml"
    content = resources.files("custodes.evidence").joinpath(name).read_text(encoding="utf-8")
    source = DataFile(name, content)
    return tuple(_item(source, entry) for entry in source.entries("item"))


def spoken_of(claim: _Said) -> tuple[str, ...]:
    """The keys of the items that the claim speaks of, in their order."""
    return tuple(item.key for item in checklist() if item.is_spoken_of(claim))


def open_items(claims: Iterable[_Said]) -> tuple[Item, ...]:
    """The items that none of these claims speaks of, in their order."""
    left = list(checklist())
    for claim in claims:
        left = [item for item in left if not item.is_spoken_of(claim)]
    return tuple(left)


def _item(source: DataFile, entry: dict[str, Any]) -> Item:
    def listed(key: str) -> list[str]:
        return source.list(entry, key) if key in entry else []

    for kinds, known in (("roles", get_args(RoleName)), ("types", get_args(ClaimType))):
        source.check(entry, set(listed(kinds)) <= set(known), f"{kinds} are of {known}")
    for key in _WORDS:
        words = entry.get(key)
        good = isinstance(words, dict) and set(words) == set(LANGUAGES)
        source.check(entry, good, f"{key} is needed in each of {LANGUAGES}")
    return Item(
        source.text(entry, "key"),
        frozenset(listed("roles")),
        frozenset(listed("types")),
        tuple(word.lower() for word in listed("words")),
        tuple(unit.lower() for unit in listed("units")),
        **{key: entry[key] for key in _WORDS},
    )
