"""When: each date of a claim as long as the words leave it open, a day as a point."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from markupsafe import Markup

from custodes.dossier.drawing import Drawing, link, references, shorten, text_width
from custodes.dossier.edition import Edition
from custodes.dossier.picks import is_masked, weight
from custodes.model import DateInterval
from custodes.release.released import ReleasedClaim

ROWS = 22
ROW = 25.0
LEFT, RIGHT = 6.0, 1074.0
EARLIEST, LATEST = 1900, 2100
"""Years beyond are misread figures; their claims stay in the evidence table."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One interval of days, and the claims of that time, the weightiest first.

    Where not all of them are here, ``count`` says how many there are. ``conditions`` lead to them
    in the evidence table, as far as it can tell them.
    """

    first: datetime.date
    last: datetime.date
    claims: tuple[ReleasedClaim, ...]
    count: int = 0
    conditions: Mapping[str, str] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many claims there are of that time."""
        return self.count or len(self.claims)

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
    """The dates of these claims; those with an open end are left to the evidence table.

    A claim with a masked name stays out: nobody private stands on a timeline.
    """
    grouped: dict[tuple[datetime.date, datetime.date], list[ReleasedClaim]] = defaultdict(list)
    dated: set[str] = set()
    for claim in claims:
        if is_masked(claim):
            continue
        for mention in claim.roles.get("time", ()):
            dates = mention.dates
            if dates is None or dates.first is None or dates.last is None:
                continue
            if not EARLIEST <= dates.first.year <= dates.last.year <= LATEST:
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
        draw(edition, chosen) if chosen else Markup(""),
        tuple(chosen),
        len(moments) - len(chosen),
        len(dated),
        sum(moment.first == moment.last for moment in chosen),
    )


@dataclass(frozen=True, slots=True)
class _Axis:
    """Days from ``start`` to ``end`` (both included) spread over the width of the drawing."""

    start: datetime.date
    end: datetime.date

    def x(self, day: datetime.date) -> float:
        """Where a day begins."""
        return LEFT + (RIGHT - LEFT) * (day - self.start).days / ((self.end - self.start).days + 1)

    def after(self, day: datetime.date) -> float:
        """Where a day ends."""
        return self.x(day) + (RIGHT - LEFT) / ((self.end - self.start).days + 1)


def draw(edition: Edition, moments: list[Moment]) -> Markup:
    """The drawing of these moments, at least one, in the order of time."""
    drawing = Drawing(edition.language)
    dense = _dense_year(moments)
    long = [moment for moment in moments if moment not in dense]
    shown = long or dense
    axis = _Axis(
        datetime.date(min(moment.first for moment in shown).year, 1, 1),
        datetime.date(max(moment.last for moment in moments).year, 12, 31),
    )
    bottom = _panel(edition, drawing, axis, shown, 0.0)
    if long and dense:
        closer = _months(dense)
        left, right = axis.x(closer.start), axis.after(closer.end)
        # what the lower panel spreads out
        drawing.path(
            f"M{left:.1f} {bottom:.1f}v8H{LEFT}v14M{right:.1f} {bottom:.1f}v8H{RIGHT}v14", "ax"
        )
        bottom = _panel(edition, drawing, closer, dense, bottom + 24)
    return drawing.svg(1080, bottom + 4, edition.words.entries["timeline.label"])


def _dense_year(moments: list[Moment]) -> list[Moment]:
    """The short moments of the year that has most of them, if a long axis would heap them up."""
    years = max(moment.last.year for moment in moments) - min(m.first.year for m in moments)
    short = [moment for moment in moments if (moment.last - moment.first).days < 31]
    counted = Counter(moment.first.year for moment in short)
    if years < 3 or not counted:
        return []
    year, count = counted.most_common(1)[0]
    return [m for m in short if m.first.year == m.last.year == year] if count >= 5 else []


