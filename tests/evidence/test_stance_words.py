"""What is denied, and what only sounds like it."""

import pytest

from custodes.evidence.stance_words import denied


def denial(text: str, claim: str) -> str:
    start = text.index(claim)
    return denied(text, 0, start, start + len(claim))


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("云桥支付否认提供过用户数据。", "云桥支付否认提供过用户数据"),
        ("公司发表声明称，从未向警方提供数据。", "从未向警方提供数据"),
        ("周衡说，那是他的口误。", "那是他的口误"),
        (
            "The county denied that the cameras record sound.",
            "denied that the cameras record sound",
        ),
        ("Does the office use drones?\nNo.", "Does the office use drones?"),
        ("In its reply the city said: cameras do not record sound.", "cameras do not record sound"),
    ],
)
def test_a_denial_is_found_with_its_words(text: str, claim: str) -> None:
    assert denial(text, claim)


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("那不是口误，而是说漏了嘴。", "那不是口误"),
        ("路口没有安装摄像头。", "路口没有安装摄像头"),
        ("Does the office use drones?\nYes.", "Does the office use drones?"),
        ("Officers must not record sound.", "Officers must not record sound"),
    ],
)
def test_a_negative_statement_alone_is_no_denial(text: str, claim: str) -> None:
    assert not denial(text, claim)
