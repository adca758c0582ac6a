"""A text as tokens and as shingles, blind to script, width, case, punctuation and layout.

A token is a Chinese character or a word in letters and digits. A shingle is a run of tokens: five
Chinese characters, three words, or what weighs as much of both.
"""

from __future__ import annotations

import functools
import sys
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

SEPARATOR, JOINER, CHARACTER, NUMERAL, LETTER, DIGIT = range(6)
WEIGHT_OF_WORD = 2
WEIGHT_OF_SHINGLE = 5
"""A Chinese character weighs 1: so a shingle is five of them or three words."""

_NUMERALS = "〇零一二三四五六七八九十百千万萬亿億两兩壹贰叁肆伍陆柒捌玖拾佰仟"
_WORD_POWERS = 64
_MULTIPLIER = 0x9E3779B97F4A7C15
_MIX = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB)


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text in order: hash, place in code points, and which are figures."""

    hashes: NDArray[numpy.uint64]
    starts: NDArray[numpy.int64]
    ends: NDArray[numpy.int64]
    words: NDArray[numpy.bool_]
    figures: NDArray[numpy.bool_]

    def __len__(self) -> int:
        return len(self.hashes)


def tokens(content: str) -> Tokens:
    """The tokens of ``content``; equal hashes are equal tokens, in every process and version."""
    import numpy

    folding, kinds = _tables()
    points = numpy.frombuffer(content.encode("utf-32-le", "surrogatepass"), dtype=numpy.uint32)
    places = numpy.flatnonzero(kinds[points] != JOINER)
    kind = kinds[points[places]]
    in_word = kind >= LETTER
    after_word = numpy.concatenate(([False], in_word[:-1])) if len(kind) else in_word
    begins = (kind >= CHARACTER) & ~(in_word & after_word)
    kept = numpy.flatnonzero(kind >= CHARACTER)
    places, kind, begins = places[kept], kind[kept], begins[kept]
    firsts = numpy.flatnonzero(begins)
    if not len(firsts):
        empty = numpy.empty(0, dtype=numpy.int64)
        nothing = numpy.empty(0, dtype=numpy.bool_)
        return Tokens(numpy.empty(0, dtype=numpy.uint64), empty, empty, nothing, nothing)
    lengths = numpy.diff(numpy.append(firsts, len(kept)))
    position = numpy.arange(len(kept)) - numpy.repeat(firsts, lengths)
    powers = _powers(_WORD_POWERS)[position % _WORD_POWERS]
    hashes = numpy.add.reduceat(folding[points[places]].astype(numpy.uint64) * powers, firsts)
    numeric = (kind == NUMERAL) | (kind == DIGIT)
    return Tokens(
        mixed(hashes),
        places[firsts],
        places[firsts + lengths - 1] + 1,
        kind[firsts] >= LETTER,
        numpy.logical_or.reduceat(numeric, firsts),
    )


def shingles(found: Tokens) -> NDArray[numpy.uint32]:
    """The distinct shingles of a text, hashed and sorted; a text shorter than one is its own."""
    import numpy

    count = len(found)
    if not count:
        return numpy.empty(0, dtype=numpy.uint32)
    weights = numpy.where(found.words, WEIGHT_OF_WORD, 1)
    reached = numpy.concatenate(([0], numpy.cumsum(weights)))
    whole = max(1, int(numpy.count_nonzero(reached[-1] - reached[:-1] >= WEIGHT_OF_SHINGLE)))
    result = numpy.zeros(whole, dtype=numpy.uint64)
    for offset in range(min(WEIGHT_OF_SHINGLE, count)):
        last = min(whole, count - offset)
        start = numpy.arange(last)
        inside = reached[start + offset] - reached[start] < WEIGHT_OF_SHINGLE
        longer = result[:last] * numpy.uint64(_MULTIPLIER) + found.hashes[offset : offset + last]
        result[:last] = numpy.where(inside, longer, result[:last])
    return numpy.unique((mixed(result) >> numpy.uint64(32)).astype(numpy.uint32))


def mixed(hashes: NDArray[numpy.uint64]) -> NDArray[numpy.uint64]:
    """The hashes with every bit spread over all others (the finaliser of SplitMix64)."""
    import numpy

    hashes = (hashes ^ (hashes >> numpy.uint64(30))) * numpy.uint64(_MIX[0])
    hashes = (hashes ^ (hashes >> numpy.uint64(27))) * numpy.uint64(_MIX[1])
    return hashes ^ (hashes >> numpy.uint64(31))


@functools.cache
def _powers(count: int) -> Any:
    import numpy

    with numpy.errstate(over="ignore"):
        return numpy.cumprod(numpy.full(count, _MULTIPLIER, dtype=numpy.uint64))


@functools.cache
def _tables() -> Any:
    """What each code point folds to, and what it is."""
    import numpy

    from custodes.language.simplified import simplified_characters

    folding = numpy.arange(sys.maxunicode + 1, dtype=numpy.uint32)
    kinds = numpy.full(sys.maxunicode + 1, CHARACTER, dtype=numpy.uint8)
    # Hangul is written with spaces between words; private use and what follows tells nothing
    kinds[0xAC00:0xD7A4] = LETTER
    kinds[0xD800:0xF900] = SEPARATOR
    kinds[0xE0000:] = SEPARATOR
    for point in (*range(0x3400), *range(0xA000, 0xAC00), *range(0xF900, 0x10000)):
        character = chr(point)
        category = unicodedata.category(character)
        bare = "".join(
            part
            for part in unicodedata.normalize("NFKD", character)
            if not unicodedata.combining(part)
        ).casefold()
        folding[point] = ord(bare) if len(bare) == 1 else point
        if category in {"Mn", "Cf"}:
            kinds[point] = JOINER
        elif category == "Nd":
            kinds[point] = DIGIT
        elif 0x3041 <= point < 0x3100 or 0xF900 <= point < 0xFB00 or point in (0x3005, 0x3007):
            kinds[point] = CHARACTER
        elif category[0] in "LN" or category == "Mc":
            kinds[point] = LETTER
        else:
            kinds[point] = SEPARATOR
    for traditional, simple in simplified_characters():
        folding[ord(traditional)] = ord(simple)
    for numeral in _NUMERALS:
        kinds[ord(numeral)] = NUMERAL
    return folding, kinds
