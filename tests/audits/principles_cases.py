"""Small invented cases for the tests of principles: a file of lines is a document with claims.

A line is ``type stance status role=words; role=words :: quote``, and indented lines go on with it.
A word with ``@key`` names a kind of the taxonomy; ``@published 2018-06-01`` dates the document.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

from custodes.case import Case, Processed
from custodes.case.pipeline import Read
from custodes.model import (
    Attribution,
    Block,
    Claim,
    DateInterval,
    Document,
    Mention,
    MentionKind,
    Note,
    Text,
)

PIPELINE = "principles_cases:process"
KINDS: dict[str, MentionKind] = {
    "actor": "agency",
    "source": "agency",
    "recipient": "agency",
    "supplier": "company",
    "group": "group",
    "technology": "technology",
    "programme": "programme",
    "data": "data",
    "basis": "instrument",
    "instrument": "instrument",
    "place": "place",
    "time": "date",
}

HARBOUR = """@published 2018-06-01
deployment asserts done actor=Wuhai police; programme=Bright Quay; technology=scan@face-recognition;
  place=Wuhai :: The police put up cameras that scan faces
data_flow asserts done source=Quay Clinic; recipient=Wuhai police; programme=Bright Quay
  :: The clinic passes its list to the police in secret
data_flow asserts required source=Quay Hotel; recipient=Wuhai police; basis=Hotel Act
  :: Under the Hotel Act the hotel sends its register
targeting asserts done actor=Wuhai police; programme=Tide Watch; group=petitioners@petitioners
  :: Petitioners are stopped at the station without a warrant
rule asserts required programme=Tide Watch :: Records are deleted after thirty days
targeting asserts done actor=Wuhai police; programme=Bright Quay :: 雪亮码头主要用于维稳
measure asserts done programme=Bright Quay :: 码头靠它侦破的案件有三成
"""
"""A made-up programme in a real town, so that it has a place; nothing in it happened."""


def claims_of(content: str) -> tuple[Document, Text, tuple[Mention, ...], tuple[Claim, ...]]:
    """The document that these lines are, with its claims."""
    sha256 = hashlib.sha256(content.encode()).hexdigest()
    published, lines = None, []
    for line in content.strip().replace("\n  ", " ").split("\n"):
        if line.startswith("@published "):
            day = datetime.date.fromisoformat(line.split()[1])
            published = DateInterval(day, day)
        else:
            lines.append(line)
    names = [
        words.partition("=")[2].partition("@")[0].strip()
        for line in lines
        for words in line.partition("::")[0].split(maxsplit=3)[3:]
        for words in words.split(";")
    ]
    quotes = [line.partition("::")[2].strip() for line in lines]
    paragraphs = [*quotes, *dict.fromkeys(names)]
    text, start = "\n".join(paragraphs), 0
    blocks = []
    for paragraph in paragraphs:
        blocks.append(Block("paragraph", start, start + len(paragraph)))
        start += len(paragraph) + 1
    whole = Text(text, tuple(blocks))
    claims = [_claim(sha256, whole, line) for line in lines]
    mentions = {m.span: m for claim in claims for found in claim.roles.values() for m in found}
    document = Document(sha256, "text/plain", "invented.txt", published=published, language="en")
    ordered = tuple(mentions[span] for span in sorted(mentions))
    return document, whole, ordered, tuple(claims)


def _claim(sha256: str, text: Text, line: str) -> Claim:
    head, _, quote = line.partition("::")
    kind, stance, status, *rest = head.split(maxsplit=3)
    roles: dict[str, tuple[Mention, ...]] = {}
    for part in rest[0].split(";") if rest and rest[0].strip() else ():
        role, _, words = part.strip().partition("=")
        surface, _, key = words.strip().partition("@")
        at = text.content.rindex(surface)
        dates = None
        if role == "time":
            year = int(surface)
            dates = DateInterval(datetime.date(year, 1, 1), datetime.date(year, 12, 31))
        mention = Mention(text.span(at, at + len(surface)), KINDS[role], key, dates=dates)
        roles[role] = (*roles.get(role, ()), mention)
    start = text.content.index(quote.strip())
    return Claim(
        sha256,
        cast("Any", kind),
        text.span(start, start + len(quote.strip())),
        roles=cast("Any", roles),
        status=cast("Any", status),
        stance=cast("Any", stance),
        attribution=Attribution("author"),
        extractor="test",
        extractor_version="1",
    )


def process(untrusted_bytes: bytes, name: str, origin: str, read: Read) -> Processed:
    """The pipeline that turns such lines into a document of a case."""
    document, text, mentions, claims = claims_of(untrusted_bytes.decode())
    return Processed(document, text, mentions, claims)


class InMemory:
    """What the audit asks of a case, from memory."""

    def __init__(self, *contents: str, notes: Iterable[Note] = ()) -> None:
        read = [claims_of(content) for content in contents]
        self._documents = [document for document, *_ in read]
        self._claims = [claim for *_, claims in read for claim in claims]
        self._notes = list(notes)

    def documents(self) -> list[Document]:
        return self._documents

    def claims(self) -> list[Claim]:
        return self._claims

    def notes(self) -> list[Note]:
        return self._notes

    def note(self, note: Note) -> None:
        self._notes.append(note)


def in_memory(*contents: str, notes: Iterable[Note] = ()) -> Case:
    """A case of these documents, in memory."""
    return cast("Case", InMemory(*contents, notes=notes))


def on_disk(folder: Path, content: str = HARBOUR) -> Case:
    """A case in a folder, with one document of these lines."""
    (folder / "given").mkdir()
    (folder / "given" / "invented.txt").write_text(content, encoding="utf-8")
    case = Case.create(folder / "case", name="Bright Quay")
    case.add([folder / "given"], workers=1, pipeline=PIPELINE)
    return case
