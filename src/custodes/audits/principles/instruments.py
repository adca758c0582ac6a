"""The instruments: one TOML file each, with its questions, where and when it binds, and its source.

A question has a stable key, ``principles:INSTRUMENT:QUESTION``, under which reviewers' judgements
are kept.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast

from custodes.audits.errors import AuditError
from custodes.audits.principles import territories
from custodes.audits.principles.knowledge import Knowledge, read
from custodes.audits.principles.queries import topics
from custodes.model import Wording

PREFIX = "principles"
BindingKind = Literal["treaty", "law", "none"]
PartyStatus = Literal["party", "applies", "signed", "none"]
_PARTY = ("party", "applies", "signed", "none")
_WORDED = ("title", "short", "jurisdiction", "addressee", "ratification", "exceptions")
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``text_read`` says whether the provision's own words were read by us."""

    key: str
    where: Wording
    title: Wording
    asks: Wording
    topics: tuple[str, ...]
    text_read: bool


@dataclass(frozen=True, slots=True)
class Party:
    """What a treaty is to one territory: in force, extended to it, only signed, or nothing."""

    place: str
    status: PartyStatus
    on: datetime.date | None


@dataclass(frozen=True, slots=True)
class Binding:
    """Where an instrument binds (keys of territories), and from and until which day, inclusive."""

    kind: BindingKind
    first: datetime.date
    last: datetime.date | None
    places: tuple[str, ...]
    parties: tuple[Party, ...]


@dataclass(frozen=True, slots=True)
class Instrument:
    """An instrument. ``read`` says in words what of the primary source was read by us."""

    key: str
    order: int
    title: Wording
    short: Wording
    jurisdiction: Wording
    addressee: Wording
    ratification: Wording
    exceptions: Wording
    citation: str
    primary_seen: bool
    read: str
    binding: Binding
    questions: tuple[Question, ...]

    def question_key(self, question: Question) -> str:
        """The stable key of a question, under which judgements are kept."""
        return f"{PREFIX}:{self.key}:{question.key}"


@cache
def instruments() -> Mapping[str, Instrument]:
    """Every instrument that ships by key, in order; raises AuditError with file and line."""
    names = sorted(
        file.name
        for file in files("custodes.audits.principles").joinpath("instruments").iterdir()
        if file.name.endswith(".toml")
    )
    found = [parsed(read(f"instruments/{name}"), name.removesuffix(".toml")) for name in names]
    return {each.key: each for each in sorted(found, key=lambda each: (each.order, each.key))}


def chosen(keys: Iterable[str] = ()) -> tuple[Instrument, ...]:
    """The instruments with these keys, or all; raises AuditError for one that is not there."""
    known = instruments()
    wanted = list(keys) or list(known)
    for key in wanted:
        if key not in known:
            raise AuditError(
                f"there is no instrument {key!r}. There are: {', '.join(known)}. "
                "'custodes audit principles --list' tells more."
            )
    return tuple(each for each in known.values() if each.key in wanted)


def question_of(key: str) -> tuple[Instrument, Question]:
    """The question with this key, with or without its prefix; raises AuditError."""
    parts = key.removeprefix(f"{PREFIX}:").split(":")
    known = instruments()
    if len(parts) != 2 or parts[0] not in known:
        raise AuditError(
            f"{key!r} names no question. Write INSTRUMENT:QUESTION, such as iccpr-17:lawful; "
            f"the instruments are {', '.join(known)}."
        )
    instrument = known[parts[0]]
    for question in instrument.questions:
        if question.key == parts[1]:
            return instrument, question
    raise AuditError(
        f"{instrument.key} has no question {parts[1]!r}. "
        f"It has: {', '.join(question.key for question in instrument.questions)}."
    )


def parsed(file: Knowledge, key: str) -> Instrument:
    """The instrument of one file; raises AuditError with file and line where it is not as meant."""
    table = file.tables
    file.keys("", table, (*_WORDED, "order", "source", "binding", "question"))
    if not _KEY.fullmatch(key):
        raise file.error("", f"a file is named in a-z, 0-9 and hyphens, not {key!r}")
    source = table["source"]
    file.keys("[source]", source, ("title", "publisher", "year", "address", "primary_seen", "read"))
    questions = tuple(_questions(file))
    if source["primary_seen"] and not all(question.text_read for question in questions):
        raise file.error("[source]", "primary_seen needs text_read at every question")
    where = f"{source['title']} ({source['publisher']}, {source['year']}), {source['address']}"
    return Instrument(
        key=key,
        order=int(table["order"]),
        **{name: file.words(f"[{name}]", table[name]) for name in _WORDED},
        citation=where,
        primary_seen=bool(source["primary_seen"]),
        read=str(source["read"]),
        binding=_binding(file),
        questions=questions,
    )


def _questions(file: Knowledge) -> Iterable[Question]:
    header, seen = "[[question]]", set()
    for number, entry in enumerate(file.tables["question"]):
        needed = ("key", "where_en", "where_zh", "en", "zh", "asks_en", "asks_zh", "topics")
        file.keys(header, entry, needed, ("text_read",), number)
        if not _KEY.fullmatch(entry["key"]) or entry["key"] in seen:
            raise file.error(header, f"key {entry['key']!r} is no name, or stands twice", number)
        seen.add(entry["key"])
        asked = file.strings(header, "topics", entry["topics"], number)
        for topic in asked:
            if topic not in topics():
                raise file.error(header, f"topics.toml has no topic {topic!r}", number)
        if not asked:
            raise file.error(header, "topics is empty: nothing would be gathered", number)
        yield Question(
            entry["key"],
            file.words(header, {"en": entry["where_en"], "zh": entry["where_zh"]}, number),
            file.words(header, {"en": entry["en"], "zh": entry["zh"]}, number),
            file.words(header, {"en": entry["asks_en"], "zh": entry["asks_zh"]}, number),
            asked,
            bool(entry.get("text_read", False)),
        )


def _binding(file: Knowledge) -> Binding:
    header, entry = "[binding]", file.tables["binding"]
    file.keys(header, entry, ("kind", "from"), ("until", "places", "party"))
    if entry["kind"] not in ("treaty", "law", "none"):
        raise file.error(header, f"kind is treaty, law or none, not {entry['kind']!r}")
    for name in ("from", "until"):
        if not isinstance(entry.get(name, datetime.date.min), datetime.date):
            raise file.error(header, f"{name} is a day such as 2021-11-01")
    parties = []
    for number, party in enumerate(entry.get("party", ())):
        line = "[[binding.party]]"
        file.keys(line, party, ("place", "status"), ("on",), number)
        if party["status"] not in _PARTY:
            raise file.error(line, f"status is one of {', '.join(_PARTY)}", number)
        if party["status"] in ("party", "applies") and "on" not in party:
            raise file.error(line, "needs 'on', the day from which it is in force there", number)
        parties.append(Party(party["place"], cast("PartyStatus", party["status"]), party.get("on")))
    places = tuple(entry.get("places", ()))
    for place in (*places, *(party.place for party in parties)):
        if place not in territories.territories():
            raise file.error(header, f"territories.toml has no {place!r}")
    if entry["kind"] != "none" and not (places or parties):
        raise file.error(header, 'needs places or parties, or kind = "none"')
    kind: Any = entry["kind"]
    return Binding(kind, entry["from"], entry.get("until"), places, tuple(parties))
