"""Days, months, years and parts of them as intervals of days, and what a partial date leaves open.

Conventions: the beginning of a month is its days 1..10, the middle 11..20, the end 21 to the last;
the beginning of a year is its first quarter, the middle June and July, the end its last quarter.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Callable
from dataclasses import dataclass

from custodes.model import DateInterval

EARLIEST, LATEST = 1600, 2199
"""Years outside of these are taken for other numbers."""


def of_year(year: int) -> DateInterval | None:
    """The whole year, or None where the number is no year that a document speaks of."""
    return of_months(year, 1, 12)


def of_months(year: int, first: int, last: int) -> DateInterval | None:
    """The months ``first..last`` (1..12) of one year, or None where there are none such."""
    if not (EARLIEST <= year <= LATEST and 1 <= first <= last <= 12):
        return None
    return DateInterval(
        datetime.date(year, first, 1),
        datetime.date(year, last, calendar.monthrange(year, last)[1]),
    )


def of_month(year: int, month: int) -> DateInterval | None:
    """The whole month."""
    return of_months(year, month, month)


def of_day(year: int, month: int, day: int) -> DateInterval | None:
    """One day, or None where the calendar has no such day (2月30日)."""
    if not EARLIEST <= year <= LATEST:
        return None
    try:
        date = datetime.date(year, month, day)
    except ValueError:
        return None
    return DateInterval(date, date)


def of_years(first: int, last: int) -> DateInterval | None:
    """From the first day of one year to the last of another."""
    begin, end = of_year(first), of_year(last)
    return joined(begin, end)


def part_of_month(year: int, month: int, part: str) -> DateInterval | None:
    """``early``, ``middle`` or ``late`` in that month."""
    whole = of_month(year, month)
    if whole is None or whole.first is None or whole.last is None:
        return None
    first, last = {"early": (1, 10), "middle": (11, 20), "late": (21, whole.last.day)}[part]
    return DateInterval(whole.first.replace(day=first), whole.first.replace(day=last))


def part_of_year(year: int, part: str) -> DateInterval | None:
    """``early``, ``middle``, ``late``, a half (``h1``, ``h2``) or a quarter (``q1``..``q4``)."""
    months = {
        "early": (1, 3),
        "middle": (6, 7),
        "late": (10, 12),
        "h1": (1, 6),
        "h2": (7, 12),
        "q1": (1, 3),
        "q2": (4, 6),
        "q3": (7, 9),
        "q4": (10, 12),
    }[part]
    return of_months(year, *months)


def of_decade(first_year: int) -> DateInterval | None:
    """The ten years from ``first_year``."""
    return of_years(first_year, first_year + 9)


def joined(first: DateInterval | None, last: DateInterval | None) -> DateInterval | None:
    """From the beginning of one to the end of the other; None where they are out of order."""
    if first is None or last is None or first.first is None or last.last is None:
        return None
    if first.first > last.last:
        return None
    return DateInterval(first.first, last.last)


def since(interval: DateInterval) -> DateInterval | None:
    """From the first day of the interval on."""
    return None if interval.first is None else DateInterval(interval.first, None)


def until(interval: DateInterval) -> DateInterval | None:
    """Up to the last day of the interval."""
    return None if interval.last is None else DateInterval(None, interval.last)


def shifted(interval: DateInterval, days: int) -> DateInterval | None:
    """The interval moved by ``days``; None where an end is open or leaves the calendar."""
    if interval.first is None or interval.last is None:
        return None
    step = datetime.timedelta(days=days)
    try:
        return DateInterval(interval.first + step, interval.last + step)
    except OverflowError:
        return None


def months_away(interval: DateInterval, months: int) -> DateInterval | None:
    """The calendar months ``months`` after (before, if negative) those of the interval."""
    if interval.first is None or interval.last is None:
        return None
    ends = []
    for day in (interval.first, interval.last):
        index = day.year * 12 + day.month - 1 + months
        ends.append(of_month(index // 12, index % 12 + 1))
    return joined(ends[0], ends[1])


def years_away(interval: DateInterval, years: int) -> DateInterval | None:
    """The calendar years ``years`` after (before, if negative) those of the interval."""
    if interval.first is None or interval.last is None:
        return None
    return of_years(interval.first.year + years, interval.last.year + years)


def week_away(
    interval: DateInterval, weeks: int, weekday: int | None = None
) -> DateInterval | None:
    """A week (Monday to Sunday) counted from that of one known day, or one weekday (0..6) of it."""
    if interval.first is None or interval.first != interval.last:
        return None
    day = interval.first
    monday = DateInterval(*([day - datetime.timedelta(days=day.weekday())] * 2))
    if weekday is not None:
        return shifted(monday, weeks * 7 + weekday)
    return joined(shifted(monday, weeks * 7), shifted(monday, weeks * 7 + 6))


LOOK_BACK = 400
"""How many code points before a stretch, within its paragraph, a year is looked for."""


def before(content: str, start: int) -> int:
    """Where to begin looking for an earlier date: in the same line, at most LOOK_BACK away."""
    return max(content.rfind("\n", 0, start) + 1, start - LOOK_BACK, 0)


@dataclass(slots=True)
class Context:
    """What dates without a year or month lean on: the document's own date, and the last one read.

    A month or day without its year is read in the year of the date before it in the same stretch,
    or in that which ``earlier`` finds before the stretch; failing both, as the nearest one that is
    not after the document's date. Without any of them it is left out.
    """

    published: DateInterval | None
    year: int | None = None
    month: int | None = None
    earlier: Callable[[], int | None] | None = None

    def remember(self, interval: DateInterval, month_known: bool) -> None:
        """Later partial dates lean on this one."""
        if interval.first is not None and interval.last is not None:
            if interval.first.year == interval.last.year:
                self.year = interval.last.year
            self.month = interval.last.month if month_known else None

    def nearest(
        self, month: int, day: int | None = None, ahead: bool = False
    ) -> DateInterval | None:
        """The month, or day of it, in the remembered year, or nearest before publication.

        ``ahead`` takes the nearest after publication instead (将于9月3日).
        """

        def build(year: int) -> DateInterval | None:
            return of_month(year, month) if day is None else of_day(year, month, day)

        if self.year is None and self.earlier is not None:
            self.year, self.earlier = self.earlier(), None
        if self.year is not None:
            return build(self.year)
        anchor = None if self.published is None else self.published.last
        if anchor is None:
            return None
        candidate = build(anchor.year)
        if ahead:
            passed = (
                candidate is not None and candidate.last is not None and candidate.last < anchor
            )
            return build(anchor.year + 1) if passed else candidate
        if candidate is None or candidate.first is None or candidate.first > anchor:
            return build(anchor.year - 1)
        return candidate

    def lone_day(self, day: int) -> DateInterval | None:
        """A day without its month: in the month last read, or nearest before publication."""
        if self.year is not None and self.month is not None:
            return of_day(self.year, self.month, day)
        anchor = None if self.published is None else self.published.last
        if anchor is None or self.published is None or self.published.first is None:
            return None
        if (anchor - self.published.first).days > 1:
            return None
        for back in range(3):
            index = anchor.year * 12 + anchor.month - 1 - back
            candidate = of_day(index // 12, index % 12 + 1, day)
            if candidate is not None and candidate.first is not None and candidate.first <= anchor:
                return candidate
        return None
