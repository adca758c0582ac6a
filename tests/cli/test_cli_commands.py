"""Every command helps itself, speaks JSON, and says what went wrong without a traceback."""

import json
import os
import pty
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from custodes.cli.program import program

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "cli.md"

REPORT = """# The cameras of Port Alder

The Port Alder Police Department has used 40 licence plate readers of Northlight since 2021.

Northlight denies that it sells data to the police.

A passer-by, Jane Quillfeather, said that she was stopped twice.
"""


def commands(group: click.Group = program, before: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command with its full name, those inside groups among them."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield before + name, command
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")


COMMANDS = dict(commands())


def custodes(*arguments: object, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "custodes.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        input=stdin,
    )


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("given")
    (folder / "port-alder.md").write_text(REPORT, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory, given: Path) -> Path:
    folder = tmp_path_factory.mktemp("cases") / "alder"
    assert custodes("init", folder, "--name", "Port Alder").returncode == 0
    assert custodes("add", folder, given, "--workers", 1).returncode == 0
    return folder


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_help_with_an_example_of_itself(name: str) -> None:
    words = COMMANDS[name].help or ""
    assert len(words.partition("\n")[0]) > 20
    _, _, example = words.partition("Example:\n")
    assert re.match(rf"\s*custodes {name} ", example)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_explains_its_options_and_has_json(name: str) -> None:
    command = COMMANDS[name]
    options = [found for found in command.params if isinstance(found, click.Option)]
    assert [found.name for found in options if not found.help] == []
    if not isinstance(command, click.Group):
        assert "as_json" in {found.name for found in options}


@pytest.mark.skipif(not REFERENCE.exists(), reason="there is no reference of the command line yet")
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_and_its_options_are_in_the_reference(name: str) -> None:
    reference = REFERENCE.read_text(encoding="utf-8")
    assert f"custodes {name}" in reference
    for found in COMMANDS[name].params:
        if isinstance(found, click.Option):
            assert any(opt in reference for opt in found.opts), found.opts


def test_the_version_is_the_packages() -> None:
    from importlib.metadata import version

    assert custodes("--version").stdout == f"custodes {version('custodes')}\n"


def test_init_add_status_claims_and_verify_go_through(case: Path) -> None:
    status = json.loads(custodes("status", case, "--json").stdout)
    assert (status["status"]["name"], status["status"]["documents"]) == ("Port Alder", 1)
    assert "1 read" in custodes("status", case).stdout
    claims = json.loads(custodes("claims", case, "--json").stdout)
    assert claims
    table = custodes("claims", case, "--type", claims[0]["claim"]["type"]).stdout
    assert claims[0]["identifier"] in table
    assert json.loads(custodes("claims", case, "--document", "no such", "--json").stdout) == []
    verified = custodes("verify", case)
    assert (verified.returncode, verified.stdout.startswith("whole: 1 documents")) == (0, True)
    assert json.loads(custodes("verify", case, "--json").stdout)["problems"] == []


def test_adding_again_adds_nothing(case: Path, given: Path) -> None:
    again = custodes("add", case, given, "--json")
    assert again.returncode == 0
    report = json.loads(again.stdout)
    assert (report["added"], len(report["duplicates"])) == (0, 1)


def test_export_is_masked_unless_the_owner_says_otherwise_and_the_log_says_so(
    case: Path, tmp_path: Path
) -> None:
    masked = custodes("export", case, "--format", "claims-jsonl")
    assert masked.returncode == 0
    line = json.loads(masked.stdout)
    assert line["doc"] != "port-alder"
    assert "Quillfeather" not in masked.stdout
    out = tmp_path / "claims.jsonl"
    summary = custodes(
        "export", case, "--format", "claims-jsonl", "--unmasked", "--out", out, "--json"
    )
    assert json.loads(summary.stdout)["unmasked"] is True
    assert json.loads(out.read_text(encoding="utf-8"))["doc"] == "port-alder"
    with sqlite3.connect(case / "case.db") as connection:
        actions = [row[0] for row in connection.execute("SELECT action FROM custody")]
    connection.close()
    assert actions[-2:] == ["released", "released unmasked"]


def test_an_audit_is_kept_written_and_computed_again(tmp_path: Path, given: Path) -> None:
    case = tmp_path / "case"
    custodes("init", case)
    custodes("add", case, given, "--workers", 1)
    numbers = ("--passers-by", "1000..2000", "--listed", "0..0.001", "--false-match-rate", "1e-6")
    more = ("--list-size", 100, "--found", "0.5..0.9", "--case", case, "--out", tmp_path / "out")
    done = custodes("audit", "alerts", *numbers, *more)
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "out").glob("audit-alerts-*.html"))
    again = custodes("audit", "recompute", case, "--json")
    assert again.returncode == 0, again.stderr
    (compared,) = json.loads(again.stdout)
    assert (compared["method"], compared["differences"]) == ("alerts", [])
    with sqlite3.connect(case / "case.db") as connection:
        # a figure that somebody made larger behind the case's back
        query = "UPDATE findings SET finding = replace(finding, '\"high\":', '\"high\":9')"
        connection.execute(query)
    connection.close()
    changed = custodes("audit", "recompute", case)
    assert changed.returncode == 1
    assert "before" in changed.stdout
    assert custodes("verify", case).returncode == 1


