"""Archives in a case: each member a document that knows its container, whatever happens."""

import gzip
import io
import sqlite3
import zipfile
from pathlib import Path

import pytest

from custodes.case import Case
from custodes.case.rereading import forget_content
from custodes.reading import limits

NOTICE = "The Port Alder Police Department has used 40 cameras of Northlight since 2021."
PLAN = "The council of Port Alder plans to buy 12 drones."


def zipped(**files: str | bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/") + ".bin", content)
    return buffer.getvalue()


@pytest.fixture
def case(tmp_path: Path) -> Case:
    given = tmp_path / "given"
    given.mkdir()
    inner = zipped(deep__notice=NOTICE)
    (given / "all.zip").write_bytes(zipped(plan=PLAN, inner=inner, broken=b"%PDF-1.4 cut"))
    case = Case.create(tmp_path / "case")
    case.add([given], workers=1)
    return case


def test_a_member_is_a_document_that_knows_its_container(case: Case) -> None:
    by_name = {document.name: document for document in case.documents()}
    assert set(by_name) == {"all.zip", "plan.bin", "inner.bin", "notice.bin"}
    assert by_name["plan.bin"].container == by_name["all.zip"].sha256
    assert by_name["notice.bin"].container == by_name["inner.bin"].sha256
    assert by_name["notice.bin"].member == "deep/notice.bin"
    assert by_name["notice.bin"].origin.endswith("all.zip!/inner.bin!/deep/notice.bin")
    assert [failure.name for failure in case.failures()] == ["broken.bin"]
    assert case.verify() == []


def test_adding_the_archive_again_adds_nothing(case: Case, tmp_path: Path) -> None:
    documents = case.documents()
    report = case.add([tmp_path / "given"], workers=1)
    assert report.added == 0
    assert case.documents() == documents


def test_removing_an_archive_removes_what_was_in_it(case: Case) -> None:
    archive = next(document for document in case.documents() if document.name == "all.zip")
    case.remove(archive.sha256, "court order")
    assert case.documents() == []
    assert case.failures() == []
    assert case.verify() == []
    left = b"".join(path.read_bytes() for path in case.path.rglob("*") if path.is_file())
    assert b"Northlight" not in left
    assert b"notice.bin" not in left


def test_a_kill_between_an_archive_and_its_members_is_finished(case: Case, tmp_path: Path) -> None:
    archive = next(document for document in case.documents() if document.name == "all.zip")
    documents = case.documents()
    # as a kill leaves it: the members are in, the archive still counts as unread
    with sqlite3.connect(case.path / "case.db") as connection:
        forget_content(connection, [archive.sha256])
    connection.close()
    case.add([tmp_path / "given"], workers=1)
    assert case.documents() == documents
    assert case.verify() == []


def test_archives_in_archives_end_somewhere(tmp_path: Path) -> None:
    content = NOTICE.encode()
    for _ in range(limits.CONTAINERS + 3):
        content = gzip.compress(content)
    (tmp_path / "deep.gz").write_bytes(content)
    case = Case.create(tmp_path / "case")
    case.add([tmp_path / "deep.gz"], workers=1)
    assert len(case.documents()) == limits.CONTAINERS + 1
    assert [failure.reason for failure in case.failures()] == ["too_large"]
