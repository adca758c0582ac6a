"""Who does what to whom in a claim: mentions ranked for the slots of the claim's frame.

Every mention of the quote, of its sentence, of the sentences just before, and the source and
title of what speaks, is a candidate for each slot that takes its kind; a linear model over where
it stands, what stands beside it and what else the quote holds decides.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from typing import Any
from zlib import crc32

import numpy as np

from custodes.evidence.lexicon import Hit, knowledge
from custodes.evidence.role_phrases import FILLS, Phrases
from custodes.evidence.weights import Weights
from custodes.language.analysis import Analysis
from custodes.language.pointing import pointers
from custodes.language.pronouns import pronouns
from custodes.model import ClaimType, Mention, MentionKind, RoleName, Span, Text

BUCKETS = 1 << 17
"""The number of buckets that a pair's features fall into."""

THRESHOLD = 0.33
"""A pair is taken where the model gives it at least this chance."""

SUBJECT = 0.25
"""Where nothing reaches the threshold, the likeliest mention of the sentence needs only this."""

_REACH = 2
"""Candidates come from this many sentences before the claim's own."""
_MAIN: tuple[MentionKind, ...] = ("agency", "company", "programme", "technology", "instrument")
_PHRASE_ROLES: tuple[RoleName, ...] = ("action", "purpose")
_PURPOSE = re.compile(
    r"(?:用于|为了|以便|旨在|用来|来|以|目的是|for the purposes? of|in order to|aimed at|to|for)\s*"
    r"([^，。；、,;.\n“”]{2,40})"
)
_PASSIVE = re.compile(r"被|遭|受到|\b(?:is|are|was|were|been|being) \w+ed\b")
_LATIN_BEFORE = re.compile(r"([A-Za-z]+)[\s\"“‘(]*$")
_LATIN_AFTER = re.compile(r"[\s\"”’),]*([A-Za-z]+)")


@dataclass(frozen=True, slots=True)
class Place:
    """A claim's quote, code points ``start..end``, its sentence and block, and its type."""

    start: int
    end: int
    sentence: int
    block: int
    type: ClaimType


@dataclass(frozen=True, slots=True)
class Pair:
    """A mention as candidate for a role, with the hashes (32 bits) of what is seen of the two."""

    role: RoleName
    mention: Mention
    where: str
    hashes: array[int]


