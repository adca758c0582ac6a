"""Reviews, notes, findings and cleared names; a decision survives a better extractor."""

import dataclasses
import datetime
from hashlib import sha256
from pathlib import Path

import pytest
from small_case import small_case, tamper

from custodes.case import Case
from custodes.model import Claim, Decision, Finding, InvariantError, Note, Quantity, Review

NOW = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return small_case(tmp_path)


def decide(claim: Claim, decision: Decision, corrected: Claim | None = None) -> Review:
    return Review(claim.document, claim.quote, claim.type, decision, "A. Editor", NOW, corrected)


def test_claims_are_filtered_by_every_filter(case: Case) -> None:
    everything = case.claims()
    first = everything[0]
    assert case.claims(type="measure") == everything
    assert case.claims(type="supply") == []
    assert case.claims(document=first.document) == [
        claim for claim in everything if claim.document == first.document
    ]
    assert case.claims(document="0" * 64) == []
    assert {claim.stance for claim in case.claims(stance="asserts")} == {"asserts"}
    assert case.claims(attribution="rumour") == []
    assert case.claims(attribution="author") == everything


def test_a_rejected_claim_is_left_out_and_comes_back_when_accepted(case: Case) -> None:
    everything = case.claims()
    case.review(decide(everything[1], "rejected"))
    assert case.claims() == [everything[0], *everything[2:]]
    case.review(decide(everything[1], "accepted"))
    assert case.claims() == everything
    assert [review.decision for review in case.reviews()] == ["rejected", "accepted"]
    assert case.status().reviewed == 1


def test_a_correction_stands_in_for_its_claim(case: Case) -> None:
    claim = case.claims()[0]
    corrected = dataclasses.replace(claim, type="rule", status="required", stance="infers")
    case.review(decide(claim, "corrected", corrected))
    assert case.claims()[0] == corrected
    assert case.claims(type="rule") == [corrected]
    assert claim not in case.claims(type="measure")


def test_a_claim_that_a_reviewer_adds_is_among_the_claims(case: Case) -> None:
    claim = case.claims()[-1]
    text = case.text(claim.document)
    quote = text.span(claim.quote.start, claim.quote.start + 2)
    added = Claim(claim.document, "targeting", quote, extractor="reviewer")
    case.review(decide(added, "corrected", added))
    assert added in case.claims()
    assert case.lost_reviews() == []


def test_decisions_that_no_longer_find_their_claim_are_listed(case: Case) -> None:
    claim = case.claims()[0]
    case.review(decide(claim, "accepted"))
    assert case.lost_reviews() == []
    tamper(case.path, f"DELETE FROM claims WHERE identifier = '{claim.identifier}'")
    assert [review.quote for review in case.lost_reviews()] == [claim.quote]


def test_notes_and_findings_come_back_as_they_were(case: Case) -> None:
    note = Note(case.claims()[0].identifier, "translation", "四十台", "zh", "A. Editor", NOW)
    figures = {"share": Quantity(0.89, 1.53, unit="%")}
    finding = Finding("f1", "worksheet", "1", ("c",), {"a": "1"}, figures, "not established")
    case.note(note)
    case.keep_finding(finding)
    assert case.notes() == [note]
    assert case.findings() == [finding]


def test_a_finding_kept_again_is_kept_once_and_a_different_one_takes_its_place(case: Case) -> None:
    finding = Finding("f1", "worksheet", "1", verdict="not established")
    case.keep_finding(finding)
    lines = len(case.custody())
    case.keep_finding(finding)
    assert len(case.custody()) == lines
    changed = dataclasses.replace(finding, verdict="contradicted")
    case.keep_finding(changed)
    assert case.findings() == [changed]
    assert case.verify() == []


def test_a_findings_files_are_kept_and_sealed_with_it(case: Case) -> None:
    content = b"<svg/>"
    finding = Finding("f1", "exposure", "1", files={"map.svg": sha256(content).hexdigest()})
    with pytest.raises(InvariantError):
        case.keep_finding(finding)
    case.keep_finding(finding, {"map.svg": content})
    assert case.finding_file(finding.files["map.svg"]) == content
    assert case.verify() == []
    tamper(case.path, "UPDATE finding_files SET content = x'00'")
    assert [problem.code for problem in case.verify()] == ["decision_changed"]
    tamper(case.path, "DELETE FROM finding_files")
    assert [problem.code for problem in case.verify()] == ["decision_missing"]


def test_a_name_is_cleared_once(case: Case) -> None:
    case.clear_name("陈军锋", "A. Editor")
    lines = len(case.custody())
    case.clear_name("陈军锋", "B. Editor")
    assert case.cleared_names() == {"陈军锋"}
    assert len(case.custody()) == lines
    assert case.verify() == []
