"""Numbers, plates, addresses and accounts are found; document numbers and dates are not."""

import pytest

from custodes.model import CustodesError
from custodes.release.identifiers import (
    IdentifierForm,
    find_identifiers,
    identifier_forms,
    parse_forms,
)


@pytest.mark.parametrize("form", identifier_forms(), ids=lambda form: form.kind)
def test_each_form_finds_its_examples(form: IdentifierForm) -> None:
    for example in form.examples:
        assert any(found.kind == form.kind for found in find_identifiers(example)), example


@pytest.mark.parametrize("form", identifier_forms(), ids=lambda form: form.kind)
def test_no_form_finds_a_counter_example(form: IdentifierForm) -> None:
    for example in form.counter_examples:
        found = [(f.kind, example[f.start : f.end]) for f in find_identifiers(example)]
        assert not found, example


@pytest.mark.parametrize(
    "text",
    [
        "六视频办发〔2017〕2号",
        "京公通字（2018）12号",
        "《中华人民共和国网络安全法》第二十四条",
        "2018年6月16日至22日",
        "2018-06-16 12:30:45",
        "2017—2019年",
        "比中照片1158张，60余名安保对象，10余名嫌疑人",
        "投资2300万-2700万元，占99.5%",
        "GB/T 28181-2016、GA/T 1400.1-2017",
        "EN 62676-4:2015",
        "42 U.S.C. § 1983",
        "more than 1,158,000 records between 2015 and 2019, $12,345,678.90",
        "1080p, 4K, 200万像素, 25fps, 1920x1080",
        "Section 287(g), FISA 702, H.R. 1234",
        "5.1.2.3 摄像机应当具备",
        "项目编号：NJ-2020-0716",
        "招标编号20200716001",
        "统计表：12 34 56 78 90 120 3400",
        "2015 2016 2017 2018 2019 2020",
        "拨打110或12345",
        "24小时×365天",
    ],
)
def test_figures_dates_and_document_numbers_stay(text: str) -> None:
    assert [text[f.start : f.end] for f in find_identifiers(text)] == []


def test_positions_are_code_points_of_the_text_as_it_stands() -> None:
    text = "𠮷电话：１３８\u200b０013８０００，"
    spans = {text[f.start : f.end] for f in find_identifiers(text)}
    assert "１３８\u200b０013８０００" in spans


def test_a_wrong_form_is_reported_with_its_line() -> None:
    with pytest.raises(CustodesError, match=r"mine\.toml:2"):
        parse_forms('\n[[identifier]]\nkind="x"\npattern="("\nexamples=["x"]\n', "mine.toml")
