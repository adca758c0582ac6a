"""The page of the audit dragnet: one list as a map, how it grows, who on it was not there."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence

from markupsafe import Markup

from custodes.dossier.audit_views import Figure, Section
from custodes.dossier.audits.dragnet_drawing import (
    Row,
    fill_swatch,
    layers_drawing,
    line_swatch,
    shares_drawing,
)
from custodes.dossier.audits.dragnet_map import MARKS, list_map, swatch
from custodes.dossier.edition import Edition
from custodes.model import Quantity, Table
from custodes.release.released import ReleasedFinding

WORDS = "audit.dragnet"


def sections(edition: Edition, finding: ReleasedFinding) -> Iterable[Section]:
    """What the tables ``dots``, ``lists`` and ``context`` of the finding show."""
    rows = _rows(finding.tables["lists"])
    if "dots" in finding.tables:
        yield _map(edition, finding)
    first = [row for row in rows if (row.window, row.dwell) == (rows[0].window, rows[0].dwell)]
    if any(row.listed for row in rows):
        yield _growth(edition, first)
        if len(rows) > 1:
            yield _shares(edition, rows)
    if "context" in finding.tables:
        yield _context(edition, finding.tables["context"])


def _map(edition: Edition, finding: ReleasedFinding) -> Section:
    words, table = edition.words, finding.tables["dots"]
    radius, area = (float(cell or 0) for cell in finding.tables["map"].rows[0])
    dots = [(str(kind), float(east or 0), float(north or 0)) for kind, east, north in table.rows]
    drawn = [dot for dot in dots if dot[0] in MARKS]
    shown, listed = next((east, north) for kind, east, north in dots if kind == "drawn")
    there = sum(kind == "there" for kind, _, _ in drawn)
    streets = finding.tables.get("streets")
    rings = json.loads(finding.parameters["radii_metres"])
    title = words(
        f"{WORDS}.map.title{'' if drawn else '_nobody'}",
        radius=edition.number(radius),
        there=there,
        shown=int(shown),
    )
    key = [
        (swatch(edition, kind), words(f"{WORDS}.kind.{kind}"))
        for kind in MARKS
        if any(dot[0] == kind for dot in drawn)
    ]
    caption = words(
        f"{WORDS}.map.caption", shown=edition.number(shown), listed=edition.number(listed)
    )
    if streets is not None:
        caption += " " + words(
            f"{WORDS}.map.streets",
            source=finding.sources.get("map", "© OpenStreetMap contributors"),
        )

    def draw(narrow: bool) -> Markup:
        return list_map(
            edition,
            drawn,
            streets,
            radius=radius,
            area=area,
            rings=rings,
            label=str(title),
            narrow=narrow,
        )

    figure = Figure(
        "list-map",
        title,
        draw(False),
        draw(True),
        subtitle=words(f"{WORDS}.map.subtitle", area=edition.number(area)),
        key=key,
        caption=caption,
    )
    return Section(words(f"{WORDS}.map.heading"), figures=[figure])


def _growth(edition: Edition, rows: Sequence[Row]) -> Section:
    words = edition.words
    kinds = [kind for kind in MARKS if any(getattr(row, kind) for row in rows)]
    figures = []
    if len(rows) > 1:
        title = words(
            f"{WORDS}.growth.title",
            low=edition.number(round(rows[0].listed)),
            high=edition.number(round(rows[-1].listed)),
            first=edition.number(rows[0].radius),
            last=edition.number(rows[-1].radius),
        )
        figures = [
            Figure(
                "list-by-radius",
                title,
                layers_drawing(edition, rows, kinds, str(title), narrow=False),
                layers_drawing(edition, rows, kinds, str(title), narrow=True),
                subtitle=words(f"{WORDS}.growth.subtitle"),
                key=[(fill_swatch(kind), words(f"{WORDS}.kind.{kind}")) for kind in kinds],
                caption=words(f"{WORDS}.growth.caption", **_minutes(edition, rows[0])),
            )
        ]
    columns = [words(f"{WORDS}.table.radius"), *_columns(edition, ("listed", *kinds, "not_there"))]
    return Section(
        words(f"{WORDS}.growth.heading"),
        figures=figures,
        columns=columns,
        rows=[_cells(edition, row, kinds) for row in rows],
        note=words(f"{WORDS}.growth.note"),
    )


def _cells(edition: Edition, row: Row, kinds: Sequence[str]) -> list[Markup | str]:
    listed = Quantity(math.floor(row.listed_low), math.ceil(row.listed_high))
    shares: Markup | str = "–"
    if row.not_there_low is not None and row.not_there_high is not None:
        low, high = round(row.not_there_low, 1), round(row.not_there_high, 1)
        shares = edition.interval(Quantity(low, high, "%"), True)
    return [
        f"{edition.number(row.radius)} m",
        edition.interval(listed, True),
        *(edition.number(round(getattr(row, kind))) for kind in kinds),
        shares,
    ]


def _columns(edition: Edition, names: Sequence[str]) -> list[Markup]:
    return [Markup("#") + edition.words(f"{WORDS}.table.{name}") for name in names]


def _shares(edition: Edition, rows: Sequence[Row]) -> Section:
    words, first = edition.words, rows[0]
    middle = rows[_middle(rows)]
    same = {
        "radius": [
            (row.radius, row)
            for row in rows
            if (row.window, row.dwell) == (first.window, first.dwell)
        ],
        "window": [
            (row.window, row)
            for row in rows
            if (row.radius, row.dwell) == (middle.radius, first.dwell)
        ],
        "dwell": [
            (row.dwell, row)
            for row in rows
            if (row.radius, row.window) == (middle.radius, first.window)
        ],
    }
    panels = [(key, values) for key, values in same.items() if len(values) > 1]
    missing = any(row.missed for _, values in panels for _, row in values)
    spoken = next(row for row in rows if row.not_there is not None)
    spoken = spoken if middle.not_there is None else middle
    title = words(
        f"{WORDS}.shares.title",
        radius=edition.number(spoken.radius),
        share=edition.number(round(spoken.not_there or 0)),
    )
    key = [(line_swatch("curve"), words(f"{WORDS}.shares.not_there"))]
    if missing:
        key.append((line_swatch("curve-2"), words(f"{WORDS}.shares.missed")))
    figure = Figure(
        "not-there",
        title,
        shares_drawing(edition, panels, str(title), narrow=False),
        shares_drawing(edition, panels, str(title), narrow=True),
        subtitle=words(f"{WORDS}.shares.subtitle"),
        key=key,
        caption=words(
            f"{WORDS}.shares.caption",
            radius=edition.number(middle.radius),
            **_minutes(edition, first),
        ),
    )
    return Section(words(f"{WORDS}.shares.heading"), figures=[figure])


def _middle(rows: Sequence[Row]) -> int:
    radii = [row.radius for row in rows]
    wanted = min(set(radii), key=lambda radius: (abs(radius - 150), radius))
    return radii.index(wanted)


def _minutes(edition: Edition, row: Row) -> dict[str, str]:
    return {"window": edition.number(row.window), "dwell": edition.number(row.dwell)}


def _context(edition: Edition, table: Table) -> Section:
    words = edition.words
    rows = []
    for name, low, high, unit, source in table.rows:
        figure = Quantity(float(low or 0), float(high or 0), _unit(edition, str(unit)))
        rows.append(
            [
                words(f"{WORDS}.context.{name}"),
                edition.interval(figure, True),
                edition.foreign(str(source)),
            ]
        )
    return Section(
        words(f"{WORDS}.context.heading"),
        intro=words(f"{WORDS}.context.intro"),
        columns=[
            words(f"{WORDS}.context.what"),
            Markup("#") + words(f"{WORDS}.context.figure"),
            words(f"{WORDS}.context.source"),
        ],
        rows=rows,
    )


def _unit(edition: Edition, unit: str) -> str:
    key = f"{WORDS}.unit.{unit}"
    return str(edition.words(key)) if key in edition.words else unit


def _rows(table: Table) -> list[Row]:
    return [
        Row(
            *(float(cell or 0) for cell in row[:10]),
            *(None if cell is None else float(cell) for cell in row[10:14]),
        )
        for row in table.rows
    ]
