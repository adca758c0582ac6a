"""A pool of worker processes that outlives any of its workers.

Own processes rather than ``concurrent.futures``: that pool breaks as a whole when one worker
dies, has no time limit, sends pickles back, and imports the caller's main module again.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import BinaryIO, Self

from custodes.case.errors import CaseError
from custodes.case.worker import Assignment, Outcome, Task
from custodes.model import InvariantError, from_json, to_json
from custodes.reading.limits import RECOGNISED_PAGES
from custodes.reading.needs import ONE_THREAD
from custodes.reading.sandbox import Limits, frames
from custodes.reading.sandbox.frames import LENGTH

MEMORY_LIMIT = 4 << 30
START_LIMIT = 120.0
"""Seconds until a worker must be ready."""
PATIENCE = 5
"""So many times its processor time a task may take by the clock: the machine may be busy."""
PAGE_PATIENCE = Limits().page_seconds * PATIENCE
"""So many seconds more a page that is read by text recognition may take by the clock."""
FRAME_LIMIT = 1 << 30
READ_SIZE = 1 << 20

Loaded = tuple[Task, bytes]


def available_cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _Worker:
    """One process and what the pool knows of it."""

    def __init__(self, assignment: Assignment) -> None:
        # -I: neither the current folder nor the environment decides what a worker imports
        search_path = json.dumps([entry for entry in sys.path if entry])
        start = (
            f"import sys, json; sys.path[:] = json.loads({search_path!r}); "
            "from custodes.case.worker import main; main()"
        )
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-I", "-B", "-c", start],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **ONE_THREAD},
            process_group=0,  # Ctrl-C reaches only the process that can tidy up
        )
        self.task: Task | None = None
        self.ready = False
        self.since = time.monotonic()
        self.pages = 0
        self.buffer = bytearray()
        with contextlib.suppress(BrokenPipeError):
            frames.send(self._pipe_in.fileno(), to_json(assignment).encode())

    @property
    def _pipe_in(self) -> BinaryIO:
        assert self.process.stdin is not None  # noqa: S101 - Popen was asked for a pipe
        return self.process.stdin  # type: ignore[return-value]

    @property
    def pipe_out(self) -> int:
        """The descriptor that its frames come from."""
        assert self.process.stdout is not None  # noqa: S101 - Popen was asked for a pipe
        return self.process.stdout.fileno()

    def give(self, task: Task, untrusted_bytes: bytes) -> None:
        """Hand it a task; if it has died, that shows when its pipe is read."""
        self.task, self.since, self.pages = task, time.monotonic(), 0
        with contextlib.suppress(BrokenPipeError):
            frames.send(self._pipe_in.fileno(), to_json(task).encode())
            frames.send(self._pipe_in.fileno(), untrusted_bytes)

    def take(self) -> list[Outcome]:
        """The answers that are complete by now; raises EOFError if it died or talks nonsense."""
        untrusted_part = os.read(self.pipe_out, READ_SIZE)
        if not untrusted_part:
            raise EOFError
        self.buffer += untrusted_part
        answers = []
        while len(self.buffer) >= LENGTH.size:
            (length,) = LENGTH.unpack_from(self.buffer)
            if length > FRAME_LIMIT:
                raise EOFError
            end = LENGTH.size + length
            if len(self.buffer) < end:
                break
            untrusted_frame = bytes(self.buffer[LENGTH.size : end])
            del self.buffer[:end]
            try:
                answers.append(from_json(Outcome, untrusted_frame))
            except InvariantError as error:
                answers.append(Outcome(reason="internal_error", detail=str(error)))
        return answers

    def end(self) -> None:
        """Kill it and close its pipes."""
        self.process.kill()
        self.process.wait()
        with contextlib.suppress(BrokenPipeError):
            self._pipe_in.close()
        if self.process.stdout is not None:
            self.process.stdout.close()


class WorkerPool:
    """So many processes running one pipeline; a context manager that leaves none behind."""

    def __init__(
        self, pipeline: str, workers: int, time_limit: float, sandboxed: bool = True
    ) -> None:
        self._assignment = Assignment(pipeline, MEMORY_LIMIT, time_limit, os.getpid(), sandboxed)
        self._patience = time_limit * PATIENCE
        self._count = workers
        self._workers: list[_Worker] = []
        self._selector = selectors.DefaultSelector()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for worker in self._workers:
            worker.end()
        self._workers.clear()
        self._selector.close()

    def run(
        self, next_task: Callable[[], Loaded | None], meanwhile: Callable[[], None]
    ) -> Iterator[tuple[Task, Outcome]]:
        """Each task with what became of it, in the order in which they finish.

        ``next_task`` is asked for one when a worker is free, and gives None when there is none: it
        is asked again when another is finished, since an archive's members come only then. A
        worker that dies or takes too long fails its own task only, with the reason ``crashed``
        (and ``ended`` set) or ``timed_out``. ``meanwhile`` is called before each wait, of which the
        first lasts while workers start. Raises CaseError if workers cannot be started at all.
        """
        while True:
            while self._busy() < self._count and (loaded := next_task()) is not None:
                # only now: a worker takes seconds to start, and there may be nothing to do
                self._free_worker().give(*loaded)
            if not self._busy():
                return
            meanwhile()
            yield from self._finished()

    def _busy(self) -> int:
        return sum(worker.task is not None for worker in self._workers)

    def _free_worker(self) -> _Worker:
        return next((one for one in self._workers if one.task is None), None) or self._start()

    def _start(self) -> _Worker:
        worker = _Worker(self._assignment)
        self._workers.append(worker)
        self._selector.register(worker.pipe_out, selectors.EVENT_READ, worker)
        return worker

    def _drop(self, worker: _Worker) -> None:
        self._selector.unregister(worker.pipe_out)
        self._workers.remove(worker)
        worker.end()

    def _finished(self) -> Iterator[tuple[Task, Outcome]]:
        for key, _ in self._selector.select(timeout=self._nearest_deadline()):
            worker: _Worker = key.data
            try:
                answers = worker.take()
            except EOFError:
                yield from self._fail(worker, "crashed")
                continue
            for outcome in answers:
                if not worker.ready:
                    self._welcome(worker, outcome)
                elif outcome.pages > 0:
                    worker.pages = min(outcome.pages, RECOGNISED_PAGES)
                elif worker.task is not None:
                    task, worker.task = worker.task, None
                    yield task, outcome
        now = time.monotonic()
        for worker in list(self._workers):
            if self._deadline(worker) <= now:
                yield from self._fail(worker, "timed_out")

    def _welcome(self, worker: _Worker, outcome: Outcome) -> None:
        if outcome.reason:
            raise CaseError(f"the pipeline did not load: {outcome.detail}")
        worker.ready = True
        worker.since = time.monotonic()

    def _fail(self, worker: _Worker, reason: str) -> Iterator[tuple[Task, Outcome]]:
        self._drop(worker)
        if not worker.ready:
            raise CaseError(
                "a worker process did not start. Is there enough memory? "
                "Try again with fewer workers."
            )
        if worker.task is not None:
            status = worker.process.returncode
            if status == -signal.SIGXCPU:
                reason = "timed_out"
            detail = f"signal {-status}" if reason == "crashed" and status < 0 else ""
            yield worker.task, Outcome(reason=reason, detail=detail, ended=reason == "crashed")

    def _deadline(self, worker: _Worker) -> float:
        if not worker.ready:
            return worker.since + START_LIMIT
        if worker.task is None:
            return float("inf")
        return worker.since + self._patience + worker.pages * PAGE_PATIENCE

    def _nearest_deadline(self) -> float | None:
        nearest = min(map(self._deadline, self._workers), default=float("inf"))
        return max(0.0, nearest - time.monotonic()) if nearest < float("inf") else None
