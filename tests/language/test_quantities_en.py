"""English quantities: what the words allow, where they stand, and what counts nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.language.en.numerals import figure
from custodes.language.en.quantities import find
from custodes.model import Quantity


def only(content: str) -> tuple[str, Quantity]:
    found = find(content, 0, len(content))
    assert len(found) == 1, found
    start, end, quantity = found[0]
    return content[start:end], quantity


@pytest.mark.parametrize(
    ("written", "low", "high", "unit"),
    [
        ("79", 79, 79, ""),
        ("1,158", 1158, 1158, ""),
        ("5,80,000", 580000, 580000, ""),
        ("more than 1,000", 1000, None, ""),
        ("at least 12", 12, None, ""),
        ("9,000+", 9000, None, ""),
        ("7+ billion", 7000000000, None, ""),
        ("nearly 500", 450, 500, ""),
        ("about 40", 36, 44, ""),
        ("60-odd", 61, 69, ""),
        ("dozens", 24, 99, ""),
        ("hundreds", 200, 999, ""),
        ("thousands", 2000, 9999, ""),
        ("tens of thousands", 20000, 99999, ""),
        ("over two dozen", 24, None, ""),
        ("several hundred", 200, 999, ""),
        ("half a million", 500000, 500000, ""),
        ("twenty-five", 25, 25, ""),
        ("two hundred and fifty thousand", 250000, 250000, ""),
        ("8-10", 8, 10, ""),
        ("between 100 and 200", 100, 200, ""),
        ("1-2 million", 1000000, 2000000, ""),
        ("one in seven", 1 / 7, 1 / 7, ""),
        ("one out of every four", 0.25, 0.25, ""),
        ("nearly half", 45, 50, "%"),
        ("86%", 86, 86, "%"),
        ("less than 1 per cent", 0, 1, "%"),
        ("more than 90 percent", 90, 100, "%"),
        ("as low as 10%", 10, 10, "%"),
        ("thirty-day", 30, 30, "day"),
        ("within 30 days", 0, 30, "days"),
        ("no longer than thirty (30) days", 0, 30, "days"),
        ("up to 1.5 years", 0, 1.5, "years"),
        ("a year or more", 1, None, "year"),
        ("half an hour", 0.5, 0.5, "hour"),
        ("$1.2 million", 1200000, 1200000, "$"),
        ("$6-20M", 6000000, 20000000, "$"),
        ("Rs. 1,02,000", 102000, 102000, "Rs."),
        ("50 lakh rupees", 5000000, 5000000, "rupees"),
        ("one lakh and two thousand rupees", 102000, 102000, "rupees"),
        ("3 crore", 30000000, 30000000, ""),
    ],
)
def test_words_read_as_the_interval_they_allow(
    written: str, low: float, high: float | None, unit: str
) -> None:
    exact, quantity = only("They say " + written + ".")
    assert (exact, quantity.unit) == (written, unit)
    assert quantity.low == pytest.approx(low)
    assert quantity.high == (None if high is None else pytest.approx(high))


def test_what_that_points_at_is_counted_where_it_is_part_of_a_number() -> None:
    exact, quantity = only("It was found that one out of every seven searches failed.")
    assert (exact, quantity.of) == ("one out of every seven", "searches")
    assert quantity.low == pytest.approx(1 / 7)
    assert find("It is that one, not this one.", 0, 29) == []


@pytest.mark.parametrize(
    "written",
    [
        "June 12, 2020",
        "on 19th May 2021",
        "in 2019",
        "2015-2017",
        "between 2003 and 2021",
        "Section 43A of the Act",
        "Rule 23(2)",
        "Article 21",
        "u/s 8(1)(d)",
        "RCW 42.56",
        "(2017) 10 SCC 1",
        "No. 3",
        "at 10:30 a.m.",
        "5 pm",
        "24/7",
        "the 3rd floor",
        "COVID-19 and 5G",
        "1:1 matching",
        "call 555-867-5309",
        "https://example.org/2020/1234",
        "no one and one another",
        "a third party",
        "the first half of the year",
        "a camera, one of them",
        "1. Purpose",
        "Sections survive termination: 1, 3, 5, 6, 8.3 and 9",
        "Version: 1.0",
        "4K video",
        "**8.2 Warranty** is excluded",
    ],
)
def test_what_counts_nothing_is_left_out(written: str) -> None:
    assert find(written, 0, len(written)) == []


@pytest.mark.parametrize(
    ("sentence", "of"),
    [
        ("There are 79 traffic safety cameras in the county.", "traffic safety cameras"),
        ("We received more than 100 replies from them.", "replies"),
        ("Two-thirds of the cameras failed.", "cameras"),
        ("It stopped 12 people.", "people"),
        ("It took 30 days.", None),
        ("The rate was 80% on average.", None),
    ],
)
def test_what_is_counted_is_the_plural_after_the_figure(sentence: str, of: str | None) -> None:
    assert only(sentence)[1].of == of


WORDS = [
    *[
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
    ],
    *["fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"],
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def spelled(number: int) -> str:
    if number < 20:
        return WORDS[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return TENS[tens - 2] + (f"-{WORDS[ones]}" if ones else "")
    for size, name in (
        (10**9, "billion"),
        (10**6, "million"),
        (1000, "thousand"),
        (100, "hundred"),
    ):
        if number >= size:
            high, rest = divmod(number, size)
            joined = " and " if size == 100 else " "
            return f"{spelled(high)} {name}" + (joined + spelled(rest) if rest else "")
    raise AssertionError


@given(st.integers(0, 10**12 - 1))
def test_a_spelled_numeral_reads_as_its_number(number: int) -> None:
    read = figure(spelled(number))
    assert read is not None
    assert read.low == read.high == number


FRAMES = ["{} cameras", "nearly {} people", "about {} men", "at least {}", "up to {}", "{} or more"]


@given(st.integers(2, 10**9), st.sampled_from(FRAMES), st.sampled_from(["{:,}", "spelled"]))
def test_the_interval_holds_the_number_that_was_written(
    number: int, frame: str, style: str
) -> None:
    numeral = spelled(number) if style == "spelled" else style.format(number)
    exact, quantity = only("They have " + frame.format(numeral) + ".")
    assert numeral in exact
    assert quantity.low is not None
    assert quantity.low <= number
    assert quantity.high is None or number <= quantity.high


FRAGMENTS = st.lists(
    st.sampled_from(
        [
            *[
                "more than",
                "at least",
                "up to",
                "half",
                "a",
                "third",
                "one",
                "two",
                "dozens",
                "of",
                "thousands",
                "in",
                "seven",
                "and",
            ],
            *[
                "between",
                "million",
                "%",
                "percent",
                "days",
                "$",
                "5",
                "12",
                "3.5",
                "2020",
                "-",
                "to",
                "+",
                ".",
                ",",
                "(",
                ")",
                "June",
                "cameras",
            ],
        ]
    ),
    max_size=14,
).map(" ".join)


@given(FRAGMENTS, st.text("abc .", max_size=5))
def test_any_text_gives_ordered_spans_inside_it(content: str, prefix: str) -> None:
    reached = 0
    for start, end, _ in find(content, 0, len(content)):
        assert reached <= start < end <= len(content)
        assert content[start:end] == content[start:end].strip()
        reached = end
    alone = find("x. " + content, 3, 3 + len(content))
    first = len(prefix) + 3
    shifted = find(prefix + "x. " + content, first, first + len(content))
    assert [(a - len(prefix), b - len(prefix), quantity) for a, b, quantity in shifted] == alone
