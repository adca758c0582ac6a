"""Titles in 《》 (nested ones too), and the document numbers beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_OPEN, _CLOSE = "《〈<", "》〉>"
_LONGEST = 200

# 六视频办发〔2018〕8号, 国办发[2015]10号, 新公通（2017）3号
NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,12}[〔\[（(【]\s?(?:19|20)\d\d\s?年?[〕\]）)】]\s?第?\s?\d{1,4}\s?号"
)
# What stands before 发〔2021〕37号 is an office in short, and no person.
ISSUED = re.compile(r"[发發办辦函字通规規令]{1,2}[〔\[（(【](?:19|20)\d\d[〕\]）)】]")
_BETWEEN = re.compile(r"[\s（(，,、：:“”\"》]*")


@dataclass(frozen=True, slots=True)
class Title:
    """A title without its marks, code points ``start..end``; ``number`` is its document number."""

    start: int
    end: int
    number: str = ""


def titles(content: str, start: int, end: int) -> list[Title]:
    """The titles in 《》 between two positions, outer before inner, in order of position.

    An inner title stands in 〈〉, <> or a second 《》. A mark that is never closed opens nothing.
    """
    found: list[tuple[int, int]] = []
    opened: list[int] = []
    for position in range(start, end):
        character = content[position]
        if character == "《" or (opened and character in _OPEN):
            opened.append(position)
        elif opened and character in _CLOSE:
            pair = _OPEN[_CLOSE.index(character)]
            while opened and content[opened[-1]] != pair and pair == "《" and len(opened) > 1:
                opened.pop()
            if content[opened[-1]] != pair:
                continue
            first = opened.pop() + 1
            if 0 < position - first <= _LONGEST:
                found.append((first, position))
        elif character == "\n":
            opened.clear()
    found.sort(key=lambda pair: (pair[0], -pair[1]))
    numbers = [match.span() for match in NUMBER.finditer(content, start, end)]
    return [Title(a, b, _number(content, a, b, numbers)) for a, b in found]


def _number(content: str, start: int, end: int, numbers: list[tuple[int, int]]) -> str:
    """The document number right before the title or right after it."""
    for first, last in numbers:
        if first >= end and _BETWEEN.fullmatch(content, end, first):
            return content[first:last]
        if last <= start and _BETWEEN.fullmatch(content[last:start].replace("《", "")):
            return content[first:last]
    return ""
