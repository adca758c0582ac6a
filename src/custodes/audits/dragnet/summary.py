"""What many lists say together: people on them, who of those was not there, who was missed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from custodes.audits.dragnet.request import Request
from custodes.audits.dragnet.sweep import KINDS, Sweep
from custodes.model import Quantity, Table

LOW, HIGH = 0.1, 0.9
"""The band of places: from the tenth to the ninetieth of a hundred."""
COLUMNS = (
    "radius_metres",
    "window_minutes",
    "dwell_minutes",
    "listed_low",
    "listed",
    "listed_high",
    "there",
    "stayed",
    "passed",
    "never",
    "not_there_low",
    "not_there",
    "not_there_high",
    "missed",
    "records",
)
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """One combination of radius, window and dwell time, over all places.

    Counts are people, scaled to the density asked for: the mean over the places, ``listed`` with
    its band. ``not_there`` is the share (%) of those listed who did not stay at the place, of all
    lists together, with the band over the lists; ``missed`` the share (%) of those who were there
    and are not on the list. None where nobody was listed, or there.
    """

    radius: float
    window: float
    dwell: float
    listed: tuple[float, float, float]
    kinds: tuple[float, float, float, float]
    not_there: tuple[float | None, float | None, float | None]
    missed: float | None
    records: float

    def cells(self) -> tuple[float | None, ...]:
        """The row of the table ``lists``, rounded to what it can bear."""
        counts = [round(value, 1) for value in (*self.listed, *self.kinds)]
        shares = [None if value is None else round(value, 2) for value in self.not_there]
        missed = None if self.missed is None else round(self.missed, 2)
        scale = (self.radius, self.window, self.dwell)
        return (*scale, *counts, *shares, missed, round(self.records, 1))


@dataclass(frozen=True, slots=True)
class Summary:
    """All rows, and how many people were at the places (mean and band)."""

    rows: tuple[Row, ...]
    there: tuple[float, float, float]

    def row(self, radius: float, window: float, dwell: float) -> Row:
        """The row of one combination; raises KeyError for one that was not asked for."""
        for row in self.rows:
            if (row.radius, row.window, row.dwell) == (radius, window, dwell):
                return row
        raise KeyError((radius, window, dwell))

    def table(self) -> Table:
        """The rows as a Table."""
        return Table(COLUMNS, tuple(row.cells() for row in self.rows))


def summarised(sweeps: Sequence[Sweep], request: Request, factor: float) -> Summary:
    """The sweeps of several places together; ``factor`` scales people to another density."""
    swept = np.array([one.swept for one in sweeps], dtype=np.float64)
    there = np.array([one.there for one in sweeps], dtype=np.float64)
    records = np.array([one.records for one in sweeps], dtype=np.float64)
    rows = [
        _row(
            (radius, window, dwell),
            swept[:, r, w, d],
            there,
            float(records[:, r, w].mean()),
            factor,
        )
        for r, radius in enumerate(request.radii)
        for w, window in enumerate(request.windows)
        for d, dwell in enumerate(request.dwells)
    ]
    return Summary(tuple(rows), _band(there * factor))


def _row(
    scale: tuple[float, float, float], kinds: Floats, there: Floats, records: float, factor: float
) -> Row:
    total = kinds.sum(axis=1)
    wrong = total - kinds[:, KINDS.index("there")]
    listed = total > 0
    not_there: tuple[float | None, float | None, float | None] = (None, None, None)
    if listed.any():
        low, _, high = _band(100 * wrong[listed] / total[listed])
        not_there = (low, float(100 * wrong.sum() / total.sum()), high)
    missed = None
    if there.sum() > 0:
        missed = float(100 * (1 - kinds[:, KINDS.index("there")].sum() / there.sum()))
    means = kinds.mean(axis=0) * factor
    return Row(
        *scale,
        listed=_band(total * factor),
        kinds=(float(means[0]), float(means[1]), float(means[2]), float(means[3])),
        not_there=not_there,
        missed=missed,
        records=records * factor,
    )


def _band(values: Floats) -> tuple[float, float, float]:
    low, high = np.quantile(values, (LOW, HIGH))
    return float(low), float(values.mean()), float(high)


def people(low: float, high: float, of: str) -> Quantity:
    """A number of people as whole people: rounded down below and up above."""
    return Quantity(float(np.floor(low)), float(np.ceil(high)), of=of)


def percent(low: float, high: float, of: str) -> Quantity:
    """A share to a tenth of a per cent, rounded outward."""
    floor, ceiling = np.floor(low * 10 + 1e-9) / 10, np.ceil(high * 10 - 1e-9) / 10
    # Adding 0.0 turns a negative zero into zero.
    return Quantity(max(0.0, float(floor)) + 0.0, min(100.0, float(ceiling)) + 0.0, "%", of=of)
