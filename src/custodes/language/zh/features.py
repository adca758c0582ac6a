"""What the Chinese recogniser sees of each character: itself and its neighbours, LAC, the lexicon.

Features hold single characters, n-grams of up to three, single words and classes. Characters of
what LAC takes for a person's name enter n-grams only as their class, so that a fitted model holds
no names.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from custodes.language.analysis import Word
from custodes.language.lexicon import Hit
from custodes.language.names import Features

_PUNCTUATION = frozenset("，。！？；：、,.!?;:“”‘’\"'《》〈〉（）()【】[]「」『』…—\n \t\u3000")
_MARKS = frozenset("《》〈〉“”「」‘’（）()【】、")
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
    texts = ["^", *(_text(content, word) for word in words), "$"]
    tags = ["^", *(word.tag for word in words), "$"]
    for index, word in enumerate(words):
        before, tag, after = tags[index : index + 3]
        shared = (
            "w" + texts[index + 1],
            "t-" + before,
            "t+" + after,
            "w-" + texts[index],
            "w+" + texts[index + 2],
            "tt" + before + tag + after,
        )
        first, last = word.start - start, word.end - 1 - start
        if first == last:
            rows[first] += (*shared, "tS" + tag, "pS")
        else:
            rows[first] += (*shared, "tB" + tag, "pB")
            for row in rows[first + 1 : last]:
                row += (*shared, "tM" + tag, "pM")
            rows[last] += (*shared, "tE" + tag, "pE")


def _text(content: str, word: Word) -> str:
    """The word, or its class where it may be a name, or is long."""
    if word.tag == "PER" or word.end - word.start > 4:
        return "<" + word.tag + ">"
    return content[word.start : word.end]


def _lexicon(content: str, start: int, end: int, hits: Sequence[Hit], rows: Features) -> None:
    longest: dict[str, bytearray] = {}
    for hit in sorted(hits, key=lambda hit: hit.start - hit.end):
        first, last = hit.start - start, hit.end - 1 - start
        size = min(hit.end - hit.start, 5)
        for name in hit.classes:
            reached = longest.setdefault(name, bytearray(len(rows)))
            if reached.find(1, first, last + 1) >= 0:
                continue
            reached[first : last + 1] = b"\1" * (last + 1 - first)
            single, begin, inner, final = _places(name, size)
            if first == last:
                rows[first].extend(single)
            else:
                rows[first].extend(begin)
                for row in rows[first + 1 : last]:
                    row.extend(inner)
                rows[last].extend(final)
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


@cache
def _places(name: str, size: int) -> tuple[tuple[str, str], ...]:
    """What a character sees of a listed word that it is alone, begins, is inside of, or ends."""
    return tuple((f"x{name}{place}", f"X{name}{place}{size}") for place in "SBIE")


def _marks(content: str, start: int, end: int, rows: Features) -> None:
    """Whether a character stands in or beside a title, a quotation or a bracket."""
    title = quoted = bracket = 0
    mark, before = "m000", ""
    for index, row in enumerate(rows):
        character = content[start + index]
        if character in _MARKS:
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
            mark = f"m{min(title, 2)}{quoted}{bracket}"
            if index and character in "》”」）)】、":
                rows[index - 1].append("before" + character)
        row.append(mark)
        if title:
            row.append("in-title")
        if before and before in "《“「（(【、":
            row.append("after" + before)
        before = character
