"""Reviewing a case: decide, correct, add, take back; what stands is what the decisions say."""

import dataclasses
import itertools
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_case import small_case, tamper

from custodes.case import Case
from custodes.case.claim_rows import Wanted
from custodes.case.errors import WrongArgumentError
from custodes.model import Claim, InvariantError, Mention

ME, OTHER = "A. Editor", "B. Editor"


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return small_case(tmp_path)


def test_each_decision_can_be_taken_back_and_stays_in_the_history(case: Case) -> None:
    reviewing, claim = case.reviewing, case.claims()[0]
    reviewing.accept(claim.identifier, ME)
    reviewing.reject(claim.identifier, ME)
    assert claim not in case.claims()
    undone = reviewing.undo(ME)
    assert undone is not None
    assert undone.decision == "rejected"
    assert claim in case.claims()
    assert reviewing.row(claim.identifier).decision == "accepted"
    reviewing.undo(ME)
    assert reviewing.undo(ME) is None
    held = reviewing.claim(claim.identifier)
    decisions = [review.decision for review in held.history]
    assert decisions == ["accepted", "rejected", "withdrawn", "withdrawn"]
    assert held.decision == ""
    assert held.in_force == ()
    assert case.verify() == []


def test_nobody_takes_back_what_somebody_else_decided_since(case: Case) -> None:
    reviewing, claim = case.reviewing, case.claims()[0]
    reviewing.accept(claim.identifier, ME)
    reviewing.reject(claim.identifier, OTHER)
    with pytest.raises(WrongArgumentError, match=OTHER):
        reviewing.undo(ME)
    reviewing.undo(OTHER)
    undone = reviewing.undo(ME)
    assert undone is not None
    assert undone.decision == "accepted"


def test_a_correction_of_the_type_keeps_its_history_under_the_first_identifier(case: Case) -> None:
    reviewing, claim = case.reviewing, case.claims()[0]
    rule = dataclasses.replace(claim, type="rule")
    reviewing.correct(claim.identifier, rule, ME)
    assert rule.identifier != claim.identifier
    # asked for by either identifier, and decided on by either
    assert reviewing.row(rule.identifier) == reviewing.row(claim.identifier)
    reviewing.accept(rule.identifier, OTHER)
    held = reviewing.claim(rule.identifier)
    assert held.claim == rule
    assert held.extracted == claim
    assert [review.decision for review in held.history] == ["corrected", "accepted"]
    assert rule in case.claims(type="rule")
    assert case.lost_reviews() == []
    reviewing.withdraw(rule.identifier, OTHER)
    reviewing.withdraw(rule.identifier, OTHER)
    assert claim in case.claims()
    assert case.verify() == []


def test_a_correction_cannot_say_what_the_text_does_not_hold(case: Case) -> None:
    claim = case.claims()[0]
    span = dataclasses.replace(claim.quote, exact="x" * len(claim.quote.exact))
    with pytest.raises(InvariantError):
        case.reviewing.correct(
            claim.identifier,
            dataclasses.replace(claim, roles={"place": (Mention(span, "place"),)}),
            ME,
        )
    assert case.reviews() == []


def test_an_added_claim_can_be_corrected_accepted_and_taken_back(case: Case) -> None:
    reviewing, claim = case.reviewing, case.claims()[0]
    quote = case.text(claim.document).span(4, 10)
    added = Claim(claim.document, "targeting", quote)
    reviewing.add(added, ME)
    with pytest.raises(WrongArgumentError, match="already"):
        reviewing.add(added, OTHER)
    assert reviewing.row(added.identifier).added
    reviewing.correct(added.identifier, dataclasses.replace(added, type="rule"), OTHER)
    key = added.identifier
    reviewing.accept(key, ME)
    assert [c.type for c in case.claims() if c.quote == quote] == ["rule"]
    assert reviewing.rows(claim.document)[-1].nth == len(reviewing.rows(claim.document))
    assert case.verify() == []
    for _ in range(3):
        reviewing.withdraw(key, ME)
    assert [c for c in case.claims() if c.quote == quote] == []
    with pytest.raises(KeyError):
        reviewing.row(key)
    assert case.lost_reviews() == []
    reviewing.add(added, ME)
    assert case.verify() == []


def test_two_claims_of_one_type_at_one_place_are_refused(case: Case) -> None:
    claim = case.claims()[0]
    case.reviewing.add(dataclasses.replace(claim, type="rule"), ME)
    with pytest.raises(WrongArgumentError):
        case.reviewing.correct(claim.identifier, dataclasses.replace(claim, type="rule"), ME)


