"""Holding an answer to the text: what is not there is dropped, and we read figures ourselves."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, get_args

import msgspec

from custodes.model import (
    USUAL_KIND,
    Attribution,
    AttributionKind,
    Block,
    Claim,
    ClaimType,
    Document,
    Mention,
    RoleName,
    Span,
    Stance,
    Status,
    Text,
)

QUOTE = (4, 600)
"""The fewest and the most characters of a quote, white space aside."""

CONFIDENCE = 0.5
"""What is known of a claim that a language model made and the text does not contradict."""

_SPACE = re.compile(r"\s")
_FENCE = re.compile(r"^\s*```\w*\s*|\s*```\s*$")


class UntrustedAttribution(msgspec.Struct):
    """Whose word an answer says that a claim is."""

    kind: AttributionKind = "author"
    name: str = ""


class UntrustedClaim(msgspec.Struct):
    """A claim as an answer gives it; its quantities are not looked at."""

    type: ClaimType
    quote: Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]
    roles: dict[str, list[str]] = {}
    status: Status = "unknown"
    attribution: UntrustedAttribution = msgspec.field(default_factory=UntrustedAttribution)
    stance: Stance = "asserts"


@dataclass(frozen=True, slots=True)
class Checked:
    """The claims that an answer leaves once it was held to the text, and what was dropped of it.

    ``dropped`` counts claims without a quote in the text or of no known shape, ``dropped_roles``
    the names of roles and sources that the text does not hold.
    """

    claims: tuple[Claim, ...]
    dropped: int
    dropped_roles: int


def check_answer(
    untrusted_answer: str,
    document: Document,
    text: Text,
    mentions: Iterable[Mention],
    blocks: Iterable[Block],
    extractor: str,
    version: str,
) -> Checked:
    """The claims of an answer about these blocks of the text, each held to it.

    A quote must stand in one of the blocks, white space aside; a role or a source's name somewhere
    in the body, and the place nearest to the quote is taken. Figures are those that our own
    grammar reads in the quote, whatever the answer says.
    """
    checking = _Checking(document, text, mentions, extractor, version)
    claims = []
    dropped = 0
    squeezed = [_Squeezed(text, block) for block in blocks]
    taken: set[tuple[int, int, str]] = set()
    for untrusted in _untrusted_claims(untrusted_answer):
        quote = None if untrusted is None else _place(untrusted, squeezed, text, taken)
        if untrusted is None or quote is None:
            dropped += 1
            continue
        taken.add((quote.start, quote.end, untrusted.type))
        claims.append(checking.claim(untrusted, quote))
    return Checked(tuple(claims), dropped, checking.dropped_roles)


def _untrusted_claims(untrusted_answer: str) -> Iterator[UntrustedClaim | None]:
    """The claims of the answer's JSON; None for each of no known shape, and for what is no JSON."""
    try:
        untrusted = json.loads(_FENCE.sub("", untrusted_answer))
    except (ValueError, RecursionError):
        yield None
        return
    items = untrusted.get("claims") if isinstance(untrusted, dict) else None
    if not isinstance(items, list):
        yield None
        return
    for item in items:
        try:
            yield msgspec.convert(item, UntrustedClaim)
        except msgspec.ValidationError:
            yield None


class _Squeezed:
    """A block without its white space, and where each character of that stands in the text."""

    def __init__(self, text: Text, block: Block) -> None:
        places = range(block.start, block.end)
        self.places = [place for place in places if not text.content[place].isspace()]
        self.content = "".join(text.content[place] for place in self.places)

    def find(self, squeezed: str) -> Iterator[tuple[int, int]]:
        start = self.content.find(squeezed)
        while start >= 0:
            yield self.places[start], self.places[start + len(squeezed) - 1] + 1
            start = self.content.find(squeezed, start + 1)


def _squeeze(untrusted: str) -> str:
    return _SPACE.sub("", unicodedata.normalize("NFC", untrusted))


def _place(
    untrusted: UntrustedClaim,
    blocks: list[_Squeezed],
    text: Text,
    taken: set[tuple[int, int, str]],
) -> Span | None:
    """The first place of the quote that no claim of the same type has taken."""
    squeezed = _squeeze(untrusted.quote)
    if not QUOTE[0] <= len(squeezed) <= QUOTE[1]:
        return None
    for block in blocks:
        for start, end in block.find(squeezed):
            if (start, end, untrusted.type) not in taken:
                return text.span(start, end)
    return None


class _Checking:
    """One text, to which roles and sources are held."""

    def __init__(
        self,
        document: Document,
        text: Text,
        mentions: Iterable[Mention],
        extractor: str,
        version: str,
    ) -> None:
        self.dropped_roles = 0
        self._document = document
        self._text = text
        self._mentions = list(mentions)
        self._at = {(m.span.start, m.span.end): m for m in self._mentions}
        self._body = [_Squeezed(text, block) for block in text.body()]
        self._extractor, self._version = extractor, version

    def claim(self, untrusted: UntrustedClaim, quote: Span) -> Claim:
        roles: dict[RoleName, tuple[Mention, ...]] = {}
        for name, words in untrusted.roles.items():
            filled = tuple(dict.fromkeys(self._fillers(name, words, quote)))
            self.dropped_roles += len(words) - len(filled)
            if filled:
                roles[name] = filled  # type: ignore[index]
        return Claim(
            document=self._document.sha256,
            type=untrusted.type,
            quote=quote,
            roles=roles,
            quantities=tuple(
                mention
                for mention in self._mentions
                if mention.kind == "quantity" and quote.contains(mention.span)
            ),
            status=untrusted.status,
            attribution=self._attribution(untrusted.attribution, quote),
            stance=untrusted.stance,
            extractor=self._extractor,
            extractor_version=self._version,
            confidence=CONFIDENCE,
            trace=(f"model {self._extractor}: its answer, held to the text",),
        )

    def _fillers(self, name: str, words: list[str], quote: Span) -> Iterator[Mention]:
        if name not in get_args(RoleName):
            return
        for word in words:
            span = self._nearest(word, quote)
            if span is None:
                continue
            known = self._at.get((span.start, span.end))
            if known is not None and known.kind != "quantity":
                yield known
            elif name != "time":  # a time must be one that our own reading knows
                yield Mention(span, USUAL_KIND[name])  # type: ignore[index]

    def _attribution(self, untrusted: UntrustedAttribution, quote: Span) -> Attribution:
        if untrusted.kind == "author" or not untrusted.name.strip():
            return Attribution(untrusted.kind)
        span = self._nearest(untrusted.name, quote)
        if span is None:
            self.dropped_roles += 1
            return Attribution(untrusted.kind)
        return Attribution(untrusted.kind, span.exact, span)

    def _nearest(self, word: str, quote: Span) -> Span | None:
        """Where the body holds the word closest to the quote, inside it if it can be."""
        squeezed = _squeeze(word)
        if not squeezed:
            return None
        places = [place for block in self._body for place in block.find(squeezed)]
        if not places:
            return None
        start, end = min(
            places, key=lambda place: max(quote.start - place[0], place[1] - quote.end, 0)
        )
        return self._text.span(start, end)
