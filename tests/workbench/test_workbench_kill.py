"""The server killed without warning: what it confirmed is in the case, and it opens again."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from custodes.case import Case


@contextlib.contextmanager
def serving(case: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    """``custodes serve`` as a process of its own, and a client that is signed in."""
    command = [sys.executable, "-m", "custodes.cli", "serve", str(case), "--port", "0", *options]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/sign-in\?token=[\w-]{43}", address), address
    with httpx.Client(base_url=address.partition("/sign-in")[0], timeout=60) as client:
        assert client.get(address).status_code == 303
        page = client.get("/documents").text
        client.headers["X-CSRF-Token"] = page.partition('name="csrf" content="')[2][:64]
        try:
            yield process, client
        finally:
            process.kill()
            process.wait()
            for stream in (process.stdout, process.stderr):
                if stream is not None:
                    stream.close()


@pytest.fixture
def case(worked_case: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(worked_case, tmp_path / "case"))


def test_a_kill_loses_no_decision_that_was_confirmed(case: Path) -> None:
    with Case.open(case) as opened:
        claims = [(claim.document, claim.identifier) for claim in opened.claims()]
    confirmed: list[str] = []
    with serving(case, "--reviewer", "R. Porter") as (process, client):

        def decide() -> None:
            for document, identifier in claims:
                try:
                    answer = client.post(f"/documents/{document}/claims/{identifier}/accept")
                except httpx.HTTPError:
                    return
                assert answer.status_code in (200, 303), answer.text[:500]
                confirmed.append(identifier)

        thread = threading.Thread(target=decide)
        thread.start()
        until = time.monotonic() + 60
        while len(confirmed) < 20 and thread.is_alive() and time.monotonic() < until:
            time.sleep(0.001)
        os.kill(process.pid, signal.SIGKILL)
        thread.join()
    assert len(confirmed) >= 20
    with Case.open(case) as opened:
        decided = {
            row[0] for row in opened.rows("SELECT key FROM claims WHERE decision = 'accepted'")
        }
        assert set(confirmed) <= decided
        assert {review.reviewer for review in opened.reviews()} == {"R. Porter"}
        assert opened.verify() == []


def test_a_kill_while_files_come_in_loses_none_that_was_confirmed(case: Path) -> None:
    confirmed = []
    with serving(case) as (process, client):
        for number in range(12):
            content = f"The council of Town {number} bought {number} cameras.\n".encode()
            answer = client.post(
                "/documents/files", content=content, headers={"X-Name": f"a/{number}.txt"}
            )
            assert answer.json()["outcome"] == "waiting"
            confirmed.append(answer.json()["sha256"])
        os.kill(process.pid, signal.SIGKILL)
    with serving(case) as (_, client):
        page = client.get("/documents").text
        waiting = re.search(r"(\d+) files? waits? to be read", page)
        if waiting:  # else it was quicker than the kill
            assert client.post("/documents/continue").status_code == 303
        until = time.monotonic() + 120
        while time.monotonic() < until:
            with Case.open(case) as opened:
                if not opened.status().pending:
                    break
            time.sleep(0.2)
    with Case.open(case) as opened:
        read = {document.sha256 for document in opened.documents()}
        assert set(confirmed) <= read
        assert opened.verify() == []


def test_ctrl_c_ends_it_in_good_order(case: Path) -> None:
    with serving(case) as (process, client):
        assert client.get("/documents").status_code == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()


def ended(*arguments: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "custodes.cli", "serve", *arguments]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return result.returncode, result.stderr


def test_a_port_that_is_taken_is_told_in_words(case: Path) -> None:
    with serving(case) as (_, client):
        port = str(client.base_url.port)
        status, words = ended(str(case), "--port", port)
    assert status == 2
    assert f"port {port}" in words
    assert "--port" in words
    assert "Traceback" not in words


def test_what_is_no_case_is_told_in_words(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing"):
        status, words = ended(str(path))
        assert (status, "custodes init" in words) == (2, True)
        assert "Traceback" not in words


def test_a_case_that_another_process_adds_to_can_be_read_and_reviewed(case: Path) -> None:
    from custodes.case import folder

    with folder.lock(case), serving(case) as (_, client):
        assert client.get("/documents").status_code == 200
        answer = client.post(
            "/documents/files", content=b"The council has 3 cameras.", headers={"X-Name": "a.txt"}
        )
        assert answer.json()["outcome"] == "waiting"
        time.sleep(1)
        assert "another process is changing the case" in client.get("/documents/progress").text


def test_a_case_that_cannot_be_written_can_be_read(case: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    with Case.open(case) as opened:
        opened.rows("SELECT 1")
    for path in [*case.rglob("*"), case]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        with serving(case) as (_, client):
            assert "cannot be written" in client.get("/documents").text
            assert client.post("/documents/files", content=b"x").status_code == 409
    finally:
        for path in [case, *case.rglob("*")]:
            path.chmod(0o755 if path.is_dir() else 0o644)
