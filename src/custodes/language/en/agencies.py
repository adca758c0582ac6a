"""Where an English agency belongs and how high it stands, read from its name."""

from __future__ import annotations

import re
from functools import cache

from custodes.language.seats import Seat
from custodes.language.word_lists import words_by_kind

_NATIONAL = re.compile(
    r"\b(?:Federal|National|Central|Ministry|Supreme|Union Government|Government of India|FBI|CIA"
    r"|NSA|Home Office|Parliament|State Department|Homeland Security|White House)\b"
)
_LEVELS = (
    ("county", re.compile(r"\bCounty\b|\bSheriff\b|\bDistrict\b")),
    ("city", re.compile(r"\bCity\b|\bMunicipal\b|\bMetropolitan\b")),
    ("province", re.compile(r"\bState\b|\bHigh Court\b")),
    ("local", re.compile(r"\bVillage\b|\bWard\b|\bPolice Station\b|\bTown\b")),
)


def seat(name: str) -> Seat:
    """The place in the name, its level, and the rest of the name; empty where it says none."""
    place, kind = "", ""
    for word, known in _places():
        if word in name and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", name):
            place, kind = word, known
            break
    core = " ".join(re.sub(rf"(?<!\w){re.escape(place)}(?!\w)", " ", name).split() if place else [])
    level = "national" if _NATIONAL.search(name) or kind == "country" else ""
    if not level:
        level = next((known for known, pattern in _LEVELS if pattern.search(name)), "")
    if not level and kind in ("state", "city"):
        level = "province" if kind == "state" else "city"
    return Seat(place, level, core or name)


@cache
def _places() -> tuple[tuple[str, str], ...]:
    """Known places, longest first."""
    kinds = {"country", "state", "city", "region", "word"}
    grouped = words_by_kind("en", "lexicons/places.tsv", kinds)
    words = [(word, kind) for kind in ("country", "state", "city") for word in grouped[kind]]
    return tuple(sorted(words, key=lambda pair: -len(pair[0])))
