"""The verdict on a claimed figure, what it hangs on, and what would turn it."""

from __future__ import annotations

from typing import Any

import pytest
from worksheet_cases import paper_case

from custodes.audits import AuditError
from custodes.audits.worksheet import audit, recompute
from custodes.case import Case

HARBOUR = {
    "港口通报": "核查比中人员照片800张。比中嫌疑人10余名。99%以上与犯罪无关。"
    "记者推断，99%以上与犯罪无关。",
}


def harbour() -> Case:
    return paper_case(HARBOUR, inferred="推断")


def share_of_others(**more: Any) -> dict[str, Any]:
    return {
        "cell": {
            "A": {"query": {"words": "800张"}, "counted": {"en": "photos", "zh": "照片"}},
            "C": {"query": {"words": "10余名"}, "counted": {"en": "suspects", "zh": "嫌疑人"}},
            "R": {"formula": "1 - C / (A + C)"},
        },
        "claimed": {"cell": "R", "query": {"words": "99%以上", "without": "推断"}},
        "assumption": {
            "persons": {
                "low": 1,
                "high": 1,
                "most": 1,
                "unit": "person / photo",
                "says": {"en": "Each photo shows another person."},
                "of": "A",
                "counts": {"en": "different people in the 800 photos", "zh": "不同的人"},
            }
        },
        **more,
    }


def numbers(low: float, high: float, claimed: tuple[float | None, float | None]) -> dict[str, Any]:
    return {
        "cell": {
            "A": {"low": low, "high": high, "source": "us", "unit": "person"},
            "T": {"formula": "A * 2"},
        },
        "claimed": {
            "cell": "T",
            "low": claimed[0],
            "high": claimed[1],
            "source": "them",
            "unit": "person",
        },
    }


@pytest.mark.parametrize(
    ("claimed", "verdict"),
    [
        ((20, 40), "supported"),
        ((10, 50), "supported"),
        ((20, None), "supported"),
        ((None, 40), "supported"),
        ((21, 40), "not established"),
        ((40, 50), "not established"),
        ((41, 50), "contradicted"),
        ((None, 19), "contradicted"),
        ((30, 30), "not established"),
    ],
)
def test_the_verdict_is_how_the_two_ranges_lie(
    claimed: tuple[float | None, float | None], verdict: str
) -> None:
    finding = audit(numbers(10, 20, claimed)).finding
    assert finding.verdict == verdict
    assert (finding.figures["computed"].low, finding.figures["computed"].high) == (20, 40)


def test_without_a_claimed_figure_there_is_a_sum_and_no_verdict() -> None:
    sheet = numbers(10, 20, (1, 2))
    del sheet["claimed"]
    finding = audit(sheet).finding
    assert finding.verdict == ""
    assert "20 to 40 people" in finding.words["en"]
    assert "20至40人" in finding.words["zh"]


def test_a_divisor_that_may_be_zero_gives_no_verdict_and_names_the_cell() -> None:
    sheet = numbers(0, 3, (1, 2))
    sheet["cell"]["T"] = {"formula": "6 / A"}
    sheet["claimed"]["unit"] = "1 / person"
    finding = audit(sheet).finding
    assert finding.verdict == "no verdict"
    assert "(A)" in finding.words["en"]
    assert "computed" not in finding.figures


def test_a_verdict_on_an_assumption_says_so_and_what_other_values_would_give() -> None:
    finding = audit(share_of_others(), harbour()).finding
    assert finding.verdict == "contradicted"
    figure = finding.figures["computed"]
    assert (figure.low, figure.high) == pytest.approx((100 * 800 / 819, 100 * 800 / 811))
    assert "Each photo shows another person." in finding.words["en"]
    # for 99% of 11 suspects and others there must be 99 × 11 others: more than there are photos
    beyond = audit(share_of_others(), harbour()).finding.tables["turns_1"].rows[1]
    assert beyond[3] == 99 * 11
    assert beyond[8] == 800
    assert "1,089" not in finding.words["en"]


def test_a_threshold_is_exact_and_told_in_whole_people() -> None:
    sheet = share_of_others()
    sheet["claimed"] = {"cell": "R", "low": 98, "high": 100, "unit": "%", "source": "a poster"}
    finding = audit(sheet, harbour()).finding
    steps = {row[5]: (row[3], row[4]) for row in finding.tables["turns_1"].rows}
    # 1 - C / (A + C) >= 0.98 for all C up to 19 from A = 49 × 19, for C = 11 from 49 × 11
    assert steps["contradicted"] == (0, 49 * 11)
    assert steps["not established"] == (49 * 11, 49 * 19)
    assert steps["supported"] == (49 * 19, None)
    assert "fewer than 539 different people in the 800 photos" in finding.words["en"]


def test_the_cell_that_decides_comes_first() -> None:
    finding = audit(share_of_others(), harbour()).finding
    first = finding.tables["sensitivity"].rows[0]
    assert first[0] == "C"


def test_a_whole_number_past_a_threshold_is_on_the_right_side_of_it() -> None:
    sheet = numbers(10, 10, (20, 25))
    steps = [row[3:6] for row in audit(sheet).finding.tables["turns_1"].rows]
    assert steps == [(0, 10, "contradicted"), (10, 13, "supported"), (13, None, "contradicted")]


