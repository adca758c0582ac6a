"""The one gate: a case comes in, what may leave it goes out, masked and with keyed identifiers."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import hmac
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from custodes.case.decisions import latest
from custodes.model import (
    Attribution,
    Claim,
    Document,
    Mention,
    Span,
    Text,
)
from custodes.model.text import CONTEXT
from custodes.release.decisions import Decisions, decide
from custodes.release.findings import FindingGate
from custodes.release.guard import Guard, strings_of
from custodes.release.masking import Masked, Masker, cover
from custodes.release.released import (
    MASK,
    MaskedName,
    Released,
    ReleasedClaim,
    ReleasedDisagreement,
    ReleasedDocument,
    ReleasedFinding,
    ReleasedMention,
    ReleasedParagraph,
    ReleasedQuantity,
)
from custodes.release.reprints import Reprints

if TYPE_CHECKING:
    from custodes.case import Case

KEEPS_SHORT_FORMS = frozenset({"agency", "company", "place", "programme"})
"""Where a short form of a masked name belongs to another name: the White House, of John White.

Not instruments: a case is called by its parties' names.
"""

LEFT_OUT_OF_ENTITIES = frozenset({"date", "quantity", "phrase"})


def release(case: Case, unmasked: bool = False) -> Released:
    """Everything of the case that may be published, masked.

    Rejected claims are left out. With ``unmasked``, for the owner alone, names stay and each
    document's ``name`` is its file name without its ending. Either way the case's custody log
    says that it happened; nothing else in the case is changed.
    """
    gate = _Gate(case, Decisions() if unmasked else decide(case), unmasked)
    released = gate.released()
    case.record(
        "released unmasked" if unmasked else "released",
        case.name,
        f"{len(released.documents)} documents, {len(released.claims)} claims, "
        f"{released.masked_count} names masked",
    )
    return released


def masked_names(case: Case) -> tuple[MaskedName, ...]:
    """What a release of the case masks, for a reviewer's eye alone: most frequent first."""
    decisions = decide(case)
    gate = _Gate(case, decisions, unmasked=False)
    for document in case.documents():
        gate.masked_text(document, case.text(document.sha256))
    occurrences = gate.masker.occurrences
    names = [
        MaskedName(hidden.text, hidden.reason, occurrences[index], tuple(sorted(hidden.documents)))
        for index, hidden in enumerate(decisions.hidden.values())
    ]
    return tuple(sorted(names, key=lambda name: (-name.occurrences, name.text)))


