"""A worksheet in the workbench: its text, and the cells whose numbers can be moved."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from custodes.audits import AuditError
from custodes.audits.sourced import ASSUMED
from custodes.workbench.audits.forms import Field, number_of, written

LONGEST_SHEET = 200_000


@cache
def starter() -> str:
    """The sheet that a new form begins with: numbers alone, invented."""
    return files("custodes.workbench.audits").joinpath("starter.toml").read_text("utf-8")


def tables_of(untrusted_sheet: str) -> dict[str, Any]:
    """The tables of a sheet; raises AuditError where it is no TOML."""
    if len(untrusted_sheet) > LONGEST_SHEET:
        raise AuditError(f"a sheet has at most {LONGEST_SHEET:,} characters")
    try:
        return tomllib.loads(untrusted_sheet.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        raise AuditError(f"the sheet does not read as TOML: {error}") from error


def movable(untrusted_sheet: str) -> list[tuple[Field, Mapping[str, str]]]:
    """The numbers of a sheet as fields, with what each counts; none where it does not read."""
    try:
        return [_as_field(*entry) for entry in _numbers(tables_of(untrusted_sheet))]
    except AuditError:
        return []


def moved(sent: Mapping[str, str]) -> dict[str, Any]:
    """The tables of the sheet that was sent, with the numbers that its fields have now.

    A field that took its number from a claim names it instead (``NAME_claim``, and the figure as
    written in ``NAME_words``). Raises AuditError.
    """
    tables = tables_of(sent.get("sheet", ""))
    for name, entry in list(_numbers(tables)):
        low, high = sent.get(f"{name}_low"), sent.get(f"{name}_high")
        if claim := sent.get(f"{name}_claim"):
            for key in ("number", "low", "high", "source"):
                entry.pop(key, None)
            entry |= {"claim": claim, "words": sent.get(f"{name}_words", "")}
        elif low is not None and (low, high or low) != _ends(entry):
            entry.pop("number", None)
            entry |= {
                "low": number_of(low, name),
                "high": number_of(high or low, name),
                "source": sent.get(f"{name}_source") or ASSUMED,
            }
    return tables


def _numbers(tables: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The entries of a sheet that are numbers, under the names of their fields."""
    for section in ("cell", "assumption"):
        entries = tables.get(section, {})
        for name, entry in entries.items() if isinstance(entries, dict) else ():
            if isinstance(entry, dict) and ("low" in entry or "number" in entry):
                yield f"{section}.{name}", entry
    claimed = tables.get("claimed")
    if isinstance(claimed, dict) and ("low" in claimed or "number" in claimed):
        yield "claimed", claimed


def _ends(entry: Mapping[str, Any]) -> tuple[str, str]:
    ends = (entry.get("low", entry.get("number")), entry.get("high", entry.get("number")))
    low, high = (
        written(end) if isinstance(end, int | float) else str(end if end is not None else "")
        for end in ends
    )
    return low, high


def _as_field(name: str, entry: Mapping[str, Any]) -> tuple[Field, Mapping[str, str]]:
    low, high = _ends(entry)
    numbers = [number_of(end, name) for end in (low, high) if end]
    most = max(map(abs, numbers), default=1.0) * 2 or 1.0
    says = entry.get("counted") or entry.get("says") or {}
    words = {key: str(value) for key, value in says.items()} if isinstance(says, dict) else {}
    return (
        Field(
            name,
            "band",
            low,
            high,
            source=str(entry.get("source", ASSUMED)),
            least=0.0 if all(number >= 0 for number in numbers) else -most,
            most=most,
            default=low,
            default_high=high,
        ),
        words | {"unit": " / ".join(str(entry[key]) for key in ("unit", "per") if entry.get(key))},
    )
