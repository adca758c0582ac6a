"""Taking documents in: what goes in, what is left alone, what fails and stops nothing else."""

import fcntl
import os
import stat
from pathlib import Path

import pytest
from small_case import DENIAL, PIPELINE, REPORT, add, small_case, state, write_files

from custodes.case import (
    Case,
    CaseBusyError,
    CaseError,
    NothingToAddError,
    Progress,
    WrongArgumentError,
    explain,
)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case.create(tmp_path / "case")


def test_documents_come_with_text_mentions_and_claims_in_order(tmp_path: Path, case: Case) -> None:
    report = add(case, write_files(tmp_path / "given", b=REPORT, a=DENIAL))
    assert (report.added, report.failures, report.duplicates) == (2, (), ())
    documents = case.documents()
    assert [document.name for document in documents] == ["a.txt", "b.txt"]
    assert documents[0].origin == str(tmp_path / "given" / "a.txt")
    assert case.text(documents[1].sha256).content == REPORT
    assert [mention.span.exact for mention in case.mentions(documents[1].sha256)] == [
        "The agency",
        "海康",
    ]
    assert [claim.quote.exact for claim in case.claims()] == [DENIAL, *REPORT.split("\n")]
    assert case.verify() == []


def test_originals_are_kept_byte_for_byte_and_read_only(tmp_path: Path, case: Case) -> None:
    add(case, write_files(tmp_path / "given", a=REPORT))
    sha256 = case.documents()[0].sha256
    stored = case.path / "originals" / sha256[:2] / sha256
    assert stored.read_bytes() == REPORT.encode() == case.original(sha256)
    assert stat.S_IMODE(stored.stat().st_mode) == 0o444


def test_the_same_bytes_twice_add_nothing(tmp_path: Path, case: Case) -> None:
    given = write_files(tmp_path / "given", a=REPORT)
    add(case, given)
    before = state(case)
    write_files(given, copy_under_another_name=REPORT)
    report = add(case, given)
    assert report.added == 0
    assert len(report.duplicates) == 2
    assert state(case) == before


def test_two_copies_in_one_go_are_one_document(tmp_path: Path, case: Case) -> None:
    report = add(case, write_files(tmp_path / "given", a=REPORT, b=REPORT), workers=2)
    assert (report.added, len(report.duplicates)) == (1, 1)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("CRASH", "crashed"),
        ("EXIT", "crashed"),
        ("FAULT", "internal_error"),
        ("ENCRYPTED", "encrypted"),
        ("HUNGRY", "out_of_memory"),
        ("WRONG answer", "internal_error"),
    ],
)
def test_a_file_that_fails_is_listed_and_stops_nothing_else(
    tmp_path: Path, case: Case, content: str, reason: str
) -> None:
    report = add(case, write_files(tmp_path / "given", a=REPORT, b=content, c=DENIAL))
    assert report.added == 2
    (failure,) = report.failures
    assert (failure.name, failure.reason) == ("b.txt", reason)
    assert case.failures() == [failure]
    assert explain(reason, "zh") != explain(reason, "en") != reason
    assert case.status().failures == {reason: 1}
    assert case.verify() == []


@pytest.mark.parametrize("content", ["HANG", "SPIN"])
def test_a_file_that_takes_too_long_is_listed_and_stops_nothing_else(
    tmp_path: Path, case: Case, content: str
) -> None:
    given = write_files(tmp_path / "given", a=content, b=REPORT)
    report = add(case, given, time_limit=0.4)
    assert report.added == 1
    assert [failure.reason for failure in report.failures] == ["timed_out"]


def test_a_failed_file_given_again_is_reported_again_and_not_counted_twice(
    tmp_path: Path, case: Case
) -> None:
    given = write_files(tmp_path / "given", a="ENCRYPTED")
    first = add(case, given)
    again = add(case, given)
    assert again.failures == first.failures
    assert len(case.failures()) == 1
    assert (case.status().documents, case.status().pending) == (0, 0)


def test_what_a_worker_prints_does_not_get_between_its_answers(tmp_path: Path, case: Case) -> None:
    assert add(case, write_files(tmp_path / "given", a="PRINT", b=REPORT)).added == 2


def test_a_worker_reaches_no_network_and_writes_no_file(tmp_path: Path, case: Case) -> None:
    target = tmp_path / "written"
    report = add(case, write_files(tmp_path / "given", a="DIAL", b=f"WRITE {target}"))
    assert [failure.name for failure in report.failures] == ["a.txt", "b.txt"]
    assert "a worker has no network" in report.failures[0].detail
    assert not target.exists() or target.stat().st_size == 0


def test_progress_counts_to_the_end(tmp_path: Path, case: Case) -> None:
    seen: list[Progress] = []
    add(case, write_files(tmp_path / "given", a=REPORT, b="FAULT", c=REPORT), progress=seen.append)
    assert [step.done for step in seen] == [0, 1, 2, 3]
    assert (seen[-1].total, seen[-1].failed) == (3, 1)
    assert seen[0].seconds_left is None
    assert seen[-1].seconds_left == 0
    assert seen[-1].rate > 0


def test_inside_folders_hidden_files_and_links_are_left_alone_and_reported(
    tmp_path: Path, case: Case
) -> None:
    outside = write_files(tmp_path / "outside", secret=REPORT)
    given = write_files(tmp_path / "given", a=DENIAL)
    (given / ".DS_Store").write_text("x")
    (given / "link.txt").symlink_to(outside / "secret.txt")
    (given / "loop").symlink_to(given)
    os.mkfifo(given / "pipe")
    report = add(case, given)
    assert report.added == 1
    assert [(Path(skipped.path).name, skipped.reason) for skipped in report.skipped] == [
        (".DS_Store", "hidden"),
        ("link.txt", "link"),
        ("loop", "link"),
        ("pipe", "special"),
    ]


