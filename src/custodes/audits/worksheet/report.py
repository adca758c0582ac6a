"""From a worked-out sheet to a Result: title, words, figures, tables, what went in."""

from __future__ import annotations

from typing import Any

import msgspec

from custodes.audits.results import Result, make_result
from custodes.audits.wording import Phrases, joined, load_phrases
from custodes.audits.worksheet.cells import Cell
from custodes.audits.worksheet.conventions import conventional, without_conventions
from custodes.audits.worksheet.evaluation import NO_VERDICT, Evaluation, Worked
from custodes.audits.worksheet.numbers_in_words import ends, interval, plain
from custodes.audits.worksheet.polynomial import Range
from custodes.audits.worksheet.sensitivity import effects
from custodes.audits.worksheet.settling import scales, turns
from custodes.audits.worksheet.sheet import Figure, Sheet
from custodes.audits.worksheet.tables import tables_of
from custodes.audits.worksheet.voices import other_voice, voices_words
from custodes.model import Quantity

VERSION = "1"
SHEET = "private_sheet"
"""The parameter with the whole sheet, its queries resolved to claims; it never leaves the case."""


def reported(evaluation: Evaluation) -> Result:
    """The Result of a worked-out sheet."""
    return _Report(evaluation).result()


class _Report:
    """One sheet's Result in the making."""

    def __init__(self, evaluation: Evaluation) -> None:
        self.evaluation = evaluation
        self.sheet = evaluation.sheet
        self.phrases: Phrases = load_phrases("worksheet")
        self.effects = effects(evaluation)
        self.scales = scales(evaluation, self.effects)
        self.other = other_voice(evaluation.claimed, evaluation.evidence)

    def result(self) -> Result:
        """All of it."""
        parameters, sources = self._parameters()
        return make_result(
            "worksheet",
            VERSION,
            parameters=parameters,
            sources=sources,
            figures=self._figures(),
            title=self._title(),
            words=joined(self._words()),
            assumptions=self._assumptions(),
            claims=self._claims(),
            verdict=self.evaluation.verdict,
            tables=tables_of(self.evaluation, self.effects, self.scales),
        )

    def _title(self) -> dict[str, str]:
        title = self.sheet.title.wording()
        if title["en"]:
            return title
        claimed = self.evaluation.claimed
        if claimed is None:
            return self.phrases("title.sum")
        return self.phrases("title.claimed", claimed=claimed.written or self._claimed_interval())

    def _words(self) -> list[dict[str, str]]:
        said = [self._answer()]
        target = self.evaluation.main
        for name in target.assumptions if target else ():
            said.append(
                self.phrases("answer.assumption", says=self.sheet.assumption[name].says.wording())
            )
        if self.scales:
            said += turns(self.phrases, self.scales[0])
        said += self._convention_words()
        claimed = self.evaluation.claimed
        if self.other is not None and claimed is not None and claimed.claim is not None:
            said.append(voices_words(self.phrases, claimed.claim, self.other))
        return said

    def _answer(self) -> dict[str, str]:
        target = self.evaluation.main
        if target is None:
            return self.phrases("answer.sum", computed=self.phrases("interval.any"))
        if target.enclosure is None:
            return self.phrases("answer.no verdict", divisor=", ".join(target.divisor))
        key = f"answer.{self.evaluation.verdict or 'sum'}"
        said = [
            self.phrases(key, computed=self._interval(target), claimed=self._claimed_interval())
        ]
        slack = target.enclosure.slack
        if not target.enclosure.exact and slack:
            said.append(self.phrases("answer.enclosed", slack=f"{float(slack):.1g}"))
        return joined(said)

    def _convention_words(self) -> list[dict[str, str]]:
        read_so = conventional(self.evaluation)
        if not read_so or self.evaluation.verdict == NO_VERDICT:
            return []
        cells = ", ".join(cell.written or cell.name for cell in read_so)
        verdict = without_conventions(self.evaluation)
        if verdict is None:
            return [self.phrases("convention.none", cells=cells)]
        if verdict == self.evaluation.verdict:
            return [self.phrases("convention.same", cells=cells)]
        return [
            self.phrases("convention.flips", cells=cells, would=self.phrases(f"would.{verdict}"))
        ]

    def _assumptions(self) -> list[dict[str, str]]:
        said = []
        for name, assumption in self.sheet.assumption.items():
            cell = self.evaluation.cells[name]
            value = interval(self.phrases, self.evaluation.units, cell.range, cell.unit)
            source = f"; {assumption.source}" if assumption.source else ""
            said.append(
                self.phrases(
                    "assumes.declared",
                    says=assumption.says.wording(),
                    value=value,
                    source=source,
                )
            )
        said += [caveat.wording() for caveat in self.sheet.caveat]
        return [*said, self.phrases("assumes.ranges"), self.phrases("assumes.sources")]

    def _figures(self) -> dict[str, Quantity]:
        found: dict[str, Quantity] = {}
        target, claimed = self.evaluation.main, self.evaluation.claimed
        if target is not None and target.enclosure is not None:
            found["computed"] = self._quantity(*self.evaluation.readable(target))
        if claimed is not None:
            found["claimed"] = self._quantity(claimed.range, claimed.unit)
        for name, worked in self.evaluation.worked.items():
            if worked is not target and worked.enclosure is not None:
                found[name] = self._quantity(*self.evaluation.readable(worked))
        return found

    def _parameters(self) -> tuple[dict[str, Any], dict[str, str]]:
        parameters: dict[str, Any] = {}
        sources: dict[str, str] = {}
        named = dict(self.evaluation.cells)
        if self.evaluation.claimed is not None:
            named["claimed"] = self.evaluation.claimed
        for name, cell in named.items():
            parameters[name] = ends(cell.range)
            sources[name] = cell.from_where
        for name, figure in self.sheet.cell.items():
            if figure.formula:
                parameters[name] = figure.formula
        for name, reading in self.sheet.reading.items():
            parameters[name] = reading.formula
        # as text, since the order of the cells counts and parameters are sorted
        parameters[SHEET] = msgspec.json.encode(self._resolved()).decode()
        return parameters, sources

    def _resolved(self) -> Sheet:
        """The sheet with claims in place of queries, so that it means the same ever after."""
        cells = {
            name: _settled(figure, self.evaluation.cells.get(name))
            for name, figure in self.sheet.cell.items()
        }
        claimed = self.sheet.claimed
        if claimed is not None:
            claimed = _settled(claimed, self.evaluation.claimed)
        return msgspec.structs.replace(self.sheet, cell=cells, claimed=claimed)

    def _claims(self) -> list[str]:
        cells = [self.evaluation.claimed, *self.evaluation.cells.values()]
        claims = [cell.claim for cell in cells if cell is not None and cell.claim is not None]
        if self.other is not None:
            claims.insert(1, self.other)
        return list(dict.fromkeys(claim.identifier for claim in claims))

    def _interval(self, worked: Worked) -> dict[str, str]:
        extent, unit = self.evaluation.readable(worked)
        claimed = self.evaluation.claimed
        beside = (claimed.range.low, claimed.range.high) if claimed is not None else ()
        return interval(self.phrases, self.evaluation.units, extent, unit, beside)

    def _claimed_interval(self) -> dict[str, str]:
        claimed = self.evaluation.claimed
        if claimed is None:
            return self.phrases("interval.any")
        return interval(self.phrases, self.evaluation.units, claimed.range, claimed.unit)

    def _quantity(self, extent: Range, unit: Any) -> Quantity:
        low, high = plain(extent.low), plain(extent.high)
        label = self.evaluation.units.label(unit, "en")
        if low is None and high is None:
            return Quantity(0.0, None, unit=label)
        return Quantity(
            None if low is None else float(low), None if high is None else float(high), unit=label
        )


def _settled(figure: Figure, cell: Cell | None) -> Figure:
    if cell is None or cell.claim is None or cell.mention is None:
        return figure
    return msgspec.structs.replace(
        figure, query=None, claim=cell.claim.identifier, words=cell.mention.span.exact
    )
