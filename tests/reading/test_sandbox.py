"""What a hostile file can do once it has taken over its reader: nothing but answer."""

import json
import os
import select
import socket
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading_originals import Placed, docx, paragraph, pdf

from custodes.model import Document, Text, UnreadableError, to_json
from custodes.reading import REASONS, read
from custodes.reading.sandbox import Limits, SandboxedReader, client, probe, seccomp
from custodes.reading.sandbox.answers import Answer, checked

SCRIPT = Path(__file__).with_name("hostile_reader.py")
NOBODY = 65534
HONEST = ["read", "an honest text of some length, after the hostile one"]
SANDBOX = probe()

pytestmark = pytest.mark.skipif(
    not SANDBOX.isolates, reason=f"this system grants no isolation ({SANDBOX})"
)


def ordered(order: str, user: int | None = None) -> list[list[str]]:
    """The answers to a hostile original and to an honest one after it."""
    search_path = os.pathsep.join(entry for entry in sys.path if entry)
    done = subprocess.run(
        [sys.executable, str(SCRIPT), order, *([str(user)] if user is not None else [])],
        env={**os.environ, "PYTHONPATH": search_path, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answers: list[list[str]] = json.loads(done.stdout)
    return answers


USERS = [
    pytest.param(None, id="as_this_user"),
    pytest.param(
        NOBODY,
        id="as_an_ordinary_user",
        marks=pytest.mark.skipif(os.geteuid() != 0, reason="only root may become another user"),
    ),
]


@pytest.mark.parametrize("user", USERS)
@pytest.mark.parametrize(
    "order",
    [
        "dial",
        "dial beside python",
        "read another file",
        "look for files",
        "write a file",
        "make a file in memory",
        "fork without end",
        "start threads",
        "run a program",
        "take memory",
        "raise limits",
        "map code",
        "kill the parent",
        "open descriptors",
    ],
)
def test_a_reader_that_was_taken_over_is_refused_everything(order: str, user: int | None) -> None:
    (reason, detail), after = ordered(order, user)
    assert reason == "failed"
    assert detail.startswith("refused: "), detail
    assert after == HONEST


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        ("spin", "timed_out"),
        ("crash", "crashed"),
        ("exit", "crashed"),
        ("talk without end", "too_large"),
    ],
)
def test_a_reader_that_misbehaves_fails_its_own_file_only(order: str, reason: str) -> None:
    first, after = ordered(order)
    assert first[0] == reason
    assert after == HONEST


def test_an_original_cannot_change_what_the_next_one_meets() -> None:
    first, after = ordered("leave its memory to the next")
    assert first == ["failed", "done: 'changed'"]
    assert after == HONEST


def test_a_forged_answer_is_no_answer_to_the_next_original() -> None:
    first, after = ordered("forge")
    assert first == ["failed", "forged"]
    assert after == HONEST


def test_the_sandbox_reads_what_the_reader_reads(tmp_path: Path) -> None:
    originals = {
        "a.txt": "一份关于视频监控的报告，共三页。".encode("gb18030") * 9,
        "b.html": b"<html><head><title>T</title></head><body><p>Some words.</p></body></html>",
        "c.md": "# 标题\n\n- one\n".encode(),
        "d.docx": docx(paragraph("One paragraph.")),
        "e.pdf": pdf([[Placed("A line.")]]),
        "f.txt": "zwei Wörter".encode("utf-16"),
    }
    with SandboxedReader() as sandbox:
        for name, content in originals.items():
            assert sandbox.read(content, name, "o") == read(content, name, "o")
        with pytest.raises(UnreadableError) as failure:
            sandbox.read(b"", "empty.txt")
        with pytest.raises(UnreadableError) as directly:
            read(b"", "empty.txt")
    assert failure.value.reason == directly.value.reason


def test_a_large_original_goes_through_the_pipe_whole() -> None:
    content = ("A line of some length that says little.\n" * 100_000).encode()
    with SandboxedReader() as sandbox:
        assert sandbox.read(content, "a.txt").document.size == len(content)


def stated(**changes: object) -> bytes:
    document = {"sha256": "0" * 64, "media_type": "text/plain", "name": "forged", **changes}
    return to_json(Answer(Document(**document), Text("Words.", ()))).encode()  # type: ignore[arg-type]


