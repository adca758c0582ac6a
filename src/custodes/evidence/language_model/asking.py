"""One document put to a language model, piece by piece."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import resources

from custodes.evidence.language_model.answers import check_answer
from custodes.evidence.language_model.endpoint import Endpoint
from custodes.evidence.language_model.merging import additions
from custodes.model import Block, Claim, Document, Mention, Text

PIECE = 3000
"""Characters of body that are asked about at a time: small models lose sight of more."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What asking about one document brought: claims to add, and how much was dropped as untrue."""

    claims: tuple[Claim, ...]
    dropped: int
    dropped_roles: int


def extractor_of(endpoint: Endpoint) -> tuple[str, str]:
    """The extractor's name and version that claims of this endpoint's model carry."""
    return f"model.{endpoint.model}", sha256(instruction().encode()).hexdigest()[:8]


@cache
def instruction() -> str:
    """What every model is told (``prompt.md``)."""
    prompt = resources.files("custodes.evidence.language_model") / "prompt.md"
    return prompt.read_text(encoding="utf-8")


def ask(
    endpoint: Endpoint,
    document: Document,
    text: Text,
    mentions: Iterable[Mention],
    present: Iterable[Claim],
) -> Asked:
    """Put the body of the text to the model; raises EndpointError, and then nothing is kept.

    Hidden text and boilerplate are not sent. ``present`` are the claims that are there.
    """
    name, version = extractor_of(endpoint)
    known = tuple(mentions)
    proposed: list[Claim] = []
    dropped = dropped_roles = 0
    for blocks in pieces(text):
        words = "\n".join(text.content[block.start : block.end] for block in blocks)
        untrusted_answer = endpoint.ask(instruction(), f"<<<\n{words}\n>>>")
        checked = check_answer(untrusted_answer, document, text, known, blocks, name, version)
        proposed.extend(checked.claims)
        dropped += checked.dropped
        dropped_roles += checked.dropped_roles
    return Asked(additions(present, proposed), dropped, dropped_roles)


def pieces(text: Text) -> Iterator[list[Block]]:
    """The body's blocks in runs of at most PIECE characters; a longer block is a run by itself."""
    piece: list[Block] = []
    size = 0
    for block in text.body():
        length = block.end - block.start
        if piece and size + length > PIECE:
            yield piece
            piece, size = [], 0
        piece.append(block)
        size += length
    if piece:
        yield piece
