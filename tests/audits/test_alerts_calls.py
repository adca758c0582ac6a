"""Which claims call for the audit: those that speak of faces, of a list and of its alarm."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import pytest

from custodes.audits.alerts.audit import called_for, recompute
from custodes.audits.alerts.calls import calls, scenario
from custodes.evidence import extract
from custodes.language import analyse
from custodes.model import Claim, Mention, Span, Stance
from custodes.reading import read

ESTATE = "升级后小区大门能实现人脸黑名单报警"


class Claims:
    """A case that holds these claims and nothing else."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self._claims = list(claims)

    def claims(self) -> list[Claim]:
        return self._claims


def claim(
    quote: str,
    *,
    claim_type: Any = "deployment",
    start: int = 0,
    beside: str = "",
    stance: Stance = "asserts",
    place: str = "",
) -> Claim:
    span = Span(start, start + len(quote), quote, suffix=beside)
    roles: Any = {}
    if place:
        at = start + quote.index(place)
        roles = {"place": (Mention(Span(at, at + len(place), place), "place"),)}
    return Claim("d" * 64, claim_type, span, roles=roles, stance=stance)


def settings_called(*claims: Claim) -> list[str]:
    return [call.setting for call in calls(cast(Any, Claims(claims)))]


def test_the_alarm_may_be_spoken_of_in_a_claim_close_by() -> None:
    library = claim("公安分局建立人脸库")
    alarm = claim("比中后推送预警信息", claim_type="data_flow", start=40)
    assert settings_called(library) == []
    assert settings_called(library, alarm) == ["street"]
    far = claim("比中后推送预警信息", claim_type="data_flow", start=140)
    assert settings_called(library, far) == []


@pytest.mark.parametrize(
    "quote",
    [
        ESTATE,
        "住宅区入口安装人像布控告警系统",
        "A facial recognition watchlist alert was installed at the residential block",
    ],
)
def test_a_face_list_with_an_alarm_at_homes_calls_for_the_estate(quote: str) -> None:
    assert settings_called(claim(quote)) == ["estate"]


def test_elsewhere_it_calls_for_the_street() -> None:
    assert settings_called(claim("广场布设人脸布控报警系统")) == ["street"]
    assert settings_called(claim("Faces are checked against a watch list and raise an alert")) == [
        "street"
    ]


def test_the_alarm_may_stand_beside_the_quote() -> None:
    quote = "人脸自动识别黑名单功能"
    assert settings_called(claim(quote, beside="，发现对象即自动报警；")) == ["street"]
    assert settings_called(claim(quote, beside="，画面清晰；")) == []


def test_the_place_may_stand_beside_the_quote() -> None:
    assert settings_called(claim("实现人脸布控报警应用", beside="，对进出小区人员")) == ["estate"]


@pytest.mark.parametrize(
    "quote",
    [
        "安装车辆号牌抓拍报警系统",
        "在核心区布设人脸抓拍识别系统",
        "公司被美国列入黑名单",
        "设立报警电话",
        "The surface of the road was watched; a list of alarms was kept",
        "密接名单由公安推送并预警",
    ],
)
def test_what_lacks_a_face_a_list_or_an_alarm_does_not_call(quote: str) -> None:
    assert settings_called(claim(quote)) == []


def test_a_denial_does_not_call() -> None:
    assert settings_called(claim(ESTATE, stance="denies")) == []


def test_a_supply_contract_does_not_call() -> None:
    assert settings_called(claim(ESTATE, claim_type="supply")) == []


def test_many_claims_call_once_for_each_setting() -> None:
    many = [claim(ESTATE, start=100 * number) for number in range(20)]
    street = claim("广场布设人脸布控报警系统", start=5000)
    found = list(calls(cast(Any, Claims([*many, street]))))
    assert [call.setting for call in found] == ["estate", "street"]
    assert len(found[0].claims) <= 6


def test_the_place_is_named_by_the_nearest_claim_before() -> None:
    far = claim("为玉兰小区升级摄像头", start=0, place="玉兰小区")
    near = claim("为丁香小区升级摄像头", start=400, place="丁香小区")
    calling = claim(ESTATE, start=600)
    (call,) = calls(cast(Any, Claims([far, near, calling])))
    assert call.place == ("丁香小区", near.identifier)
    assert call.claims == (calling.identifier, near.identifier)
    (result,) = called_for(cast(Any, Claims([far, near, calling])))
    assert result.finding.sources["place"] == near.identifier
    assert recompute(result.finding, cast(Any, None)).finding == result.finding


@pytest.mark.parametrize("setting", ["estate", "street"])
def test_stand_ins_are_called_assumptions_and_cite_only_what_was_read(setting: str) -> None:
    for _, band in scenario(setting).bands():
        assert band.source.startswith("assumption, no source")
        assert "not seen" not in band.source


@pytest.fixture(scope="module")
def seed(shared: Path) -> Claims:
    path = next((shared / "seeds").glob("000_*.txt"))
    reading = read(path.read_bytes(), path.name)
    analysis = analyse(reading.document, reading.text)
    return Claims(list(extract(reading.document, reading.text, analysis)))


def test_the_report_on_nanjing_calls_for_the_blacklist_of_its_estate_and_nothing_else(
    seed: Claims,
) -> None:
    (result,) = called_for(cast(Any, seed))
    finding = result.finding
    assert json.loads(finding.parameters["setting"]) == "estate"
    assert json.loads(finding.parameters["place"]) == "晶都名苑小区"
    quotes = {each.identifier: each.quote.exact for each in seed.claims()}
    assert any("人脸（黑名单）布控报警" in quotes[tied] for tied in finding.claims)
    assert finding.words["en"].startswith("If ")
    assert finding.words["zh"].startswith("如果")
    assert "resident" in finding.words["en"]
    assert "assumptions, no source" in finding.assumptions[0]["en"]


def test_the_report_on_beijing_calls_for_none(shared: Path) -> None:
    path = next((shared / "seeds").glob("004_*.txt"))
    reading = read(path.read_bytes(), path.name)
    analysis = analyse(reading.document, reading.text)
    claims = list(extract(reading.document, reading.text, analysis))
    assert list(called_for(cast(Any, Claims(claims)))) == []
