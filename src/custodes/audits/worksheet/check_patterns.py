"""The patterns of ``checks.toml``, compiled once."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from custodes.audits.errors import AuditError

_FILE = "audits/worksheet/checks.toml"
_COUNT, _SHARE = r"«c\d+»", r"«s\d+»"
_JOINT = r"(?:、|，|,|；|;|和|以及|及| and |, and | & )"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern with what it demands: an exhaustive list, a remainder, how many items at least."""

    regex: re.Pattern[str]
    exhaustive: bool = False
    rest: bool = False
    least: int = 1


@dataclass(frozen=True, slots=True)
class Patterns:
    """All patterns by kind, and the word lists."""

    totals: tuple[Pattern, ...]
    percentages: tuple[Pattern, ...]
    shares: tuple[Pattern, ...]
    granular: tuple[Pattern, ...]
    no_parts: re.Pattern[str]
    open_list: re.Pattern[str]


@cache
def patterns() -> Patterns:
    """The patterns of the file; raises AuditError where it is not as meant."""
    text = files("custodes.audits.worksheet").joinpath("checks.toml").read_text("utf-8")
    try:
        tables: dict[str, Any] = tomllib.loads(text)
        kinds = {
            kind: tuple(_pattern(entry) for entry in tables[kind])
            for kind in ("total", "percentages", "share", "granular")
        }
        words = {
            name: re.compile("|".join(map(re.escape, tables["words"][name])), re.IGNORECASE)
            for name in ("no_parts", "open_list")
        }
    except (tomllib.TOMLDecodeError, KeyError, TypeError, re.error) as error:
        raise AuditError(f"{_FILE} is not as meant: {error!r}") from error
    return Patterns(
        kinds["total"], kinds["percentages"], kinds["share"], kinds["granular"], **words
    )


def _pattern(entry: dict[str, Any]) -> Pattern:
    source = re.sub(r"gap\((\d+)\)", r"[^«»。！？]{0,\1}?", entry["pattern"])
    source = re.sub(r"near\((\d+)\)", r"[^«»。！？，,；;]{0,\1}?", source)
    for blank, regex in (
        ("{total}", f"(?P<total>{_COUNT})"),
        ("{whole}", f"(?P<whole>{_COUNT})"),
        ("{part}", f"(?P<part>{_COUNT})"),
        ("{percent}", f"(?P<percent>{_SHARE})"),
        ("{list}", f"(?P<list>{_listed(_COUNT)})"),
        (
            "{tight}",
            f"(?P<list>{_COUNT}(?:[^«»。！？，,；;]{{0,24}}?、[^«»。！？，,；;]{{0,24}}?{_COUNT})*)",
        ),
        ("{shares}", f"(?P<shares>{_listed(_SHARE)})"),
    ):
        source = source.replace(blank, regex)
    if "{" in re.sub(r"\{\d*,?\d*\}", "", source):
        raise AuditError(f"{_FILE}: a pattern has a blank that is not known: {entry['pattern']}")
    return Pattern(
        re.compile(source, re.IGNORECASE),
        exhaustive=entry.get("exhaustive", False),
        rest=entry.get("rest", False),
        least=entry.get("least", 1),
    )


def _listed(item: str) -> str:
    between = r"[^«»。！？]{0,24}?"
    return f"{item}(?:{between}{_JOINT}{between}{item})*"
