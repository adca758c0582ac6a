"""What the Chinese recogniser sees of each character: itself and its neighbours, LAC, the lexicon.

Features hold single characters, n-grams of up to three, single words and classes. Characters of
what LAC takes for a person's name enter n-grams only as their class, so that a fitted model holds
no names.
"""

from __future__ import annotations

from collections.abc import Sequence

from custodes.language.analysis import Word
from custodes.language.lexicon import Hit
from custodes.language.names import Features

_PUNCTUATION = frozenset("，。！？；：、,.!?;:“”‘’\"'《》〈〉（）()【】[]「」『』…—\n \t\u3000")
_AHEAD = 10
"""How many characters ahead the end of an organisation's name is looked for."""

_ENDINGS = (
    "agency.suffix",
    "company.suffix",
    "company.media_suffix",
    "agency.civil_suffix",
    "programme.suffix",
    "place.suffix",
    "technology.suffix",
    "data.suffix",
    "group.suffix",
    "instrument.suffix",
)


def features(
    content: str, start: int, end: int, words: Sequence[Word], hits: Sequence[Hit]
) -> Features:
    """A list of features for each code point ``start..end`` (one sentence).

    ``words`` are the sentence's words, ``hits`` the lexicon's words inside the sentence.
    """
    length = end - start
    rows: Features = [[] for _ in range(length)]
    shown = _shown(content, start, end, words)
    _characters(shown, rows)
    _words(content, start, words, rows)
    _lexicon(content, start, end, hits, rows)
    _marks(content, start, end, rows)
    return rows


def _shown(content: str, start: int, end: int, words: Sequence[Word]) -> list[str]:
    """The characters as n-grams see them: digits, Latin and names only as their class."""
    shown = []
    for character in content[start:end]:
        if character.isdigit():
            shown.append("0")
        elif character.isascii() and character.isalpha():
            shown.append("A" if character.isupper() else "a")
        else:
            shown.append(character)
    for word in words:
        if word.tag == "PER":
            for position in range(word.start - start, word.end - start):
                shown[position] = "P"
    return shown


def _characters(shown: list[str], rows: Features) -> None:
    padded = ["^^", "^", *shown, "$", "$$"]
    for index, row in enumerate(rows):
        a, b, c, d, e = padded[index : index + 5]
        row += (
            "c" + c,
            "b" + b,
            "d" + d,
            "a" + a,
            "e" + e,
            "bc" + b + c,
            "cd" + c + d,
            "ab" + a + b,
            "de" + d + e,
            "bcd" + b + c + d,
        )


def _words(content: str, start: int, words: Sequence[Word], rows: Features) -> None:
    for index, word in enumerate(words):
        before = words[index - 1] if index else None
        after = words[index + 1] if index + 1 < len(words) else None
        text = _text(content, word)
        shared = [
            "w" + text,
            "t-" + (before.tag if before else "^"),
            "t+" + (after.tag if after else "$"),
            "w-" + (_text(content, before) if before else "^"),
            "w+" + (_text(content, after) if after else "$"),
            "tt" + (before.tag if before else "^") + word.tag + (after.tag if after else "$"),
        ]
        last = word.end - 1
        for position in range(word.start, word.end):
            place = "B" if position == word.start else "E" if position == last else "M"
            if word.end - word.start == 1:
                place = "S"
            row = rows[position - start]
            row += shared
            row.append("t" + place + word.tag)
            row.append("p" + place)


def _text(content: str, word: Word) -> str:
    """The word, or its class where it may be a name, or is long."""
    if word.tag == "PER" or word.end - word.start > 4:
        return "<" + word.tag + ">"
    return content[word.start : word.end]


def _lexicon(content: str, start: int, end: int, hits: Sequence[Hit], rows: Features) -> None:
    longest: dict[str, bytearray] = {}
    for hit in sorted(hits, key=lambda hit: hit.start - hit.end):
        first, last = hit.start - start, hit.end - 1 - start
        size = str(min(hit.end - hit.start, 5))
        for name in hit.classes:
            reached = longest.setdefault(name, bytearray(len(rows)))
            if reached.find(1, first, last + 1) >= 0:
                continue
            reached[first : last + 1] = b"\1" * (last + 1 - first)
            word, sized = "x" + name, "X" + name
            if first == last:
                rows[first].extend((word + "S", sized + "S" + size))
            else:
                rows[first].extend((word + "B", sized + "B" + size))
                for row in rows[first + 1 : last]:
                    row.extend((word + "I", sized + "I" + size))
                rows[last].extend((word + "E", sized + "E" + size))
            if first > 0:
                rows[first - 1].append("x>" + name)
            if last + 1 < len(rows):
                rows[last + 1].append("x<" + name)
    for name in _ENDINGS:
        reached = longest.get(name, bytearray())
        distance = _AHEAD + 1
        for position in range(len(reached) - 1, -1, -1):
            if content[start + position] in _PUNCTUATION:
                distance = _AHEAD + 1
            elif reached[position]:
                distance = 0
            else:
                distance += 1
            if 0 < distance <= _AHEAD:
                rows[position].append("y" + name + ("0" if distance < 4 else "4"))


def _marks(content: str, start: int, end: int, rows: Features) -> None:
    """Whether a character stands in or beside a title, a quotation or a bracket."""
    title = quoted = bracket = 0
    for index, row in enumerate(rows):
        character = content[start + index]
        if character in "《〈":
            title += 1
        elif character in "》〉":
            title = max(0, title - 1)
        elif character in "“「‘":
            quoted = 1
        elif character in "”」’":
            quoted = 0
        elif character in "（(":
            bracket = 1
        elif character in "）)":
            bracket = 0
        row.append("m" + str(min(title, 2)) + str(quoted) + str(bracket))
        if title:
            row.append("in-title")
    row_count = len(rows)
    for index, row in enumerate(rows):
        if index and content[start + index - 1] in "《“「（(【、":
            row.append("after" + content[start + index - 1])
        if index + 1 < row_count and content[start + index + 1] in "》”」）)】、":
            row.append("before" + content[start + index + 1])
