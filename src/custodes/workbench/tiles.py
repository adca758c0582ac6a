"""The map by division: a tile for each division of China of the first level, and a list of others.

No boundaries are drawn: there are none here whose licence allows passing them on. Names of counties
and cities lead to their division only where one alone has the name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from markupsafe import Markup

from custodes.dossier.drawing import Drawing, link

SIDE, GAP = 76.0, 4.0
COLUMNS, ROWS = 10, 8
STEPS = (1, 5, 20, 100)
"""From so many claims on a tile is a step darker."""
_ENDINGS = ("特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "省", "市")
SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Tile:
    """A division's code (GB/T 2260, two digits), its names, and where its tile stands."""

    code: str
    zh: str
    en: str
    column: int
    row: int

    def name(self, language: str) -> str:
        """What it is called."""
        return self.zh if language == "zh" else self.en


@cache
def tiles() -> tuple[Tile, ...]:
    """All tiles."""
    found = []
    for line in _lines("division_tiles.tsv"):
        code, zh, en, column, row = line.split("\t")
        found.append(Tile(code, zh, en, int(column), int(row)))
    return tuple(found)


def division_of(place: str) -> str:
    """The code of the division that a place lies in, or the empty string where that is not known.

    Known are the names of divisions, also as beginnings (北京市朝阳区), and English names of those
    of the first level.
    """
    for name, code in _first_level().items():
        if place.startswith(name) or place.lower() == name.lower():
            return code
    codes = _by_name().get(place, frozenset())
    if len(codes) == 1:
        return next(iter(codes))
    for end in range(len(place) - 1, SHORTEST, -1):
        codes = _by_name().get(place[:end], frozenset())
        if len(codes) == 1:
            return next(iter(codes))
    return ""


@cache
def _first_level() -> dict[str, str]:
    names = {tile.zh: tile.code for tile in tiles()}
    return names | {tile.en: tile.code for tile in tiles()}


@cache
def _by_name() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for line in _lines("divisions.tsv"):
        code, name = line.split("\t")
        found[name].add(code[:2])
        short = name.removesuffix("市")
        if short != name and len(short) >= SHORTEST and len(code) <= 4:
            found[short].add(code[:2])
    return {name: frozenset(codes) for name, codes in found.items()}


def _lines(name: str) -> Iterable[str]:
    content = files("custodes.workbench").joinpath(name).read_text("utf-8")
    return (line for line in content.splitlines() if line and not line.startswith("#"))


def draw(
    counts: dict[str, int], language: str, label: str, address: Callable[[str], str]
) -> Markup:
    """The tiles with the number of claims of each; ``address`` leads to those of a division."""
    drawing = Drawing(language)
    for tile in tiles():
        x, y = tile.column * (SIDE + GAP) + 2, tile.row * (SIDE + GAP) + 2
        count = counts.get(tile.code, 0)
        step = sum(count >= least for least in STEPS)
        shape = Markup(
            '<rect class="tile d{}" x="{:.0f}" y="{:.0f}" width="{:.0f}" height="{:.0f}"/>'
        ).format(step, x, y, SIDE, SIDE)
        name = tile.name(language)
        first, _, second = name.partition(" ") if len(name) > 10 else (name, "", "")
        shape += Markup('<text class="t12" x="{:.0f}" y="{:.0f}">{}</text>').format(
            x + 6, y + 18, first
        )
        if second:
            shape += Markup('<text class="t12" x="{:.0f}" y="{:.0f}">{}</text>').format(
                x + 6, y + 33, second
            )
        if count:
            shape += Markup('<text class="tilecount" x="{:.0f}" y="{:.0f}">{:,}</text>').format(
                x + 6, y + SIDE - 9, count
            )
            drawing.add(link(address(tile.code), shape, f"{name}: {count:,}"))
        else:
            drawing.add(shape)
    return drawing.svg(COLUMNS * (SIDE + GAP), ROWS * (SIDE + GAP), label)
