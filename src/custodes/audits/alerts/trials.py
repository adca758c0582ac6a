"""Published trials of live face recognition, by name, with their counts as they were published."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from custodes.audits.errors import AuditError
from custodes.audits.sourced import SourcedFigure, SourcedFigures, load_figures
from custodes.model import Wording

FILE = "audits/alerts/trials.toml"


@dataclass(frozen=True, slots=True)
class Deployment:
    """The alarms of one deployment: how many were right and how many wrong."""

    name: Wording
    right: int
    wrong: int


@dataclass(frozen=True, slots=True)
class GroupCount:
    """How many of the false alarms a group of people bore, and its share of the crowd if known."""

    name: Wording
    count: SourcedFigure
    whole: SourcedFigure
    share_of_crowd: SourcedFigure | None = None


@dataclass(frozen=True, slots=True)
class Prediction:
    """A published rate of false alarms a face, to be held against the trial's own count."""

    name: Wording
    rate: SourcedFigure


@dataclass(frozen=True, slots=True)
class Trial:
    """A published trial; ``counts`` are its sourced figures by what they count.

    ``intra_cluster_correlation`` (0..1) and ``design_effect`` (at least 1) are assumed bands for
    how alike the alarms of one deployment are, where the trial does not publish them by deployment.
    """

    key: str
    name: Wording
    note: Wording
    counts: Mapping[str, SourcedFigure]
    deployments: Sequence[Deployment] = ()
    groups: Sequence[GroupCount] = ()
    predictions: Sequence[Prediction] = ()
    intra_cluster_correlation: tuple[float, float] | None = None
    design_effect: tuple[float, float] | None = None
    figures: Mapping[str, SourcedFigure] = field(default_factory=dict)

    @property
    def primary_seen(self) -> bool:
        """Whether every source of its counts was read itself, not in the words of others."""
        return all(figure.source.primary_seen for figure in self.figures.values())

    def value(self, name: str) -> float | None:
        """The low end of a count, or None if the trial does not publish it."""
        figure = self.counts.get(name)
        return None if figure is None else figure.quantity.low

    def whole(self, name: str) -> int | None:
        """The same as a whole number."""
        value = self.value(name)
        return None if value is None else round(value)


COUNTS = (
    "right",
    "wrong",
    "alarms",
    "faces",
    "deployments",
    "found",
    "listed_passes",
    "found_rate",
    "false_positive_rate",
    "list_size",
)


@cache
def load_trials() -> Mapping[str, Trial]:
    """All trials by name; raises AuditError where their file is not as meant."""
    text = files("custodes.audits").joinpath("alerts", "trials.toml").read_text("utf-8")
    try:
        entries = tomllib.loads(text)["trial"]
    except tomllib.TOMLDecodeError as error:
        raise AuditError(f"{FILE}: {error}") from error
    figures = load_figures("alerts")
    return {key: _trial(key, entry, figures) for key, entry in entries.items()}


def trial(name: str) -> Trial:
    """The trial of this name; raises AuditError, which lists the names, if there is none."""
    trials = load_trials()
    if name not in trials:
        raise AuditError(f"there is no preset {name!r}; there are: {', '.join(trials)}")
    return trials[name]


def _trial(key: str, entry: Mapping[str, Any], figures: SourcedFigures) -> Trial:
    used: dict[str, SourcedFigure] = {}

    def cited(values: Mapping[str, Any], name: str) -> SourcedFigure:
        if values.get(name) not in figures:
            raise AuditError(f"{FILE}: [trial.{key}]: {name} names no figure of sources.toml")
        used[values[name]] = figures[values[name]]
        return figures[values[name]]

    try:
        found = Trial(
            key=key,
            name=entry["name"],
            note=entry["note"],
            counts={name: cited(entry, name) for name in COUNTS if name in entry},
            deployments=[
                Deployment(_words(row), row["right"], row["wrong"])
                for row in entry.get("deployment", ())
            ],
            groups=[
                GroupCount(
                    _words(row),
                    cited(row, "count"),
                    cited(row, "whole"),
                    cited(row, "share_of_crowd") if "share_of_crowd" in row else None,
                )
                for row in entry.get("group", ())
            ],
            predictions=[
                Prediction(_words(row), cited(row, "rate")) for row in entry.get("prediction", ())
            ],
            intra_cluster_correlation=_pair(entry, "intra_cluster_correlation"),
            design_effect=_pair(entry, "design_effect"),
            figures=used,
        )
    except KeyError as error:
        raise AuditError(f"{FILE}: [trial.{key}] has no {error}") from error
    _check(found)
    return found


def _check(found: Trial) -> None:
    """Counts that contradict one another are a slip of the file."""
    where = f"{FILE}: [trial.{found.key}]"
    right, wrong, alarms = (found.whole(name) for name in ("right", "wrong", "alarms"))
    if found.deployments and (
        sum(row.right for row in found.deployments) != right
        or sum(row.wrong for row in found.deployments) != wrong
    ):
        raise AuditError(f"{where}: the deployments do not add up to {right} right, {wrong} wrong")
    if alarms is not None and wrong is not None and wrong > alarms:
        raise AuditError(f"{where}: {wrong} wrong of {alarms} alarms: a part is at most the whole")


def _words(row: Mapping[str, Any]) -> Wording:
    return {"en": row["en"], "zh": row["zh"]}


def _pair(entry: Mapping[str, Any], name: str) -> tuple[float, float] | None:
    if name not in entry:
        return None
    low, high = entry[name]
    return float(low), float(high)
