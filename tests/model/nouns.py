"""Strategies that draw every noun of the model, as strange as its invariants allow."""

import datetime
import unicodedata
from typing import Any, get_args

from hypothesis import strategies as st

from custodes.model import (
    Attribution,
    AttributionKind,
    Block,
    BlockKind,
    Claim,
    ClaimType,
    CustodyEvent,
    DateInterval,
    Decision,
    Document,
    DocumentKind,
    Entity,
    Finding,
    Hidden,
    Mention,
    MentionKind,
    Note,
    NoteKind,
    Outline,
    OutlineEntry,
    OutlineScope,
    OutlineSection,
    PersonRole,
    Quantity,
    Review,
    RoleName,
    Run,
    Span,
    Stance,
    Status,
    Table,
    Text,
)

# Chinese, ideographs past the basic plane, combining marks, quotation marks, line ends.
ALPHABET = "公安局人脸a é“”《》\n\t0😀𠮷—\u0301\u200b\\\"'"
words = st.text(alphabet=ALPHABET, max_size=12) | st.text(max_size=12)
some_words = words.filter(bool)
contents = st.text(alphabet=ALPHABET, min_size=1, max_size=60).map(
    lambda content: unicodedata.normalize("NFC", content)
)
hashes = st.binary(min_size=32, max_size=32).map(bytes.hex)
numbers = st.floats(allow_nan=False, allow_infinity=False)
days = st.dates()
moments = st.datetimes(timezones=st.just(datetime.UTC))


def one_of(literal: object) -> st.SearchStrategy[Any]:
    """Any of the values of a Literal type."""
    return st.sampled_from(get_args(literal))


@st.composite
def quantities(draw: st.DrawFn) -> Quantity:
    low, high = sorted((draw(numbers), draw(numbers)))
    open_end = draw(st.sampled_from(["", "low", "high"]))
    return Quantity(
        low=None if open_end == "low" else low,
        high=None if open_end == "high" else high,
        unit=draw(words),
        of=draw(st.none() | words),
        approximation=draw(words),
        basis=draw(st.sampled_from(["stated", "convention"])),
    )


@st.composite
def date_intervals(draw: st.DrawFn) -> DateInterval:
    first, last = sorted((draw(days), draw(days)))
    open_end = draw(st.sampled_from(["", "first", "last"]))
    return DateInterval(
        None if open_end == "first" else first, None if open_end == "last" else last
    )


@st.composite
def spans(draw: st.DrawFn) -> Span:
    exact = draw(some_words)
    start = draw(st.integers(0, 10_000))
    return Span(start, start + len(exact), exact, draw(words), draw(words))


@st.composite
def texts(draw: st.DrawFn) -> Text:
    content = draw(contents)
    cuts = sorted(draw(st.sets(st.integers(0, len(content)), max_size=8)))
    blocks = tuple(
        Block(
            draw(one_of(BlockKind)),
            start,
            end,
            draw(st.integers(0, 6)),
            draw(st.integers(0, 9)),
            draw(st.integers(0, 9)),
            draw(words),
            hidden := draw(one_of(Hidden)),
            bool(hidden) and draw(st.booleans()),
            draw(st.just(()) | st.just(((start, end),))) if start < end else (),
            draw(st.just(()) | st.just(((start, end),))) if start < end else (),
        )
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    )
    boxes = st.tuples(numbers, numbers, numbers, numbers)
    runs = tuple(
        Run(block.start, block.end, draw(st.integers(1, 99)), draw(boxes)) for block in blocks
    )
    return Text(content, blocks, runs)


@st.composite
def mentions(draw: st.DrawFn, only: MentionKind | None = None) -> Mention:
    kind: MentionKind = draw(one_of(MentionKind)) if only is None else only
    return Mention(
        span=draw(spans()),
        kind=kind,
        canonical=draw(words),
        person_role=draw(st.none() | one_of(PersonRole)) if kind == "person" else None,
        quantity=draw(quantities()) if kind == "quantity" else None,
        dates=draw(st.none() | date_intervals()),
        place=draw(words),
        level=draw(words),
        number=draw(words),
    )