class Candidates:
    """The candidates of one text, looked up by place."""

    def __init__(self, text: Text, analysis: Analysis, hits: list[Hit]) -> None:
        self._text = text
        self._sentences = analysis.sentences
        self._mentions = [m for m in analysis.mentions if m.kind != "quantity"]
        self._starts = [mention.span.start for mention in self._mentions]
        self._triggers = [hit for hit in hits if hit.cue.category == "trigger"]
        self._trigger_starts = [hit.start for hit in self._triggers]
        self._title = [
            mention
            for mention in self._mentions
            if mention.kind == "instrument" and self._in_title(mention.span)
        ]
        self._phrases_of = Phrases(text, analysis.words, self._mentions)
        self._main = list(self._mostly())
        self._pointing = {
            where: (found, [pointer.start for pointer in found])
            for where, found in (
                ("pointed", pointers(text.content, analysis.mentions)),
                ("pronoun", pronouns(text.content, analysis.mentions)),
            )
        }
        self._named = by_words(self._mentions)
        self._seen: dict[tuple[int, int, MentionKind, str], tuple[list[str], list[str]]] = {}

    def pairs(self, place: Place, source: Span | None) -> list[Pair]:
        """Every pair of a slot of the claim's frame and a candidate that fits its kinds.

        ``source`` is where the claim's source is named, if it is.
        """
        own = self._own_triggers(place)
        anchor = own[0] if own else None
        content = self._text.content
        passive = bool(_PASSIVE.search(content, place.start, place.end))
        candidates = list(self._candidates(place, source, own))
        inside = [mention.kind for mention, where in candidates if where == "in"]
        slots = [
            (slot, any(kind in slot.kinds for kind in inside))
            for slot in knowledge().frames[place.type].slots
        ]
        found: list[Pair] = []
        seen: dict[str, int] = {}
        for mention, where in candidates:
            order = seen.get(mention.kind, 0) if where == "in" else 0
            seen[mention.kind] = seen.get(mention.kind, 0) + (where == "in")
            shared = self._beside(mention, where, anchor, order, inside, passive)
            fills = FILLS.get(where)
            start, end = mention.span.start, mention.span.end
            before = content[max(0, start - 6) : start].lower().rstrip(' “"')
            share = -1
            if start >= place.start and end <= place.end:
                share = (start - place.start) * 6 // (place.end - place.start)
            for slot, rivalled in slots:
                if slot.role in fills if fills else mention.kind in slot.kinds:
                    sort = slot.role, mention.kind
                    marked = before.endswith(slot.markers)
                    length = min(end - start, 12)
                    hashes = [*_features(*sort, place.type, where, rivalled, marked, length, share)]
                    # A checksum goes on where that of its beginning stopped.
                    for head in _heads(*sort, place.type):
                        hashes += map(crc32, shared, repeat(head))
                    if anchor is not None and slot.side != "any":
                        fits = (start < anchor.start) == (slot.side == "before")
                        hashes += _sides(*sort, where, fits, anchor.cue.name)
                    found.append(Pair(slot.role, mention, where, array("I", hashes)))
        return found

    def _mostly(self) -> Iterator[Mention]:
        """The text's most frequent name of each kind that it may call by a pronoun later."""
        for kind in _MAIN:
            names = [mention for mention in self._mentions if mention.kind == kind]
            counted = Counter(mention.span.exact for mention in names)
            if counted:
                (words, count), *_ = counted.most_common(1)
                if count > 1:
                    yield next(mention for mention in names if mention.span.exact == words)

    def _in_title(self, span: Span) -> bool:
        first = [block for block in self._text.blocks if block.kind == "title"]
        return any(block.start <= span.start and span.end <= block.end for block in first)

    def _own_triggers(self, place: Place) -> list[Hit]:
        low = bisect_left(self._trigger_starts, place.start)
        high = bisect_left(self._trigger_starts, place.end)
        return [hit for hit in self._triggers[low:high] if hit.cue.value == place.type]

    def _candidates(
        self, place: Place, source: Span | None, own: list[Hit]
    ) -> Iterator[tuple[Mention, str]]:
        sentence = self._sentences[place.sentence]
        first = place.sentence
        while (
            first > 0
            and place.sentence - first < _REACH
            and self._sentences[first - 1].block == place.block
        ):
            first -= 1
        low = bisect_left(self._starts, self._sentences[first].start)
        high = bisect_right(self._starts, sentence.end)
        for mention in self._mentions[low:high]:
            span = mention.span
            if source is not None and span.overlaps(source):
                yield mention, "source"
            elif place.start <= span.start and span.end <= place.end:
                yield mention, "in"
            elif span.start >= sentence.start:
                yield mention, "left" if span.start < place.start else "right"
            else:
                yield mention, "earlier"
        if source is not None and source.start < self._sentences[first].start:
            at = bisect_left(self._starts, source.start)
            for mention in self._mentions[at : at + 3]:
                if mention.span.overlaps(source):
                    yield mention, "source"
        for mention in self._title[:2]:
            yield mention, "in title"
        for mention in self._main:
            yield mention, "main"
        yield from self._pointed(place)
        if self._phrases_of.title is not None:
            yield Mention(self._phrases_of.title, "instrument"), "title"
        yield from self._phrases(place, own)
        taken = [m.span for m in self._mentions[low:high]]
        for phrase in self._phrases_of.within(place.start, place.end):
            if not any(s.start <= phrase.start and phrase.end <= s.end for s in taken):
                span = self._text.span(phrase.start, phrase.end)
                yield Mention(span, "phrase"), phrase.sort

    def _pointed(self, place: Place) -> Iterator[tuple[Mention, str]]:
        """What the quote points back at (该局, "the Office", 其), by its fullest name."""
        for where, (found, starts) in self._pointing.items():
            low, high = bisect_left(starts, place.start), bisect_left(starts, place.end)
            for pointer in found[low:high]:
                yield self._named.get(pointer.name, pointer.mention), where

    def _phrases(self, place: Place, own: list[Hit]) -> Iterator[tuple[Mention, str]]:
        reached = -1
        for hit in own:
            if hit.start >= reached and hit.end <= place.end:
                span = self._text.span(hit.start, hit.end)
                yield Mention(span, "phrase"), "trigger"
                reached = hit.end
        for match in _PURPOSE.finditer(self._text.content, place.start, place.end):
            start, end = match.span(1)
            while end > start and self._text.content[end - 1].isspace():
                end -= 1
            if end > start:
                yield Mention(self._text.span(start, end), "phrase"), "purpose " + match[0][:2]

    def _beside(
        self,
        mention: Mention,
        where: str,
        anchor: Hit | None,
        order: int,
        inside: list[MentionKind],
        passive: bool,
    ) -> list[bytes]:
        """What is the same for all slots."""
        side = "none"
        if anchor is not None:
            side = "before" if mention.span.start < anchor.start else "after"
        key = mention.span.start, mention.span.end, mention.kind, mention.canonical
        if key not in self._seen:
            self._seen[key] = self._around(mention)
        around, alike = self._seen[key]
        names = [
            where,
            f"{where} {side} {passive}",
            f"{where} # {min(order, 3)} of {min(inside.count(mention.kind), 4)}",
        ]
        names += [where + words for words in around]
        return [name.encode() for name in (*names, *alike)]

    def _around(self, mention: Mention) -> tuple[list[str], list[str]]:
        """What stands beside a mention; what it says itself."""
        content = self._text.content
        start, end = mention.span.start, mention.span.end
        before, after = content[max(0, start - 1) : start], content[end : end + 1]
        if before.isascii():
            word = _LATIN_BEFORE.search(content, max(0, start - 20), start)
            before = word[1].lower() if word else before
        if after.isascii():
            word = _LATIN_AFTER.match(content, end, end + 20)
            after = word[1].lower() if word else after
        around = [f" < {before}", f" > {after}"]
        if start >= 2 and content[start - 2] >= "\u3400":
            around.append(f" << {content[start - 2 : start]}")
        if end + 1 < len(content) and content[end + 1] >= "\u3400":
            around.append(f" >> {content[end : end + 2]}")
        if mention.kind in ("person", "place", "date"):
            return around, []
        key = mention.canonical or mention.span.exact.lower()[:12]
        around.append(f" = {_hash(key) % 65536}")
        return around, [f"= {_hash(mention.span.exact.lower()[-2:]) % 65536}"]


