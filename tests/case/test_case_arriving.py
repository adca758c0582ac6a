"""Files that arrive piece by piece: whole or not at all, and never lost once they are confirmed."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_case import REPORT, add, small_case

from custodes.case import Case
from custodes.case.arriving import Arrived, _place


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return small_case(tmp_path)


def arrive(case: Case, content: bytes, place: str = "leak/plan.txt") -> Arrived:
    with case.arrival() as arrival:
        for start in range(0, len(content), 7):
            arrival.write(content[start : start + 7])
        return case.arrive(arrival, place)


def leftovers(case: Case) -> list[str]:
    return [path.name for path in (case.path / "originals").iterdir() if path.is_file()]


def test_what_arrived_waits_and_the_next_add_reads_it(case: Case) -> None:
    arrived = arrive(case, b"The agency has 7 cameras")
    assert arrived.outcome == "waiting"
    assert case.status().pending == 1
    assert case.original(arrived.sha256) == b"The agency has 7 cameras"
    add(case)
    document = next(each for each in case.documents() if each.sha256 == arrived.sha256)
    assert (document.name, document.origin) == ("plan.txt", "leak/plan.txt")
    assert case.verify() == []
    assert leftovers(case) == []


def test_what_the_case_has_is_not_kept_twice(case: Case) -> None:
    before = case.status()
    assert arrive(case, REPORT.encode()).outcome == "there"
    assert case.status() == before
    assert leftovers(case) == []


def test_what_was_removed_does_not_come_back_by_arriving(case: Case) -> None:
    sha256 = case.documents()[0].sha256
    content = case.original(sha256)
    case.remove(sha256, "asked to")
    assert arrive(case, content).outcome == "removed"
    assert leftovers(case) == []
    assert case.verify() == []


def test_an_original_that_was_gone_is_restored_by_arriving(case: Case) -> None:
    sha256 = case.documents()[0].sha256
    content = case.original(sha256)
    (case.path / "originals" / sha256[:2] / sha256).unlink()
    assert arrive(case, content).outcome == "there"
    assert case.verify() == []


def test_an_arrival_that_is_given_up_leaves_nothing(case: Case) -> None:
    with case.arrival() as arrival:
        arrival.write(b"half of it")
    assert leftovers(case) == []
    assert case.verify() == []


def test_adding_leaves_alone_what_is_still_arriving(case: Case) -> None:
    with case.arrival() as arrival:
        arrival.write(b"The agency has ")
        add(case)
        arrival.write(b"9 cameras")
        assert case.arrive(arrival, "late.txt").outcome == "waiting"
    add(case)
    assert "late.txt" in {document.name for document in case.documents()}


def test_what_a_kill_left_of_an_arrival_is_cleared_up_by_the_next_add(case: Case) -> None:
    arrival = case.arrival()
    arrival.write(b"half of it")
    os.close(arrival._descriptor)  # as the system does for a killed process
    assert len(leftovers(case)) == 1
    add(case)
    assert leftovers(case) == []


@given(st.text())
def test_a_place_is_one_line_that_leads_nowhere(untrusted_place: str) -> None:
    place = _place(untrusted_place)
    parts = place.split("/")
    assert place.isprintable()
    assert len(place) <= 4096
    assert all(part not in ("", ".", "..") for part in parts)
