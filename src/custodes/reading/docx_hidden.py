"""What a DOCX holds and Word does not show or print: deleted, hidden and white words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from custodes.model import Hidden
from custodes.reading.docx_package import W

DELETED: Final = (f"{W}del", f"{W}moveFrom")
_WHITE: Final = frozenset(("ffffff", "fefefe"))
_NO_FILL: Final = frozenset(("", "auto", *_WHITE))


@dataclass(slots=True)
class Unseen:
    """The unseen words of one paragraph, in stretches that visible words part."""

    found: list[tuple[Hidden, int, list[str]]] = field(default_factory=list)

    def take(self, words: str, why: Hidden, position: int) -> None:
        """Add words; ``position`` counts the visible parts before them."""
        if self.found and self.found[-1][:2] == (why, position):
            self.found[-1][2].append(words)
        else:
            self.found.append((why, position, [words]))

    def stretches(self) -> Iterator[tuple[Hidden, str]]:
        """Why and what, in order."""
        for why, _, words in self.found:
            yield why, "".join(words).replace("\f", " ")


def hides(run: Any, shaded_styles: frozenset[str]) -> Hidden:
    """Why a reader would not see a run (``w:r``), as far as it says so itself.

    ``shaded_styles`` are the identifiers of styles that lay a colour under their text.
    """
    properties = run.find(f"{W}rPr")
    if properties is None:
        return ""
    vanish = properties.find(f"{W}vanish")
    if vanish is not None and vanish.get(f"{W}val") not in ("0", "false", "off"):
        return "hidden_text"
    colour = properties.find(f"{W}color")
    if colour is None or (colour.get(f"{W}val") or "").lower() not in _WHITE:
        return ""
    return "" if _has_ground(run, shaded_styles) else "invisible_colour"


def _has_ground(run: Any, shaded_styles: frozenset[str]) -> bool:
    """Whether anything coloured lies under a run, or may: then white is a choice of design."""
    highlight = run.find(f"{W}rPr/{W}highlight")
    if highlight is not None and highlight.get(f"{W}val") not in ("none", "white"):
        return True
    element = run
    while element is not None:
        if element.tag in (f"{W}txbxContent", f"{W}hdr", f"{W}ftr"):
            return True
        for name in ("rPr", "pPr", "tcPr", "tblPr"):
            properties = element.find(f"{W}{name}")
            if properties is not None and _is_shaded(properties, shaded_styles):
                return True
        if element.tag == f"{W}document":
            return element.find(f"{W}background") is not None
        element = element.getparent()
    return False


def _is_shaded(properties: Any, shaded_styles: frozenset[str]) -> bool:
    shading = properties.find(f"{W}shd")
    if shading is not None and (
        (shading.get(f"{W}fill") or "").lower() not in _NO_FILL
        or shading.get(f"{W}val") in ("solid", "pct100")
    ):
        return True
    # A table's style colours some rows and not others; which, only laying it out would tell.
    if properties.find(f"{W}tblStyle") is not None:
        return True
    named = properties.find(f"{W}pStyle")
    if named is None:
        named = properties.find(f"{W}rStyle")
    return named is not None and named.get(f"{W}val") in shaded_styles
