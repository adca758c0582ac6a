"""Where claims stand on a page of the original: the boxes of their runs of characters."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from custodes.case.claim_rows import ClaimRow
from custodes.model import Run, Text


@dataclass(frozen=True, slots=True)
class Region:
    """A claim on one page, as boxes (left, top, width, height) in the unit of the page."""

    claim: ClaimRow
    boxes: tuple[tuple[float, float, float, float], ...]


def page_count(text: Text) -> int:
    """The last page that has any text; 0 for an original without pages."""
    return max((run.page for run in text.runs), default=0)


def page_of(text: Text, at: int) -> int:
    """The page on which this position stands, or the next text after it; 1 if nobody knows."""
    following = [run for run in text.runs if run.end > at]
    return following[0].page if following else max(1, page_count(text))


def regions(text: Text, page: int, claims: Sequence[ClaimRow]) -> tuple[Region, ...]:
    """The claims that stand on this page (from 1), the longest first so that others lie on top.

    A claim's box is that of a run cut in proportion to its characters where it begins or ends
    inside of one: boxes are kept by run, a word or a clause.
    """
    on_page = sorted((run for run in text.runs if run.page == page), key=lambda run: run.start)
    starts = [run.start for run in on_page]
    longest = max((run.end - run.start for run in on_page), default=0)
    found = []
    for claim in claims:
        if claim.decision == "rejected":
            continue
        first = bisect_left(starts, claim.start - longest)
        last = bisect_right(starts, claim.end)
        boxes = [
            _part(run, claim.start, claim.end)
            for run in on_page[first:last]
            if run.start < claim.end and claim.start < run.end
        ]
        if boxes:
            found.append(Region(claim, tuple(boxes)))
    return tuple(sorted(found, key=lambda region: region.claim.start - region.claim.end))


def _part(run: Run, start: int, end: int) -> tuple[float, float, float, float]:
    left, top, right, bottom = run.box
    if bottom - top > 2 * (right - left) and run.end - run.start > 2:
        # characters that run down the page
        top, bottom = _share(run, start, end, top, bottom)
    else:
        left, right = _share(run, start, end, left, right)
    return (round(left, 1), round(top, 1), round(right - left, 1), round(bottom - top, 1))


def _share(run: Run, start: int, end: int, low: float, high: float) -> tuple[float, float]:
    each = (high - low) / (run.end - run.start)
    return (
        low + each * max(0, start - run.start),
        high - each * max(0, run.end - end),
    )
