"""One investigation in one folder: documents come in; texts, claims and decisions stay there.

The folder holds the originals, read-only; the database with all that was found in them and all
that people decided; and the chain of custody. It may be a stranger's: opening it runs nothing.

What a case offers is loaded when it is first asked for: a worker process, which is of this room and
starts anew for every run, needs none of it.
"""

from typing import TYPE_CHECKING

from custodes.deferred import deferred

if TYPE_CHECKING:
    from custodes.case.case import Case
    from custodes.case.errors import (
        AddInterrupted,
        CaseBusyError,
        CaseError,
        CaseExistsError,
        NotACaseError,
        NothingToAddError,
        ReadOnlyCaseError,
        StorageFullError,
        WrongArgumentError,
    )
    from custodes.case.hidden import HiddenText
    from custodes.case.pipeline import Processed
    from custodes.case.reasons import explain
    from custodes.case.reports import AddReport, CaseStatus, Failure, Problem, Progress, Skipped
    from custodes.case.sealing import Seal, make_key, short_head

__all__ = [
    "AddInterrupted",
    "AddReport",
    "Case",
    "CaseBusyError",
    "CaseError",
    "CaseExistsError",
    "CaseStatus",
    "Failure",
    "HiddenText",
    "NotACaseError",
    "NothingToAddError",
    "Problem",
    "Processed",
    "Progress",
    "ReadOnlyCaseError",
    "Seal",
    "Skipped",
    "StorageFullError",
    "WrongArgumentError",
    "explain",
    "make_key",
    "short_head",
]

_HOMES = {
    "AddInterrupted": "errors",
    "AddReport": "reports",
    "Case": "case",
    "CaseBusyError": "errors",
    "CaseError": "errors",
    "CaseExistsError": "errors",
    "CaseStatus": "reports",
    "Failure": "reports",
    "HiddenText": "hidden",
    "NotACaseError": "errors",
    "NothingToAddError": "errors",
    "Problem": "reports",
    "Processed": "pipeline",
    "Progress": "reports",
    "ReadOnlyCaseError": "errors",
    "Seal": "sealing",
    "Skipped": "reports",
    "StorageFullError": "errors",
    "WrongArgumentError": "errors",
    "explain": "reasons",
    "make_key": "sealing",
    "short_head": "sealing",
}

__getattr__ = deferred(__name__, _HOMES)
