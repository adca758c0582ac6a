"""Words that point back mean the nearest name that fits, or nothing."""

import pytest

from custodes.language.pointing import pointers
from custodes.model import Mention, Span


def names(content: str, *named: tuple[str, str]) -> list[Mention]:
    return [
        Mention(Span(at, at + len(name), name), kind)  # type: ignore[arg-type]
        for kind, name in named
        if (at := content.find(name)) >= 0
    ]


@pytest.mark.parametrize(
    ("content", "kind", "name", "word"),
    [
        ("乌海市公安局发布通报。该局称已经比中。", "agency", "乌海市公安局", "该局"),
        ("海康威视中标。该公司负责建设。", "company", "海康威视", "该公司"),
        ("技防城实施方案已印发。上述方案要求安装。", "instrument", "技防城实施方案", "上述方案"),
        ("Marlow County Sheriff Office met. The Office agreed.", "agency",
         "Marlow County Sheriff Office", "The Office"),
    ],
)  # fmt: skip
def test_a_word_that_points_back_means_the_name_before_it(
    content: str, kind: str, name: str, word: str
) -> None:
    (found,) = pointers(content, names(content, (kind, name)))
    assert content[found.start : found.end] == word
    assert found.name == name


@pytest.mark.parametrize(
    "content",
    [
        "该局称已经比中。乌海市公安局发布通报。",  # nothing before it
        "乌海市公安局、南京市公安局发布通报。该局称已经比中。",  # two side by side
        "海康威视中标。该局称已经比中。",  # nothing of that kind
        "乌海市公安局发布通报。其称已经比中。",  # 其 is left alone
    ],
)
def test_a_word_that_may_mean_several_means_none(content: str) -> None:
    named = names(
        content, ("agency", "乌海市公安局"), ("agency", "南京市公安局"), ("company", "海康威视")
    )
    assert pointers(content, sorted(named, key=lambda mention: mention.span.start)) == []
