"""Which audits there are: the folders of this room, each loaded when it is asked for."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from custodes.audits.errors import AuditError

if TYPE_CHECKING:
    from custodes.audits.results import Result
    from custodes.case import Case
    from custodes.model import Finding


def kinds() -> tuple[str, ...]:
    """The names of all audits, sorted."""
    return tuple(
        sorted(
            folder.name
            for folder in files("custodes.audits").iterdir()
            if folder.is_dir() and folder.joinpath("audit.py").is_file()
        )
    )


def called_for(
    case: Case, failed: Callable[[str, AuditError], None] | None = None
) -> Iterator[Result]:
    """What the claims of a case call for, computed with stated assumptions, audit by audit.

    An audit that these claims do not suffice for is told to ``failed`` with its name, and the
    others go on; without ``failed`` its AuditError is raised.
    """
    for kind in kinds():
        finder = getattr(_load(kind), "called_for", None)
        if finder is None:
            continue
        try:
            yield from finder(case)
        except AuditError as error:
            if failed is None:
                raise
            failed(kind, error)


def recompute(finding: Finding, case: Case, data: Mapping[str, Path] | None = None) -> Result:
    """The Result of the same audit with the same parameters, from the case as it is now.

    ``data`` are public files that the case does not hold, by their SHA-256. Raises AuditError for
    a method that this version does not have, or where a file or a claim is missing.
    """
    if finding.method not in kinds():
        raise AuditError(
            f"finding {finding.identifier} was made by the audit {finding.method!r}, which this "
            f"version does not have. It has: {', '.join(kinds())}."
        )
    result: Result = _load(finding.method).recompute(finding, case, data or {})
    return result


def _load(kind: str) -> Any:
    return importlib.import_module(f"custodes.audits.{kind}.audit")
