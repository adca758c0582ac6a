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
