"""The page of an exposure audit: how much of the streets is in view, and what walks meet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from markupsafe import Markup

from custodes.dossier.audit_views import Figure, Section, file_name
from custodes.dossier.audits.exposure_drawings import (
    Bar,
    Panel,
    Spread,
    bars,
    distributions,
    hexagons,
    short_range,
    spread_swatch,
    spreads,
    swatch,
)
from custodes.dossier.edition import Edition
from custodes.release.released import ReleasedFinding

Row = Mapping[str, Any]
KINDS = ("random", "doors")
OPERATORS = ("public", "private", "unknown")
SHOWN = 0.005
"""Shares of walks below this are not drawn at the far end of a distribution."""
GRID = 0.8660254
"""Rows of hexagons lie this many of their widths apart."""


def sections(edition: Edition, finding: ReleasedFinding) -> Iterable[Section]:
    """In view; the map; times filmed; filmed at all; unseen; parts; what moves it; the cameras."""
    page = _Page(edition, finding)
    yield from page.in_view()
    yield from page.map()
    yield from page.times_filmed()
    yield from page.filmed()
    yield from page.unseen()
    yield from page.routes()
    yield from page.parts()
    yield from page.sensitivity()
    yield from page.cameras()


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


class _Page:
    def __init__(self, edition: Edition, finding: ReleasedFinding) -> None:
        self.edition = edition
        self.finding = finding

    def say(self, key: str, **values: object) -> Markup:
        return self.edition.words(f"audit.exposure.{key}", **values)

    def plain(self, key: str, **values: object) -> str:
        return str(self.say(key, **values).striptags())

    def rows(self, name: str) -> list[Row]:
        table = self.finding.tables.get(name)
        if table is None:
            return []
        return [dict(zip(table.columns, row, strict=True)) for row in table.rows]

    def share(self, name: str) -> tuple[float, float] | None:
        quantity = self.finding.figures.get(name)
        if quantity is None or quantity.low is None or quantity.high is None:
            return None
        return quantity.low / 100, quantity.high / 100

    def figure(self, name: str, draw: Any, title: str, **values: Any) -> Figure:
        """A figure whose drawing is ``draw(wide=…)``."""
        subtitle = values.pop("subtitle", "")
        return Figure(
            name=name,
            title=title,
            wide=draw(wide=True),
            narrow=draw(wide=False),
            subtitle=subtitle,
            **values,
        )

    def in_view(self) -> Iterator[Section]:
        """The share of the length in view: behind walls, without, by operator, by scenario."""
        share = self.share("share_in_view")
        if share is None:
            return
        rows = [self._bar(self.plain("in_view.walls"), self.plain("in_view.walls_says"), share)]
        bare = self.share("share_in_view_without_walls")
        if bare is not None:
            below = self.plain("in_view.bare_says")
            rows.append(self._bar(self.plain("in_view.bare"), below, bare, hollow=True))
        operators = self.rows("operators")
        if any(row["operator"] != "unknown" for row in operators):
            for row in operators:
                label = self.plain(f"operator.{row['operator']}")
                below = self.plain("in_view.cameras", n=int(row["cameras"]))
                rows.append(self._bar(label, below, (row["low"], row["high"])))
        for row in {entry["completeness"]: entry for entry in self.rows("completeness")}.values():
            if row["completeness"] < 1:
                label = self.plain("in_view.scenario", n=f"{100 * row['completeness']:g}%")
                below = self.plain("in_view.scenario_says", n=int(row["cameras"]))
                ends = (row["share_low"], row["share_high"])
                rows.append(self._bar(label, below, ends, hollow=True))
        top = max(row.high for row in rows)
        title = self.plain("in_view.title", share=short_range(*share))
        label = "; ".join(f"{row.label}: {row.words}" for row in rows)
        yield Section(
            heading=self.say("in_view.heading"),
            figures=[
                self.figure(
                    "share-in-view",
                    lambda wide: bars(
                        self.edition.language, rows, _percent, label, wide=wide, top=top
                    ),
                    title,
                    subtitle=self.say("in_view.subtitle"),
                    key=[
                        (swatch(False), self.say("in_view.key_map")),
                        (swatch(True), self.say("in_view.key_other")),
                    ],
                    caption=self.say("in_view.caption"),
                )
            ],
        )

    def _bar(self, label: str, below: str, ends: tuple[float, float], hollow: bool = False) -> Bar:
        return Bar(label, *ends, short_range(*ends), below, hollow)

    def map(self) -> Iterator[Section]:
        """The map as a picture, and the way to the one that answers."""
        if "map.png" not in self.finding.files:
            return
        interactive = file_name(self.finding, "map.html")
        prints = Markup(", ").join(
            Markup('<a href="{}">{}</a>').format(file_name(self.finding, name), name[4:].upper())
            for name in ("map.svg", "map.png", "map.pdf")
            if name in self.finding.files
        )
        yield Section(
            heading=self.say("map.heading"),
            intro=Markup('{} <a href="{}">{}</a>').format(
                self.say("map.intro"), interactive, self.say("map.open")
            ),
            note=Markup('<br><a href="{}"><img src="{}" alt="{}" width="860"></a><br>{} {}').format(
                interactive,
                file_name(self.finding, "map.png"),
                self.plain("map.alt"),
                self.say("map.print"),
                prints,
            ),
        )

    def times_filmed(self) -> Iterator[Section]:
        """How often walks are filmed, as distributions."""
        rows = self.rows("times_filmed")
        if not rows:
            return
        last = int(max(row["times"] for row in rows))
        shown = [row for row in rows if row["times"] < last]
        far = int(max([5, *(row["times"] for row in shown if row["high"] >= SHOWN)]))
        panels = [
            Panel(
                self.plain("minutes", n=f"{minutes:g}"),
                [
                    (int(row["times"]), row["low"], row["high"], row["walk"] == "doors")
                    for row in shown
                    if row["minutes"] == minutes and row["times"] <= far
                ],
                self._rest(rows, minutes, last),
            )
            for minutes in sorted({row["minutes"] for row in rows})
        ]
        every = 5 if far > 8 else 1
        names = ["" if place % every else str(place) for place in range(far + 1)]
        mean = [row for row in self.rows("filmed") if row["walk"] == "random"]
        title = self.plain("times.heading")
        if mean:
            title = self.plain(
                "times.title",
                minutes=f"{mean[-1]['minutes']:g}",
                times=_numbers(mean[-1]["times_low"], mean[-1]["times_high"]),
            )
        yield Section(
            heading=self.say("times.heading"),
            intro=self.say("times.intro"),
            figures=[
                self.figure(
                    "walks-times-filmed",
                    lambda wide: distributions(
                        self.edition.language,
                        panels,
                        names,
                        self.plain("times.axis"),
                        title,
                        wide=wide,
                    ),
                    title,
                    subtitle=self.say("times.subtitle"),
                    key=self._walk_key(rows),
                    caption=self.say("times.caption"),
                )
            ],
        )

    def _rest(self, rows: list[Row], minutes: float, last: int) -> list[tuple[str, bool | None]]:
        """What the walks filmed most often are, if there are such walks."""
        most = [row for row in rows if row["minutes"] == minutes and row["times"] == last]
        if not any(row["high"] >= SHOWN for row in most):
            return []
        return [
            (self.plain("times.rest", n=last), None),
            *((short_range(row["low"], row["high"]), row["walk"] == "doors") for row in most),
        ]

    def _walk_key(self, rows: list[Row]) -> list[tuple[Markup, Markup]]:
        kinds = [kind for kind in KINDS if any(row["walk"] == kind for row in rows)]
        return [(swatch(kind == "doors"), self.say(f"walk.{kind}")) for kind in kinds]

    def filmed(self) -> Iterator[Section]:
        """The shares of walks filmed as often as the rule demands, and never."""
        rows = self.rows("filmed")
        if not rows:
            return
        drawn = [
            Bar(
                self.plain("rule.row", minutes=f"{row['minutes']:g}", n=int(row["rule"])),
                row["kept_low"],
                row["kept_high"],
                short_range(row["kept_low"], row["kept_high"]),
                self.plain(f"walk.{row['walk']}"),
                row["walk"] == "doors",
            )
            for row in rows
        ]
        label = "; ".join(f"{row.label}, {row.below}: {row.words}" for row in drawn)
        first = rows[0]
        never = short_range(1 - first["filmed_high"], 1 - first["filmed_low"])
        yield Section(
            heading=self.say("rule.heading"),
            intro=self.say("rule.intro"),
            figures=[
                self.figure(
                    "walks-filmed-as-demanded",
                    lambda wide: bars(
                        self.edition.language, drawn, _percent, label, wide=wide, top=1.0
                    ),
                    self.plain("rule.title", share=never, minutes=f"{first['minutes']:g}"),
                    subtitle=self.say("rule.subtitle"),
                    key=self._walk_key(rows),
                    caption=self.say("rule.caption"),
                )
            ],
            columns=[
                self.say("rule.walk"),
                *(
                    Markup("#{}").format(self.say(f"rule.{name}"))
                    for name in ("minutes", "never", "mean", "metres")
                ),
            ],
            rows=[
                [
                    self.say(f"walk.{row['walk']}"),
                    f"{row['minutes']:g}",
                    short_range(1 - row["filmed_high"], 1 - row["filmed_low"]),
                    _numbers(row["times_low"], row["times_high"]),
                    short_range(row["in_view_low"], row["in_view_high"]),
                ]
                for row in rows
            ],
        )

    def unseen(self) -> Iterator[Section]:
        """The longest stretch of a walk that no mapped camera has in view."""
        rows = self.rows("unseen")
        found: dict[tuple[str, float], dict[float, Row]] = {}
        for row in rows:
            found.setdefault((row["walk"], row["minutes"]), {})[row["quantile"]] = row
        drawn = [
            Spread(
                self.plain("unseen.row", minutes=f"{minutes:g}", walk=self.plain(f"walk.{walk}")),
                (by[0.1]["metres_low"], by[0.9]["metres_high"]),
                (by[0.25]["metres_low"], by[0.75]["metres_high"]),
                (by[0.5]["metres_low"], by[0.5]["metres_high"]),
                f"{_numbers(by[0.5]['metres_low'], by[0.5]['metres_high'], 0)} m",
            )
            for (walk, minutes), by in found.items()
            if {0.1, 0.25, 0.5, 0.75, 0.9} <= set(by)
        ]
        if not drawn:
            return
        label = "; ".join(f"{row.label}: {row.words}" for row in drawn)
        yield Section(
            heading=self.say("unseen.heading"),
            figures=[
                self.figure(
                    "walks-longest-unseen",
                    lambda wide: spreads(
                        self.edition.language, drawn, lambda at: f"{at:,.0f} m", label, wide=wide
                    ),
                    self.plain("unseen.title", metres=drawn[0].words, row=drawn[0].label),
                    subtitle=self.say("unseen.subtitle"),
                    key=[
                        (spread_swatch(which), self.say(f"unseen.{which}"))
                        for which in ("middle", "quarters", "tenths")
                    ],
                    caption=self.say("unseen.caption"),
                )
            ],
        )

    def routes(self) -> Iterator[Section]:
        """The least exposed way beside the shortest."""
        rows = self.rows("routes")
        if not rows:
            return
        yield Section(
            heading=self.say("routes.heading"),
            intro=self.say("routes.intro"),
            columns=[
                self.say("routes.way"),
                *(
                    Markup("#{}").format(self.say(f"routes.{name}"))
                    for name in ("metres", "seen", "times", "unseen")
                ),
            ],
            rows=[
                [
                    self.say(f"routes.{row['way']}"),
                    f"{row['metres']:,.0f} m",
                    f"{_numbers(row['seen_low'], row['seen_high'], 0)} m",
                    _numbers(row["times_low"], row["times_high"]),
                    f"{_numbers(row['unseen_low'], row['unseen_high'], 0)} m",
                ]
                for row in rows
            ],
        )

    def parts(self) -> Iterator[Section]:
        """By district as a table, or by hexagon as a grid."""
        rows = [row for row in self.rows("districts") if row["low"] is not None]
        placed = [row for row in rows if row["lon"] is not None]
        if len(placed) > 1 and rows[0]["kind"] == "hexagon":
            cells = _on_grid(placed)
            low, high = min(row["low"] for row in placed), max(row["high"] for row in placed)
            label = "; ".join(short_range(row["low"], row["high"]) for row in placed)
            yield Section(
                heading=self.say("parts.heading_hexagons"),
                figures=[
                    self.figure(
                        "share-in-view-by-hexagon",
                        lambda wide: hexagons(self.edition.language, cells, label, wide=wide),
                        self.plain("parts.title", share=short_range(low, high)),
                        subtitle=self.say("parts.subtitle"),
                        caption=self.say("parts.caption"),
                    )
                ],
            )
        elif rows:
            yield Section(
                heading=self.say("parts.heading_districts"),
                intro=self.say("parts.intro"),
                columns=[
                    self.say("parts.name"),
                    Markup("#{}").format(self.say("parts.kilometres")),
                    Markup("#{}").format(self.say("parts.share")),
                ],
                rows=[
                    [
                        self.say("parts.others")
                        if row["name"] == "…"
                        else self.edition.foreign(row["name"]),
                        f"{row['kilometres']:.1f} km",
                        short_range(row["low"], row["high"]),
                    ]
                    for row in rows
                ],
            )

    def sensitivity(self) -> Iterator[Section]:
        """What moves the share in view, one input after the other."""
        rows = [row for row in self.rows("sensitivity") if row["input"] != "walks"]
        if not rows:
            return
        drawn = []
        for row in rows:
            ends = sorted(
                ((row["share_from"], row["from"]), (row["share_to"], row["to"])),
                key=lambda end: float(end[0]),
            )
            named = [self._input(row["input"], value) for _, value in ends]
            (low, _), (high, _) = ends
            drawn.append(
                Bar(
                    self.plain(f"moves.{row['input']}"),
                    low,
                    high,
                    short_range(low, high),
                    self.plain("moves.between", low=named[0], high=named[1]),
                )
            )
        drawn.sort(key=lambda row: row.low - row.high)
        walks = [row for row in self.rows("sensitivity") if row["input"] == "walks"]
        label = "; ".join(f"{row.label}: {row.words}" for row in drawn)
        yield Section(
            heading=self.say("moves.heading"),
            figures=[
                self.figure(
                    "what-moves-the-share",
                    lambda wide: bars(self.edition.language, drawn, _percent, label, wide=wide),
                    self.plain("moves.title", name=drawn[0].label),
                    subtitle=self.say("moves.subtitle"),
                    caption=self.say("moves.caption"),
                )
            ],
            columns=[
                self.say("moves.input"),
                self.say("moves.from_to"),
                Markup("#{}").format(self.say("moves.share")),
                Markup("#{}").format(self.say("moves.filmed")),
            ],
            rows=[
                [
                    self.say(f"moves.{row['input']}"),
                    self._from_to(row),
                    f"{_percent(row['share_from'])} → {_percent(row['share_to'])}",
                    f"{_percent(row['filmed_from'])} → {_percent(row['filmed_to'])}",
                ]
                for row in rows + walks
            ],
        )

    def _from_to(self, row: Row) -> str:
        low, high = (self._input(row["input"], row[end]) for end in ("from", "to"))
        return low if low == high else self.plain("moves.arrow", low=low, high=high)

    def _input(self, name: str, value: float | str) -> str:
        if isinstance(value, str):
            return self.plain(f"moves.value.{value}")
        if name == "completeness":
            return f"{100 * value:g}%"
        return self.plain(
            f"moves.unit.{name}", n=f"{value:,.3g}" if value < 1000 else f"{value:,.0f}"
        )

    def cameras(self) -> Iterator[Section]:
        """What is known of the cameras that were counted."""
        counts = {row["what"]: int(row["cameras"]) for row in self.rows("cameras")}
        if not counts.get("all"):
            return
        every = counts["all"]
        yield Section(
            heading=self.say("cameras.heading"),
            intro=self.say("cameras.intro"),
            columns=[
                self.say("cameras.what"),
                Markup("#{}").format(self.say("cameras.count")),
                Markup("#{}").format(self.say("cameras.share")),
            ],
            rows=[
                [self.say(f"cameras.{what}"), f"{count:,}", f"{100 * count / every:.0f}%"]
                for what, count in counts.items()
            ],
            note=self.say("cameras.note"),
        )


def _percent(share: float) -> str:
    return f"{100 * share:.3g}%"


def _numbers(low: float, high: float, digits: int = 1) -> str:
    ends = [f"{end:,.{digits}f}" for end in (low, high)]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]}–{ends[1]}"


def _on_grid(rows: list[Row]) -> list[tuple[float, float, float, float]]:
    """Columns (halves in every other row) and rows to the south, from the names of hexagons."""
    cells = []
    for row in rows:
        down, right = (int(part) for part in row["name"].split("/"))
        cells.append((right + down / 2, -GRID * down, row["low"], row["high"]))
    return cells
