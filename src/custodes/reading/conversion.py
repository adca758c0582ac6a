"""Old office files (DOC, PPT) become new ones, by LibreOffice in a sandbox of its own.

LibreOffice must write files and start programs, so that the readers' sandbox cannot hold it. It
runs under bubblewrap instead: without a network, with the system's programs for reading only, a
folder in memory for writing, and its own users and processes. What it gives is as untrusted as what
it was given, and goes to the sandboxed reader like any other file.
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
import select
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from custodes.model import UnreadableError
from custodes.reading.detection import MEDIA_TYPES

if TYPE_CHECKING:
    from custodes.reading.reader import Reading

Old = Literal["doc", "ppt"]
Read = Callable[[bytes, str, str], "Reading"]
Convert = Callable[[bytes, Old], bytes]

NEEDED: Final = "needs_libreoffice"
"""The reason of a file that only LibreOffice can open, where it cannot be had."""
BECOMES: Final[dict[Old, str]] = {"doc": "docx", "ppt": "pptx"}
_PIECE: Final = 1 << 20
_SYSTEM: Final = ("/bin", "/sbin", "/lib", "/lib32", "/lib64")
_SETTINGS: Final = ("/etc/ld.so.cache", "/etc/fonts", "/etc/libreoffice", "/var/cache/fontconfig")
_NO_MACROS: Final = (
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.'
    'Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse">'
    "<value>true</value></prop></item></oor:items>"
)
_SCRIPT: Final = """
ulimit -c 0 && ulimit -v "$3" && ulimit -t "$4" || exit 3
mkdir -p /tmp/profile/user /tmp/out && printf %s "$5" > /tmp/profile/user/registrymodifications.xcu
cat > "/tmp/in.$1" || exit 3
"$6" --headless --norestore --nologo --nodefault --nofirststartwizard \
  -env:UserInstallation=file:///tmp/profile --convert-to "$2" --outdir /tmp/out "/tmp/in.$1" \
  < /dev/null > /dev/null 2>&1
exec cat "/tmp/out/in.$2" 2> /dev/null
"""


class NeedsConversionError(UnreadableError):
    """An old office file of this ``kind``, which only LibreOffice can open."""

    def __init__(self, kind: Old) -> None:
        super().__init__(NEEDED, kind)
        self.kind: Old = kind


@dataclass(frozen=True, slots=True)
class ConversionLimits:
    """``seconds`` by the clock, and so many of processor time; ``memory`` and ``output`` in bytes.

    ``memory`` is address space of one process; its files may take a quarter of that.
    """

    seconds: float = 180.0
    memory: int = 3 << 30
    output: int = 256 << 20


def converting(read: Read, convert: Convert) -> Read:
    """``read`` for old office files as well: what ``convert`` makes of one is read in its stead.

    The document keeps name, hash, size and media type of the original.
    """

    def read_any(untrusted_bytes: bytes, name: str, origin: str) -> Reading:
        try:
            return read(untrusted_bytes, name, origin)
        except NeedsConversionError as error:
            kind = error.kind
        reading = read(convert(untrusted_bytes, kind), name, origin)
        document = dataclasses.replace(
            reading.document,
            sha256=hashlib.sha256(untrusted_bytes).hexdigest(),
            size=len(untrusted_bytes),
            media_type=MEDIA_TYPES[kind],
        )
        return dataclasses.replace(reading, document=document)

    return read_any


def missing() -> tuple[str, ...]:
    """Which of the programs that a conversion needs are not installed."""
    return tuple(name for name in ("soffice", "bwrap") if shutil.which(name) is None)


def convert(untrusted_bytes: bytes, kind: Old, limits: ConversionLimits | None = None) -> bytes:
    """An old office file as DOCX or PPTX; nothing is written outside of the sandbox.

    Raises UnreadableError: ``needs_libreoffice`` where LibreOffice or bubblewrap cannot be used,
    ``timed_out``, ``too_large``, or ``damaged`` where LibreOffice made nothing of the file.
    """
    limits = limits or ConversionLimits()
    absent = missing()
    if absent:
        raise UnreadableError(NEEDED, f"not installed: {', '.join(absent)}")
    process = subprocess.Popen(  # noqa: S603 - no word of the command comes from a file
        _command(kind, limits),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={},
        close_fds=True,
    )
    assert process.stdin is not None  # noqa: S101 - pipes were asked for
    assert process.stdout is not None  # noqa: S101
    assert process.stderr is not None  # noqa: S101
    try:
        deadline = time.monotonic() + limits.seconds
        _hand_over(process.stdin.fileno(), untrusted_bytes, deadline)
        process.stdin.close()
        untrusted = _drained(process.stdout.fileno(), limits.output, deadline)
        if untrusted:
            return untrusted
        process.kill()
        # nothing inside writes there: what bubblewrap says of itself
        complaint = process.stderr.read(500).decode("utf-8", "replace").strip()
    finally:
        # with it, everything in its namespace of processes ends
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            pipe.close()
    if complaint:
        raise UnreadableError(NEEDED, complaint)
    raise UnreadableError("damaged", "LibreOffice could not open it")


def _command(kind: Old, limits: ConversionLimits) -> list[str]:
    program = Path(shutil.which("soffice") or "soffice").resolve()
    command = [
        shutil.which("bwrap") or "bwrap",
        "--unshare-all",
        "--unshare-user",
        "--uid",
        "65534",
        "--gid",
        "65534",
    ]
    # no network, no other's processes; gone with whoever asked; no terminal to type into
    command += ["--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv"]
    command += ["--ro-bind", "/usr", "/usr"]
    for folder in map(Path, _SYSTEM):
        if folder.is_symlink():
            command += ["--symlink", os.fspath(folder.readlink()), os.fspath(folder)]
        elif folder.is_dir():
            command += ["--ro-bind", os.fspath(folder), os.fspath(folder)]
    for path in _SETTINGS:
        command += ["--ro-bind-try", path, path]
    command += ["--size", str(limits.memory // 4), "--tmpfs", "/tmp"]  # noqa: S108 - its own
    if not program.is_relative_to("/usr"):
        installed = os.fspath(program.parent.parent)
        command += ["--ro-bind", installed, installed]
    command += ["--proc", "/proc", "--dev", "/dev"]
    for name, value in (("HOME", "/tmp"), ("PATH", "/usr/bin:/bin"), ("LANG", "C.UTF-8")):  # noqa: S108
        command += ["--setenv", name, value]
    seconds = str(max(1, int(limits.seconds)))
    script = ["/bin/sh", "-c", _SCRIPT, "convert", kind, BECOMES[kind]]
    return [*command, *script, str(limits.memory // 1024), seconds, _NO_MACROS, str(program)]


def _hand_over(descriptor: int, untrusted_bytes: bytes, deadline: float) -> None:
    view = memoryview(untrusted_bytes)
    os.set_blocking(descriptor, False)
    while view:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([], [descriptor], [], left)[1]:
            raise UnreadableError("timed_out")
        try:
            view = view[os.write(descriptor, view[:_PIECE]) :]
        except BrokenPipeError:
            return  # it ended; its output says no more


def _drained(descriptor: int, most: int, deadline: float) -> bytes:
    pieces = bytearray()
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([descriptor], [], [], left)[0]:
            raise UnreadableError("timed_out", "LibreOffice")
        piece = os.read(descriptor, _PIECE)
        if not piece:
            return bytes(pieces)
        pieces += piece
        if len(pieces) > most:
            raise UnreadableError("too_large", "what LibreOffice made of it")
