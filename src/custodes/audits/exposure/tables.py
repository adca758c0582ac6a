"""What the pictures and the page are drawn from: rows of figures with their bands.

Shares are 0..1, lengths metres or kilometres as the column says. A band holds nine of ten draws.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from custodes.audits.exposure.city import OPERATORS, City
from custodes.audits.exposure.figures import MOST_TIMES, UNSEEN_QUANTILES
from custodes.audits.exposure.map_encoding import direction_told
from custodes.audits.exposure.study import DOORS, RANDOM, Study
from custodes.audits.exposure.uncertainty import band
from custodes.model import Table

Row = tuple[str | float | None, ...]

SHARE_DIGITS = 4
"""Digits of a share: what a draw changes lies before them."""


def tables(city: City, study: Study) -> dict[str, Table]:
    """All tables by name, routes apart."""
    return {
        "times_filmed": _times_filmed(study),
        "filmed": _filmed(study),
        "unseen": _unseen(study),
        "districts": _districts(study),
        "operators": _operators(city, study),
        "sensitivity": _sensitivity(study),
        "completeness": _completeness(city, study),
        "cameras": Table(("what", "cameras"), tuple(camera_counts(city).items())),
        "left_out": Table(("what",), tuple((warning,) for warning in city.warnings)),
    }


def walk_bands(study: Study, kind: str, name: str) -> list[tuple[float, float] | None]:
    """The band of a figure of walks of one kind, for each length of walk."""
    values = np.array([getattr(exposure.walks[kind], name) for exposure in study.exposures])
    return [band(values[:, mark]) for mark in range(values.shape[1])]


def kinds_of_walk(study: Study) -> tuple[str, ...]:
    """Which kinds of walk were made."""
    return tuple(kind for kind in (RANDOM, DOORS) if kind in study.exposures[0].walks)


def camera_counts(city: City) -> Mapping[str, int]:
    """How many devices there are, and of how many of them what is known or was done."""
    cameras = city.cameras
    kinds = np.array(cameras.kinds)

    def devices(rows: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> int:
        return len(np.unique(cameras.device[rows]))

    return {
        "all": cameras.devices,
        "with_direction": devices(direction_told(cameras)),
        "with_kind": devices(kinds != "unknown"),
        "with_height": devices(~np.isnan(cameras.heights)),
        "with_opening": devices(cameras.openings_stated),
        "moved": devices(cameras.moved > 0),
    }


def _ends(values: tuple[float, float] | None, digits: int = SHARE_DIGITS) -> Row:
    return (None, None) if values is None else tuple(round(end, digits) for end in values)


def _times_filmed(study: Study) -> Table:
    rows: list[Row] = []
    for kind in kinds_of_walk(study):
        values = np.array([exposure.walks[kind].times for exposure in study.exposures])
        for mark, minutes in enumerate(study.settings.minutes):
            for times in range(MOST_TIMES + 1):
                of_draws = values[:, mark, times]
                ends = band(of_draws)
                if ends is not None:
                    share = round(float(np.nanmean(of_draws)), SHARE_DIGITS)
                    rows.append((kind, minutes, times, share, *_ends(ends)))
    return Table(("walk", "minutes", "times", "share", "low", "high"), tuple(rows))


def _filmed(study: Study) -> Table:
    rows: list[Row] = []
    for kind in kinds_of_walk(study):
        bands = [walk_bands(study, kind, name) for name in ("filmed", "rule", "mean", "in_view")]
        for mark, minutes in enumerate(study.settings.minutes):
            if bands[0][mark] is None:  # there was no such walk
                continue
            ends = [end for of_figure in bands for end in _ends(of_figure[mark])]
            rows.append((kind, minutes, study.settings.rule[mark], *ends))
    names = ("filmed", "kept", "times", "in_view")
    ends_of = tuple(f"{name}_{end}" for name in names for end in ("low", "high"))
    return Table(("walk", "minutes", "rule", *ends_of), tuple(rows))


def _unseen(study: Study) -> Table:
    rows: list[Row] = []
    for kind in kinds_of_walk(study):
        values = np.array([exposure.walks[kind].unseen for exposure in study.exposures])
        for mark, minutes in enumerate(study.settings.minutes):
            for place, quantile in enumerate(UNSEEN_QUANTILES):
                ends = band(values[:, mark, place])
                if ends is not None:
                    rows.append((kind, minutes, quantile, *_ends(ends, 0)))
    return Table(("walk", "minutes", "quantile", "metres_low", "metres_high"), tuple(rows))


def _districts(study: Study) -> Table:
    cells = study.cells
    values = np.array([exposure.cells for exposure in study.exposures])
    rows: list[Row] = []
    for number, name in enumerate(cells.names):
        centre: Row = (None, None)
        if not np.isnan(cells.centres[number]).any():
            centre = tuple(round(float(degrees), 5) for degrees in cells.centres[number])
        kilometres = round(float(cells.kilometres[number]), 2)
        rows.append((cells.kind, name, kilometres, *_ends(band(values[:, number])), *centre))
    return Table(("kind", "name", "kilometres", "low", "high", "lon", "lat"), tuple(rows))


def _operators(city: City, study: Study) -> Table:
    kinds = np.array(city.cameras.operators)
    rows: list[Row] = []
    for operator in OPERATORS:
        if operator in study.exposures[0].operators:
            shares = [exposure.operators[operator] for exposure in study.exposures]
            devices = len(np.unique(city.cameras.device[kinds == operator]))
            rows.append((operator, devices, *_ends(band(shares))))
    return Table(("operator", "cameras", "low", "high"), tuple(rows))


def _sensitivity(study: Study) -> Table:
    rows: list[Row] = [
        (
            moved.name,
            _plain(moved.start),
            _plain(moved.end),
            *_ends(moved.shares),
            *_ends(moved.filmed),
        )
        for moved in study.sensitivity
    ]
    columns = ("input", "from", "to", "share_from", "share_to", "filmed_from", "filmed_to")
    return Table(columns, tuple(rows))


def _plain(value: float | str) -> float | str:
    return value if isinstance(value, str) else round(value, 2)


def _completeness(city: City, study: Study) -> Table:
    settings = study.settings
    mapped = [
        (exposure.share, exposure.walks[RANDOM].filmed, exposure.walks[RANDOM].rule)
        for exposure in study.exposures
    ]
    levels = {1.0: mapped} | {
        level: [(share, walks.filmed, walks.rule) for share, walks in figures]
        for level, figures in study.scenarios.items()
    }
    rows: list[Row] = []
    for level, figures in levels.items():
        devices = round(city.cameras.devices / level)
        share = band([entry[0] for entry in figures])
        filmed = np.array([entry[1] for entry in figures])
        kept = np.array([entry[2] for entry in figures])
        for mark, minutes in enumerate(settings.minutes):
            rows.append(
                (
                    level,
                    devices,
                    *_ends(share),
                    minutes,
                    *_ends(band(filmed[:, mark])),
                    *_ends(band(kept[:, mark])),
                )
            )
    columns = (
        *("completeness", "cameras", "share_low", "share_high", "minutes"),
        *("filmed_low", "filmed_high", "kept_low", "kept_high"),
    )
    return Table(columns, tuple(rows))
