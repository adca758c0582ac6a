"""A dragnet's figures, words and tables, for the Finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from custodes.audits.dragnet.picture import dots, lines
from custodes.audits.dragnet.request import Request
from custodes.audits.dragnet.streets import Streets
from custodes.audits.dragnet.summary import Row, Summary, people, percent
from custodes.audits.dragnet.sweep import Seen
from custodes.audits.population import Stays
from custodes.audits.sourced import ASSUMED, load_figures
from custodes.audits.wording import joined, load_phrases
from custodes.model import Quantity, Table

HEADLINE_METRES = 150.0
"""The radius nearest to this is spoken of first: that of United States v. Chatrie."""
MAP_METRES = 200.0
"""The map shows the list of the widest radius up to this, so that its points can be told apart."""


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """All that a Finding is told from."""

    request: Request
    summary: Summary
    stays: Stays
    streets: Streets | None
    parameters: Mapping[str, Any]
    density_source: str
    error_source: str
    shown: Seen
    place: NDArray[np.float64]

    @property
    def headline(self) -> Row:
        """The combination that is spoken of first."""
        radius = min(self.request.radii, key=lambda radius: abs(radius - HEADLINE_METRES))
        return self.summary.row(radius, self.request.windows[0], self.request.dwells[0])

    @property
    def widest(self) -> Row:
        """The same with the widest radius."""
        request = self.request
        return self.summary.row(request.radii[-1], request.windows[0], request.dwells[0])


def result_parts(told: Told, claimed: bool) -> dict[str, Any]:
    """Everything that ``make_result`` takes but the method, its version and the claims."""
    phrases = load_phrases("dragnet")
    return {
        "parameters": told.parameters,
        "sources": _sources(told),
        "figures": _figures(told),
        "title": phrases("title_claimed" if claimed else "title"),
        "words": _words(told),
        "assumptions": _assumptions(told),
        "tables": _tables(told),
    }


def _figures(told: Told) -> dict[str, Quantity]:
    head, widest = told.headline, told.widest
    there = told.summary.there
    figures = {
        "headline_radius": Quantity(head.radius, head.radius, "m"),
        "there": people(there[0], there[2], "people who stayed at the place"),
        "listed": people(head.listed[0], head.listed[2], "people on the list"),
        "listed_widest": people(widest.listed[0], widest.listed[2], "people on the list"),
    }
    for name, row in (("not_there", head), ("not_there_widest", widest)):
        low, _, high = row.not_there
        if low is not None and high is not None:
            figures[name] = percent(low, high, "people on the list who did not stay at the place")
    total = sum(head.kinds)
    if total:
        for name, count in zip(("stayed", "passed", "never"), head.kinds[1:], strict=True):
            figures[f"{name}_share"] = _exact(100 * count / total, "people on the list")
    if head.missed is not None:
        figures["missed"] = _exact(head.missed, "people who stayed at the place")
    return figures


def _words(told: Told) -> dict[str, str]:
    phrases = load_phrases("dragnet")
    head, widest = told.headline, told.widest
    window = _time(head.window)
    if head.not_there[1] is None:
        return phrases("words.nobody", radius=f"{head.radius:g}", window=window)
    of_hundred = _of_hundred(head)
    never = (
        phrases("words.never", never=of_hundred[3])
        if of_hundred[3] != "0"
        else phrases("words.no_never")
    )
    parts = [
        phrases(
            "words.list",
            radius=f"{head.radius:g}",
            window=window,
            listed=_band(head.listed[0], head.listed[2]),
            density=f"{told.parameters['density']:,.0f}",
            not_there=_hundred(head.not_there[1]),
            stayed=of_hundred[1],
            passed=of_hundred[2],
            never=never,
        )
    ]
    if widest is not head and widest.not_there[1] is not None:
        parts.append(
            phrases(
                "words.widest",
                radius=f"{widest.radius:g}",
                listed=_band(widest.listed[0], widest.listed[2]),
                not_there=_hundred(widest.not_there[1]),
            )
        )
    if head.missed is not None and head.missed >= 0.5:
        parts.append(
            phrases("words.missed", radius=f"{head.radius:g}", missed=_hundred(head.missed))
        )
    return joined(parts)


def _assumptions(told: Told) -> list[dict[str, str]]:
    phrases, values = load_phrases("dragnet"), told.parameters
    request, stays = told.request, told.stays
    ground = (
        phrases("ground.grid")
        if told.streets is None
        else phrases("ground.network", name=told.streets.name)
    )
    density_source = told.density_source or phrases("density.given")
    return [
        phrases(
            "assumes.synthetic",
            people=f"{stays.people:,}",
            days=values["days"],
            ground=ground,
            area=f"{stays.ground.area_km2:,.3g}",
        ),
        phrases("assumes.rhythm"),
        phrases("assumes.confined"),
        phrases(
            "assumes.density",
            density=f"{values['density']:,.0f}",
            source=density_source,
            simulated=f"{stays.density:,.0f}",
        ),
        phrases(
            "assumes.there", area=f"{request.area_metres:g}", event=_time(request.event_minutes)
        ),
        phrases("assumes.exact")
        if request.error_metres == 0
        else phrases(
            "assumes.error",
            error=f"{request.error_metres:g}",
            name=phrases(f"positioning.{values['positioning']}"),
            source=told.error_source
            if values["positioning"] != "given"
            else phrases("density.given"),
        ),
        phrases("assumes.recorded", fix=f"{request.fix_minutes:g}"),
        phrases(
            "assumes.places",
            points=values["points"],
            from_hour=f"{values['hours'][0]:g}",
            to_hour=f"{values['hours'][1]:g}",
        ),
        phrases("assumes.no_advice"),
    ]


def _sources(told: Told) -> dict[str, str]:
    sources = dict.fromkeys(told.parameters, ASSUMED)
    for name in ("seed", "radii_metres", "windows_minutes", "dwells_minutes", "points"):
        sources[name] = "what was asked for"
    sources["density"] = told.density_source or "given by the user"
    sources["error_metres"] = told.error_source
    if told.streets is not None:
        sources["map"] = sources["map_sha256"] = told.streets.attribution
    return sources


def _tables(told: Told) -> dict[str, Table]:
    request = told.request
    fitting = [radius for radius in request.radii if radius <= MAP_METRES]
    radius = fitting[-1] if fitting else request.radii[0]
    tables = {
        "lists": told.summary.table(),
        "dots": dots(told.shown, request, radius),
        "map": Table(("radius_metres", "area_metres"), ((radius, request.area_metres),)),
        "context": _context(),
    }
    if told.streets is not None:
        tables["streets"] = lines(told.streets, told.place, radius)
    return tables


def _context() -> Table:
    # Published lists to hold these against; where a primary was not seen, the citation says so.
    names = (
        "chatrie_radius",
        "chatrie_window",
        "chatrie_devices",
        "chatrie_points",
        "google_warrants_2018",
        "google_warrants_2019",
        "google_warrants_2020",
    )
    figures = load_figures("dragnet")
    return Table(
        ("name", "low", "high", "unit", "source"),
        tuple(
            (
                name,
                figures[name].quantity.low,
                figures[name].quantity.high,
                figures[name].quantity.unit,
                figures[name].citation,
            )
            for name in names
        ),
    )


def _exact(share: float, of: str) -> Quantity:
    # Of all lists together: one figure, to a tenth of a per cent.
    return Quantity(round(share, 1) + 0.0, round(share, 1) + 0.0, "%", of=of)


def _of_hundred(row: Row) -> tuple[str, ...]:
    total = sum(row.kinds)
    return tuple(_hundred(100 * count / total) for count in row.kinds)


def _hundred(share: float) -> str:
    """Of a hundred, in whole people unless that would say none or all of what is neither."""
    whole = round(share)
    if (whole == 0 and share > 0.05) or (whole == 100 and share < 99.95):
        return f"{share:.1f}"
    return str(whole)


def _band(low: float, high: float) -> dict[str, str]:
    first, last = f"{np.floor(low):,.0f}", f"{np.ceil(high):,.0f}"
    if first == last:
        return {"en": first, "zh": first}
    return {"en": f"{first} to {last}", "zh": f"{first}至{last}"}


def _time(minutes: float) -> dict[str, str]:
    phrases = load_phrases("dragnet")
    if minutes == 60:
        return phrases("time.hour")
    if minutes > 60 and minutes % 60 == 0:
        return phrases("time.hours", count=f"{minutes / 60:g}")
    return phrases("time.minutes", count=f"{minutes:g}")
