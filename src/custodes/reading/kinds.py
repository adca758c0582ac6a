"""What kind of document a text is, by cues of title and first lines kept as data."""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import cast, get_args

from custodes.model import CustodesError, DocumentKind


@dataclass(frozen=True, slots=True)
class Cue:
    """One entry of the cue list, compiled."""

    kind: DocumentKind
    weight: int
    title: re.Pattern[str] | None
    opening: re.Pattern[str] | None


@functools.cache
def cues() -> tuple[int, tuple[Cue, ...]]:
    """The least sum and the cues of ``kinds.toml``. Raises CustodesError naming a wrong entry."""
    source = resources.files("custodes.reading").joinpath("kinds.toml").read_text("utf-8")
    return parse_cues(source, "kinds.toml")


def parse_cues(source: str, name: str) -> tuple[int, tuple[Cue, ...]]:
    """Parse and check a cue list; an error names file and line."""
    try:
        table = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise CustodesError(f"{name}: {error}") from error
    starts = [n for n, line in enumerate(source.split("\n"), 1) if line.strip() == "[[cue]]"]
    found = []
    for line, entry in zip(starts, table.get("cue", []), strict=True):
        try:
            if entry["kind"] not in get_args(DocumentKind):
                raise ValueError(f"{entry['kind']!r} is no kind of document")
            patterns = [
                re.compile(entry[key], re.IGNORECASE) if key in entry else None
                for key in ("title", "opening")
            ]
            found.append(Cue(cast(DocumentKind, entry["kind"]), int(entry["weight"]), *patterns))
        except (KeyError, ValueError, TypeError, re.error) as error:
            raise CustodesError(f"{name}, line {line}: {error}") from error
    return int(table.get("least", 1)), tuple(found)


def kind_of(title: str, opening: list[str]) -> DocumentKind:
    """The kind of document that title and first lines speak for, or ``unknown``."""
    least, found = cues()
    sums: dict[DocumentKind, int] = {}
    for cue in found:
        hit = (cue.title is not None and cue.title.search(title)) or (
            cue.opening is not None and any(cue.opening.search(line[:400]) for line in opening)
        )
        if hit:
            sums[cue.kind] = sums.get(cue.kind, 0) + cue.weight
    best = max(sums, key=lambda kind: sums[kind], default=None)
    return best if best is not None and sums[best] >= least else "unknown"
