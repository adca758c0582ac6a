"""Words of denial, doubt, condition and conclusion in a claim, counted group by group."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from custodes.evidence.lexicon import DataFile

_NEAR = 60
"""Of what leads up to a claim, this many code points are looked at."""
_ANSWER = re.compile(r"(?:^|\?\s*)(?:No|Not)\b")


@cache
def _groups() -> tuple[re.Pattern[str], ...]:
    """One pattern a group. Raises KnowledgeError where the file cannot be used."""
    name = "stance_words.toml"
    path = resources.files("custodes.evidence") / name
    source = DataFile(name, path.read_text(encoding="utf-8"))
    found = []
    for entry in source.entries("group"):
        chinese = [re.escape(word) for word in source.list(entry, "zh")]
        english = [
            rf"\b{re.escape(word.removesuffix('*'))}" + (r"\w*" if word.endswith("*") else r"\b")
            for word in source.list(entry, "en")
        ]
        words = sorted(chinese, key=len, reverse=True) + sorted(english, key=len, reverse=True)
        found.append(re.compile("|".join(words), re.IGNORECASE))
    return tuple(found)


def stance_row(content: str, floor: int, start: int, end: int, question: bool) -> list[float]:
    """What the claim ``start..end`` says of its stance; ``floor`` is where its sentence begins.

    ``question`` tells that the sentence before it asks something.
    """
    said, led = content[start:end], content[max(floor, start - _NEAR) : start]
    row = [float(bool(_ANSWER.search(said))), float("?" in said or "？" in said), float(question)]
    for words in _groups():
        row += [float(len(words.findall(said))), float(len(words.findall(led)))]
    return row
