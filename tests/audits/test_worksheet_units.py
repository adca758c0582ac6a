"""What may be added: counted things are of their own kinds until a sheet declares otherwise."""

from __future__ import annotations

from typing import Any

import pytest
from worksheet_cases import paper_case

from custodes.audits import AuditError
from custodes.audits.worksheet import audit
from custodes.audits.worksheet.units import Units, lexicon

PHOTOS = {"报告": "比中照片1158张。比中人员60余名。"}


def number(value: float, unit: str = "", **more: Any) -> dict[str, Any]:
    return {"number": value, "source": "us", "unit": unit, **more}


def low_and_high(cells: dict[str, Any], **more: Any) -> tuple[float | None, float | None]:
    figure = audit({"cell": cells, **more}).finding.figures["computed"]
    return figure.low, figure.high


def both(**assumption: Any) -> dict[str, Any]:
    return {
        "cell": {
            "A": {"query": {"words": "1158张"}},
            "B": {"query": {"words": "60余名"}},
            "all": {"formula": "A + B"},
        },
        "assumption": dict(assumption),
    }


PERSONS = {
    "low": 1,
    "high": 1,
    "unit": "person / photo",
    "says": {"en": "Each photo shows one person.", "zh": "每张照片一人。"},
}


def test_photos_and_people_are_not_added_and_the_error_says_what_would_allow_it() -> None:
    with pytest.raises(AuditError) as refused:
        audit(both(), paper_case(PHOTOS))
    message = str(refused.value)
    assert "A (1158张) is in photos and B (60余名) in people" in message
    assert 'unit = "person / photo"' in message
    assert "depends on it" in message


def test_with_the_assumption_they_are_added_and_the_words_say_so() -> None:
    finding = audit(both(persons=PERSONS), paper_case(PHOTOS)).finding
    assert (finding.figures["computed"].low, finding.figures["computed"].high) == (1219, 1227)
    assert finding.figures["computed"].unit == "people"
    assert "Each photo shows one person." in finding.words["en"]
    assert "每张照片一人" in finding.words["zh"]
    assert "Each photo shows one person." in finding.assumptions[0]["en"]
    assert finding.sources["persons"] == "assumption, no source"


def test_an_assumption_may_be_a_range_and_turn_the_other_way() -> None:
    turned = {**PERSONS, "low": 2, "high": 4, "unit": "photo / person"}
    finding = audit(both(photos_a_person=turned), paper_case(PHOTOS)).finding
    assert finding.figures["computed"].unit == "photos"
    assert finding.figures["computed"].low == 1158 + 61 * 2
    assert finding.figures["computed"].high == 1158 + 69 * 4


def test_an_assumption_that_leads_nowhere_does_not_help() -> None:
    with pytest.raises(AuditError, match="cannot be added"):
        audit(both(persons={**PERSONS, "unit": "person / 台"}), paper_case(PHOTOS))


def test_shares_and_ratios_are_bare_numbers() -> None:
    assert low_and_high({"A": number(40, "%"), "R": {"formula": "1 - A"}}) == (60, 60)
    assert low_and_high({"A": number(3, "倍"), "R": {"formula": "A * 2"}}) == (6, 6)


def test_per_cent_of_a_count_is_that_count() -> None:
    cells = {"scans": number(50000, "scan", per="day"), "wrong": number(0.2, "%")}
    for formula, expected in (("scans * wrong", 100), ("scans / wrong", 25_000_000)):
        figure = audit({"cell": {**cells, "T": {"formula": formula}}}).finding.figures["computed"]
        assert (figure.low, figure.high, figure.unit) == (expected, expected, "scan / day")


def test_units_of_one_kind_are_converted_exactly() -> None:
    cells = {"A": number(1, "hour"), "B": number(30, "分钟"), "T": {"formula": "A + B"}}
    assert low_and_high(cells) == (1.5, 1.5)
    cells = {"A": number(1, "week"), "B": number(2, "天"), "T": {"formula": "B / A"}}
    assert low_and_high(cells)[0] == pytest.approx(100 * 2 / 7)
    assert low_and_high({**cells, "T": {"formula": "A / B"}}) == (3.5, 3.5)
    cells = {"A": number(2, "公里"), "B": number(500, "米"), "T": {"formula": "max(A, B)"}}
    assert low_and_high(cells) == (2, 2)


@pytest.mark.parametrize(
    ("one", "other"), [("元", "$"), ("年", "天"), ("台", "名"), ("person", "人次"), ("%", "名")]
)
def test_what_is_of_different_kinds_is_refused(one: str, other: str) -> None:
    cells = {"A": number(1, one), "B": number(2, other), "T": {"formula": "A + B"}}
    with pytest.raises(AuditError, match="cannot be added"):
        audit({"cell": cells})


def test_a_bare_number_does_not_add_to_people() -> None:
    with pytest.raises(AuditError, match="bare number"):
        audit({"cell": {"A": number(1, "名"), "T": {"formula": "A + 5"}}})


def test_two_things_counted_by_a_general_measure_word_are_not_the_same_thing() -> None:
    case = paper_case({"报告": "账号4440个。网站760个。"})
    cells: dict[str, Any] = {
        "A": {"query": {"words": "4440个"}},
        "B": {"query": {"words": "760个"}},
        "T": {"formula": "A + B"},
    }
    with pytest.raises(AuditError, match="same unit on both"):
        audit({"cell": cells}, case)
    for name in "AB":
        cells[name] = {**cells[name], "unit": "outlet"}
    figure = audit({"cell": cells}, case).finding.figures["computed"]
    assert (figure.low, figure.unit) == (5200, "outlet")


def test_a_sheet_cannot_call_photos_people() -> None:
    cells = {"A": {"query": {"words": "1158张"}, "unit": "person"}}
    with pytest.raises(AuditError, match="1158张 counts photos, not people"):
        audit({"cell": cells}, paper_case(PHOTOS))


def test_a_rate_times_a_count_is_a_sum_of_money() -> None:
    cells = {
        "each": number(10200, "Rs.", per="station"),
        "count": number(10, "station"),
        "total": {"formula": "each * count"},
    }
    claimed = {"cell": "total", **number(102000, "rupees")}
    assert audit({"cell": cells, "claimed": claimed}).finding.verdict == "supported"
    with pytest.raises(AuditError, match="cannot be compared"):
        audit({"cell": cells, "claimed": {"cell": "total", **number(102000, "元")}})


def test_every_word_of_the_lexicon_has_a_unit_that_is_defined() -> None:
    units = Units()
    for word in lexicon().unit_of:
        assert units.factor(units.written(word), units.declared(lexicon().unit_of[word])) == 1