def test_a_path_that_is_named_is_taken_though_hidden_or_a_link(tmp_path: Path, case: Case) -> None:
    given = write_files(tmp_path / "given", a=DENIAL)
    (given / ".hidden").write_text(REPORT)
    (given / "link").symlink_to(given / "a.txt")
    assert add(case, given / ".hidden", given / "link").added == 2


def test_a_file_named_twice_is_taken_once(tmp_path: Path, case: Case) -> None:
    given = write_files(tmp_path / "given", a=DENIAL)
    report = add(case, given, given / "a.txt", given / ".." / "given")
    assert (report.added, report.duplicates) == (1, ())


def test_the_case_does_not_swallow_itself(tmp_path: Path, case: Case) -> None:
    write_files(tmp_path, a=REPORT)
    write_files(tmp_path / "dossier", b=DENIAL)
    report = add(case, tmp_path, leave_out=[tmp_path / "dossier"])
    assert report.added == 1
    assert {skipped.reason for skipped in report.skipped} == {"own"}


def test_a_wrong_path_stops_before_anything_is_done(tmp_path: Path, case: Case) -> None:
    given = write_files(tmp_path / "given", a=REPORT)
    with pytest.raises(WrongArgumentError, match="no file or folder"):
        add(case, given, tmp_path / "nowhere")
    assert case.status().documents == case.status().pending == 0


def test_an_empty_folder_is_an_error(tmp_path: Path, case: Case) -> None:
    given = write_files(tmp_path / "given")
    with pytest.raises(NothingToAddError, match="no files"):
        add(case, given)
    (given / ".hidden").touch()
    with pytest.raises(NothingToAddError, match="1 hidden"):
        add(case, given)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read anything")
def test_a_file_that_may_not_be_opened_is_listed(tmp_path: Path, case: Case) -> None:
    given = write_files(tmp_path / "given", a=REPORT, b=DENIAL)
    (given / "b.txt").chmod(0)
    assert [failure.reason for failure in add(case, given).failures] == ["not_accessible"]


def test_a_file_that_vanished_is_listed_until_it_comes_back(
    tmp_path: Path, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = write_files(tmp_path / "given", a=REPORT, b=DENIAL)
    opened = os.open

    def refuse(path: Path, *rest: int) -> int:
        if str(path).endswith("b.txt"):
            raise FileNotFoundError(2, "No such file or directory")
        return opened(path, *rest)

    with monkeypatch.context() as patch:
        patch.setattr("custodes.case.sources.os.open", refuse)
        report = add(case, given)
    assert [(f.name, f.reason, f.sha256) for f in report.failures] == [
        ("b.txt", "not_accessible", "")
    ]
    assert case.failures() == list(report.failures)
    assert add(case, given).failures == ()
    assert case.failures() == []


def test_a_name_that_is_not_unicode_is_taken_in(tmp_path: Path, case: Case) -> None:
    given = write_files(tmp_path / "given")
    (given / os.fsdecode("报告.txt".encode("gb18030"))).write_text(REPORT)
    assert add(case, given).added == 1
    assert "�" in case.documents()[0].name


def test_a_file_larger_than_the_limit_is_kept_and_listed(
    tmp_path: Path, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custodes.case.adding.SIZE_LIMIT", 10)
    report = add(case, write_files(tmp_path / "given", a=REPORT, b="small"))
    assert report.added == 1
    (failure,) = report.failures
    assert failure.reason == "too_large"
    assert case.original(failure.sha256) == REPORT.encode()


def test_only_one_add_at_a_time(tmp_path: Path, case: Case) -> None:
    given = write_files(tmp_path / "given", a=REPORT)
    with (case.path / "case.toml").open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(CaseBusyError, match="another process"):
            add(case, given)
    assert add(case, given).added == 1


def test_a_pipeline_that_does_not_load_is_said_so_and_loses_nothing(
    tmp_path: Path, case: Case
) -> None:
    given = write_files(tmp_path / "given", a=REPORT)
    with pytest.raises(CaseError, match="no_such_module"):
        add(case, given, pipeline="no_such_module:process")
    assert case.status().pending == 1
    report = case.add([], workers=1, pipeline=PIPELINE)
    assert (report.added, report.resumed) == (1, 1)


def test_as_many_workers_give_the_same_as_one(tmp_path: Path) -> None:
    files = {f"file{number}": f"Office {number} says {number}" for number in range(12)}
    one = small_case(tmp_path / "one", **files)
    many = Case.create(tmp_path / "many")
    add(many, tmp_path / "one" / "given", workers=3)
    assert state(many) == state(one)


def test_text_and_mentions_of_an_unknown_document_are_a_key_error(case: Case) -> None:
    for ask in (case.text, case.mentions):
        with pytest.raises(KeyError):
            ask("0" * 64)
    with pytest.raises(CaseError, match="cannot be read"):
        case.original("0" * 64)


def test_an_original_that_was_lost_comes_back_with_the_same_bytes(
    tmp_path: Path, case: Case
) -> None:
    given = write_files(tmp_path / "given", a=REPORT)
    add(case, given)
    sha256 = case.documents()[0].sha256
    (case.path / "originals" / sha256[:2] / sha256).unlink()
    assert [problem.code for problem in case.verify()] == ["original_missing"]
    assert len(add(case, given).duplicates) == 1
    assert case.verify() == []
    assert case.custody()[-1].action == "restored"
