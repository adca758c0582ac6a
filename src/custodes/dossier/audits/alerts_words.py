"""What the pages of watchlists are written with: tables by name, words by key, ranges."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from custodes.audits.alerts import plain
from custodes.dossier.audits.alerts_drawing import Thousand
from custodes.dossier.edition import Edition
from custodes.release.released import ReleasedFinding

Row = dict[str, Any]


class AlertsPage:
    """What the sections of both kinds of Finding share: the tables by name, and the words."""

    def __init__(self, edition: Edition, finding: ReleasedFinding) -> None:
        self.edition = edition
        self.finding = finding
        self.tables: dict[str, list[Row]] = {
            name: [dict(zip(table.columns, row, strict=True)) for row in table.rows]
            for name, table in finding.tables.items()
        }

    def says(self, name: str, /, **values: object) -> Markup:
        """The words of this audit under a key."""
        return self.edition.words(f"audit.alerts.{name}", **values)

    def plainly(self, name: str, /, **values: object) -> str:
        """The same as plain text, for drawings, which escape it."""
        return text_of(self.says(name, **values))

    def percent(self, low: float, high: float) -> str:
        """A range of shares (0..1) in the page's language."""
        return plain.percent(low, high)[self.edition.language]

    def local(self, row: Row, prefix: str = "") -> str:
        """What a row is called in the page's language."""
        return str(row[prefix + self.edition.language])

    def label(self, blocks: list[Thousand]) -> str:
        """The same for those who cannot see the dots."""
        return "; ".join(
            self.plainly(
                "thousand.label",
                name=block.label,
                right=block.right,
                open=block.open,
                wrong=block.wrong,
            )
            for block in blocks
        )


def text_of(words: Markup | str) -> str:
    """Plain text for a drawing: no tags, no entities."""
    return words.striptags() if isinstance(words, Markup) else words
