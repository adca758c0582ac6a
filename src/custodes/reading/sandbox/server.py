"""The warm server: it has loaded every format, and forks one child for one original.

It looks at no byte of an original itself, so that no original can change what the next one meets.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import socket
import struct
import time
from dataclasses import dataclass
from typing import NoReturn

from custodes.model import UnreadableError, to_json
from custodes.reading.sandbox import frames, seccomp
from custodes.reading.sandbox.answers import Answer, packed
from custodes.reading.sandbox.limits import PATIENCE, Limits
from custodes.reading.sandbox.protection import give_up

REQUEST = struct.Struct(">III")
"""What stands before the name: how many pages are to be recognised at most, 0 for none; then, to
have a page's picture and no text, its number (from 1, otherwise 0) and its width in pixels."""
USAGE = struct.Struct(">dQ")
"""What stands before the answer: the fields of ``Usage``."""
NAME_LIMIT = 4096
"""The most bytes of a name that are handed on; only its ending means anything."""


def serve(channel: socket.socket, limits: Limits) -> NoReturn:
    """Answer requests until the other side closes the channel; never returns.

    A request is ``REQUEST``, the original's name, and with it the reading end of a pipe that its
    bytes come through. The answer is a frame of ``USAGE`` and one of JSON, an ``Answer``, or of a
    page's picture. Text recognition is loaded when it is first asked for: it takes a second and
    200 MB, and most cases have no scans.
    """
    from custodes.reading.sandbox.warming import warm_up

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    warm_up()
    call_filter = seccomp.call_filter()
    try:
        frames.send(channel.fileno(), b"")
        while True:
            _answer_next(channel, limits, call_filter)
    except ConnectionError:
        # the other side has gone, as at Ctrl-C: nobody is left to be told
        os._exit(0)


def _answer_next(channel: socket.socket, limits: Limits, call_filter: bytes) -> None:
    from custodes.reading.sandbox.warming import warm_pages, warm_recognition

    # the next name is sent only after this one's answer, so that one call takes one request
    request, descriptors, _, _ = socket.recv_fds(channel, REQUEST.size + NAME_LIMIT, 1)
    if len(request) <= REQUEST.size or len(descriptors) != 1:
        os._exit(0)
    pages, page, width = REQUEST.unpack_from(request)
    name = request[REQUEST.size :].decode("utf-8", "replace")
    task = _Task(name, pages > 0, page, width)
    if task.recognition:
        warm_recognition()
    if task.page:
        warm_pages()
    usage, answer = _answered(descriptors[0], task, limits.with_pages(pages), call_filter)
    frames.send(channel.fileno(), USAGE.pack(usage.seconds, usage.memory))
    frames.send(channel.fileno(), answer)


@dataclass(frozen=True, slots=True)
class Usage:
    """What a child took: ``seconds`` of processor time, and at most so many bytes of ``memory``.

    Memory counts what the child shares with the warm server.
    """

    seconds: float = 0.0
    memory: int = 0


@dataclass(frozen=True, slots=True)
class _Task:
    """The name of an original, and whether pages that are pictures are to be recognised; or of
    which page a picture is wanted, and how wide."""

    name: str
    recognition: bool
    page: int = 0
    width: int = 0


def _answered(
    original: int, task: _Task, limits: Limits, call_filter: bytes
) -> tuple[Usage, bytes]:
    """The answer of a child that is forked for this original and gone afterwards."""
    receiving, sending = os.pipe()
    parent = os.getpid()
    try:
        child = os.fork()
    except OSError as error:
        for descriptor in (original, receiving, sending):
            os.close(descriptor)
        return Usage(), _failure("crashed", error.strerror or "")
    if child == 0:
        _read_and_exit(original, sending, task, limits, parent, call_filter)
    os.close(original)
    os.close(sending)
    began = time.monotonic()
    try:
        untrusted_frame = frames.receive(
            receiving, limits.output, began + limits.seconds * PATIENCE
        )
    except frames.FrameError as error:
        untrusted_frame, why = b"", error.why
    else:
        why = ""
    finally:
        os.close(receiving)
        os.kill(child, signal.SIGKILL)
        _, status, taken = os.wait4(child, 0)
    usage = Usage(taken.ru_utime + taken.ru_stime, taken.ru_maxrss << 10)
    if not why:
        return usage, untrusted_frame
    return usage, _why(why, os.waitstatus_to_exitcode(status))


def _why(why: str, exit_code: int) -> bytes:
    if why == "long":
        return _failure("too_large", "its text is longer than one file's may be")
    if why == "late" or exit_code == -signal.SIGXCPU:
        return _failure("timed_out", "")
    detail = f"signal {-exit_code}" if exit_code < 0 else f"status {exit_code}"
    return _failure("out_of_memory" if exit_code == OUT_OF_MEMORY else "crashed", detail)


def _failure(reason: str, detail: str) -> bytes:
    return to_json(Answer(reason=reason, detail=detail)).encode()


OUT_OF_MEMORY = 77
"""The exit status of a child that could not even say so."""
UNPROTECTED = 78


def _read_and_exit(
    original: int, answer: int, task: _Task, limits: Limits, parent: int, call_filter: bytes
) -> NoReturn:
    """In the child: give up everything else, read, answer, end."""
    try:
        # it makes many objects and lives for one original: looking for cycles seldom is enough
        gc.set_threshold(100_000, 20, 20)
        keep_only(original, answer)
        if not give_up(limits, parent, call_filter):
            os._exit(UNPROTECTED)
        made = _picture if task.page else _reading
        frames.send(answer, made(frames.read_to_end(original), task))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except BaseException:
        os._exit(1)
    os._exit(0)


def _reading(untrusted_bytes: bytes, task: _Task) -> bytes:
    from custodes.reading.needs import NeedsRecognitionError
    from custodes.reading.reader import read

    try:
        reading = read(untrusted_bytes, task.name, recognition=task.recognition)
    except NeedsRecognitionError as error:
        return to_json(Answer(reason=error.reason, pages=error.pages)).encode()
    except UnreadableError as error:
        return to_json(Answer(reason=error.reason, detail=error.detail)).encode()
    answer = Answer(reading.document, reading.text, members=reading.members)
    return to_json(answer).encode()


def _picture(untrusted_bytes: bytes, task: _Task) -> bytes:
    from custodes.reading.page_images import page_image

    try:
        return packed(page_image(untrusted_bytes, task.page, task.width))
    except UnreadableError as error:
        return _failure(error.reason, error.detail)


def keep_only(*kept: int) -> None:
    """Close every other descriptor: sockets and files of the server and of whoever started it."""
    # not for writing: whoever started the server may have given that up already
    nowhere = os.open(os.devnull, os.O_RDONLY)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    reached = 3
    for descriptor in sorted(kept):
        os.closerange(reached, descriptor)
        reached = descriptor + 1
    os.closerange(reached, max(reached, _most_descriptors()))


def _most_descriptors() -> int:
    with contextlib.suppress(OSError):
        return max(map(int, os.listdir("/proc/self/fd"))) + 1  # noqa: PTH208
    return 1 << 16
