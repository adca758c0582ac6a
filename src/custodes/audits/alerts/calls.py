"""Which claims of a case call for this audit, and the assumptions that stand in for figures."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from custodes.audits.alerts.inputs import Band, Scenario
from custodes.audits.sourced import ASSUMED, load_figures

if TYPE_CHECKING:
    from custodes.case import Case
    from custodes.model import Claim

NEAR = 700
"""Code points before a claim in which another claim of the document may name its place."""

ALARMED = 100
"""Code points within which another claim of the document may be what speaks of the alarm."""

MOST_CLAIMS = 6


@dataclass(frozen=True, slots=True)
class Call:
    """A scenario that claims call for: its setting and the claims.

    ``place`` is the place's name and the claim that gives it, where one does.
    """

    setting: str
    scenario: Scenario
    claims: tuple[str, ...]
    place: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class _Setting:
    name: str
    words: Sequence[str]
    bands: Mapping[str, Sequence[float | str]]


def calls(case: Case) -> Iterator[Call]:
    """One Call for each setting that claims of the case speak of; none where no claim does.

    A claim calls for it when its quote speaks of faces and of a list, the quote, the characters
    beside it or a claim close to it of an alarm, and it does not deny. Its setting is told by words
    in the same place.
    """
    settings, words, types = _knowledge()
    every = list(case.claims())
    claims = [claim for claim in every if claim.type in types]
    found: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.stance != "denies" and _calls(claim, every, words):
            found.setdefault(_setting_of(claim, settings).name, []).append(claim)
    for setting in settings:
        if setting.name in found:
            calling = found[setting.name]
            place = _place(calling, claims, setting)
            tied = [claim.identifier for claim in calling[: MOST_CLAIMS - 1]]
            tied += [place[1]] if place else []
            yield Call(setting.name, scenario(setting.name), tuple(dict.fromkeys(tied)), place)


def scenario(setting: str) -> Scenario:
    """The bands of a setting as a Scenario, each with what it rests on."""
    settings, _, _ = _knowledge()
    bands = next(entry.bands for entry in settings if entry.name == setting)
    given: dict[str, Any] = {name: _band(ends) for name, ends in bands.items()}
    return Scenario(**given)


def _band(ends: Sequence[float | str]) -> Band:
    """A band whose ends are numbers, or names of sourced figures that may be defaults."""
    figures = load_figures("alerts")
    cited = [figures.default(end) for end in ends if isinstance(end, str)]
    low, high = (
        float(figures[end].quantity.low or 0.0) if isinstance(end, str) else float(end)
        for end in ends
    )
    source = "; ".join([ASSUMED, *(f"its end from {figure.citation}" for figure in cited)])
    return Band(low, high, source)


def _setting_of(claim: Claim, settings: Sequence[_Setting]) -> _Setting:
    return next(
        (each for each in settings if each.words and _has(_beside(claim), each.words)),
        settings[-1],
    )


def _calls(claim: Claim, claims: Sequence[Claim], words: Sequence[Sequence[str]]) -> bool:
    faces, lists, alarms = words
    quote = claim.quote.exact
    if not (_has(quote, faces) and _has(quote, lists)):
        return False
    return _has(_beside(claim), alarms) or any(
        _has(other.quote.exact, alarms)
        for other in claims
        if other.document == claim.document
        and other.quote.start - claim.quote.end <= ALARMED
        and claim.quote.start - other.quote.end <= ALARMED
    )


def _beside(claim: Claim) -> str:
    return f"{claim.quote.prefix}{claim.quote.exact}{claim.quote.suffix}"


def _place(
    calling: Iterable[Claim], claims: Sequence[Claim], setting: _Setting
) -> tuple[str, str] | None:
    """The place of this setting that is named nearest before one of these, and by which claim."""
    for claim in calling:
        near = [
            (other, mention)
            for other in claims
            if other.document == claim.document
            and 0 <= claim.quote.start - other.quote.start <= NEAR
            for mention in other.roles.get("place", ())
            if setting.words and _has(other.quote.exact, setting.words)
        ]
        named = [pair for pair in near if _has(pair[1].span.exact, setting.words)] or near
        if named:
            other, mention = named[-1]
            return mention.span.exact, other.identifier
    return None


def _has(text: str, words: Sequence[str]) -> bool:
    return bool(_pattern(tuple(words)).search(text))


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the words; Latin ones begin at a word's beginning."""
    parts = [rf"\b{re.escape(word)}" if word.isascii() else re.escape(word) for word in words]
    return re.compile("|".join(parts), re.IGNORECASE)


@cache
def _knowledge() -> tuple[tuple[_Setting, ...], tuple[Sequence[str], ...], frozenset[str]]:
    text = files("custodes.audits").joinpath("alerts", "calls.toml").read_text("utf-8")
    tables: dict[str, Any] = tomllib.loads(text)
    settings = tuple(
        _Setting(entry["name"], entry["words"], entry["bands"]) for entry in tables["setting"]
    )
    words = tables["words"]
    return settings, (words["faces"], words["lists"], words["alarms"]), frozenset(tables["types"])