def _months(moments: list[Moment]) -> _Axis:
    first = min(moment.first for moment in moments).replace(day=1)
    last = max(moment.last for moment in moments)
    following = (last.replace(day=28) + datetime.timedelta(days=4)).replace(day=1)
    return _Axis(first, following - datetime.timedelta(days=1))


def _panel(
    edition: Edition, drawing: Drawing, axis: _Axis, moments: list[Moment], top: float
) -> float:
    """One axis and its moments below ``top``; returns where it ends."""
    bottom = top + 26 + ROW * len(moments)
    for day, label in _ticks(axis):
        drawing.line(axis.x(day), top + 20, axis.x(day), bottom, "ax")
        drawing.text(axis.x(day) + 4, top + 13, label, "t3")
    drawing.line(RIGHT, top + 20, RIGHT, bottom, "ax")
    for index, moment in enumerate(moments):
        y = top + 38 + ROW * index
        left, right = axis.x(moment.first), axis.after(moment.last)
        inside = Drawing(drawing.language)
        _bar(inside, moment, left, right, y)
        # what is said of one time leads to it by keyboard too, from the numbers beside it
        days = dict.fromkeys((moment.first.isoformat(), moment.last.isoformat()))
        shape = Markup("").join(inside.parts)
        drawing.add(link(_address(edition, moment), shape, " – ".join(days), focusable=False))
        _caption(edition, drawing, moment, left, right, y)
    return bottom


def _ticks(axis: _Axis) -> list[tuple[datetime.date, str]]:
    """The beginnings of years, or of months where the axis is no longer than a year."""
    if axis.start.year == axis.end.year:
        months = range(axis.start.month, axis.end.month + 1)
        days = [datetime.date(axis.start.year, month, 1) for month in months]
        return [(day, f"{day:%Y-%m}") for day in days]
    years = axis.end.year - axis.start.year + 1
    every = next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000) if years / step <= 22)
    return [
        (datetime.date(year, 1, 1), str(year))
        for year in range(axis.start.year, axis.end.year + 1)
        if (year - axis.start.year) % every == 0
    ]


def _bar(drawing: Drawing, moment: Moment, left: float, right: float, y: float) -> None:
    if moment.first == moment.last:
        drawing.circle((left + right) / 2, y, 4.5, "fin")
        return
    right = max(right, left + 4)
    drawing.box(left, y - 5, right - left, 10, "fopen")
    drawing.path(f"M{left + 0.5:.1f} {y - 6:.1f}v12M{right - 0.5:.1f} {y - 6:.1f}v12", "sin med")


def _address(edition: Edition, moment: Moment) -> str:
    """Where the claims of a moment are; of one that the table cannot tell apart, the first."""
    if moment.conditions or moment.size > 1:
        return edition.evidence(**moment.conditions)
    return edition.place_of(moment.claims[0])


def _caption(
    edition: Edition, drawing: Drawing, moment: Moment, left: float, right: float, y: float
) -> None:
    count = moment.size
    numbers = references(
        ((claim.number, edition.place_of(claim)) for claim in moment.claims),
        3,
        edition.evidence(**moment.conditions),
        count,
    )
    taken = sum(text_width(claim.number, 12.5) + 5 for claim in moment.claims[:3])
    taken += 30 if count > 3 else 0
    before, after = left - LEFT - 14, RIGHT - right - 14
    room = max(before, after)
    words = shorten(moment.claims[0].quote.exact.replace("\n", " "), min(430.0, room - taken - 10))
    first = link(edition.place_of(moment.claims[0]), drawing.span(words), focusable=False)
    at_right = after >= min(before, taken + text_width(words) + 10)
    x = right + 9 if at_right else left - 9
    drawing.add(
        Markup('<text class="halo" x="{:.1f}" y="{:.1f}"{}>{} {}</text>').format(
            x,
            y + 4.5,
            Markup("") if at_right else Markup(' text-anchor="end"'),
            first if words != "…" else "",
            numbers,
        )
    )
