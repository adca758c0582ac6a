"""Killed at any moment, parent, worker, sandbox or reader: the next ``add`` ends in one state.

CUSTODES_KILL_ROUNDS asks for more rounds than the few of every run.
"""

import contextlib
import io
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_case import add, state, write_files

from custodes.case import Case
from custodes.reading.sandbox import SandboxedReader, SandboxError, probe

PIPELINE = "small_pipeline:process_in_sandbox"
HERE = str(Path(__file__).parent)
SCRIPT = f"""
import sys
sys.path.insert(0, {HERE!r})
from custodes import Case
with Case.open(sys.argv[1]) as case:
    case.add([sys.argv[2]], workers=2, pipeline={PIPELINE!r})
"""
ROUNDS = int(os.environ.get("CUSTODES_KILL_ROUNDS", "2"))
KILLS = 3
"""In one round: of the parent at the end, and before of what works for it."""

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux") or not probe().isolates,
    reason="reads /proc, and this system grants no isolation to open files in",
)


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files to read, some of them in archives, and some that cannot be read."""
    folder = tmp_path_factory.mktemp("kills") / "given"
    write_files(folder, **{f"file{n}": f"SLOW office {n} says {n}" for n in range(12)})
    (folder / "empty.txt").touch()
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4\nbroken")
    for archive in range(2):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as target:
            for n in range(4):
                target.writestr(f"{n}.txt", f"SLOW member {n} of {archive} says {n}")
            target.writestr("broken.docx", b"PK\x03\x04 broken")
        (folder / f"archive{archive}.zip").write_bytes(out.getvalue())
    return folder


@pytest.fixture(scope="module")
def undisturbed(given: Path) -> object:
    with Case.create(given.parent / "undisturbed") as case:
        add(case, given, pipeline=PIPELINE)
        assert case.status().documents == 12 + 2 * (1 + 4)
        return settled(case)


def settled(case: Case) -> object:
    """The evidence, without the order that workers happen to finish in."""
    found = state(case)
    order = sorted(range(len(found["documents"])), key=lambda n: found["documents"][n]["sha256"])
    for part in ("documents", "texts", "mentions", "originals"):
        found[part] = [found[part][n] for n in order]
    found["claims"] = sorted(map(repr, found["claims"]))
    return found


def below(process: int) -> Iterator[int]:
    """All processes that came from this one: workers, sandboxes, and readers in them."""
    try:
        listed = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    except OSError:
        return
    for child in map(int, listed.split()):
        yield child
        yield from below(child)


def kill(process: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_whatever_is_killed_the_next_add_ends_in_the_undisturbed_state(
    tmp_path: Path, given: Path, undisturbed: object, seed: int
) -> None:
    moments = random.Random(seed)
    Case.create(tmp_path / "case").close()
    process = subprocess.Popen([sys.executable, "-c", SCRIPT, str(tmp_path / "case"), str(given)])
    with Case.open(tmp_path / "case") as case:
        for kills in range(KILLS):
            documents = case.status().documents
            deadline = time.monotonic() + 30
            # past the last kill's file, so that none is killed under the same file twice
            while (
                case.status().documents < documents + 3 * bool(kills)
                and process.poll() is None
                and time.monotonic() < deadline
            ):
                time.sleep(0.01)
            time.sleep(moments.uniform(0.0, 0.3))
            working = sorted(below(process.pid))
            last = kills == KILLS - 1
            kill(process.pid if last or not working else moments.choice(working))
            if last:
                process.wait()
            assert case.verify() == []
    process.wait()
    with Case.open(tmp_path / "case") as case:
        add(case, given, pipeline=PIPELINE)
        assert settled(case) == undisturbed
        assert case.verify() == []
        assert add(case, given, pipeline=PIPELINE).added == 0


def test_a_sandbox_that_was_killed_is_made_again_and_its_file_is_read(
    tmp_path: Path, given: Path
) -> None:
    case = Case.create(tmp_path / "case")
    few = write_files(tmp_path / "few", **{f"f{n}": f"SLOW office {n} says {n}" for n in range(4)})
    killed: list[int] = []

    def kill_the_sandbox(progress: object) -> None:
        if case.status().documents == 2 and not killed:
            killed.extend(below(os.getpid()))
            worker, sandbox = killed[:2]
            assert worker < sandbox
            kill(sandbox)

    report = add(case, few, pipeline=PIPELINE, progress=kill_the_sandbox)
    assert killed
    assert (report.added, report.failures) == (4, ())


def test_a_reader_without_its_server_says_so_instead_of_waiting() -> None:
    with SandboxedReader() as sandbox:
        kill(sandbox._server)
        with pytest.raises(SandboxError, match="ended"):
            sandbox.read(b"Some words.", "a.txt")
