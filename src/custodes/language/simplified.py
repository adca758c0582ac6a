"""Traditional characters and their simplified forms, one for one, as OpenCC knows them."""

from __future__ import annotations

import functools


@functools.cache
def simplified_characters() -> tuple[tuple[str, str], ...]:
    """Each traditional character with its simplified one, where they differ."""
    import opencc

    characters = [chr(point) for point in (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))]
    # One a line, so that no phrase table sees two of them together.
    converted = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    return tuple(
        (traditional, simplified)
        for traditional, simplified in zip(characters, converted, strict=True)
        if traditional != simplified and len(simplified) == 1
    )
