"""The tables of a worksheet's Finding: what its pictures and its page are drawn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from custodes.audits.worksheet.cells import Cell
from custodes.audits.worksheet.evaluation import Evaluation, Worked
from custodes.audits.worksheet.formula import names
from custodes.audits.worksheet.numbers_in_words import ends, plain
from custodes.audits.worksheet.polynomial import Range
from custodes.audits.worksheet.sensitivity import Effect
from custodes.audits.worksheet.settling import Scale
from custodes.audits.worksheet.sheet import Figure
from custodes.model import Table

MOST_SCALES = 6

Row = tuple[str | float | None, ...]


def tables_of(
    evaluation: Evaluation, effects: Sequence[Effect], scales: Sequence[Scale]
) -> dict[str, Table]:
    """``cells``, ``ranges``, ``sensitivity`` and ``turns_1``, ``turns_2``, …"""
    units_columns = ("unit_en", "unit_zh")
    tables = {
        "cells": Table(
            (
                "cell",
                "words",
                "counted_en",
                "counted_zh",
                "low",
                "high",
                *units_columns,
                "from",
                "read_as",
            ),
            tuple(_cell_rows(evaluation)),
        ),
        "ranges": Table(
            ("range", "words", "label_en", "label_zh", "low", "high", *units_columns, "from"),
            tuple(_range_rows(evaluation)),
        ),
    }
    if effects:
        tables["sensitivity"] = Table(
            (
                "cell",
                "low",
                "high",
                "verdict_at_low",
                "low_from",
                "low_to",
                "verdict_at_high",
                "high_from",
                "high_to",
            ),
            tuple(_effect_row(evaluation, effect) for effect in effects),
        )
    for order, scale in enumerate(scales[:MOST_SCALES], start=1):
        tables[f"turns_{order}"] = Table(
            (
                "cell",
                "what_en",
                "what_zh",
                "low",
                "high",
                "verdict",
                "now_low",
                "now_high",
                "most",
                "counted",
            ),
            tuple(_turn_rows(scale)),
        )
    return tables


def _cell_rows(evaluation: Evaluation) -> list[Row]:
    rows: list[Row] = []
    for name, figure in evaluation.sheet.cell.items():
        counted = figure.counted.wording()
        cell = evaluation.cells.get(name)
        if cell is not None:
            rows.append(
                (
                    name,
                    cell.written,
                    *_both(counted),
                    *ends(cell.range),
                    *_unit(evaluation, cell.unit),
                    cell.from_where,
                    _read_as(cell),
                )
            )
        else:
            extent, unit = evaluation.readable(evaluation.worked[name])
            rows.append(
                (
                    name,
                    figure.formula,
                    *_both(counted),
                    *ends(extent),
                    *_unit(evaluation, unit),
                    "",
                    "sum",
                )
            )
    for name, assumption in evaluation.sheet.assumption.items():
        cell = evaluation.cells[name]
        rows.append(
            (
                name,
                "",
                *_both(assumption.says.wording()),
                *ends(cell.range),
                *_unit(evaluation, cell.unit),
                cell.from_where,
                "assumption",
            )
        )
    return rows


def _range_rows(evaluation: Evaluation) -> list[Row]:
    rows: list[Row] = []
    claimed, main = evaluation.claimed, evaluation.main
    if claimed is not None:
        rows.append(
            (
                "claimed",
                claimed.written,
                *_both(claimed.counted),
                *ends(claimed.range),
                *_unit(evaluation, claimed.unit),
                claimed.from_where,
            )
        )
    if main is not None:
        figure = evaluation.sheet.cell.get(main.name, Figure())
        rows += _computed(evaluation, "computed", "", figure.counted.wording(), main)
    for name, worked in evaluation.readings.items():
        says = evaluation.sheet.reading[name].says.wording()
        rows += _computed(evaluation, "reading", name, says, worked)
    return rows


def _computed(
    evaluation: Evaluation, kind: str, words: str, says: Mapping[str, str], worked: Worked
) -> list[Row]:
    if worked.enclosure is None:
        return []
    extent, unit = evaluation.readable(worked)
    used = names(worked.node)
    cells = [cell for name, cell in evaluation.cells.items() if name in used]
    sources = " ".join(cell.claim.identifier for cell in cells if cell.claim is not None)
    return [(kind, words, *_both(says), *ends(extent), *_unit(evaluation, unit), sources)]


def _effect_row(evaluation: Evaluation, effect: Effect) -> Row:
    row: list[str | float | None] = [effect.name, *ends(evaluation.cells[effect.name].range)]
    for verdict, enclosure in (effect.at_low, effect.at_high):
        row.append(verdict)
        row += ends(enclosure.range if enclosure is not None else Range(None, None))
    return tuple(row)


def _turn_rows(scale: Scale) -> list[Row]:
    return [
        (
            scale.cell,
            *_both(scale.what),
            plain(step.low),
            plain(step.high),
            step.verdict,
            *ends(scale.now),
            plain(scale.most),
            int(scale.whole),
        )
        for step in scale.steps
    ]


def _both(words: Mapping[str, str]) -> tuple[str, str]:
    return words.get("en", ""), words.get("zh", "")


def _unit(evaluation: Evaluation, unit: Any) -> tuple[str, str]:
    return evaluation.units.label(unit, "en"), evaluation.units.label(unit, "zh")


def _read_as(cell: Cell) -> str:
    if cell.convention:
        return "convention"
    return "stated" if cell.claim is not None else "number"