def of_words(words: str, **claimed: Any) -> Any:
    sheet = {
        "cell": {"A": {"query": {"words": words}}, "T": {"formula": "A * 1"}},
        "claimed": {"cell": "T", "source": "us", "unit": "台", **claimed},
    }
    return audit(sheet, paper_case({"通报": f"共有摄像头{words}。"})).finding


def test_a_figure_read_by_convention_is_marked_and_whether_the_verdict_hangs_on_it() -> None:
    flips = of_words("近500台", low=500, high=600)
    assert flips.verdict == "not established"
    assert "近500台: read by convention" in flips.words["en"]
    assert "would follow from the source" in flips.words["en"]
    assert flips.tables["cells"].rows[0][-1] == "convention"
    same = of_words("近500台", low=400, high=600)
    assert "the verdict is the same" in same.words["en"]
    about = of_words("约200台", low=200, high=300)
    assert "would follow from the source" in about.words["en"]


def test_words_that_state_no_number_leave_no_verdict_without_the_convention() -> None:
    finding = of_words("数百台", low=100, high=1000)
    assert finding.verdict == "supported"
    assert "state no number" in finding.words["en"]
    assert "并未写出数字" in finding.words["zh"]


def test_an_odd_number_over_sixty_is_what_the_words_state_and_no_convention() -> None:
    finding = of_words("60余台", low=61, high=69)
    assert finding.verdict == "supported"
    assert "convention" not in finding.words["en"]


def test_a_figure_taken_as_rounded_is_a_convention_too() -> None:
    sheet = numbers(1, 1, (1, 2))
    sheet["cell"] = {
        "A": {"number": 1, "source": "us", "unit": "person"},
        "B": {"number": 3, "source": "us", "unit": "person"},
        "T": {"formula": "A / B"},
    }
    sheet["claimed"] = {"cell": "T", "number": 33.3, "unit": "%", "source": "them"}
    assert audit(sheet).finding.verdict == "contradicted"
    sheet["claimed"]["rounded"] = True
    finding = audit(sheet).finding
    assert finding.verdict == "supported"
    assert finding.figures["claimed"].low == pytest.approx(33.25)
    assert "would be contradicted" in finding.words["en"]


def test_a_figure_revealed_in_one_sentence_and_inferred_in_another_is_told() -> None:
    finding = audit(share_of_others(), harbour()).finding
    assert "another infers it (inferred by the author)" in finding.words["en"]
    assert "在另一句中则是推断（作者推断）" in finding.words["zh"]
    assert len(finding.claims) == 4


def test_a_finding_recomputes_to_the_same_from_what_it_names() -> None:
    case = harbour()
    result = audit(
        share_of_others(
            reading={"plain": {"formula": "1 - C / A", "says": {"en": "of the photos"}}}
        ),
        case,
    )
    assert recompute(result.finding, case, {}) == result
    with pytest.raises(AuditError, match="no claim"):
        recompute(result.finding, paper_case({"无": "无。"}), {})


def test_the_queries_of_a_sheet_stay_in_the_case() -> None:
    finding = audit(share_of_others(), harbour()).finding
    private = [name for name in finding.parameters if name.startswith("private_")]
    assert private == ["private_sheet"]
    rest = "".join(value for name, value in finding.parameters.items() if name not in private)
    assert "query" not in rest


def test_another_reading_of_the_claim_is_computed_beside_it() -> None:
    sheet = share_of_others(
        reading={"plain": {"formula": "1 - C / A", "says": {"en": "of the photos", "zh": "照"}}}
    )
    rows = {row[0]: row for row in audit(sheet, harbour()).finding.tables["ranges"].rows}
    assert rows["reading"][4:6] == pytest.approx((100 * (1 - 19 / 800), 100 * (1 - 11 / 800)))
    assert rows["claimed"][4:6] == (99, 100)


def test_a_formula_may_stand_on_other_formulas_without_losing_what_they_share() -> None:
    sheet = {
        "cell": {
            "A": {"low": 10, "high": 20, "source": "us", "unit": "person"},
            "B": {"formula": "A + A"},
            "C": {"formula": "B - 2 * A"},
        }
    }
    figure = audit(sheet).finding.figures["computed"]
    assert (figure.low, figure.high) == (0, 0)


def test_an_enclosure_says_how_much_wider_it_may_be() -> None:
    sheet = {
        "cell": {
            "A": {"low": 0, "high": 1, "source": "us"},
            "V": {"formula": "A * (1 - A)"},
        },
        "tolerance": 0.001,
    }
    finding = audit(sheet).finding
    assert "an enclosure" in finding.words["en"]
    assert finding.figures["computed"].high == pytest.approx(0.25, abs=0.002)


def test_a_sum_beyond_all_numbers_is_refused_in_words() -> None:
    sheet = {
        "cell": {
            "A": {"number": 1e300, "source": "us"},
            "T": {"formula": "A ** 12 + 1 / 3"},
        }
    }
    with pytest.raises(AuditError, match="larger than any number"):
        audit(sheet)
