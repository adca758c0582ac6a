"""Hard line breaks: which of them end a paragraph, and which only fit a text to a width."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_ENDS_SENTENCE: Final = re.compile(r"[。！？!?…；;：:.][”’」』）)\]》】\"'*#]*$")
_STARTS_ITEM: Final = re.compile(
    r"^(?:[-*•·●○■□◆▪►▶→↓✓✅☐]\s*|[–—](?![–—])\s*|\(?\d{1,3}[.)、．]\s*\D|[（(][一二三四五六七八九十\d]{1,3}[）)]"
    r"|[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十百零\d]{1,5}[章节条編编]|[①-⑳]"
    r"|[A-Za-z][.)]\s)"
)


_CONTENTS_LINE: Final = re.compile(r"(?:\.{5,}|…{3,}|·{5,}|(?:[.…·] ){4,})[ .…·]*\d{0,4}$")
_STARTS_SECTION: Final = re.compile(r"^\d{1,2}(?:[.．]\d{1,2}){0,3}\s+\D")


def starts_section(line: str) -> bool:
    """Whether a line opens with a section's number (5, 4.1); after a full stop it starts one."""
    return _STARTS_SECTION.match(line) is not None


def width(line: str) -> int:
    """How many half-width columns a line takes, wide characters counting two."""
    if line.isascii():
        return len(line)
    return len(line) + sum(unicodedata.east_asian_width(c) in "WF" for c in line)


def starts_item(line: str) -> bool:
    """Whether a line opens with a bullet, a number or an article's number."""
    return _STARTS_ITEM.match(line) is not None


def ends_sentence(line: str) -> bool:
    """Whether a line ends with a mark that can close a paragraph."""
    return _ENDS_SENTENCE.search(line[-12:]) is not None


def is_of_contents(line: str) -> bool:
    """Whether a line of a table of contents leads to its page's number with dots."""
    led = line.rstrip(" 0123456789")
    return led.endswith((".", "…", "·")) and _CONTENTS_LINE.search(line) is not None


def paragraphs(lines: list[str]) -> list[str]:
    """Join lines that a width broke; the lines have no blank ones between them.

    A line goes on in the next one if that one's first word had no room left on it, or starts in
    the middle of a sentence; otherwise lines are short by intent (a list of names, an address).
    The joined lines are parted by ``\n`` for ``squeeze`` to close.
    """
    stripped = [line.strip() for line in lines]
    widths = [width(line) for line in stripped]
    widest = max(widths, default=0)
    found: list[str] = []
    for number, line in enumerate(stripped):
        if not line:
            continue
        if found and number and not _breaks_before(lines, stripped, widths, widest, number):
            found[-1] += "\n" + line
        else:
            found.append(line)
    return found


def _breaks_before(
    lines: list[str], stripped: list[str], widths: list[int], widest: int, number: int
) -> bool:
    previous, line = stripped[number - 1], stripped[number]
    if not previous or starts_item(line):
        return True
    if _indent(lines[number]) > _indent(lines[number - 1]) and ends_sentence(previous):
        return True
    ended = ends_sentence(previous)
    if ended and starts_section(line):
        return True
    if not ended and "a" <= line[0] <= "z":
        return False
    first = line.split(" ", 1)[0] if line[0].isascii() else line[:3]
    full = widest >= 50 and widths[number - 1] + 1 + width(first) > widest
    return not full or (ended and widest > 160)


def _indent(line: str) -> int:
    return width(line[: len(line) - len(line.lstrip())])