def by_words(mentions: Sequence[Mention]) -> dict[str, Mention]:
    """The first mention of each words."""
    return {mention.span.exact: mention for mention in reversed(mentions)}


@lru_cache(maxsize=1 << 12)
def _heads(role: str, kind: str, claim_type: str) -> tuple[int, int]:
    return crc32(f"{role} {kind} ".encode()), crc32(f"{role} {claim_type} ".encode())


@lru_cache(maxsize=1 << 16)
def _features(
    role: str,
    kind: str,
    claim_type: str,
    where: str,
    rivalled: bool,
    marked: bool,
    length: int,
    share: int,
) -> list[int]:
    """The hashes of a mention of a kind in a slot, beside those that are the same for all slots.

    ``rivalled``: the claim's own words hold a mention that fits; ``marked``: one of the slot's
    markers stands before this one; ``share``: in which sixth of the quote it begins, or -1.
    """
    names = [
        f"{role}",
        f"{role} {kind}",
        f"{role} {kind} {claim_type}",
        f"{role} {kind} {claim_type} {where}",
        f"{role} {where} rival {rivalled}",
        f"{role} length {length}",
        f"{role} {where} marked {marked}",
    ]
    if share >= 0:
        names += [f"{role} {kind} {claim_type} at {share}", f"{role} {where} at {share}"]
    return [_hash(name) for name in names]


@lru_cache(maxsize=1 << 14)
def _sides(role: str, kind: str, where: str, fits: bool, cue: str) -> tuple[int, int]:
    """The hashes of the side of the trigger on which a mention stands."""
    names = f"{role} {kind} {where} side {fits}", f"{role} {kind} {where} cue {cue}"
    return _hash(names[0]), _hash(names[1])


def chosen(
    pairs: Sequence[Pair], chances: np.ndarray[tuple[int], np.dtype[np.floating[Any]]]
) -> dict[RoleName, tuple[Mention, ...]]:
    """The mentions that fill each role: likely enough, each words once a role, in text order."""
    if not pairs:
        return {}
    best: dict[tuple[RoleName, str], tuple[float, Mention]] = {}
    for pair, value in zip(pairs, chances, strict=True):
        key = pair.role, pair.mention.span.exact.lower()
        if value >= THRESHOLD and value > best.get(key, (0.0, None))[0]:
            best[key] = float(value), pair.mention
    if not best:
        near = [i for i, pair in enumerate(pairs) if pair.where in ("in", "left")]
        top = max(near, key=lambda i: float(chances[i]), default=None)
        if top is not None and chances[top] >= SUBJECT:
            return {pairs[top].role: (pairs[top].mention,)}
    roles: dict[RoleName, list[Mention]] = {}
    for (role, _), (likely, mention) in sorted(best.items(), key=lambda item: item[1][1].span):
        stronger = any(
            other == role and more > likely and mention.span.overlaps(rival.span)
            for (other, _), (more, rival) in best.items()
        )
        if not stronger:
            roles.setdefault(role, []).append(mention)
    for role in _PHRASE_ROLES:
        if role in roles:
            phrases = roles[role]
            likeliest = max(phrases, key=lambda m: best[role, m.span.exact.lower()][0])
            roles[role] = [likeliest]
    return {role: tuple(mentions) for role, mentions in roles.items()}


def scores(weights: Weights, pairs: Sequence[Pair]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """What the linear model says of each pair by itself: natural logarithm of odds."""
    if not pairs:
        return np.zeros(0)
    table = weights["roles.table"]
    scale = float(weights["roles.scale"][0])
    sizes = np.array([len(pair.hashes) for pair in pairs])
    hashes = np.frombuffer(b"".join(pair.hashes for pair in pairs), np.uint32)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    sums = np.add.reduceat(table[hashes % BUCKETS].astype(np.int64), starts)
    return np.asarray(sums * scale + float(weights["roles.bias"][0]))


@lru_cache(maxsize=1 << 16)
def _hash(name: str) -> int:
    return crc32(name.encode())
