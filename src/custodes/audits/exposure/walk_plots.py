"""The plots for print of what walks meet: how often they are filmed, how far they go unseen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from custodes.audits.exposure.city import City
from custodes.audits.exposure.map_page import attribution, phrase
from custodes.audits.exposure.print_style import (
    INK,
    INK_2,
    INK_3,
    MARGIN,
    RULE,
    WIDTH,
    font,
    printable_language,
    rendered,
    wrapped,
)
from custodes.model import Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Row = Mapping[str, Any]
KINDS = ("random", "doors")
FILLED, HOLLOW = (INK, INK), ("white", INK)
"""Face and edge of the bars of random walks and of walks between doors."""
SHOWN = 0.005
"""Shares of walks below this are not drawn at the far end."""


def rows_of(table: Table) -> list[Row]:
    """The rows of a table by column name."""
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def walk_plots(city: City, tables: Mapping[str, Table], language: str) -> dict[str, bytes]:
    """``times-filmed`` and ``unseen`` as SVG, PNG and PDF, those of them that the tables have."""
    written = printable_language(language)
    files: dict[str, bytes] = {}
    if "times_filmed" in tables and tables["times_filmed"].rows:
        files |= rendered(times_filmed(city, tables, written), "times-filmed")
    if "unseen" in tables and tables["unseen"].rows:
        files |= rendered(unseen(city, tables, written), "unseen")
    return files


def times_filmed(city: City, tables: Mapping[str, Table], language: str) -> Figure:
    """The distribution of times filmed, a panel for each length of walk."""
    rows = rows_of(tables["times_filmed"])
    minutes = sorted({row["minutes"] for row in rows})
    last = max(row["times"] for row in rows)
    shown = [row for row in rows if row["times"] < last]
    far = max([5, *(row["times"] for row in shown if row["high"] >= SHOWN)])
    never = next((row for row in rows if row["walk"] == KINDS[0] and row["times"] == 0), rows[0])
    figure, areas = _page(
        city,
        phrase(
            "plot.times.title",
            language,
            share=percent_range(1 - never["high"], 1 - never["low"]),
            minutes=f"{never['minutes']:g}",
        ),
        phrase("plot.times.subtitle", language),
        language,
        panels=len(minutes),
    )
    top = max(row["high"] for row in shown) * 1.08
    for axes, minute in zip(areas, minutes, strict=True):
        axes.set_xlim(-0.7, far + 0.7)
        axes.set_ylim(0, top)
        ticks = list(range(0, far + 1, 5 if far > 8 else 1))
        axes.set_xticks(ticks)
        _lined(axes, lambda share, _: f"{100 * share:g}%", labelled=axes is areas[0])
        for kind, side in zip(KINDS, (-0.19, 0.19), strict=True):
            for row in shown:
                if row["walk"] == kind and row["minutes"] == minute and row["times"] <= far:
                    _standing(axes, row["times"] + side, row["low"], row["high"], kind, top)
        _rest(axes, [row for row in rows if row["minutes"] == minute], last, language)
        _heading(axes, phrase("plot.minutes", language, n=f"{minute:g}"), language)
        _named(axes, phrase("plot.times.axis", language), language)
    return figure


def unseen(city: City, tables: Mapping[str, Table], language: str) -> Figure:
    """The longest stretch unseen, a panel for each length of walk, a bar for each quantile."""
    rows = rows_of(tables["unseen"])
    minutes = sorted({row["minutes"] for row in rows})
    kinds = [kind for kind in KINDS if any(row["walk"] == kind for row in rows)]
    quantiles = sorted({row["quantile"] for row in rows})
    middle = min(quantiles, key=lambda quantile: abs(quantile - 0.5))
    half = next(
        row
        for row in rows
        if (row["walk"], row["minutes"], row["quantile"]) == (kinds[0], minutes[-1], middle)
    )
    figure, areas = _page(
        city,
        phrase(
            "plot.unseen.title",
            language,
            low=f"{half['metres_low']:,.0f}",
            high=f"{half['metres_high']:,.0f}",
            minutes=f"{half['minutes']:g}",
        ),
        phrase("plot.unseen.subtitle", language),
        language,
        panels=len(minutes),
    )
    top = max(row["metres_high"] for row in rows) * 1.06
    for axes, minute in zip(areas, minutes, strict=True):
        axes.set_xlim(-0.6, len(quantiles) - 0.4)
        axes.set_ylim(0, top)
        axes.set_xticks(range(len(quantiles)), [f"{100 * quantile:g}" for quantile in quantiles])
        _lined(axes, lambda metres, _: f"{metres:,.0f} m", labelled=axes is areas[0])
        for kind, side in zip(kinds, (-0.14, 0.14), strict=False):
            for row in rows:
                if row["walk"] == kind and row["minutes"] == minute:
                    place = quantiles.index(row["quantile"]) + side
                    _standing(axes, place, row["metres_low"], row["metres_high"], kind, top)
        _heading(axes, phrase("plot.minutes", language, n=f"{minute:g}"), language)
        _named(axes, phrase("plot.unseen.axis", language), language)
    return figure


def percent_range(low: float, high: float) -> str:
    """Two shares as whole percents, or with one digit below ten: 3.1–8.2%."""
    digits = 1 if 100 * high < 10 else 0
    ends = [f"{100 * max(0.0, end):.{digits}f}" for end in (low, high)]
    return f"{ends[0]}%" if ends[0] == ends[1] else f"{ends[0]}–{ends[1]}%"


def _lined(axes: Axes, written: Callable[[float, float], str], *, labelled: bool) -> None:
    """Hairlines across a panel, their values ``written`` at the first one alone."""
    axes.yaxis.set_major_formatter(written)
    axes.grid(axis="y", color=RULE, linewidth=0.6)
    if not labelled:
        axes.tick_params(labelleft=False)


def _named(axes: Axes, words: str, language: str) -> None:
    """What stands along the foot of a panel."""
    axes.set_xlabel(words, fontproperties=font(language, 7.5), color=INK_2, labelpad=2)


def _rest(axes: Axes, rows: Sequence[Row], last: float, language: str) -> None:
    """In words, what the walks filmed most often are: on one scale they would hide the others."""
    most = [row for row in rows if row["times"] == last and row["high"] >= SHOWN]
    if not most:
        return
    lines = [phrase("plot.times.rest", language, n=f"{last:g}")]
    lines += [
        phrase(
            f"plot.times.rest_{row['walk']}", language, share=percent_range(row["low"], row["high"])
        )
        for row in most
    ]
    axes.text(
        0.99,
        0.97,
        "\n".join(lines),
        transform=axes.transAxes,
        ha="right",
        va="top",
        fontproperties=font(language, 7),
        color=INK_2,
        linespacing=1.4,
        parse_math=False,
        zorder=6,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
    )


def _standing(axes: Axes, x: float, low: float, high: float, kind: str, top: float) -> None:
    from matplotlib.patches import Rectangle

    face, edge = FILLED if kind == KINDS[0] else HOLLOW
    least = top * 0.006  # so that a band without width is still seen
    middle, half = (low + high) / 2, max(high - low, least) / 2
    span = axes.get_xlim()[1] - axes.get_xlim()[0]
    width = 0.011 * span
    axes.add_patch(
        Rectangle(
            (x - width / 2, middle - half),
            width,
            2 * half,
            facecolor=face,
            edgecolor=edge,
            linewidth=0.6,
            zorder=3,
        )
    )
    axes.hlines([low, high], x - width, x + width, color=edge, linewidth=0.8, zorder=4)


def _page(
    city: City, title: str, subtitle: str, language: str, *, panels: int
) -> tuple[Figure, Sequence[Axes]]:
    from matplotlib.figure import Figure
    from matplotlib.patches import Patch

    inner, tall = WIDTH - 2 * MARGIN, 2.5
    head = [
        (title, font(language, 12, bold=True), INK, 0.22),
        (subtitle, font(language, 8.5), INK_2, 0.165),
    ]
    foot = phrase("plot.foot", language, name=city.name, attribution=attribution(city, language))
    foot_font = font(language, 7)
    foot_lines = wrapped(foot, foot_font, inner)
    above = sum(len(wrapped(words, face, inner)) * step + 0.04 for words, face, _, step in head)
    height = MARGIN + above + 0.22 + tall + 0.5 + len(foot_lines) * 0.135 + MARGIN
    figure = Figure(figsize=(WIDTH, height))
    y = height - MARGIN
    for words, face, colour, step in head:
        for line in wrapped(words, face, inner):
            y -= step
            figure.text(MARGIN / WIDTH, y / height, line, fontproperties=face, color=colour,
                        parse_math=False)  # fmt: skip
        y -= 0.04
    figure.legend(
        [Patch(facecolor=face, edgecolor=edge, linewidth=0.6) for face, edge in (FILLED, HOLLOW)],
        [phrase(f"plot.walk.{kind}", language) for kind in KINDS],
        loc="upper left",
        bbox_to_anchor=(MARGIN / WIDTH, (y - 0.06) / height),
        ncols=2,
        frameon=False,
        prop=font(language, 7.5),
        labelcolor=INK_2,
        borderpad=0,
        borderaxespad=0,
        handlelength=0.8,
        handleheight=0.8,
    )
    y -= 0.22 + tall
    left, gap = 0.42, 0.16
    wide = (inner - left - gap * (panels - 1)) / panels
    areas = []
    for number in range(panels):
        x = MARGIN + left + number * (wide + gap)
        axes = figure.add_axes(
            (x / WIDTH, (y + 0.05) / height, wide / WIDTH, (tall - 0.3) / height)
        )
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.spines["bottom"].set_color(INK)
        axes.tick_params(length=0, labelsize=7, labelcolor=INK_2)
        axes.set_axisbelow(True)
        areas.append(axes)
    y -= 0.42
    for line in foot_lines:
        y -= 0.135
        figure.text(MARGIN / WIDTH, y / height, line, fontproperties=foot_font, color=INK_3,
                    parse_math=False)  # fmt: skip
    return figure, areas


def _heading(axes: Axes, words: str, language: str) -> None:
    axes.set_title(
        words, loc="left", fontproperties=font(language, 8.5, bold=True), color=INK, pad=4
    )
