"""Figures read by convention, and whether the verdict hangs on that reading."""

from __future__ import annotations

from custodes.audits.worksheet.bounds import ZeroDivisorError, enclose
from custodes.audits.worksheet.cells import Cell
from custodes.audits.worksheet.evaluation import Evaluation, judged
from custodes.audits.worksheet.formula import names


def conventional(evaluation: Evaluation) -> tuple[Cell, ...]:
    """The cells that the claimed figure rests on, and it itself, where they are read so."""
    target, claimed = evaluation.target, evaluation.claimed
    if target is None or claimed is None:
        return ()
    cells = [evaluation.cells[name] for name in names(target.node)]
    return tuple(cell for cell in (*cells, claimed) if cell.convention)


def without_conventions(evaluation: Evaluation) -> str | None:
    """The verdict with the numbers that the words state, no more (近500 is 500).

    None where one of the words states no number (数百).
    """
    read_so = conventional(evaluation)
    target, claimed = evaluation.target, evaluation.claimed
    if target is None or claimed is None or any(cell.stated is None for cell in read_so):
        return None
    box = {**evaluation.box}
    bound = claimed.range
    for cell in read_so:
        if cell.stated is None:
            continue
        if cell is claimed:
            bound = cell.stated
        else:
            box[cell.name] = cell.stated
    try:
        return judged(enclose(target.node, box, evaluation.tolerance).range, bound)
    except ZeroDivisorError:
        return "no verdict"
