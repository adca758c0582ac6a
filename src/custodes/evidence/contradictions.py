"""Claims that cannot all hold, or whose source is told in two ways.

Found pair by pair over words and figures that two claims share; nothing is judged, both sides are
shown.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Literal

from custodes.evidence.word_groups import CONTRADICTIONS, patterns
from custodes.model import Claim, Mention, MentionKind, Quantity, RoleName

DisagreementKind = Literal["attribution", "denial", "figure", "purpose"]

_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]{2,}")
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_LATIN_STOPS = frozenset(
    ["the", "and", "for", "that", "this", "with", "was", "were", "are", "has", "have", "had", "not"]
)
_EMPTY = frozenset("的了在是被把将和与及或就都而并且也还这那其中之以上下用于")
_COMMON = 24
"""Words in more claims than this tell nothing apart, and are not followed."""
_SHARED_FIGURE = 0.25
_SHARED_NEARBY = 0.1
_SHARED_DENIAL = 0.3
_SHARED_DENIER = 0.2
_SAID_ALIKE = 2
"""Enough, and so many words beside the name, where what is denied is said of the denier by name."""
_SAME_WORDING = 0.6
_SHARED_COUNT = 0.3
_SUBJECT = 40
_NEARBY = 160
"""Code points between two claims of one document that still speak of one thing."""
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
    words = [content_words(claim) for claim in listed]
    quoted = [_words((claim.quote.exact,)) for claim in listed]
    programmes = _named(listed, "programme")
    bodies = set().union(*_named(listed, "agency", "company").values())
    found: dict[tuple[str, ...], Disagreement] = {}
    for one, other in sharing(words, _COMMON):
        first, second = listed[one], listed[other]
        if first.identifier == second.identifier:
            continue
        shared = _shared(words[one], words[other])
        for disagreement in (
            # roles filled from elsewhere in the text may hide that two sentences say the same
            _attribution(first, second, max(shared, _shared(quoted[one], quoted[other]))),
            _denial(first, second, shared, words[one] & words[other], bodies)
            if quoted[one] & quoted[other]
            else None,
            _figures(first, second, shared) or _counted_again(first, second, programmes),
        ):
            if disagreement is not None:
                found.setdefault((disagreement.kind, *disagreement.claims), disagreement)
    for disagreement in _purposes(listed):
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


def content_words(claim: Claim) -> frozenset[str]:
    """English words and pairs of Chinese characters of the quote and its roles, without figures."""
    roles = [m.span.exact for role in claim.roles.values() for m in role if m.kind != "date"]
    return _words((claim.quote.exact, *roles))


def _words(texts: Iterable[str]) -> frozenset[str]:
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


def _denial(
    first: Claim,
    second: Claim,
    shared: float,
    both: Collection[str],
    bodies: Collection[str],
) -> Disagreement | None:
    """A denial beside what it denies: the denier's own doing, or two things that both speak of.

    One shared programme is not enough: that it exists denies nothing about who takes part. What
    says itself that something is not so goes along with the denial.
    """
    if ("denies" in (first.stance, second.stance)) and first.stance != second.stance:
        roles = _role_words(first) & _role_words(second)
        denial, other = (first, second) if first.stance == "denies" else (second, first)
        if _says(other, "negation"):
            return None
        deniers = _deniers(denial, bodies)
        by_name = any(name in other.quote.exact for name in deniers)
        spoken_of = by_name or bool(deniers & _role_words(other))
        if not spoken_of and len(roles) < 2 and shared < _SAME_WORDING:
            return None
        # who denies a part in something says nothing of those who have one
        if not spoken_of and _says(denial, "part"):
            return None
        said_alike = [word for word in both if not any(word in name for name in deniers)]
        if by_name and shared >= _SHARED_DENIER and len(said_alike) >= _SAID_ALIKE:
            return _made("denial", first, second, "")
        if shared >= _SHARED_DENIAL or (len(roles) >= 2 and first.document == second.document):
            return _made("denial", first, second, "")
    return None


def _deniers(denial: Claim, bodies: Collection[str]) -> set[str]:
    """Whose denial it is: as attributed, and the bodies named before the word that denies."""
    source = denial.attribution.name
    before = patterns(CONTRADICTIONS)["negation"].split(denial.quote.exact, 1)[0][-_SUBJECT:]
    found = {source} if source else set()
    for words in (source, before):
        for start in range(len(words)):
            ends = range(start + 2, len(words) + 1)
            found.update(words[start:end] for end in ends if words[start:end] in bodies)
    # "the department" is the name of none
    return {name for name in found if not name.lower().startswith("the ")}


def _figures(first: Claim, second: Claim, shared: float) -> Disagreement | None:
    if shared < _SHARED_COUNT or not _actors(first) & _actors(second):
        return None
    if _dates(first) and _dates(second) and not _dates(first) & _dates(second):
        return None
    return _unlike(first, second, lambda one: bool(one.quantity and one.quantity.of))


def _counted_again(
    first: Claim, second: Claim, programmes: dict[str, set[str]]
) -> Disagreement | None:
    """One means of one programme counted twice, one time with words that it was counted in fact.

    The means stands in the same words in both; what is at two places or two times is two things.
    """
    means = _counted_means(first) & _counted_means(second)
    if not means or (not _says(first, "in_fact") and not _says(second, "in_fact")):
        return None
    if first.document == second.document:
        if _apart(first, second) > _NEARBY:
            return None
    elif not programmes.get(first.document, set()) & programmes.get(second.document, set()):
        return None
    roles: tuple[RoleName, ...] = ("place", "time")
    for role in roles:
        here, there = _surfaces(first, role), _surfaces(second, role)
        if here and there and not here & there:
            return None
    return _unlike(first, second, _telling)


def _unlike(first: Claim, second: Claim, fits: Callable[[Mention], bool]) -> Disagreement | None:
    """The first figure of ``first``, among those that fit, for which ``second`` has another.

    Parts of a whole stand beside parts only.
    """
    for one, other in product(first.quantities, second.quantities):
        if (
            fits(one)
            and one.quantity is not None
            and other.quantity is not None
            and (one.quantity.unit, one.quantity.of) == (other.quantity.unit, other.quantity.of)
            and _is_part(first, one) == _is_part(second, other)
            and not _meet(one, other, same=False)
        ):
            return _made("figure", first, second, f"{one.span.exact} ≠ {other.span.exact}")
    return None


def _purposes(claims: Iterable[Claim]) -> Iterator[Disagreement]:
    """Purposes called the real ones, each beside purposes stated just before or after it."""
    by_document: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_document[claim.document].append(claim)
    for members in by_document.values():
        real = [claim for claim in members if is_real_purpose(claim.quote.exact)]
        for one in real:
            stated = [
                (other.quote > one.quote, _apart(one, other), other.quote, other)
                for other in members
                if _apart(one, other) <= _NEARBY
                and ("purpose" in other.roles or _says(other, "stated_purpose"))
                and other not in real
            ]
            nearest = min(stated, key=lambda found: found[:3], default=None)
            if nearest is not None:
                first, second = sorted((one, nearest[3]), key=lambda claim: claim.quote)
                yield _made("purpose", first, second, "")


def _apart(first: Claim, second: Claim) -> int:
    """Code points between the two quotes of one document; below 0 where they overlap."""
    return max(first.quote.start, second.quote.start) - min(first.quote.end, second.quote.end)


def is_real_purpose(quote: str) -> bool:
    """Whether the words call a purpose the real one."""
    return bool(patterns(CONTRADICTIONS)["real_purpose"].search(quote))


def _says(claim: Claim, name: str) -> bool:
    return bool(patterns(CONTRADICTIONS)[name].search(claim.quote.exact))


def _named(claims: Iterable[Claim], *kinds: MentionKind) -> dict[str, set[str]]:
    """The names of these kinds in the roles of each document's claims."""
    found: dict[str, set[str]] = defaultdict(set)
    for claim in claims:
        for mentions in claim.roles.values():
            for mention in mentions:
                if mention.kind in kinds:
                    found[claim.document] |= {mention.canonical or mention.span.exact}
                    found[claim.document] |= {mention.span.exact}
    return found


def _counted_means(claim: Claim) -> set[str]:
    """The means that a claim speaks of: those in its quote, if it has any there."""
    spans = [mention.span for mention in claim.roles.get("technology", ())]
    quoted = {span.exact for span in spans if claim.quote.contains(span)}
    return quoted or _surfaces(claim, "technology")


def _surfaces(claim: Claim, role: RoleName) -> set[str]:
    return {mention.span.exact for mention in claim.roles.get(role, ())}


def _made(kind: DisagreementKind, first: Claim, second: Claim, figure: str) -> Disagreement:
    return Disagreement(kind, (first.identifier, second.identifier), figure)


def _telling(mention: Mention) -> bool:
    return _unit(mention) not in _UNSPECIFIC_UNITS


def _unit(mention: Mention) -> str:
    return mention.quantity.unit if mention.quantity else ""


def _is_part(claim: Claim, figure: Mention) -> bool:
    """Whether the claim's words before the figure make it a part of another: 其中, "of these"."""
    before = claim.quote.exact[: max(0, figure.span.start - claim.quote.start)]
    return bool(patterns(CONTRADICTIONS)["of_a_whole"].search(before))


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
