"""Taking documents into a case with the person looking on; ``add`` and ``dossier`` both do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from custodes.cli import progress
from custodes.cli.terminal import say

if TYPE_CHECKING:
    from custodes.case import AddReport, Case, Failure


def take_in(
    case: Case,
    paths: Sequence[Path],
    workers: int | None,
    *,
    leave_out: Sequence[Path] = (),
    sandboxed: bool = True,
) -> AddReport:
    """Add the paths, showing progress; then say on standard error what did not go in, and why."""
    with progress.shown() as show:
        report = case.add(
            paths, workers=workers, progress=show, leave_out=leave_out, sandboxed=sandboxed
        )
    tell_what_failed(report)
    return report


def tell_what_failed(report: AddReport) -> None:
    """Say on standard error what did not go in, and why."""
    for skipped in report.skipped:
        say(f"left alone ({SKIPPED[skipped.reason]}): {skipped.path}")
    for failure in report.failures:
        say(f"could not read {described(failure)}")


SKIPPED = {
    "hidden": "hidden file",
    "link": "link, not followed",
    "special": "not a regular file",
    "own": "written by custodes",
}


def described(failure: Failure) -> str:
    """Where the file is, and why it could not be read."""
    from custodes.case import explain

    detail = f" ({failure.detail})" if failure.detail else ""
    return f"{failure.path}: {explain(failure.reason)}{detail}"


def counted(report: AddReport) -> str:
    """What went in, in words."""
    parts = [f"{report.added} documents read"]
    if report.resumed:
        parts.append(f"{report.resumed} of them left over from before")
    if report.duplicates:
        parts.append(f"{len(report.duplicates)} there already")
    if report.failures:
        parts.append(f"{len(report.failures)} could not be read")
    return ", ".join(parts)
