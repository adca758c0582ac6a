"""The automatic checks: sums in the documents that do not come out, found without a sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from custodes.audits.worksheet.check_patterns import Pattern, patterns
from custodes.audits.worksheet.passages import Figure, Passage, above, apart, total_of
from custodes.audits.worksheet.polynomial import Range
from custodes.audits.worksheet.units import lexicon

HUNDRED = Fraction(100)
_SIGN = re.compile(r"«[cs]\d+»")


@dataclass(frozen=True, slots=True)
class Checked:
    """A sum that a document states or implies, and whether it comes out.

    ``kind``: ``total``, ``percentages``, ``share``, ``granular`` or ``documents``. ``given`` is
    the figure put to the test and ``figures`` those that it is computed from, ``computed`` the
    range that they allow.
    """

    kind: str
    given: Figure
    figures: tuple[Figure, ...]
    computed: Range
    holds: bool

    @property
    def claims(self) -> tuple[str, ...]:
        """The claims that hold the figures, each once."""
        held = [figure.claim for figure in (self.given, *self.figures)]
        return tuple(dict.fromkeys(claim.identifier for claim in held if claim is not None))


def checked(passage: Passage) -> Iterator[Checked]:
    """The sums of one passage."""
    seen: set[tuple[str, int]] = set()
    for each in (
        *_totals(passage),
        *_percentages(passage),
        *_shares(passage),
        *_granular(passage),
    ):
        key = (each.kind, each.given.mention.span.start)
        if key not in seen and each.claims:
            seen.add(key)
            yield each


def _totals(passage: Passage) -> Iterator[Checked]:
    for pattern, match in _matches(passage, patterns().totals):
        total = passage.figure(match["total"])
        parts = [passage.figure(sign) for sign in _SIGN.findall(match["list"])]
        if len(parts) < pattern.least or not _alike([total, *parts]):
            continue
        if match.start("total") < match.start("list") and _no_total(passage, match.start("total")):
            continue
        after = passage.signs[match.end() : match.end() + 12]
        exhaustive = pattern.exhaustive and not patterns().open_list.search(match[0] + after)
        computed = total_of([part.loosely for part in parts])
        stated = total.loosely
        wrong = apart(computed, stated) if exhaustive else above(computed, stated)
        yield Checked("total", total, tuple(parts), total_of([p.range for p in parts]), not wrong)


def _percentages(passage: Passage) -> Iterator[Checked]:
    if patterns().no_parts.search(passage.signs):
        return
    for pattern, match in _matches(passage, patterns().percentages):
        parts = [passage.figure(sign) for sign in _SIGN.findall(match["shares"])]
        if len(parts) < pattern.least:
            continue
        if pattern.rest:
            parts.append(passage.figure(match["percent"]))
        computed = total_of([part.loosely for part in parts])
        whole = Range(HUNDRED, HUNDRED)
        wrong = apart(computed, whole) if pattern.rest else above(computed, whole)
        yield Checked(
            "percentages", parts[0], tuple(parts[1:]), total_of([p.range for p in parts]), not wrong
        )


def _shares(passage: Passage) -> Iterator[Checked]:
    for _, match in _matches(passage, patterns().shares):
        whole, part, percent = (
            passage.figure(match[name]) for name in ("whole", "part", "percent")
        )
        if not _alike([whole, part]) or not whole.range.low or above(part.range, whole.range):
            continue
        computed = _ratio(part.loosely, whole.loosely)
        exact = _ratio(part.range, whole.range)
        yield Checked("share", percent, (part, whole), exact, not apart(computed, percent.loosely))


def _granular(passage: Passage) -> Iterator[Checked]:
    """A share of so many must be that of a whole number of them.

    Brown and Heathers, "The GRIM test", Social Psychological and Personality Science 8 (2017).
    """
    for _, match in _matches(passage, patterns().granular):
        whole, percent = passage.figure(match["whole"]), passage.figure(match["percent"])
        count, share = whole.whole_number, percent.loosely
        if count is None or count < 1 or not percent.range.point or share.width == 0:
            continue
        if share.low is None or share.high is None or share.width is None:
            continue
        if share.width * count >= HUNDRED:
            continue  # every such share is that of some number
        least, most = ceil(share.low * count / HUNDRED), floor(share.high * count / HUNDRED)
        nearest = Range(
            Fraction(floor(share.low * count / HUNDRED)) * HUNDRED / count,
            Fraction(ceil(share.high * count / HUNDRED)) * HUNDRED / count,
        )
        yield Checked("granular", percent, (whole,), nearest, least <= most)


def _no_total(passage: Passage, start: int) -> bool:
    """Whether the figure whose sign begins here ends a list, or stands in brackets."""
    before = passage.signs[:start]
    in_brackets = re.search(r"[（(][^（()）]*$", before) is not None
    return in_brackets or re.search(r"«c\d+»[^«»。]{0,24}[、和][^«»。]{0,24}$", before) is not None


def _matches(passage: Passage, kinds: Sequence[Pattern]) -> Iterator[tuple[Pattern, re.Match[str]]]:
    for pattern in kinds:
        for match in pattern.regex.finditer(passage.signs):
            yield pattern, match


def _alike(figures: Sequence[Figure]) -> bool:
    """Whether figures count the same kind of thing as far as their words tell.

    The same measure word, and where that is a generic one (个) nothing that speaks against it.
    """
    words = lexicon()
    units = {words.unit_of.get(figure.quantity.unit, figure.quantity.unit) for figure in figures}
    if len(units) > 1 or any(figure.share for figure in figures):
        return False
    if any(figure.range.low is None for figure in figures):
        return False
    unit = units.pop()
    if unit not in words.generic:
        return True
    counted = {figure.quantity.of for figure in figures if figure.quantity.of}
    return len(counted) <= 1 and bool(counted)


def _ratio(part: Range, whole: Range) -> Range:
    """The share in per cent of a part that is counted in the whole."""
    if part.low is None or whole.low is None or whole.low <= 0:
        return Range(None, None)
    low = Fraction(0) if whole.high is None else part.low / whole.high * HUNDRED
    high = None if part.high is None else min(part.high / whole.low * HUNDRED, HUNDRED)
    return Range(low, high)
