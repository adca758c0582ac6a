"""The trusted side: hands an original to the server and checks what comes back."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from custodes.model import UnreadableError
from custodes.reading.conversion import Convert, convert, converting
from custodes.reading.needs import ONE_THREAD, NeedsRecognitionError
from custodes.reading.page_images import PageImage
from custodes.reading.reader import Reading
from custodes.reading.sandbox import frames
from custodes.reading.sandbox.answers import checked, checked_picture
from custodes.reading.sandbox.limits import PATIENCE, Limits
from custodes.reading.sandbox.protection import SandboxError, end_with
from custodes.reading.sandbox.server import NAME_LIMIT, REQUEST, USAGE, Usage, serve

START_SECONDS = 120.0
GRACE_SECONDS = 5.0
"""How much longer than its child the server may take to say that the child took too long."""


PROGRAM = """
import socket, sys
from custodes.reading.sandbox.limits import Limits
from custodes.reading.sandbox.server import serve
descriptor, memory, seconds, output, page_seconds = sys.argv[1:]
limits = Limits(int(memory), float(seconds), int(output), float(page_seconds))
serve(socket.socket(fileno=int(descriptor)), limits)
"""
"""What a server of its own runs; it ends when the other side of its channel is closed."""


class SandboxedReader:
    """``read`` as the reading room's own, each original in a process that has nothing else.

    ``conversion`` makes new office files of old ones, where this process may start LibreOffice.
    ``recognising`` is told of how many pages are about to be recognised, which takes longer.
    To be made while this process has no other thread, since it forks; with ``spawned`` the server
    is a program of its own, which takes a second to start and minds no threads. A context manager.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        conversion: Convert = convert,
        recognising: Callable[[int], None] = lambda _: None,
        spawned: bool = False,
        waiting: bool = True,
    ) -> None:
        self._limits = limits or Limits()
        self.usage = Usage()
        """What the child for the latest original took."""
        self._recognising = recognising
        self._read_any = converting(self._read_as_is, conversion)
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        self._program: subprocess.Popen[bytes] | None = None
        if spawned:
            self._program = _program(theirs, self._limits)
            self._server = self._program.pid
        else:
            self._server = _forked(ours, theirs, self._limits)
        theirs.close()
        self._channel = ours
        if waiting:
            self.wait()

    def wait(self) -> None:
        """Wait, once, until the server has loaded every format; raises SandboxError if it fails."""
        try:
            frames.receive(self._channel.fileno(), 0, time.monotonic() + START_SECONDS)
        except frames.FrameError as error:
            self.close()
            raise SandboxError(
                "the sandbox for reading files did not start. Is there enough memory?"
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the server and whatever it is doing."""
        self._channel.close()
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._server, signal.SIGKILL)
        if self._program is not None:
            self._program.wait()
            return
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self._server, 0)

    def read(self, untrusted_bytes: bytes, name: str, origin: str = "") -> Reading:
        """The Reading of one original; raises UnreadableError, and SandboxError if all is lost."""
        return self._read_any(untrusted_bytes, name, origin)

    def page_image(self, untrusted_bytes: bytes, number: int, width: int) -> PageImage:
        """The picture of page ``number`` (from 1), ``width`` pixels wide at most.

        Raises UnreadableError, and SandboxError if all is lost.
        """
        untrusted_frame = self._ask(untrusted_bytes, "page", REQUEST.pack(0, number, width))
        return checked_picture(untrusted_frame)

    def _read_as_is(self, untrusted_bytes: bytes, name: str, origin: str) -> Reading:
        try:
            return self._read(untrusted_bytes, name, origin, 0)
        except NeedsRecognitionError as error:
            self._recognising(error.pages)
            return self._read(untrusted_bytes, name, origin, error.pages)

    def _read(self, untrusted_bytes: bytes, name: str, origin: str, pages: int) -> Reading:
        """With ``pages``, so many of them may be read by text recognition.

        A child that somebody killed is no fault of the file: it is tried once more.
        """
        for last in (False, True):
            untrusted_frame = self._ask(untrusted_bytes, name, REQUEST.pack(pages, 0, 0), pages)
            try:
                return checked(untrusted_frame, untrusted_bytes, name, origin)
            except UnreadableError as error:
                killed = ("crashed", f"signal {signal.SIGKILL.value}")
                if last or (error.reason, error.detail) != killed:
                    raise
        raise AssertionError("the second answer counts")

    def _ask(self, untrusted_bytes: bytes, name: str, order: bytes, pages: int = 0) -> bytes:
        """What a child answers to an order, a ``REQUEST``; with ``pages`` it may take longer."""
        request = order + (name.encode("utf-8", "replace")[:NAME_LIMIT] or b"?")
        receiving, sending = os.pipe()
        try:
            socket.send_fds(self._channel, [request], [receiving])
        except OSError as error:
            os.close(sending)
            raise SandboxError("the sandbox ended; run the command again.") from error
        finally:
            os.close(receiving)
        try:
            frames.write_all(sending, untrusted_bytes)
        except BrokenPipeError:
            pass  # the child died; the server says how
        finally:
            os.close(sending)
        limits = self._limits.with_pages(pages)
        deadline = time.monotonic() + limits.seconds * PATIENCE + GRACE_SECONDS
        if pages:
            deadline += START_SECONDS
        try:
            usage = frames.receive(self._channel.fileno(), USAGE.size, deadline)
            self.usage = Usage(*USAGE.unpack(usage))
            untrusted_frame = frames.receive(self._channel.fileno(), self._limits.output, deadline)
        except frames.FrameError as error:
            raise SandboxError("the sandbox ended; run the command again.") from error
        if not untrusted_frame:
            raise UnreadableError("crashed")
        return untrusted_frame


def _forked(ours: socket.socket, theirs: socket.socket, limits: Limits) -> int:
    """The process of a server that is a copy of this one."""
    parent = os.getpid()
    server = os.fork()
    if server == 0:
        try:
            ours.close()
            end_with(parent)
            serve(theirs, limits)
        finally:
            os._exit(1)
    return server


def _program(channel: socket.socket, limits: Limits) -> subprocess.Popen[bytes]:
    """A server as a program of its own, with nothing of this process but the channel."""
    bounds = (limits.memory, limits.seconds, limits.output, limits.page_seconds)
    # -P: what lies in the folder that this was started in is not imported
    command = [sys.executable, "-P", "-c", PROGRAM, str(channel.fileno()), *map(str, bounds)]
    return subprocess.Popen(  # noqa: S603 - our own interpreter and words
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        pass_fds=[channel.fileno()],
        env={**os.environ, **ONE_THREAD},
    )
