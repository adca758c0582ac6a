"""Cases for the worksheet's tests: our own sentences, and how a reader would take them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from custodes.case import Case
from custodes.language.en import quantities as english
from custodes.language.zh import quantities as chinese
from custodes.model import (
    Attribution,
    Block,
    Claim,
    Document,
    Mention,
    Stance,
    Text,
)


class PaperCase:
    """What the worksheet asks of a case, held in memory."""

    def __init__(self) -> None:
        self.held: list[tuple[Document, Text, tuple[Mention, ...], list[Claim]]] = []

    def documents(self) -> list[Document]:
        return [document for document, _, _, _ in self.held]

    def claims(self) -> list[Claim]:
        return [claim for _, _, _, claims in self.held for claim in claims]

    def text(self, sha256: str) -> Text:
        return next(text for document, text, _, _ in self.held if document.sha256 == sha256)

    def mentions(self, sha256: str) -> tuple[Mention, ...]:
        return next(found for document, _, found, _ in self.held if document.sha256 == sha256)


def paper_case(documents: Mapping[str, str], inferred: str = "") -> Case:
    """A case of documents by title; every sentence is a claim with its figures.

    A sentence with the word ``inferred`` is the author's inference, the others are asserted by a
    document.
    """
    case = PaperCase()
    for title, content in documents.items():
        sha256 = hashlib.sha256((title + content).encode()).hexdigest()
        text = Text(content, (Block("paragraph", 0, len(content)),))
        find = chinese.find if re.search(r"[\u4e00-\u9fff]", content) else english.find
        mentions = tuple(
            Mention(text.span(start, end), "quantity", quantity=quantity)
            for start, end, quantity in find(content, 0, len(content))
        )
        claims = []
        for match in re.finditer(r"[^。\n]+?(?:。|\n|\.(?=\s|$)|$)", content):
            own = tuple(
                mention
                for mention in mentions
                if match.start() <= mention.span.start and mention.span.end <= match.end()
            )
            infers = bool(inferred) and inferred in match[0]
            stance: Stance = "infers" if infers else "asserts"
            attribution = Attribution("author" if infers else "document")
            claims.append(
                Claim(
                    sha256,
                    "measure",
                    text.span(*match.span()),
                    quantities=own,
                    stance=stance,
                    attribution=attribution,
                )
            )
        document = Document(sha256, "text/plain", f"{title}.txt", title=title)
        case.held.append((document, text, mentions, claims))
    return cast(Case, case)


def read_case(*paths: Path) -> Case:
    """A case of files, read as ``custodes add`` reads them, held in memory."""
    from custodes.evidence import extract
    from custodes.language import analyse
    from custodes.reading import read

    case = PaperCase()
    for path in paths:
        reading = read(path.read_bytes(), path.name)
        analysis = analyse(reading.document, reading.text)
        claims = sorted(
            extract(reading.document, reading.text, analysis), key=lambda c: c.quote.start
        )
        case.held.append((reading.document, reading.text, tuple(analysis.mentions), list(claims)))
    return cast(Case, case)