def test_failures_are_tried_again_a_document_is_removed_and_the_log_sealed(tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.mkdir()
    (given / "a.md").write_text(REPORT, encoding="utf-8")
    (given / "b.pdf").write_bytes(b"%PDF-1.4 cut off")
    case = tmp_path / "case"
    custodes("init", case)
    custodes("add", case, given, "--workers", 1)
    assert "1 damaged" in custodes("status", case).stdout
    assert custodes("retry", case, "--only", "damaged", "--workers", 1).returncode == 3
    assert custodes("retry", case, "--only", "nothing").returncode == 2
    assert custodes("retry", case, "--file", "nothing").returncode == 2
    assert custodes("retry", case, "--file", "b.pdf", "--workers", 1).returncode == 3
    sealed = custodes("seal", case, "--key", tmp_path / "key.pem", "--new-key")
    assert "short head" in sealed.stdout
    assert custodes("remove", case, "a.md", "--reason", "asked to", stdin="n\n").returncode == 130
    assert custodes("remove", case, "a.md", "--reason", "asked to", "--yes").returncode == 0
    assert custodes("remove", case, "a.md", "--reason", "again", "--yes").returncode == 2
    assert custodes("verify", case).returncode == 0


def test_names_are_listed_and_cleared(tmp_path: Path, given: Path) -> None:
    case = tmp_path / "case"
    custodes("init", case)
    custodes("add", case, given)
    assert "Quillfeather" in custodes("names", "list", case).stdout
    names = json.loads(custodes("names", "list", case, "--json").stdout)
    (name,) = {row["text"] for row in names if "Quillfeather" in row["text"]}
    cleared = custodes("names", "clear", case, name, "--reviewer", "A. Editor", "--json")
    assert json.loads(cleared.stdout) == {"cleared": name, "reviewer": "A. Editor"}
    left = json.loads(custodes("names", "list", case, "--json").stdout)
    assert name not in {row["text"] for row in left}


def test_a_dossier_is_written_and_nothing_else_is_left(given: Path, tmp_path: Path) -> None:
    done = custodes("dossier", given, "--out", tmp_path / "dossier")
    assert (done.returncode, done.stdout) == (0, f"{tmp_path / 'dossier' / 'index.html'}\n")
    assert (tmp_path / "dossier" / "index.html").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["dossier"]
    assert "Quillfeather" in done.stderr
    assert "masked" in done.stderr


def test_a_dossier_keeps_the_case_it_is_told_to_keep(given: Path, tmp_path: Path) -> None:
    out, case = tmp_path / "dossier", tmp_path / "case"
    for added in (1, 0):
        done = custodes(
            "dossier", given, "--out", out, "--case", case, "--language", "zh", "--json"
        )
        summary = json.loads(done.stdout)
        assert (summary["documents"], summary["report"]["added"]) == (1, added)
    assert custodes("verify", case).returncode == 0


def test_a_dossier_overwrites_nobodys_files(given: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    done = custodes("dossier", given, "--out", tmp_path)
    assert done.returncode == 1
    assert "mine.txt" not in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_files_that_cannot_be_read_are_listed_and_the_status_is_3(
    given: Path, tmp_path: Path
) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 and then nothing")
    case = tmp_path / "case"
    custodes("init", case)
    done = custodes("add", case, given, tmp_path / "broken.pdf")
    assert done.returncode == 3
    assert re.search(r"could not read .*broken\.pdf: The file is damaged", done.stderr)
    assert "1 documents read, 1 could not be read" in done.stdout
    assert "broken.pdf" in custodes("status", case).stdout
    done = custodes("dossier", tmp_path / "broken.pdf", "--out", tmp_path / "dossier")
    assert done.returncode == 1
    assert "none of the files could be read" in done.stderr
    assert not (tmp_path / "dossier").exists()


def test_verify_ends_with_1_and_a_table_of_what_is_wrong(tmp_path: Path, given: Path) -> None:
    case = tmp_path / "case"
    custodes("init", case)
    custodes("add", case, given)
    (original,) = (path for path in (case / "originals").rglob("*") if path.is_file())
    original.chmod(0o644)
    original.write_text("changed")
    done = custodes("verify", case)
    assert done.returncode == 1
    assert "original_changed" in done.stdout
    (problem,) = json.loads(custodes("verify", case, "--json").stdout)["problems"]
    assert problem["subject"] == original.name


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["status", "nowhere"], "not a case"),
        (["add", "{case}", "nowhere"], "no file or folder"),
        (["add", "{case}", "{empty}"], "no files to take in"),
        (["init", "{case}"], "exists already"),
        (["init", "nowhere/case"], "Make it first"),
        (["dossier", "nowhere", "--out", "{empty}/dossier"], "no file or folder"),
        (["export", "{case}", "--format", "claims-jsonl", "--out", "{empty}"], "folder"),
        (["export", "{case}", "--format", "no-such"], "claims-jsonl"),
        (["no-such-command"], "No such command"),
        (["claims"], "Missing argument"),
    ],
)
def test_asked_wrongly_it_says_what_is_wrong_and_ends_with_2(
    case: Path, tmp_path: Path, arguments: list[str], words: str
) -> None:
    done = custodes(*(part.format(case=case, empty=tmp_path) for part in arguments))
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_reader_that_goes_away_is_no_error_to_speak_of(case: Path) -> None:
    command = [sys.executable, "-m", "custodes.cli", "claims", str(case), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


def test_a_terminal_without_unicode_gets_escapes(case: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "custodes.cli", "claims", str(case)],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_disk_under_the_output_is_said_plainly(case: Path, unbuffered: str) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "custodes.cli", "claims", str(case), "--json"],
            stdout=full,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
            check=False,
        )
    assert (done.returncode, done.stderr) == (1, b"custodes: No space left on device\n")


