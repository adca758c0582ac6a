"""Reading again by a newer version: decisions follow their claims, and lost ones are listed."""

import datetime
from pathlib import Path

import pytest

from custodes.case import Case
from custodes.case.case import QUICK_PIPELINE
from custodes.case.errors import NothingToAddError
from custodes.case.rereading import read_by
from custodes.evidence import extractor_version
from custodes.model import Review
from custodes.reading import read

REPORT = """# Cameras of Port Alder

The Port Alder Police Department has used 40 licence plate readers of Northlight since 2021.

Northlight denies that it sells data to the police.
"""


@pytest.fixture
def case(tmp_path: Path) -> Case:
    (tmp_path / "report.md").write_text(REPORT, encoding="utf-8")
    case = Case.create(tmp_path / "case")
    case.add([tmp_path / "report.md"], workers=1)
    return case


def test_every_reading_is_logged_with_the_version_that_did_it(case: Case) -> None:
    (event,) = [event for event in case.custody() if event.action == "read"]
    assert read_by(event.detail).startswith("custodes ")
    assert case.verify() == []


def test_what_this_version_read_is_read_again_only_on_request(case: Case) -> None:
    with pytest.raises(NothingToAddError, match="--all"):
        case.read_again(workers=1)
    before = case.claims()
    assert case.read_again(everything=True, workers=1).added == 1
    assert case.claims() == before
    assert case.verify() == []


def test_what_another_version_read_is_read_again_and_decisions_follow(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custodes.case.taking_in.version", lambda: "custodes 99, frames 99")
    claim = case.claims()[0]
    now = datetime.datetime.now(datetime.UTC)
    case.review(Review(claim.document, claim.quote, claim.type, "rejected", "mw", now))
    text = read(REPORT.encode(), "report.md").text
    case.review(Review(claim.document, text.span(0, 5), "supply", "accepted", "mw", now))
    assert case.read_again(workers=1).added == 1
    assert claim.identifier not in {other.identifier for other in case.claims()}
    (lost,) = case.lost_reviews()
    assert lost.quote.exact == text.content[:5]
    assert len(case.reviews()) == 2
    assert case.verify() == []


def test_many_documents_are_let_go_with_one_look_through_the_case(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from custodes.case import facets
    from custodes.case.search import index, segments

    for number in range(6):
        (tmp_path / f"{number}.md").write_text(f"{REPORT}\nNumber {number}.\n", encoding="utf-8")
    case = Case.create(tmp_path / "case")
    case.add(sorted(tmp_path.glob("*.md")), workers=1)
    before = case.claims()
    counted: list[str] = []
    for room, name in ((facets, "forget_unused"), (index, "forget_unused"), (segments, "take_out")):
        original = getattr(room, name)

        def count(*given: object, original: object = original, name: str = name) -> object:
            assert callable(original)
            counted.append(name)
            return original(*given)

        monkeypatch.setattr(room, name, count)
    assert case.read_again(everything=True, workers=1).added == 6
    assert sorted(counted) == ["forget_unused", "forget_unused", "take_out"]
    assert case.claims() == before
    assert case.verify() == []


def test_what_was_read_quickly_is_read_again_with_the_encoder(tmp_path: Path) -> None:
    (tmp_path / "report.md").write_text(REPORT, encoding="utf-8")
    case = Case.create(tmp_path / "case")
    case.add([tmp_path / "report.md"], workers=1, pipeline=QUICK_PIPELINE)
    assert {claim.extractor_version for claim in case.claims()} == {extractor_version(quick=True)}
    assert case.verify() == []
    assert case.read_again(workers=1).added == 1
    assert {claim.extractor_version for claim in case.claims()} == {extractor_version()}
    assert case.verify() == []
