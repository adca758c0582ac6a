"""Claims that cannot all hold, or whose source is told in two ways.

Found pair by pair over words and figures that two claims share; nothing is judged, both sides are
shown.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from custodes.model import Claim, Mention, Quantity

DisagreementKind = Literal["attribution", "denial", "figure", "purpose"]

_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]{2,}")
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_LATIN_STOPS = frozenset(
    ["the", "and", "for", "that", "this", "with", "was", "were", "are", "has", "have", "had", "not"]
)
_EMPTY = frozenset("的了在是被把将和与及或就都而并且也还这那其中之以上下用于")
_REAL_PURPOSE = re.compile(
    r"真正的?(?:原因|目的|用途)|实际上是?为"
    r"|real (?:reason|purpose|aim)|actual(?:ly)? (?:purpose|used)"
)
_COMMON = 24
"""Words in more claims than this tell nothing apart, and are not followed."""
_SHARED_FIGURE = 0.25
_SHARED_NEARBY = 0.1
_SHARED_DENIAL = 0.3
_SAME_WORDING = 0.6
_SHARED_COUNT = 0.3
_UNSPECIFIC_UNITS = frozenset({"", "年", "天", "小时", "分钟", "月", "日", "周", "years", "days"})


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Claims (identifiers, in order of document and place) that do not go together.

    ``attribution``: the same figure in two people's word or with another stance; ``denial``: one
    denies what another asserts; ``figure``: disjoint figures for the same thing; ``purpose``: a
    purpose stated and another called the real one. ``figure`` is the figure in question as
    written, or empty.
    """

    kind: DisagreementKind
    claims: tuple[str, ...]
    figure: str = ""


def disagreements(claims: Iterable[Claim]) -> tuple[Disagreement, ...]:
    """The disagreements among ``claims``, each pair once, by kind and then in the claims' order."""
    listed = list(claims)
    words = [_content_words(claim) for claim in listed]
    found: dict[tuple[str, ...], Disagreement] = {}
    for one, other in sharing(words, _COMMON):
        first, second = listed[one], listed[other]
        if first.identifier == second.identifier:
            continue
        shared = _shared(words[one], words[other])
        for disagreement in (
            _attribution(first, second, shared),
            _denial(first, second, shared),
            _figures(first, second, shared),
            _purpose(first, second),
        ):
            if disagreement is not None:
                found.setdefault((disagreement.kind, *disagreement.claims), disagreement)
    order = ("attribution", "denial", "figure", "purpose")
    return tuple(sorted(found.values(), key=lambda item: order.index(item.kind)))


def sharing(words: Sequence[Collection[str]], most: int) -> list[tuple[int, int]]:
    """The pairs (numbers in ``words``) that share a word which at most ``most`` hold, in order."""
    holders: dict[str, list[int]] = defaultdict(list)
    for number, own in enumerate(words):
        for word in own:
            holders[word].append(number)
    pairs: set[tuple[int, int]] = set()
    for numbers in holders.values():
        if len(numbers) <= most:
            pairs.update(combinations(numbers, 2))
    return sorted(pairs)


def _content_words(claim: Claim) -> frozenset[str]:
    """English words and pairs of Chinese characters of the quote and its roles, without figures."""
    texts = [claim.quote.exact]
    texts += [m.span.exact for role in claim.roles.values() for m in role if m.kind != "date"]
    found: set[str] = set()
    for text in texts:
        found.update(
            word.lower() for word in _WORD.findall(text) if word.lower() not in _LATIN_STOPS
        )
        for run in _CHINESE.findall(text):
            pairs = (run[at : at + 2] for at in range(len(run) - 1))
            found.update(pair for pair in pairs if not set(pair) & _EMPTY)
    return frozenset(found)


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))


