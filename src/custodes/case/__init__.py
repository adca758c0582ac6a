"""One investigation in one folder: documents come in; texts, claims and decisions stay there.

The folder holds the originals, read-only; the database with all that was found in them and all
that people decided; and the chain of custody. It may be a stranger's: opening it runs nothing.
"""

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
from custodes.case.sealing import Seal, short_head
from custodes.case.sealing import new_key as make_key

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
