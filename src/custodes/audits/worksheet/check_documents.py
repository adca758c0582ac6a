"""The same figure given differently in two documents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from custodes.audits.worksheet.checking import Checked
from custodes.audits.worksheet.passages import Figure, above, apart
from custodes.audits.worksheet.polynomial import Range
from custodes.audits.worksheet.units import lexicon
from custodes.evidence.contradictions import sharing
from custodes.model import Claim

SHARED = 0.6
"""How much of the shorter quote's words both must have, figures aside."""
FEWEST = 4
NEAR = Fraction(1, 50)
MOST_HOLDERS = 24
_YEARS = re.compile(r"(?:19|20)\d\d|[今去前明]年|\d{1,2}月")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]{3,}|[\u3400-\u9fff]+")


def between_documents(claims: Sequence[Claim]) -> Iterator[Checked]:
    """Pairs of figures of one thing, in words that are nearly the same, that do not meet.

    Only where both count the same named thing with the same measure word, neither quote has
    several figures or is a rule, and no date tells them apart.
    """
    listed = [claim for claim in claims if claim.type != "rule" and len(_counts(claim)) == 1]
    words = [_words(claim) for claim in listed]
    for first, second in sharing(words, MOST_HOLDERS):
        one, other = listed[first], listed[second]
        if one.document == other.document or _dates(one) != _dates(other):
            continue
        fewest = min(len(words[first]), len(words[second]))
        if fewest < FEWEST or len(words[first] & words[second]) < SHARED * fewest:
            continue
        left, right = _counts(one)[0], _counts(other)[0]
        if _same_thing(left, right):
            wrong = _clearly_apart(left.loosely, right.loosely)
            yield Checked("documents", left, (right,), right.range, not wrong)


def _clearly_apart(one: Range, other: Range) -> bool:
    """Whether two ranges do not meet, and not because of an odd one: 400 and 400余 are near."""
    if not apart(one, other):
        return False
    first, second = (one, other) if above(other, one) else (other, one)
    if first.high is None or second.low is None:
        return False
    return second.low - first.high > abs(second.low) * NEAR


def _counts(claim: Claim) -> list[Figure]:
    return [
        Figure(mention, mention.quantity, claim)
        for mention in claim.quantities
        if mention.quantity is not None
    ]


def _same_thing(one: Figure, other: Figure) -> bool:
    unit_of = lexicon().unit_of
    units = [unit_of.get(figure.quantity.unit, figure.quantity.unit) for figure in (one, other)]
    counted = [figure.quantity.of or "" for figure in (one, other)]
    loose = any(figure.quantity.basis == "convention" for figure in (one, other))
    return not loose and units[0] == units[1] and counted[0] == counted[1] and len(counted[0]) > 1


def _words(claim: Claim) -> frozenset[str]:
    """Long English words and pairs of Chinese characters of the quote, its figures left out."""
    text = claim.quote.exact
    for mention in claim.quantities:
        text = text.replace(mention.span.exact, " ")
    found: set[str] = set()
    for run in _WORD.findall(text):
        if run.isascii():
            found.add(run.lower())
        else:
            found.update(run[at : at + 2] for at in range(len(run) - 1))
    return frozenset(found)


def _dates(claim: Claim) -> frozenset[str]:
    return frozenset(_YEARS.findall(claim.quote.exact))
