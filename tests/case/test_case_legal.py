"""Held and cleared claims, and the right of reply: notes of the case, the last of which counts."""

import dataclasses
import datetime
from pathlib import Path

import pytest
from small_case import small_case

from custodes.case import Case, WrongArgumentError
from custodes.case.legal import Reply, replies_of, state_of
from custodes.model import Attribution, Claim, Mention, Note, Review, Span

NOW = datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC)
MAY, JUNE, JULY = (datetime.date(2026, month, 1) for month in (5, 6, 7))


def span(words: str, start: int = 0) -> Span:
    return Span(start, start + len(words), words, "", "")


def rumour(kind: str = "company", attribution: str = "rumour") -> Claim:
    firm = Mention(span("Northlight"), kind)  # type: ignore[arg-type]
    return Claim(
        "a" * 64,
        "supply",
        span("Northlight sold it"),
        roles={"supplier": (firm,)},
        attribution=Attribution(attribution),  # type: ignore[arg-type]
    )


def note(kind: str, text: str = "why", **more: object) -> Note:
    return Note("claim", kind, text, "", "A. Editor", NOW, **more)  # type: ignore[arg-type]


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return small_case(tmp_path)


@pytest.mark.parametrize("kind", ["company", "person"])
def test_a_rumour_about_a_named_company_or_person_starts_as_held(kind: str) -> None:
    state = state_of(rumour(kind), ())
    assert (state.held, state.why, state.note) == (True, "rumour", None)


@pytest.mark.parametrize(("kind", "word"), [("agency", "rumour"), ("company", "document")])
def test_a_rumour_about_nobody_and_what_a_document_says_do_not(kind: str, word: str) -> None:
    assert not state_of(rumour(kind, word), ()).held


def test_a_name_in_the_quote_that_fills_no_role_counts_too() -> None:
    bare = dataclasses.replace(rumour(), roles={})
    assert not state_of(bare, ()).held
    assert state_of(bare, (), [Mention(span("Northlight"), "company")]).held


def test_the_last_decision_counts_whatever_a_claim_started_as() -> None:
    assert not state_of(rumour(), [note("cleared")]).held
    assert state_of(rumour("agency"), [note("cleared"), note("held")]).why == "decision"
    assert not state_of(rumour(), [note("held"), note("cleared"), note("remark")]).held


def test_an_answer_belongs_to_the_last_question_to_the_same(case: Case) -> None:
    found = replies_of(
        [
            note("asked", "Is it so?", whom="Northlight", day=MAY, until=JUNE),
            note("asked", "And you?", whom="Tongdafu", day=MAY, until=JUNE),
            note("asked", "Still?", whom="Northlight", day=JUNE, until=JULY),
            note("answered", "No.", whom="Northlight", day=JULY),
        ]
    )
    assert found == (
        Reply("Northlight", MAY, "Is it so?", JUNE),
        Reply("Tongdafu", MAY, "And you?", JUNE),
        Reply("Northlight", JUNE, "Still?", JULY, JULY, "No."),
    )
    assert [reply.is_overdue(JULY) for reply in found] == [True, True, False]
    assert not found[0].is_overdue(JUNE)


def test_a_claim_is_held_cleared_and_held_again_and_each_is_in_the_log(case: Case) -> None:
    claim = case.claims()[0]
    assert not case.legal.state(claim.identifier).held
    case.legal.hold(claim.identifier, "A. Editor", "the lawyer has it")
    assert case.legal.states()[claim.identifier].held
    case.legal.clear(claim.identifier, "B. Lawyer", "documents seen")
    state = case.legal.state(claim.identifier)
    assert not state.held
    assert state.note is not None
    assert (state.note.author, state.note.text) == ("B. Lawyer", "documents seen")
    assert [note.kind for note in case.notes(claim.identifier)] == ["held", "cleared"]
    assert sum(event.action == "noted" for event in case.custody()) == 2
    assert case.verify() == []


def test_a_decision_without_reason_or_name_and_one_about_nothing_are_refused(case: Case) -> None:
    claim = case.claims()[0].identifier
    for reviewer, why in (("", "why"), ("A. Editor", "  ")):
        with pytest.raises(WrongArgumentError, match="missing"):
            case.legal.hold(claim, reviewer, why)
    with pytest.raises(KeyError):
        case.legal.hold("f" * 16, "A. Editor", "why")
    assert case.notes() == []


def test_what_was_said_of_a_claim_stays_with_it_when_it_is_corrected(case: Case) -> None:
    claim = case.claims()[0]
    case.legal.hold(claim.identifier, "A. Editor", "why")
    text = case.text(claim.document)
    quote = text.span(claim.quote.start, claim.quote.end - 2)
    corrected = dataclasses.replace(claim, quote=quote, roles={}, quantities=())
    review = Review(claim.document, claim.quote, claim.type, "corrected", "x", NOW, corrected)
    case.review(review)
    assert corrected.identifier != claim.identifier
    assert case.legal.states()[corrected.identifier].held
    case.legal.ask([corrected.identifier], "A. Editor", "Northlight", "Is it so?", MAY, JUNE)
    assert [note.kind for note in case.notes(claim.identifier)] == ["held", "asked"]
    assert list(case.legal.all_replies()) == [corrected.identifier]


def test_an_answer_without_a_question_and_days_out_of_order_are_refused(case: Case) -> None:
    claim = case.claims()[0].identifier
    with pytest.raises(WrongArgumentError, match="was not asked"):
        case.legal.answer(claim, "A. Editor", "Northlight", "No.", JULY)
    with pytest.raises(WrongArgumentError, match="not before"):
        case.legal.ask([claim], "A. Editor", "Northlight", "Is it so?", JULY, JUNE)
    case.legal.ask([claim], "A. Editor", "Northlight", "Is it so?", JUNE, JULY)
    with pytest.raises(WrongArgumentError, match="before the question"):
        case.legal.answer(claim, "A. Editor", "Northlight", "No.", MAY)
    case.legal.answer(claim, "A. Editor", "Northlight", "No.", JUNE)
    assert case.legal.replies(claim)[0].answer == "No."
    assert case.verify() == []
