"""A process that may start LibreOffice, for one that has given that right up.

A worker can write no file and make no mount, and what it starts cannot either. So it starts this
one first, which does nothing but hand files to ``conversion.convert``.
"""

from __future__ import annotations

import os
import signal
import socket
from typing import NoReturn

from custodes.model import UnreadableError
from custodes.reading import limits
from custodes.reading.conversion import ConversionLimits, Old, convert
from custodes.reading.sandbox import frames
from custodes.reading.sandbox.protection import SandboxError, end_with
from custodes.reading.sandbox.server import keep_only


class Converter:
    """Call it as ``convert``. To be made while this process has no other thread, since it forks."""

    def __init__(self, conversion: ConversionLimits | None = None) -> None:
        self._limits = conversion or ConversionLimits()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        parent = os.getpid()
        self._process = os.fork()
        if self._process == 0:
            try:
                end_with(parent)
                keep_only(theirs.fileno())
                signal.signal(signal.SIGINT, signal.SIG_IGN)
                _serve(theirs.fileno(), self._limits)
            finally:
                os._exit(1)
        theirs.close()
        self._channel = ours

    def __call__(self, untrusted_bytes: bytes, kind: Old) -> bytes:
        """What ``convert`` gives, and the errors that it raises; SandboxError if all is lost."""
        channel = self._channel.fileno()
        try:
            frames.send(channel, kind.encode())
            frames.send(channel, untrusted_bytes)
            reason = frames.receive(channel, 1000).decode()
            untrusted = frames.receive(channel, self._limits.output)
        except (OSError, frames.FrameError) as error:
            raise SandboxError("the converter ended; run the command again.") from error
        if reason:
            raise UnreadableError(reason, untrusted.decode("utf-8", "replace"))
        return untrusted

    def close(self) -> None:
        """End it and whatever it is doing."""
        self._channel.close()
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)


def _serve(channel: int, conversion: ConversionLimits) -> NoReturn:
    while True:
        try:
            kind = frames.receive(channel, 10).decode()
            untrusted_bytes = frames.receive(channel, limits.INPUT_BYTES)
        except frames.FrameError:
            os._exit(0)
        reason, answer = "", b""
        try:
            answer = convert(untrusted_bytes, "ppt" if kind == "ppt" else "doc", conversion)
        except UnreadableError as error:
            reason, answer = error.reason, error.detail.encode()[:500]
        except Exception as error:
            reason, answer = "failed", type(error).__name__.encode()
        frames.send(channel, reason.encode())
        frames.send(channel, answer)
