"""Hidden text stays out of claims until a reviewer clears it, and the log keeps who did."""

import datetime
from pathlib import Path

import pytest
from small_case import tamper

from custodes.case import Case, HiddenText, WrongArgumentError
from custodes.model import Review

PIPELINE = "hidden_pipeline:process"
PLAIN = "The council says that it has forty cameras."
SECRET = "The mayor says that a friend sold them."
PAGE = f"<html><body><h1>Cameras</h1><p>{PLAIN}</p><p hidden>{SECRET}</p></body></html>"


@pytest.fixture
def case(tmp_path: Path) -> Case:
    given = tmp_path / "page.html"
    given.write_text(PAGE, encoding="utf-8")
    made = Case.create(tmp_path / "case")
    made.add([given], workers=1, pipeline=PIPELINE)
    return made


def clear(case: Case) -> str:
    sha256 = case.documents()[0].sha256
    case.clear_hidden(sha256, "A. Editor", pipeline=PIPELINE)
    return sha256


def test_hidden_text_is_listed_and_no_claim_is_made_of_it(case: Case) -> None:
    sha256 = case.documents()[0].sha256
    found = HiddenText(sha256, "page.html", "hidden_text", "", SECRET, False)
    assert case.hidden() == [found]
    assert [claim.quote.exact for claim in case.claims()] == [PLAIN]


def test_cleared_text_makes_claims_and_reviews_stay_with_theirs(case: Case) -> None:
    (claim,) = case.claims()
    now = datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC)
    case.review(Review(claim.document, claim.quote, claim.type, "accepted", "A. Editor", now))
    sha256 = clear(case)
    assert [claim.quote.exact for claim in case.claims()] == [PLAIN, SECRET]
    assert [text.cleared for text in case.hidden()] == [True]
    assert case.lost_reviews() == []
    assert case.verify() == []
    decided = [event for event in case.custody() if event.action == "cleared hidden"]
    assert [event.subject for event in decided] == [sha256]


def test_a_document_is_cleared_once_and_only_if_it_hides_something(case: Case) -> None:
    sha256 = clear(case)
    with pytest.raises(WrongArgumentError):
        case.clear_hidden(sha256, "A. Editor", pipeline=PIPELINE)
    with pytest.raises(KeyError):
        case.clear_hidden("0" * 64, "A. Editor", pipeline=PIPELINE)


def test_a_clearing_that_was_interrupted_is_finished_by_the_next_add(
    case: Case, tmp_path: Path
) -> None:
    with pytest.raises(Exception, match="pipeline did not load"):
        case.clear_hidden(case.documents()[0].sha256, "A. Editor", pipeline="nothing:here")
    assert case.status().pending == 1
    case.add([tmp_path / "page.html"], workers=1, pipeline=PIPELINE)
    assert [claim.quote.exact for claim in case.claims()] == [PLAIN, SECRET]


def test_who_cleared_cannot_be_changed_unnoticed(case: Case) -> None:
    clear(case)
    case.close()
    tamper(case.path, "UPDATE cleared_hidden SET reviewer = 'somebody else'")
    with Case.open(case.path) as again:
        assert {problem.code for problem in again.verify()} == {
            "decision_changed",
            "decision_missing",
        }


def test_removal_takes_the_decision_along(case: Case) -> None:
    case.remove(clear(case), "court order")
    assert case.hidden() == []
    assert case.verify() == []
