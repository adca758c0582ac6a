"""The tables of a finding: instruments, questions, topics, claims by side, judgements.

They hold the words of the instruments in both languages, so that a finding can be read without
this version of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from custodes.audits.principles.binding import CASES, Bound
from custodes.audits.principles.instruments import Instrument
from custodes.audits.principles.judgements import decided, judgements
from custodes.audits.principles.queries import Gathered
from custodes.model import Note, Table

LISTED = 120
"""Of each topic, so many claims for and so many against are listed; all are counted."""
LISTED_UNSPOKEN = 24

Row = tuple[str | float | None, ...]


def question_table(asked: Iterable[Instrument], gathered: Mapping[str, Gathered]) -> Table:
    """Each question with how many claims speak for it, against it, and are not spoken of."""
    rows: list[Row] = []
    for instrument in asked:
        for question in instrument.questions:
            found = [gathered[topic] for topic in question.topics]
            rows.append(
                (
                    instrument.key,
                    question.key,
                    *(
                        words[tag]
                        for words in (question.where, question.title, question.asks)
                        for tag in ("en", "zh")
                    ),
                    " ".join(question.topics),
                    "yes" if question.text_read else "no",
                    len({name for each in found for name in each.for_}),
                    len({name for each in found for name in each.against}),
                    len({name for each in found for name in each.unspoken}),
                )
            )
    columns = (
        *(
            "instrument",
            "question",
            "where_en",
            "where_zh",
            "en",
            "zh",
            "asks_en",
            "asks_zh",
        ),
        *("topics", "text_read", "for", "against", "unspoken"),
    )
    return Table(columns, tuple(rows))


def topic_table(gathered: Mapping[str, Gathered]) -> Table:
    """Each topic with its gap and how many claims it is about."""
    return Table(
        ("topic", "gap_en", "gap_zh", "for", "against", "unspoken", "concerned"),
        tuple(
            (
                key,
                each.topic.gap["en"],
                each.topic.gap["zh"],
                len(each.for_),
                len(each.against),
                len(each.unspoken),
                each.concerned,
            )
            for key, each in gathered.items()
        ),
    )


def claim_table(gathered: Mapping[str, Gathered]) -> Table:
    """The claims of each topic by side, with why they are there."""
    rows: list[Row] = []
    for key, each in gathered.items():
        for side, found in (("for", each.for_), ("against", each.against)):
            rows += (
                (key, side, name, why["en"], why["zh"])
                for name, why in islice(found.items(), LISTED)
            )
        rows += ((key, "unspoken", name, "", "") for name in each.unspoken[:LISTED_UNSPOKEN])
    return Table(("topic", "side", "claim", "why_en", "why_zh"), tuple(rows))


def instrument_table(
    asked: Iterable[Instrument],
    bounds: Mapping[str, Bound],
    statuses: Mapping[str, str],
    notes: Sequence[Note],
) -> Table:
    """Each instrument with its words, what it was to the claims, and who decided so."""
    worded = ("title", "short", "jurisdiction", "addressee", "ratification", "exceptions")
    rows: list[Row] = []
    for each in asked:
        by_reviewer = decided(notes, each.key)
        note = by_reviewer.note if by_reviewer else None
        last = each.binding.last
        rows.append(
            (
                each.key,
                *(getattr(each, name)[tag] for name in worded for tag in ("en", "zh")),
                each.binding.first.isoformat(),
                last.isoformat() if last else None,
                each.citation,
                "yes" if each.primary_seen else "no",
                each.read,
                statuses[each.key],
                bounds[each.key].status,
                bounds[each.key].reason,
                *(bounds[each.key].counts.get(case, 0) for case in CASES),
                *((note.author, note.time.isoformat(), note.text) if note else (None,) * 3),
            )
        )
    columns = (
        "instrument",
        *(f"{name}_{tag}" for name in worded for tag in ("en", "zh")),
        *("in_force_from", "in_force_until", "source", "primary_seen", "primary_read"),
        *("status", "computed", "reason", *CASES),
        *("decided_by", "decided_at", "decided_says"),
    )
    return Table(columns, tuple(rows))


def judgement_table(asked: Iterable[Instrument], notes: Sequence[Note]) -> Table:
    """The judgements of reviewers on the questions asked, the latest first."""
    return Table(
        ("instrument", "question", "says", "language", "by", "time"),
        tuple(
            (
                each.key,
                question.key,
                note.text,
                note.language,
                note.author,
                note.time.isoformat(timespec="minutes"),
            )
            for each in asked
            for question in each.questions
            for note in judgements(notes, each.key, question.key)
        ),
    )
