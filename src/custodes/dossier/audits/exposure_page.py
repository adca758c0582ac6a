"""What the sections of the exposure page share: its words and the tables of its finding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from custodes.dossier.audit_views import Figure
from custodes.dossier.edition import Edition
from custodes.release.released import ReleasedFinding

Row = Mapping[str, Any]


class Page:
    """One finding in one edition."""

    def __init__(self, edition: Edition, finding: ReleasedFinding) -> None:
        self.edition = edition
        self.finding = finding

    def say(self, key: str, **values: object) -> Markup:
        """The words of the page of a key."""
        return self.edition.words(f"audit.exposure.{key}", **values)

    def plain(self, key: str, **values: object) -> str:
        """The same without markup."""
        return str(self.say(key, **values).striptags())

    def named(self, group: str, name: str) -> Markup:
        """The words of a name of the audit's tables, or the name where there are none."""
        if f"audit.exposure.{group}.{name}" in self.edition.words:
            return self.say(f"{group}.{name}")
        return self.edition.foreign(name.replace("_", " "))

    def rows(self, name: str) -> list[Row]:
        """The rows of a table by column name; none where the finding has no such table."""
        table = self.finding.tables.get(name)
        if table is None:
            return []
        return [dict(zip(table.columns, row, strict=True)) for row in table.rows]

    def share(self, name: str) -> tuple[float, float] | None:
        """The ends of a figure in percent, as shares 0..1."""
        quantity = self.finding.figures.get(name)
        if quantity is None or quantity.low is None or quantity.high is None:
            return None
        return quantity.low / 100, quantity.high / 100

    def figure(self, name: str, draw: Any, title: str, **values: Any) -> Figure:
        """A figure whose drawing is ``draw(wide=…)``."""
        subtitle = values.pop("subtitle", "")
        return Figure(
            name=name,
            title=title,
            wide=draw(wide=True),
            narrow=draw(wide=False),
            subtitle=subtitle,
            **values,
        )


def percent(share: float) -> str:
    """A share as a percentage of three digits: 23.2%."""
    return f"{100 * share:.3g}%"


def numbers(low: float, high: float, digits: int = 1) -> str:
    """Two numbers as one range: 10.6–20.7."""
    ends = [f"{round(end, digits):,.10g}" for end in (low, high)]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]}–{ends[1]}"
