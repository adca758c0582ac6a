"""Sheets that come with the package, worked out where a case has every figure they ask for."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import TYPE_CHECKING

from custodes.audits.results import Result
from custodes.audits.worksheet.matching import Evidence
from custodes.audits.worksheet.sheet import Figure, Place, Sheet, read_sheet

if TYPE_CHECKING:
    from custodes.case import Case

MOST_RESULTS = 3
ORDER = ("contradicted", "not established", "no verdict", "supported", "")
"""Which verdicts come first where there are more sheets than places."""


def bundled() -> dict[str, Sheet]:
    """The package's sheets by name, checked."""
    folder = files("custodes.audits.worksheet").joinpath("sheets")
    return {
        entry.name.removesuffix(".toml"): read_sheet(entry.read_text("utf-8"), entry.name)
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".toml")
    }


def matching(evidence: Evidence) -> dict[str, Sheet]:
    """Those of the package's sheets whose every query matches exactly one figure."""
    return {
        name: sheet
        for name, sheet in bundled().items()
        if all(
            len(evidence.found(figure.query)) == 1
            for figure in _figures(sheet)
            if figure.query is not None
        )
    }


def called_for(case: Case) -> Iterator[Result]:
    """At most MOST_RESULTS: the sheets that fit the case, and what the automatic checks find."""
    from custodes.audits.worksheet.checks import reported as reported_sums
    from custodes.audits.worksheet.checks import sums

    evidence = Evidence(case)
    sheets = matching(evidence)
    results = []
    if sheets:
        from custodes.audits.worksheet.evaluation import evaluated
        from custodes.audits.worksheet.report import reported

        results = [
            reported(evaluated(sheet, Place(name), evidence)) for name, sheet in sheets.items()
        ]
    results.sort(key=lambda result: ORDER.index(result.finding.verdict))
    found = sums(case, evidence.claims)
    checked = [] if all(each.holds for each in found) else [reported_sums(found)]
    yield from results[: MOST_RESULTS - len(checked)]
    yield from checked


def _figures(sheet: Sheet) -> list[Figure]:
    return [*sheet.cell.values(), *([sheet.claimed] if sheet.claimed is not None else [])]
