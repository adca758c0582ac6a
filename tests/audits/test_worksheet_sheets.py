"""Sheets that are not as meant are refused: what is wrong, in which file, line and key."""

from __future__ import annotations

from pathlib import Path

import pytest
from worksheet_cases import paper_case

from custodes.audits import AuditError
from custodes.audits.worksheet import audit, load_sheet
from custodes.audits.worksheet.sheet import read_sheet

CELL = '[cell.A]\nnumber = 1\nsource = "us"\n'


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 0, "cell"),
        ("[cell]\n", 1, "at least one cell"),
        ("[cell.A]\nnumber = 1\n", 1, "source"),
        ("[cell.A]\nnumber = 1\nlow = 2\nsource = 'x'\n", 1, "number and low/high"),
        ("[cell.A]\nunit = 'person'\n", 1, "none of them"),
        ("[cell.A]\nlow = 9\nhigh = 2\nsource = 'x'\n", 1, "upside down"),
        ("[cell.A]\nclaim = 'A12'\n", 1, "no identifier"),
        ("[cell.A]\nformula = 'A + 1'\n", 2, "circle: A → A"),
        (CELL + "[cell.B]\nformula = 'A + D'\n", 5, "no cell or assumption 'D'"),
        (CELL + "[cell.B]\nformula = 'open(A)'\n", 5, "not allowed"),
        (CELL + "[claimed]\nnumber = 1\nsource = 'x'\n", 4, "must name the cell"),
        (CELL + "[claimed]\ncell = 'A'\nformula = '1'\n", 6, "not a formula"),
        (CELL + "[assumption.p]\nlow = 2\nhigh = 1\nunit = '1'\nsays = {en='x'}\n", 5, "upside"),
        (CELL + "[assumption.p]\nlow = 1\nhigh = 1\nunit = '1'\nsays = {}\n", 8, "sentence"),
        (CELL + "[assumption.A]\nlow = 1\nhigh = 1\nunit = '1'\nsays = {en='x'}\n", 4, "same name"),
        (CELL + "colour = 'red'\n", 4, "colour"),
        (CELL + "[cell.B]\nnumber = 'two'\nsource = 'x'\n", 5, "Expected"),
        (CELL + "[cell.B]\nquery = { wrods = '3' }\n", 5, "wrods"),
        (CELL + "[cell.min]\nnumber = 1\nsource = 'x'\n", 4, "name"),
        ("tolerance = 7\n" + CELL, 1, "between 0 and 1"),
        ("[cell.A\n", 0, "line 1"),
    ],
)
def test_a_mistake_in_a_sheet_is_named_with_its_line(
    tmp_path: Path, text: str, line: int, words: str
) -> None:
    path = tmp_path / "sums.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AuditError) as refused:
        audit(path)
    message = str(refused.value)
    assert str(path) in message
    assert words in message
    assert not line or f"line {line}:" in message, message


def test_a_sheet_that_is_not_there_is_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match=r"gone\.toml cannot be read"):
        load_sheet(tmp_path / "gone.toml")


def test_a_unit_that_is_none_is_refused_where_it_stands() -> None:
    with pytest.raises(AuditError, match=r"cell\.A\.unit.*is no unit"):
        audit({"cell": {"A": {"number": 1, "source": "x", "unit": "person / / photo"}}})


DOCUMENTS = {
    "一号报告": "全市共抓拍照片1200张。共有警员30余名。",
    "二号报告": "另有照片1200张。",
}


def sheet(**query: object) -> dict[str, object]:
    return {"cell": {"A": {"query": query}}}


def test_a_query_that_matches_one_figure_takes_it() -> None:
    case = paper_case(DOCUMENTS)
    finding = audit(sheet(words="1200张", document="一号"), case).finding
    assert finding.parameters["A"] == "[1200,1200]"
    assert finding.sources["A"] == case.claims()[0].identifier
    assert finding.claims == (case.claims()[0].identifier,)


def test_a_query_with_two_matches_lists_both_with_their_places_and_what_to_do() -> None:
    with pytest.raises(AuditError) as refused:
        audit(sheet(words="1200张"), paper_case(DOCUMENTS))
    message = str(refused.value)
    assert "2 figures match" in message
    assert "'1200张' at 7 of '一号报告'" in message
    assert "'1200张' at 4 of '二号报告'" in message
    assert "'quote'" in message


def test_a_query_without_a_match_says_where_the_figure_stands() -> None:
    with pytest.raises(AuditError, match=r"no figure of the case matches.*二号报告"):
        audit(sheet(words="1200张", document="三号"), paper_case(DOCUMENTS))
    with pytest.raises(AuditError, match="custodes claims CASE"):
        audit(sheet(words="7匹"), paper_case(DOCUMENTS))


def test_a_query_can_be_told_what_the_quote_has_not() -> None:
    case = paper_case({"报告": "照片1200张。其中照片1200张重复。"})
    found = audit(sheet(words="1200张", without="重复"), case).finding
    assert found.claims == (case.claims()[0].identifier,)
    other = audit(sheet(words="1200张", quote=["重复", "其中"]), case).finding
    assert other.claims == (case.claims()[1].identifier,)


def test_a_claim_of_several_figures_needs_words() -> None:
    case = paper_case({"报告": "摄像头40台，警员30名。"})
    claim = case.claims()[0].identifier
    with pytest.raises(AuditError, match=r"2 figures.*'words'"):
        audit({"cell": {"A": {"claim": claim}}}, case)
    found = audit({"cell": {"A": {"claim": claim, "words": "30名"}}}, case).finding
    assert found.parameters["A"] == "[30,30]"


def test_a_cell_from_a_claim_needs_a_case() -> None:
    with pytest.raises(AuditError, match="--case CASE"):
        audit(sheet(words="1200张"))


def test_a_title_may_be_given_in_one_language() -> None:
    sheet_ = read_sheet('[title]\nzh = "对吗？"\n' + CELL)
    assert audit(sheet_).finding.title == {"en": "对吗？", "zh": "对吗？"}
