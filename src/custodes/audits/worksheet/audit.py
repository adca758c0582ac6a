"""The audit worksheet: does the arithmetic of a claim hold?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from custodes.audits.errors import AuditError
from custodes.audits.results import Result, parameter
from custodes.audits.worksheet.evaluation import evaluated
from custodes.audits.worksheet.matching import Evidence
from custodes.audits.worksheet.report import SHEET, VERSION, reported
from custodes.audits.worksheet.sheet import Place, Sheet, load_sheet, sheet_of

if TYPE_CHECKING:
    from custodes.case import Case
    from custodes.model import Finding

__all__ = ["VERSION", "audit", "called_for", "recompute"]


def audit(sheet: Sheet | Mapping[str, Any] | str | Path, case: Case | None = None) -> Result:
    """Work a sheet out: its cells' ranges, the range of the claimed cell, the verdict.

    ``sheet`` is a file's path, its tables, or a Sheet. ``case`` holds the claims that its cells
    take figures from; a sheet of numbers alone needs none. Ranges are exact where the formula is
    monotone in each cell (fractions throughout), else enclosures rounded outward. Verdicts:
    ``supported`` (the computed range lies within the claimed one), ``contradicted`` (they do not
    meet), ``not established`` (they overlap), ``no verdict`` (a divisor may be zero), or none
    where nothing is claimed.

    Raises AuditError for a sheet that is not as meant, with file, line and key; for a query that
    does not match exactly one figure; and for units that do not agree.
    """
    place = Place("sheet")
    if isinstance(sheet, str | Path):
        place = Place(str(sheet), _text(sheet))
        sheet = load_sheet(sheet)
    elif not isinstance(sheet, Sheet):
        sheet = sheet_of(sheet, place)
    return _worked(sheet, place, case)


def recompute(finding: Finding, case: Case | None, data: Mapping[str, Path]) -> Result:
    """The same from a Finding's own sheet and the claims as the case has them now.

    ``data`` is not used. Raises AuditError where a claim is no longer there.
    """
    from custodes.audits.worksheet import checks

    if SHEET not in finding.parameters:
        if case is None or checks.CHECKED not in finding.parameters:
            raise AuditError(
                f"finding {finding.identifier} does not hold its sheet: it has left its case. "
                "Compute it again inside the case, or from the sheet's file."
            )
        return checks.check(case)
    place = Place(f"the sheet of finding {finding.identifier}")
    tables = json.loads(parameter(finding, SHEET))
    return _worked(sheet_of(tables, place), place, case)


def called_for(case: Case) -> Iterator[Result]:
    """The sums that the claims of a case call for: at most three Results.

    Those sheets of the package whose every query matches exactly one figure of the case, and one
    Result for what the automatic checks find, if they find anything.
    """
    from custodes.audits.worksheet import templates

    yield from templates.called_for(case)


def _worked(sheet: Sheet, place: Place, case: Case | None) -> Result:
    try:
        return reported(evaluated(sheet, place, None if case is None else Evidence(case)))
    except OverflowError:
        raise place.error(
            "cell",
            "a figure comes out larger than any number that can be written. Check the powers.",
        ) from None


def _text(path: str | Path) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
