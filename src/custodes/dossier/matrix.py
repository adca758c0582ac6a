"""Which means stand where: technologies by place, with the strongest status that a claim gives."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from custodes.dossier.edition import Edition, grouping_key
from custodes.dossier.evidence_table import mentions, places_of
from custodes.model import Status
from custodes.release.released import MASK, ReleasedClaim

ROWS, COLUMNS = 14, 8
STRENGTH: tuple[Status, ...] = ("done", "required", "planned", "stopped", "unknown")
"""The strongest first; a denied claim counts for nothing."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One means at one place: the strongest status, and the claims that say so."""

    status: Status
    claims: tuple[ReleasedClaim, ...]
    target: str


@dataclass(frozen=True, slots=True)
class MatrixView:
    """Rows of means, columns of places; a None cell is not spoken of."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str, tuple[Cell | None, ...]], ...]
    statuses: tuple[tuple[Status, int], ...]
    means_left_out: int
    places_left_out: int


def matrix_view(edition: Edition, claims: Iterable[ReleasedClaim]) -> MatrixView:
    """The table of these claims: the means and places that most of them speak of."""
    cells: dict[tuple[str, str], list[ReleasedClaim]] = defaultdict(list)
    fillers = []
    for claim in claims:
        if claim.stance == "denies":
            continue
        means, places = mentions(claim, "technology"), places_of(claim)
        fillers += [*means, *places]
        for means_key in dict.fromkeys(map(grouping_key, means)):
            for place_key in dict.fromkeys(map(grouping_key, places)):
                if MASK in means_key + place_key:
                    continue
                cells[means_key, place_key].append(claim)
    labels = edition.labels(fillers)
    columns, rows = _densest(cells)
    body: list[tuple[str, str, tuple[Cell | None, ...]]] = []
    statuses: Counter[Status] = Counter()
    for row in rows:
        line: list[Cell | None] = []
        for column in columns:
            found = cells.get((row, column))
            if not found:
                line.append(None)
                continue
            status = min((claim.status for claim in found), key=STRENGTH.index)
            statuses[status] += 1
            line.append(Cell(status, tuple(found), edition.evidence(means=row, place=column)))
        body.append((row, labels[row], tuple(line)))
    return MatrixView(
        tuple((column, labels[column]) for column in columns),
        tuple(body),
        tuple((status, statuses[status]) for status in STRENGTH if statuses[status]),
        len({means_key for means_key, _ in cells}) - len(rows),
        len({place_key for _, place_key in cells}) - len(columns),
    )


def _densest(
    cells: Mapping[tuple[str, str], Sequence[ReleasedClaim]],
) -> tuple[list[str], list[str]]:
    """Columns and rows that leave few cells empty: each ranked by the other, three times."""
    rows = {means for means, _ in cells}
    columns = {place for _, place in cells}
    for _ in range(3):
        filled: Counter[str] = Counter()
        for (means, place), claims in cells.items():
            if means in rows:
                filled[place] += 2 + min(3, len(claims))
        columns = {place for place, _ in filled.most_common(COLUMNS)}
        spoken: Counter[str] = Counter()
        for (means, place), claims in cells.items():
            if place in columns:
                spoken[means] += 2 + min(3, len(claims))
        rows = {means for means, _ in spoken.most_common(ROWS)}
    return (
        [place for place, _ in filled.most_common(COLUMNS)],
        [means for means, _ in spoken.most_common(ROWS)],
    )