def _attribution(first: Claim, second: Claim, shared: float) -> Disagreement | None:
    if shared < (_SHARED_NEARBY if first.document == second.document else _SHARED_FIGURE):
        return None
    if (first.attribution.kind, first.stance) == (second.attribution.kind, second.stance):
        return None
    if "denies" in (first.stance, second.stance):
        return None
    for one in first.quantities:
        for other in second.quantities:
            if _telling(one) and _unit(one) == _unit(other) and _meet(one, other, same=True):
                return _made("attribution", first, second, one.span.exact)
    return None


def _denial(first: Claim, second: Claim, shared: float) -> Disagreement | None:
    """A denial beside what it denies: the denier's own doing, or two things that both speak of.

    One shared programme is not enough: that it exists denies nothing about who takes part.
    """
    if ("denies" in (first.stance, second.stance)) and first.stance != second.stance:
        roles = _role_words(first) & _role_words(second)
        denial, other = (first, second) if first.stance == "denies" else (second, first)
        denier = denial.attribution.name
        spoken_of = bool(denier) and (denier in other.quote.exact or denier in _role_words(other))
        if not spoken_of and len(roles) < 2 and shared < _SAME_WORDING:
            return None
        if shared >= _SHARED_DENIAL or (len(roles) >= 2 and first.document == second.document):
            return _made("denial", first, second, "")
    return None


def _figures(first: Claim, second: Claim, shared: float) -> Disagreement | None:
    if shared < _SHARED_COUNT or not _actors(first) & _actors(second):
        return None
    if _dates(first) and _dates(second) and not _dates(first) & _dates(second):
        return None
    for one in first.quantities:
        for other in second.quantities:
            counted = one.quantity and one.quantity.of
            if (
                counted
                and other.quantity
                and counted == other.quantity.of
                and _unit(one) == _unit(other)
                and not _meet(one, other, same=False)
            ):
                return _made("figure", first, second, f"{one.span.exact} ≠ {other.span.exact}")
    return None


def _purpose(first: Claim, second: Claim) -> Disagreement | None:
    """A purpose called the real one, beside the purpose stated just before or after it."""
    apart = max(first.quote.start, second.quote.start) - min(first.quote.end, second.quote.end)
    if first.document != second.document or apart > 160:
        return None
    real = [bool(_REAL_PURPOSE.search(claim.quote.exact)) for claim in (first, second)]
    stated = second if real[0] else first
    if sum(real) == 1 and ("purpose" in stated.roles or "目的" in stated.quote.exact):
        return _made("purpose", first, second, "")
    return None


def _made(kind: DisagreementKind, first: Claim, second: Claim, figure: str) -> Disagreement:
    return Disagreement(kind, (first.identifier, second.identifier), figure)


def _telling(mention: Mention) -> bool:
    return _unit(mention) not in _UNSPECIFIC_UNITS


def _unit(mention: Mention) -> str:
    return mention.quantity.unit if mention.quantity else ""


def _meet(one: Mention, other: Mention, same: bool) -> bool:
    """Whether two intervals overlap; with ``same``, whether they also begin at the same figure."""
    a, b = one.quantity, other.quantity
    if a is None or b is None:
        return False
    low_a, high_a = _ends(a)
    low_b, high_b = _ends(b)
    overlap = low_a <= high_b and low_b <= high_a
    return overlap and low_a == low_b if same else overlap


def _ends(quantity: Quantity) -> tuple[float, float]:
    low = float("-inf") if quantity.low is None else quantity.low
    high = float("inf") if quantity.high is None else quantity.high
    return low, high


def _role_words(claim: Claim) -> set[str]:
    return {
        (m.canonical or m.span.exact).lower()
        for role, mentions in claim.roles.items()
        if role not in ("time", "place", "action", "purpose")
        for m in mentions
    }


def _actors(claim: Claim) -> set[str]:
    roles = ("actor", "supplier", "source", "recipient")
    return {
        (m.canonical or m.span.exact).lower()
        for role, mentions in claim.roles.items()
        if role in roles
        for m in mentions
    }


def _dates(claim: Claim) -> set[str]:
    return {m.span.exact for m in claim.roles.get("time", ())}
