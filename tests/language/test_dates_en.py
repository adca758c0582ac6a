"""English dates as intervals of days: partial, relative, in parts, in ranges, open."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.language.en.dates import find
from custodes.model import DateInterval

PUBLISHED = DateInterval(datetime.date(2020, 9, 24), datetime.date(2020, 9, 24))


def read(content: str, published: DateInterval | None = PUBLISHED) -> list[tuple[str, str]]:
    found = find(content, 0, len(content), published)
    return [(content[a:b], f"{i.first or ''}..{i.last or ''}") for a, b, i in found]


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("June 2020", "2020-06-01", "2020-06-30"),
        ("December, 2018", "2018-12-01", "2018-12-31"),
        ("12 June 2020", "2020-06-12", "2020-06-12"),
        ("19th May 2021", "2021-05-19", "2021-05-19"),
        ("August 5, 2021", "2021-08-05", "2021-08-05"),
        ("Feb 2018", "2018-02-01", "2018-02-28"),
        ("March 3-5, 2020", "2020-03-03", "2020-03-05"),
        ("June 12", "2020-06-12", "2020-06-12"),
        ("December 12", "2019-12-12", "2019-12-12"),
        ("2020-06-18", "2020-06-18", "2020-06-18"),
        ("22.1.2020", "2020-01-22", "2020-01-22"),
        ("1/22/2020", "2020-01-22", "2020-01-22"),
        ("03/04/2020", "2020-03-04", "2020-04-03"),
        ("2019", "2019-01-01", "2019-12-31"),
        ("2015-2017", "2015-01-01", "2017-12-31"),
        ("between 2015 and 2017", "2015-01-01", "2017-12-31"),
        ("2015 to 2017", "2015-01-01", "2017-12-31"),
        ("FY 2020-21", "2020-04-01", "2021-03-31"),
        ("July-December 2018", "2018-07-01", "2018-12-31"),
        ("the 2010s", "2010-01-01", "2019-12-31"),
        ("early 2020", "2020-01-01", "2020-03-31"),
        ("first half of 2019", "2019-01-01", "2019-06-30"),
        ("mid-June", "2020-06-11", "2020-06-20"),
        ("last year", "2019-01-01", "2019-12-31"),
        ("last month", "2020-08-01", "2020-08-31"),
        ("yesterday", "2020-09-23", "2020-09-23"),
        ("three years ago", "2017-01-01", "2017-12-31"),
        ("the last five years", "2015-01-01", "2020-09-24"),
        ("since 2017", "2017-01-01", ""),
        ("by 2025", "", "2025-12-31"),
        ("before June 30, 2021", "", "2021-06-30"),
    ],
)
def test_a_date_is_as_long_as_what_it_leaves_open(written: str, first: str, last: str) -> None:
    assert read("They met: " + written + ".") == [(written, f"{first}..{last}")]


def test_relative_and_partial_dates_need_the_date_of_the_document() -> None:
    assert read("last year, on June 12, in May", None) == []
    assert read("in 2018, on June 12", None)[1] == ("June 12", "2018-06-12..2018-06-12")


@pytest.mark.parametrize(
    "written",
    [
        "February 30, 2020",
        "2,019 cameras",
        "may be",
        "(2017) 10 SCC 1",
        "they march on",
        "v2.1.3",
        "30 days",
        "$2000",
        "2020% more",
    ],
)
def test_what_is_no_date_is_left_out(written: str) -> None:
    assert read("They say " + written) == []


DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))
FORMS = ["%B {0.day}, %Y", "{0.day} %b %Y", "%Y-%m-%d", "%B %Y"]


@given(DAYS, st.sampled_from(FORMS), st.text("abc .", max_size=4))
def test_the_interval_holds_the_day_that_was_written(
    day: datetime.date, form: str, prefix: str
) -> None:
    written = day.strftime(form).format(day)
    content = prefix + ": " + written + "."
    ((start, end, interval),) = find(content, 0, len(content), None)
    assert content[start:end] == written
    assert interval.first is not None
    assert interval.last is not None
    assert interval.first <= day <= interval.last


FRAGMENTS = st.lists(
    st.sampled_from(
        [
            "in",
            "since",
            "by",
            "between",
            "and",
            "to",
            "June",
            "May",
            "12",
            "31",
            "2019",
            "2020-21",
            ",",
            "last",
            "year",
            "ago",
            "three",
            "the",
            "2010s",
            ".",
            "-",
        ]
    ),
    max_size=12,
).map(" ".join)


@given(FRAGMENTS)
def test_any_text_gives_ordered_spans_inside_it(content: str) -> None:
    reached = 0
    for start, end, _ in find(content, 0, len(content), PUBLISHED):
        assert reached <= start < end <= len(content)
        reached = end
