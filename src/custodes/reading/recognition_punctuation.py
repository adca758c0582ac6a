"""Punctuation beside Chinese characters, which a recogniser cannot tell from its narrow twin.

A picture shows that there is a bracket, not which code point was typed; beside Chinese characters
the wide one is what GB/T 15834-2011 prescribes and what people type.
"""

from __future__ import annotations

import re
from typing import Final

from custodes.reading.drafts import Box

_IDEOGRAPH: Final = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_WIDE_MARK: Final = re.compile(r"[\u3001-\u3002\u3008-\u3011\uff01-\uff0f\uff1a-\uff1f]")
_AFTER: Final = {":": "：", ";": "；", ",": "，", "!": "！", "?": "？"}


def widened(text: str, boxes: list[Box]) -> tuple[str, list[Box]]:
    """The text with wide punctuation where it is Chinese, and without spaces beside such."""
    characters = list(text)
    opened: list[int] = []
    for index, character in enumerate(characters):
        before = _next(characters, index, -1)
        after = _next(characters, index, 1)
        if character in _AFTER and _IDEOGRAPH.match(before):
            characters[index] = _AFTER[character]
        elif character in "(（":
            opened.append(index)
            if _IDEOGRAPH.match(before) or _IDEOGRAPH.match(after):
                characters[index] = "（"
        elif character in ")）":
            opening = opened.pop() if opened else None
            wide = bool(_IDEOGRAPH.match(before))
            if opening is not None:
                wide = wide or characters[opening] == "（"
            else:
                wide = wide or bool(_IDEOGRAPH.match(after) or _WIDE_MARK.match(after))
            if wide:
                characters[index] = "）"
                if opening is not None:
                    characters[opening] = "（"
    kept = [index for index in range(len(characters)) if not _is_loose(characters, index)]
    return "".join(characters[index] for index in kept), [boxes[index] for index in kept]


def _next(characters: list[str], index: int, step: int) -> str:
    """The next character that is no space, or nothing."""
    index += step
    while 0 <= index < len(characters):
        if characters[index] != " ":
            return characters[index]
        index += step
    return ""


def _is_loose(characters: list[str], index: int) -> bool:
    """Whether it is a space beside a wide mark, which has its own room."""
    if characters[index] != " ":
        return False
    around = (characters[index - 1] if index else "", "".join(characters[index + 1 : index + 2]))
    return any(map(_WIDE_MARK.match, around))
