"""Which language a body of text is in: Chinese in either script, English, or undetermined."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import Final

COMMON_IN_ENGLISH: Final = frozenset(
    re.findall(r"\w+", "the of and to in a is that for on with are by as this be")
)
_ENGLISH_ALONE: Final = frozenset(
    re.findall(r"\w+", "the of and to that for with are by this from or not")
)
_COMMON_ELSEWHERE: Final = frozenset(
    re.findall(
        r"\w+",
        "der die und das nicht ein eine von mit auf le la les et des du une est que dans pour "
        "el los las y para del il di che non per un na da os com het een van en och att det som "
        "den av nie jest",
    )
)
"""Words of German, French, Spanish, Italian, Portuguese, Dutch, Swedish and Polish."""
_TERSE: Final = 50
"""Tables and lists of at least so many words are English with fewer common words than prose."""
_CODE: Final = re.compile(r"[a-z]{2,3}(?![a-z])")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_KANA: Final = re.compile(r"[\u3041-\u30ff]")
_LATIN: Final = re.compile(r"[A-Za-z]")


def language_of(body: str, stated: str = "") -> str:
    """``zh``, ``zh-Hant`` or ``en``, from the characters and the commonest words.

    Elsewhere what the document itself states (``fr``), ``und`` where it states nothing.
    """
    sample = body[:6_000]
    han = _HAN.findall(sample)
    latin = len(_LATIN.findall(sample))
    if len(han) * 3 >= latin and han:
        kana = len(_KANA.findall(sample))
        if kana > 0.1 * (len(han) + kana):
            return "und"
        scripts = [_script(character) for character in set(han)]
        traditional = scripts.count("traditional")
        if traditional > 2 * scripts.count("simplified") and traditional >= 2:
            return "zh-Hant"
        return "zh"
    words = re.findall(r"[a-z]+", sample.lower())
    if words and share_of(words, COMMON_IN_ENGLISH) >= 0.12:
        return "en"
    if len(words) >= _TERSE and share_of(words, _ENGLISH_ALONE) >= max(
        0.05, 4 * share_of(words, _COMMON_ELSEWHERE)
    ):
        return "en"
    told = _CODE.match(stated.lower())
    if told is None or told[0] == "zh" or han or (told[0] == "en" and not latin):
        return "und"
    return told[0]


def share_of(words: Sequence[str], known: frozenset[str]) -> float:
    """Which share of words, of which there are some, are known ones, 0..1."""
    return sum(word in known for word in words) / len(words)


@functools.lru_cache(maxsize=8192)
def _script(character: str) -> str:
    """Which script a character belongs to alone: GB 2312 holds the simplified forms, Big5 the
    traditional ones, and what both hold says nothing."""
    simplified, traditional = _encodes(character, "gb2312"), _encodes(character, "big5")
    if simplified == traditional:
        return ""
    return "simplified" if simplified else "traditional"


def _encodes(character: str, name: str) -> bool:
    try:
        character.encode(name)
    except UnicodeEncodeError:
        return False
    return True
