"""Chinese dates as intervals of days: partial, relative, in parts, in ranges, open."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.language.zh.dates import find
from custodes.model import DateInterval

PUBLISHED = DateInterval(datetime.date(2020, 9, 24), datetime.date(2020, 9, 24))


def read(content: str, published: DateInterval | None = PUBLISHED) -> list[tuple[str, str]]:
    found = find(content, 0, len(content), published)
    return [(content[a:b], f"{i.first or ''}..{i.last or ''}") for a, b, i in found]


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2017年", "2017-01-01", "2017-12-31"),
        ("2018年6月", "2018-06-01", "2018-06-30"),
        ("2020年2月", "2020-02-01", "2020-02-29"),
        ("2017年8月4日", "2017-08-04", "2017-08-04"),
        ("二〇一七年", "2017-01-01", "2017-12-31"),
        ("二零一三年十月", "2013-10-01", "2013-10-31"),
        ("２０１８年", "2018-01-01", "2018-12-31"),
        ("民國109年", "2020-01-01", "2020-12-31"),
        ("2020-06-18", "2020-06-18", "2020-06-18"),
        ("2020.6.18", "2020-06-18", "2020-06-18"),
        ("6月18日", "2020-06-18", "2020-06-18"),
        ("12月3日", "2019-12-03", "2019-12-03"),
        ("五月三十日", "2020-05-30", "2020-05-30"),
        ("8月8号上午11点左右", "2020-08-08", "2020-08-08"),
        ("16号", "2020-09-16", "2020-09-16"),
        ("31日下午", "2020-08-31", "2020-08-31"),
        ("六月", "2020-06-01", "2020-06-30"),
        ("今年", "2020-01-01", "2020-12-31"),
        ("去年", "2019-01-01", "2019-12-31"),
        ("前年", "2018-01-01", "2018-12-31"),
        ("去年十月", "2019-10-01", "2019-10-31"),
        ("上月", "2020-08-01", "2020-08-31"),
        ("昨天", "2020-09-23", "2020-09-23"),
        ("昨天晚上", "2020-09-23", "2020-09-23"),
        ("上周五", "2020-09-18", "2020-09-18"),
        ("3年前", "2017-01-01", "2017-12-31"),
        ("一周前", "2020-09-17", "2020-09-17"),
        ("数年前", "2011-01-01", "2018-12-31"),
        ("过去21年来", "1999-01-01", "2020-09-24"),
        ("7月初", "2020-07-01", "2020-07-10"),
        ("二月中旬", "2020-02-11", "2020-02-20"),
        ("2018年11月底", "2018-11-21", "2018-11-30"),
        ("2017年底", "2017-10-01", "2017-12-31"),
        ("今年初", "2020-01-01", "2020-03-31"),
        ("2020年上半年", "2020-01-01", "2020-06-30"),
        ("2019年第二季度", "2019-04-01", "2019-06-30"),
        ("2015至2017年", "2015-01-01", "2017-12-31"),
        ("2007-2018年", "2007-01-01", "2018-12-31"),
        ("8月29日至9月4日", "2020-08-29", "2020-09-04"),
        ("8月1日到10日", "2020-08-01", "2020-08-10"),
        ("2019年1月1日至2019年12月31日", "2019-01-01", "2019-12-31"),
        ("90年代", "1990-01-01", "1999-12-31"),
        ("上世纪八十年代", "1980-01-01", "1989-12-31"),
        ("2013年以来", "2013-01-01", ""),
        ("5月30日（含）以后", "2020-05-30", ""),
        ("6月30日前", "", "2020-06-30"),
        ("2020年以前", "", "2020-12-31"),
        ("截至4月底", "", "2020-04-30"),
    ],
)
def test_a_date_is_as_long_as_what_it_leaves_open(written: str, first: str, last: str) -> None:
    assert read("据报，" + written + "，") == [(written, f"{first}..{last}")]


def test_a_day_that_follows_a_date_takes_its_month() -> None:
    assert read("6月16日和22日的文件") == [
        ("6月16日", "2020-06-16..2020-06-16"),
        ("22日", "2020-06-22..2020-06-22"),
    ]


def test_a_plan_is_its_five_years_without_the_words_round_it() -> None:
    assert read("“十三五”规划") == [("十三五", "2016-01-01..2020-12-31")]


def test_a_partial_date_takes_the_year_read_before_it() -> None:
    assert read("2018年9月启动，10月3日完成")[1] == ("10月3日", "2018-10-03..2018-10-03")


def test_the_year_carries_over_the_sentences_of_a_paragraph() -> None:
    content = "2018年9月启动。10月3日完成。\n10月3日公布。"
    second, third = content.index("10月"), content.rindex("10月")
    first = find(content, second, second + 8, PUBLISHED)
    assert first[0][2].first == datetime.date(2018, 10, 3)
    assert find(content, third, len(content), PUBLISHED)[0][2].first == datetime.date(2019, 10, 3)


def test_what_is_to_come_is_looked_for_after_publication() -> None:
    assert read("系统将于10月3日上线") == [("10月3日", "2020-10-03..2020-10-03")]


def test_relative_and_partial_dates_need_the_date_of_the_document() -> None:
    assert read("去年6月18日，3年前，昨天，16号", None) == []
    assert read("2018年6月以后，7月3日", None)[1] == ("7月3日", "2018-07-03..2018-07-03")


@pytest.mark.parametrize(
    "written",
    [
        "2月30日",
        "2019年2月29日",
        "13月1日",
        "30日内",
        "隔离14日",
        "3号楼",
        "第12号",
        "〔2017〕2号",
        "三个月",
        "24小时",
        "110报警",
        "今日头条",
        "5G",
        "1158张",
    ],
)
def test_what_is_no_date_is_left_out(written: str) -> None:
    assert read("据报，" + written) == []


DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))
FORMS = [
    "{0.year}年{0.month}月{0.day}日",
    "{0.year}-{0.month:02}-{0.day:02}",
    "{0.year}年{0.month}月",
]


@given(DAYS, st.sampled_from(FORMS), st.text("甲乙。，", max_size=4))
def test_the_interval_holds_the_day_that_was_written(
    day: datetime.date, form: str, prefix: str
) -> None:
    written = form.format(day)
    content = prefix + "：" + written + "。"
    ((start, end, interval),) = find(content, 0, len(content), None)
    assert content[start:end] == written
    assert interval.first is not None
    assert interval.last is not None
    assert interval.first <= day <= interval.last


@given(DAYS, st.integers(1, 12), st.integers(1, 31))
def test_a_partial_date_is_never_after_the_document(
    day: datetime.date, month: int, number: int
) -> None:
    for _, _, interval in find(f"{month}月{number}日", 0, 6, DateInterval(day, day)):
        assert interval.last is not None
        assert interval.last <= day


FRAGMENTS = st.lists(
    st.sampled_from(
        [
            "今年",
            "去年",
            "上周",
            "五",
            "昨天",
            "3",
            "12",
            "31",
            "2019",
            "年",
            "月",
            "日",
            "号",
            "前",
            "以来",
            "底",
            "至",
            "、",
            "和",
            "近",
            "来",
            "十三五",
            "年代",
            "九十",
            "截至",
            "将于",
            "。",
            "，",
        ]
    ),
    max_size=14,
).map("".join)


@given(FRAGMENTS)
def test_any_text_gives_ordered_spans_inside_it(content: str) -> None:
    reached = 0
    for start, end, _ in find(content, 0, len(content), PUBLISHED):
        assert reached <= start < end <= len(content)
        reached = end
