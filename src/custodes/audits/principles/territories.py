"""Where a claim takes place: territories by words of its roles, and China's by its divisions."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from custodes.audits.principles.knowledge import Knowledge, read
from custodes.language.zh.knowledge import divisions
from custodes.model import Claim, Wording

_HAN = re.compile(r"[\u3400-\u9fff]")
_LONGEST_DIVISION = 12
_SPECIAL = {"81": "HK", "82": "MO", "71": "TW"}
_PLACED = frozenset({"place", "agency"})


@dataclass(frozen=True, slots=True)
class Wider:
    """A wider territory that one belongs to, and the days of that, inclusive."""

    key: str
    first: datetime.date | None = None
    last: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Territory:
    """A territory; ``words`` name it or what lies in it."""

    key: str
    name: Wording
    words: tuple[str, ...]
    wider: tuple[Wider, ...]


@cache
def territories() -> Mapping[str, Territory]:
    """Every territory that ships, by key."""
    return parsed(read("territories.toml"))


def parsed(file: Knowledge) -> dict[str, Territory]:
    """The territories of a file; raises AuditError with file and line."""
    found = {}
    for key, entry in file.tables.items():
        header = f"[{key}]"
        file.keys(header, entry, ("en", "zh", "words"), ("in",))
        wider = []
        for each in entry.get("in", ()):
            file.keys(header, each, ("key",), ("from", "until"))
            if each["key"] not in file.tables:
                raise file.error(header, f"there is no territory {each['key']!r}")
            wider.append(Wider(each["key"], each.get("from"), each.get("until")))
        found[key] = Territory(
            key,
            file.words(header, {"en": entry["en"], "zh": entry["zh"]}),
            file.strings(header, "words", entry["words"]),
            tuple(wider),
        )
    return found


def widened(key: str, day: datetime.date) -> Iterator[str]:
    """The territory and every wider one that it belongs to on that day."""
    yield key
    for wider in territories()[key].wider:
        if (wider.first is None or wider.first <= day) and (
            wider.last is None or day <= wider.last
        ):
            yield from widened(wider.key, day)


def places_of(claim: Claim) -> frozenset[str]:
    """The territories that the places and bodies of a claim's roles lie in."""
    found: set[str] = set()
    for role, mentions in claim.roles.items():
        if role == "time":
            continue
        for mention in mentions:
            if mention.kind in _PLACED:
                words = " ".join((mention.canonical, mention.span.exact, mention.place))
                found |= _located(words)
    return frozenset(found)


@cache
def _located(words: str) -> frozenset[str]:
    han, latin = _patterns()
    found = {han[1][match] for match in han[0].findall(words)}
    found |= {latin[1][match] for match in latin[0].findall(words)}
    if not found:
        for part in re.split(r"[^\u3400-\u9fff]+", words):
            code = _division(part)
            if code:
                found.add(_SPECIAL.get(code[:2], "CN"))
    return frozenset(found)


def _division(words: str) -> str:
    """The code of the division that these words begin with, or nothing."""
    known = divisions()
    for length in range(min(_LONGEST_DIVISION, len(words)), 1, -1):
        codes = known.get(words[:length])
        if codes:
            return codes[0]
    return ""


@cache
def _patterns() -> tuple[
    tuple[re.Pattern[str], dict[str, str]], tuple[re.Pattern[str], dict[str, str]]
]:
    words = {word: key for key, each in territories().items() for word in each.words}
    longest = sorted(words, key=len, reverse=True)
    chinese = "|".join(re.escape(word) for word in longest if _HAN.search(word))
    english = "|".join(re.escape(word) for word in longest if not _HAN.search(word))
    return (
        (re.compile(chinese), words),
        (re.compile(rf"(?<![\w.])(?:{english})(?![\w])"), words),
    )
