"""Figures from published sources: a file an audit, each figure with where it stands.

``sources.toml`` of an audit's folder::

    [source.chatrie]
    title = "United States v. Chatrie, 590 F. Supp. 3d 901"
    publisher = "E.D. Va."
    year = 2022
    primary_seen = true

    [figure.radius_metres]
    low = 150
    high = 150
    unit = "m"
    of = "radius of the area asked for"
    source = "chatrie"
    where = "p. 907"

A figure whose primary source nobody of ours has seen (``primary_seen = false``) can be looked at
and used by name, and is never a default.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from custodes.audits.errors import AuditError
from custodes.model import Quantity

T = TypeVar("T")


ASSUMED = "assumption, no source"
"""What stands for a source where a figure is a stated assumption."""
NOT_SEEN = "[primary source not seen]"
"""What follows the citation of a source that nobody of ours has read itself."""


@dataclass(frozen=True, slots=True)
class Source:
    """A publication; ``primary_seen`` says whether we read it itself and not one that quotes it."""

    title: str
    publisher: str
    year: int
    primary_seen: bool
    address: str = ""


@dataclass(frozen=True, slots=True)
class SourcedFigure:
    """A figure with its band, and the page or table of its source."""

    name: str
    quantity: Quantity
    source: Source
    where: str

    @property
    def citation(self) -> str:
        """Title, publisher, year and place, and a warning where the primary was not seen."""
        words = f"{self.source.title} ({self.source.publisher}, {self.source.year}), {self.where}"
        return words if self.source.primary_seen else f"{words} {NOT_SEEN}"


class SourcedFigures(Mapping[str, SourcedFigure]):
    """The figures of one audit by name."""

    def __init__(self, file: str, figures: Mapping[str, SourcedFigure]) -> None:
        self._file = file
        self._figures = figures

    def __getitem__(self, name: str) -> SourcedFigure:
        return self._figures[name]

    def __iter__(self) -> Any:
        return iter(self._figures)

    def __len__(self) -> int:
        return len(self._figures)

    def default(self, name: str) -> SourcedFigure:
        """The figure, if it may be a default; raises AuditError if its primary was not seen."""
        figure = self._figures[name]
        if not figure.source.primary_seen:
            raise AuditError(
                f"{self._file}: {name} is no default, since its primary source was not seen. "
                "Give the figure yourself, with its source."
            )
        return figure


@cache
def load_figures(kind: str) -> SourcedFigures:
    """The figures of the audit ``kind``; raises AuditError where its file is not as meant."""
    file = f"audits/{kind}/sources.toml"
    text = files("custodes.audits").joinpath(kind, "sources.toml").read_text("utf-8")
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise AuditError(f"{file}: {error}") from error
    sources = {
        name: _built(Source, file, f"source.{name}", values)
        for name, values in tables.get("source", {}).items()
    }
    figures = {}
    for name, values in tables.get("figure", {}).items():
        entry = dict(values)
        if entry.get("source") not in sources:
            raise AuditError(f"{file}: [figure.{name}] names no source of this file")
        source, where = sources[entry.pop("source")], entry.pop("where", "")
        if not where:
            raise AuditError(f"{file}: [figure.{name}] needs 'where', the page or table")
        quantity = _built(Quantity, file, f"figure.{name}", {"low": None, "high": None, **entry})
        figures[name] = SourcedFigure(name, quantity, source, where)
    return SourcedFigures(file, figures)


def _built(noun: type[T], file: str, entry: str, values: Mapping[str, Any]) -> T:
    try:
        return noun(**values)
    except (TypeError, ValueError) as error:
        raise AuditError(f"{file}: [{entry}]: {error}") from error