def test_names_of_files_cannot_steer_the_terminal(tmp_path: Path) -> None:
    hostile = tmp_path / "a\x1b[2J\u202egpj.pdf"
    hostile.write_bytes(b"%PDF-1.7 and then nothing")
    custodes("init", tmp_path / "case")
    done = custodes("add", tmp_path / "case", hostile)
    words = done.stderr + custodes("status", tmp_path / "case").stdout
    assert "gpj.pdf" in words
    assert not {"\x1b", "\u202e"} & set(words)


def test_square_brackets_of_a_text_are_no_markup(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("The police use [red]40 cameras[/] of Hikvision in Oakland.")
    custodes("init", tmp_path / "case")
    custodes("add", tmp_path / "case", tmp_path / "a.md")
    done = custodes("claims", tmp_path / "case")
    assert done.returncode == 0


def interrupted(*arguments: object, ending: signal.Signals = signal.SIGINT) -> tuple[int, str]:
    """Exit status and standard error of a command that is ended once it has begun to add."""
    with subprocess.Popen(
        [sys.executable, "-m", "custodes.cli", *map(str, arguments)],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        deadline = time.monotonic() + 30
        while not children.read_text(encoding="ascii") and time.monotonic() < deadline:
            time.sleep(0.005)
        process.send_signal(ending)
        _, words = process.communicate(timeout=30)
        return process.returncode, words


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_add_ends_with_130_and_goes_on_when_run_again(
    tmp_path: Path, given: Path, ending: signal.Signals
) -> None:
    case = tmp_path / "case"
    custodes("init", case)
    status, words = interrupted("add", case, given, ending=ending)
    assert status == 130
    assert words.strip() == (
        "custodes: interrupted: 0 of 1 done; run the same command again to go on"
    )
    assert custodes("add", case, given).returncode == 0
    assert json.loads(custodes("status", case, "--json").stdout)["status"]["documents"] == 1


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_an_interrupted_dossier_leaves_nothing_behind(tmp_path: Path, given: Path) -> None:
    status, words = interrupted("dossier", given, "--out", tmp_path / "dossier")
    assert status == 130
    assert "nothing kept" in words
    assert list(tmp_path.iterdir()) == []


def test_a_terminal_gets_a_bar(tmp_path: Path, given: Path) -> None:
    custodes("init", tmp_path / "case")
    leader, follower = pty.openpty()
    subprocess.run(
        [sys.executable, "-m", "custodes.cli", "add", str(tmp_path / "case"), str(given)],
        stderr=follower,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "TERM": "xterm"},
        check=True,
    )
    os.close(follower)
    shown = b""
    while True:
        try:
            part = os.read(leader, 65536)
        except OSError:
            break
        if not part:
            break
        shown += part
    os.close(leader)
    assert b"/1" in shown
    assert b"failed" in shown
