"""Chinese quantities: what the words allow, where they stand, and what counts nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.language.zh.numerals import figure
from custodes.language.zh.quantities import find
from custodes.model import Quantity


def only(content: str) -> tuple[str, Quantity]:
    found = find(content, 0, len(content))
    assert len(found) == 1, found
    start, end, quantity = found[0]
    return content[start:end], quantity


@pytest.mark.parametrize(
    ("written", "low", "high", "unit"),
    [
        ("99%以上", 99, 100, "%"),
        ("不到1%", 0, 1, "%"),
        ("超过90％", 90, 100, "%"),
        ("百分之四十", 40, 40, "%"),
        ("百分之十二点五", 12.5, 12.5, "%"),
        ("十分之一", 10, 10, "%"),
        ("近9成", 81, 90, "%"),
        ("三成多", 31, 39, "%"),
        ("五成半", 55, 55, "%"),
        ("一半", 50, 50, "%"),
        ("半数以上", 50, 100, "%"),
        ("过半", 50, 100, "%"),
        ("60余名", 61, 69, "名"),
        ("10多人", 11, 19, "人"),
        ("十多个", 11, 19, "个"),
        ("十几万人", 100001, 199999, "人"),
        ("107万余条", 1070001, 1079999, "条"),
        ("4800余家", 4801, 4899, "家"),
        ("6.3万余人", 63001, 63999, "人"),
        ("200多万人", 2000001, 2999999, "人"),
        ("一千三百多万户", 13000001, 13999999, "户"),
        ("近500", 450, 500, ""),
        ("近千家", 900, 1000, "家"),
        ("约35万", 315000, 385000, ""),
        ("约有150万", 1350000, 1650000, ""),
        ("10次左右", 9, 11, "次"),
        ("几个", 2, 9, "个"),
        ("数次", 2, 9, "次"),
        ("数十名", 20, 99, "名"),
        ("几十台", 20, 99, "台"),
        ("数百个", 200, 999, "个"),
        ("数亿", 200000000, 999999999, ""),
        ("上千家", 1000, None, "家"),
        ("成千上万个", 1000, None, "个"),
        ("数以万计", 10000, None, ""),
        ("1000+", 1000, None, ""),
        ("100+种", 100, None, "种"),
        ("逾100万次", 1000000, None, "次"),
        ("至少有两名", 2, None, "名"),
        ("不得少于30日", 30, None, "日"),
        ("一次以上", 1, None, "次"),
        ("18周岁及以上", 18, None, "周岁"),
        ("3.5米宽以上", 3.5, None, "米"),
        ("不超过2分钟", 0, 2, "分钟"),
        ("三天内", 0, 3, "天"),
        ("30日内", 0, 30, "日"),
        ("5000元以上1万元以下", 5000, 10000, "元"),
        ("2300万-2700万元", 23000000, 27000000, "元"),
        ("3500至7000万", 35000000, 70000000, ""),
        ("1,500万至2,000万", 15000000, 20000000, ""),
        ("1.5-2.5万元", 15000, 25000, "元"),
        ("三到五年", 3, 5, "年"),
        ("两三年", 2, 3, "年"),
        ("十七八岁", 17, 18, "岁"),
        ("8、9名", 8, 9, "名"),
        ("三年半", 3.5, 3.5, "年"),
        ("一个半月", 1.5, 1.5, "个月"),
        ("一个多月", 1, 2, "个月"),
        ("半年", 0.5, 0.5, "年"),
        ("1,158 张", 1158, 1158, "张"),
        ("１１５８张", 1158, 1158, "张"),
        ("2万190张", 20190, 20190, "张"),
        ("3万5千名", 35000, 35000, "名"),
        ("一、两宗", 1, 2, "宗"),
        ("3亿5千万元", 350000000, 350000000, "元"),
        ("两亿条", 200000000, 200000000, "条"),
        ("廿余人", 21, 29, "人"),
        ("七百一十亿元人民币", 71000000000, 71000000000, "元人民币"),
        ("新台币 7.5 亿元", 750000000, 750000000, "新台币"),
        ("11.5亿英镑", 1150000000, 1150000000, "英镑"),
        ("五毛钱", 0.5, 0.5, "元"),
        ("六大", 6, 6, "大"),
        ("2000路", 2000, 2000, "路"),
    ],
)
def test_words_read_as_the_interval_they_allow(
    written: str, low: float, high: float | None, unit: str
) -> None:
    exact, quantity = only("据称" + written + "。")
    assert (exact, quantity.low, quantity.high, quantity.unit) == (written, low, high, unit)


@pytest.mark.parametrize(
    "written",
    [
        "2017年6月18日",
        "二〇一七年",
        "2015至2017年",
        "98年3月",
        "6月16日和22日",
        "晚上6:40",
        "上午11点左右",
        "20时30分",
        "〔2017〕2号",
        "第三次",
        "第十二条",
        "第3和第4名",
        "排名前2名",
        "十三五规划",
        "党的十九大",
        "一带一路",
        "5G网络",
        "H7N9",
        "COVID-19",
        "G20峰会",
        "十分重视",
        "大陆多所大学",
        "购买零部件",
        "数据和数字",
        "公务员人数只减不增",
        "一些人，一名学生，一个平台",
        "5+2+N工作模式",
        "电话：0371-65900000",
        "http://example.org/2020/12345678",
        "8023部队",
        "21世纪",
        "一日，他去了北京",
        "二代身份证",
        "100兆宽带",
        "近年来",
    ],
)
def test_what_counts_nothing_is_left_out(written: str) -> None:
    assert find(written, 0, len(written)) == []


@pytest.mark.parametrize(
    ("sentence", "of"),
    [
        ("共有重点人员照片1158张，", "重点人员照片"),
        ("抓获“国保重点人60余名”，", "国保重点人"),
        ("装有1.76亿个监控摄像头。", "监控摄像头"),
        ("处5000元以下罚款；", "罚款"),
        ("步行10分钟即被拍录", None),
        ("有2家地方商场监控民众不力。", None),
    ],
)
def test_what_is_counted_stands_beside_the_measure_word(sentence: str, of: str | None) -> None:
    assert only(sentence)[1].of == of


def test_conventions_are_told_from_what_the_words_state() -> None:
    assert only("近500人")[1].basis == "convention"
    assert only("数十人")[1].basis == "convention"
    assert only("60余名")[1].basis == "stated"
    assert only("99%以上")[1].approximation == "以上"


def test_a_list_of_figures_gives_each_its_own() -> None:
    content = "每步行10分钟、20分钟和30分钟"
    assert [content[a:b] for a, b, _ in find(content, 0, len(content))] == [
        "10分钟",
        "20分钟",
        "30分钟",
    ]


def spelled(number: int) -> str:
    """The number below 10^12 in Chinese numerals, written by the book."""
    digits = "零一二三四五六七八九"

    def below_ten_thousand(part: int) -> str:
        words, gap = "", False
        for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit, part = divmod(part, unit)
            if digit:
                words += ("零" if gap and words else "") + digits[digit] + name
                gap = False
            else:
                gap = True
        return words

    words = ""
    for group, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        part, number = divmod(number, group)
        if part:
            words += ("零" if words and part < 1000 else "") + below_ten_thousand(part) + name
    return words


@given(st.integers(1, 10**12 - 1))
def test_a_spelled_numeral_reads_as_its_number(number: int) -> None:
    read = figure(spelled(number))
    assert read is not None
    assert read.low == read.high == number


FRAMES = ["{}名", "近{}名", "约{}名", "{}名以上", "不到{}名", "至少{}名", "{}名左右", "逾{}名"]


@given(st.integers(2, 10**9), st.sampled_from(FRAMES), st.sampled_from(["{}", "{:,}", "spelled"]))
def test_the_interval_holds_the_number_that_was_written(
    number: int, frame: str, style: str
) -> None:
    numeral = spelled(number) if style == "spelled" else style.format(number)
    exact, quantity = only("，" + frame.format(numeral) + "，")
    assert exact == frame.format(numeral)
    assert quantity.low is not None
    assert quantity.low <= number
    assert quantity.high is None or number <= quantity.high


@given(st.integers(1, 9), st.integers(1, 7), st.integers(1, 10**6))
def test_over_a_round_number_lies_below_the_next_step(digit: int, zeros: int, more: int) -> None:
    number = digit * 10**zeros
    _, quantity = only(f"{number}余名")
    truth = number + 1 + more % (10**zeros - 1)
    assert quantity.low is not None
    assert quantity.high is not None
    assert quantity.low <= truth <= quantity.high < number + 10**zeros


FRAGMENTS = st.lists(
    st.sampled_from(
        [
            *"零一二两三十百千万亿半几数多余第约近超年月日号个名条元%成分",
            *"之内以上下至到-、，。0123456789.+ A",
        ]
    ),
    max_size=30,
).map("".join)


@given(FRAGMENTS, st.text("甲乙丙。，", max_size=5))
def test_any_text_gives_ordered_spans_inside_it(content: str, prefix: str) -> None:
    reached = 0
    for start, end, quantity in find(content, 0, len(content)):
        assert reached <= start < end <= len(content)
        assert content[start:end] == content[start:end].strip()
        assert quantity.low is not None or quantity.high is not None
        reached = end
    alone = find("。" + content, 1, 1 + len(content))
    first = len(prefix) + 1
    shifted = find(prefix + "。" + content, first, first + len(content))
    assert [(a - len(prefix), b - len(prefix), quantity) for a, b, quantity in shifted] == alone
