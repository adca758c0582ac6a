"""What is done with one original: read it, analyse its text, extract its claims."""

from __future__ import annotations

from dataclasses import dataclass

from custodes.model import Claim, Document, Mention, Text


@dataclass(frozen=True, slots=True)
class Processed:
    """All that a case keeps of one original beside its bytes."""

    document: Document
    text: Text
    mentions: tuple[Mention, ...]
    claims: tuple[Claim, ...]


def process(untrusted_bytes: bytes, name: str, origin: str) -> Processed:
    """Take one original through reading, language and evidence; raises UnreadableError."""
    from custodes.evidence import extract
    from custodes.language import analyse
    from custodes.reading import read

    reading = read(untrusted_bytes, name, origin)
    analysis = analyse(reading.document, reading.text)
    claims = extract(reading.document, reading.text, analysis)
    return Processed(reading.document, reading.text, analysis.mentions, claims)


def check_spans(processed: Processed) -> None:
    """Raise InvariantError unless every span says what the text holds there."""
    text = processed.text
    for mention in processed.mentions:
        text.check(mention.span)
    for claim in processed.claims:
        text.check(claim.quote)
        if claim.attribution.span is not None:
            text.check(claim.attribution.span)
        for mentions in (*claim.roles.values(), claim.quantities):
            for mention in mentions:
                text.check(mention.span)
