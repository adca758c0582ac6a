"""The sections of the exposure page on walks: how often filmed, as demanded, how far unseen."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from custodes.dossier.audit_views import Section
from custodes.dossier.audits.exposure_drawings import (
    Bar,
    Panel,
    Spread,
    bars,
    distributions,
    short_range,
    spread_swatch,
    spreads,
    swatch,
)
from custodes.dossier.audits.exposure_page import Page, Row, numbers, percent

KINDS = ("random", "doors")
SHOWN = 0.005
"""Shares of walks below this are not drawn at the far end of a distribution."""


def times_filmed(page: Page) -> Iterator[Section]:
    """How often walks are filmed, as distributions."""
    rows = page.rows("times_filmed")
    if not rows:
        return
    last = int(max(row["times"] for row in rows))
    shown = [row for row in rows if row["times"] < last]
    far = int(max([5, *(row["times"] for row in shown if row["high"] >= SHOWN)]))
    panels = [
        Panel(
            page.plain("minutes", n=f"{minutes:g}"),
            [
                (int(row["times"]), row["low"], row["high"], row["walk"] == "doors")
                for row in shown
                if row["minutes"] == minutes and row["times"] <= far
            ],
            _rest(page, rows, minutes, last),
        )
        for minutes in sorted({row["minutes"] for row in rows})
    ]
    every = 5 if far > 8 else 1
    names = ["" if place % every else str(place) for place in range(far + 1)]
    mean = [row for row in page.rows("filmed") if row["walk"] == "random"]
    title = page.plain("times.heading")
    if mean:
        title = page.plain(
            "times.title",
            minutes=f"{mean[-1]['minutes']:g}",
            times=numbers(mean[-1]["times_low"], mean[-1]["times_high"]),
        )
    yield Section(
        heading=page.say("times.heading"),
        intro=page.say("times.intro"),
        figures=[
            page.figure(
                "walks-times-filmed",
                lambda wide: distributions(
                    page.edition.language,
                    panels,
                    names,
                    page.plain("times.axis"),
                    title,
                    wide=wide,
                ),
                title,
                subtitle=page.say("times.subtitle"),
                key=_walk_key(page, rows),
                caption=page.say("times.caption"),
            )
        ],
    )


def _rest(page: Page, rows: list[Row], minutes: float, last: int) -> list[tuple[str, bool | None]]:
    """What the walks filmed most often are, if there are such walks."""
    most = [row for row in rows if row["minutes"] == minutes and row["times"] == last]
    if not any(row["high"] >= SHOWN for row in most):
        return []
    return [
        (page.plain("times.rest", n=last), None),
        *((short_range(row["low"], row["high"]), row["walk"] == "doors") for row in most),
    ]


def _walk_key(page: Page, rows: list[Row]) -> list[tuple[Markup, Markup]]:
    kinds = [kind for kind in KINDS if any(row["walk"] == kind for row in rows)]
    return [(swatch(kind == "doors"), page.say(f"walk.{kind}")) for kind in kinds]


def filmed(page: Page) -> Iterator[Section]:
    """The shares of walks filmed as often as the rule demands, and never."""
    rows = [row for row in page.rows("filmed") if row["filmed_low"] is not None]
    if not rows:
        return
    drawn = [
        Bar(
            page.plain("rule.row", minutes=f"{row['minutes']:g}", n=int(row["rule"])),
            row["kept_low"],
            row["kept_high"],
            short_range(row["kept_low"], row["kept_high"]),
            page.plain(f"walk.{row['walk']}"),
            row["walk"] == "doors",
        )
        for row in rows
    ]
    label = "; ".join(f"{row.label}, {row.below}: {row.words}" for row in drawn)
    first = rows[0]
    never = short_range(1 - first["filmed_high"], 1 - first["filmed_low"])
    yield Section(
        heading=page.say("rule.heading"),
        intro=page.say("rule.intro"),
        figures=[
            page.figure(
                "walks-filmed-as-demanded",
                lambda wide: bars(page.edition.language, drawn, percent, label, wide=wide, top=1.0),
                page.plain("rule.title", share=never, minutes=f"{first['minutes']:g}"),
                subtitle=page.say("rule.subtitle"),
                key=_walk_key(page, rows),
                caption=page.say("rule.caption"),
            )
        ],
        columns=[
            page.say("rule.walk"),
            *(
                Markup("#{}").format(page.say(f"rule.{name}"))
                for name in ("never", "mean", "metres")
            ),
        ],
        rows=[
            [
                _named(page, row["walk"], row["minutes"]),
                short_range(1 - row["filmed_high"], 1 - row["filmed_low"]),
                numbers(row["times_low"], row["times_high"]),
                short_range(row["in_view_low"], row["in_view_high"]),
            ]
            for row in rows
        ],
    )


def unseen(page: Page) -> Iterator[Section]:
    """The longest stretch of a walk that no mapped camera has in view."""
    rows = page.rows("unseen")
    found: dict[tuple[str, float], dict[float, Row]] = {}
    for row in rows:
        found.setdefault((row["walk"], row["minutes"]), {})[row["quantile"]] = row
    drawn = [
        Spread(
            _named(page, walk, minutes),
            (by[0.1]["metres_low"], by[0.9]["metres_high"]),
            (by[0.25]["metres_low"], by[0.75]["metres_high"]),
            (by[0.5]["metres_low"], by[0.5]["metres_high"]),
            f"{numbers(by[0.5]['metres_low'], by[0.5]['metres_high'], 0)} m",
        )
        for (walk, minutes), by in found.items()
        if {0.1, 0.25, 0.5, 0.75, 0.9} <= set(by)
    ]
    if not drawn:
        return
    label = "; ".join(f"{row.label}: {row.words}" for row in drawn)
    yield Section(
        heading=page.say("unseen.heading"),
        figures=[
            page.figure(
                "walks-longest-unseen",
                lambda wide: spreads(
                    page.edition.language, drawn, lambda at: f"{at:,.0f} m", label, wide=wide
                ),
                page.plain("unseen.title", metres=drawn[0].words, row=drawn[0].label),
                subtitle=page.say("unseen.subtitle"),
                key=[
                    (spread_swatch(which), page.say(f"unseen.{which}"))
                    for which in ("middle", "quarters", "tenths")
                ],
                caption=page.say("unseen.caption"),
            )
        ],
    )


def _named(page: Page, walk: str, minutes: float) -> str:
    return page.plain("unseen.row", minutes=f"{minutes:g}", walk=page.plain(f"walk.{walk}"))


def routes(page: Page) -> Iterator[Section]:
    """The least exposed way beside the shortest."""
    rows = page.rows("routes")
    if not rows:
        return
    yield Section(
        heading=page.say("routes.heading"),
        intro=page.say("routes.intro"),
        columns=[
            page.say("routes.way"),
            *(
                Markup("#{}").format(page.say(f"routes.{name}"))
                for name in ("metres", "seen", "times", "unseen")
            ),
        ],
        rows=[
            [
                page.say(f"routes.{row['way']}"),
                f"{row['metres']:,.0f}",
                numbers(row["seen_low"], row["seen_high"], 0),
                numbers(row["times_low"], row["times_high"]),
                numbers(row["unseen_low"], row["unseen_high"], 0),
            ]
            for row in rows
        ],
    )
