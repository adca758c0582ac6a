"""The page of published trials: their counts, how far chance carries them, who bears the wrong."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from custodes.audits.alerts import plain
from custodes.audits.binomial import clopper_pearson
from custodes.dossier.audit_views import Figure, Section, number
from custodes.dossier.audits.alerts_drawing import ShareBar, Thousand, key, share_bars, thousands
from custodes.dossier.audits.alerts_words import AlertsPage, Row, text_of


class TrialsPage(AlertsPage):
    """The sections of a Finding of published trials."""

    def sections(self) -> Iterator[Section]:
        """In the order of the page; what a trial does not publish is left out."""
        counts = self.tables["counts"]
        right = [row for row in counts if row["what"] == "right"]
        if right:
            yield self._thousand_of_trials(right)
        if "groups" in self.tables:
            yield Section(
                self.says("groups.heading"),
                figures=[
                    self._group(row, index) for index, row in enumerate(self.tables["groups"])
                ],
            )
        if "predictions" in self.tables:
            yield self._predictions()
        if counts:
            yield self._counts(counts)
        if "deployments" in self.tables:
            yield self._deployments()

    def _thousand_of_trials(self, rows: list[Row]) -> Section:
        blocks = []
        for row in rows:
            right, left, wrong = plain.of_thousand(row["low"], row["high"])
            blocks.append(
                Thousand(
                    self._named(self.local(row), right, left) if len(rows) > 1 else "",
                    self.plainly(
                        "thousand.counted",
                        right=int(row["part"]),
                        wrong=int(row["whole"] - row["part"]),
                    ),
                    right,
                    left,
                    wrong,
                    self.local(row),
                )
            )
        wide, narrow = thousands(self.edition, blocks, self.label(blocks))
        title: Markup | str = self.says("thousand.title_trials", n=len(blocks))
        if len(blocks) == 1:
            title = self._named(blocks[0].label, blocks[0].right, blocks[0].open)
        figures = [
            Figure(
                "of-1000-alarms",
                title,
                wide,
                narrow,
                self.says("thousand.subtitle"),
                key(self.edition),
                self.says("thousand.caption_trials"),
            )
        ]
        if any(row["clustered_low"] is not None for row in rows):
            figures.append(self._ranges(rows))
        return Section(
            self.says("thousand.heading"), self.says("thousand.intro_trials"), figures=figures
        )

    def _named(self, name: str, right: int, left: int) -> str:
        said = self.plainly(
            "thousand.block" if left else "thousand.block_one", low=right, high=right + left
        )
        between = "：" if self.edition.language == "zh" else ": "
        return f"{name}{between}{said}"

    def _ranges(self, rows: list[Row]) -> Figure:
        bars = []
        for row in rows:
            wider = None
            said = self.percent(row["low"], row["high"])
            if row["clustered_low"] is not None:
                wider = (row["clustered_low"], row["clustered_high"])
                said = self.plainly(
                    "ranges.row", name=self.local(row), range=said, wider=self.percent(*wider)
                )
            share = row["part"] / row["whole"]
            bars.append(ShareBar(said, row["low"], row["high"], ("", ""), wider, share))
        title = self.says("ranges.title")
        wide, narrow = share_bars(self.edition, bars, text_of(title))
        return Figure(
            "how-sure",
            title,
            wide,
            narrow,
            self.says("ranges.subtitle"),
            caption=self.says("ranges.caption"),
        )

    def _ends(self, row: Row) -> tuple[str, str]:
        return f"{plain.share(row['low'])}%", f"{plain.share(row['high'])}%"

    def _group(self, row: Row, index: int) -> Figure:
        share = row["share_of_crowd"]
        counted = {"part": row["part"], "whole": row["whole"]}
        bar = ShareBar(
            "",
            row["low"],
            row["high"],
            self._ends(row),
            (row["clustered_low"], row["clustered_high"])
            if row["clustered_low"] is not None
            else None,
            point=row["part"] / row["whole"],
            point_label=self.plainly("groups.counted", **counted),
            line=share,
            line_label=""
            if share is None
            else self.plainly("groups.crowd", share=self.percent(share, share)),
            inner_ends=True,
        )
        title = self.says(
            "groups.title",
            group=self.local(row),
            range=self.percent(row["low"], row["high"]),
            **counted,
        )
        wide, narrow = share_bars(self.edition, [bar], text_of(title))
        return Figure(
            f"who-bears-them-{index + 1}",
            title,
            wide,
            narrow,
            self.says("groups.subtitle", trial=self.local(row, "trial_")),
            caption=self.says(
                "groups.caption_unknown" if share is None else "groups.caption_known"
            ),
        )

    def _predictions(self) -> Section:
        return Section(
            self.says("predictions.heading"),
            self.says("predictions.intro"),
            columns=[
                self.says(f"predictions.column_{name}")
                for name in ("prediction", "predicted", "reported", "quotient")
            ],
            rows=[
                (
                    self.local(row),
                    f"{row['predicted']:,.0f}",
                    f"{row['reported']:,.0f}",
                    number(self.edition, row["predicted"] / row["reported"], 2)
                    if row["reported"]
                    else "",
                )
                for row in self.tables["predictions"]
            ],
            note=self.says("predictions.note"),
        )

    def _counts(self, rows: list[Row]) -> Section:
        deployments = {row["trial"]: row["deployments"] for row in self.tables["faces"]}
        return Section(
            self.says("counts.heading"),
            columns=[
                self.says(f"counts.column_{name}") for name in ("trial", "part", "range", "wider")
            ],
            rows=[
                (
                    self._counted(row, deployments[row["trial"]]),
                    self.says("counts.part", part=int(row["part"]), whole=int(row["whole"])),
                    self._range(row, "low", "high"),
                    self._range(row, "clustered_low", "clustered_high"),
                )
                for row in rows
            ],
            note=self.says("counts.note"),
        )

    def _counted(self, row: Row, deployments: float | None) -> Markup:
        what = self.says(f"counts.{row['what']}")
        if deployments:
            what = self.says("counts.in_deployments", what=what, n=int(deployments))
        return Markup('{}<br><span class="small">{}</span>').format(self.local(row), what)

    def _range(self, row: Row, low: str, high: str) -> Markup | str:
        if row[low] is None:
            return ""
        if row["what"] != "rate":
            return self.percent(row[low], row[high])
        millions = plain.between(row[low] * 1e6, row[high] * 1e6)[self.edition.language]
        return self.says("counts.per_million", range=millions)

    def _deployments(self) -> Section:
        rows: list[tuple[Markup | str, ...]] = []
        for row in self.tables["deployments"]:
            right, whole = int(row["right"]), int(row["right"] + row["wrong"])
            said = (
                self.percent(*clopper_pearson(right, whole))
                if whole
                else self.says("deployments.none")
            )
            rows.append((self.local(row), f"{right:,}", f"{whole - right:,}", said))
        return Section(
            self.says("deployments.heading"),
            self.says("deployments.intro"),
            columns=[
                self.says(f"deployments.column_{name}")
                for name in ("deployment", "right", "wrong", "range")
            ],
            rows=rows,
        )
