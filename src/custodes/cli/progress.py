"""How far long work has come: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from custodes.cli.terminal import say

if TYPE_CHECKING:
    from custodes.case import Progress

SECONDS_BETWEEN_LINES = 10.0


@contextlib.contextmanager
def shown() -> Iterator[Callable[[Progress], None]]:
    """Something to call with each Progress while the block runs; it writes to standard error."""
    if sys.stderr.isatty():
        with _bar() as show:
            yield show
    else:
        yield _lines()


def described(progress: Progress) -> str:
    """Failures, rate and time left in words."""
    left = progress.seconds_left
    parts = [f"{progress.failed} failed", f"{progress.rate:.1f} files/s"]
    if left is not None:
        parts.append(f"{_duration(left)} left")
    return ", ".join(parts)


def _lines() -> Callable[[Progress], None]:
    last = 0.0

    def show(progress: Progress) -> None:
        nonlocal last
        if progress.seconds - last >= SECONDS_BETWEEN_LINES:
            last = progress.seconds
            say(f"{progress.done} of {progress.total} files, {described(progress)}")

    return show


@contextlib.contextmanager
def _bar() -> Iterator[Callable[[Progress], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[words]}"))
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, words="starting")

        def show(progress: Progress) -> None:
            bar.update(
                task, completed=progress.done, total=progress.total, words=described(progress)
            )

        yield show


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 90 * 60:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"
