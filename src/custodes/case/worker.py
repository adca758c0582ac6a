"""One worker process: bytes come in over a pipe, what was found in them goes out over another.

Both directions carry the frames of the sandbox. JSON goes over the pipe, never pickles: whoever
takes over a worker through a hostile file gains no more than the right to send JSON.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass

from custodes.case.confinement import confine, limit_processor
from custodes.case.pipeline import Processed, Read, clearing
from custodes.model import UnreadableError, from_json, to_json
from custodes.reading import Reading, read
from custodes.reading.conversion import Convert, convert, converting, missing
from custodes.reading.needs import NeedsRecognitionError
from custodes.reading.sandbox import Limits, SandboxedReader, SandboxError, frames
from custodes.reading.sandbox.converter import Converter

Pipeline = Callable[[bytes, str, str, Read], Processed]


@dataclass(frozen=True, slots=True)
class Assignment:
    """What a worker is told when it starts: the limits are bytes, and seconds a task."""

    pipeline: str
    memory_limit: int
    processor_limit: float
    parent: int
    sandboxed: bool = True


@dataclass(frozen=True, slots=True)
class Task:
    """One original to process; its bytes follow in a frame of their own.

    ``cleared`` says that a reviewer made its hidden text a part of the body.
    """

    sha256: str
    name: str
    origin: str
    cleared: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a task: ``processed``, or a ``reason`` with its ``detail``.

    ``ended`` says that the worker ended under it, perhaps through no fault of the file. With
    ``pages`` it is none yet: so many pages are about to be read by text recognition.
    """

    processed: Processed | None = None
    reason: str = ""
    detail: str = ""
    ended: bool = False
    pages: int = 0


def main() -> None:
    """Serve tasks until the other side closes the pipe."""
    incoming, outgoing = os.dup(0), os.dup(1)
    # whatever a library prints must not get between the frames
    os.dup2(2, 1)
    assignment = from_json(Assignment, receive(incoming) or b"")
    # before it gives up writing and mounting, which LibreOffice cannot do without
    conversion = convert if missing() else Converter()
    confine(assignment.memory_limit, assignment.parent)
    try:
        # before the pipeline: its models start threads, and a fork carries none of them over
        read, wait = _reader(assignment, conversion, outgoing)
        pipeline = load_pipeline(assignment.pipeline)
        wait()
    except Exception as error:
        frames.send(
            outgoing, to_json(Outcome(reason="internal_error", detail=_described(error))).encode()
        )
        return
    frames.send(outgoing, to_json(Outcome()).encode())
    while (untrusted_header := receive(incoming)) is not None:
        task = from_json(Task, untrusted_header)
        untrusted_bytes = receive(incoming)
        if untrusted_bytes is None:
            return
        limit_processor(assignment.processor_limit)
        outcome = run(pipeline, task, untrusted_bytes, clearing(read) if task.cleared else read)
        frames.send(outgoing, to_json(outcome).encode())


def _reader(
    assignment: Assignment, conversion: Convert, outgoing: int
) -> tuple[Read, Callable[[], None]]:
    """What opens originals: a process of its own for each, or this one where the user said so.

    With it what waits until that is ready, which takes as long as loading the pipeline does.
    """
    limits = Limits(memory=assignment.memory_limit, seconds=assignment.processor_limit)

    def recognising(pages: int) -> None:
        frames.send(outgoing, to_json(Outcome(pages=pages)).encode())

    if assignment.sandboxed:
        sandbox = SandboxedReader(limits, conversion, recognising, waiting=False)
        return sandbox.read, sandbox.wait

    def read_here(untrusted_bytes: bytes, name: str, origin: str) -> Reading:
        try:
            return read(untrusted_bytes, name, origin, recognition=False)
        except NeedsRecognitionError as error:
            recognising(error.pages)
            limit_processor(limits.with_pages(error.pages).seconds)
            return read(untrusted_bytes, name, origin)

    return converting(read_here, conversion), lambda: None


def load_pipeline(reference: str) -> Pipeline:
    """The callable named ``module:name``, after the module's own ``warm_up``, if it has one."""
    module_name, _, name = reference.partition(":")
    module = importlib.import_module(module_name)
    if warm_up := getattr(module, "warm_up", None):
        warm_up()
    pipeline: Pipeline = getattr(module, name)
    return pipeline


def run(pipeline: Pipeline, task: Task, untrusted_bytes: bytes, read: Read) -> Outcome:
    """Process one original; whatever goes wrong with it is its own failure."""
    try:
        return Outcome(pipeline(untrusted_bytes, task.name, task.origin, read))
    except SandboxError:
        raise  # without its reader this process is of no use: the pool makes another
    except UnreadableError as error:
        return Outcome(reason=error.reason, detail=error.detail)
    except MemoryError:
        return Outcome(reason="out_of_memory")
    except Exception as error:
        return Outcome(reason="internal_error", detail=_described(error))


def receive(descriptor: int) -> bytes | None:
    """The next frame of whoever started this process, or None at the end."""
    try:
        return frames.receive(descriptor, sys.maxsize)
    except frames.FrameError:
        return None


def _described(error: BaseException) -> str:
    """The kind and words of an error, and the line of code that raised it."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = ""
    if trace is not None:
        file = os.path.basename(trace.tb_frame.f_code.co_filename)  # noqa: PTH119 - a label only
        place = f" ({file}, line {trace.tb_lineno})"
    return f"{type(error).__name__}: {error}"[:500] + place


if __name__ == "__main__":
    sys.exit("a worker is started by custodes itself, not by hand")
