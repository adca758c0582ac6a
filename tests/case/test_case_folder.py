"""Making and opening the folder of a case, a stranger's among them."""

import os
import sqlite3
import stat
from pathlib import Path

import pytest
from small_case import DENIAL, add, copy_of, small_case, write_files

from custodes.case import (
    Case,
    CaseExistsError,
    NotACaseError,
    ReadOnlyCaseError,
    WrongArgumentError,
)

needs_permissions = pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")


def test_a_new_case_knows_its_name_and_languages_when_opened_again(tmp_path: Path) -> None:
    Case.create(tmp_path / "c", name='The "Lighthouse" \\ 灯塔', languages=("zh", "en")).close()
    with Case.open(tmp_path / "c") as case:
        assert case.name == 'The "Lighthouse" \\ 灯塔'
        assert case.languages == ("zh", "en")


def test_a_case_is_called_as_its_folder_unless_it_is_named(tmp_path: Path) -> None:
    with Case.create(tmp_path / "lighthouse") as case:
        assert case.name == "lighthouse"


def test_the_folder_of_a_new_case_is_closed_to_others(tmp_path: Path) -> None:
    Case.create(tmp_path / "c").close()
    assert stat.S_IMODE((tmp_path / "c").stat().st_mode) == 0o700
    assert sorted(path.name for path in (tmp_path / "c").iterdir()) == [
        "case.db",
        "case.toml",
        "originals",
    ]


def test_each_case_has_a_secret_of_its_own(tmp_path: Path) -> None:
    with Case.create(tmp_path / "a") as one, Case.create(tmp_path / "b") as other:
        assert len(one.secret) == 32
        assert one.secret != other.secret
        secret = one.secret
    with Case.open(tmp_path / "a") as again:
        assert again.secret == secret


def test_an_empty_folder_becomes_a_case(tmp_path: Path) -> None:
    (tmp_path / "c").mkdir()
    Case.create(tmp_path / "c").close()
    Case.open(tmp_path / "c").close()


def test_nothing_that_exists_is_made_a_case(tmp_path: Path) -> None:
    write_files(tmp_path / "full", a="text")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for taken in ("full", "full/a.txt", "link"):
        with pytest.raises(CaseExistsError, match="exists already"):
            Case.create(tmp_path / taken)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["full", "link"]


def test_a_case_needs_a_folder_to_stand_in(tmp_path: Path) -> None:
    with pytest.raises(WrongArgumentError, match="Make it first"):
        Case.create(tmp_path / "nowhere" / "c")


@needs_permissions
def test_a_case_cannot_be_made_where_one_may_not_write(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    with pytest.raises(WrongArgumentError, match="cannot be written"):
        Case.create(tmp_path / "closed" / "c")


@pytest.mark.parametrize("name", ["two\nlines", "\x1b[2J", " "])
def test_a_name_is_one_line_of_text(tmp_path: Path, name: str) -> None:
    with pytest.raises(WrongArgumentError, match="name of a case"):
        Case.create(tmp_path / "c", name=name)
    assert not (tmp_path / "c").exists()


def test_a_language_is_a_code(tmp_path: Path) -> None:
    with pytest.raises(WrongArgumentError, match="language code"):
        Case.create(tmp_path / "c", languages=["Chinese!"])
    with pytest.raises(WrongArgumentError, match="at least one"):
        Case.create(tmp_path / "c", languages=[])


def test_what_is_no_case_is_not_opened(tmp_path: Path) -> None:
    folder = write_files(tmp_path / "folder", a="text")
    for path, why in (
        (tmp_path / "nothing", "nothing of that name"),
        (folder / "a.txt", "not a folder"),
        (folder, "no case.toml"),
    ):
        with pytest.raises(NotACaseError, match=why):
            Case.open(path)


@pytest.mark.parametrize(
    "settings",
    ["name = 3\nlanguages = []", "languages = ['zh']", "name = 'a\\u0000'", "= =", "\udcff"],
)
def test_settings_that_do_not_read_are_refused(tmp_path: Path, settings: str) -> None:
    Case.create(tmp_path / "c").close()
    (tmp_path / "c" / "case.toml").write_bytes(settings.encode("utf-8", "surrogateescape"))
    with pytest.raises(WrongArgumentError):
        Case.open(tmp_path / "c")


@pytest.mark.parametrize("part", ["case.toml", "case.db", "originals"])
def test_a_strangers_case_with_links_is_refused(tmp_path: Path, part: str) -> None:
    Case.create(tmp_path / "c").close()
    (tmp_path / "c" / part).rename(tmp_path / part)
    (tmp_path / "c" / part).symlink_to(tmp_path / part)
    with pytest.raises(NotACaseError, match="is a link"):
        Case.open(tmp_path / "c")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER t AFTER INSERT ON documents BEGIN DELETE FROM claims; END",
        "CREATE VIEW v AS SELECT 1",
        "CREATE TABLE extra (a)",
        "DROP TRIGGER custody_is_never_changed",
        "DROP INDEX claims_type",
    ],
)
def test_a_strangers_database_with_other_tables_is_refused(tmp_path: Path, statement: str) -> None:
    Case.create(tmp_path / "c").close()
    with sqlite3.connect(tmp_path / "c" / "case.db") as connection:
        connection.execute(statement)
    connection.close()
    with pytest.raises(NotACaseError, match="tables"):
        Case.open(tmp_path / "c")


def test_a_database_of_another_kind_or_time_is_refused(tmp_path: Path) -> None:
    Case.create(tmp_path / "c").close()
    database = tmp_path / "c" / "case.db"
    for pragma, why in (("user_version = 999", "form 999"), ("application_id = 1", "not made by")):
        with sqlite3.connect(database) as connection:
            connection.execute(f"PRAGMA {pragma}")
        connection.close()
        with pytest.raises(NotACaseError, match=why):
            Case.open(tmp_path / "c")
    database.write_bytes(b"not a database at all" * 100)
    with pytest.raises(NotACaseError, match="damaged"):
        Case.open(tmp_path / "c")


def test_the_database_trusts_no_schema_and_loads_no_extension(tmp_path: Path) -> None:
    with Case.create(tmp_path / "c") as case:
        connection = case._connection
        assert connection.execute("PRAGMA trusted_schema").fetchone() == (0,)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        with pytest.raises(sqlite3.OperationalError, match="not authorized"):
            connection.execute("SELECT load_extension('x')")


def test_a_case_can_be_copied_and_opened_elsewhere(tmp_path: Path) -> None:
    original = small_case(tmp_path)
    claims = original.claims()
    with Case.open(copy_of(original, tmp_path)) as copy:
        assert copy.claims() == claims
        assert copy.verify() == []


def test_a_case_that_cannot_be_written_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = small_case(tmp_path)
    claims = written.claims()
    written.close()
    monkeypatch.setattr("custodes.case.folder.is_writable", lambda path: False)
    with Case.open(written.path) as case:
        assert case.claims() == claims
        assert case.verify() == []
        with pytest.raises(ReadOnlyCaseError, match="Copy the whole folder"):
            add(case, write_files(tmp_path / "more", x=DENIAL))
        with pytest.raises(ReadOnlyCaseError):
            case.clear_name("A", "B")
        with pytest.raises(ReadOnlyCaseError):
            case.record("a", "b")
