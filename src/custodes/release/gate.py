"""The one gate: a case comes in, what may leave it goes out, masked and with keyed identifiers."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import hmac
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from custodes.case import WrongArgumentError
from custodes.case.decisions import latest
from custodes.model import Claim, Document, Finding, Outline, Text
from custodes.release.decisions import Decisions, decide
from custodes.release.findings import FindingGate, went_in
from custodes.release.guard import Guard, strings_of
from custodes.release.masking import Masked, Masker, NameFinder, cover
from custodes.release.page import Page
from custodes.release.released import (
    MaskedName,
    Released,
    ReleasedClaim,
    ReleasedDisagreement,
    ReleasedDocument,
    ReleasedFinding,
    ReleasedHeld,
    ReleasedSection,
)
from custodes.release.reprints import Reprints
from custodes.release.saying import Said
from custodes.release.withholding import Withholding, withheld

if TYPE_CHECKING:
    from custodes.case import Case

KEEPS_SHORT_FORMS = frozenset({"agency", "company", "place", "programme"})
"""Where a short form of a masked name belongs to another name: the White House, of John White.

Not instruments: a case is called by its parties' names.
"""


def release(case: Case, unmasked: bool = False, outline: Outline | None = None) -> Released:
    """Everything of the case that may be published, masked.

    Rejected claims are left out, and so are those that are held, with their words. An ``outline``
    gives title, order and comments, and leaves out what it did not choose if that is its scope.
    With ``unmasked``, for the owner alone, names stay and each document's ``name`` is its file
    name without its ending. Either way the case's custody log says that it happened; nothing else
    in the case is changed.
    """
    gate = Gate(case, Decisions() if unmasked else decide(case, outline), unmasked, outline)
    released = gate.released()
    record(case, released)
    return released


def record(case: Case, released: Released) -> None:
    """Say in the custody log that this leaves the case; ``release`` has done so already."""
    case.record(
        "released unmasked" if released.unmasked else "released",
        case.name,
        f"{len(released.documents)} documents, {len(released.claims)} claims, "
        f"{released.masked_count} names masked"
        + (f", {len(released.held)} claims held" if released.held else ""),
    )


def preview(case: Case, outline: Outline | None = None) -> Released:
    """What ``release`` would give, to be looked at inside the case: the log says nothing of it."""
    return Gate(case, decide(case, outline), unmasked=False, outline=outline).released()


def masked_names(case: Case, outline: Outline | None = None) -> tuple[MaskedName, ...]:
    """What a release of the case masks, for a reviewer's eye alone: most frequent first.

    Of an outline that leaves out what it did not choose, only the documents that leave count.
    """
    decisions = decide(case, outline)
    gate = Gate(case, decisions, unmasked=False, outline=outline)
    leaving = set()
    for document in gate.documents():
        leaving.add(document.sha256)
        gate.masked_text(document, case.text(document.sha256))
    occurrences = gate.masker.occurrences
    names = [
        MaskedName(hidden.text, hidden.reason, occurrences[index], tuple(sorted(hidden.documents)))
        for index, hidden in enumerate(decisions.hidden.values())
        if occurrences[index] or not hidden.documents or hidden.documents & leaving
    ]
    return tuple(sorted(names, key=lambda name: (-name.occurrences, name.text)))


def keyed(secret: bytes, *parts: str) -> str:
    """What ``("claim", identifier)`` and the like are called outside the case of this secret."""
    message = "\0".join(parts).encode()
    return hmac.new(secret, message, hashlib.sha256).hexdigest()[:16]


def letters(index: int) -> str:
    """The name of the source number ``index`` (from 0): A, B, … Z, AA, AB, …"""
    name = ""
    index += 1
    while index:
        index, letter = divmod(index - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


class Gate:
    """One release of one case.

    ``chosen`` are the identifiers of the claims that may leave; None where all may.
    """

    def __init__(
        self, case: Case, decisions: Decisions, unmasked: bool, outline: Outline | None = None
    ) -> None:
        self.case = case
        self.decisions = decisions
        self.unmasked = unmasked
        self.outline = outline
        self.withholding = Withholding(case)
        self.findings = case.findings()
        self.chosen: frozenset[str] | None = None
        if outline is not None and outline.scope == "chosen":
            if not outline.chosen:
                raise WrongArgumentError(
                    "the outline leaves out what it does not name, and it names nothing. Choose "
                    "claims or findings, or let all others in."
                )
            self.findings = [f for f in self.findings if f.identifier in outline.chosen]
            named = outline.chosen.union(*(finding.claims for finding in self.findings))
            claims = case.claims_named(named).values()
            self.chosen = frozenset(claim.identifier for claim in claims)
        self.finder = decisions.finder()
        self.masker = Masker(self.finder)
        self.secret = case.secret
        self._words: dict[str, str] = {}
        self.reviews = latest(case.reviews())
        self.said = Said(case, self.words, outline.language if outline else "")

    @functools.cached_property
    def reprints(self) -> Reprints:
        """Which documents are one source; looked for when something is released."""
        return Reprints(self.case)

    def keyed(self, *parts: str) -> str:
        """A name that only this case can tie to what it names: HMAC-SHA256, 16 hex digits."""
        return keyed(self.secret, *parts)

    def words(self, words: str) -> str:
        """A string that stands outside any text, masked."""
        if not words:
            return words
        masked = self._words.get(words)
        if masked is None:
            held = self.withholding.places(words)
            done = cover(words, held) if self.unmasked else self.masker.mask(words, in_place=held)
            masked = self._words[words] = withheld(done, held).text
        return masked

    def masked_text(self, document: Document, text: Text) -> Masked:
        """The whole canonical text, masked."""
        held = self.withholding.places(text.content)
        if self.unmasked:
            return withheld(cover(text.content, held), held)
        things = [
            (mention.span.start, mention.span.end)
            for mention in self.case.mentions(document.sha256)
            if mention.kind in KEEPS_SHORT_FORMS
        ]
        in_place = (*self.decisions.in_place.get(document.sha256, ()), *held)
        return withheld(self.masker.mask(text.content, things, in_place), held)

    def documents(self) -> list[Document]:
        """The documents that leave."""
        if self.chosen is None:
            return self.case.documents()
        chosen = {claim.document for claim in self.case.claims_named(self.chosen).values()}
        return [document for document in self.case.documents() if document.sha256 in chosen]

    def released(self) -> Released:
        """The whole release."""
        all_claims: dict[str, list[Claim]] = {}
        for claim in self.case.claims():
            if self.chosen is None or claim.identifier in self.chosen:
                all_claims.setdefault(claim.document, []).append(claim)
        documents: list[ReleasedDocument] = []
        released: list[ReleasedClaim] = []
        outgoing: dict[str, str] = {}
        kept: list[Claim] = []
        for document in self.documents():
            page = Page(self, document, letters(len(documents)))
            claims = sorted(
                all_claims.get(document.sha256, ()), key=lambda c: (c.quote.start, c.quote.end)
            )
            for claim in page.outgoing(claims):
                made = page.claim(claim)
                outgoing[claim.identifier] = made.identifier
                released.append(made)
                kept.append(claim)
            if self.chosen is None or page.order:
                documents.append(page.document())
        findings = [finding for finding in self.findings if not self._rests_on_held(finding)]
        outside = {f.identifier: self.keyed("finding", f.identifier) for f in findings}
        result = Released(
            name=self.words((self.outline and self.outline.title) or self.case.name),
            documents=tuple(documents),
            claims=tuple(released),
            disagreements=self._disagreements(kept, outgoing),
            findings=tuple(self._findings(findings, outgoing, all_claims)),
            failed=dict(Counter(failure.reason for failure in self.case.failures())),
            masked_count=self._masked_count(),
            unmasked=self.unmasked,
            owner=self.words(self.outline.owner) if self.outline else "",
            sections=self._sections(outgoing, outside),
            held=tuple(self._held({document.identifier for document in documents})),
            held_findings=len(self.findings) - len(findings),
        )
        if self.unmasked:
            held_alone = Guard(NameFinder({}), (), (), self.withholding.finder)
            return dataclasses.replace(result, guard=held_alone) if self.withholding else result
        secrets = {
            claim.identifier for claims in all_claims.values() for claim in claims
        } | self.decisions.identifiers
        guard = Guard(self.finder, secrets, set(strings_of(result)), self.withholding.guarded)
        return dataclasses.replace(result, guard=guard)

    def _rests_on_held(self, finding: Finding) -> bool:
        if not self.withholding:
            return False
        claims = self.case.claims_named(went_in(finding)).values()
        return any(claim.identifier in self.withholding.met for claim in claims)

    def _masked_count(self) -> int:
        hidden = len(self.decisions.hidden)
        if self.chosen is None:
            return hidden
        return sum(index < hidden for index, n in self.masker.occurrences.items() if n)

    def _sections(
        self, claims: dict[str, str], findings: dict[str, str]
    ) -> tuple[ReleasedSection, ...]:
        if self.outline is None:
            return ()
        # an outline names claims by what survives a correction
        named = self.case.claims_named(self.outline.chosen)
        outside = {
            name: claims[claim.identifier]
            for name, claim in named.items()
            if claim.identifier in claims
        }
        return self.said.sections(self.outline, outside, findings)

    def _held(self, leaving: set[str]) -> Iterable[ReleasedHeld]:
        for claim, why in self.withholding.met.values():
            document = self.keyed("document", claim.document)
            yield ReleasedHeld(document if document in leaving else "", claim.type, why)

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
        self, findings: list[Finding], outgoing: dict[str, str], claims: dict[str, list[Claim]]
    ) -> Iterable[ReleasedFinding]:
        outside = {claim.identifier: "" for found in claims.values() for claim in found} | outgoing
        outside |= dict.fromkeys(self.withholding.met, "")
        gate = FindingGate(self.words, outside)
        for number, finding in enumerate(findings, start=1):
            files = {name: self.case.finding_file(sha256) for name, sha256 in finding.files.items()}
            identifier = self.keyed("finding", finding.identifier)
            made = gate.released(finding, identifier, number, files)
            yield dataclasses.replace(made, notes=self.said.notes(finding.identifier))
