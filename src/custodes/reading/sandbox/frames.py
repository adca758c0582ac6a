"""Frames over a pipe or socket: eight bytes of length, big-endian, then so many bytes."""

from __future__ import annotations

import os
import select
import struct
import time
from typing import Final

LENGTH: Final = struct.Struct(">Q")
PIECE: Final = 1 << 20


class FrameError(Exception):
    """The other side ended, took too long, or said more than it may.

    ``why`` is ``ended``, ``late`` or ``long``.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def send(descriptor: int, frame: bytes) -> None:
    """Write one frame; raises BrokenPipeError if nobody reads."""
    write_all(descriptor, LENGTH.pack(len(frame)))
    write_all(descriptor, frame)


def write_all(descriptor: int, content: bytes) -> None:
    """Write all of it, however often the system takes only a part."""
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]


def receive(descriptor: int, limit: int, deadline: float | None = None) -> bytes:
    """The next frame, of at most ``limit`` bytes, by ``deadline`` (``time.monotonic``).

    Raises FrameError.
    """
    (length,) = LENGTH.unpack(_exactly(descriptor, LENGTH.size, deadline))
    if length > limit:
        raise FrameError("long")
    return _exactly(descriptor, length, deadline)


def read_to_end(descriptor: int) -> bytes:
    """Everything until the other side closes."""
    pieces = []
    while piece := os.read(descriptor, PIECE):
        pieces.append(piece)
    return b"".join(pieces)


def _exactly(descriptor: int, length: int, deadline: float | None) -> bytes:
    pieces = bytearray()
    while len(pieces) < length:
        if deadline is not None:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([descriptor], [], [], left)[0]:
                raise FrameError("late")
        try:
            piece = os.read(descriptor, min(PIECE, length - len(pieces)))
        except ConnectionResetError as error:  # it ended before it had read everything
            raise FrameError("ended") from error
        if not piece:
            raise FrameError("ended")
        pieces += piece
    return bytes(pieces)
