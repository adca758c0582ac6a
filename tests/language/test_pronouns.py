"""其 and "it" may stand for the first body, firm or programme named before them, or for nothing."""

import pytest
from test_pointing import names

from custodes.language.pronouns import pronouns

NAMED = (
    ("agency", "乌海市公安局"),
    ("agency", "南京市公安局"),
    ("company", "海康威视"),
    ("place", "北京"),
    ("agency", "Marlow Police Department"),
    ("company", "Flock Safety"),
)


def meant(content: str) -> list[tuple[str, str]]:
    mentions = sorted(names(content, *NAMED), key=lambda mention: mention.span.start)
    return [(content[one.start : one.end], one.name) for one in pronouns(content, mentions)]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("乌海市公安局向海康威视采购，要求其年底前交货。", [("其", "乌海市公安局")]),
        ("海康威视中标。其主要客户是公安。", [("其", "海康威视")]),
        (
            "Marlow Police Department signed in May. It pays Flock Safety for its cameras.",
            [("It", "Marlow Police Department"), ("its", "Flock Safety")],
        ),
    ],
)
def test_a_pronoun_stands_for_the_first_name_before_it(
    content: str, expected: list[tuple[str, str]]
) -> None:
    assert meant(content) == expected


@pytest.mark.parametrize(
    "content",
    [
        "其主要客户是公安。海康威视中标。",  # nothing before it
        "乌海市公安局、南京市公安局发文。其要求各地照办。",  # two side by side
        "海康威视中标。工期一年。其后停工。",  # a conjunction, and two sentences off
        "海康威视中标，其中一半归北京。",  # 其中
        "乌海市公安局尤其重视。",  # 尤其
        "在北京中标。其客户是公安。",  # places are not meant
        "Flock Safety said it is clear that it was late.",  # it is, it was
    ],
)
def test_a_pronoun_that_stands_for_nothing_is_left_alone(content: str) -> None:
    assert meant(content) == []
