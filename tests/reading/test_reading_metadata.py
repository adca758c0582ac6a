import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading_originals import read_text

from custodes.model import CustodesError, DateInterval
from custodes.reading.kinds import cues, kind_of, parse_cues
from custodes.reading.languages import language_of
from custodes.reading.metadata import date_of


def day(year: int, month: int, number: int) -> DateInterval:
    date = datetime.date(year, month, number)
    return DateInterval(date, date)


@pytest.mark.parametrize(
    "words",
    [
        "2021-03-05",
        "2021-03-05T10:00:00+08:00",
        "2021年3月5日",
        "发布于 2021 年 03 月 05 日 09:30",
        "2021/3/5",
        "March 5, 2021",
        "5 March 2021",
        "Fri, 05 Mar 2021 10:00:00 GMT",
        "Mar. 5th, 2021",
        "D:20210305101500+08'00'",
    ],
)
def test_a_day_is_read_from_the_usual_ways_to_write_it(words: str) -> None:
    assert date_of(words) == day(2021, 3, 5)


def test_a_partial_date_is_as_long_as_what_it_leaves_open() -> None:
    assert date_of("2018年6月") == DateInterval(
        datetime.date(2018, 6, 1), datetime.date(2018, 6, 30)
    )
    assert date_of("December 2019") == DateInterval(
        datetime.date(2019, 12, 1), datetime.date(2019, 12, 31)
    )
    assert date_of("2020年") == DateInterval(datetime.date(2020, 1, 1), datetime.date(2020, 12, 31))


@pytest.mark.parametrize("words", ["", "yesterday", "2021-13-40", "12345678901234", "第12号"])
def test_what_is_no_date_gives_none(words: str) -> None:
    assert date_of(words) is None


@given(st.dates(datetime.date(1949, 1, 1), datetime.date(2099, 12, 31)))
def test_every_day_survives_being_written(date: datetime.date) -> None:
    expected = DateInterval(date, date)
    assert date_of(date.isoformat()) == expected
    assert date_of(f"{date.year}年{date.month}月{date.day}日") == expected
    assert date_of(date.strftime("%B %d, %Y")) == expected


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ("全市的摄像头由公安局管理。", "zh"),
        ("全市的攝影機由警察局管理，數據保存於伺服器。", "zh-Hant"),
        ("The cameras of the city are run by the police and kept in the server room.", "en"),
        ("市役所は先週すべての通りにカメラを設置すると発表した。", "und"),
        (
            "Contract value $4.2 million Supplier Brightwater Systems Vendor database LANTERN "
            "Term through March 2021 Records released 240 pages Emails show county detectives "
            "searching the LANTERN database Retention 30 days Cameras 118 Agencies sharing data "
            "14 Sheriff access approved Invoice paid by Harlow County Status confirmed for the "
            "county Search logs released Audit pending Key findings Named vendors and contract",
            "en",
        ),
        (
            "La ville a signé un contrat de 4,2 millions avec Brightwater pour la base LANTERN ; "
            "le registre montre que des enquêteurs du comté cherchent dans la base et que les "
            "données sont gardées 30 jours. Le rapport cite « the data of the county and that "
            "of the sheriff » sans autre précision, et la police ne répond pas à nos questions "
            "sur les caméras de la gare et du port.",
            "und",
        ),
        ("Les caméras de la ville sont gérées par la police municipale.", "und"),
        ("12345", "und"),
    ],
)
def test_the_language_is_told_from_the_words(body: str, language: str) -> None:
    assert language_of(body) == language


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("江北市视频监控建设实施方案", "plan"),
        ("关于加装摄像头的通知", "notice"),
        ("江北市人像平台采购项目公开招标公告", "tender"),
        ("公共安全视频联网技术导则", "guideline"),
        ("江北市公共视频管理条例", "law"),
        ("Automated Licence Plate Reader Use Policy", "policy"),
        ("关于不实传言的严正声明", "statement"),
        ("Opinion: The cameras do not make us safer", "comment"),
        ("雪亮项目自查总结报告", "report"),
        ("中共压制负面新闻手法", "unknown"),
    ],
)
def test_the_kind_is_told_from_the_title(title: str, kind: str) -> None:
    assert kind_of(title, []) == kind


def test_a_dateline_outweighs_the_title_of_what_a_report_is_about() -> None:
    assert (
        kind_of("内部通知", ["【江北新闻2021年04月02日讯】（记者陈舟报导）一份通知说。"])
        == "report"
    )


def test_labels_and_by_lines_of_an_english_page_are_read() -> None:
    document = read_text(
        "# Cameras in the county\n\nBy Jane Q. Doe\n\n**Source:** [The Gazette](http://a.b)\n\n"
        "**Date:** Jan 12, 2026\n\nThe county has put up seventy cameras along its roads.\n",
        "x.md",
    ).document
    assert (document.author, document.publisher) == ("Jane Q. Doe", "The Gazette")
    assert document.published == day(2026, 1, 12)


def test_a_law_is_dated_by_when_it_was_passed() -> None:
    document = read_text(
        "# 江北市视频条例\n\n2021年6月8日 江北市人民代表大会通过\n\n2021年8月1日 施行\n\n"
        "第一条 为了管理视频。\n",
        "x.md",
    ).document
    assert document.published == day(2021, 6, 8)
    assert document.kind == "law"


def test_a_wrong_cue_is_named_with_its_line() -> None:
    with pytest.raises(CustodesError, match=r"kinds\.toml, line 3: .*novel"):
        parse_cues('least = 1\n\n[[cue]]\nkind = "novel"\nweight = 1\n', "kinds.toml")


def test_the_shipped_cues_are_sound() -> None:
    least, found = cues()
    assert least >= 1
    assert len(found) > 10


def test_the_issuer_of_an_official_document_is_the_line_above_its_date() -> None:
    document = read_text(
        "关于检查的函\n\n请予以协助检查全部摄像头。\n\n江北市公安局\n\n2018年6月10日", "x.txt"
    ).document
    assert document.publisher == "江北市公安局"
    assert document.published == day(2018, 6, 10)
