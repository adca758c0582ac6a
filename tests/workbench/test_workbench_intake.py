"""Taking in behind the pages: nothing asked for is forgotten, and a stop stops."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from custodes.case import AddInterrupted, AddReport, Case, CaseBusyError, CaseError, Progress
from custodes.workbench.intake import Intake


def wait_for(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.005)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    with Case.create(tmp_path / "case") as case:
        arrive(case, b"one")
    return case.path


def arrive(case: Case, content: bytes) -> None:
    with case.arrival() as arrival:
        arrival.write(content)
        case.arrive(arrival, "a.txt")


class Adding:
    """Stands for ``Case.add``: marks what waits as failed, slowly or with an error."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.rounds = 0
        self.may_go_on = threading.Event()
        self.may_go_on.set()

    def __call__(
        self, case: Case, paths: object, workers: object, see: Callable[[Progress], None]
    ) -> AddReport:
        self.rounds += 1
        if self.errors:
            raise self.errors.pop(0)
        waiting = [
            row[0] for row in case.rows("SELECT sha256 FROM documents WHERE state='pending'")
        ]
        for done, sha256 in enumerate(waiting, start=1):
            self.may_go_on.wait(30)
            try:
                see(Progress(done, len(waiting), done, 1.0))
            except KeyboardInterrupt:
                raise AddInterrupted(done, len(waiting)) from None
            case._connection.execute(
                "UPDATE documents SET state = 'failed' WHERE sha256 = ?", (sha256,)
            )
        return AddReport(0, 0, (), (), (), 1.0)


@pytest.fixture
def adding(monkeypatch: pytest.MonkeyPatch) -> Adding:
    made = Adding()
    monkeypatch.setattr(Case, "add", lambda case, *given: made(case, *given))
    monkeypatch.setattr("custodes.workbench.intake.GATHERING", 0.0)
    monkeypatch.setattr("custodes.workbench.intake.PATIENCE", 0.01)
    return made


def waiting(case: Path) -> int:
    with Case.open(case) as opened:
        return opened.status().pending


def test_what_waits_is_taken_in_and_counted(case: Path, adding: Adding) -> None:
    intake = Intake(case)
    intake.start("A")
    wait_for(lambda: not intake.taken.running)
    assert waiting(case) == 0
    assert (intake.taken.done, intake.taken.failed) == (1, 1)


def test_what_comes_in_meanwhile_is_taken_in_after_it(case: Path, adding: Adding) -> None:
    adding.may_go_on.clear()
    intake = Intake(case)
    intake.start("A")
    wait_for(lambda: adding.rounds == 1)
    with Case.open(case) as opened:
        arrive(opened, b"two")
    intake.start("A")
    adding.may_go_on.set()
    wait_for(lambda: not intake.taken.running)
    assert waiting(case) == 0
    assert intake.taken.done == 2


def test_a_stop_leaves_the_rest_waiting_and_a_start_goes_on(case: Path, adding: Adding) -> None:
    adding.may_go_on.clear()
    intake = Intake(case)
    intake.start("A")
    wait_for(lambda: adding.rounds == 1)
    intake.stop()
    adding.may_go_on.set()
    wait_for(lambda: not intake.taken.running)
    assert (waiting(case), intake.taken.error) == (1, "")
    intake.start("A")
    wait_for(lambda: not intake.taken.running)
    assert waiting(case) == 0


def test_a_start_right_after_a_stop_is_not_lost(case: Path, adding: Adding) -> None:
    adding.may_go_on.clear()
    intake = Intake(case)
    intake.start("A")
    wait_for(lambda: adding.rounds == 1)
    intake.stop()
    intake.start("A")
    adding.may_go_on.set()
    wait_for(lambda: not intake.taken.running)
    assert waiting(case) == 0


def test_a_case_that_is_busy_is_asked_again(case: Path, adding: Adding) -> None:
    adding.errors = [CaseBusyError(case)] * 3
    intake = Intake(case)
    intake.start("A")
    wait_for(lambda: not intake.taken.running)
    assert (waiting(case), adding.rounds) == (0, 4)


def test_an_error_is_told_and_ends_the_work(case: Path, adding: Adding) -> None:
    adding.errors = [CaseError("the disk is full")]
    intake = Intake(case)
    intake.start("A")
    wait_for(lambda: not intake.taken.running)
    assert intake.taken.error == "the disk is full"
    assert waiting(case) == 1


def test_the_time_left_follows_from_the_rate(case: Path) -> None:
    taken = Intake(case).taken
    assert taken.left(10) is None
    from dataclasses import replace

    assert replace(taken, done=5, seconds=10.0).left(20) == 40.0
