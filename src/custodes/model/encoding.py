"""The nouns as JSON and back, without loss; unknown or ill-typed values are refused."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from custodes.model.errors import InvariantError

Noun = TypeVar("Noun")


def to_json(noun: object) -> str:
    """The noun as one line of JSON, fields in the order of their definition."""
    return msgspec.json.encode(noun).decode()


def from_json(kind: type[Noun], untrusted_json: str | bytes) -> Noun:
    """The noun of this kind that the JSON holds.

    Raises InvariantError where the JSON does not fit the kind or breaks one of its invariants.
    """
    try:
        return msgspec.json.decode(untrusted_json, type=kind)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise InvariantError(f"not a {kind.__name__}: {error}") from error


def to_builtins(noun: object) -> Any:
    """The noun as dicts, lists, strings and numbers."""
    return msgspec.to_builtins(noun)
