"""Why a claim was made: each word that spoke for it, with the file and line it is written in.

The lines are those of the data files of this room, so that whoever finds a claim wrong knows what
to mend (``frames/``, ``reporting.toml``, ``status.toml``, ``stance_words.toml``,
``handing_over.toml``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import resources
from typing import Literal

from custodes.model import Claim

Part = Literal["frame", "status", "hedge", "voice", "encoder"]

_LINE = re.compile(r"(frame|status|hedge|voice|encoder) (.+?): (.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that spoke for a claim.

    ``part`` is what it decides (the type, the status, the stance, whose word it is), ``name`` the
    group of words, ``words`` what stands in the text, ``file`` and ``line`` (from 1, 0 where there
    is none) where the group is written. The encoder has a part in all of these: its ``words`` are
    what it thinks likeliest, and how likely.
    """

    part: Part
    name: str
    words: str
    file: str = ""
    line: int = 0


def explain(claim: Claim) -> tuple[Reason, ...]:
    """What the extractor noted when it made the claim; empty for one that a person made."""
    found = []
    for note in claim.trace:
        match = _LINE.fullmatch(note)
        if match is None:
            continue
        part, name, words = match.groups()
        file, entry = _home(part, name)
        line = _line(file, entry, words) if file else 0
        found.append(Reason(part, name, words, file, line))  # type: ignore[arg-type]
    return tuple(found)


def _home(part: str, name: str) -> tuple[str, str]:
    """The file of a group, and the line that begins its entry's name there."""
    if part == "frame":
        claim_type, _, trigger = name.partition(".")
        return (f"frames/{claim_type}.toml", f'name = "{trigger}"') if trigger else ("", "")
    if part == "encoder":
        return "", ""
    if name == "handed over":
        return "handing_over.toml", 'name = "reply"'
    if part == "voice":
        # where it stands (before, after, far), then the verb's group
        return "reporting.toml", f'name = "{name.rpartition(" ")[2]}"'
    if name in ("denial", "never"):
        return "stance_words.toml", f'name = "{name}"'
    return "status.toml", f'{"status" if part == "status" else "stance"} = "{name}"'


def _line(file: str, entry: str, words: str) -> int:
    """The line that holds the words in the entry, or the entry's own where none holds them."""
    source = resources.files("custodes.evidence").joinpath(file)
    lines = source.read_text(encoding="utf-8").split("\n")
    begun, inside = 0, False
    for number, line in enumerate(lines, start=1):
        if line.startswith("[["):
            inside = False
        elif line.strip() == entry:
            begun, inside = begun or number, True
        elif begun and inside and _holds(line, words):
            return number
    return begun


def _holds(line: str, words: str) -> bool:
    terms = (term.removesuffix("*") for term in re.findall(r'"([^"]+)"', line))
    return any(words.lower().startswith(term.lower()) for term in terms)
