"""The sheets that come with the package, over the documents that they were written for."""

from __future__ import annotations

from pathlib import Path

import pytest
from worksheet_cases import paper_case, read_case

from custodes.audits.worksheet import called_for, recompute
from custodes.audits.worksheet.checks import sums
from custodes.audits.worksheet.matching import Evidence
from custodes.audits.worksheet.templates import bundled, matching
from custodes.case import Case


@pytest.fixture(scope="module")
def seeds(shared: Path) -> Case:
    return read_case(*sorted((shared / "seeds").glob("*.txt")))


@pytest.fixture(scope="module")
def dev(shared: Path) -> Case:
    folder = shared / "bench" / "dev" / "documents"
    names = (
        "*telangana-ec*",
        "*soh5__416548*",
        "*soh7__393076*",
        "*nf4514__n12203800*",
        "*p1__946122*",
    )
    return read_case(*sorted({path for name in names for path in folder.glob(name)}))


def test_the_package_has_four_sheets_that_are_as_meant() -> None:
    assert len(bundled()) >= 4


def test_the_share_that_the_reports_counts_allow_is_not_the_one_it_claims(seeds: Case) -> None:
    (result,) = called_for(seeds)
    finding = result.finding
    assert finding.verdict == "not established"
    figure = finding.figures["computed"]
    assert (round(figure.low or 0, 2), round(figure.high or 0, 2)) == (98.47, 99.11)
    share = finding.figures["S"]
    assert (round(share.low or 0, 2), round(share.high or 0, 2)) == (0.89, 1.53)
    words = finding.words["en"]
    assert "Each photo matched shows a different person" in words
    assert "fewer than 1,020 different people in the 1,158 photos" in words
    assert "another infers it (inferred by the author)" in words
    assert "（作者推断）" in finding.words["zh"]
    rows = {row[0]: row for row in finding.tables["ranges"].rows}
    assert [round(float(str(end)), 2) for end in rows["reading"][4:6]] == [98.39, 99.06]
    claims = {claim.identifier: claim for claim in seeds.claims()}
    assert {claims[each].stance for each in finding.claims} == {"asserts", "infers"}
    assert recompute(finding, seeds, {}) == result


def test_three_more_sheets_find_their_figures(dev: Case) -> None:
    evidence = Evidence(dev)
    assert set(matching(evidence)) >= {"polling-stations", "xinjiang-items", "zhenhua-nationals"}


def test_the_worst_verdicts_come_first_and_no_more_than_three_results(dev: Case) -> None:
    verdicts = [result.finding.verdict for result in called_for(dev)]
    assert len(verdicts) <= 3
    assert verdicts[0] == "contradicted"


def test_the_checks_say_of_real_documents_what_is_so(dev: Case, seeds: Case) -> None:
    assert not sums(seeds, seeds.claims())
    found = sums(dev, dev.claims())
    wrong = [(each.kind, each.given.words) for each in found if not each.holds]
    assert wrong == [("granular", "67.96%")]
    right = {each.given.words for each in found if each.holds}
    assert {"9例", "15万余条"} <= right


INFERRED = (
    "系统比中重点人员照片800张。另有涉稳重点人员50余名。各类刑事在逃人员20余名。"
    "记者推断，系统98%以上的能力用在了重点人员身上。"
)


def test_a_share_inferred_from_the_counts_of_any_document_is_put_to_the_test() -> None:
    case = paper_case({"报道": INFERRED, "旁证": "安装摄像头40台。"}, inferred="推断")
    (result,) = called_for(case)
    assert result.finding.verdict == "contradicted"
    assert result.finding.title["zh"] == "“98%以上”成立吗？"
    figure = result.finding.figures["computed"]
    assert figure.high == pytest.approx(100 * (1 - 21 / (800 + 59 + 21)))
    assert recompute(result.finding, case, {}) == result


def test_counts_that_stand_in_two_places_call_for_nothing() -> None:
    case = paper_case({"报道": INFERRED + "另有涉稳重点人员60余名。"}, inferred="推断")
    assert list(called_for(case)) == []


def test_a_case_that_calls_for_no_sum_gets_none() -> None:
    assert list(called_for(paper_case({"通报": "安装摄像头40台。"}))) == []
