"""One document on its way out: its claims in order, and the paragraphs that carry them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import TYPE_CHECKING

from custodes.model import Attribution, Claim, Document, Mention, Span
from custodes.model.text import CONTEXT
from custodes.release.released import (
    MASK,
    WITHHELD,
    ReleasedClaim,
    ReleasedDocument,
    ReleasedMention,
    ReleasedParagraph,
    ReleasedQuantity,
)

if TYPE_CHECKING:
    from custodes.release.gate import Gate

LEFT_OUT_OF_ENTITIES = frozenset({"date", "quantity", "phrase"})


class Page:
    """One document on its way out, and the claims of it in order."""

    def __init__(self, gate: Gate, document: Document, letter: str) -> None:
        self.gate = gate
        self.source = document
        self.letter = letter
        self.identifier = gate.keyed("document", document.sha256)
        self.text = gate.case.text(document.sha256)
        self.blocks = self.text.body()
        self.withheld = gate.withholding.places(self.text.content)
        self.masked = gate.masked_text(document, self.text)
        self.claims_of_block: dict[int, list[str]] = {}
        self.count = 0

    def outgoing(self, claims: Iterable[Claim]) -> list[Claim]:
        """The claims that may leave: none rejected or held, none outside the body."""
        kept = []
        for claim in claims:
            review = self.gate.reviews.get(claim.identifier)
            number = self._block(claim)
            if number is None or (review is not None and review.decision == "rejected"):
                continue
            if self.gate.withholding.holds(claim, self.withheld):
                continue
            self.claims_of_block.setdefault(number, [])
            kept.append(claim)
        self.order = sorted(self.claims_of_block)
        return kept

    def _block(self, claim: Claim) -> int | None:
        """The number of the first block of the body that holds some of the claim's quote."""
        quote = claim.quote
        for number, block in enumerate(self.blocks):
            if block.start < quote.end and quote.start < block.end:
                return number
        return None

    def claim(self, claim: Claim) -> ReleasedClaim:
        """The claim as it leaves."""
        number = self._block(claim)
        assert number is not None  # noqa: S101 - outgoing() let no other through
        review = self.gate.reviews.get(claim.identifier)
        identifier = self.gate.keyed("claim", claim.identifier)
        self.count += 1
        self.claims_of_block[number].append(identifier)
        said = self.gate.said
        translation = said.translation(claim.identifier)
        words = self.gate.words
        return ReleasedClaim(
            identifier=identifier,
            number=f"{self.letter}{self.count}",
            document=self.identifier,
            type=claim.type,
            paragraph=self.order.index(number),
            quote=self._quote(claim.quote, number),
            roles={
                role: tuple(filter(_is_open, map(self.mention, mentions)))
                for role, mentions in claim.roles.items()
            },
            quantities=tuple(self._quantities(claim.quantities)),
            status=claim.status,
            attribution=Attribution(claim.attribution.kind, words(claim.attribution.name)),
            stance=claim.stance,
            extractor=claim.extractor,
            extractor_version=claim.extractor_version,
            confidence=claim.confidence,
            decision=review.decision if review else None,
            translation=translation.text if translation else "",
            translator=translation.author if translation else "",
            notes=said.notes(claim.identifier),
            replies=said.replies(claim.identifier),
        )

    def mention(self, mention: Mention) -> ReleasedMention:
        """A role's filler or an entity as it leaves."""
        words = self._slice(mention.span)
        dates = mention.dates if MASK not in words or MASK in mention.span.exact else None
        return ReleasedMention(
            text=words,
            kind=mention.kind,
            canonical=self.gate.words(mention.canonical),
            place=self.gate.words(mention.place),
            dates=dates,
            person_role=mention.person_role,
        )

    def document(self) -> ReleasedDocument:
        """The document as it leaves, with the paragraphs that carry claims."""
        words = self.gate.words
        return ReleasedDocument(
            identifier=self.identifier,
            letter=self.letter,
            title=words(self.source.title),
            publisher=words(self.source.publisher),
            author=words(self.source.author),
            published=self.source.published,
            language=self.source.language,
            kind=self.source.kind,
            paragraph_count=len(self.blocks),
            paragraphs=tuple(
                ReleasedParagraph(
                    number + 1,
                    self.blocks[number].kind,
                    self.masked.slice(self.blocks[number].start, self.blocks[number].end),
                    tuple(self.claims_of_block[number]),
                )
                for number in self.order
            ),
            name=_stem(self.source.name) if self.gate.unmasked else "",
            entities=tuple(self._entities()),
            reprint_of=self._first(),
            notes=self.gate.said.notes(self.source.sha256),
        )

    def _first(self) -> str:
        first = self.gate.reprints.first_of(self.source.sha256)
        return self.gate.keyed("document", first) if first else ""

    def _entities(self) -> Iterable[ReleasedMention]:
        seen: dict[tuple[str, str], ReleasedMention] = {}
        for mention in self.gate.case.mentions(self.source.sha256):
            if mention.kind in LEFT_OUT_OF_ENTITIES or not self._leaves(mention.span):
                continue
            released = self.mention(mention)
            if not released.text.replace(MASK, "").strip() or not _is_open(released):
                continue
            if mention.kind == "person" and MASK in released.text and not self.gate.unmasked:
                continue
            key = (released.kind, released.text)
            before = seen.get(key)
            if before is None or before.person_role in {None, "unknown"}:
                seen[key] = released
        return seen.values()

    def _leaves(self, span: Span) -> bool:
        """Whether a place is in what leaves: all of the body, or what carries chosen claims."""
        return self.gate.chosen is None or any(
            self.blocks[number].start <= span.start < self.blocks[number].end
            for number in self.order
        )

    def _quantities(self, mentions: Iterable[Mention]) -> Iterable[ReleasedQuantity]:
        for mention in mentions:
            words = self._slice(mention.span)
            if mention.quantity is None or words != mention.span.exact:
                # The figures would say what the words no longer do.
                continue
            of = mention.quantity.of
            quantity = dataclasses.replace(
                mention.quantity, of=None if of is None else self.gate.words(of)
            )
            yield ReleasedQuantity(words, quantity)

    def _slice(self, span: Span) -> str:
        if self.text.content[span.start : span.end] != span.exact:
            # A reviewer's words need not stand in the text.
            return self.gate.words(span.exact)
        return self.masked.slice(span.start, span.end)

    def _quote(self, span: Span, number: int) -> Span:
        """The quote in the masked text of its paragraph, as far as the paragraph goes."""
        block = self.blocks[number]
        block_start, block_end = self.masked.place(block.start, block.end)
        start, end = self.masked.place(max(span.start, block.start), min(span.end, block.end))
        paragraph = self.masked.text[block_start:block_end]
        start, end = start - block_start, end - block_start
        return Span(
            start,
            end,
            paragraph[start:end],
            paragraph[max(0, start - CONTEXT) : start],
            paragraph[end : end + CONTEXT],
        )


def _is_open(mention: ReleasedMention) -> bool:
    """Whether nothing of it is among the words of a claim that is held."""
    return WITHHELD not in mention.text + mention.canonical + mention.place


def _stem(name: str) -> str:
    stem, dot, _ = name.rpartition(".")
    return stem if dot and stem else name
