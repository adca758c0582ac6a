"""What a measurement of synthetic people rests on: its assumptions, and where values are from."""

from __future__ import annotations

from collections.abc import Sequence

from custodes.audits.linkage.observing import DataSet
from custodes.audits.sourced import ASSUMED, load_figures
from custodes.audits.wording import joined, load_phrases


def assumptions(
    days: int, width_km: float, data_sets: Sequence[DataSet], draws: int
) -> list[dict[str, str]]:
    """In plain words, the heaviest first."""
    phrase = load_phrases("linkage")
    first = data_sets[0]
    sets = joined(
        [
            phrase(
                "assumes.set",
                name=one.label,
                rate=f"{one.events_a_day:g}",
                cell=f"{one.cell_metres:g}",
            )
            for one in data_sets
        ],
        en=", ",
        zh="，",
    )
    return [
        phrase("assumes.synthetic", width=f"{width_km:g}", days=days),
        phrase("assumes.events", rate=f"{first.events_a_day:g}", cell=f"{first.cell_metres:g}"),
        phrase("assumes.random"),
        phrase("assumes.few"),
        phrase("assumes.joins", sets=sets),
        phrase("assumes.published"),
        phrase("assumes.band", draws=draws),
    ]


def sources() -> dict[str, str]:
    """Where each parameter of a synthetic measurement is from."""
    rate = load_figures("linkage")["events_a_month"].citation
    moves = {
        figure.source.title: figure.citation
        for name, figure in load_figures("population").items()
        if name in ("exploration", "jump_exponent")
    }
    return {
        "events_a_day": f"{ASSUMED}; that of phones is 114 a month: {rate}",
        "cells_metres": ASSUMED,
        "mobility": f"{'; '.join(moves.values())}; nights, homes and speeds: {ASSUMED}",
        "width_km": f"{ASSUMED}; unless given, 230 people a cell",
    }
