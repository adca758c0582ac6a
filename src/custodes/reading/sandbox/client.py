"""The trusted side: hands an original to the server and checks what comes back."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from custodes.model import UnreadableError
from custodes.reading.conversion import Convert, convert, converting
from custodes.reading.reader import Reading
from custodes.reading.recognition import NeedsRecognitionError
from custodes.reading.sandbox import frames
from custodes.reading.sandbox.answers import checked
from custodes.reading.sandbox.limits import PATIENCE, Limits
from custodes.reading.sandbox.protection import SandboxError, end_with
from custodes.reading.sandbox.server import NAME_LIMIT, REQUEST, USAGE, Usage, serve

START_SECONDS = 120.0
GRACE_SECONDS = 5.0
"""How much longer than its child the server may take to say that the child took too long."""


class SandboxedReader:
    """``read`` as the reading room's own, each original in a process that has nothing else.

    ``conversion`` makes new office files of old ones, where this process may start LibreOffice.
    ``recognising`` is told of how many pages are about to be recognised, which takes longer.
    To be made while this process has no other thread, since it forks. A context manager.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        conversion: Convert = convert,
        recognising: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._limits = limits or Limits()
        self.usage = Usage()
        """What the child for the latest original took."""
        self._recognising = recognising
        self._read_any = converting(self._read_as_is, conversion)
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        parent = os.getpid()
        self._server = os.fork()
        if self._server == 0:
            try:
                ours.close()
                end_with(parent)
                serve(theirs, self._limits)
            finally:
                os._exit(1)
        theirs.close()
        self._channel = ours
        try:
            frames.receive(ours.fileno(), 0, time.monotonic() + START_SECONDS)
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
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self._server, 0)

    def read(self, untrusted_bytes: bytes, name: str, origin: str = "") -> Reading:
        """The Reading of one original; raises UnreadableError, and SandboxError if all is lost."""
        return self._read_any(untrusted_bytes, name, origin)

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
        try:
            return self._ask(untrusted_bytes, name, origin, pages)
        except UnreadableError as error:
            if (error.reason, error.detail) != ("crashed", f"signal {signal.SIGKILL.value}"):
                raise
        return self._ask(untrusted_bytes, name, origin, pages)

    def _ask(self, untrusted_bytes: bytes, name: str, origin: str, pages: int) -> Reading:
        request = REQUEST.pack(pages) + (name.encode("utf-8", "replace")[:NAME_LIMIT] or b"?")
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
        return checked(untrusted_frame, untrusted_bytes, name, origin)
