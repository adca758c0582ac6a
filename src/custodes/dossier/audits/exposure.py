"""The page of an exposure audit: how much of the streets is in view, and what walks meet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from markupsafe import Markup

from custodes.dossier.audit_views import Section, file_name
from custodes.dossier.audits.exposure_drawings import (
    Bar,
    bars,
    hexagons,
    short_range,
    swatch,
)
from custodes.dossier.audits.exposure_page import Page, Row, percent
from custodes.dossier.audits.exposure_walks import filmed, routes, times_filmed, unseen
from custodes.dossier.edition import Edition
from custodes.release.released import ReleasedFinding

GRID = 0.8660254
"""Rows of hexagons lie this many of their widths apart."""


def sections(edition: Edition, finding: ReleasedFinding) -> Iterable[Section]:
    """In view; the map; times filmed; filmed at all; unseen; parts; what moves it; the cameras."""
    page = Page(edition, finding)
    yield from in_view(page)
    yield from the_map(page)
    yield from times_filmed(page)
    yield from filmed(page)
    yield from unseen(page)
    yield from routes(page)
    yield from parts(page)
    yield from sensitivity(page)
    yield from cameras(page)


_OF_WALKS = re.compile(r"(filmed|rule|times|unseen)_(random|doors)_([\d.]+)")
_SCENARIO = re.compile(r"(.+)_scenario_([\d.]+)")


def label(edition: Edition, what: str, name: str) -> Markup | None:
    """The words for a figure whose name holds minutes or a completeness; None for any other."""
    scenario = _SCENARIO.fullmatch(name)
    if scenario:
        key = f"audit.exposure.{what}.{scenario[1]}"
        of = edition.words(key) if key in edition.words else label(edition, what, scenario[1])
        percent = f"{100 * float(scenario[2]):.3g}%"
        return edition.words("audit.exposure.labels.scenario", figure=of, n=percent) if of else None
    walks = _OF_WALKS.fullmatch(name)
    if what != "figure" or not walks:
        return None
    kind = edition.words(f"audit.exposure.walk.{walks[2]}")
    return edition.words(f"audit.exposure.labels.{walks[1]}", walks=kind, n=walks[3])


def in_view(page: Page) -> Iterator[Section]:
    """The share of the length in view: behind walls, without, by operator, by scenario."""
    share = page.share("share_in_view")
    if share is None:
        return
    rows = [_bar(page, page.plain("in_view.walls"), page.plain("in_view.walls_says"), share)]
    bare = page.share("share_in_view_without_walls")
    if bare is not None:
        below = page.plain("in_view.bare_says")
        rows.append(_bar(page, page.plain("in_view.bare"), below, bare, hollow=True))
    operators = page.rows("operators")
    if any(row["operator"] != "unknown" for row in operators):
        for row in operators:
            label = page.plain(f"operator.{row['operator']}")
            below = page.plain("in_view.cameras", n=int(row["cameras"]))
            rows.append(_bar(page, label, below, (row["low"], row["high"])))
    for row in {entry["completeness"]: entry for entry in page.rows("completeness")}.values():
        if row["completeness"] < 1:
            label = page.plain("in_view.scenario", n=f"{100 * row['completeness']:g}%")
            below = page.plain("in_view.scenario_says", n=int(row["cameras"]))
            ends = (row["share_low"], row["share_high"])
            rows.append(_bar(page, label, below, ends, hollow=True))
    top = max(row.high for row in rows)
    title = page.plain("in_view.title", share=short_range(*share))
    label = "; ".join(f"{row.label}: {row.words}" for row in rows)
    yield Section(
        heading=page.say("in_view.heading"),
        figures=[
            page.figure(
                "share-in-view",
                lambda wide: bars(page.edition.language, rows, percent, label, wide=wide, top=top),
                title,
                subtitle=page.say("in_view.subtitle"),
                key=[
                    (swatch(False), page.say("in_view.key_map")),
                    (swatch(True), page.say("in_view.key_other")),
                ],
                caption=page.say("in_view.caption"),
            )
        ],
    )


def _bar(
    page: Page, label: str, below: str, ends: tuple[float, float], hollow: bool = False
) -> Bar:
    return Bar(label, *ends, short_range(*ends), below, hollow)


def the_map(page: Page) -> Iterator[Section]:
    """The map as a picture, and the way to the one that answers."""
    if "map.png" not in page.finding.files:
        return
    interactive = file_name(page.finding, "map.html")
    prints = Markup(", ").join(
        Markup('<a href="{}">{}</a>').format(file_name(page.finding, name), name[4:].upper())
        for name in ("map.svg", "map.png", "map.pdf")
        if name in page.finding.files
    )
    yield Section(
        heading=page.say("map.heading"),
        intro=Markup('{} <a href="{}">{}</a>').format(
            page.say("map.intro"), interactive, page.say("map.open")
        ),
        note=Markup('<br><a href="{}"><img src="{}" alt="{}" width="860"></a><br>{} {}').format(
            interactive,
            file_name(page.finding, "map.png"),
            page.plain("map.alt"),
            page.say("map.print"),
            prints,
        ),
    )


def parts(page: Page) -> Iterator[Section]:
    """By district as a table, or by hexagon as a grid."""
    rows = [row for row in page.rows("districts") if row["low"] is not None]
    placed = [row for row in rows if row["lon"] is not None]
    if len(placed) > 1 and rows[0]["kind"] == "hexagon":
        cells = _on_grid(placed)
        low, high = min(row["low"] for row in placed), max(row["high"] for row in placed)
        label = "; ".join(short_range(row["low"], row["high"]) for row in placed)
        yield Section(
            heading=page.say("parts.heading_hexagons"),
            figures=[
                page.figure(
                    "share-in-view-by-hexagon",
                    lambda wide: hexagons(page.edition.language, cells, label, wide=wide),
                    page.plain("parts.title", share=short_range(low, high)),
                    subtitle=page.say("parts.subtitle"),
                    caption=page.say("parts.caption"),
                )
            ],
        )
    elif rows:
        yield Section(
            heading=page.say("parts.heading_districts"),
            intro=page.say("parts.intro"),
            columns=[
                page.say("parts.name"),
                Markup("#{}").format(page.say("parts.kilometres")),
                Markup("#{}").format(page.say("parts.share")),
            ],
            rows=[
                [
                    page.say("parts.others")
                    if row["name"] == "…"
                    else page.edition.foreign(row["name"]),
                    f"{row['kilometres']:.1f} km",
                    short_range(row["low"], row["high"]),
                ]
                for row in rows
            ],
        )


def sensitivity(page: Page) -> Iterator[Section]:
    """What moves the share in view, one input after the other."""
    rows = [row for row in page.rows("sensitivity") if row["input"] != "walks"]
    if not rows:
        return
    drawn = []
    for row in rows:
        ends = sorted(
            ((row["share_from"], row["from"]), (row["share_to"], row["to"])),
            key=lambda end: float(end[0]),
        )
        named = [_input(page, row["input"], value) for _, value in ends]
        (low, _), (high, _) = ends
        drawn.append(
            Bar(
                str(page.named("moves", row["input"]).striptags()),
                low,
                high,
                short_range(low, high),
                page.plain("moves.between", low=named[0], high=named[1]),
            )
        )
    drawn.sort(key=lambda row: row.low - row.high)
    walks = [row for row in page.rows("sensitivity") if row["input"] == "walks"]
    label = "; ".join(f"{row.label}: {row.words}" for row in drawn)
    yield Section(
        heading=page.say("moves.heading"),
        figures=[
            page.figure(
                "what-moves-the-share",
                lambda wide: bars(page.edition.language, drawn, percent, label, wide=wide),
                page.plain("moves.title", name=drawn[0].label),
                subtitle=page.say("moves.subtitle"),
                caption=page.say("moves.caption"),
            )
        ],
        columns=[
            page.say("moves.input"),
            page.say("moves.from_to"),
            Markup("#{}").format(page.say("moves.share")),
            Markup("#{}").format(page.say("moves.filmed")),
        ],
        rows=[
            [
                page.named("moves", row["input"]),
                _from_to(page, row),
                f"{percent(row['share_from'])} → {percent(row['share_to'])}",
                f"{percent(row['filmed_from'])} → {percent(row['filmed_to'])}",
            ]
            for row in rows + walks
        ],
    )


def _from_to(page: Page, row: Row) -> str:
    low, high = (_input(page, row["input"], row[end]) for end in ("from", "to"))
    return low if low == high else page.plain("moves.arrow", low=low, high=high)


def _input(page: Page, name: str, value: float | str) -> str:
    if isinstance(value, str):
        return str(page.named("moves.value", value).striptags())
    if name == "completeness":
        return f"{100 * value:g}%"
    written = f"{value:,.3g}" if value < 1000 else f"{value:,.0f}"
    known = f"audit.exposure.moves.unit.{name}" in page.edition.words
    return page.plain(f"moves.unit.{name}", n=written) if known else written


def cameras(page: Page) -> Iterator[Section]:
    """What is known of the cameras that were counted."""
    counts = {row["what"]: int(row["cameras"]) for row in page.rows("cameras")}
    if not counts.get("all"):
        return
    every = counts["all"]
    yield Section(
        heading=page.say("cameras.heading"),
        intro=page.say("cameras.intro"),
        columns=[
            page.say("cameras.what"),
            Markup("#{}").format(page.say("cameras.count")),
            Markup("#{}").format(page.say("cameras.share")),
        ],
        rows=[
            [page.named("cameras", what), f"{count:,}", f"{100 * count / every:.0f}%"]
            for what, count in counts.items()
        ],
        points=[page.edition.foreign(str(row["what"])) for row in page.rows("left_out")],
        note=page.say("cameras.note"),
    )


def _on_grid(rows: list[Row]) -> list[tuple[float, float, float, float]]:
    """Columns (halves in every other row) and rows to the south, from the names of hexagons."""
    cells = []
    for row in rows:
        down, right = (int(part) for part in row["name"].split("/"))
        cells.append((right + down / 2, -GRID * down, row["low"], row["high"]))
    return cells
