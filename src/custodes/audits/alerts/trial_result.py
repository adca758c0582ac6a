"""The Finding of published trials: what their own counts say, and how far chance carries it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from custodes.audits.alerts import clustering, plain
from custodes.audits.alerts.arithmetic import false_match_rate
from custodes.audits.alerts.trials import GroupCount, Trial
from custodes.audits.binomial import clopper_pearson
from custodes.audits.results import Result, make_result
from custodes.audits.wording import joined, load_phrases
from custodes.model import Quantity, Table, Wording

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Counted:
    """A part of a whole, the interval of chance for its share, and the one for clusters."""

    part: int
    whole: int
    binomial: Interval
    clustered: Interval | None = None
    effect: float = 1.0
    estimated: bool = False


def trials_result(trials: Sequence[Trial], version: str) -> Result:
    """The Result that sets these trials side by side."""
    reports = [_Report(trial) for trial in trials]
    parameters: dict[str, Any] = {"preset": [trial.key for trial in trials]}
    sources: dict[str, str] = {"preset": "audits/alerts/trials.toml"}
    for trial in trials:
        for name, figure in trial.figures.items():
            parameters[name] = figure.quantity.low
            sources[name] = figure.citation
    said = [report.words(briefly=len(reports) > 1) for report in reports]
    intervals = [report.right.binomial for report in reports if report.right is not None]
    if any(a[1] < b[0] or b[1] < a[0] for a in intervals for b in intervals):
        said.append(load_phrases("alerts")("trial.disagree"))
    return make_result(
        "alerts",
        version,
        parameters=parameters,
        sources=sources,
        figures={
            f"{report.trial.key}.{name}": quantity
            for report in reports
            for name, quantity in report.figures()
        },
        title=load_phrases("alerts")("title.trials"),
        words=joined(said),
        assumptions=_assumptions(reports),
        tables=_tables(reports),
    )


class _Report:
    """One trial with everything that follows from its counts."""

    def __init__(self, trial: Trial) -> None:
        self.trial = trial
        self.right = _right(trial)
        wrong, faces = trial.whole("wrong"), trial.whole("faces")
        self.rate = None if wrong is None or faces is None else _assumed(trial, wrong, faces)
        found, passes = trial.whole("found"), trial.whole("listed_passes")
        self.found = None if found is None or passes is None else _assumed(trial, found, passes)
        self.groups = [(group, _group(trial, group)) for group in trial.groups]
        self.predicted = [
            (prediction, (prediction.rate.quantity.low or 0.0) * faces, wrong)
            for prediction in trial.predictions
            if faces is not None and wrong is not None
        ]

    def figures(self) -> Iterator[tuple[str, Quantity]]:
        for name, counted, factor in (
            ("right", self.right, 0),
            ("found", self.found, 0),
            ("false_alarms_per_million_faces", self.rate, 1e6),
        ):
            if counted is not None:
                yield name, _quantity(counted.binomial, factor)
                if counted.clustered is not None:
                    yield f"{name}_clustered", _quantity(counted.clustered, factor)
        rest = _without_largest(self.trial)
        if rest is not None:
            yield "right_without_largest", _quantity(rest.binomial, 0)
        for number, (_, counted) in enumerate(self.groups, start=1):
            yield f"borne_{number}", _quantity(counted.binomial, 0)
            if counted.clustered is not None:
                yield f"borne_{number}_clustered", _quantity(counted.clustered, 0)
        for number, (_, predicted, _) in enumerate(self.predicted, start=1):
            yield f"predicted_{number}", Quantity(round(predicted, 1), round(predicted, 1))
        stated = _stated(self.trial)
        if stated is not None:
            rate, single, found = stated
            yield "false_alarms_per_million_faces", _quantity((rate, rate), 1e6)
            yield "false_matches_per_100_million", _quantity((single, single), 1e8)
            yield "found", _quantity((found, found), 0)

    def words(self, *, briefly: bool) -> dict[str, str]:
        """Sentences about the trial after its name; briefly, what sets it beside the others."""
        first, *others = self._sentences(briefly)
        words = joined([first, *(_capital(sentence) for sentence in others)])
        return load_phrases("alerts")("trial.named", name=self.trial.name, words=words)

    def _sentences(self, briefly: bool) -> Iterator[dict[str, str]]:
        yield from self._right_words(briefly)
        if self.rate is not None and not (briefly and self.right is not None):
            yield from self._rate_words(self.rate)
        yield from self._prediction_words()
        yield from self._found_words()
        if not (briefly and self.right is not None):
            yield from self._group_words()

    def _right_words(self, briefly: bool) -> Iterator[dict[str, str]]:
        if self.right is None:
            return
        say, wider = load_phrases("alerts"), self.right.clustered
        low, high = (round(1000 * end) for end in self.right.binomial)
        counted = {"right": f"{self.right.part:,}", "alarms": f"{self.right.whole:,}"}
        if wider is None:
            yield say("trial.right", low=low, high=high, **counted)
        else:
            least, most = (round(1000 * end) for end in wider)
            ends = {"low": low, "high": high, "least": least, "most": most}
            yield say("trial.right_clustered", **ends, **counted)
        rest = _without_largest(self.trial)
        if rest is not None and not briefly:
            counted = {"right": f"{rest.part:,}", "alarms": f"{rest.whole:,}"}
            yield say("trial.largest", share=plain.percent(*rest.binomial), **counted)

    def _rate_words(self, rate: Counted) -> Iterator[dict[str, str]]:
        low, high = (end * 1e6 for end in rate.binomial)
        yield load_phrases("alerts")(
            "trial.rate" if rate.part else "trial.none_wrong",
            wrong=f"{rate.part:,}",
            faces=f"{rate.whole:,}",
            rate=plain.between(low, high),
            most=plain.number(high),
        )

    def _found_words(self) -> Iterator[dict[str, str]]:
        say, stated = load_phrases("alerts"), _stated(self.trial)
        if self.found is not None:
            yield say(
                "trial.found",
                found=self.found.part,
                passes=self.found.whole,
                share=plain.percent(*self.found.binomial),
            )
        if stated is not None:
            rate, single, found = stated
            yield say(
                "trial.stated",
                one_in=f"{1 / rate:,.0f}",
                size=f"{self.trial.whole('list_size'):,}",
                single=plain.number(single * 1e8),
                found=plain.percent(found, found),
            )

    def _prediction_words(self) -> Iterator[dict[str, str]]:
        """What published rates predict beside what was reported, by whether chance allows both."""
        say = load_phrases("alerts")
        for holds in (False, True):
            fitting = [
                say("trial.predicted", prediction=row.name, predicted=f"{predicted:,.0f}")
                for row, predicted, _ in self.predicted
                if self._allowed(predicted) is holds
            ]
            if fitting:
                yield say(
                    "trial.prediction_holds" if holds else "trial.prediction_fails",
                    predictions=joined(fitting, en="; ", zh="；"),
                    reported=f"{self.trial.whole('wrong'):,}",
                )

    def _allowed(self, predicted: float) -> bool:
        """Whether so many false alarms lie in the wider interval of the reported count."""
        if self.rate is None:
            return False
        low, high = self.rate.clustered or self.rate.binomial
        return low <= predicted / self.rate.whole <= high

    def _group_words(self) -> Iterator[dict[str, str]]:
        for group, counted in self.groups:
            crowd = group.share_of_crowd.quantity.low if group.share_of_crowd else None
            yield load_phrases("alerts")(
                "trial.group" if crowd is None else "trial.group_share",
                group=group.name,
                count=counted.part,
                whole=counted.whole,
                share=plain.percent(*counted.binomial),
                crowd=plain.percent(crowd or 0, crowd or 0),
            )


def _capital(words: dict[str, str]) -> dict[str, str]:
    return {language: text[:1].upper() + text[1:] for language, text in words.items()}


def _right(trial: Trial) -> Counted | None:
    """How many of the alarms were right, by chance alone and with deployments as clusters."""
    wrong, alarms = trial.whole("wrong"), trial.whole("alarms")
    right = trial.whole("right")
    if right is None and alarms is not None and wrong is not None:
        right = alarms - wrong
    if right is None or wrong is None:
        return None
    whole = right + wrong
    binomial = clopper_pearson(right, whole)
    counts = [(row.right, row.wrong) for row in trial.deployments]
    if counts:
        effect = clustering.estimated_design_effect(counts)
        interval = clustering.clustered_interval(right, whole, effect, _alarming(trial))
        return Counted(right, whole, binomial, interval, effect, estimated=True)
    deployments = trial.whole("deployments")
    if deployments is not None and trial.intra_cluster_correlation is not None:
        effect = clustering.expected_design_effect(
            whole, deployments, trial.intra_cluster_correlation[1]
        )
        interval = clustering.clustered_interval(right, whole, effect)
        return Counted(right, whole, binomial, interval, effect)
    return Counted(right, whole, binomial)


def _assumed(trial: Trial, part: int, whole: int) -> Counted:
    binomial = clopper_pearson(part, whole)
    if trial.design_effect is None:
        return Counted(part, whole, binomial)
    effect = trial.design_effect[1]
    interval = clustering.clustered_interval(part, whole, effect)
    return Counted(part, whole, binomial, interval, effect)


def _group(trial: Trial, group: GroupCount) -> Counted:
    part, whole = round(group.count.quantity.low or 0), round(group.whole.quantity.low or 0)
    return _assumed(trial, part, whole)


def _alarming(trial: Trial) -> int:
    return sum(1 for row in trial.deployments if row.right + row.wrong)


def _without_largest(trial: Trial) -> Counted | None:
    """The count without the deployment that made the most alarms, if that was more than half."""
    if not trial.deployments:
        return None
    largest = max(trial.deployments, key=lambda row: row.right + row.wrong)
    rest = [row for row in trial.deployments if row is not largest]
    right, whole = sum(row.right for row in rest), sum(row.right + row.wrong for row in rest)
    if not 0 < whole < largest.right + largest.wrong:
        return None
    return Counted(right, whole, clopper_pearson(right, whole))


def _stated(trial: Trial) -> tuple[float, float, float] | None:
    """A stated rate a face, what it comes to a comparison, and the share of the listed found."""
    rate, size, found = (
        trial.value(name) for name in ("false_positive_rate", "list_size", "found_rate")
    )
    if rate is None or size is None or found is None:
        return None
    return rate, false_match_rate(rate, size), found


def _quantity(interval: Interval, factor: float) -> Quantity:
    low, high = interval
    if factor:
        return Quantity(*plain.outward(low * factor, high * factor, 3))
    return Quantity(*plain.outward_percent(low, high), "%")


def _assumptions(reports: Sequence[_Report]) -> list[Wording]:
    say = load_phrases("alerts")
    said: list[Wording] = []
    for report in reports:
        trial = report.trial
        if not trial.primary_seen:
            said.append(say("assumes.unseen", name=trial.name))
    said.append(say("assumes.binomial"))
    for report in reports:
        trial, right = report.trial, report.right
        if right is not None and right.estimated:
            counts = [(row.right, row.wrong) for row in trial.deployments]
            said.append(
                say(
                    "assumes.clustered_counts",
                    name=trial.name,
                    effect=f"{right.effect:.1f}",
                    clusters=_alarming(trial),
                    overdispersion=f"{clustering.overdispersion(counts):.2f}",
                )
            )
        elif right is not None and trial.intra_cluster_correlation is not None:
            low, high = trial.intra_cluster_correlation
            said.append(
                say(
                    "assumes.clustered_assumed",
                    name=trial.name,
                    effect=f"{right.effect:.1f}",
                    low=f"{low:g}",
                    high=f"{high:g}",
                )
            )
        if trial.design_effect is not None and (report.rate or report.found):
            said.append(
                say("assumes.effect_assumed", name=trial.name, high=f"{trial.design_effect[1]:g}")
            )
        said.append(say("assumes.note", name=trial.name, note=trial.note))
    return said


def _tables(reports: Sequence[_Report]) -> dict[str, Table]:
    tables = {
        "counts": Table(
            (
                *("trial", "en", "zh", "what", "part", "whole"),
                *("low", "high", "clustered_low", "clustered_high"),
            ),
            tuple(
                (report.trial.key, report.trial.name["en"], report.trial.name["zh"], *row)
                for report in reports
                for row in _counted_rows(report)
            ),
        ),
        "faces": Table(
            ("trial", "faces", "deployments"),
            tuple(
                (report.trial.key, report.trial.value("faces"), _deployments(report.trial))
                for report in reports
            ),
        ),
    }
    groups = [
        (
            *(report.trial.key, report.trial.name["en"], report.trial.name["zh"]),
            *(group.name["en"], group.name["zh"], counted.part, counted.whole),
            *counted.binomial,
            *(counted.clustered or (None, None)),
            group.share_of_crowd.quantity.low if group.share_of_crowd else None,
        )
        for report in reports
        for group, counted in report.groups
    ]
    if groups:
        names = ("trial", "trial_en", "trial_zh", "en", "zh")
        counts = (
            *("part", "whole", "low", "high", "clustered_low", "clustered_high"),
            "share_of_crowd",
        )
        tables["groups"] = Table((*names, *counts), tuple(groups))
    predictions = [
        (report.trial.key, prediction.name["en"], prediction.name["zh"], predicted, reported)
        for report in reports
        for prediction, predicted, reported in report.predicted
    ]
    if predictions:
        tables["predictions"] = Table(
            ("trial", "en", "zh", "predicted", "reported"), tuple(predictions)
        )
    deployments = [
        (report.trial.key, row.name["en"], row.name["zh"], row.right, row.wrong)
        for report in reports
        for row in report.trial.deployments
    ]
    if deployments:
        tables["deployments"] = Table(("trial", "en", "zh", "right", "wrong"), tuple(deployments))
    return tables


def _counted_rows(report: _Report) -> Iterator[tuple[str | float | None, ...]]:
    for what, counted in (("right", report.right), ("found", report.found), ("rate", report.rate)):
        if counted is not None:
            wider = counted.clustered or (None, None)
            yield what, counted.part, counted.whole, *counted.binomial, *wider


def _deployments(trial: Trial) -> float | None:
    return len(trial.deployments) or trial.value("deployments")
