"""Sums in documents that do not come out are found, and those that only look so are left alone."""

from __future__ import annotations

import pytest
from worksheet_cases import paper_case

from custodes.audits.worksheet import check, recompute
from custodes.audits.worksheet.checking import Checked
from custodes.audits.worksheet.checks import sums


def found(*sentences: str) -> list[Checked]:
    case = paper_case({f"文件{number}": text for number, text in enumerate(sentences)})
    return sums(case, case.claims())


def wrong(*sentences: str) -> list[str]:
    return [each.kind for each in found(*sentences) if not each.holds]


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("total", "新增病例10例，东区5例、西区2例、南区1例、北区1例。"),
        ("total", "抓获30人，其中男20人、女15人。"),
        ("total", "设备100台，分别为摄像头60台、门禁30台。"),
        ("total", "东区5例、西区2例、南区4例，共10例。"),
        ("total", "东区510人、西区520人、南区490人，共1540人。"),
        ("total", "They have 30 cameras, of which 20 cameras are fixed and 15 cameras turn."),
        ("percentages", "受访者中，其中男占60%、女占30%、未答占20%。"),
        ("percentages", "男占60%、女占30%，其余5%未答。"),
        ("share", "核查200人，其中可疑20人，占15%。"),
        ("share", "Of those, 20 of 200 people (15%) were stopped."),
        ("granular", "核查40户，其中61%补缴。"),
        ("granular", "In the end 61% of the 40 people were stopped."),
    ],
)
def test_a_sum_that_does_not_come_out_is_found(kind: str, sentence: str) -> None:
    assert wrong(sentence) == [kind]


@pytest.mark.parametrize(
    "sentence",
    [
        "新增病例9例，东区5例、西区2例、南区1例、北区1例。",
        "抓获30人，其中男10人、女15人。",
        "处置信息15万余条。其中，区外14.5万条，区内5000余条。",
        "东区5例、西区2例、南区4例，共11例。",
        "东区510人、西区520人、南区490人，共1500人。",
        "东区1.2万人、西区2.3万人、南区1.1万人，共4.7万人。",
        "男占60%、女占30%，其余10%未答。",
        "男占33.3%、女占33.3%，其余33.3%未答。",
        "核查3297人，占79.4%的是其中2619人。",
        "核查200人，其中可疑20人，占10%。",
        "核查1839户，其中67.97%补缴。",
        "核查1839户，其中68%补缴。",
    ],
)
def test_a_sum_that_comes_out_is_no_finding(sentence: str) -> None:
    assert wrong(sentence) == []


@pytest.mark.parametrize(
    "sentence",
    [
        # the first of a list is no total of the rest
        "1月份判刑42人，2月份判刑18人，3月份判刑16人，4月份判刑13人。",
        # the last of one list is no total of the next
        "东区5例、西区1例。其中疑似2例、无症状5例。",
        # a figure in brackets is beside the total
        "确诊20例（重症2例），东院14例、西院2例、南院4例。",
        # "of which" after a semicolon speaks of something else
        "有子女的4名；其中少数民族6名、汉族2名。",
        # rates are no parts of a whole
        "三年的负债率，分别为：84.5%、87.8%、89.5%。",
        "去年增长60%、今年增长50%、明年增长40%，其余不变。",
        # an open list may leave the rest out
        "设备100台，分别为摄像头60台、门禁30台等。",
        # things of different kinds
        "排查30人，其中摄像头20台、门禁15台。",
        "网站30个，其中账号20个、图片15个。",
        # open figures
        "公安机关1000余家，其中1000家以上、500家以上使用。",
        "The law sets fines of 100 to 200 and of 500 to 900 yuan.",
    ],
)
def test_what_only_looks_like_a_sum_is_left_alone(sentence: str) -> None:
    assert wrong(sentence) == []


SAID = "港口区公安局在全区安装了监控摄像头{}个，覆盖主要路口和码头。"


def test_the_same_figure_given_differently_in_two_documents_is_found() -> None:
    assert wrong(SAID.format("400"), SAID.format("900")) == ["documents"]
    assert wrong(SAID.format("400"), SAID.format("400")) == []
    assert wrong(SAID.format("400"), SAID.format("400余")) == []


def test_figures_of_other_dates_or_other_things_do_not_contradict_each_other() -> None:
    dated = "2019年" + SAID.format("400"), "2020年" + SAID.format("900")
    assert wrong(*dated) == []
    assert wrong(SAID.format("400"), "卫生院采购了监控摄像头900个。") == []
    assert wrong(SAID.format("400") + SAID.format("900")) == []


def test_the_result_counts_what_was_looked_at_and_tells_what_is_wrong() -> None:
    case = paper_case(
        {
            "通报": "新增病例10例，东区5例、西区2例、南区1例、北区1例。"
            "核查200人，其中可疑20人，占10%。"
        }
    )
    finding = check(case).finding
    assert finding.figures["sums_checked"].low == 2
    assert finding.figures["sums_that_differ"].low == 1
    assert "5例 + 2例 + 1例 + 1例 come to 9, and the total is given as 10例." in finding.words["en"]
    assert finding.claims == (case.claims()[0].identifier,)
    assert finding.tables["differ"].rows[0][3:5] == (9, 9)
    assert recompute(finding, case, {}) == check(case)


def test_a_case_without_sums_says_so() -> None:
    finding = check(paper_case({"通报": "安装摄像头40台。"})).finding
    assert "No sum could be checked" in finding.words["en"]
    assert "没有可自动核对的数目" in finding.words["zh"]
