"""The two reports the project started from: what a reader would get out of them is found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from custodes.evidence import Disagreement, disagreements, extract
from custodes.language import analyse
from custodes.model import Claim
from custodes.reading import read


@pytest.fixture(scope="module")
def claims(shared: Path) -> list[Claim]:
    found: list[Claim] = []
    for path in sorted((shared / "seeds").glob("*.txt")):
        reading = read(path.read_bytes(), path.name)
        analysis = analyse(reading.document, reading.text)
        found.extend(extract(reading.document, reading.text, analysis))
    return found


def holding(claims: Sequence[Claim], pattern: str) -> list[Claim]:
    return [claim for claim in claims if re.search(pattern, claim.quote.exact)]


def intervals(claim: Claim) -> list[tuple[float | None, float | None, str | None]]:
    return [
        (mention.quantity.low, mention.quantity.high, mention.quantity.of)
        for mention in claim.quantities
        if mention.quantity is not None
    ]


@pytest.mark.parametrize(
    "pattern",
    [
        "三道电子防线",
        "双向道路高清监控系统和车辆号牌抓拍报警系统",
        "第二道防线|区内道路主要出入口",
        "核心区布设人脸抓拍识别系统",
    ],
)
def test_the_three_electronic_defence_lines_are_deployments_of_the_plan(
    claims: list[Claim], pattern: str
) -> None:
    found = holding(claims, pattern)
    assert any(
        claim.type == "deployment" and claim.attribution.kind == "document" for claim in found
    )


def test_the_123_rule_is_claimed_with_its_three_times(claims: list[Claim]) -> None:
    (rule,) = holding(claims, "步行10分钟")
    assert [(low, high) for low, high, _ in intervals(rule)] == [
        (10, 10),
        (20, 20),
        (30, 30),
        (1, None),
    ]
    assert rule.attribution.kind == "document"


def test_the_share_of_smart_cameras_is_forty_per_cent(claims: list[Claim]) -> None:
    (share,) = holding(claims, "占比要提升到40%")
    assert (40, 40) in [(low, high) for low, high, _ in intervals(share)]


def test_what_the_face_matching_caught_is_counted_with_what_each_figure_counts(
    claims: list[Claim],
) -> None:
    counted = {row for claim in claims for row in intervals(claim)}
    assert (1158, 1158, "重点人员照片") in counted
    assert (61, 69, "国保重点人") in counted
    assert (11, 19, "刑事犯罪人员") in counted


def test_more_than_99_per_cent_is_said_by_the_report_and_inferred_by_the_author(
    claims: list[Claim],
) -> None:
    said = {(claim.attribution.kind, claim.stance): claim for claim in holding(claims, "99%以上")}
    revealed, inferred = said["document", "asserts"], said["author", "infers"]
    assert all(intervals(claim)[0][:2] == (99, 100) for claim in (revealed, inferred))
    found: tuple[Disagreement, ...] = disagreements(claims)
    assert any(
        one.kind == "attribution" and {revealed.identifier, inferred.identifier} <= set(one.claims)
        for one in found
    )


def test_the_liaison_and_the_push_of_names_are_claimed(claims: list[Claim]) -> None:
    assert any(claim.status == "required" for claim in holding(claims, "驻点联络机制"))
    assert any(claim.type == "data_flow" for claim in holding(claims, "防疫指挥部.*推送.*排查信息"))


def test_the_payment_platforms_denial_is_a_denial(claims: list[Claim]) -> None:
    (denial,) = holding(claims, "否认提供过相关数据")
    assert (denial.stance, denial.status, denial.attribution.kind) == (
        "denies",
        "unknown",
        "organisation",
    )
