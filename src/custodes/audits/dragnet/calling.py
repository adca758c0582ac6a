"""Which claims of a case call for the audit."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from custodes.audits.errors import AuditError
from custodes.model import Claim

_LISTS = ("nearby", "presence", "outright", "recorded")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of ``calls.toml``."""

    nearby: tuple[str, ...]
    presence: tuple[str, ...]
    outright: tuple[str, ...]
    recorded: tuple[str, ...]
    follows_within: int
    positioning: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Call:
    """The identifiers of the claims that call for the audit, and the positioning they speak of."""

    claims: tuple[str, ...]
    positioning: str


def called(claims: Iterable[Claim]) -> Call | None:
    """What calls for the audit, or None. Denials call for nothing."""
    words = calling_words()
    spoken = [claim for claim in claims if claim.stance != "denies"]
    callers = [claim for claim in spoken if _calls(claim.quote.exact, words)]
    if not callers:
        return None
    found = [
        claim
        for claim in spoken
        if claim in callers or any(_follows(claim, caller, words) for caller in callers)
    ]
    quotes = " ".join(claim.quote.exact for claim in callers)
    positioning = next((name for name, said in words.positioning if _has(quotes, said)), "exact")
    return Call(tuple(dict.fromkeys(claim.identifier for claim in found)), positioning)


@cache
def calling_words() -> Words:
    """The words; raises AuditError where their file is not as meant."""
    name = "audits/dragnet/calls.toml"
    text = files("custodes.audits.dragnet").joinpath("calls.toml").read_text("utf-8")
    table = tomllib.loads(text)
    for key in _LISTS:
        if not isinstance(table.get(key), list) or not all(table[key]):
            raise AuditError(f"{name}: {key} is a list of words")
    lists = {key: tuple(table[key]) for key in _LISTS}
    return Words(
        nearby=lists["nearby"],
        presence=lists["presence"],
        outright=lists["outright"],
        recorded=lists["recorded"],
        follows_within=int(table["follows_within"]),
        positioning=tuple((key, tuple(said)) for key, said in table["positioning"].items()),
    )


def _calls(quote: str, words: Words) -> bool:
    return _has(quote, words.outright) or (
        _has(quote, words.nearby) and _has(quote, words.presence)
    )


def _follows(claim: Claim, caller: Claim, words: Words) -> bool:
    after = claim.quote.start - caller.quote.end
    return (
        claim.document == caller.document
        and 0 <= after <= words.follows_within
        and _has(claim.quote.exact, words.recorded)
    )


def _has(quote: str, words: Iterable[str]) -> bool:
    folded = quote.casefold()
    return any(word.casefold() in folded for word in words)
