"""The map for print: streets by exposure, buildings, fields of view and cameras, with its words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from custodes.audits.exposure.city import KINDS, City, Floats
from custodes.audits.exposure.map_data import STEPS, Layers, inside
from custodes.audits.exposure.map_encoding import direction_told
from custodes.audits.exposure.map_page import assumptions, attribution, phrase, subtitle, title
from custodes.audits.exposure.print_style import (
    BUILDING,
    CLASSES,
    FIELD,
    INK,
    INK_2,
    INK_3,
    MARGIN,
    STREET,
    WIDTH,
    font,
    printable_language,
    rendered,
    wrapped,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.path import Path

MOST_POINTS = 80_000
"""With more points than this, all but coloured streets becomes pixels in SVG and PDF."""
MOST_CAMERAS = 1_500
"""With more cameras than this, they become pixels there."""
TALLEST, FLATTEST = 1.2, 0.5
"""Height of the map as a multiple of its width."""
ROUTE_LINES: Mapping[str, Any] = {"shortest": (0, (1, 1.2)), "least_exposed": "-"}
ROW = 0.37
"""Inches, a line of the legend with its heading."""
SAID = 3
"""How many assumptions stand under the map; the page has them all."""


def static_map(city: City, layers: Layers, language: str) -> Mapping[str, bytes]:
    """``map.svg``, ``map.png`` and ``map.pdf``; in English where no font has Chinese."""
    from matplotlib.figure import Figure

    written = printable_language(language)
    inner = WIDTH - 2 * MARGIN
    west, south, east, north = framed(layers.extent)
    tall = inner * (north - south) / (east - west)
    head = [
        (title(city, written), font(written, 13, bold=True), INK, 0.23),
        (subtitle(city, layers, written), font(written, 8.5), INK_2, 0.165),
    ]
    foot = [
        (
            ("" if written == "zh" else " ").join(assumptions(city, layers, written)[:SAID]),
            font(written, 7),
            INK_3,
            0.135,
        ),
        (attribution(city, written), font(written, 7), INK_3, 0.135),
    ]
    above = sum(len(wrapped(words, face, inner)) * step for words, face, _, step in head) + 0.12
    below = sum(len(wrapped(words, face, inner)) * step for words, face, _, step in foot) + 0.12
    legend = 0.86 + (ROW if layers.routes else 0)
    height = MARGIN + above + tall + legend + below + MARGIN
    figure = Figure(figsize=(WIDTH, height))
    y = _paragraphs(figure, head, height - MARGIN, inner, height)
    axes = figure.add_axes(
        (MARGIN / WIDTH, (y - 0.08 - tall) / height, inner / WIDTH, tall / height)
    )
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_axis_off()
    paint(axes, city, layers, inner / (east - west))
    _legend(figure, city, layers, written, y - 0.08 - tall, height)
    scale_bar(figure, WIDTH - MARGIN, y - 0.42 - tall, (east - west) / inner, written)
    _paragraphs(figure, foot, y - 0.08 - tall - legend, inner, height)
    return rendered(figure, "map")


def framed(extent: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """The extent, made wider or higher about its middle until its shape fits a page."""
    west, south, east, north = extent
    wide, high = max(east - west, 1.0), max(north - south, 1.0)
    new_wide, new_high = max(wide, high / TALLEST), max(high, wide * FLATTEST)
    x, y = (west + east) / 2, (south + north) / 2
    return x - new_wide / 2, y - new_high / 2, x + new_wide / 2, y + new_high / 2


def paint(axes: Axes, city: City, layers: Layers, inches_per_metre: float) -> None:
    """Buildings, fields, streets and cameras on axes that are scaled in metres."""
    from matplotlib.collections import LineCollection
    from matplotlib.patches import PathPatch

    frame = framed(layers.extent)
    rings = [city.buildings.ring(number) for number in range(len(city.buildings))]
    rings = [ring for ring in rings if len(ring) > 2 and inside(ring, frame).any()]
    shown = [inside(street, frame).any() for street in layers.streets]
    points = sum(sum(map(len, lines)) for lines in (rings, layers.streets, layers.fields))
    heavy = points > MOST_POINTS
    if rings:
        axes.add_patch(
            PathPatch(_joined(rings), facecolor=BUILDING, linewidth=0, zorder=1, rasterized=heavy)
        )
    fields = [field for field in layers.fields if len(field) > 2]
    if fields:
        axes.add_patch(
            PathPatch(
                _joined(fields),
                facecolor=FIELD,
                alpha=0.18,
                linewidth=0,
                zorder=2,
                rasterized=heavy,
            )
        )
    sorts = -(-layers.shares * len(CLASSES) // STEPS)
    # As wide as a street, within what print can show.
    width = min(1.7, max(0.8, 4.5 * inches_per_metre * 72))
    for sort in range(len(CLASSES) + 1):
        lines = [
            street
            for street, own, visible in zip(layers.streets, sorts, shown, strict=True)
            if own == sort and visible
        ]
        if lines:
            axes.add_collection(
                LineCollection(
                    lines,
                    colors=CLASSES[sort - 1] if sort else STREET,
                    linewidths=width if sort else min(0.4, width / 2),
                    capstyle="round",
                    joinstyle="round",
                    zorder=3 + sort,
                    rasterized=heavy and not sort,
                ),
                autolim=False,
            )
    for name, line in layers.routes.items():
        for colour, thick, dashes in (("white", 3.6, "-"), (INK, 1.8, ROUTE_LINES[name])):
            axes.plot(*line.T, color=colour, linewidth=thick, linestyle=dashes, zorder=10,
                      solid_joinstyle="round")  # fmt: skip
    camera_symbols(axes, city, 12 if len(city.cameras) < 400 else 4)


def camera_symbols(axes: Axes, city: City, size: float) -> None:
    """Each camera by its kind: pointed, square, filled, ringed or hollow."""
    from matplotlib.collections import PathCollection
    from matplotlib.transforms import IdentityTransform

    cameras = city.cameras
    kinds = np.array(cameras.kinds)
    told = direction_told(cameras)
    style: dict[str, Any] = {
        "linewidths": 0.5,
        "zorder": 12,
        "clip_on": True,
        "rasterized": len(cameras) > MOST_CAMERAS,
    }
    pointed = np.flatnonzero((kinds == "fixed") & told)
    if len(pointed):
        collection = PathCollection(
            [arrow(float(cameras.directions[row])) for row in pointed],
            sizes=[size / 1.2],
            offsets=cameras.positions[pointed],
            offset_transform=axes.transData,
            facecolors=INK,
            edgecolors="white",
            **style,
        )
        # Sizes are areas in points squared, for paths of unit size.
        collection.set_transform(IdentityTransform())
        axes.add_collection(collection, autolim=False)
    for rows, marker, face, edge in (
        ((kinds == "fixed") & ~told, "s", INK, "white"),
        (kinds == "dome", "o", INK, "white"),
        ((kinds == "panning") | (kinds == "unknown"), "o", "white", INK),
    ):
        x, y = cameras.positions[rows].T
        axes.scatter(x, y, s=size, marker=marker, c=face, edgecolors=edge, **style)
    x, y = cameras.positions[kinds == "panning"].T
    axes.scatter(x, y, s=size / 5, c=INK, **style)


def arrow(direction: float) -> Path:
    """An arrow head of unit size that points a way, degrees clockwise from north."""
    from matplotlib.path import Path
    from matplotlib.transforms import Affine2D

    head = Path([(0, 1.0), (0.72, -0.75), (0, -0.4), (-0.72, -0.75), (0, 1.0)], closed=True)
    return head.transformed(Affine2D().rotate_deg(-direction))


def scale_bar(figure: Figure, right: float, y: float, metres_an_inch: float, language: str) -> None:
    """A bar of 1, 2 or 5 × 10ⁿ metres, at most an inch and a half, and where north is.

    ``right`` and ``y`` are inches from the figure's left and bottom edge.
    """
    from matplotlib.lines import Line2D

    width, height = figure.get_size_inches()
    most = 1.5 * metres_an_inch
    power = 10.0 ** math.floor(math.log10(most))
    metres = next(factor * power for factor in (5, 2, 1) if factor * power <= most)
    words = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"
    left = right - 0.3 - metres / metres_an_inch

    def line(points: list[tuple[float, float]], **style: Any) -> None:
        xs, ys = zip(*points, strict=True)
        figure.add_artist(
            Line2D([x / width for x in xs], [v / height for v in ys], color=INK, **style)
        )

    end = left + metres / metres_an_inch
    line([(left, y + 0.06), (left, y), (end, y), (end, y + 0.06)], linewidth=1)
    line([(right - 0.07, y), (right - 0.07, y + 0.2)], linewidth=0.8)
    line([(right - 0.07, y + 0.2)], linestyle="none", marker="^", markersize=4)
    for x, above, label in ((left, 0.09, words), (right - 0.07, 0.27, "N")):
        figure.text(
            x / width,
            (y + above) / height,
            label,
            fontproperties=font(language, 7.5),
            color=INK,
            ha="left" if label == words else "center",
            parse_math=False,
        )


def _legend(
    figure: Figure, city: City, layers: Layers, language: str, top: float, height: float
) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    small = font(language, 7.5)
    span = 100 // len(CLASSES)
    streets = [Line2D([], [], color=STREET, linewidth=0.7)]
    labels = [phrase("out_of_view", language)]
    for number, colour in enumerate(CLASSES):
        streets.append(Line2D([], [], color=colour, linewidth=2.2))
        labels.append(phrase("range", language, low=number * span, high=(number + 1) * span))
    place: dict[str, Any] = {
        "loc": "upper left",
        "frameon": False,
        "prop": small,
        "borderpad": 0,
        "borderaxespad": 0,
        "columnspacing": 1.6,
        "handletextpad": 0.6,
        "alignment": "left",
    }
    cameras, kinds = _camera_handles(city, language, Line2D, Patch)
    blocks: list[tuple[list[Any], list[str], str]] = [
        (streets, labels, phrase("legend_streets", language)),
        (cameras, kinds, phrase("legend_cameras", language)),
    ]
    if layers.routes:
        ways = [
            Line2D([], [], color=INK, linewidth=1.8, linestyle=ROUTE_LINES[name])
            for name in layers.routes
        ]
        named = [phrase(f"route_{name}", language) for name in layers.routes]
        blocks.append((ways, named, phrase("legend_routes", language)))
    for number, (handles, named, heading) in enumerate(blocks):
        y = top - 0.1 - ROW * number
        legend = figure.legend(
            handles,
            named,
            title=heading,
            title_fontproperties=font(language, 7.5, bold=True),
            ncols=max(1, len(handles)),
            bbox_to_anchor=(MARGIN / WIDTH, y / height),
            **place,
        )
        for text in legend.get_texts():
            text.set_color(INK_2)
            text.set_parse_math(False)


def _camera_handles(
    city: City, language: str, line: Any, patch: Any
) -> tuple[list[Any], list[str]]:
    kinds = np.array(city.cameras.kinds)
    told = direction_told(city.cameras)
    handles: list[Any] = []
    labels: list[str] = []
    for kind in KINDS:
        for directed in (True, False) if kind == "fixed" else (None,):
            rows = kinds == kind if directed is None else (kinds == kind) & (told == directed)
            if not rows.any():
                continue
            marker: Any = arrow(45) if directed else "s" if directed is False else "o"
            hollow = kind in ("panning", "unknown")
            mark = line(
                [],
                [],
                linestyle="none",
                marker=marker,
                markersize=6 if directed else 4,
                markerfacecolor="white" if hollow else INK,
                markeredgecolor=INK,
                markeredgewidth=0.7 if hollow else 0,
            )
            dot = line([], [], linestyle="none", marker="o", markersize=1.6, color=INK)
            handles.append((mark, dot) if kind == "panning" else mark)
            key = "fixed_no_direction" if directed is False else f"kind_{kind}"
            labels.append(f"{phrase(key, language)} ({int(rows.sum())})")
    handles.append(patch(facecolor=FIELD, alpha=0.25))
    labels.append(phrase("show_fields", language))
    return handles, labels


def _paragraphs(figure: Figure, parts: list[Any], y: float, inner: float, height: float) -> float:
    for words, face, colour, step in parts:
        for line in wrapped(words, face, inner):
            y -= step
            figure.text(
                MARGIN / WIDTH,
                y / height,
                line,
                fontproperties=face,
                color=colour,
                va="baseline",
                parse_math=False,
            )
        y -= 0.04
    return y


def _joined(rings: list[Floats]) -> Path:
    from matplotlib.path import Path

    points, codes = [], []
    for ring in rings:
        points.append(np.vstack([ring, ring[:1]]))
        codes.append(
            np.array([Path.MOVETO] + [Path.LINETO] * (len(ring) - 1) + [Path.CLOSEPOLY], np.uint8)
        )
    return Path(np.concatenate(points), np.concatenate(codes))
