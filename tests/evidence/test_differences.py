import random

from hypothesis import given
from hypothesis import strategies as st
from near_duplicate_texts import sentences

from custodes.evidence.differences import MOST_EDITS, Difference, differences, edits
from custodes.evidence.shingles import tokens
from custodes.model import Block, Text

few = st.lists(st.sampled_from("abcd"), max_size=14)
sentence = st.sampled_from(
    [
        "全县安装摄像机四百台。",
        "全县安装摄像机六百台。",
        "公安局称已停用。",
        "Nobody knows.",
        "另有一说",
    ]
)


def text(*paragraphs: str) -> Text:
    blocks, start = [], 0
    for paragraph in paragraphs:
        blocks.append(Block("paragraph", start, start + len(paragraph)))
        start += len(paragraph) + 1
    return Text("\n".join(paragraphs), tuple(blocks))


def shown(one: Text, other: Text) -> list[tuple[str, str, str]]:
    return [
        (d.kind, d.first.exact if d.first else "", d.second.exact if d.second else "")
        for d in differences(one, other)
    ]


@given(few, few)
def test_edits_make_one_sequence_of_the_other(one: list[str], other: list[str]) -> None:
    made, reached = [], 0
    for start, end, start_there, end_there in edits(one, other):
        made += one[reached:start] + other[start_there:end_there]
        reached = end
    assert made + one[reached:] == other


@given(few, few)
def test_edits_are_as_few_as_can_be(one: list[str], other: list[str]) -> None:
    common = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for a, left in enumerate(one):
        for b, right in enumerate(other):
            common[a + 1][b + 1] = (
                common[a][b] + 1 if left == right else max(common[a][b + 1], common[a + 1][b])
            )
    made = sum(b - a + d - c for a, b, c, d in edits(one, other))
    assert made == len(one) + len(other) - 2 * common[-1][-1]


@given(st.lists(sentence, max_size=8), st.lists(sentence, max_size=8))
def test_without_the_differences_both_texts_are_the_same(
    first: list[str], second: list[str]
) -> None:
    one, other = text(*first), text(*second)
    found = differences(one, other)
    assert _rest(one, [d.first for d in found]) == _rest(other, [d.second for d in found])
    assert all((d.first is None) == (d.kind == "added") for d in found)
    assert all((d.second is None) == (d.kind == "removed") for d in found)


def _rest(whole: Text, spans: list[object]) -> list[int]:
    kept = whole.content
    for span in reversed([span for span in spans if span is not None]):
        whole.check(span)  # type: ignore[arg-type]
        kept = kept[: span.start] + "\0" * len(span.exact) + kept[span.end :]  # type: ignore[attr-defined]
    return list(tokens(kept).hashes.tolist())


def test_a_changed_figure_an_added_and_a_dropped_sentence_are_told() -> None:
    one = text("全县安装摄像机400台，覆盖主要路口。", "该局否认收集步态数据。", "会议结束。")
    other = text("全县安装攝像機600台，覆蓋主要路口。", "会议结束。其后无人问起此事。")
    assert shown(one, other) == [
        ("changed", "400", "600"),
        ("removed", "该局否认收集步态数据", ""),
        ("added", "", "其后无人问起此事"),
    ]


def test_the_same_text_in_other_script_and_layout_has_no_differences() -> None:
    assert differences(text("公安局说，已装摄像机。"), text("公安局說", "已裝攝像機")) == ()


def test_furniture_between_paragraphs_is_in_no_difference() -> None:
    content = "甲乙丙丁\n广告广告广告\n戊己庚辛"
    blocks = (Block("paragraph", 0, 4), Block("boilerplate", 5, 11), Block("paragraph", 12, 16))
    found = differences(Text(content, blocks), text("子丑"))
    assert [d.first.exact for d in found if d.first] == ["甲乙丙丁", "戊己庚辛"]


def test_passages_too_different_to_align_are_told_as_a_whole() -> None:
    dice = random.Random(3)
    one, other = (text("".join(dice.choices("甲乙丙", k=5000))) for _ in range(2))
    found = differences(one, other)
    assert len(found) < MOST_EDITS
    assert found[0] == Difference("changed", found[0].first, found[0].second)


def test_dropped_sentences_are_told_one_by_one() -> None:
    body = sentences(1, "en")
    one, other = text(" ".join(body)), text(" ".join(body[:5] + body[6:20] + body[21:]))
    assert shown(one, other) == [("removed", body[at].rstrip("."), "") for at in (5, 20)]
