"""One investigation in one folder: documents come in; texts, claims and decisions stay there.

The folder holds the originals, read-only; the database with all that was found in them and all
that people decided; and the chain of custody. It may be a stranger's: opening it runs nothing.

What a case offers is loaded when it is first asked for: a worker process, which is of this room and
starts anew for every run, needs none of it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

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

_HOMES = {
    "case": ("Case",),
    "errors": (
        "AddInterrupted",
        "CaseBusyError",
        "CaseError",
        "CaseExistsError",
        "NotACaseError",
        "NothingToAddError",
        "ReadOnlyCaseError",
        "StorageFullError",
        "WrongArgumentError",
    ),
    "hidden": ("HiddenText",),
    "pipeline": ("Processed",),
    "reasons": ("explain",),
    "reports": ("AddReport", "CaseStatus", "Failure", "Problem", "Progress", "Skipped"),
    "sealing": ("Seal", "make_key", "short_head"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

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


def __getattr__(name: str) -> object:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
