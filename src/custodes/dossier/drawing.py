"""A small SVG canvas: escaped text, no styles in attributes, widths of text estimated."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from markupsafe import Markup, escape

from custodes.dossier.edition import script_language

_NARROW = set("iljtfr.,;:'|!()[] ·’‘")
_BROAD = set("mwMWABCDEFGHKNOPQRSUVXYZ%@&")


def text_width(text: str, size: float = 13) -> float:
    """About how wide a text is in pixels at a font size, erring on the wide side."""
    ems = 0.0
    for character in text:
        if unicodedata.east_asian_width(character) in "WF" or character in "“”…—█":
            ems += 1.0
        elif character in _NARROW:
            ems += 0.34
        elif character in _BROAD:
            ems += 0.76
        else:
            ems += 0.6
    return ems * size


def shorten(text: str, width: float, size: float = 13) -> str:
    """The text if it fits the width in pixels, else its beginning and an ellipsis."""
    if text_width(text, size) <= width:
        return text
    kept = text
    while kept and text_width(kept + "…", size) > width:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def wrap(text: str, width: float, lines: int, size: float = 13) -> list[str]:
    """The text in at most ``lines`` lines of a width in pixels, the last cut short if need be.

    Breaks between Latin words and between any two Chinese characters.
    """
    pieces: list[str] = []
    for character in text:
        glued = pieces and not (
            unicodedata.east_asian_width(character) in "WF"
            or pieces[-1][-1:] == " "
            or unicodedata.east_asian_width(pieces[-1][-1]) in "WF"
        )
        if glued:
            pieces[-1] += character
        else:
            pieces.append(character)
    done: list[str] = []
    line = ""
    for index, piece in enumerate(pieces):
        if line and text_width((line + piece).rstrip(), size) > width:
            if len(done) == lines - 1:
                line += "".join(pieces[index:])
                break
            done.append(line.rstrip())
            line = piece
        else:
            line += piece
    if line.strip():
        done.append(line.rstrip())
    return [shorten(part, width, size) for part in done[:lines]]


class Drawing:
    """Shapes and texts in the order in which they are painted."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.parts: list[Markup] = []

    def path(self, data: str, classes: str) -> None:
        """A path of SVG path data."""
        self.parts.append(Markup('<path class="{}" d="{}"/>').format(classes, data))

    def line(self, x1: float, y1: float, x2: float, y2: float, classes: str) -> None:
        """A straight line."""
        self.path(f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}", classes)

    def box(self, x: float, y: float, width: float, height: float, classes: str) -> None:
        """A rectangle."""
        self.parts.append(
            Markup(
                '<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>'
            ).format(classes, x, y, width, height)
        )

    def circle(self, x: float, y: float, radius: float, classes: str, dash: str = "") -> None:
        """A circle; ``dash`` is a dash pattern."""
        dashes = Markup(' stroke-dasharray="{}"').format(dash) if dash else ""
        self.parts.append(
            Markup('<circle class="{}" cx="{:.1f}" cy="{:.1f}" r="{:.1f}"{}/>').format(
                classes, x, y, radius, dashes
            )
        )

    def span(self, words: str) -> Markup:
        """Words inside a text, marked with their language where that is not the page's."""
        tag = script_language(words)
        if not tag or tag == self.language:
            return escape(words)
        return Markup('<tspan lang="{}">{}</tspan>').format(tag, words)

    def text(
        self, x: float, y: float, words: str | Markup, classes: str = "", anchor: str = "start"
    ) -> None:
        """A line of text, marked with its language where that is not the page's."""
        tag = "" if isinstance(words, Markup) else script_language(words)
        language = Markup(' lang="{}"').format(tag) if tag and tag != self.language else ""
        named = Markup(' class="{}"').format(classes) if classes else ""
        anchored = Markup(' text-anchor="{}"').format(anchor) if anchor != "start" else ""
        self.parts.append(
            Markup('<text x="{:.1f}" y="{:.1f}"{}{}{}>{}</text>').format(
                x, y, named, anchored, language, words
            )
        )

    def add(self, markup: Markup) -> None:
        """Markup that is already safe."""
        self.parts.append(markup)

    def svg(self, width: float, height: float, label: str, classes: str = "wide") -> Markup:
        """The whole drawing; ``label`` is what assistive technology reads out."""
        return Markup(
            '<svg class="{}" viewBox="-1 0 {:.0f} {:.0f}" role="group" aria-label="{}">{}</svg>'
        ).format(classes, width + 2, height, label, Markup("").join(self.parts))


def link(target: str, content: str | Markup, title: str = "", focusable: bool = True) -> Markup:
    """An SVG link around words or shapes."""
    quiet = Markup("") if focusable else Markup(' tabindex="-1"')
    tag = script_language(title)
    marked = Markup(' lang="{}"').format(tag) if tag == "zh" else Markup("")
    named = Markup("<title{}>{}</title>").format(marked, title) if title else Markup("")
    return Markup('<a href="{}"{}>{}{}</a>').format(target, quiet, named, content)


def references(
    links: Iterable[tuple[str, str]], most: int, rest: str, of: int | None = None
) -> Markup:
    """Claim numbers as links inside a text element, the first ``most`` of them.

    ``links`` are pairs of number and target; ``rest`` is the target of the ``+n`` that stands for
    the others. ``of`` says how many there are, where not all are among the links.
    """
    pairs = list(links)
    left = (len(pairs) if of is None else of) - most
    shown = [
        Markup('<a href="{}"><tspan class="tr">{}</tspan></a>').format(target, number)
        for number, target in pairs[:most]
    ]
    if left > 0:
        shown.append(Markup('<a href="{}"><tspan class="tr">+{}</tspan></a>').format(rest, left))
    return Markup(" ").join(shown)