attributions = st.builds(
    Attribution, kind=one_of(AttributionKind), name=words, span=st.none() | spans()
)
claims = st.builds(
    Claim,
    document=hashes,
    type=one_of(ClaimType),
    quote=spans(),
    roles=st.dictionaries(
        one_of(RoleName), st.lists(mentions(), max_size=2).map(tuple), max_size=3
    ),
    quantities=st.lists(mentions(only="quantity"), max_size=2).map(tuple),
    status=one_of(Status),
    attribution=attributions,
    stance=one_of(Stance),
    extractor=words,
    extractor_version=words,
    confidence=st.floats(0, 1),
    trace=st.lists(words, max_size=2).map(tuple),
)
documents = st.builds(
    Document,
    sha256=hashes,
    media_type=words,
    name=words,
    size=st.integers(0, 2**40),
    origin=words,
    title=words,
    publisher=words,
    author=words,
    published=st.none() | date_intervals(),
    language=words,
    kind=one_of(DocumentKind),
    container=words,
    member=words,
)
entities = st.builds(
    Entity,
    identifier=words,
    kind=one_of(MentionKind),
    names=st.lists(words, min_size=1, max_size=3).map(tuple),
    division_code=words,
    wikidata=words,
)


@st.composite
def notes(draw: st.DrawFn) -> Note:
    kind = draw(one_of(NoteKind))
    to_somebody = kind in ("asked", "answered")
    day, until = sorted((draw(days), draw(days)))
    return Note(
        about=draw(words),
        kind=kind,
        text=draw(words),
        language=draw(words),
        author=draw(words),
        time=draw(moments),
        whom=draw(some_words) if to_somebody else "",
        day=day if to_somebody else None,
        until=until if kind == "asked" and draw(st.booleans()) else None,
    )


outline_entries = st.builds(OutlineEntry, identifier=some_words, comment=words)
outline_sections = st.builds(
    OutlineSection,
    heading=words,
    comment=words,
    entries=st.lists(outline_entries, max_size=3, unique_by=lambda one: one.identifier).map(tuple),
)


outlines = st.builds(
    Outline,
    author=words,
    time=moments,
    title=words,
    owner=words,
    language=st.sampled_from(("en", "zh")),
    scope=one_of(OutlineScope),
    sections=st.lists(outline_sections, max_size=2).map(tuple),
)
wordings = st.dictionaries(st.sampled_from(("en", "zh")), words, max_size=2)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns = draw(st.lists(words, max_size=3).map(tuple))
    cell = st.none() | words | st.floats(allow_nan=False, allow_infinity=False)
    row = st.tuples(*(cell for _ in columns))
    return Table(columns, tuple(draw(st.lists(row, max_size=3))))


findings = st.builds(
    Finding,
    identifier=words,
    method=words,
    method_version=words,
    claims=st.lists(words, max_size=2).map(tuple),
    parameters=st.dictionaries(words, words, max_size=2),
    figures=st.dictionaries(words, quantities(), max_size=2),
    verdict=words,
    words=wordings,
    title=wordings,
    assumptions=st.lists(wordings, max_size=2).map(tuple),
    sources=st.dictionaries(words, words, max_size=2),
    tables=st.dictionaries(words, tables(), max_size=2),
    files=st.dictionaries(words, hashes, max_size=2),
)
custody_events = st.builds(
    CustodyEvent,
    number=st.integers(1, 2**40),
    time=moments,
    actor=words,
    action=words,
    subject=words,
    detail=words,
    previous=words,
    digest=words,
)


@st.composite
def reviews(draw: st.DrawFn) -> Review:
    decision = draw(one_of(Decision))
    return Review(
        document=draw(hashes),
        quote=draw(spans()),
        type=draw(one_of(ClaimType)),
        decision=decision,
        reviewer=draw(words),
        time=draw(moments),
        corrected=draw(claims) if decision == "corrected" else None,
        comment=draw(words),
    )


EVERY_NOUN: dict[type, st.SearchStrategy[object]] = {
    Attribution: attributions,
    Claim: claims,
    CustodyEvent: custody_events,
    DateInterval: date_intervals(),
    Document: documents,
    Entity: entities,
    Finding: findings,
    Mention: mentions(),
    Note: notes(),
    Outline: outlines,
    OutlineEntry: outline_entries,
    OutlineSection: outline_sections,
    Quantity: quantities(),
    Review: reviews(),
    Span: spans(),
    Table: tables(),
    Text: texts(),
}
