"""How static pictures look: sizes, colours, fonts, and files that are the same bytes every time."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

INK, INK_2, INK_3, RULE = "#15181b", "#474e54", "#636a70", "#d9ddd9"
BUILDING, STREET, FIELD = "#eceeea", "#b4bab6", "#2e6f9e"
CLASSES = ("#f7b66b", "#ee8135", "#d1492f", "#9a1f4e", "#4f0d4a")
"""Shares up to 20, 40, 60, 80 and 100 %: lightness falls with each, so that print in grey and
readers who see no red or no green keep the order."""

WIDTH = 7.1
"""Inches, 180 mm: the type area of a newspaper page or of A4."""
MARGIN = 0.12
PIXELS_PER_INCH = 220
SETTINGS: Mapping[str, Any] = {
    "svg.hashsalt": "custodes",
    "svg.fonttype": "path",
    "pdf.fonttype": 3,
    "pdf.compression": 9,
    "path.simplify": True,
    "path.simplify_threshold": 0.2,
    "axes.unicode_minus": False,
    "hatch.linewidth": 0.6,
}
CHINESE_FONTS = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "Noto Sans CJK JP",
    "Droid Sans Fallback",
)
"""Matplotlib before 3.11 finds only the first font of a collection. Noto's first is Japanese, which
has every simplified character, some of them in its own shape."""


@cache
def chinese_font() -> str:
    """The name of a font of this machine with simplified Chinese, or the empty string."""
    from matplotlib.font_manager import fontManager

    present = {entry.name for entry in fontManager.ttflist}
    return next((name for name in CHINESE_FONTS if name in present), "")


def printable_language(language: str) -> str:
    """The language that static pictures can be written in here: English where no font is."""
    return language if language != "zh" or chinese_font() else "en"


def font(language: str, size: float, *, bold: bool = False) -> FontProperties:
    """The font of a language at a size in points."""
    from matplotlib.font_manager import FontProperties

    families = ["DejaVu Sans"] if language != "zh" else [chinese_font(), "DejaVu Sans"]
    return FontProperties(family=families, size=size, weight="bold" if bold else "normal")


def wrapped(words: str, properties: FontProperties, inches: float) -> list[str]:
    """The words in lines of a width, broken at spaces or between Chinese characters."""
    from matplotlib.textpath import text_to_path

    pieces: list[str] = []
    for character in words:
        latin = bool(pieces) and pieces[-1][-1] != " "
        latin = latin and ord(character) < 0x2E80 > ord(pieces[-1][-1])
        if latin or (pieces and character in "，。；：）、%"):
            pieces[-1] += character
        else:
            pieces.append(character)
    lines = [""]
    for piece in pieces:
        attempt = (lines[-1] + piece).rstrip()
        width = text_to_path.get_text_width_height_descent(attempt, properties, False)[0] / 72
        if lines[-1] and width > inches:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]


def rendered(figure: Figure, name: str) -> dict[str, bytes]:
    """A figure as ``NAME.svg``, ``NAME.png`` and ``NAME.pdf``, without date or program."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.backends.backend_pdf import FigureCanvasPdf
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    contents: dict[str, bytes] = {}
    with matplotlib.rc_context(cast("Any", dict(SETTINGS))):
        for ending, canvas, metadata in (
            ("svg", FigureCanvasSVG, {"Date": None, "Creator": None}),
            ("png", FigureCanvasAgg, {"Software": None}),
            ("pdf", FigureCanvasPdf, {"CreationDate": None, "Creator": None, "Producer": None}),
        ):
            buffer = io.BytesIO()
            drawn = canvas(figure)
            drawn.print_figure(
                buffer, format=ending, dpi=PIXELS_PER_INCH, metadata=metadata, facecolor="white"
            )
            contents[f"{name}.{ending}"] = buffer.getvalue()
    return contents
