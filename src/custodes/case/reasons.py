"""Why a file could not be read, in words: the reader's reasons, and those of the case itself."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from custodes.model import CustodesError


def explain(reason: str, language: str = "en") -> str:
    """The words for a reason's code in ``en`` or ``zh``; the code itself if it has none."""
    from custodes.reading import REASONS as READING_REASONS

    words = READING_REASONS.get(reason) or case_reasons().get(reason)
    return words[language] if words else reason


@cache
def case_reasons() -> Mapping[str, Mapping[str, str]]:
    """The codes that the case adds to those of ``custodes.reading.REASONS``, with their words."""
    source = resources.files("custodes.case").joinpath("reasons.toml").read_text("utf-8")
    table = tomllib.loads(source)
    for code, words in table.items():
        if not isinstance(words, dict) or set(words) != {"en", "zh"}:
            raise CustodesError(f"case/reasons.toml, [{code}]: needs exactly the keys en and zh")
    return table
