"""Which means stand where: technologies by place, with the strongest status that a claim gives."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from custodes.dossier.edition import Edition, grouping_key
from custodes.dossier.evidence_table import mentions, places_of
from custodes.model import Status
from custodes.release.released import ReleasedClaim

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
                cells[means_key, place_key].append(claim)
    labels = edition.labels(fillers)
    means_counts: Counter[str] = Counter()
    place_counts: Counter[str] = Counter()
    for (means_key, place_key), members in cells.items():
        means_counts[means_key] += len(members)
        place_counts[place_key] += len(members)
    columns = [key for key, _ in place_counts.most_common(COLUMNS)]
    in_view = Counter(
        {key: sum(len(cells.get((key, place), ())) for place in columns) for key in means_counts}
    )
    rows = [key for key, count in in_view.most_common(ROWS) if count]
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
        len(means_counts) - len(rows),
        len(place_counts) - len(columns),
    )
