"""What editors chose for a dossier is kept with its history and goes with what it names."""

import datetime
from pathlib import Path

import pytest
from small_case import small_case, tamper

from custodes.case import Case, WrongArgumentError
from custodes.model import Finding, Note, Outline, OutlineEntry, OutlineSection

NOW = datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC)
SECRET = "The informant Quillfeather says 77 cameras were moved at Lantern Quay"


def outline(*sections: OutlineSection, title: str = "") -> Outline:
    return Outline("A. Editor", NOW, title, sections=sections)


def entries(*identifiers: str) -> tuple[OutlineEntry, ...]:
    return tuple(OutlineEntry(name, f"On {name}") for name in identifiers)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return small_case(tmp_path, secret=SECRET, other="The council says that it has 40 cameras")


def claim_of(case: Case, name: str) -> str:
    document = next(each for each in case.documents() if each.name == name)
    return case.claims(document=document.sha256)[0].identifier


def test_the_last_outline_counts_and_earlier_ones_stay(case: Case) -> None:
    assert case.outline() is None
    claim = claim_of(case, "other.txt")
    first = case.keep_outline(outline(OutlineSection("One", "Words", entries(claim))))
    second = case.keep_outline(outline(title="Two"))
    assert case.outline() == second
    assert case.outlines() == [first, second]
    assert [event.action for event in case.custody()][-2:] == ["composed", "composed"]
    assert case.verify() == []


def test_an_outline_that_was_changed_behind_its_back_is_found(case: Case) -> None:
    case.keep_outline(outline(title="Before"))
    tamper(case.path, "UPDATE outlines SET outline = replace(outline, 'Before', 'After')")
    assert {problem.code for problem in case.verify()} == {"decision_changed", "decision_missing"}


def test_what_is_no_claim_and_no_finding_cannot_be_chosen(case: Case) -> None:
    with pytest.raises(WrongArgumentError, match="no claim and no finding"):
        case.keep_outline(outline(OutlineSection(entries=entries("f" * 16))))
    assert case.outlines() == []


def test_a_removed_documents_claims_leave_no_trace_in_any_outline(case: Case) -> None:
    secret, other = claim_of(case, "secret.txt"), claim_of(case, "other.txt")
    case.keep_finding(Finding("a" * 16, "worksheet", "1", claims=(secret,)))
    case.note(Note("a" * 16, "headline", "Quillfeather's sums", "en", "A. Editor", NOW))
    case.keep_outline(outline(title="Before any claim"))
    case.keep_outline(outline(OutlineSection("Quillfeather", "Lantern", entries(secret))))
    case.keep_outline(
        outline(
            OutlineSection("Quillfeather", "Lantern", entries(secret, "a" * 16)),
            OutlineSection("Kept", "Words", entries(other, secret)),
            OutlineSection("Empty", "Not yet"),
        )
    )
    document = next(each.sha256 for each in case.documents() if each.name == "secret.txt")
    case.remove(document, "court order")
    left = case.outline()
    assert left is not None
    assert [section.heading for section in left.sections] == ["Kept", "Empty"]
    assert left.chosen == {other}
    assert [each.title for each in case.outlines()] == ["Before any claim", ""]
    assert case.notes() == []
    assert case.verify() == []
    stored = b"\0".join(path.read_bytes() for path in case.path.rglob("*") if path.is_file())
    for words in ("Quillfeather", "Lantern", f"On {secret}"):
        assert words.encode() not in stored, words
