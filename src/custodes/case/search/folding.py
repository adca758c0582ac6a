"""Keys of texts: case, width, accents and traditional forms folded away, with the way back.

A key is searched and never shown. Each of its characters comes of one code point of the text, so
that whatever is found in it leads back to a span of the original. What is folded, code point by
code point: compatibility forms (ＡＢ１ is AB1, ㎡ is m2), case, accents, and traditional characters
to simplified ones; what nobody sees (soft hyphens, zero-width spaces) is left out. A run of white
space is one blank, and none beside a Chinese character.
"""

from __future__ import annotations

import functools
import unicodedata
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

WIDE = 0x2E80
"""From this code point on, scripts that write no blanks between words: Han, Kana, Hangul."""

BREAK = "\n"
"""Parts blocks in a key; no query holds it, so that nothing is found across two blocks."""

_BLANK = ord(" ")
_BREAK = ord(BREAK)


@functools.cache
def simplified_forms() -> dict[int, int]:
    """Each traditional character with its simplified one, one for one.

    A list of our own, made from OpenCC's, so that a case made with one version of OpenCC is
    searched in the same way with another.
    """
    lines = files("custodes.case.search").joinpath("simplified.txt").read_text(encoding="utf-8")
    pairs = (line for line in lines.split("\n") if line and not line.startswith("#"))
    forms = {ord(pair[0]): ord(pair[1]) for pair in pairs}
    # a form that is itself a traditional one leads on, or two of a kind would have two keys
    return {old: forms.get(new, new) for old, new in forms.items()}


@functools.cache
def fold_character(character: str) -> str:
    """What one code point becomes in a key: nothing, one character, or several."""
    if character == BREAK:
        return BREAK
    if character.isspace():
        return " "
    if unicodedata.category(character) in ("Cf", "Cc"):
        return ""
    plain = unicodedata.normalize("NFKD", character).casefold()
    plain = unicodedata.normalize("NFKD", plain)
    plain = "".join(mark for mark in plain if not "\u0300" <= mark <= "\u036f")
    plain = unicodedata.normalize("NFC", plain).translate(simplified_forms())
    # compatibility forms of spacing accents bring blanks of their own
    return plain.replace(BREAK, " ")


def fold(content: str) -> tuple[str, NDArray[np.int64]]:
    """The key of a content, and for each character of the key the position it comes of.

    Line breaks part blocks. Positions are code points of ``content``.
    """
    points = np.frombuffer(content.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    if not len(points):
        return "", np.zeros(0, dtype=np.int64)
    distinct, which = np.unique(points, return_inverse=True)
    folded = [fold_character(chr(point)) for point in distinct.tolist()]
    flat = np.array([ord(letter) for word in folded for letter in word], dtype=np.uint32)
    sizes = np.array([len(word) for word in folded], dtype=np.int64)
    begins = np.cumsum(sizes) - sizes
    repeats = sizes[which]
    origin = np.repeat(np.arange(len(points), dtype=np.int64), repeats)
    if not len(origin):
        return "", origin
    within = np.arange(len(origin)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    key = flat[begins[which][origin] + within]
    kept = _worth_keeping(key)
    key, origin = key[kept], origin[kept]
    return key.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass"), origin


def _worth_keeping(key: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Where a key's characters are, but for blanks that part no two letters of a narrow script."""
    blank = key == _BLANK
    after_blank = np.concatenate(([False], blank[:-1]))
    kept = np.flatnonzero(~(blank & after_blank))
    short = key[kept]
    parts = (short >= WIDE) | (short == _BREAK)
    before = np.concatenate(([True], parts[:-1]))
    after = np.concatenate((parts[1:], [True]))
    joined: NDArray[np.int64] = kept[~((short == _BLANK) & (before | after))]
    return joined
