"""Quantities of claims that can go into an audit, found by words of their claim."""

from __future__ import annotations

from dataclasses import dataclass

from custodes.case import Case
from custodes.model import Claim, from_json

MOST = 40


@dataclass(frozen=True, slots=True)
class ClaimFigure:
    """A quantity of a claim: its ends, how it is written, and where it stands."""

    claim: str
    document: str
    low: float
    high: float
    unit: str
    written: str
    quote: str


def figures_like(case: Case, words: str) -> list[ClaimFigure]:
    """The first quantities with two ends of claims whose words have these, capital or not."""
    rows = case.rows(
        "SELECT claim FROM claims WHERE decision != 'rejected' "
        "AND claim LIKE '%\"quantities\":[{%' AND instr(lower(claim), lower(?)) LIMIT ?",
        words,
        MOST,
    )
    found = []
    for (json,) in rows:
        claim = from_json(Claim, json)
        for mention in claim.quantities:
            quantity = mention.quantity
            if quantity is None or quantity.low is None or quantity.high is None:
                continue
            found.append(
                ClaimFigure(
                    claim.identifier,
                    claim.document,
                    quantity.low,
                    quantity.high,
                    quantity.unit,
                    mention.span.exact,
                    claim.quote.exact,
                )
            )
    return found[:MOST]
