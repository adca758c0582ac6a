"""Failures are tried again by reason; a file that keeps bringing its reader down is set aside."""

import os
from pathlib import Path

import pytest
from small_case import PIPELINE, REPORT, small_case

from custodes.case import AddReport, Case, NothingToAddError, WrongArgumentError


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return small_case(tmp_path, bad="CRASH", locked="ENCRYPTED x", good=REPORT)


def retry(case: Case, *reasons: str) -> AddReport:
    return case.retry(reasons, 1, pipeline=PIPELINE)


def reasons(report: AddReport) -> list[str]:
    return sorted(failure.reason for failure in report.failures)


def test_only_failures_are_tried_again_and_by_reason(case: Case) -> None:
    documents = case.documents()
    assert reasons(retry(case, "encrypted")) == ["encrypted"]
    assert reasons(retry(case)) == ["crashed", "encrypted"]
    assert case.documents() == documents
    assert sorted(failure.reason for failure in case.failures()) == ["crashed", "encrypted"]
    assert case.verify() == []


def test_what_can_be_read_now_is_read(case: Case) -> None:
    # a better reader: the same bytes, another pipeline
    report = case.retry(["encrypted"], 1, pipeline="small_pipeline:process_locked")
    assert report.added == 1
    assert {document.name for document in case.documents()} == {"good.txt", "locked.txt"}
    assert [failure.reason for failure in case.failures()] == ["crashed"]
    assert case.verify() == []


def test_a_file_that_brought_its_reader_down_twice_is_set_aside(case: Case) -> None:
    assert case.set_aside() == frozenset()
    retry(case, "crashed")
    (failure,) = (failure for failure in case.failures() if failure.reason == "crashed")
    assert case.set_aside() == {failure.sha256}
    assert reasons(retry(case)) == ["encrypted"]
    assert reasons(retry(case, "crashed")) == ["crashed"]


def test_one_file_is_tried_by_its_name_its_path_or_its_digest(case: Case) -> None:
    (crashed,) = (one for one in case.failures() if one.name == "bad.txt")
    for name in ("bad.txt", crashed.path, crashed.sha256[:8].upper(), crashed.sha256):
        report = case.retry((), 1, files=[name], pipeline=PIPELINE)
        assert [failure.name for failure in report.failures] == ["bad.txt"], name
    # by now it is set aside, which does not matter to one who asks for it
    assert case.set_aside() == {crashed.sha256}
    both = case.retry((), 1, files=["bad.txt", "locked.txt"], pipeline=PIPELINE)
    assert reasons(both) == ["crashed", "encrypted"]
    assert case.verify() == []


def test_a_file_that_did_not_fail_cannot_be_tried_again(case: Case) -> None:
    for name in ("good.txt", "nothing", "", "b", case.failures()[0].sha256[:7]):
        with pytest.raises(WrongArgumentError, match="no file that could not be read is called"):
            case.retry((), 1, files=[name], pipeline=PIPELINE)
    with pytest.raises(NothingToAddError, match="for another reason"):
        case.retry(["encrypted"], 1, files=["bad.txt"], pipeline=PIPELINE)


def test_nothing_to_try_is_said_and_an_unknown_reason_too(tmp_path: Path, case: Case) -> None:
    with pytest.raises(WrongArgumentError, match="no file failed for the reason 'hunger'"):
        retry(case, "hunger")
    with pytest.raises(NothingToAddError, match="no file failed"):
        retry(small_case(tmp_path / "other", good=REPORT))


def test_a_file_that_could_not_be_opened_is_tried_from_its_place(tmp_path: Path) -> None:
    case = small_case(tmp_path, good=REPORT)
    hidden = tmp_path / "late" / "late.txt"
    hidden.parent.mkdir()
    hidden.write_text("The council says more", encoding="utf-8")
    opened = os.open

    def refuse(path: Path, *rest: int) -> int:
        if str(path).endswith("late.txt"):
            raise PermissionError(13, "Permission denied")
        return opened(path, *rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("custodes.case.sources.os.open", refuse)
        case.add([hidden], 1, pipeline=PIPELINE)
    assert [failure.reason for failure in case.failures()] == ["not_accessible"]
    assert retry(case, "not_accessible").added == 1
    assert case.failures() == []
