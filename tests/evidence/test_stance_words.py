"""What is denied, and what only sounds like it."""

import pytest
from evidence_texts import read_out

from custodes.evidence.lexicon import knowledge
from custodes.evidence.stage import Stage
from custodes.evidence.stance_words import denied, left_open
from custodes.evidence.weights import shipped
from custodes.evidence.whose_word import Word, whose_word


def denial(text: str, claim: str) -> str:
    start = text.index(claim)
    return denied(text, 0, start, start + len(claim))


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("云桥支付否认提供过用户数据。", "云桥支付否认提供过用户数据"),
        ("公司发表声明称，从未向警方提供数据。", "从未向警方提供数据"),
        ("周衡说，那是他的口误。", "那是他的口误"),
        ("县局称，这份名单纯属捏造。", "这份名单纯属捏造"),
        ("The mayor called the figure unfounded.", "called the figure unfounded"),
        (
            "The county denied that the cameras record sound.",
            "denied that the cameras record sound",
        ),
        ("Does the office use drones?\nNo.", "Does the office use drones?"),
        ("Is there a public log?\nNot as of May 2026.", "Not as of May 2026"),
        ("门禁会保存人脸照片吗？\n不会，照片当场删除。", "不会，照片当场删除"),
        ("In its reply the city said: cameras do not record sound.", "cameras do not record sound"),
        (
            "The county's response: what the cameras record, sound above all, is not kept.",
            "what the cameras record, sound above all",
        ),
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
        ("The office has cameras.\nNot all of them work.", "Not all of them work"),
        ("Officers must not record sound.", "Officers must not record sound"),
        (
            "The county's response: section 12 binds companies. It does not name the sheriff.",
            "section 12 binds companies",
        ),
        (
            "The county's response: the cameras record plates, and do not record sound.",
            "the cameras record plates",
        ),
    ],
)
def test_a_negative_statement_alone_is_no_denial(text: str, claim: str) -> None:
    assert not denial(text, claim)


@pytest.mark.parametrize(
    ("text", "claim", "is_open"),
    [
        ("What is a hot list? It holds plates.", "What is a hot list", True),
        ("Who has access to the database?", "Who has access to the database?", True),
        ("谁批准了这套系统？", "谁批准了这套系统", True),
        ("“谁批准了这套系统？”", "谁批准了这套系统", True),
        ("Does the county own the data? Yes.", "Does the county own the data", False),
        (
            "Does the county own the data?\n\nNo, it does not.",
            "Does the county own the data?",
            False,
        ),
        ("数据归县里所有吗？是的。", "数据归县里所有吗", False),
        ("The county owns the data.", "The county owns the data", False),
    ],
)
def test_a_question_that_nobody_answers_states_nothing(
    text: str, claim: str, is_open: bool
) -> None:
    assert left_open(text, text.index(claim) + len(claim)) is is_open


def said(text: str, claim: str) -> Word:
    document, read, analysis = read_out(text)
    stage = Stage(document, read, analysis, knowledge().find(read.content))
    start = read.content.index(claim)
    (word,), _ = whose_word(shipped(), stage, stage.claimed([(start, start + len(claim))]))
    return word


@pytest.mark.parametrize(
    ("text", "claim", "group"),
    [
        ("青石县公安局表示，从未要求小区安装人脸门禁。", "从未要求小区安装人脸门禁", "never"),
        ("The company said it has never sold plate data.", "it has never sold plate data", "never"),
        (
            "The Finance Department replied that the Act does not require a permit.",
            "the Act does not require a permit",
            "contends",
        ),
        ("青石县公安局表示，不存在针对任何群体的赋码。", "不存在针对任何群体的赋码", "contends"),
        (
            "The Finance Department replied that the use of photographs, as in its order of May "
            "2026, does not violate the Act.",
            "the use of photographs, as in its order of May 2026",
            "contends",
        ),
        (
            "The Finance Department replied that section 12 binds companies, and does not apply "
            "to the sheriff.",
            "section 12 binds companies",
            "contends",
        ),
    ],
)
def test_what_a_source_says_never_was_so_or_does_not_bear_on_the_matter_is_denied(
    text: str, claim: str, group: str
) -> None:
    word = said(text, claim)
    assert word.stance == "denies"
    assert any(line.startswith(f"hedge {group}: ") for line in word.trace)


@pytest.mark.parametrize(
    ("text", "claim", "words"),
    [
        (
            "Does the county share the data?\n\nThe county does not share it.",
            "The county does not share it",
            "does not",
        ),
        (
            "Does the county share the data?\n\nIt is kept if a case is not closed.",
            "It is kept if a case is not closed",
            "",
        ),
        ("How long is it kept?\n\nIt is not kept.", "It is not kept", ""),
        (
            "What is the worst misconception?\n\nThe cameras do not read faces.",
            "The cameras do not read faces",
            "not",
        ),
        ("县里共享这些数据吗？\n\n县里并不共享这些数据。", "县里并不共享这些数据", "并不"),
    ],
)
def test_an_answer_that_negates_what_was_asked_is_a_denial(
    text: str, claim: str, words: str
) -> None:
    start = text.index(claim)
    assert denied(text, start, start, start + len(claim)) == words


def test_what_is_said_before_a_denial_is_not_denied() -> None:
    text = "It said the cameras watch crossings and denied that it had watched worshippers."
    assert denial(text, "the cameras watch crossings and denied that") == ""
    assert denial(text, "it had watched worshippers") == "denied that"
    assert denial("The firm denied that.", "The firm denied that") == "denied"


def test_what_the_author_says_never_was_so_is_a_finding() -> None:
    assert said("这些小区从未安装人脸门禁。", "这些小区从未安装人脸门禁").stance == "asserts"
