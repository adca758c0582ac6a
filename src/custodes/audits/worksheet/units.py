"""Units and counted things: which figures may be added, and what a sum is counted in.

The words of the documents are read by ``units.toml``; pint does the algebra, with fractions. What
is counted has a dimension of its own, so that 1158张 and 60余名 do not add up unless a sheet says
how many of one make the other.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from custodes.audits.errors import AuditError

_FILE = "audits/worksheet/units.toml"
_TOKEN = re.compile(r"\s*(\*\*|[*/^()]|[^*/^()]+)")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of units: each word's unit, what a reader calls a unit, and the definitions."""

    unit_of: Mapping[str, str]
    labels: Mapping[str, Mapping[str, str]]
    definitions: tuple[str, ...]
    generic: frozenset[str]
    ratio: frozenset[str]
    measures: frozenset[str]


@cache
def lexicon() -> Lexicon:
    """The words of ``units.toml``; raises AuditError where the file is not as meant."""
    text = files("custodes.audits.worksheet").joinpath("units.toml").read_text("utf-8")
    try:
        tables: dict[str, Any] = tomllib.loads(text)
        unit_of: dict[str, str] = {}
        labels: dict[str, Mapping[str, str]] = {}
        definitions = []
        for kind in ("counted", "money"):
            for name, entry in tables[kind].items():
                definitions.append(f"{name} = [{name}]")
                labels[name] = {"en": entry["en"], "zh": entry["zh"]}
                for word in (name, *entry["words"]):
                    _add(unit_of, word, name)
        for name, value in tables["scaled"].items():
            definitions.append(f"{name} = {value}")
            for word in (name, *tables["scaled_words"].get(name, ())):
                _add(unit_of, word, name)
        generic, ratio = tables["generic"]["words"], tables["generic"]["ratio"]
        measures = {*tables["money"], *tables["scaled"], *tables["measures"]["names"]}
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise AuditError(f"{_FILE} is not as meant: {error!r}") from error
    return Lexicon(
        unit_of,
        labels,
        tuple(definitions),
        frozenset(generic),
        frozenset(ratio),
        frozenset(measures),
    )


def _add(unit_of: dict[str, str], word: str, unit: str) -> None:
    if unit_of.setdefault(word, unit) != unit:
        raise AuditError(f"{_FILE}: {word!r} is both {unit_of[word]} and {unit}")


class Units:
    """The units of one worksheet; a word that is not known is a counted thing of its own."""

    def __init__(self) -> None:
        import pint

        self._registry: Any = pint.UnitRegistry(None, non_int_type=Fraction)
        self._registry.define("percent = 1/100")
        for definition in lexicon().definitions:
            if not definition.startswith("percent"):
                self._registry.define(definition)
        self._words = dict(lexicon().unit_of)
        self._labels = {name: dict(label) for name, label in lexicon().labels.items()}

    @property
    def none(self) -> Any:
        """The unit of a bare number."""
        return self._registry.parse_units("")

    def written(self, word: str, counted: str = "") -> Any:
        """The unit of a figure of a document: its measure word, and what is counted.

        A generic measure word (个, or none) is a thing of its own, named by what is counted.
        """
        plain = word.strip()
        if plain in lexicon().ratio:
            return self.none
        if plain in self._words:
            return self._registry.parse_units(self._words[plain])
        if plain in lexicon().generic:
            return self._own(counted or plain or "?")
        return self._own(plain)

    def declared(self, expression: str) -> Any:
        """The unit that a sheet writes, such as ``person / photo``; raises AuditError."""
        parts = []
        for token in _TOKEN.findall(expression):
            part = token.strip()
            if part in ("*", "/", "**", "^", "(", ")", "1", "") or part.isdigit():
                parts.append(part)
            elif part in lexicon().ratio:
                parts.append("1")
            elif part in self._words:
                parts.append(self._words[part])
            else:
                parts.append(str(self._own(part)))
        joined = " ".join(parts)
        if joined.strip() in ("", "1"):
            return self.none
        try:
            return self._registry.parse_units(joined)
        except Exception as error:  # pint raises many kinds of its own, and some of Python's
            raise AuditError(
                f'{expression!r} is no unit; write one such as "person", "person / photo" or "%"'
            ) from error

    def may_be_called(self, word: str, unit: Any, declared: Any) -> bool:
        """Whether a sheet may name what a figure counts: where its words leave it open, or agree.

        Words leave it open where they have no measure word, a generic one, or one that this
        version does not know.
        """
        plain = word.strip()
        known = plain in lexicon().unit_of or plain in lexicon().ratio
        return not known or self.factor(unit, declared) is not None

    def factor(self, unit: Any, target: Any) -> Fraction | None:
        """What one ``unit`` is in ``target``; None where they are of different dimensions."""
        if unit.dimensionality != target.dimensionality:
            return None
        return Fraction(self._registry.Quantity(Fraction(1), unit).to(target).magnitude)

    def plain(self, unit: Any) -> Any:
        """The unit without shares: per cent of scans are scans, and a share alone is a number."""
        if unit.dimensionless:
            return self.none
        shares = dict(self._registry.Quantity(1, unit).unit_items()).get("percent", 0)
        return unit / self._registry.parse_units("percent") ** shares if shares else unit

    def is_count(self, unit: Any) -> bool:
        """Whether what the unit counts comes in whole numbers: people and things, no measures."""
        name = str(unit)
        return unit != self.none and name.isidentifier() and name not in lexicon().measures

    def label(self, unit: Any, language: str) -> str:
        """What a reader calls a unit."""
        text = f"{unit:D}" if not unit.dimensionless or str(unit) else ""
        if text == "percent":
            return "%"
        if text == "dimensionless":
            return ""
        if text in self._labels:
            return self._labels[text][language]
        for name in sorted(self._labels, key=len, reverse=True):
            one = self._labels[name][language] if language == "zh" else self._one(name)
            text = re.sub(rf"\b{re.escape(name)}\b", one, text)
        return text

    def expression(self, unit: Any) -> str:
        """The unit as a sheet writes it."""
        text = "" if unit == self.none else f"{unit:D}"
        for name, label in self._labels.items():
            if name.startswith("thing_"):
                text = re.sub(rf"\b{name}\b", label["en"], text)
        return text

    def _one(self, name: str) -> str:
        """A unit's English name for one of it."""
        return self._labels[name]["en"] if name.startswith("thing_") else name.replace("_", " ")

    def _own(self, word: str) -> Any:
        if word not in self._words:
            name = f"thing_{len(self._words)}"
            self._registry.define(f"{name} = [{name}]")
            self._words[word] = name
            self._labels[name] = {"en": word, "zh": word}
        return self._registry.parse_units(self._words[word])
