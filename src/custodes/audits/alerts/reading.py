"""A scenario as a user writes it: options of the command line, or a small TOML file.

The file has an entry for each input, a number, ``"LOW..HIGH"``, the name of a sourced figure, or a
table with the source, and a ``[[group]]`` for each part of the crowd::

    passers_by = "5000..20000"
    list_size = 1000
    found = "npl_found"

    [listed]
    low = 0
    high = 0.001
    source = "the force's answer of 3 May 2021"

    [false_match_rate]
    low = 1e-9
    high = 1e-7

    [[group]]
    name = "women"
    share = 0.5
    false_positive_ratio = "2..5"
    source = "…"
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from custodes.audits.alerts.inputs import Band, Group, Scenario
from custodes.audits.errors import AuditError
from custodes.audits.sourced import ASSUMED, load_figures

INPUTS = tuple(field.name for field in fields(Scenario) if field.name != "groups")
NEEDED = ("passers_by", "listed")
DEFAULTS = {"found": "swp_2018_found"}
"""Inputs that may be left out, and the sourced figures that then stand in."""

GROUP_INPUTS = ("share", "false_positive_ratio", "miss_ratio")


def scenario_from(inputs: Mapping[str, Any], groups: Any = (), *, where: str) -> Scenario:
    """The Scenario of these inputs; a value is a number, words or a table (see above).

    ``where`` names the file or the command line in errors. Raises AuditError for an input that is
    unknown, missing or impossible.
    """
    unknown = sorted(set(inputs) - set(INPUTS))
    if unknown:
        raise AuditError(
            f"{where}: there is no input {unknown[0]!r}; there are: {', '.join(INPUTS)}"
        )
    missing = [name for name in NEEDED if name not in inputs]
    if missing:
        raise AuditError(f"{where}: {' and '.join(missing)} must be given")
    figures = load_figures("alerts")
    bands: dict[str, Any] = {
        name: Band(
            figures.default(figure).quantity.low or 0.0,
            figures.default(figure).quantity.high or 0.0,
            figures.default(figure).citation,
        )
        for name, figure in DEFAULTS.items()
    }
    bands |= {name: band_from(value, where=f"{where}: {name}") for name, value in inputs.items()}
    try:
        return Scenario(**bands, groups=tuple(_group(group, where) for group in groups))
    except AuditError as error:
        message = str(error)
        raise AuditError(message if message.startswith(where) else f"{where}: {message}") from error


def band_from(value: Any, *, where: str, source: str = ASSUMED) -> Band:
    """One input: a number, ``"LOW..HIGH"``, the name of a sourced figure, or a table.

    Raises AuditError for anything else.
    """
    if isinstance(value, Mapping):
        unknown = sorted(set(value) - {"low", "high", "value", "source"})
        if unknown:
            raise AuditError(f"{where}: has no entry {unknown[0]!r}; use low, high and source")
        said = str(value.get("source", source))
        if "value" in value:
            return band_from(value["value"], where=where, source=said)
        if "low" not in value or "high" not in value:
            raise AuditError(f"{where}: needs low and high")
        ends = (_number(value["low"], where), _number(value["high"], where))
        return _band(*ends, said, where)
    if isinstance(value, str):
        return _words(value.strip(), where, source)
    number = _number(value, where)
    return _band(number, number, source, where)


def read_file(path: Path) -> Scenario:
    """The Scenario that a TOML file describes; raises AuditError where it is not as meant."""
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise AuditError(f"{path} is not there: give the path of a TOML file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise AuditError(f"{path} cannot be read as text: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise AuditError(f"{path}: {error}") from error
    groups = tables.pop("group", [])
    if not isinstance(groups, list):
        raise AuditError(f"{path}: write each group as [[group]]")
    return scenario_from(tables, groups, where=str(path))


def _words(words: str, where: str, source: str) -> Band:
    figures = load_figures("alerts")
    if words in figures:
        figure = figures[words]
        low, high = figure.quantity.low, figure.quantity.high
        if low is None or high is None:
            raise AuditError(f"{where}: {words} has an open end: give both ends yourself")
        return Band(low, high, figure.citation)
    first, dots, last = words.partition("..")
    low, high = _number(first, where), _number(last if dots else first, where)
    return _band(low, high, source, where)


def _band(low: float, high: float, source: str, where: str) -> Band:
    try:
        return Band(low, high, source)
    except AuditError as error:
        raise AuditError(f"{where}: {error}") from error


def _number(value: Any, where: str) -> float:
    try:
        if isinstance(value, bool):
            raise ValueError
        return float(value)
    except (TypeError, ValueError):
        raise AuditError(
            f"{where}: {value!r} is no number; write a number, LOW..HIGH or the name of a figure "
            "that 'custodes audit alerts --list' shows"
        ) from None


def _group(table: Any, where: str) -> Group:
    if not isinstance(table, Mapping) or "name" not in table or "share" not in table:
        raise AuditError(f"{where}: every group needs a name and a share")
    name = str(table["name"])
    unknown = sorted(set(table) - {"name", "source", *GROUP_INPUTS})
    if unknown:
        raise AuditError(
            f"{where}: group {name!r} has no entry {unknown[0]!r}; "
            f"use {', '.join(GROUP_INPUTS)} and source"
        )
    source = str(table.get("source", ASSUMED))
    bands: dict[str, Any] = {
        key: band_from(table[key], where=f"{where}: group {name!r}: {key}", source=source)
        for key in GROUP_INPUTS
        if key in table
    }
    return Group(name, **bands)
