"""The names of OpenDocument's elements, and what its styles say of a text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, Literal

_SPACE: Final = "{urn:oasis:names:tc:opendocument:xmlns:"
OFFICE: Final = f"{_SPACE}office:1.0}}"
TEXT: Final = f"{_SPACE}text:1.0}}"
TABLE: Final = f"{_SPACE}table:1.0}}"
DRAW: Final = f"{_SPACE}drawing:1.0}}"
STYLE: Final = f"{_SPACE}style:1.0}}"
SLIDES: Final = f"{_SPACE}presentation:1.0}}"
META: Final = f"{_SPACE}meta:1.0}}"
DC: Final = "{http://purl.org/dc/elements/1.1/}"

_FO: Final = f"{_SPACE}xsl-fo-compatible:1.0}}"
_WHITE: Final = frozenset(("#ffffff", "#fefefe"))
_NO_FILL: Final = frozenset(("", "transparent", *_WHITE))
_SIZES: Final = (
    f"{_FO}font-size",
    f"{STYLE}font-size-asian",
)
_CHAIN: Final = 20
"""The most styles that one style may go back to."""


class Styles:
    """What styles say of visibility and of a paragraph's office, their ancestors' word included."""

    def __init__(self, *trees: Any) -> None:
        self._styles: dict[tuple[str, str], Any] = {}
        for tree in trees:
            for style in tree.iter(f"{STYLE}style") if tree is not None else ():
                key = style.get(f"{STYLE}family", ""), style.get(f"{STYLE}name", "")
                self._styles.setdefault(key, style)

    def chain(self, family: str, name: str | None) -> Iterator[tuple[str, Any]]:
        """The names and elements of a style and of those it goes back to, nearest first."""
        for _ in range(_CHAIN):
            if not name:
                return
            style = self._styles.get((family, name))
            yield name, style
            name = style.get(f"{STYLE}parent-style-name") if style is not None else None

    def hides(self, family: str, name: str | None) -> bool:
        """Whether text of this style is not shown; the nearest style that says so decides."""
        for _, style in self.chain(family, name):
            properties = style.find(f"{STYLE}text-properties") if style is not None else None
            said = properties.get(f"{TEXT}display") if properties is not None else None
            if said:
                return bool(said == "none")
        return False

    def size(self, family: str, name: str | None) -> float:
        """The size of a style's letters in points, the larger of Western and East Asian ones."""
        for _, style in self.chain(family, name):
            properties = style.find(f"{STYLE}text-properties") if style is not None else None
            if properties is None:
                continue
            sizes = [_points(properties.get(attribute, "")) for attribute in _SIZES]
            if any(sizes):
                return max(sizes)
        return 0.0

    def colour(self, family: str, name: str | None) -> Literal["", "white", "other"]:
        """Whether letters of a style are white; ``other`` on a ground that is not, or may not be.

        Empty where the style leaves that open.
        """
        colour = ""
        for _, style in self.chain(family, name):
            for properties in style if style is not None else ():
                ground = properties.get(f"{_FO}background-color", "").lower()
                if ground not in _NO_FILL:
                    return "other"
                if properties.tag == f"{STYLE}text-properties":
                    colour = colour or properties.get(f"{_FO}color", "").lower()
        if colour in _WHITE:
            return "white"
        return "other" if colour else ""

    def hides_slide(self, name: str | None) -> bool:
        """Whether slides of this style are left out when the presentation is shown."""
        return any(
            properties.get(f"{SLIDES}visibility") == "hidden"
            for _, style in self.chain("drawing-page", name)
            if style is not None
            for properties in style.iter(f"{STYLE}drawing-page-properties")
        )


def _points(untrusted: str) -> float:
    """A size that is stated in points; 0 for any other."""
    number = untrusted.removesuffix("pt")
    known = number != untrusted and len(number) < 8 and number.replace(".", "", 1).isdecimal()
    return float(number) if known else 0.0
