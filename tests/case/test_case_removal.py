"""What is removed is gone from every byte of the case, and the chain still holds."""

import datetime
from pathlib import Path

import pytest
from small_case import REPORT, add, small_case, tamper, write_files

from custodes.case import Case, CaseError
from custodes.case.originals import Originals
from custodes.model import Finding, Note, Review

NOW = datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC)
SECRET = "The informant Quillfeather says 77 cameras were moved at Lantern Quay"
OTHER = "The council says that it is not so, and 海康 says 12 台"


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return small_case(tmp_path, secret=SECRET, other=OTHER)


def secret(case: Case) -> str:
    return next(doc.sha256 for doc in case.documents() if doc.name == "secret.txt")


def everything(folder: Path) -> bytes:
    return b"\0".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def decide_about(case: Case, sha256: str) -> None:
    """A review, a note, a finding and a cleared name that hang on a document."""
    claim = case.claims(document=sha256)[0]
    case.review(Review(sha256, claim.quote, claim.type, "accepted", "A. Editor", NOW))
    case.note(Note(claim.identifier, "translation", "Quillfeather sagt", "de", "A. Editor", NOW))
    case.note(Note(sha256, "headline", "Lantern Quay", "en", "A. Editor", NOW))
    case.keep_finding(Finding("f" * 16, "worksheet", "1", claims=(claim.identifier,)))
    case.clear_name("Quillfeather", "A. Editor")


def test_nothing_of_a_removed_document_is_left_in_any_byte(case: Case) -> None:
    sha256 = secret(case)
    decide_about(case, sha256)
    kept = next(claim for claim in case.claims() if claim.document != sha256)
    case.review(Review(kept.document, kept.quote, kept.type, "accepted", "A. Editor", NOW))
    case.remove(sha256, "court order")
    assert [document.name for document in case.documents()] == ["other.txt"]
    assert len(case.reviews()) == 1
    assert case.notes() == []
    assert case.findings() == []
    assert case.cleared_names() == frozenset()
    assert case.verify() == []
    left = everything(case.path)
    for words in ("Quillfeather", "Lantern", "informant", "secret.txt"):
        assert words.encode() not in left, words
    case.close()
    assert b"Quillfeather" not in everything(case.path)
    with Case.open(case.path) as again:
        assert again.verify() == []
        tombstone = next(event for event in again.custody() if event.action == "removed")
        assert (tombstone.subject, tombstone.detail) == (sha256, "court order")


def test_a_name_that_another_text_holds_stays_cleared(tmp_path: Path) -> None:
    case = small_case(tmp_path, secret=SECRET, other=OTHER + "\nQuillfeather says more")
    case.clear_name("Quillfeather", "A. Editor")
    case.remove(secret(case), "asked to")
    assert case.cleared_names() == {"Quillfeather"}
    assert case.verify() == []


def test_what_was_removed_is_not_taken_in_again(case: Case, tmp_path: Path) -> None:
    case.remove(secret(case), "court order")
    report = add(case, write_files(tmp_path / "again", again=SECRET, new=REPORT))
    assert [(failure.name, failure.reason) for failure in report.failures] == [
        ("again.txt", "removed")
    ]
    assert report.added == 1
    assert b"Quillfeather" not in everything(case.path)


def test_a_removal_that_was_killed_is_finished_by_the_next(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Originals, "remove", killed)
        with pytest.raises(KeyboardInterrupt):
            case.remove(secret(case), "court order")
    assert b"Quillfeather" in everything(case.path)
    add(case, write_files(tmp_path / "more", more=REPORT))
    assert b"Quillfeather" not in everything(case.path)
    assert case.verify() == []


def test_a_document_that_vanishes_without_a_tombstone_is_found(case: Case) -> None:
    sha256 = secret(case)
    tamper(
        case.path,
        *(f"DELETE FROM {table} WHERE sha256 = '{sha256}'" for table in ("claims", "texts")),
        f"DELETE FROM analyses WHERE sha256 = '{sha256}'",
        f"DELETE FROM documents WHERE sha256 = '{sha256}'",
    )
    codes = {problem.code for problem in case.verify()}
    assert codes == {"document_missing", "original_unrecorded", "index_wrong"}


def test_a_failed_file_can_be_removed_and_an_unknown_one_not(tmp_path: Path) -> None:
    case = small_case(tmp_path, locked="ENCRYPTED x", other=OTHER)
    (failure,) = case.failures()
    case.remove(failure.sha256, "not ours")
    assert case.failures() == []
    assert case.verify() == []
    with pytest.raises(KeyError):
        case.remove(failure.sha256, "again")
    assert not issubclass(KeyError, CaseError)