def letters(index: int) -> str:
    """The name of the source number ``index`` (from 0): A, B, … Z, AA, AB, …"""
    name = ""
    index += 1
    while index:
        index, letter = divmod(index - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


class _Gate:
    """One release of one case."""

    def __init__(self, case: Case, decisions: Decisions, unmasked: bool) -> None:
        self.case = case
        self.decisions = decisions
        self.unmasked = unmasked
        self.finder = decisions.finder()
        self.masker = Masker(self.finder)
        self.secret = case.secret
        self._words: dict[str, str] = {}
        self.reviews = latest(case.reviews())
        self.translations = {
            note.about: note for note in case.notes() if note.kind == "translation"
        }

    @functools.cached_property
    def reprints(self) -> Reprints:
        """Which documents are one source; looked for when something is released."""
        return Reprints(self.case)

    def keyed(self, *parts: str) -> str:
        """A name that only this case can tie to what it names: HMAC-SHA256, 16 hex digits."""
        message = "\0".join(parts).encode()
        return hmac.new(self.secret, message, hashlib.sha256).hexdigest()[:16]

    def words(self, words: str) -> str:
        """A string that stands outside any text, masked."""
        if self.unmasked or not words:
            return words
        masked = self._words.get(words)
        if masked is None:
            masked = self._words[words] = self.masker.mask(words).text
        return masked

    def masked_text(self, document: Document, text: Text) -> Masked:
        """The whole canonical text, masked."""
        if self.unmasked:
            return cover(text.content, ())
        things = [
            (mention.span.start, mention.span.end)
            for mention in self.case.mentions(document.sha256)
            if mention.kind in KEEPS_SHORT_FORMS
        ]
        in_place = self.decisions.in_place.get(document.sha256, ())
        return self.masker.mask(text.content, things, in_place)

    def released(self) -> Released:
        """The whole release."""
        all_claims: dict[str, list[Claim]] = {}
        for claim in self.case.claims():
            all_claims.setdefault(claim.document, []).append(claim)
        documents: list[ReleasedDocument] = []
        released: list[ReleasedClaim] = []
        outgoing: dict[str, str] = {}
        kept: list[Claim] = []
        for index, document in enumerate(self.case.documents()):
            page = _Page(self, document, letters(index))
            claims = sorted(
                all_claims.get(document.sha256, ()), key=lambda c: (c.quote.start, c.quote.end)
            )
            for claim in page.outgoing(claims):
                made = page.claim(claim)
                outgoing[claim.identifier] = made.identifier
                released.append(made)
                kept.append(claim)
            documents.append(page.document())
        result = Released(
            name=self.words(self.case.name),
            documents=tuple(documents),
            claims=tuple(released),
            disagreements=self._disagreements(kept, outgoing),
            findings=tuple(self._findings(outgoing, all_claims)),
            failed=dict(Counter(failure.reason for failure in self.case.failures())),
            masked_count=len(self.decisions.hidden),
            unmasked=self.unmasked,
        )
        if self.unmasked:
            return result
        secrets = {
            claim.identifier for claims in all_claims.values() for claim in claims
        } | self.decisions.identifiers
        guard = Guard(self.finder, secrets, set(strings_of(result)))
        return dataclasses.replace(result, guard=guard)

    def _disagreements(
        self, claims: list[Claim], outgoing: dict[str, str]
    ) -> tuple[ReleasedDisagreement, ...]:
        # Looked for here, so that the gate can be asked for names without loading the extractor.
        from custodes.evidence import disagreements

        found = []
        heard = [claim for claim in claims if not self.reprints.repeats(claim)]
        documents = {claim.identifier: claim.document for claim in heard}
        for disagreement in disagreements(heard):
            if self.reprints.within_one_source(disagreement, documents):
                continue
            identifiers = tuple(outgoing[c] for c in disagreement.claims if c in outgoing)
            if len(identifiers) > 1:
                figure = self.words(disagreement.figure)
                found.append(ReleasedDisagreement(disagreement.kind, identifiers, figure))
        return tuple(found)

    def _findings(
        self, outgoing: dict[str, str], claims: dict[str, list[Claim]]
    ) -> Iterable[ReleasedFinding]:
        outside = {claim.identifier: "" for found in claims.values() for claim in found} | outgoing
        findings = FindingGate(self.words, outside)
        for number, finding in enumerate(self.case.findings(), start=1):
            files = {name: self.case.finding_file(sha256) for name, sha256 in finding.files.items()}
            identifier = self.keyed("finding", finding.identifier)
            yield findings.released(finding, identifier, number, files)


class _Page:
    """One document on its way out, and the claims of it in order."""

    def __init__(self, gate: _Gate, document: Document, letter: str) -> None:
        self.gate = gate
        self.source = document
        self.letter = letter
        self.identifier = gate.keyed("document", document.sha256)
        self.text = gate.case.text(document.sha256)
        self.blocks = self.text.body()
        self.masked = gate.masked_text(document, self.text)
        self.claims_of_block: dict[int, list[str]] = {}
        self.count = 0

    def outgoing(self, claims: Iterable[Claim]) -> list[Claim]:
        """The claims that may leave: none rejected, none outside the body."""
        kept = []
        for claim in claims:
            review = self.gate.reviews.get(claim.identifier)
            number = self._block(claim)
            if number is not None and (review is None or review.decision != "rejected"):
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
        note = self.gate.translations.get(claim.identifier)
        words = self.gate.words
        return ReleasedClaim(
            identifier=identifier,
            number=f"{self.letter}{self.count}",
            document=self.identifier,
            type=claim.type,
            paragraph=self.order.index(number),
            quote=self._quote(claim.quote, number),
            roles={
                role: tuple(self.mention(mention) for mention in mentions)
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
            translation=words(note.text) if note else "",
            translator=words(note.author) if note else "",
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
        )

    def _first(self) -> str:
        first = self.gate.reprints.first_of(self.source.sha256)
        return self.gate.keyed("document", first) if first else ""

    def _entities(self) -> Iterable[ReleasedMention]:
        seen: dict[tuple[str, str], ReleasedMention] = {}
        for mention in self.gate.case.mentions(self.source.sha256):
            if mention.kind in LEFT_OUT_OF_ENTITIES:
                continue
            released = self.mention(mention)
            if not released.text.replace(MASK, "").strip():
                continue
            if mention.kind == "person" and MASK in released.text and not self.gate.unmasked:
                continue
            key = (released.kind, released.text)
            before = seen.get(key)
            if before is None or before.person_role in {None, "unknown"}:
                seen[key] = released
        return seen.values()

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


def _stem(name: str) -> str:
    stem, dot, _ = name.rpartition(".")
    return stem if dot and stem else name
