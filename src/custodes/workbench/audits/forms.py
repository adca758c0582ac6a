"""The form of an audit: its fields with their defaults and sources, and what was filled in."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from custodes.audits.errors import AuditError
from custodes.audits.sourced import ASSUMED, load_figures

FieldKind = Literal["band", "number", "list", "choice", "words"]
MOST_VALUES = 20
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Field:
    """One input.

    ``value`` is what stands in it: of a band its lower end, and ``high`` the other. ``least`` to
    ``most`` is how far its slider goes (``scale`` linear or log), which does not bound what may be
    typed. ``source`` says where the value is from; ``default`` and ``default_high`` are what it
    was before anybody changed it.
    """

    name: str
    kind: FieldKind
    value: str
    high: str = ""
    source: str = ASSUMED
    least: float | None = None
    most: float | None = None
    scale: str = "linear"
    step: float | None = None
    options: tuple[str, ...] = ()
    default: str = ""
    default_high: str = ""

    @property
    def changed(self) -> bool:
        """Whether it is not what it was at first."""
        return (self.value, self.high) != (self.default, self.default_high)

    @property
    def low_number(self) -> float:
        """The value, or lower end, as a number; raises AuditError where it is none."""
        return number_of(self.value, self.name)

    @property
    def high_number(self) -> float:
        """The upper end, or the value, as a number; raises AuditError where it is none."""
        return number_of(self.high or self.value, self.name)


@cache
def fields_of(kind: str) -> tuple[Field, ...]:
    """The fields of an audit with their defaults; none for one that has a form of its own."""
    text = files("custodes.workbench.audits").joinpath("forms.toml").read_text("utf-8")
    return tuple(
        _field(kind, name, entry) for name, entry in tomllib.loads(text).get(kind, {}).items()
    )


def filled(fields: Sequence[Field], sent: Mapping[str, str]) -> tuple[Field, ...]:
    """The fields with what was sent in place of their defaults.

    What was changed is the user's own figure unless ``NAME_source`` says where it is from.
    """
    return tuple(_filled(field, sent) for field in fields)


def written(number: float) -> str:
    """A number as a field shows it."""
    return f"{number:.12g}"


def number_of(untrusted_text: str, name: str) -> float:
    """A number; raises AuditError for anything else."""
    try:
        number = float(untrusted_text.replace(",", "").strip())
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise AuditError(f"{name}: {untrusted_text[:40]!r} is not a number")
    return number


def numbers_of(untrusted_text: str, name: str) -> tuple[float, ...]:
    """Numbers with commas between them; raises AuditError for anything else."""
    pieces = [piece for piece in untrusted_text.replace("，", ",").split(",") if piece.strip()]
    if not 1 <= len(pieces) <= MOST_VALUES:
        raise AuditError(f"{name}: give between 1 and {MOST_VALUES} numbers with commas between")
    return tuple(number_of(piece, name) for piece in pieces)


def _field(kind: str, name: str, entry: Mapping[str, Any]) -> Field:
    entry = dict(entry)
    source = ASSUMED
    if figure := entry.pop("figure", ""):
        sourced = load_figures(kind).default(figure)
        low, high = sourced.quantity.low or 0.0, sourced.quantity.high or 0.0
        source = sourced.citation
        entry |= {"low": low, "high": high} if entry["kind"] == "band" else {"value": low}
    value, high_end = entry.pop("value", entry.pop("low", "")), entry.pop("high", "")
    shown = [written(end) if isinstance(end, int | float) else end for end in (value, high_end)]
    entry["options"] = tuple(entry.get("options", ()))
    return Field(
        name,
        value=shown[0],
        high=shown[1],
        source=source,
        default=shown[0],
        default_high=shown[1],
        **entry,
    )


def _filled(field: Field, sent: Mapping[str, str]) -> Field:
    low = sent.get(f"{field.name}_low" if field.kind == "band" else field.name)
    if low is None:
        return field
    value = low.strip()[:LONGEST]
    high = ""
    if field.kind == "band":
        high = sent.get(f"{field.name}_high", "").strip()[:LONGEST] or value
    if field.kind == "choice" and value not in field.options:
        raise AuditError(f"{field.name}: {value!r} is not one of {', '.join(field.options)}")
    made = replace(field, value=value, high=high)
    if not made.changed:
        return field
    return replace(made, source=sent.get(f"{field.name}_source", "").strip()[:LONGEST] or ASSUMED)
