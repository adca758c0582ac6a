"""Whether a PDF page's own text can be trusted, or its picture has to be read instead."""

from __future__ import annotations

import functools
import re
from typing import Any, Final

from custodes.reading.placed_lines import TextLayer

STAMPED: Final = 60
"""So few characters on a page-filling picture are a stamp, a number or a watermark on a scan."""
EDGE: Final = 0.09
"""The share of a page at its top and its foot where running heads and stamps stand."""
FILLING: Final = 0.5
"""The share of a page from which on a picture on it counts as filling it."""
_UNKNOWN_SHARE: Final = 0.1
"""So many characters that mean nothing make a layer useless: it was made without its font."""
_PLAUSIBLE_SHARE: Final = 0.6
_SAMPLE: Final = 600
"""About so many characters of a page, from all over it, are judged."""
_ENOUGH: Final = 20
"""So many words or ideographs are needed to call a text implausible."""

_WORD: Final = re.compile(r"[A-Za-zÀ-ž0-9]+")
_PLAUSIBLE_WORD: Final = re.compile(
    r"(?:[A-ZÀ-Þ]?[a-zß-ž]+|[A-ZÀ-Þ]+s?|[0-9]+[a-z]{0,3}|[A-Z]{1,4}[0-9]+)"
)
_VOWEL: Final = re.compile(r"[aeiouyAEIOUYÀ-ž0-9]")
_IDEOGRAPH: Final = re.compile(r"[\u3400-\u9fff]")


def needs_recognition(page: Any, layer: TextLayer) -> bool:
    """Whether a page (of pypdfium2) is a picture of text, or its text layer is bad.

    A bad layer is one whose characters mean nothing, or one beside a page-filling picture that
    is mostly no language. A page with neither text nor anything drawn is only empty.
    """
    characters = sum(len(line.text) for line in layer.lines)
    unknown = layer.foreign + sum(line.text.count("\ufffd") for line in layer.lines)
    if characters + layer.foreign == 0:
        return _draws(page)
    if unknown >= 5 and unknown > _UNKNOWN_SHARE * (characters + layer.foreign):
        return True
    if not layer.pictured:
        return False
    edge = EDGE * layer.height
    inside = sum(
        len(line.text)
        for line in layer.lines
        if line.bottom > edge and line.top < layer.height - edge
    )
    if inside < STAMPED:
        return fills(page)
    some = layer.lines[:: max(1, characters // _SAMPLE)]
    return not is_plausible("\n".join(line.text for line in some)) and fills(page)


def is_plausible(text: str) -> bool:
    """Whether a text is mostly words of a language, judged by how words are made.

    Words in Latin letters have a vowel and no capitals inside of them; of Chinese characters
    nearly all in running text are among the 3,755 of level 1 of GB/T 2312-1980, or the 5,401 of
    level 1 of Big5. Too short a text is given the benefit of the doubt.
    """
    words = [word for word in _WORD.findall(text) if len(word) > 1]
    ideographs = _IDEOGRAPH.findall(text)
    total = len(words) + len(ideographs)
    if total < _ENOUGH:
        return True
    good = sum(
        1 for word in words if _PLAUSIBLE_WORD.fullmatch(word) and _VOWEL.search(word)
    ) + sum(map(_is_frequent, ideographs))
    return good >= _PLAUSIBLE_SHARE * total


@functools.lru_cache(maxsize=10_000)
def _is_frequent(ideograph: str) -> bool:
    simplified = ideograph.encode("gb2312", "replace")
    if len(simplified) == 2 and 0xB0 <= simplified[0] <= 0xD7:
        return True
    traditional = ideograph.encode("big5", "replace")
    return len(traditional) == 2 and 0xA4 <= traditional[0] <= 0xC6


def fills(page: Any) -> bool:
    """Whether one picture, or several side by side, cover more than half of a page."""
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    width, height = page.get_size()
    covered = 0.0
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = item.get_bounds()
        across = min(right, max(width, height)) - max(left, 0.0)
        up = min(top, max(width, height)) - max(bottom, 0.0)
        covered += max(0.0, across) * max(0.0, up)
        if covered > FILLING * width * height:
            return True
    return False


def _draws(page: Any) -> bool:
    """Whether anything at all is drawn on a page."""
    return next(iter(page.get_objects(max_depth=3)), None) is not None
