"""What looks like a personal name, in texts and in metadata; every name here is invented."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custodes.language import name_like


def found(content: str) -> set[str]:
    return {content[start:end] for start, end in name_like(content)}


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("排查函提到刘某松、刘某龙三人去过市场。", "刘某松"),
        ("嫌疑人张某被抓获。", "张某"),
        ("业主李××投诉。", "李××"),
        ("记者何远山报导", "何远山"),
        ("何远山", "何远山"),
        ("何远山、周子墨", "周子墨"),
        ("（图片：周子墨／某报）", "周子墨"),
        ("经济学家伊万·彼得罗夫表示担忧。", "伊万·彼得罗夫"),
        ("网民“夜航船”说，这不对。", "夜航船"),
        ("By Jane Q. Roe", "Jane Q. Roe"),
        ("Jane Roe and Ravi Kumar filed the request.", "Ravi Kumar"),
        ("According to Ms. Okonkwo, the drones were hired.", "Okonkwo"),
        ("JANE ROE", "JANE ROE"),
        ("德克特（Emil Dirkson）参与编写", "Emil Dirkson"),
    ],
)
def test_a_name_is_found(content: str, name: str) -> None:
    assert any(name in stretch for stretch in found(content))


@pytest.mark.parametrize(
    "content",
    [
        "公安局使用人脸识别系统监控上访人员。",
        "海康威视公司表示，摄像头已经安装。",
        "The Police Department uses Facial Recognition Technology in New Delhi.",
        "Frequently Asked Questions",
        "Cameras went up outside the Eastside Mosque, says the Riverbank Observer.",
        "临卫健发〔2021〕37号",
        "https://example.org/Some/Path",
    ],
)
def test_bodies_firms_and_places_are_no_names(content: str) -> None:
    assert found(content) == set()


def test_a_name_found_once_is_found_everywhere() -> None:
    content = "评论员何远山表示反对。此后何远山没有再回应。"
    assert len([1 for start, end in name_like(content) if content[start:end] == "何远山"]) == 2


@settings(max_examples=50)
@given(st.text(alphabet="张某三说：“”、， ·Jane RoMr.\n（）ABC×", max_size=50))
def test_stretches_lie_in_the_text_in_order(content: str) -> None:
    stretches = name_like(content)
    assert stretches == sorted(stretches)
    for start, end in stretches:
        assert 0 <= start < end <= len(content)
