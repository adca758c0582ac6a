"""``custodes dossier``."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from custodes.cli.options import (
    PATH,
    json_option,
    quick_option,
    unsandboxed_option,
    workers_option,
)

if TYPE_CHECKING:
    from custodes.case import Case
    from custodes.model import Outline

NAMES_LISTED = 20


@click.command(short_help="Documents in, a cited dossier out: the main job.")
@click.argument("paths", nargs=-1, type=PATH)
@click.option(
    "--out",
    required=True,
    type=PATH,
    help="The folder to write; an earlier dossier of "
    "ours in it is replaced, anything else is left alone.",
)
@click.option(
    "--language",
    type=click.Choice(("en", "zh")),
    help="The language of its own words; that of the outline, or en, unless given. Sources stay "
    "in theirs.",
)
@click.option("--name", default="", help="Its title; by default the name of the folder --out.")
@click.option("--case", type=PATH, help="Keep the case here, and go on with it if it is there.")
@click.option(
    "--outline/--no-outline",
    "with_outline",
    default=True,
    show_default=True,
    help="Follow the outline that editors made in the workbench, if the case has one.",
)
@workers_option
@click.option(
    "--audits/--no-audits",
    default=True,
    show_default=True,
    help="Run the audits that the claims call for, on stated assumptions.",
)
@quick_option
@unsandboxed_option
@json_option
def command(
    paths: tuple[Path, ...],
    out: Path,
    language: Literal["en", "zh"] | None,
    name: str,
    case: Path | None,
    with_outline: bool,
    workers: int | None,
    audits: bool,
    quick: bool,
    unsandboxed: bool,
    as_json: bool,
) -> int:
    """Read the files under each PATH and write a dossier: every sentence leads to its source.

    Private persons are masked, claims that are held stay in the case, and what nobody has reviewed
    is marked as a draft. Without --case nothing is kept but the dossier; with it and without a
    PATH, it is written from what the case holds. Exit status 3 says that some files could not be
    read.

    \b
    Example:
      custodes dossier leak/ report.pdf --out dossier --language zh
      custodes dossier --case wuhai --out dossier
    """
    from custodes.case import CaseError
    from custodes.cli.intake import counted, take_in
    from custodes.cli.program import SOME_UNREADABLE
    from custodes.cli.terminal import print_json, print_line, say
    from custodes.dossier import write_dossier
    from custodes.release import Outgoing, Released, release

    if not paths and (case is None or not case.exists()):
        raise click.UsageError("name the files to read, or with --case a case that holds some.")
    # before the long work: can the folder be written at all?
    Outgoing(out, Released(name="", documents=(), claims=())).abandon()
    name = name or out.absolute().name
    with _kept(case, name) if case is not None else _passing(out, name) as opened:
        report = None
        if paths:
            report = take_in(
                opened, paths, workers, leave_out=(out,), sandboxed=not unsandboxed, quick=quick
            )
            say(counted(report))
        outline = opened.outline() if with_outline else None
        if outline is not None:
            _say_outline(outline)
        if not opened.documents():
            raise CaseError("none of the files could be read, so there is no dossier to write.")
        if audits:
            _audit(opened)
        _list_masked_names(opened, outline, kept=case is not None)
        released = release(opened, outline=outline)
        if released.held:
            say(f"{len(released.held)} claims are held and stay in the case")
        chosen = language or (outline.language if outline else "en")
        index = write_dossier(released, out, chosen)
    if as_json:
        print_json(
            {
                "index": str(index),
                "documents": len(released.documents),
                "claims": len(released.claims),
                "masked_names": released.masked_count,
                "findings": len(released.findings),
                "held": len(released.held),
                "outline": bool(released.sections),
                "report": report,
            }
        )
    else:
        print_line(str(index))
    return SOME_UNREADABLE if report and report.failures else 0


def _say_outline(outline: Outline) -> None:
    from custodes.cli.terminal import say

    say(
        f"following the outline of {outline.author} of {outline.time:%Y-%m-%d %H:%M} UTC "
        "(--no-outline leaves it aside)"
    )


@contextlib.contextmanager
def _kept(folder: Path, name: str) -> Iterator[Case]:
    """The case in this folder, made if nothing is there."""
    from custodes.case import Case

    make = not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
    with Case.create(folder, name) if make else Case.open(folder) as case:
        yield case


@contextlib.contextmanager
def _passing(out: Path, name: str) -> Iterator[Case]:
    """A case beside the dossier that is gone when this ends, however it ends."""
    from custodes.case import AddInterrupted, Case, CaseError, StorageFullError
    from custodes.cli.passing import passing_folder
    from custodes.cli.program import INTERRUPTED
    from custodes.cli.terminal import say

    try:
        with passing_folder(out) as folder, Case.create(folder / "case", name) as case:
            yield case
    except AddInterrupted as interruption:
        say(
            f"interrupted: {interruption.done} of {interruption.total} done, and nothing kept; "
            "with --case CASE a later run goes on where this one stopped"
        )
        raise click.exceptions.Exit(INTERRUPTED) from None
    except StorageFullError as error:
        raise CaseError(
            f"the disk that holds {out.absolute().parent} is full; nothing was written or kept. "
            "Free some space, or name a folder on another disk."
        ) from error


def _audit(case: Case) -> None:
    """Keep what the audits that the claims call for find; one that fails stops nothing else."""
    from custodes.audits import called_for
    from custodes.cli.terminal import say

    kept = 0
    for result in called_for(case, failed=lambda kind, error: say(f"audit {kind}: {error}")):
        case.keep_finding(result.finding, result.files)
        kept += 1
    if kept:
        say(f"{kept} audits that the claims call for")


def _list_masked_names(case: Case, outline: Outline | None, kept: bool) -> None:
    """Say, before anything is written, which names the dossier will not show."""
    from custodes.cli.terminal import say
    from custodes.release import REASONS, masked_names

    names = masked_names(case, outline)
    listed = "\n".join(
        f"  {name.text} ({REASONS[name.reason]['en']})" for name in names[:NAMES_LISTED]
    )
    more = len(names) - NAMES_LISTED
    hint = f"custodes names list {case.path}" if kept else "keep the case with --case to see them"
    say(
        f"{len(names)} names and numbers are masked"
        + (":\n" + listed if names else "")
        + (f"\n  and {more} more ({hint})" if more > 0 else "")
    )
