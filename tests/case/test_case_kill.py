"""A kill at any moment of ``add`` loses nothing; the next ``add`` finishes the work."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from small_case import PIPELINE, add, small_case, state

from custodes.case import AddInterrupted, Case, Progress

HERE = str(Path(__file__).parent)
SCRIPT = f"""
import sys
sys.path.insert(0, {HERE!r})
from custodes import Case
with Case.open(sys.argv[1]) as case:
    case.add([sys.argv[2]], workers=2, pipeline={PIPELINE!r})
"""
FILES = {f"file{number}": f"SLOW office {number} says {number}" for number in range(14)}
FILES["file3"] = "CRASH"
FILES["file9"] = "ENCRYPTED"


def begin(case: Path, given: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", SCRIPT, str(case), str(given)])


def children_of(process: int) -> list[int]:
    found = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    return [int(number) for number in found.split()]


def is_running(process: int) -> bool:
    try:
        status = Path(f"/proc/{process}/stat").read_text(encoding="ascii")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def test_killed_at_random_moments_it_ends_in_the_undisturbed_state(tmp_path: Path) -> None:
    undisturbed = state(small_case(tmp_path / "undisturbed", **FILES))
    given = tmp_path / "undisturbed" / "given"
    Case.create(tmp_path / "killed").close()
    moments = random.Random(20260101)
    kills = 0
    for _ in range(10):
        process = begin(tmp_path / "killed", given)
        try:
            process.wait(timeout=moments.uniform(0.05, 1.2))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            kills += 1
        with Case.open(tmp_path / "killed") as case:
            assert case.verify() == []
    assert kills
    with Case.open(tmp_path / "killed") as case:
        add(case, given)
        assert state(case) == undisturbed
        assert case.verify() == []


def test_reopening_finishes_what_a_kill_left_pending(tmp_path: Path) -> None:
    files = {f"file{number}": f"SLOW office {number} says {number}" for number in range(6)}
    whole = small_case(tmp_path / "whole", **files)
    Case.create(tmp_path / "killed").close()
    process = begin(tmp_path / "killed", tmp_path / "whole" / "given")
    with Case.open(tmp_path / "killed") as case:
        while not case.status().documents:
            time.sleep(0.01)
        process.kill()
        process.wait()
        pending = case.status().pending
        report = case.add([], workers=1, pipeline=PIPELINE)
        assert (report.added, report.resumed) == (pending, pending)
        assert case.status().pending == 0
        add(case, tmp_path / "whole" / "given")
        assert state(case) == state(whole)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_workers_end_with_the_process_that_was_killed(tmp_path: Path) -> None:
    (tmp_path / "given").mkdir()
    (tmp_path / "given" / "a.txt").write_text("HANG")
    Case.create(tmp_path / "case").close()
    process = begin(tmp_path / "case", tmp_path / "given")
    deadline = time.monotonic() + 20
    with Case.open(tmp_path / "case") as case:
        while not case.status().pending and time.monotonic() < deadline:
            time.sleep(0.01)
    # a file waits before the worker that will take it is there
    while not children_of(process.pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    workers = children_of(process.pid)
    assert workers
    process.kill()
    process.wait()
    while any(map(is_running, workers)) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not any(map(is_running, workers))


def test_an_interruption_says_how_far_it_came_and_leaves_no_worker(tmp_path: Path) -> None:
    case = small_case(tmp_path)
    given = tmp_path / "more"
    given.mkdir()
    for number in range(5):
        (given / f"{number}.txt").write_text(f"SLOW {number} says {number}")

    def interrupt(progress: Progress) -> None:
        if progress.done == 2:
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(AddInterrupted) as caught:
        add(case, given, progress=interrupt)
    assert (caught.value.done, caught.value.total) == (2, 5)
    assert case.status().documents == 4
    report = add(case, given)
    assert report.added == 3
    assert case.verify() == []
