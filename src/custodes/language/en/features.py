"""What the English recogniser sees of each word: its form, its neighbours, the lexicon."""

from __future__ import annotations

from collections.abc import Sequence

from custodes.language.analysis import Word
from custodes.language.lexicon import Hit
from custodes.language.names import Features

_CAPITALISED = frozenset({"Aa", "AA"})


def features(content: str, words: Sequence[Word], hits: Sequence[Hit]) -> Features:
    """A list of features for each word of one sentence; ``hits`` lie inside the sentence."""
    forms = [_form(content, word) for word in words]
    tags = [word.tag for word in words]
    rows: Features = []
    for index, word in enumerate(words):
        low = forms[index]
        before = forms[index - 1] if index else "^"
        after = forms[index + 1] if index + 1 < len(words) else "$"
        far_before = forms[index - 2] if index > 1 else "^"
        far_after = forms[index + 2] if index + 2 < len(words) else "$"
        tag_before = tags[index - 1] if index else "^"
        tag_after = tags[index + 1] if index + 1 < len(words) else "$"
        row = [
            "w=" + low,
            "w-1=" + before,
            "w+1=" + after,
            "w-2=" + far_before,
            "w+2=" + far_after,
            "w-1,0=" + before + " " + low,
            "w0,1=" + low + " " + after,
            "t=" + word.tag,
            "t-1=" + tag_before,
            "t+1=" + tag_after,
            "tt=" + tag_before + word.tag + tag_after,
            "shape=" + _shape(content[word.start : word.end]),
            "end=" + low[-3:] if word.tag == "a" else "end=",
        ]
        if index == 0:
            row.append("first")
        elif word.tag in _CAPITALISED:
            row.append("inner-capital")
        row.append("run=" + str(_run(tags, index)))
        rows.append(row)
    _lexicon(words, hits, rows)
    _brackets(content, words, rows)
    return rows


def _form(content: str, word: Word) -> str:
    return "0" if word.tag == "0" else content[word.start : word.end].lower()


def _shape(text: str) -> str:
    shape = "".join(
        "A"
        if character.isupper()
        else "a"
        if character.islower()
        else "0"
        if character.isdigit()
        else character
        for character in text[:12]
    )
    squeezed = shape[:1]
    for character in shape[1:]:
        if character != squeezed[-1]:
            squeezed += character
    return squeezed + ("+" if len(text) > 3 else "")


def _run(tags: Sequence[str], index: int) -> int:
    """How many capitalised words stand together here, up to 4."""
    if tags[index] not in _CAPITALISED:
        return 0
    first = last = index
    while first > 0 and tags[first - 1] in _CAPITALISED:
        first -= 1
    while last + 1 < len(tags) and tags[last + 1] in _CAPITALISED:
        last += 1
    return min(last - first + 1, 4)


def _lexicon(words: Sequence[Word], hits: Sequence[Hit], rows: Features) -> None:
    by_start = {word.start: index for index, word in enumerate(words)}
    by_end = {word.end: index for index, word in enumerate(words)}
    taken: dict[str, set[int]] = {}
    for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, hit.start)):
        first, last = by_start.get(hit.start), by_end.get(hit.end)
        if first is None or last is None:
            continue
        for name in hit.classes:
            reached = taken.setdefault(name, set())
            if any(index in reached for index in range(first, last + 1)):
                continue
            for index in range(first, last + 1):
                reached.add(index)
                place = "S" if first == last else "B" if index == first else "I"
                if first != last and index == last:
                    place = "E"
                rows[index].append("x=" + name + place)
            if first:
                rows[first - 1].append("x+1=" + name)
            if last + 1 < len(rows):
                rows[last + 1].append("x-1=" + name)
            for index in range(first - 4, first - 1):
                if index >= 0 and name.endswith(".word"):
                    rows[index].append("ahead=" + name)


def _brackets(content: str, words: Sequence[Word], rows: Features) -> None:
    depth = quoted = 0
    for word, row in zip(words, rows, strict=True):
        text = content[word.start : word.end]
        if text in "([":
            depth += 1
        elif text in ")]":
            depth = max(0, depth - 1)
        elif text in '“”"':
            quoted = 1 if text == "“" or (text == '"' and not quoted) else 0
        if depth:
            row.append("in-bracket")
        if quoted:
            row.append("in-quotes")
