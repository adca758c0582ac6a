"""Sheets that come with the package, worked out where a case has every figure they ask for."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import TYPE_CHECKING

import msgspec

from custodes.audits.errors import AuditError
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
    """Those of the package's sheets whose every query matches exactly one figure, made definite.

    A sheet that is tried on each document by itself is there once for each that fits
    (``NAME-1``, …), unless another sheet tests the same claimed figure.
    """
    found: dict[str, Sheet] = {}
    tested: set[tuple[str, str]] = set()
    for name, sheet in sorted(bundled().items(), key=lambda item: item[1].each_document):
        documents = list(evidence.documents) if sheet.each_document else [""]
        for number, document in enumerate(documents, start=1):
            definite = _definite(sheet, evidence, document)
            if definite is None or definite.claimed is None:
                continue
            key = (definite.claimed.claim, definite.claimed.words)
            if key not in tested:
                tested.add(key)
                found[f"{name}-{number}" if document else name] = definite
    return found


def _definite(sheet: Sheet, evidence: Evidence, document: str) -> Sheet | None:
    """The sheet with claims in place of its queries; None unless each matches one figure."""
    made: dict[str, Figure] = {}
    for name, figure in {**sheet.cell, "claimed": sheet.claimed}.items():
        if figure is None or figure.query is None:
            continue
        matches = evidence.found(figure.query, document)
        if len(matches) != 1:
            return None
        (match,) = matches
        made[name] = msgspec.structs.replace(
            figure, query=None, claim=match.claim.identifier, words=match.mention.span.exact
        )
    cells = {name: made.get(name, figure) for name, figure in sheet.cell.items()}
    claimed = made.get("claimed", sheet.claimed)
    return msgspec.structs.replace(sheet, cell=cells, claimed=claimed, each_document=False)


def called_for(case: Case) -> Iterator[Result]:
    """At most MOST_RESULTS: the sheets that fit the case, and what the automatic checks find."""
    from custodes.audits.worksheet.checks import reported as reported_sums
    from custodes.audits.worksheet.checks import sums

    evidence = Evidence(case)
    results = []
    for name, sheet in matching(evidence).items():
        from custodes.audits.worksheet.evaluation import evaluated
        from custodes.audits.worksheet.report import reported

        try:
            results.append(reported(evaluated(sheet, Place(name), evidence)))
        except AuditError:
            continue  # figures that match by their words and cannot be reckoned with: no sum
    results.sort(key=lambda result: ORDER.index(result.finding.verdict))
    found = sums(case, evidence.claims)
    checked = [] if all(each.holds for each in found) else [reported_sums(found)]
    yield from results[: MOST_RESULTS - len(checked)]
    yield from checked