def test_what_we_know_ourselves_is_not_taken_from_the_answer() -> None:
    reading = checked(stated(size=7, origin="forged"), b"bytes", "true.txt", "/true")
    assert reading.document.name == "true.txt"
    assert reading.document.origin == "/true"
    assert reading.document.size == 5
    assert reading.document.sha256 != "0" * 64


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"no json",
        b'{"document": 3}',
        stated(media_type="text/forged"),
        stated(language="<script>"),
        to_json(Answer(Document("0" * 64, "text/plain", "a"), Text("a\0b", ()))).encode(),
        b'{"document":{"sha256":"0","media_type":"text/plain","name":"a"},'
        b'"text":{"content":"e\xcc\x81","blocks":[]}}',
        b'{"document":{"sha256":"0","media_type":"text/plain","name":"a"},'
        b'"text":{"content":"ab","blocks":[{"kind":"paragraph","start":0,"end":9}]}}',
    ],
)
def test_an_answer_that_is_no_reading_is_a_failure(answer: bytes) -> None:
    with pytest.raises(UnreadableError) as failure:
        checked(answer, b"bytes", "a", "")
    assert failure.value.reason == "failed"


@given(st.binary(max_size=200))
def test_no_answer_does_more_than_fail(untrusted_frame: bytes) -> None:
    with pytest.raises(UnreadableError):
        checked(untrusted_frame, b"bytes", "a", "")


@given(st.text(max_size=30))
def test_a_reason_that_is_none_of_ours_is_not_repeated(reason: str) -> None:
    frame = to_json(Answer(reason=reason)).encode()
    with pytest.raises(UnreadableError) as failure:
        checked(frame, b"", "a", "")
    assert failure.value.reason in REASONS


def decision(program: bytes, architecture: int, number: int, third: int = 0) -> int:
    """What the filter answers to a system call, by running it as the kernel would."""
    data = {0: number, 4: architecture, 32: third}
    instructions = list(struct.iter_unpack("=HBBI", program))
    loaded, at = 0, 0
    while True:
        code, jump_true, jump_false, value = instructions[at]
        at += 1
        if code == seccomp.LOAD_WORD:
            loaded = data[value]
        elif code == seccomp.RETURN:
            return int(value)
        else:
            holds = {
                seccomp.JUMP_EQUAL: loaded == value,
                seccomp.JUMP_NOT_BELOW: loaded >= value,
                seccomp.JUMP_ANY_BIT: bool(loaded & value),
            }[code]
            at += jump_true if holds else jump_false


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_filter_lets_its_list_pass_and_nothing_else(machine: str) -> None:
    calls = seccomp.system_calls(machine)
    assert calls is not None
    program = seccomp.compiled(calls)
    for number in range(500):
        told = decision(program, calls.architecture, number)
        passes = number in calls.allowed or number in calls.not_executable
        assert told == (seccomp.ALLOW if passes else seccomp.REFUSE), number
    for number in calls.not_executable:
        executable = decision(program, calls.architecture, number, seccomp.EXECUTABLE | 1)
        assert executable == seccomp.REFUSE
    assert decision(program, calls.architecture ^ 1, 0) == seccomp.KILL


def test_a_call_of_another_kind_on_the_same_machine_does_not_slip_past() -> None:
    calls = seccomp.system_calls("x86_64")
    assert calls is not None
    told = decision(seccomp.compiled(calls), calls.architecture, seccomp.X32 | 0)
    assert told == seccomp.REFUSE


def test_an_unknown_machine_has_no_filter() -> None:
    assert seccomp.system_calls("abacus") is None


def test_no_descriptor_or_process_is_left_behind() -> None:
    def open_ones() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    before = open_ones()
    with SandboxedReader(Limits(seconds=5)) as sandbox:
        server = sandbox._server
        for _ in range(3):
            sandbox.read(b"Some words of a text.", "a.txt")
    assert open_ones() == before
    assert not Path(f"/proc/{server}").exists()


def test_a_server_whose_other_side_has_gone_ends_without_a_word(
    capfd: pytest.CaptureFixture[str],
) -> None:
    """As at Ctrl-C while formats are loaded: what the server said first is never taken, and the
    system tells it that the channel was reset."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    program = client._program(theirs, Limits(seconds=5))
    theirs.close()
    select.select([ours], [], [])
    ours.close()
    assert program.wait(20) == 0
    assert capfd.readouterr().err == ""
