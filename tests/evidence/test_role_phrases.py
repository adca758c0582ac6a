"""Roles that are filled by words which are no names, and by a law's own title."""

import pytest
from evidence_texts import read_out

from custodes.evidence.role_phrases import Phrases
from custodes.evidence.roles import Candidates, Place


def phrases(content: str) -> set[tuple[str, str]]:
    _, text, analysis = read_out("标题\n\n" + content)
    found = Phrases(text, analysis.words, analysis.mentions).within(0, len(text.content))
    return {(phrase.sort, text.content[phrase.start : phrase.end]) for phrase in found}


def test_whoever_acts_without_a_name_is_a_phrase() -> None:
    assert ("generic", "当局") in phrases("当局在小区安装了摄像头。")


def test_people_are_a_phrase_with_what_describes_them() -> None:
    found = phrases("系统识别流动人员。")
    assert ("people", "流动人员") in found or ("people", "人员") in found


def test_a_verb_may_be_the_action() -> None:
    assert ("verb", "拘留") in phrases("警方拘留了三名记者。")


def test_a_bare_time_is_a_phrase() -> None:
    assert ("time", "目前") in phrases("目前摄像头已经启用。")


def test_english_words_take_one_word_before_them_but_no_article() -> None:
    found = phrases("The cameras let local police follow foreign students.")
    assert {("generic", "local police"), ("generic", "police")} <= found
    assert ("people", "foreign students") in found
    assert not any(words.lower().startswith("the ") for _, words in found)


@pytest.mark.parametrize(
    ("content", "sections"),
    [
        (
            "Section 43A of the Privacy Act, 2031 makes the office liable.",
            {"Section 43A", "Section 43A of the Privacy Act, 2031"},
        ),
        ("The office relied on rule 23 (2) and S. 8(1)(d).", {"rule 23 (2)", "S. 8(1)(d)"}),
        ("The order cites Article 21-ZA.", {"Article 21-ZA"}),
        ("根据第三十五条第二款，单位应当备案。", {"第三十五条第二款"}),
        ("The department runs 43 cameras.", set()),
    ],
)
def test_a_section_of_a_law_is_a_phrase_with_and_without_the_law(
    content: str, sections: set[str]
) -> None:
    assert {words for sort, words in phrases(content) if sort == "section"} == sections


def test_a_section_of_a_chinese_law_begins_with_its_title() -> None:
    found = phrases("根据《个人信息保护法》第六十六条，责令改正。")
    sections = {words for sort, words in found if sort == "section"}
    assert "第六十六条" in sections
    assert any("个人信息保护法" in words for words in sections)


LAW = "示例市视频管理条例（2031年1月1日）\n\n" + "".join(
    f"第{number}条 单位应当安装摄像头。\n\n" for number in "一二三四五六"
)


def test_the_title_of_a_law_may_be_the_instrument_of_all_its_claims_without_its_date() -> None:
    _, text, analysis = read_out(LAW)
    title = Phrases(text, analysis.words, analysis.mentions).title
    assert title is not None
    assert title.exact == "示例市视频管理条例"


def test_a_text_that_is_no_law_has_no_such_title() -> None:
    _, text, analysis = read_out("示例市视频管理条例\n\n昨天公布。")
    assert Phrases(text, analysis.words, analysis.mentions).title is None


def test_the_title_is_a_candidate_in_the_last_article() -> None:
    _, text, analysis = read_out(LAW)
    last = len(analysis.sentences) - 1
    sentence = analysis.sentences[last]
    place = Place(sentence.start, sentence.end, last, sentence.block, "rule")
    pairs = Candidates(text, analysis, []).pairs(place, None)
    assert ("instrument", "示例市视频管理条例") in {(p.role, p.mention.span.exact) for p in pairs}
