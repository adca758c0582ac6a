"""Titles in 《》 and the document numbers beside them."""

from hypothesis import given
from hypothesis import strategies as st

from custodes.language.instruments import Title, titles


def found(content: str) -> list[tuple[str, str]]:
    return [(content[t.start : t.end], t.number) for t in titles(content, 0, len(content))]


def test_a_nested_title_is_found_inside_the_outer_one() -> None:
    content = "该局印发《关于转发〈某市技防建设方案〉的通知》。"
    assert found(content) == [
        ("关于转发〈某市技防建设方案〉的通知", ""),
        ("某市技防建设方案", ""),
    ]


def test_the_same_marks_may_nest() -> None:
    assert [title for title, _ in found("《关于《办法》的解释》")] == ["关于《办法》的解释", "办法"]


def test_a_document_number_belongs_to_the_title_before_or_after_it() -> None:
    assert found("《建设实施方案》（某视频办发〔2018〕8号）") == [
        ("建设实施方案", "某视频办发〔2018〕8号")
    ]
    assert found("国视发〔2017〕2号《实施方案》")[0][1] == "国视发〔2017〕2号"


def test_a_mark_that_is_never_closed_opens_nothing() -> None:
    assert found("他说《没有完\n《通知》") == [("通知", "")]


@given(st.text(alphabet="《》〈〉<>甲乙\n（）〔〕2018号", max_size=60))
def test_titles_lie_inside_the_text_and_are_never_empty(content: str) -> None:
    for title in titles(content, 0, len(content)):
        assert isinstance(title, Title)
        assert 0 < title.start < title.end < len(content)
        assert "\n" not in content[title.start : title.end]
