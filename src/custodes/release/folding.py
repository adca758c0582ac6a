"""Two searchable forms of a text, with the way back: for names, and for numbers and selectors."""

from __future__ import annotations

import functools
import sys
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

# What may stand inside a name without making it another name: 欧阳·修, Jean-Luc, O’Brien, J. Smith.
SEPARATORS = "-_.'’‘`´·•‧・･∙⋅＇＿．﹒"


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; ``offsets[i]`` is the code point of the original that position ``i`` is."""

    text: str
    offsets: NDArray[numpy.uint32]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original (code points) that the folded ``start..end`` came from."""
        return int(self.offsets[start]), int(self.offsets[end - 1]) + 1


def fold_name(text: str) -> Folded:
    """The form in which names are compared.

    Width, case, accents and traditional or simplified script no longer tell apart; white space,
    line breaks, invisible characters and what may join the parts of a name are left out.
    """
    return _apply(text, _name_table())


def fold_width(text: str) -> Folded:
    """The form in which identifiers are searched: full-width forms narrowed, nothing invisible."""
    return _apply(text, _width_table())


@functools.lru_cache(maxsize=65536)
def name_key(name: str) -> str:
    """The folded form of a name, for comparison alone."""
    return fold_name(name).text


def _apply(text: str, table: Any) -> Folded:
    import numpy

    points = numpy.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=numpy.uint32)
    folded = table[points]
    kept = numpy.flatnonzero(folded)
    content = folded[kept].tobytes().decode("utf-32-le", "surrogatepass")
    return Folded(content, kept.astype(numpy.uint32))


@functools.cache
def _width_table() -> Any:
    import numpy

    table = numpy.arange(sys.maxunicode + 1, dtype=numpy.uint32)
    for point in _foldable():
        character = chr(point)
        category = unicodedata.category(character)
        if category == "Cf":
            table[point] = 0
        elif category == "Zs":
            table[point] = ord(" ")
        elif category == "Pd":
            table[point] = ord("-")
        elif category == "Nd":
            table[point] = ord(str(unicodedata.digit(character)))
        else:
            narrow = unicodedata.normalize("NFKC", character)
            if len(narrow) == 1 and narrow.isascii():
                table[point] = ord(narrow)
    table[0] = ord("\ufffd")
    return table


@functools.cache
def _name_table() -> Any:
    import numpy

    from custodes.language.simplified import simplified_characters

    table = numpy.arange(sys.maxunicode + 1, dtype=numpy.uint32)
    for point in _foldable():
        character = chr(point)
        category = unicodedata.category(character)
        if category in {"Cf", "Mn", "Cc", "Pd"} or character.isspace() or character in SEPARATORS:
            table[point] = 0
            continue
        # A ligature folds to its first letter's letters only where it stays one character: ﬁ in a
        # name is so rare that one code point to one code point is worth more.
        bare = "".join(
            part
            for part in unicodedata.normalize("NFKD", character)
            if not unicodedata.combining(part)
        ).casefold()
        if len(bare) == 1:
            table[point] = ord(bare)
    simplified = numpy.arange(sys.maxunicode + 1, dtype=numpy.uint32)
    for traditional, simple in simplified_characters():
        simplified[ord(traditional)] = ord(simple)
    table = simplified[table]
    table[0] = ord("\ufffd")
    return table


def _foldable() -> list[int]:
    """The code points whose folded form may differ: not the ideographs, Hangul or private use."""
    tags = range(0xE0000, 0xE0080)
    compatibility_ideographs = range(0x2F800, 0x2FA20)
    symbols = (*range(0x3400), *range(0xA000, 0xAC00), *range(0xF900, 0x10000))
    return [*symbols, *range(0x1D400, 0x20000), *compatibility_ideographs, *tags]
