"""Old office files: LibreOffice opens them where it can do no harm, or they say what is missing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from office_originals import seen
from reading_originals import docx, paragraph, reason

from custodes.case import Case
from custodes.model import UnreadableError
from custodes.reading import read
from custodes.reading.conversion import ConversionLimits, NeedsConversionError, convert, missing
from custodes.reading.sandbox import SandboxedReader
from custodes.reading.sandbox.converter import Converter

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DOC = OLE + bytes(600) + "WordDocument\0".encode("utf-16-le")
PPT = OLE + bytes(600) + "PowerPoint Document\0".encode("utf-16-le")
NOBODY = 65534
NOTICE = "The Port Alder Police Department installed 40 cameras in 2021 and shares plate data."


def _bubblewrap_works() -> bool:
    program = shutil.which("bwrap")
    if program is None:
        return False
    command = [program, "--unshare-all", "--unshare-user", "--ro-bind", "/", "/", "/bin/true"]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


needs_bubblewrap = pytest.mark.skipif(
    not _bubblewrap_works(), reason="needs bubblewrap and user namespaces, which are not here"
)
needs_libreoffice = pytest.mark.skipif(
    bool(missing()) or not _bubblewrap_works(),
    reason="needs LibreOffice and bubblewrap, which are not here",
)


def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> Path:
    """A script in the place of LibreOffice; what lies in its folder it may read."""
    program = folder / "office" / "program" / "soffice"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    return program


def refusal(untrusted_bytes: bytes, limits: ConversionLimits | None = None) -> UnreadableError:
    with pytest.raises(UnreadableError) as caught:
        convert(untrusted_bytes, "doc", limits)
    return caught.value


def test_old_files_are_told_by_their_bytes_and_ask_for_conversion() -> None:
    for content, kind in ((DOC, "doc"), (PPT, "ppt")):
        with pytest.raises(NeedsConversionError) as caught:
            read(content, "misnamed.txt")
        assert caught.value.kind == kind
        assert caught.value.reason == "needs_libreoffice"


def test_without_the_programs_a_file_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    error = refusal(DOC)
    assert error.reason == "needs_libreoffice"
    assert error.detail == "not installed: soffice, bwrap"


def test_without_namespaces_a_file_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("bwrap", "soffice"):
        (tmp_path / name).write_text("#!/bin/sh\necho 'bwrap: No permissions' >&2\nexit 1\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    error = refusal(DOC)
    assert (error.reason, error.detail) == ("needs_libreoffice", "bwrap: No permissions")


@needs_bubblewrap
def test_libreoffice_sees_no_file_no_network_no_process_and_writes_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret").write_text("secret")
    monkeypatch.setenv("CUSTODES_SECRET", "secret")
    tries = {
        "secret": f"[ -e {tmp_path}/secret ]",
        "home": "[ -e /root ] || [ -e /home ]",
        "passwords": "[ -e /etc/passwd ]",
        "environment": '[ -n "$CUSTODES_SECRET" ]',
        "system": "echo x > /usr/custodes-was-here",
        "program": f"echo x > {tmp_path}/office/was-here",
        "root": "[ $(id -u) = 0 ]",
        "network": "[ $(grep -c : /proc/net/dev) != 1 ]",
        "processes": "kill -0 $PPID 2> /dev/null && [ $PPID -gt 100 ]",
        "mounting": "mount -t tmpfs none /mnt",
        "memory": f"[ $(ulimit -v) != {1 << 20} ]",
    }
    lines = [f"( {test} ) 2> /dev/null && echo {name}" for name, test in tries.items()]
    report = "{ echo ran; " + "; ".join(lines) + "; } > /tmp/out/in.docx"
    stand_in(tmp_path, monkeypatch, report)
    assert convert(DOC, "doc", ConversionLimits(memory=1 << 30)) == b"ran\n"
    assert sorted(path.name for path in (tmp_path / "office").rglob("*")) == ["program", "soffice"]


@needs_bubblewrap
def test_the_file_comes_in_and_the_converted_one_goes_out_byte_for_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, monkeypatch, "cp /tmp/in.doc /tmp/out/in.docx")
    content = DOC + os.urandom(3_000_000)
    assert convert(content, "doc") == content
    converter = Converter()
    try:
        assert converter(content, "doc") == content
        assert converter(DOC, "doc") == DOC
    finally:
        converter.close()


@needs_bubblewrap
@pytest.mark.parametrize(
    ("script", "limits", "code"),
    [
        ("exit 1", ConversionLimits(), "damaged"),
        ("echo words; echo words >&2", ConversionLimits(), "damaged"),
        ("sleep 600", ConversionLimits(seconds=1), "timed_out"),
        (
            "head -c 2000000 /dev/zero > /tmp/out/in.docx",
            ConversionLimits(output=1_000_000),
            "too_large",
        ),
        (
            "while :; do head -c 1000000 /dev/zero > /proc/1/fd/1; done",
            ConversionLimits(output=1_000_000),
            "too_large",
        ),
    ],
)
def test_what_goes_wrong_has_a_listed_reason(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    script: str,
    limits: ConversionLimits,
    code: str,
) -> None:
    stand_in(tmp_path, monkeypatch, script)
    assert refusal(DOC, limits).reason == code


@needs_bubblewrap
def test_a_case_takes_an_old_file_in_through_its_confined_workers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = stand_in(tmp_path, monkeypatch, 'cp "${0%/*}/made.docx" /tmp/out/in.docx')
    (program.parent / "made.docx").write_bytes(docx(paragraph(NOTICE)))
    given = tmp_path / "given"
    given.mkdir()
    (given / "old.bin").write_bytes(DOC)
    case = Case.create(tmp_path / "case")
    case.add([given], workers=1)
    assert case.failures() == []
    (document,) = case.documents()
    assert document.media_type == "application/msword"
    assert (document.name, document.size) == ("old.bin", len(DOC))
    assert NOTICE in case.text(document.sha256).content
    assert case.claims()
    assert case.verify() == []


def test_a_case_lists_an_old_file_that_cannot_be_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    given = tmp_path / "given"
    given.mkdir()
    (given / "old.doc").write_bytes(DOC)
    case = Case.create(tmp_path / "case")
    case.add([given], workers=1)
    assert [failure.reason for failure in case.failures()] == ["needs_libreoffice"]


def test_status_says_what_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Case.create(tmp_path / "case")
    monkeypatch.setenv("PATH", str(tmp_path))
    command = [sys.executable, "-m", "custodes.cli", "status", str(tmp_path / "case")]
    shown = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "DOC, PPT   not read: soffice, bwrap not installed" in shown


@needs_bubblewrap
def test_what_comes_back_is_not_converted_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, monkeypatch, "cp /tmp/in.doc /tmp/out/in.docx")
    with SandboxedReader() as reader, pytest.raises(UnreadableError) as caught:
        reader.read(DOC, "old.doc")
    assert caught.value.reason == "needs_libreoffice"


def word_file(folder: Path) -> bytes:
    """A DOC that LibreOffice makes, with a notice and hidden words."""
    (folder / "notice.rtf").write_text(r"{\rtf1\ansi " + NOTICE + r"\par{\v secret}\par}")
    source, soffice = folder / "notice.rtf", shutil.which("soffice") or ""
    profile = f"-env:UserInstallation=file://{folder}/profile"
    made = ["--convert-to", "doc", "--outdir", str(folder), str(source)]
    command = [soffice, "--headless", profile, *made]
    subprocess.run(command, check=True, capture_output=True)
    return (folder / "notice.doc").read_bytes()


@needs_libreoffice
def test_libreoffice_opens_a_word_file_of_its_own_making(tmp_path: Path) -> None:
    content = word_file(tmp_path)
    with SandboxedReader() as reader:
        reading = reader.read(content, "notice.doc")
    assert seen(reading) == [("paragraph", NOTICE)]
    assert "secret" in reading.text.content
    assert reading.document.media_type == "application/msword"
    assert reading.document.size == len(content)
    head = content.index(b"\xec\xa5")  # where the file information block begins
    locked = content[: head + 11] + bytes([content[head + 11] | 1]) + content[head + 12 :]
    assert reason(locked) == "encrypted"


def as_nobody(content: bytes) -> dict[str, object]:
    """What a conversion gives to an ordinary user."""
    search_path = os.pathsep.join(entry for entry in sys.path if entry)
    script = Path(__file__).with_name("ordinary_conversion.py")
    done = subprocess.run(
        [sys.executable, str(script), str(NOBODY)],
        input=content,
        env={**os.environ, "PYTHONPATH": search_path, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    told: dict[str, object] = json.loads(done.stdout)
    assert told["user"] == NOBODY
    return told


def _nobody_may_use_namespaces() -> bool:
    program = shutil.which("bwrap")
    if program is None or os.geteuid() != 0:
        return False
    command = [program, "--unshare-all", "--unshare-user", "--ro-bind", "/", "/", "/bin/true"]
    done = subprocess.run(
        command, check=False, capture_output=True, user=NOBODY, group=NOBODY, extra_groups=[]
    )
    return done.returncode == 0


only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may become another user")
namespaces_for_all = pytest.mark.skipif(
    not _nobody_may_use_namespaces(), reason="this system grants namespaces to root alone"
)


@only_root
@needs_libreoffice
@namespaces_for_all
def test_libreoffice_opens_a_word_file_for_an_ordinary_user_too(tmp_path: Path) -> None:
    told = as_nobody(word_file(tmp_path))
    assert told.get("text") == f"{NOTICE}\nsecret", told


@only_root
@needs_libreoffice
def test_an_ordinary_user_gets_the_text_or_is_told_what_is_missing(tmp_path: Path) -> None:
    told = as_nobody(word_file(tmp_path))
    assert "text" in told or told["reason"] == "needs_libreoffice", told
    assert as_nobody(DOC)["reason"] in ("damaged", "needs_libreoffice")
