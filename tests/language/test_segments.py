"""Sentences and clauses of Chinese and English text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.language.segments import clauses, sentences
from custodes.model import Block, Text


def text(*paragraphs: str) -> Text:
    blocks, start = [], 0
    for paragraph in paragraphs:
        blocks.append(Block("paragraph", start, start + len(paragraph)))
        start += len(paragraph) + 1
    return Text("\n".join(paragraphs), tuple(blocks))


def read_sentences(paragraph: str) -> list[str]:
    whole = text(paragraph)
    return [whole.content[s.start : s.end] for s in sentences(whole)]


def read_clauses(paragraph: str) -> list[str]:
    whole = text(paragraph)
    return [whole.content[c.start : c.end] for c in clauses(whole, sentences(whole))]


@pytest.mark.parametrize(
    "parts",
    [
        ["文件下发了。", "各区照办！", "谁来监督？"],
        ["他说：“系统已经建成。”", "记者没有得到答复。"],
        ["“我们每天都被拍……”", "她说。"],
        ["《关于加强监控的通知。试行》已印发。", "第二份在后。"],
        ["（图片来源：网络。）", "该区共装1,158台。"],
        ["It was 3.5 metres wide.", "Nobody knew why."],
        ["Mr. Smith met Dr. Jones of Acme Inc. in the U.S. on 5 May.", "They agreed."],
        ["See No. 3 and Sec. 4 of the plan, e.g. the annex.", "It ends there."],
        ['"We never used it."', "The agency said so."],
        ["The list was long (see p. 3. and p. 4.) and dull.", "Yes!"],
        ["He came at 5 p.m. on Monday.", "She left."],
        ["The vendor sold it to Flock Inc.", "The city paid."],
        ["The U.S. Government told Mr. S.Q. Roe of the U.N.", "He agreed."],
        ["有人写道：“拆了吧！”、“不要拍我！”等等。", "没有人回答。"],
        ["The report says so.", "该区没有回应。"],
    ],
)
def test_a_sentence_ends_at_its_mark_with_the_quotes_that_close_there(parts: list[str]) -> None:
    separator = " " if parts[0].isascii() else ""
    assert read_sentences(separator.join(parts)) == parts


def test_a_list_number_is_no_sentence() -> None:
    assert read_sentences("1. Purpose of the policy") == ["1. Purpose of the policy"]


def test_a_missing_space_does_not_join_sentences() -> None:
    assert read_sentences("It failed.This was known.") == ["It failed.", "This was known."]


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        (
            "据报道，该区装有摄像头、卡口和基站；其中：1,158台联网。",
            ["据报道", "该区装有摄像头、卡口和基站", "其中", "1,158台联网"],
        ),
        ("方案（即第二版，已作废）要求：“全覆盖”。", ["方案（即第二版，已作废）要求", "“全覆盖”"]),
        ("他说，“装好了，”然后离开。", ["他说", "“装好了，”", "然后离开"]),
        (
            "On Monday, 1,158 photos – most of them old – were matched; none helped.",
            ["On Monday", "1,158 photos", "most of them old", "were matched", "none helped"],
        ),
        ("It ran at 10:30, daily.", ["It ran at 10:30", "daily"]),
        (
            "The memo dated July 15, 2021 says so, and on Mar. 3, 2022, nobody did.",
            ["The memo dated July 15, 2021 says so", "and on Mar. 3, 2022", "nobody did"],
        ),
        (
            "The rule does not, and cannot, apply to totals, he said.",
            ["The rule does not, and cannot, apply to totals", "he said"],
        ),
    ],
)
def test_a_clause_is_what_stands_between_commas(sentence: str, parts: list[str]) -> None:
    assert read_clauses(sentence) == parts


def test_boilerplate_has_no_sentences_and_each_sentence_knows_its_block() -> None:
    content = "首页\n正文一。正文二。"
    whole = Text(content, (Block("boilerplate", 0, 2), Block("paragraph", 3, len(content))))
    assert [(content[s.start : s.end], s.block) for s in sentences(whole)] == [
        ("正文一。", 1),
        ("正文二。", 1),
    ]


@given(st.lists(st.text('甲乙 aB1。，；：！？.!?,;:“”"（）()《》…—-', max_size=40), max_size=4))
def test_sentences_hold_every_word_and_clauses_lie_in_sentences(paragraphs: list[str]) -> None:
    whole = text(*paragraphs)
    found = sentences(whole)
    reached = 0
    for sentence in found:
        block = whole.blocks[sentence.block]
        assert max(reached, block.start) <= sentence.start < sentence.end <= block.end
        assert whole.content[sentence.start : sentence.end].strip() != ""
        reached = sentence.end
    covered = {i for s in found for i in range(s.start, s.end)}
    letters = {i for i, character in enumerate(whole.content) if character.isalnum()}
    assert letters <= covered
    parts = clauses(whole, found)
    assert letters <= {i for c in parts for i in range(c.start, c.end)}
    for clause in parts:
        assert any(s.start <= clause.start < clause.end <= s.end for s in found)
