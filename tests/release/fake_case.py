"""A case in memory, for tests of the gate: what it is given is what it holds."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from custodes.case.legal import Legal
from custodes.evidence.near_duplicates import Group
from custodes.model import (
    Block,
    Claim,
    Document,
    Finding,
    Mention,
    MentionKind,
    Note,
    PersonRole,
    Quantity,
    Review,
    Text,
)

if TYPE_CHECKING:
    from custodes.case import Case

NOW = datetime.datetime(2020, 7, 1, tzinfo=datetime.UTC)


@dataclass
class FakeFailure:
    reason: str
    path: str = "/secret/path/broken.pdf"
    name: str = "broken.pdf"
    detail: str = "detail of 陈军锋"


@dataclass
class Page:
    """One document in the making: paragraphs, and what stands in them."""

    paragraphs: Sequence[str]
    title: str = ""
    author: str = ""
    publisher: str = ""
    name: str = "leaked-2020.md"
    language: str = "zh"
    marks: list[tuple[str, MentionKind, PersonRole | None]] = field(default_factory=list)
    quotes: list[str] = field(default_factory=list)
    claim_extras: dict[str, Any] = field(default_factory=dict)

    @property
    def content(self) -> str:
        return "\n".join(self.paragraphs)

    @property
    def sha256(self) -> str:
        return hashlib.sha256((self.name + self.content).encode()).hexdigest()

    def text(self) -> Text:
        blocks, reached = [], 0
        for paragraph in self.paragraphs:
            blocks.append(Block("paragraph", reached, reached + len(paragraph)))
            reached += len(paragraph) + 1
        return Text(self.content, tuple(blocks))

    def document(self) -> Document:
        return Document(
            self.sha256,
            "text/markdown",
            self.name,
            origin="/home/source/" + self.name,
            title=self.title,
            author=self.author,
            publisher=self.publisher,
            language=self.language,
        )

    def mentions(self) -> tuple[Mention, ...]:
        text, found = self.text(), []
        for words, kind, role in self.marks:
            at = self.content.find(words)
            while at >= 0:
                quantity = Quantity(1158, 1158, "张") if kind == "quantity" else None
                span = text.span(at, at + len(words))
                found.append(Mention(span, kind, person_role=role, quantity=quantity))
                at = self.content.find(words, at + len(words))
        return tuple(sorted(found, key=lambda mention: mention.span.start))

    def claims(self) -> list[Claim]:
        text = self.text()
        mentions = self.mentions()
        made = []
        for quote in self.quotes:
            start = self.content.index(quote)
            span = text.span(start, start + len(quote))
            inside = [m for m in mentions if span.contains(m.span)]
            roles = {
                "actor": tuple(m for m in inside if m.kind == "agency"),
                "group": tuple(m for m in inside if m.kind in {"person", "group"}),
            }
            made.append(
                Claim(
                    self.sha256,
                    "targeting",
                    span,
                    roles=cast("Any", roles),
                    quantities=tuple(m for m in inside if m.kind == "quantity"),
                    extractor="frames",
                    extractor_version="1",
                    **self.claim_extras,
                )
            )
        return made


class FakeCase:
    """What the gate asks of a case, answered from memory."""

    def __init__(
        self,
        pages: Iterable[Page],
        *,
        name: str = "案件",
        cleared: Iterable[str] = (),
        notes: Iterable[Note] = (),
        reviews: Iterable[Review] = (),
        findings: Iterable[Finding] = (),
        files: Mapping[str, bytes] | None = None,
        groups: Iterable[Group] = (),
    ) -> None:
        self.name = name
        self.secret = b"s" * 32
        self._pages = {page.sha256: page for page in pages}
        self._cleared = frozenset(cleared)
        self._notes = list(notes)
        self._reviews = list(reviews)
        self._findings = list(findings)
        self._files = dict(files or {})
        self._groups = tuple(groups)
        self.recorded: list[tuple[str, str, str]] = []

    def documents(self) -> list[Document]:
        return [page.document() for page in self._pages.values()]

    def text(self, sha256: str) -> Text:
        return self._pages[sha256].text()

    def near_duplicates(self) -> tuple[Group, ...]:
        return self._groups

    def mentions(self, sha256: str) -> tuple[Mention, ...]:
        return self._pages[sha256].mentions()

    def claims(self, attribution: str = "") -> list[Claim]:
        return [
            claim
            for page in self._pages.values()
            for claim in page.claims()
            if attribution in ("", claim.attribution.kind)
        ]

    def claims_named(self, identifiers: Iterable[str]) -> dict[str, Claim]:
        wanted = set(identifiers)
        return {claim.identifier: claim for claim in self.claims() if claim.identifier in wanted}

    @property
    def legal(self) -> Legal:
        return Legal(cast("Case", self))

    def reviews(self) -> list[Review]:
        return self._reviews

    def notes(self, about: str = "") -> list[Note]:
        return [note for note in self._notes if about in ("", note.about)]

    def findings(self) -> list[Finding]:
        return self._findings

    def finding_file(self, sha256: str) -> bytes:
        return self._files[sha256]

    def failures(self) -> list[FakeFailure]:
        return [FakeFailure("encrypted"), FakeFailure("encrypted"), FakeFailure("empty")]

    def cleared_names(self) -> frozenset[str]:
        return self._cleared

    def record(self, action: str, subject: str, detail: str = "") -> None:
        self.recorded.append((action, subject, detail))


def case_of(*pages: Page, **more: Any) -> Case:
    """A case that holds these pages."""
    return cast("Case", FakeCase(pages, **more))
