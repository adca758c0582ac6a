"""Cells of a worksheet's tables as a page shows them."""

from __future__ import annotations

from markupsafe import Markup, escape

from custodes.dossier.edition import Edition
from custodes.model import Table

DIGITS = 4

Cells = dict[str, str | float | None]


def of_numbers(heading: Markup) -> Markup:
    """A heading of a column of numbers."""
    return Markup("#{}").format(heading)


def table_rows(table: Table | None) -> list[Cells]:
    """The rows of a table by column; none for no table."""
    if table is None:
        return []
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def words_of(edition: Edition, row: Cells, name: str) -> str:
    """The words of a row in the edition's language."""
    return str(row.get(f"{name}_{edition.language}") or row.get(f"{name}_en") or "")


def references_of(edition: Edition, sources: str) -> list[tuple[str, str]]:
    """The numbers and places of the claims in a cell of identifiers."""
    named = dict.fromkeys(sources.split())
    claims = [edition.claims[each] for each in named if each in edition.claims]
    return [(claim.number, edition.place_of(claim)) for claim in claims]


def as_number(value: str | float | None) -> float | None:
    """A cell that holds a number."""
    return None if value is None or isinstance(value, str) else float(value)


def plain_number(edition: Edition, value: float) -> str:
    """A number to four significant digits."""
    return edition.number(value if value == int(value) else float(f"{value:.{DIGITS}g}"))


def end_of(edition: Edition, value: str | float | None, unit: str) -> Markup | str:
    """An end of a range in a cell of numbers."""
    number = as_number(value)
    if number is None:
        return "…"
    return escape(plain_number(edition, number) + ("%" if unit == "%" else ""))


def interval_of(edition: Edition, row: Cells, unit: str) -> str:
    """The range of a row with its unit."""
    low, high = as_number(row["low"]), as_number(row["high"])
    joined = unit if unit == "%" or edition.language == "zh" else f" {unit}" if unit else ""
    shown = {
        "low": "" if low is None else plain_number(edition, low),
        "high": "" if high is None else plain_number(edition, high),
    }
    if low is None and high is None:
        return "…"
    if low is None:
        name = "to"
    elif high is None:
        name = "from"
    elif low == high:
        return shown["low"] + joined
    else:
        name = "closed"
    return edition.words.entries[f"interval.{name}"].format(**shown) + joined


def cell_name(edition: Edition, name: str, said: str) -> Markup:
    """A cell's name, and what it counts."""
    plain = name.replace("_", " ")
    return Markup('<span class="mono">{}</span> {}').format(plain, edition.foreign(said))
