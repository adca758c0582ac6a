"""What an English quantity counts: the plural noun that follows it, with what describes it."""

from __future__ import annotations

import re
from functools import cache

from custodes.language.word_lists import words_by_kind

_WORD = re.compile(r"\s+([A-Za-z][A-Za-z'’/-]*)")
_OF = re.compile(r"\s+of\s+(?:the|its|their|all|these|those)?(?=\s)|\s+of(?=\s)")
_WORDS = 4
_NO_PLURALS = ("ss", "us", "is", "'s", "’s")


def after(content: str, position: int, end: int) -> str | None:
    """The shortest run of up to four words from ``position`` that ends in a plural, or None.

    79 Flock Safety Cameras: Flock Safety Cameras. Prepositions, articles and auxiliaries end the
    search, since what stands after them is another phrase.
    """
    stop_words, irregular = _lists()
    of = _OF.match(content, position, end)
    at = of.end() if of else position
    begin = None
    for _ in range(_WORDS):
        word = _WORD.match(content, at, end)
        if not word or word[1].lower() in stop_words:
            return None
        begin = word.start(1) if begin is None else begin
        at = word.end()
        lower = word[1].lower()
        plural = lower.endswith("s") and len(lower) > 3 and not lower.endswith(_NO_PLURALS)
        if plural or lower in irregular:
            return content[begin:at]
    return None


@cache
def _lists() -> tuple[frozenset[str], frozenset[str]]:
    grouped = words_by_kind("en", "counted_words.tsv", ("stop", "plural"))
    return frozenset(grouped["stop"]), frozenset(grouped["plural"])
