"""A noun that contradicts itself cannot be made."""

import datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from nouns import contents, date_intervals, quantities, spans, texts

from custodes.model import (
    Block,
    Claim,
    CustodyEvent,
    DateInterval,
    Document,
    Entity,
    InvariantError,
    Mention,
    Quantity,
    Review,
    Span,
    Text,
    claim_identifier,
)

SPAN = Span(0, 2, "公安")
SHA256 = "0" * 64
NOON = datetime.datetime(2021, 9, 27, 12, tzinfo=datetime.UTC)


@given(text=texts(), data=st.data())
def test_a_span_of_a_text_says_what_the_text_holds_there(text: Text, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text.content) - 1))
    end = data.draw(st.integers(start + 1, len(text.content)))
    span = text.span(start, end)
    text.check(span)
    assert span.exact == text.content[start:end]
    assert (span.prefix + span.exact + span.suffix) in text.content


@given(text=texts(), span=spans())
def test_a_span_of_another_text_is_caught(text: Text, span: Span) -> None:
    assume(text.content[span.start : span.end] != span.exact)
    with pytest.raises(InvariantError, match="does not hold"):
        text.check(span)


@given(content=contents, start=st.integers(-3, 80), end=st.integers(-3, 80))
def test_no_span_reaches_out_of_its_text(content: str, start: int, end: int) -> None:
    assume(not 0 <= start < end <= len(content))
    with pytest.raises(InvariantError):
        Text(content).span(start, end)


@given(one=spans(), other=spans())
def test_overlap_is_mutual_and_containment_implies_it(one: Span, other: Span) -> None:
    assert one.overlaps(other) == other.overlaps(one)
    assert one.overlaps(one)
    if one.contains(other):
        assert one.overlaps(other)
        assert one.start <= other.start
        assert other.end <= one.end


@given(interval=date_intervals())
def test_a_date_interval_never_ends_before_it_begins(interval: DateInterval) -> None:
    if interval.first and interval.last and interval.first != interval.last:
        with pytest.raises(InvariantError, match="before it begins"):
            DateInterval(interval.last, interval.first)


@given(quantity=quantities())
def test_a_quantity_never_has_its_ends_the_wrong_way_round(quantity: Quantity) -> None:
    if quantity.low is not None and quantity.high is not None and quantity.low < quantity.high:
        with pytest.raises(InvariantError, match="wrong order"):
            Quantity(quantity.high, quantity.low)


def test_an_interval_needs_an_end() -> None:
    with pytest.raises(InvariantError):
        Quantity(None, None)
    with pytest.raises(InvariantError):
        DateInterval(None, None)


@pytest.mark.parametrize("content", ["one\r\ntwo", "e\u0301"])
def test_a_canonical_text_is_normalised(content: str) -> None:
    with pytest.raises(InvariantError, match="NFC"):
        Text(content)


@pytest.mark.parametrize(
    "blocks",
    [
        (Block("paragraph", 0, 3), Block("paragraph", 2, 4)),
        (Block("paragraph", 3, 4), Block("paragraph", 0, 2)),
        (Block("paragraph", 0, 5),),
    ],
)
def test_blocks_lie_in_order_inside_their_text(blocks: tuple[Block, ...]) -> None:
    with pytest.raises(InvariantError, match="overlaps or leaves"):
        Text("四个字的", blocks)


def test_boilerplate_is_kept_but_is_not_the_body() -> None:
    text = Text("首页\n正文", (Block("boilerplate", 0, 2), Block("paragraph", 3, 5)))
    assert text.body() == (Block("paragraph", 3, 5),)


@pytest.mark.parametrize("sha256", ["", "0" * 63, "G" * 64, "A" * 64])
def test_a_document_is_named_by_a_sha256(sha256: str) -> None:
    with pytest.raises(InvariantError, match="SHA-256"):
        Document(sha256, "text/plain", "a.txt")


def test_only_a_quantity_carries_a_quantity_and_only_a_person_a_role() -> None:
    with pytest.raises(InvariantError):
        Mention(SPAN, "agency", quantity=Quantity(1, 1))
    with pytest.raises(InvariantError):
        Mention(SPAN, "quantity")
    with pytest.raises(InvariantError):
        Mention(SPAN, "agency", person_role="official")


def test_a_claims_confidence_and_quantities_are_checked() -> None:
    with pytest.raises(InvariantError, match="confidence"):
        Claim(SHA256, "measure", SPAN, confidence=1.5)
    with pytest.raises(InvariantError, match="quantities"):
        Claim(SHA256, "measure", SPAN, quantities=(Mention(SPAN, "agency"),))


def test_a_claims_identifier_follows_document_place_and_type_alone() -> None:
    claim = Claim(SHA256, "measure", SPAN, status="done", extractor="rules")
    assert claim.identifier == claim_identifier(SHA256, SPAN, "measure")
    assert len(claim.identifier) == 16
    assert claim.identifier != claim_identifier(SHA256, SPAN, "rule")
    assert claim.identifier != claim_identifier("1" * 64, SPAN, "measure")
    assert claim.identifier != claim_identifier(SHA256, Span(0, 3, "公安局"), "measure")


def test_a_correction_and_no_other_decision_carries_a_claim() -> None:
    claim = Claim(SHA256, "measure", SPAN)
    with pytest.raises(InvariantError):
        Review(SHA256, SPAN, "measure", "corrected", "R", NOON)
    with pytest.raises(InvariantError):
        Review(SHA256, SPAN, "measure", "accepted", "R", NOON, claim)


def test_an_entity_has_a_name() -> None:
    with pytest.raises(InvariantError):
        Entity("e1", "agency", ())


def test_custody_is_counted_from_one_and_timed_in_utc() -> None:
    with pytest.raises(InvariantError, match="numbered"):
        CustodyEvent(0, NOON, "a", "add", "x", "", "", "")
    shanghai = datetime.timezone(datetime.timedelta(hours=8))
    with pytest.raises(InvariantError, match="UTC"):
        CustodyEvent(1, NOON.astimezone(shanghai), "a", "add", "x", "", "", "")
    with pytest.raises(InvariantError, match="UTC"):
        CustodyEvent(1, NOON.replace(tzinfo=None), "a", "add", "x", "", "", "")
