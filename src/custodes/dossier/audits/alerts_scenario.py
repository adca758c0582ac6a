"""The page of a scenario: what follows if every input lies within its band, and what decides it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from markupsafe import Markup

from custodes.audits.alerts import plain
from custodes.dossier.audit_views import Figure, Section, labelled
from custodes.dossier.audits.alerts_drawing import (
    ShareBar,
    Thousand,
    key,
    rarity,
    share_bars,
    thousands,
)
from custodes.dossier.audits.alerts_words import AlertsPage, Row, text_of
from custodes.model import Quantity

BREAK_EVEN = "break_even_per_100000"


class ScenarioPage(AlertsPage):
    """The sections of a Finding of a scenario."""

    def sections(self) -> Iterator[Section]:
        """In the order of the page; without groups, nobody is said to bear the wrong alarms."""
        if "thousand" in self.tables:
            yield self._thousand_of_scenario()
        if self.tables["deciding"]:
            yield self._deciding()
        if self.tables["curve"]:
            yield self._curve()
        if "groups" in self.tables:
            yield self._groups_of_scenario()
        yield self._exact_and_simulated()

    def _thousand_of_scenario(self) -> Section:
        blocks = []
        for row in self.tables["thousand"]:
            right, left, wrong = (int(row[name]) for name in ("right", "open", "wrong"))
            said = self.plainly(
                "thousand.block" if left else "thousand.block_one", low=right, high=right + left
            )
            heading = self.plainly(f"thousand.{row['range']}", range=said)
            how = self.plainly(f"thousand.{row['range']}_how")
            blocks.append(Thousand(heading, how, right, left, wrong, heading))
        wide, narrow = thousands(self.edition, blocks, self.label(blocks))
        exact = next(row for row in self.tables["figures"] if row["figure"] == "right")
        said = self.percent(exact["low"] / 100, exact["high"] / 100)
        figure = Figure(
            "of-1000-alarms",
            self.says("thousand.title_scenario", range=said),
            wide,
            narrow,
            self.says("thousand.subtitle"),
            key(self.edition),
            self.says("thousand.caption_scenario"),
        )
        return Section(
            self.says("thousand.heading"), self.says("thousand.intro_scenario"), figures=[figure]
        )

    def _deciding(self) -> Section:
        rows = sorted(self.tables["deciding"], key=lambda row: row["low"] - row["high"])
        bars = [
            ShareBar(
                self.plainly(f"deciding.input_{row['input']}"),
                row["low"] / 100,
                row["high"] / 100,
                (f"{plain.share(row['low'] / 100)}%", f"{plain.share(row['high'] / 100)}%"),
            )
            for row in rows
        ]
        title = self.says(f"deciding.title_{rows[0]['input']}")
        wide, narrow = share_bars(self.edition, bars, text_of(title))
        figure = Figure(
            "what-decides",
            title,
            wide,
            narrow,
            self.says("deciding.subtitle"),
            caption=self.says("deciding.caption"),
        )
        return Section(self.says("deciding.heading"), figures=[figure])

    def _curve(self) -> Section:
        points = [(row["listed"], row["low"], row["high"]) for row in self.tables["curve"]]
        listed = json.loads(self.finding.parameters["listed"])
        title = self.says("curve.title")
        even = next((row for row in self.tables["figures"] if row["figure"] == BREAK_EVEN), None)
        if even is not None:
            needed = plain.between(even["low"], even["high"])[self.edition.language]
            title = self.says("curve.title_even", even=needed)
        wide, narrow = rarity(self.edition, points, (listed[0], listed[1]), text_of(title))
        figure = Figure(
            "how-rare",
            title,
            wide,
            narrow,
            self.says("curve.subtitle"),
            caption=self.says("curve.caption"),
        )
        return Section(self.says("curve.heading"), figures=[figure])

    def _groups_of_scenario(self) -> Section:
        by_group: dict[str, dict[str, Row]] = {}
        for row in self.tables["groups"]:
            by_group.setdefault(row["group"], {})[row["figure"]] = row
        bars = [
            ShareBar(
                name,
                rows["borne"]["simulated_5"] / 100,
                rows["borne"]["simulated_95"] / 100,
                (
                    f"{plain.share(rows['borne']['low'] / 100)}%",
                    f"{plain.share(rows['borne']['high'] / 100)}%",
                ),
                (rows["borne"]["low"] / 100, rows["borne"]["high"] / 100),
            )
            for name, rows in by_group.items()
            if "borne" in rows
        ]
        title = self.says("groups.title_scenario")
        figures = []
        if bars:
            wide, narrow = share_bars(self.edition, bars, text_of(title))
            figures.append(
                Figure(
                    "who-bears-them",
                    title,
                    wide,
                    narrow,
                    self.says("groups.subtitle_scenario"),
                    caption=self.says("groups.caption_scenario"),
                )
            )
        names = ("borne", "false_alarms_day", "unlisted_year")
        return Section(
            self.says("groups.heading"),
            self.says("groups.intro_scenario"),
            figures=figures,
            columns=[
                self.says(f"groups.column_{name}") for name in ("group", "borne", "day", "year")
            ],
            rows=[
                (
                    self.edition.foreign(name),
                    *(self._cell(rows.get(figure), "%" * (figure == "borne")) for figure in names),
                )
                for name, rows in by_group.items()
            ],
        )

    def _exact_and_simulated(self) -> Section:
        rows: list[tuple[Markup | str, ...]] = []
        for row in self.tables["figures"]:
            unit = self.finding.figures[row["figure"]].unit
            rows.append(
                (
                    labelled(self.edition, self.finding, "figure", row["figure"]),
                    self._cell(row, unit),
                    self._ranged(row["simulated_5"], row["simulated_95"], unit),
                    self._ranged(row["simulated_50"], row["simulated_50"], unit),
                )
            )
        return Section(
            self.says("ranges_table.heading"),
            self.says("ranges_table.intro"),
            columns=[
                self.says(f"ranges_table.column_{name}")
                for name in ("figure", "exact", "simulated", "middle")
            ],
            rows=rows,
        )

    def _cell(self, row: Row | None, unit: str) -> str:
        return "" if row is None else self._ranged(row["low"], row["high"], unit)

    def _ranged(self, low: float, high: float, unit: str) -> str:
        rounded = (float(f"{low:.3g}"), float(f"{high:.3g}"))
        if unit == "%":
            rounded = (float(plain.share(low / 100, 3)), float(plain.share(high / 100, 3)))
        return self.edition.interval(Quantity(*rounded, unit), True)
