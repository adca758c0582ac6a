"""``verify`` finds whatever was changed behind the back of a case."""

import datetime
import sqlite3
from pathlib import Path

import pytest
from small_case import DENIAL, REPORT, add, small_case, tamper, write_files

from custodes.case import Case
from custodes.model import Note, Review


@pytest.fixture
def case(tmp_path: Path) -> Case:
    case = small_case(tmp_path)
    claim = case.claims()[0]
    now = datetime.datetime.now(datetime.UTC)
    case.review(Review(claim.document, claim.quote, claim.type, "accepted", "A. Editor", now))
    case.note(Note(claim.identifier, "comment", "look again", "en", "A. Editor", now))
    case.clear_name("陈军锋", "A. Editor")
    assert case.verify() == []
    return case


def codes(case: Case) -> set[str]:
    return {problem.code for problem in case.verify()}


def stored(case: Case) -> Path:
    sha256 = case.documents()[0].sha256
    return case.path / "originals" / sha256[:2] / sha256


def test_a_flipped_bit_of_an_original_is_found(case: Case) -> None:
    path = stored(case)
    for place in range(len(path.read_bytes())):
        path.chmod(0o644)
        whole = path.read_bytes()
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert [(found.code, found.subject) for found in case.verify()] == [
            ("original_changed", path.name)
        ]
        path.write_bytes(whole)


def test_a_missing_original_is_found(case: Case) -> None:
    stored(case).unlink()
    assert codes(case) == {"original_missing"}


def test_an_original_that_became_a_link_or_a_folder_is_found(case: Case, tmp_path: Path) -> None:
    path = stored(case)
    path.rename(tmp_path / "moved")
    path.symlink_to(tmp_path / "moved")
    assert codes(case) == {"original_unreadable"}
    path.unlink()
    path.mkdir()
    assert codes(case) == {"original_unreadable"}


def test_a_file_without_a_record_is_found(case: Case) -> None:
    stored(case).with_name("f" * 64).write_text("slipped in")
    assert codes(case) == {"original_unrecorded"}


def test_a_changed_line_of_the_log_is_found(case: Case) -> None:
    for column in ("time", "actor", "action", "subject", "detail"):
        (before,) = case._connection.execute(
            f"SELECT {column} FROM custody WHERE number = 3"
        ).fetchone()
        tamper(case.path, f"UPDATE custody SET {column} = {column} || 'x' WHERE number = 3")
        assert "custody_changed" in codes(case), column
        tamper(case.path, f"UPDATE custody SET {column} = '{before}' WHERE number = 3")
    assert case.verify() == []


def test_a_line_resealed_after_a_change_breaks_the_next_one(case: Case) -> None:
    tamper(case.path, "UPDATE custody SET digest = 'resealed' WHERE number = 3")
    problems = case.verify()
    assert {"custody_changed", "custody_reordered"} <= {found.code for found in problems}


@pytest.mark.parametrize("number", [1, 3, 8])
def test_a_dropped_line_is_found_wherever_it_stood(case: Case, number: int) -> None:
    assert len(case.custody()) == 8
    tamper(case.path, f"DELETE FROM custody WHERE number = {number}")
    assert "custody_dropped" in codes(case)


def test_reordered_lines_are_found(case: Case) -> None:
    tamper(
        case.path,
        "UPDATE custody SET number = 999 WHERE number = 3",
        "UPDATE custody SET number = 3 WHERE number = 4",
        "UPDATE custody SET number = 4 WHERE number = 999",
    )
    assert {"custody_changed", "custody_reordered"} <= codes(case)


def test_the_log_takes_no_change_and_no_deletion(case: Case) -> None:
    for statement in ("UPDATE custody SET actor = 'x'", "DELETE FROM custody"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            case._connection.execute(statement)


def test_a_changed_text_is_found(case: Case) -> None:
    tamper(case.path, "UPDATE texts SET text = replace(text, 'council', 'Council')")
    assert codes(case) == {"content_changed", "span_broken"}


def test_changed_mentions_claims_and_documents_are_found(case: Case) -> None:
    for table, column, old, new in (
        ("analyses", "mentions", '"agency"', '"company"'),
        ("claims", "claim", '"denies"', '"asserts"'),
        ("documents", "document", '"unknown"', '"report"'),
    ):
        tamper(case.path, f"UPDATE {table} SET {column} = replace({column}, '{old}', '{new}')")
        assert "content_changed" in codes(case), table
        tamper(case.path, f"UPDATE {table} SET {column} = replace({column}, '{new}', '{old}')")


def test_a_dropped_or_added_claim_is_found(case: Case) -> None:
    tamper(case.path, "DELETE FROM claims WHERE number = 1")
    assert codes(case) == {"content_changed"}


def test_json_that_does_not_read_is_a_problem_and_not_a_crash(case: Case) -> None:
    tamper(case.path, "UPDATE texts SET text = '{'", "DELETE FROM analyses")
    assert codes(case) == {"content_changed", "span_broken"}


def test_changed_and_vanished_decisions_are_found(case: Case) -> None:
    tamper(case.path, "UPDATE reviews SET review = replace(review, 'accepted', 'rejected')")
    assert codes(case) == {"decision_changed", "decision_missing"}
    tamper(case.path, "UPDATE reviews SET review = replace(review, 'rejected', 'accepted')")
    tamper(case.path, "DELETE FROM notes", "INSERT INTO cleared_names VALUES ('x', 'y', 'z')")
    assert codes(case) == {"decision_changed", "decision_missing"}


def test_a_document_without_a_line_and_a_line_without_its_document_are_found(case: Case) -> None:
    tamper(
        case.path,
        f"INSERT INTO documents (sha256, name, origin, size, state) "
        f"VALUES ('{'f' * 64}', 'x', 'x', 1, 'pending')",
    )
    assert codes(case) == {"not_logged", "original_missing"}
    tamper(case.path, "PRAGMA foreign_keys = OFF", "DELETE FROM documents")
    assert "document_missing" in codes(case)


def test_a_damaged_database_is_a_problem_and_not_a_crash(tmp_path: Path) -> None:
    long = {f"long{number}": f"{number} " + REPORT * 300 for number in range(20)}
    case = small_case(tmp_path, **long)
    case.close()
    database = case.path / "case.db"
    content = bytearray(database.read_bytes())
    for place in range(len(content) // 2, len(content), 4096):
        content[place : place + 64] = b"\xff" * 64
    database.write_bytes(content)
    with Case.open(case.path) as damaged:
        assert "database_damaged" in {found.code for found in damaged.verify()}


def test_the_log_names_no_file(case: Case, tmp_path: Path) -> None:
    add(case, write_files(tmp_path / "more", informant_lee=DENIAL + " again", broken="FAULT"))
    words = " ".join(f"{event.subject} {event.detail}" for event in case.custody())
    assert "informant" not in words
    assert str(tmp_path) not in words
    assert "陈军锋" not in words


def test_who_did_it_is_in_the_log(case: Case) -> None:
    with Case.open(case.path, actor="An Owner") as opened:
        event = opened.record("exported", "claims-jsonl", "unmasked")
        assert (event.actor, event.number) == ("An Owner", 9)
        assert opened.custody()[-1] == event
        assert opened.status().custody_head == event.digest
        assert opened.verify() == []


def test_a_list_that_shows_another_kind_than_the_document_has_is_found(case: Case) -> None:
    tamper(case.path, "UPDATE documents SET kind = 'law', last_day = '1999-01-01' WHERE number = 1")
    assert codes(case) == {"content_changed"}
