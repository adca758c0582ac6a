"""Drawings as files of their own, for print and for other people's pages: SVG and PNG.

A drawing of a page takes its colours and type from the dossier's stylesheet. Alone it carries the
part of that stylesheet that speaks of drawings, with the values of the light theme filled in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from custodes.dossier.drawing import wrap
from custodes.dossier.edition import Edition

if TYPE_CHECKING:
    from custodes.dossier.audit_views import Figure, FindingView

MARGIN = 24
PICTURE_SCALE = 2
TITLE_SIZE, SMALL_SIZE = 20, 13
SANS = "Noto Sans, DejaVu Sans, Noto Sans CJK SC, sans-serif"

_VIEW_BOX = re.compile(r'viewBox="(-?[\d.]+) (-?[\d.]+) ([\d.]+) ([\d.]+)"')
_TAG = re.compile(r"<[^>]*>")
_VARIABLE = re.compile(r"(--[\w-]+):\s*([^;]+);")


def picture_files(edition: Edition, view: FindingView) -> Iterator[tuple[str, str | bytes]]:
    """Each figure of a finding as ``NAME.svg`` and ``NAME.png``."""
    for section in view.sections:
        for figure in section.figures:
            svg = standalone(edition, figure)
            yield f"{figure.name}.svg", svg
            yield f"{figure.name}.png", png(svg)


def standalone(edition: Edition, figure: Figure) -> str:
    """The wide drawing of a figure with its title, key and caption, as one SVG document."""
    match = _VIEW_BOX.search(figure.wide)
    if match is None:
        raise ValueError(f"the drawing {figure.name!r} has no viewBox")
    left, top, width, height = map(float, match.groups())
    total = max(width, 480) + 2 * MARGIN
    parts: list[Markup] = []
    y = float(MARGIN)
    for words, size, classes in (
        (figure.title, TITLE_SIZE, "tb"),
        (figure.subtitle, SMALL_SIZE + 1, "t2"),
    ):
        for line in wrap(_plain(words), total - 2 * MARGIN, 3, size):
            y += size * 1.35
            parts.append(_text(MARGIN, y, line, size, classes))
    y += 10
    y = _key(figure, parts, y)
    inner = figure.wide[figure.wide.index(">") + 1 : figure.wide.rindex("</svg>")]
    parts.append(
        Markup(
            '<svg x="{:.0f}" y="{:.0f}" width="{:.0f}" height="{:.0f}" '
            'viewBox="{:.1f} {:.1f} {:.1f} {:.1f}">{}</svg>'
        ).format(MARGIN, y, width, height, left, top, width, height, Markup(inner))  # noqa: S704
    )
    y += height + 8
    for line in wrap(_plain(figure.caption), total - 2 * MARGIN, 4, SMALL_SIZE):
        y += SMALL_SIZE * 1.5
        parts.append(_text(MARGIN, y, line, SMALL_SIZE, "t3"))
    y += MARGIN
    document = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" lang="{}" viewBox="0 0 {:.0f} {:.0f}" '
        'width="{:.0f}" height="{:.0f}"><title>{}</title><style>{}</style>'
        '<rect width="100%" height="100%" fill="#ffffff"/>{}</svg>\n'
    ).format(
        edition.language,
        total,
        y,
        total,
        y,
        _plain(figure.title),
        Markup(_stylesheet()),  # noqa: S704 - our own file
        Markup("").join(parts),
    )
    # A link would lead into a dossier that is not there.
    return re.sub(r"</?a(?:\s[^>]*)?>", "", str(document))


def png(svg: str) -> bytes:
    """The SVG document as a picture, twice its size; needs no font of the system."""
    import resvg_py

    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            zoom=PICTURE_SCALE,
            background="#ffffff",
            font_files=_fonts(),
            sans_serif_family="DejaVu Sans",
        )
    )


def _key(figure: Figure, parts: list[Markup], y: float) -> float:
    if not figure.key:
        return y
    x = float(MARGIN)
    for swatch, words in figure.key:
        match = re.search(r'width="([\d.]+)" height="([\d.]+)"', swatch)
        width = float(match[1]) if match else 30.0
        height = float(match[2]) if match else 14.0
        placed = str(swatch).replace("<svg ", f'<svg x="{x:.0f}" y="{y + 9 - height / 2:.0f}" ', 1)
        parts.append(Markup(placed))  # noqa: S704 - drawn by us
        label = _plain(words)
        parts.append(_text(x + width + 7, y + 14, label, SMALL_SIZE, "t2"))
        x += width + 7 + len(label) * 7.5 + 24
    return y + 30


def _text(x: float, y: float, words: str, size: int, classes: str) -> Markup:
    return Markup('<text x="{:.0f}" y="{:.1f}" font-size="{}" class="{}">{}</text>').format(
        x, y, size, classes, escape(words)
    )


def _plain(words: Markup | str) -> str:
    return Markup(_TAG.sub("", str(words))).unescape() if isinstance(words, Markup) else words  # noqa: S704


@cache
def _stylesheet() -> str:
    """The rules of the dossier's stylesheet for drawings, its variables filled in (light)."""
    css = files("custodes.dossier").joinpath("assets", "dossier.css").read_text("utf-8")
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    values: dict[str, str] = {}
    for name, value in _VARIABLE.findall(css[: css.index("@media")]):
        values.setdefault(name, value.strip())
    rules = re.findall(r"(?:^|(?<=[}\s]))(svg [^{}@]+)\{([^{}]*)\}", css)
    lines = [f"text{{font-family:{SANS};font-size:13px;fill:{values['--ink']}}}"]
    for selector, body in rules:
        filled = re.sub(r"var\((--[\w-]+)\)", lambda match: values[match[1]], body).strip()
        plain = ",".join(part.strip().removeprefix("svg ") for part in selector.split(","))
        lines.append(f"{plain}{{{filled}}}")
    return "".join(lines)


@cache
def _fonts() -> list[str]:
    import matplotlib

    folder = f"{matplotlib.get_data_path()}/fonts/ttf"
    return [f"{folder}/DejaVuSans.ttf", f"{folder}/DejaVuSans-Bold.ttf"]
