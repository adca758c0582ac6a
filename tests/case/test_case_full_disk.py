"""A full disk stops ``add`` with a clear error, with nothing half-written, and it can go on."""

import errno
import os
from pathlib import Path

import pytest
from small_case import REPORT, add, small_case, write_files

from custodes.case import Case, StorageFullError


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return small_case(tmp_path)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_no_room_for_an_original(
    tmp_path: Path, case: Case, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    given = write_files(tmp_path / "more", a="one says 1", b="two says 2")

    def full(descriptor: int) -> None:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr("custodes.case.originals.os.fsync", full)
        with pytest.raises(StorageFullError, match="free some space"):
            add(case, given)
    assert case.status().documents == 2
    assert case.verify() == []
    assert not list((case.path / "originals").glob(".incoming*"))
    assert add(case, given).added == 2


def test_no_room_in_the_database(tmp_path: Path, case: Case) -> None:
    given = write_files(tmp_path / "more", a="long says " + REPORT * 5000, b="two says 2")
    connection = case._connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(StorageFullError, match="free some space"):
        add(case, given)
    connection.execute("PRAGMA max_page_count = 1000000")
    assert case.verify() == []
    assert case.status().documents == 2
    assert case.status().pending >= 1
    assert add(case, given).added == 2
    assert case.verify() == []


def test_no_room_for_a_new_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, secret: bytes) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("custodes.case.database.create", full)
    with pytest.raises(StorageFullError):
        Case.create(tmp_path / "new")
    assert list(tmp_path.iterdir()) == []
