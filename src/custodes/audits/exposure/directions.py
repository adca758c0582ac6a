"""Which way a camera looks, from what mappers write: degrees, compass words, lists and ranges."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from custodes.audits.errors import AuditError

_NUMBER = r"[+-]?\d{1,3}(?:[.,]\d+)?"
_UNITS = re.compile(r"(?<=[\d\s])(?:°|º|˚|degrees?\b|deg\b|grad\b)", re.IGNORECASE)
_ABOUT = re.compile(r"^(?:~|≈|about\s|approx\.?\s|c(?:irc)?a\.?\s)\s*", re.IGNORECASE)
_LONE = re.compile(_NUMBER)
_RANGE = re.compile(rf"({_NUMBER}|[^\W\d]+)\s*(?:-|–|—|−|\.\.+|\bto\b|~)\s*({_NUMBER}|[^\W\d]+)")


@dataclass(frozen=True, slots=True)
class Look:
    """One way a camera looks.

    ``direction``: degrees clockwise from north, 0 <= direction < 360. ``opening``: degrees,
    0 < opening <= 360, the angle of view where a range states it; None where it does not.
    """

    direction: float
    opening: float | None = None


def parse_directions(words: str) -> tuple[tuple[Look, ...], int]:
    """The ways a camera looks, and how many parts of the words could not be read.

    Read are degrees (``90``, ``-195``, ``90°``, ``045 deg``, ``~12.5``), compass words (``NE``,
    ``south-west``, 北), lists of them (``90;270``, ``N, S``, ``10/190``, ``90 270``) and ranges
    (``239-284``, ``NW-NE``, ``350-10``), which run clockwise from the first to the second as
    Key:direction of the OpenStreetMap wiki has it: their middle is the direction, their width the
    opening; from 0 to 360 is all around. Numbers beyond ±360 are not read. Empty words have no
    parts. Repeated parts count once.
    """
    looks: list[Look] = []
    unread = 0
    for part in _parts(words):
        look = _look(part)
        if look is None:
            unread += 1
        elif look not in looks:
            looks.append(look)
    return tuple(looks), unread


def _parts(words: str) -> list[str]:
    text = _UNITS.sub(" ", words.strip())
    # A comma with one digit after it is a decimal comma ("12,5"); otherwise it parts a list.
    text = re.sub(r"(?<=\d),(?=\d(?!\d))", ".", text)
    parts: list[str] = []
    for piece in re.split(r"[;,/|&+]|\band\b|\bund\b|\bet\b", text):
        part = _ABOUT.sub("", piece.strip())
        if not part:
            continue
        tokens = part.split()
        spaced = len(tokens) > 1 and all(_angle(token) is not None for token in tokens)
        # "north east" is one direction, "90 270" two
        parts.extend(tokens if spaced and _compass(part) is None else [part])
    return parts


def _look(part: str) -> Look | None:
    angle = _angle(part)
    if angle is not None:
        return Look(angle % 360)
    between = _RANGE.fullmatch(part)
    if between is None:
        return None
    first, last = _angle(between[1]), _angle(between[2])
    if first is None or last is None:
        return None
    width = (last - first) % 360
    if width == 0:
        return Look(first % 360, 360.0) if first != last else Look(first % 360)
    return Look((first + width / 2) % 360, width)


def _angle(token: str) -> float | None:
    if _LONE.fullmatch(token):
        value = float(token.replace(",", "."))
        return value if abs(value) <= 360 else None
    return _compass(token)


def _compass(token: str) -> float | None:
    return _words().get(re.sub(r"[\s_\-.]", "", token).casefold())


@cache
def _words() -> Mapping[str, float]:
    name = "audits/exposure/directions.toml"
    text = files("custodes.audits").joinpath("exposure", "directions.toml").read_text("utf-8")
    try:
        degrees = tomllib.loads(text)["degrees"]
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise AuditError(f"{name}: it needs a table [degrees]: {error}") from error
    for word, value in degrees.items():
        if not isinstance(value, int | float) or not 0 <= value < 360:
            raise AuditError(f"{name}: {word} = {value!r} is no direction, 0 to 360 degrees")
    return {str(word): float(value) for word, value in degrees.items()}
