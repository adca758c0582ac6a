"""The sentences of a case that hold figures, with each figure as a sign that patterns can meet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from custodes.audits.worksheet.cells import exact, rounded
from custodes.audits.worksheet.polynomial import Range
from custodes.language import segments
from custodes.language.approximation import last_step
from custodes.model import Claim, Document, Mention, Quantity

if TYPE_CHECKING:
    from custodes.case import Case

LEAST_ROUND = 100
"""A count whose last digit that is no zero stands for less is taken as counted."""
_DIGITS_ALONE = re.compile(
    r"\d(?![\d,，.]*\s*(?:[万萬亿億千百十]|thousand|million|billion|lakh|crore))"
)
MOST_ROUNDED = Fraction(1, 20)
"""How much rounding may change a count for it to be taken as rounded: 1500 may be, 100 is not."""
SHARE_UNITS = frozenset({"%", "％"})
_CONTINUES = re.compile(r"\s*(?:其中|当中|當中|Of (?:which|these|them|those)\b)")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in a passage; ``claim`` is a claim that holds it, if one does."""

    mention: Mention
    quantity: Quantity
    claim: Claim | None

    @property
    def share(self) -> bool:
        """Whether it is a percentage."""
        return self.quantity.unit in SHARE_UNITS

    @property
    def words(self) -> str:
        """The figure as written."""
        return self.mention.span.exact

    @property
    def range(self) -> Range:
        """What its words allow."""
        return Range(exact(self.quantity.low), exact(self.quantity.high))

    @property
    def loosely(self) -> Range:
        """What its words allow, if it may be rounded.

        A share, a decimal and a figure in 万 or millions to its last digit, a count that ends in
        two zeros to its last digit that is none if that changes little; another count is taken as
        counted.
        """
        own = self.range
        if not own.point or own.low is None:
            return own
        if self.share or own.low.denominator > 1 or not _DIGITS_ALONE.search(self.words):
            return rounded(own, self.words)
        half = last_step(str(int(own.low))) / 2
        if half * 2 < LEAST_ROUND or half > own.low * MOST_ROUNDED:
            return own
        return Range(own.low - half, own.low + half)

    @property
    def whole_number(self) -> int | None:
        """Its value where it is one whole number."""
        low = self.range.low
        if not self.range.point or low is None or low.denominator != 1:
            return None
        return int(low)


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, with the next one where that goes on with "of which".

    ``signs`` is its text with every figure as «c0» (a count) or «s0» (a share).
    """

    document: Document
    signs: str
    figures: tuple[Figure, ...]

    def figure(self, sign: str) -> Figure:
        """The figure that a sign stands for."""
        return self.figures[int(re.sub(r"\D", "", sign))]


def passages(case: Case, claims: Sequence[Claim]) -> Iterator[Passage]:
    """The passages with two figures or more, at least one of them in a claim."""
    by_document: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.quantities:
            by_document.setdefault(claim.document, []).append(claim)
    for document in case.documents():
        own = by_document.get(document.sha256, [])
        if len({mention.span.start for claim in own for mention in claim.quantities}) < 2:
            continue
        text = case.text(document.sha256)
        mentions = [
            mention
            for mention in case.mentions(document.sha256)
            if mention.kind == "quantity" and mention.quantity is not None
        ]
        found = segments.sentences(text)
        for index, sentence in enumerate(found):
            end = sentence.end
            following = found[index + 1] if index + 1 < len(found) else None
            if following is not None and _CONTINUES.match(text.content, following.start):
                end = following.end
            passage = _passage(document, text.content, sentence.start, end, mentions, own)
            if len(passage.figures) > 1 and any(figure.claim for figure in passage.figures):
                yield passage


def _passage(
    document: Document,
    content: str,
    start: int,
    end: int,
    mentions: Sequence[Mention],
    claims: Sequence[Claim],
) -> Passage:
    figures = [
        Figure(mention, mention.quantity, _holder(mention, claims))
        for mention in mentions
        if start <= mention.span.start and mention.span.end <= end and mention.quantity is not None
    ]
    pieces, reached = [], start
    for number, figure in enumerate(figures):
        span = figure.mention.span
        pieces += [content[reached : span.start], f"«{'s' if figure.share else 'c'}{number}»"]
        reached = span.end
    pieces.append(content[reached:end])
    return Passage(document, "".join(pieces), tuple(figures))


def _holder(mention: Mention, claims: Sequence[Claim]) -> Claim | None:
    return next(
        (
            claim
            for claim in claims
            if any(own.span.start == mention.span.start for own in claim.quantities)
        ),
        None,
    )


def total_of(ranges: Sequence[Range]) -> Range:
    """The range of a sum of independent figures."""
    lows = [extent.low for extent in ranges]
    highs = [extent.high for extent in ranges]
    return Range(
        None if None in lows else sum((low for low in lows if low is not None), Fraction(0)),
        None if None in highs else sum((high for high in highs if high is not None), Fraction(0)),
    )


def apart(one: Range, two: Range) -> bool:
    """Whether two ranges do not meet."""
    return above(one, two) or above(two, one)


def above(one: Range, two: Range) -> bool:
    """Whether all of one range is above all of the other."""
    return one.low is not None and two.high is not None and one.low > two.high
