"""The codes for why an original could not be read, and the words for people."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType
from typing import Final

from custodes.model import CustodesError


def _load() -> Mapping[str, Mapping[str, str]]:
    source = resources.files("custodes.reading").joinpath("reasons.toml").read_text("utf-8")
    table = tomllib.loads(source)
    for code, words in table.items():
        if not isinstance(words, dict) or set(words) != {"en", "zh"}:
            raise CustodesError(f"reasons.toml, [{code}]: needs exactly the keys en and zh")
    return MappingProxyType({code: MappingProxyType(words) for code, words in table.items()})


REASONS: Final[Mapping[str, Mapping[str, str]]] = _load()
"""For each code that ``UnreadableError.reason`` may have, its explanation in ``en`` and ``zh``."""
