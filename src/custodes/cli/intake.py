"""Taking documents into a case with the person looking on; ``add`` and ``dossier`` both do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from custodes.cli import progress
from custodes.cli.options import users_language
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
    quick: bool = False,
    language: str = "",
) -> AddReport:
    """Add the paths, showing progress; then say on standard error what did not go in, and why.

    ``quick`` leaves the encoder of passages out; ``language`` is ``en`` or ``zh``, the user's own
    unless given.
    """
    from custodes.case.case import PIPELINE, QUICK_PIPELINE

    with progress.shown() as show:
        report = case.add(
            paths,
            workers=workers,
            progress=show,
            leave_out=leave_out,
            pipeline=QUICK_PIPELINE if quick else PIPELINE,
            sandboxed=sandboxed,
        )
    tell_what_failed(report, language)
    return report


def tell_what_failed(report: AddReport, language: str = "") -> None:
    """Say on standard error what did not go in, and why; in the user's language unless given."""
    language = language or users_language()
    words = WORDS[language]
    for skipped in report.skipped:
        say(f"{words['left alone']} ({words[skipped.reason]}): {skipped.path}")
    for failure in report.failures:
        say(f"{words['unread']} {described(failure, language)}")


WORDS = {
    "en": {
        "left alone": "left alone",
        "unread": "could not read",
        "hidden": "hidden file",
        "link": "link, not followed",
        "special": "not a regular file",
        "own": "written by custodes",
    },
    "zh": {
        "left alone": "未收入",
        "unread": "无法读取",
        "hidden": "隐藏文件",
        "link": "链接，不予跟随",
        "special": "不是普通文件",
        "own": "由 custodes 写出",
    },
}


def described(failure: Failure, language: str = "en") -> str:
    """Where the file is, and why it could not be read, in ``en`` or ``zh``."""
    from custodes.case import explain

    detail = f" ({failure.detail})" if failure.detail else ""
    return f"{failure.path}: {explain(failure.reason, language)}{detail}"


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
