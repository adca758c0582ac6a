"""What is done with one original: read it, analyse its text, extract its claims."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from custodes.model import Claim, Document, Mention, Text
from custodes.reading.drafts import Member

if TYPE_CHECKING:
    from custodes.reading import Reading


@dataclass(frozen=True, slots=True)
class Processed:
    """All that a case keeps of one original beside its bytes, and the files that it contains.

    ``version`` says what read it.
    """

    document: Document
    text: Text
    mentions: tuple[Mention, ...]
    claims: tuple[Claim, ...]
    members: tuple[Member, ...] = ()
    version: str = ""


Read = Callable[[bytes, str, str], "Reading"]
"""What reads an original: its bytes, name and origin."""


def process(
    untrusted_bytes: bytes, name: str, origin: str, read: Read, *, quick: bool = False
) -> Processed:
    """Take one original through reading, language and evidence; raises UnreadableError.

    ``read`` opens it: the sandbox's reader, unless the user chose to go without. ``quick`` leaves
    the encoder of passages out.
    """
    from custodes.evidence import extract, shipped_models
    from custodes.language import analyse

    reading = read(untrusted_bytes, name, origin)
    analysis = analyse(reading.document, reading.text)
    claims = extract(reading.document, reading.text, analysis, shipped_models(quick=quick))
    return Processed(
        reading.document,
        reading.text,
        analysis.mentions,
        claims,
        reading.members,
        version(quick=quick),
    )


def warm_up(*, quick: bool = False) -> None:
    """Load every lexicon and model, by reading a sentence in each language."""
    from custodes.evidence import extract, shipped_models
    from custodes.language import analyse
    from custodes.language.checking import SAMPLES, as_document

    for sample in SAMPLES:
        document, text = as_document(sample)
        extract(document, text, analyse(document, text), shipped_models(quick=quick))


def version(*, quick: bool = False) -> str:
    """What reads documents here: this custodes, its extractor, and what the user adds to it."""
    from custodes import __version__
    from custodes.evidence import EXTRACTOR, extractor_version

    return f"custodes {__version__}, {EXTRACTOR} {extractor_version(quick=quick)}"


def clearing(read: Read) -> Read:
    """The same reader for a document whose hidden text was cleared."""

    def cleared(untrusted_bytes: bytes, name: str, origin: str) -> Reading:
        reading = read(untrusted_bytes, name, origin)
        return replace(reading, text=reading.text.with_hidden_cleared())

    return cleared


def check_spans(processed: Processed) -> None:
    """Raise InvariantError unless every span says what the text holds there."""
    text = processed.text
    for mention in processed.mentions:
        text.check(mention.span)
    for claim in processed.claims:
        check_claim(text, claim)


def check_claim(text: Text, claim: Claim) -> None:
    """Raise InvariantError unless every span of the claim says what the text holds there."""
    text.check(claim.quote)
    if claim.attribution.span is not None:
        text.check(claim.attribution.span)
    for mentions in (*claim.roles.values(), claim.quantities):
        for mention in mentions:
            text.check(mention.span)
