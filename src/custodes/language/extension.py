"""What a user adds to the knowledge that comes with custodes: files of the same shape and place.

A folder of the user's own, named by the environment variable CUSTODES_KNOWLEDGE, mirrors the rooms:
``language/taxonomy.toml``, ``language/zh/lexicons/agencies.tsv``, ``evidence/frames/drones.toml``.
What stands there is read after what comes with custodes. It is never taken from a case, which may
be a stranger's.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from custodes.model import CustodesError

VARIABLE = "CUSTODES_KNOWLEDGE"
"""The environment variable that names the user's folder."""

DESCRIPTION = "language.toml"
"""What makes a folder ``language/CODE`` of the user's a language of its own."""

LANGUAGE_LISTS = {
    "agencies": ("agency", ("name", "word")),
    "companies": ("company", ("name", "media", "platform", "word")),
    "programmes": ("programme", ("name", "word")),
    "places": ("place", ("country", "state", "city", "region")),
    "persons": ("person", ("honorific", "given")),
    "instruments": ("instrument", ("name", "word")),
    "titles": ("title", ("official", "commentator", "public", "private")),
}
"""The lists in its ``lexicons/``: what they name, and the kinds in their second column."""

_LANGUAGE_FILES = frozenset(
    {DESCRIPTION, "units.tsv", "numerals.tsv", "months.tsv", "approximation.tsv"}
    | {f"lexicons/{name}.tsv" for name in LANGUAGE_LISTS}
)

_CODE = re.compile(r"[a-z]{2,3}")

FRAMES = "evidence/frames"
"""Where a file of any name may be added; elsewhere a file adds to the one of the same name."""


class ExtensionError(CustodesError):
    """The user's folder of knowledge is not there, or holds a file that nothing reads."""


@dataclass(frozen=True, slots=True)
class Source:
    """A data file: how errors name it, and what it holds."""

    name: str
    content: str


def folder() -> Path | None:
    """The user's folder, if there is one. Raises ExtensionError if it is named and not there."""
    named = os.environ.get(VARIABLE, "")
    if not named:
        return None
    path = Path(named)
    if not path.is_dir():
        raise ExtensionError(
            f"{VARIABLE} names {named!r}, which is no folder. Make it, or unset the variable."
        )
    return path


def sources(room: str, name: str) -> Iterator[Source]:
    """The data file ``name`` of a room as it comes with custodes, then what the user adds to it."""
    own = resources.files(f"custodes.{room}") / name
    if own.is_file():
        yield Source(name, own.read_text(encoding="utf-8"))
    added = folder()
    if added is not None and (path := added / room / name).is_file():
        yield Source(str(path), _text(path))


def added_frames() -> Iterator[Source]:
    """The files of claim frames that the user adds, by name."""
    added = folder()
    if added is not None:
        for path in sorted((added / FRAMES).glob("*.toml")):
            yield Source(str(path), _text(path))


def unread(path: Path) -> Iterator[Path]:
    """The files under a user's folder that no part of custodes would read."""
    package = resources.files("custodes")
    for file in sorted(path.rglob("*")):
        if file.is_dir() or file.name.startswith("."):
            continue
        place = file.relative_to(path)
        if place.parent.as_posix() == FRAMES and file.suffix == ".toml":
            continue
        if place.parts[0] == "language" and len(place.parts) > 2:
            described = (path / "language" / place.parts[1] / DESCRIPTION).is_file()
            if described and "/".join(place.parts[2:]) in _LANGUAGE_FILES:
                continue
        if file.suffix not in (".toml", ".tsv", ".txt") or not (package / str(place)).is_file():
            yield file


@cache
def added_languages() -> tuple[str, ...]:
    """The codes of the languages that the user's folder brings, in order: its ``language/CODE``."""
    added = folder()
    if added is None:
        return ()
    described = (added / "language").glob(f"*/{DESCRIPTION}")
    codes = sorted(path.parent.name for path in described)
    for code in codes:
        if not _CODE.fullmatch(code) or code in ("zh", "en"):
            raise ExtensionError(
                f"{added / 'language' / code}: a language's folder has a code of two or three"
                " small letters, such as fr; zh and en come with custodes."
            )
    return tuple(codes)


@cache
def mark() -> str:
    """What the version of an extractor carries where a user's folder adds to it: + and 8 digits.

    Empty where there is none: the same knowledge gives the same mark on every machine.
    """
    added = folder()
    if added is None:
        return ""
    digest = hashlib.sha256()
    for file in sorted(path for path in added.rglob("*") if path.is_file()):
        digest.update(file.relative_to(added).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return f"+{digest.hexdigest()[:8]}"


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ExtensionError(f"{path} cannot be read as UTF-8 text: {error}") from error
