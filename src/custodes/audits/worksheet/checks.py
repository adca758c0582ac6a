"""All automatic checks over a case, as one Result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from custodes.audits.results import Result, make_result
from custodes.audits.wording import Phrases, joined, load_phrases
from custodes.audits.worksheet.check_documents import between_documents
from custodes.audits.worksheet.checking import Checked, checked
from custodes.audits.worksheet.numbers_in_words import number, plain
from custodes.audits.worksheet.passages import passages
from custodes.audits.worksheet.polynomial import Range
from custodes.model import Claim, Quantity, Table

if TYPE_CHECKING:
    from custodes.case import Case

VERSION = "1"
CHECKED = "checks"
"""The parameter that tells a Result of the checks from one of a sheet."""
KINDS = ("percentages", "share", "granular", "total", "documents")
TOLD = 3
MOST_LISTED = 200


def sums(case: Case, claims: Sequence[Claim]) -> list[Checked]:
    """Every sum that the checks can make out in a case, whether it comes out or not."""
    found = [each for passage in passages(case, claims) for each in checked(passage)]
    found += between_documents([claim for claim in claims if claim.quantities])
    return found


def check(case: Case) -> Result:
    """The sums of a case that do not come out, as one Result."""
    return reported(sums(case, case.claims()))


def reported(found: Sequence[Checked]) -> Result:
    """The Result for sums that were looked at."""
    phrases = load_phrases("worksheet")
    wrong = sorted(
        (each for each in found if not each.holds), key=lambda each: KINDS.index(each.kind)
    )
    words = [
        phrases(
            "checks.some" if wrong else "checks.none" if found else "checks.nothing",
            wrong=len(wrong),
            all=len(found),
        )
    ]
    words += [_says(phrases, each) for each in wrong[:TOLD]]
    if len(wrong) > TOLD:
        words.append(phrases("checks.more", more=len(wrong) - TOLD))
    figures = {
        "sums_checked": Quantity(len(found), len(found)),
        "sums_that_differ": Quantity(len(wrong), len(wrong)),
    }
    return make_result(
        "worksheet",
        VERSION,
        parameters={CHECKED: list(KINDS)},
        sources={CHECKED: ""},
        figures=figures,
        title=phrases("checks.title"),
        words=joined(words),
        assumptions=[
            phrases(f"checks.assumes.{kind}") for kind in ("rounding", "parts", "reading")
        ],
        claims=dict.fromkeys(claim for each in wrong for claim in each.claims),
        tables={
            "differ": Table(
                ("kind", "given", "from", "low", "high", "unit", "says_en", "says_zh", "claims"),
                tuple(_row(phrases, each) for each in wrong[:MOST_LISTED]),
            ),
            "kinds": Table(
                ("kind", "checked", "differ"),
                tuple(
                    (
                        kind,
                        sum(each.kind == kind for each in found),
                        sum(each.kind == kind for each in wrong),
                    )
                    for kind in KINDS
                ),
            ),
        },
    )


def _row(phrases: Phrases, each: Checked) -> tuple[str | float | None, ...]:
    says = _says(phrases, each)
    unit = "%" if each.kind in ("percentages", "share", "granular") else each.given.quantity.unit
    return (
        each.kind,
        each.given.words,
        " + ".join(figure.words for figure in each.figures),
        plain(each.computed.low),
        plain(each.computed.high),
        unit,
        says["en"],
        says["zh"],
        " ".join(each.claims),
    )


def _says(phrases: Phrases, each: Checked) -> dict[str, str]:
    others = [figure.words for figure in each.figures]
    if each.kind == "percentages":
        others.insert(0, each.given.words)
    return phrases(
        f"checks.says.{each.kind}",
        given=each.given.words,
        others=" + ".join(others),
        one=others[0],
        last=others[-1],
        computed=_range(phrases, each.computed),
        below=number(each.computed.low) if each.computed.low is not None else "",
        above=number(each.computed.high) if each.computed.high is not None else "",
    )


def _range(phrases: Phrases, extent: Range) -> dict[str, str]:
    low = None if extent.low is None else number(extent.low)
    high = None if extent.high is None else number(extent.high)
    if low is None and high is None:
        return phrases("interval.any")
    if low is None:
        return phrases("interval.to", high=high, unit="")
    if high is None:
        return phrases("interval.from", low=low, unit="")
    return phrases(
        "interval.point" if low == high else "interval.closed", low=low, high=high, unit=""
    )
