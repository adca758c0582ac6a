"""The Finding of a pseudonymous file: measured, rounded, and without a word of the file in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from custodes.audits.linkage import presenting
from custodes.audits.linkage.audit import METHOD, VERSION
from custodes.audits.linkage.file_columns import Columns
from custodes.audits.linkage.measuring import (
    LARGEST_WHOLE,
    SAMPLE_OF_LARGER,
    Progress,
    measure,
)
from custodes.audits.linkage.precision import Rounded
from custodes.audits.linkage.pseudonymous_file import FileRecords, read_file
from custodes.audits.results import Result, make_result
from custodes.audits.wording import load_phrases


def measure_file(
    path: Path, sha256: str, columns: Columns, chosen: dict[str, Any], progress: Progress | None
) -> tuple[Result, str]:
    """The Result, and about how many people the file speaks of (tens), in words.

    The file's hash and the names of its columns go in under names that never leave the case.
    """
    held = read_file(path, columns, chosen["cell_metres"])
    points, draws = chosen["points"], chosen["draws"]
    measurement = measure(held.records, points, chosen["seed"], draws, progress)
    precision = Rounded(measurement.by_points.measured)
    figures = presenting.figures(measurement, precision)
    gridded = columns.place is None
    metres = chosen["cell_metres"] if gridded else 0.0
    phrase = load_phrases(METHOD)
    result = make_result(
        METHOD,
        VERSION,
        parameters={
            "measured": "a pseudonymous file, whole",
            "seed": chosen["seed"],
            "points": points,
            "draws": draws,
            "cell_metres": metres or None,
            "private_file_sha256": sha256,
            "private_columns": columns.mapping,
        },
        sources={},
        figures=figures,
        title=phrase("title_file", points=points),
        words=presenting.answer(figures, points),
        assumptions=_assumptions(held, precision, draws, metres),
        tables=presenting.tables(measurement, precision, metres),
    )
    return result, presenting.counted(figures["people"])


def _assumptions(
    held: FileRecords, precision: Rounded, draws: int, metres: float
) -> list[dict[str, str]]:
    phrase = load_phrases(METHOD)
    said = [
        phrase("assumes.file", step=f"{precision.step:g}"),
        phrase("assumes.file_people"),
        phrase("assumes.random"),
        phrase("assumes.few"),
        phrase("assumes.file_time"),
    ]
    if metres:
        said.append(phrase("assumes.file_grid", cell=f"{metres:g}"))
    if held.left_out:
        said.append(
            phrase(
                "assumes.file_left_out",
                count=presenting.counted(precision.count(held.left_out)),
                rows=presenting.counted(precision.count(held.rows)),
            )
        )
    if held.records.people > LARGEST_WHOLE:
        said.append(
            phrase(
                "assumes.file_sample", largest=f"{LARGEST_WHOLE:,}", sample=f"{SAMPLE_OF_LARGER:,}"
            )
        )
    said.append(phrase("assumes.band", draws=draws))
    return said
