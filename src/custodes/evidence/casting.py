"""Which candidates fill a claim's roles, each compared with its rivals and with other claims.

A linear model scores every candidate by itself (``roles.scores``). Small trees then judge the
likely ones again: they see how the others for the same role scored, the same words in other roles
and in the text's other claims, what stands beside them in a list, and how often the text says them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import get_args

import numpy as np
import numpy.typing as npt

from custodes.evidence.lexicon import CLAIM_TYPES
from custodes.evidence.role_phrases import FILLS
from custodes.evidence.roles import Pair, Place, by_words, chosen, scores
from custodes.evidence.weights import Matrix, Weights, sigmoid, trees
from custodes.language.analysis import Analysis
from custodes.model import Mention, MentionKind, RoleName, Text

LEAST = -3.0
"""A candidate that scores less (natural logarithm of odds) is not judged again."""

Scores = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.intp]

_KINDS: tuple[MentionKind, ...] = get_args(MentionKind)
_ROLES: tuple[RoleName, ...] = get_args(RoleName)
_WHERE = (
    *("in", "left", "right", "earlier", "source", "in title", "main", "pointed", "pronoun"),
    *("trigger", "purpose"),
)
_PLACES = {where: number for number, where in enumerate((*_WHERE, *FILLS))}
_LISTED = re.compile(r"\s*(?:、|和|与|及|以及|或|或者|,|，|and|or|, and|, or)\s*[“‘「]?")
_BESIDE = 6
"""Members of a list stand at most this many code points apart."""
TOGETHER = 64
"""So many candidates are compared at once: of a few claims, since those of others do not count."""
_NEAR = 2
"""Claims at most this many before or after are neighbours."""
_NONE = -6.0
"""Stands for the score of a candidate that does not exist."""


def cast(
    weights: Weights,
    text: Text,
    analysis: Analysis,
    places: Sequence[Place],
    pairs: Sequence[Sequence[Pair]],
) -> list[dict[RoleName, tuple[Mention, ...]]]:
    """What fills the roles of each claim of a text, given the candidates of each."""
    bounds = np.cumsum([len(own) for own in pairs])[:-1]
    every = scores(weights, [pair for own in pairs for pair in own])
    likely, alone = likeliest(pairs, np.split(every, bounds))
    rows = role_rows(text, analysis, places, likely, alone)
    if not len(rows):
        return [{} for _ in pairs]
    chances = sigmoid(trees(weights, "casting", rows))[:, 0]
    bounds = np.cumsum([0, *map(len, likely)])
    full = fullest(analysis.mentions)
    return [
        _in_full(chosen(own, chances[bounds[number] : bounds[number + 1]]), full)
        for number, own in enumerate(likely)
    ]


def fullest(mentions: Sequence[Mention]) -> dict[str, Mention]:
    """English short forms of agencies and companies, and the mention of each by its fullest name.

    Annotators write out TSEC and “the Ministry”; of Chinese short forms they keep most.
    """
    named = by_words(mentions)
    return {
        mention.span.exact: named[mention.canonical]
        for mention in mentions
        if mention.kind in ("agency", "company")
        and mention.span.exact.isascii()
        and mention.canonical in named
    }


def _in_full(
    roles: dict[RoleName, tuple[Mention, ...]], full: dict[str, Mention]
) -> dict[RoleName, tuple[Mention, ...]]:
    written = {
        role: [full.get(mention.span.exact, mention) for mention in mentions]
        for role, mentions in roles.items()
    }
    return {
        role: tuple({mention.span.exact: mention for mention in mentions}.values())
        for role, mentions in written.items()
    }


def likeliest(
    pairs: Sequence[Sequence[Pair]], alone: Sequence[Scores]
) -> tuple[list[list[Pair]], list[Scores]]:
    """The candidates of each claim that are judged again, and their scores."""
    kept = [np.flatnonzero(values >= LEAST) for values in alone]
    return (
        [[own[int(i)] for i in numbers] for own, numbers in zip(pairs, kept, strict=True)],
        [values[numbers] for values, numbers in zip(alone, kept, strict=True)],
    )


def role_rows(
    text: Text,
    analysis: Analysis,
    places: Sequence[Place],
    pairs: Sequence[Sequence[Pair]],
    alone: Sequence[Scores],
    *,
    by_hand: bool = True,
) -> Matrix:
    """What the trees see of each candidate of each claim, claim after claim: (candidates, columns).

    ``alone`` are the scores of the linear model, by claim; ``by_hand`` tells the trees, when they
    are fitted, whether people annotated a document or a language model did; it is true in use.
    """
    lowered = text.content.lower()
    starts = [sentence.start for sentence in analysis.sentences]
    elsewhere = _elsewhere(pairs, alone)
    said: dict[str, tuple[int, int, bool]] = {}
    rows: list[list[float]] = []
    every = [pair for own in pairs for pair in own]
    roles = np.array([_ROLES.index(pair.role) for pair in every], dtype=np.intp)
    kinds = np.array([_KINDS.index(pair.mention.kind) for pair in every], dtype=np.intp)
    for number, (place, own, values) in enumerate(zip(places, pairs, alone, strict=True)):
        for pair, value in zip(own, values.tolist(), strict=True):
            span = pair.mention.span
            words = span.exact.lower()
            if words not in said:
                digits = any(map(str.isdigit, words))
                said[words] = lowered.count(words), lowered.find(words), digits
            times, first, digits = said[words]
            found = [(far, v) for far, v in elsewhere[pair.role, words] if far != number]
            near = [v for far, v in found if abs(far - number) <= _NEAR]
            others = [v for _, v in found]
            sentence = bisect_right(starts, span.start) - 1
            rows.append(
                [
                    value,
                    min(times, 20),
                    first / len(lowered),
                    1000.0 * times / (1000 + len(lowered)),
                    span.end - span.start,
                    (span.start - place.start) / max(1, place.end - place.start),
                    min(max(span.start - place.end, place.start - span.end, 0), 300),
                    place.sentence - sentence,
                    place.end - place.start,
                    place.start <= span.start and span.end <= place.end,
                    max(others, default=_NONE),
                    sum(others) / len(others) if others else _NONE,
                    max(near, default=_NONE),
                    len(others) / len(places),
                    len(others),
                    words.isascii(),
                    digits,
                    span.start / len(lowered),
                    len(places),
                    by_hand,
                ]
            )
    if not rows:
        return np.zeros((0, 0), np.float32)
    types = [
        CLAIM_TYPES.index(place.type) for place, own in zip(places, pairs, strict=True) for _ in own
    ]
    sorts = [_PLACES[_sort(pair.where)] for pair in every]
    classes = np.concatenate(
        [
            np.eye(len(known), dtype=np.float32)[numbers]
            for known, numbers in (
                (_ROLES, roles),
                (_KINDS, kinds),
                (_PLACES, sorts),
                (CLAIM_TYPES, types),
            )
        ],
        axis=1,
    )
    sizes = np.array([len(own) for own in pairs])
    claims = np.repeat(np.arange(len(sizes)), sizes)
    values = np.concatenate(alone)
    rivals = [
        _rivals(
            text.content,
            every[low:high],
            claims[low:high],
            values[low:high],
            roles[low:high],
            kinds[low:high],
        )
        for low, high in _together(sizes)
    ]
    return np.concatenate([np.array(rows, np.float32), np.concatenate(rivals), classes], axis=1)


def _sort(where: str) -> str:
    return "purpose" if where.startswith("purpose") else where


def _elsewhere(
    pairs: Sequence[Sequence[Pair]], alone: Sequence[Scores]
) -> dict[tuple[RoleName, str], list[tuple[int, float]]]:
    """For each role and words, the claims that they are candidates of, with their best score."""
    found: dict[tuple[RoleName, str], list[tuple[int, float]]] = defaultdict(list)
    for number, (own, values) in enumerate(zip(pairs, alone, strict=True)):
        best: dict[tuple[RoleName, str], float] = {}
        for pair, value in zip(own, values, strict=True):
            key = pair.role, pair.mention.span.exact.lower()
            best[key] = max(best.get(key, _NONE), float(value))
        for key, value in best.items():
            found[key].append((number, value))
    return found


def _together(sizes: npt.NDArray[np.int64]) -> list[tuple[int, int]]:
    """From which candidate to which claims are looked at together, of claims of these sizes."""
    bounds = [0]
    reached = 0
    for size in sizes.tolist():
        if reached > bounds[-1] and reached + size - bounds[-1] > TOGETHER:
            bounds.append(reached)
        reached += size
    return [*pairwise([*bounds, reached])]


def _rivals(
    content: str,
    pairs: Sequence[Pair],
    claims: npt.NDArray[np.int64],
    values: Scores,
    roles: Numbers,
    kinds: Numbers,
) -> Matrix:
    """How each candidate compares with the others of its claim; ``claims`` are their numbers."""
    start = np.array([pair.mention.span.start for pair in pairs])
    end = np.array([pair.mention.span.end for pair in pairs])
    numbers: dict[str, int] = {}
    words = np.array(
        [numbers.setdefault(pair.mention.span.exact.lower(), len(numbers)) for pair in pairs]
    )
    inside = np.array([pair.where == "in" for pair in pairs])
    same_claim = claims[:, None] == claims
    same_role = same_claim & (roles[:, None] == roles)
    same_words = words[:, None] == words
    others = same_role & ~same_words
    other_role = same_claim & same_words & ~same_role
    holds = same_claim & (start[:, None] <= start) & (end <= end[:, None])

    def best(mask: npt.NDArray[np.bool_]) -> Scores:
        return np.asarray(np.where(mask, values, _NONE).max(axis=1))

    listed = np.zeros_like(holds)
    beside = same_claim & (end[:, None] <= start) & (start - end[:, None] <= _BESIDE)
    for left, right in np.argwhere(beside):
        if _LISTED.fullmatch(content, end[left], start[right]):
            listed[left, right] = listed[right, left] = True
    of_role, in_another = best(same_role), best(other_role)
    columns = [
        (same_role & (values > values[:, None])).sum(axis=1),
        same_role.sum(axis=1),
        values - of_role,
        of_role,
        best(others),
        (same_role & (values > 0.0)).sum(axis=1),
        (same_role & (values > -1.0)).sum(axis=1),
        values - in_another,
        in_another,
        other_role.sum(axis=1),
        best(others & holds.T),
        best(others & holds),
        best(same_role & listed),
        holds.sum(axis=1),
        holds.sum(axis=0),
        (same_claim & (kinds[:, None] == kinds) & inside).sum(axis=1),
        same_claim.sum(axis=1),
    ]
    return np.stack(columns, axis=1).astype(np.float32)
