"""When: each date of a claim as long as the words leave it open, a day as a point."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from custodes.dossier.drawing import Drawing, references, shorten, text_width
from custodes.dossier.edition import Edition
from custodes.dossier.picks import weight
from custodes.model import DateInterval
from custodes.release.released import ReleasedClaim

ROWS = 22
ROW = 25.0
LEFT, RIGHT = 6.0, 1074.0


@dataclass(frozen=True, slots=True)
class Moment:
    """One interval of days, and the claims of that time, the weightiest first."""

    first: datetime.date
    last: datetime.date
    claims: tuple[ReleasedClaim, ...]

    @property
    def dates(self) -> DateInterval:
        """The interval as a noun of the model."""
        return DateInterval(self.first, self.last)


@dataclass(frozen=True, slots=True)
class TimelineView:
    """The drawing, the moments in it, and how many claims are dated and how many moments remain."""

    drawing: Markup
    moments: tuple[Moment, ...]
    left_out: int
    dated: int
    days: int


def timeline_view(edition: Edition, claims: Iterable[ReleasedClaim]) -> TimelineView:
    """The dates of these claims; those with an open end are left to the evidence table."""
    grouped: dict[tuple[datetime.date, datetime.date], list[ReleasedClaim]] = defaultdict(list)
    dated: set[str] = set()
    for claim in claims:
        for mention in claim.roles.get("time", ()):
            dates = mention.dates
            if dates is None or dates.first is None or dates.last is None:
                continue
            grouped[dates.first, dates.last].append(claim)
            dated.add(claim.identifier)
    moments = [
        Moment(first, last, tuple(sorted(members, key=lambda claim: -weight(claim))))
        for (first, last), members in grouped.items()
    ]
    chosen = sorted(moments, key=lambda m: (-len(m.claims), (m.last - m.first).days, m.first))[
        :ROWS
    ]
    chosen.sort(key=lambda moment: (moment.first, moment.last))
    return TimelineView(
        _draw(edition, chosen) if chosen else Markup(""),
        tuple(chosen),
        len(moments) - len(chosen),
        len(dated),
        sum(moment.first == moment.last for moment in chosen),
    )


def _bounds(moments: list[Moment]) -> tuple[datetime.date, datetime.date]:
    first = min(moment.first for moment in moments)
    last = max(moment.last for moment in moments)
    return datetime.date(first.year, 1, 1), datetime.date(last.year, 12, 31)


def _draw(edition: Edition, moments: list[Moment]) -> Markup:
    drawing = Drawing(edition.language)
    start, end = _bounds(moments)
    scale = (RIGHT - LEFT) / max(1, (end - start).days + 1)
    bottom = 26 + ROW * len(moments)
    years = end.year - start.year + 1
    every = next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000) if years / step <= 22)
    for year in range(start.year, end.year + 1):
        if (year - start.year) % every:
            continue
        x = LEFT + ((datetime.date(year, 1, 1) - start).days) * scale
        drawing.line(x, 20, x, bottom, "ax")
        drawing.text(x + 4, 13, str(year), "t3")
    drawing.line(RIGHT, 20, RIGHT, bottom, "ax")
    for index, moment in enumerate(moments):
        y = 38 + ROW * index
        left = LEFT + (moment.first - start).days * scale
        right = LEFT + ((moment.last - start).days + 1) * scale
        _bar(drawing, moment, left, right, y)
        _caption(edition, drawing, moment, left, right, y)
    return drawing.svg(1080, bottom + 4, edition.words.entries["timeline.label"])


def _bar(drawing: Drawing, moment: Moment, left: float, right: float, y: float) -> None:
    if moment.first == moment.last:
        drawing.circle((left + right) / 2, y, 4.5, "fin")
        return
    right = max(right, left + 4)
    drawing.box(left, y - 5, right - left, 10, "fopen")
    drawing.path(f"M{left + 0.5:.1f} {y - 6:.1f}v12M{right - 0.5:.1f} {y - 6:.1f}v12", "sin med")


def _caption(
    edition: Edition, drawing: Drawing, moment: Moment, left: float, right: float, y: float
) -> None:
    count = len(moment.claims)
    numbers = references(
        ((claim.number, edition.place_of(claim)) for claim in moment.claims), 3, edition.evidence()
    )
    taken = sum(text_width(claim.number, 12.5) + 5 for claim in moment.claims[:3])
    taken += 30 if count > 3 else 0
    before, after = left - LEFT - 14, RIGHT - right - 14
    room = max(before, after)
    words = shorten(moment.claims[0].quote.exact.replace("\n", " "), min(430.0, room - taken - 10))
    at_right = after >= min(before, taken + text_width(words) + 10)
    x = right + 9 if at_right else left - 9
    drawing.add(
        Markup('<text class="halo" x="{:.1f}" y="{:.1f}"{}>{} {}</text>').format(
            x,
            y + 4.5,
            Markup("") if at_right else Markup(' text-anchor="end"'),
            drawing.span(words) if words != "…" else "",
            numbers,
        )
    )
