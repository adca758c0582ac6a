"""Statements that several sources make: the same thing asserted in documents of different origin.

A reprint is no second source, nor is another document of the same publisher; the caller says which
documents are one source. Two documents that rest on one third are shown as that, not counted down.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from custodes.evidence.contradictions import content_words, sharing
from custodes.model import Claim, Quantity

_COMMON = 24
"""Words in more claims than this tell nothing apart, and are not followed."""
_SAME_THING = 0.35
_SAME_WORDING = 0.6


@dataclass(frozen=True, slots=True)
class Corroboration:
    """Claims (identifiers, in the order given) that say one thing, and how many sources they are.

    ``figure`` is the figure that they share as first written, or empty; ``one_word`` whether all
    of them hand the statement to the same named source.
    """

    claims: tuple[str, ...]
    sources: int
    figure: str = ""
    one_word: bool = False


def corroborated(
    claims: Iterable[Claim], source_of: Callable[[str], str]
) -> tuple[Corroboration, ...]:
    """Statements asserted by two sources or more, those of most sources first.

    ``source_of`` gives for a document (SHA-256) what tells its source from others.
    """
    listed = [claim for claim in claims if claim.stance == "asserts"]
    words = [content_words(claim) for claim in listed]
    members = list(range(len(listed)))

    def root(number: int) -> int:
        while members[number] != number:
            number = members[number]
        return number

    figures: dict[int, str] = {}
    for one, other in sharing(words, _COMMON):
        first, second = listed[one], listed[other]
        if source_of(first.document) == source_of(second.document):
            continue
        shared = len(words[one] & words[other]) / max(1, min(len(words[one]), len(words[other])))
        figure = _same_figure(first, second)
        if shared >= (_SAME_THING if figure else _SAME_WORDING) and (
            figure or _alike(first, second)
        ):
            before, after = sorted((root(one), root(other)))
            members[after] = before
            figures.setdefault(before, figure)
    groups: dict[int, list[Claim]] = {}
    for number, claim in enumerate(listed):
        groups.setdefault(root(number), []).append(claim)
    made = []
    for number, found in groups.items():
        sources = {source_of(claim.document) for claim in found}
        if len(sources) > 1:
            names = {claim.attribution.name for claim in found}
            made.append(
                Corroboration(
                    tuple(claim.identifier for claim in found),
                    len(sources),
                    figures.get(number, ""),
                    len(names) == 1 and "" not in names,
                )
            )
    return tuple(sorted(made, key=lambda item: -item.sources))


def _same_figure(first: Claim, second: Claim) -> str:
    """A figure of both, as the first writes it; empty where there is none."""
    theirs = {_figure(m.quantity) for m in second.quantities if m.quantity}
    for mention in first.quantities:
        if mention.quantity and _figure(mention.quantity) in theirs and mention.quantity.unit:
            return mention.span.exact
    return ""


def _figure(quantity: Quantity) -> tuple[float | None, float | None, str]:
    return quantity.low, quantity.high, quantity.unit


def _alike(first: Claim, second: Claim) -> bool:
    """Whether they are of one type, and the same fills at least two of their roles."""
    if first.type != second.type:
        return False
    same = 0
    for role, mentions in first.roles.items():
        theirs = {m.canonical or m.span.exact for m in second.roles.get(role, ())}
        same += any((m.canonical or m.span.exact) in theirs for m in mentions)
    return same >= 2