def test_the_queue_goes_document_by_document_and_comes_round_again(case: Case) -> None:
    reviewing = case.reviewing
    queue = reviewing.queue()
    assert len(queue) == len(case.claims()) == 3
    order = [row.key for row in queue]
    following = [reviewing.following(after=key) for key in order]
    assert [row.key for row in following if row] == [*order[1:], order[0]]
    reviewing.accept(order[1], ME)
    after = reviewing.following(after=order[0])
    assert after is not None
    assert after.key == order[2]
    assert reviewing.counts() == {"": 2, "accepted": 1}
    denied = reviewing.queue(Wanted(stance="denies"))
    assert [row.stance for row in denied] == ["denies"]
    assert reviewing.queue(Wanted(type="supply")) == []
    assert reviewing.queue(Wanted(most=0.5)) == []
    assert dict(reviewing.waiting_documents()) == {
        queue[0].document: sum(row.document == queue[0].document for row in queue)
        - (order[1] in [row.key for row in reviewing.rows(queue[0].document)]),
        queue[-1].document: sum(
            row.document == queue[-1].document and row.key != order[1] for row in queue
        ),
    }
    for row in queue:
        reviewing.reject(row.key, ME)
    assert reviewing.following(after=order[0]) is None


def test_a_lost_decision_is_put_on_the_claim_that_stands_there_now(case: Case) -> None:
    reviewing, claim = case.reviewing, case.claims()[0]
    reviewing.reject(claim.identifier, ME, "a typing error")
    tamper(
        case.path,
        f"UPDATE claims SET key = 'another', identifier = 'another', decision = '' "
        f"WHERE key = '{claim.identifier}'",
    )
    assert [review.decision for review in reviewing.lost(claim.document)] == ["rejected"]
    assert reviewing.lost("0" * 64) == []
    with pytest.raises(KeyError):
        reviewing.dismiss("another", ME)
    reviewing.dismiss(claim.identifier, ME)
    assert reviewing.lost() == []


def test_what_stands_cannot_be_changed_behind_the_reviews(case: Case) -> None:
    claims = case.claims()
    case.reviewing.accept(claims[0].identifier, ME)
    case.reviewing.add(dataclasses.replace(claims[1], type="rule"), ME)
    assert case.verify() == []
    one = f"WHERE key = '{claims[0].identifier}'"
    right = f"UPDATE claims SET decision = 'accepted', stance = '{claims[0].stance}' {one}"
    for wrong in (
        f"UPDATE claims SET decision = 'rejected' {one}",
        f"UPDATE claims SET stance = 'infers' {one}",
    ):
        tamper(case.path, wrong)
        assert [problem.code for problem in case.verify()] == ["decision_changed"], wrong
        tamper(case.path, right)
        assert case.verify() == []
    tamper(case.path, "DELETE FROM claims WHERE extracted = ''")
    assert [problem.code for problem in case.verify()] == ["decision_changed"]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(["accept", "reject", "rule", "supply", "withdraw", "undo"]),
            st.sampled_from([0, 1]),
            st.sampled_from([ME, OTHER]),
        ),
        max_size=8,
    )
)
def test_whatever_is_decided_the_rows_say_what_the_reviews_say(
    case: Case, steps: list[tuple[str, int, str]]
) -> None:
    reviewing = case.reviewing
    rows = case._rows("SELECT key FROM claims ORDER BY number")
    for step, which, reviewer in steps:
        key = rows[which][0]
        try:
            if step == "accept":
                reviewing.accept(key, reviewer)
            elif step == "reject":
                reviewing.reject(key, reviewer)
            elif step == "withdraw":
                reviewing.withdraw(key, reviewer)
            elif step == "undo":
                reviewing.undo(reviewer)
            else:
                claim = reviewing.claim(key).claim
                changed = dataclasses.replace(claim, type=step)  # type: ignore[arg-type]
                reviewing.correct(key, changed, reviewer)
        except WrongArgumentError:
            continue
    assert case.verify() == []
    assert {row[0] for row in case._rows("SELECT key FROM claims")} == {row[0] for row in rows}


@pytest.mark.parametrize("few", [0, 5_000])
def test_both_ways_through_the_queue_give_the_same(
    case: Case, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custodes.case.claim_rows.RARE", few)
    everything = case.reviewing.queue()
    for wanted in (Wanted(type="measure"), Wanted(stance="asserts"), Wanted(least=0.5)):
        fitting = [row for row in everything if wanted.stance in ("", row.stance)]
        reviewing = case.reviewing
        assert reviewing.queue(wanted) == fitting
        for before, after in itertools.pairwise(fitting):
            assert reviewing.following(wanted, before.key) == after
            assert reviewing.preceding(wanted, after.key) == before
        assert reviewing.preceding(wanted, fitting[0].key) is None


def test_ones_own_last_decision_is_found_however_many_others_decided_since(case: Case) -> None:
    reviewing, claim = case.reviewing, case.claims()[0]
    reviewing.accept(claim.identifier, ME)
    tamper(
        case.path,
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1050) "
        "INSERT INTO reviews (identifier, sha256, review) SELECT identifier || i, sha256, "
        "json_set(review, '$.reviewer', 'Reader ' || i) FROM reviews, n",
    )
    undone = reviewing.undo(ME)
    assert undone is not None
    assert undone.reviewer == ME
