"""Data sets about synthetic people: which of their whereabouts each one holds.

``data_sets.toml`` says how often each data set sees a person and how finely it tells places. The
values are assumptions, and are shown as such.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from custodes.audits.errors import AuditError
from custodes.audits.linkage.coarsening import Records

if TYPE_CHECKING:
    from custodes.audits.population.stays import Stays
    from custodes.model import Wording

FROM_HOUR, TO_HOUR = 7.0, 23.0
"""The waking hours, in which events fall evenly: an assumption."""

MOST_EVENTS_A_DAY = 1000.0


@dataclass(frozen=True, slots=True)
class DataSet:
    """A data set by name: how many events a person and day (0..1000), in cells how wide."""

    name: str
    events_a_day: float
    cell_metres: float
    label: Wording

    def __post_init__(self) -> None:
        if not 0 < self.events_a_day <= MOST_EVENTS_A_DAY:
            raise AuditError(
                f"{self.name}: {self.events_a_day:g} events a person and day are not above 0 and "
                f"at most {MOST_EVENTS_A_DAY:g}"
            )
        if not self.cell_metres > 0:
            raise AuditError(f"{self.name}: a cell is wider than 0 m, not {self.cell_metres:g}")


@cache
def load_data_sets() -> dict[str, DataSet]:
    """The data sets of ``data_sets.toml`` by name; raises AuditError where it is not as meant."""
    file = "audits/linkage/data_sets.toml"
    text = files("custodes.audits").joinpath("linkage", "data_sets.toml").read_text("utf-8")
    try:
        entries = tomllib.loads(text)
        return {
            name: DataSet(
                name,
                float(values["events_a_day"]),
                float(values["cell_metres"]),
                {"en": values["en"], "zh": values["zh"]},
            )
            for name, values in entries.items()
        }
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise AuditError(
            f"{file}: each data set needs events_a_day, cell_metres, en and zh: {error}"
        ) from error


def observed(stays: Stays, data_set: DataSet, seed: int) -> Records:
    """The records that a data set holds of a synthetic population, by the hour.

    Each person has a number of events that is Poisson distributed around the data set's rate.
    """
    from custodes.audits.linkage.observing_kernels import observe

    random = np.random.default_rng([seed, *data_set.name.encode()])
    days = stays.minutes / 1440.0
    events = random.poisson(data_set.events_a_day * days, stays.people)
    state = int(random.integers(0, 2**62))
    person, hour, seen = observe(
        stays.first, stays.place, stays.start, events, days, FROM_HOUR, TO_HOUR, state
    )
    if not len(person):
        raise AuditError(
            f"{data_set.name} saw nobody: take more people, more days or more events a day"
        )
    place, cells = _cells(stays.places, data_set.cell_metres)
    return Records(person, hour, place[seen], stays.people, len(cells), cells)


def _cells(
    places: np.ndarray[tuple[int, ...], np.dtype[np.float64]], metres: float
) -> tuple[
    np.ndarray[tuple[int, ...], np.dtype[np.int32]],
    np.ndarray[tuple[int, ...], np.dtype[np.int64]],
]:
    """The number of each place's cell, and the column and row of each cell."""
    cells, numbered = np.unique(
        np.floor(places / metres).astype(np.int64), axis=0, return_inverse=True
    )
    return numbered.reshape(-1).astype(np.int32), cells
