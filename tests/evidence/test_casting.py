"""What fills the roles of a claim, each candidate compared with its rivals."""

import numpy as np
from evidence_texts import PLAN, POLICY, read_out

from custodes.evidence.casting import LEAST, Scores, fullest, likeliest, role_rows
from custodes.evidence.lexicon import knowledge
from custodes.evidence.roles import Candidates, Pair, Place, chosen

LISTED = (
    "标题\n\n青石县公安局和青石县卫健委共享人脸数据，青石县视频办、青石县教育局作出批示。"
    "青石县公安局还存储人脸数据。"
)


def candidates(content: str) -> tuple[list[Place], list[list[Pair]], list[Scores]]:
    """Every sentence taken for a data flow, and its candidates, all as likely as not."""
    _, text, analysis = read_out(content)
    found = Candidates(text, analysis, knowledge().find(text.content))
    places = [
        Place(sentence.start, sentence.end, number, sentence.block, "data_flow")
        for number, sentence in enumerate(analysis.sentences)
    ]
    pairs = [found.pairs(place, None) for place in places]
    return places, pairs, [np.zeros(len(own)) for own in pairs]


def rows_of(content: str, alone: list[Scores] | None = None) -> np.ndarray:
    _, text, analysis = read_out(content)
    places, pairs, level = candidates(content)
    return role_rows(text, analysis, places, pairs, level if alone is None else alone)


def test_every_candidate_has_a_row_and_every_row_as_many_columns() -> None:
    for content in (LISTED, PLAN, POLICY):
        rows = rows_of(content)
        assert len(rows) == sum(map(len, candidates(content)[1]))
        assert np.isfinite(rows).all()


def test_a_text_without_claims_has_no_rows() -> None:
    _, text, analysis = read_out(LISTED)
    assert len(role_rows(text, analysis, [], [], [])) == 0


def test_who_stands_beside_a_candidate_in_a_list_counts_more_than_who_stands_elsewhere() -> None:
    _, pairs, alone = candidates(LISTED)
    number = max(range(len(pairs)), key=lambda n: len(pairs[n]))
    police, health, cameras = (
        next(i for i, pair in enumerate(pairs[number]) if _is(pair, words) and pair.where == "in")
        for words in ("青石县公安局", "青石县卫健委", "青石县视频办")
    )
    row = sum(map(len, pairs[:number])) + health
    judged = []
    for raised in (police, cameras):
        level = [values.copy() for values in alone]
        level[number][raised] = 0.5
        judged.append(rows_of(LISTED, level)[row])
    assert (judged[0] != judged[1]).any()


def test_what_other_claims_say_of_the_same_words_counts() -> None:
    _, pairs, alone = candidates(LISTED)
    with_words = [
        (n, i) for n, own in enumerate(pairs) for i, pair in enumerate(own) if _is(pair, "人脸数据")
    ]
    (one, at), (other, there) = with_words[0], with_words[-1]
    assert one != other
    raised = [values.copy() for values in alone]
    raised[one][at] = 3.0
    row = sum(map(len, pairs[:other])) + there
    assert (rows_of(LISTED, alone)[row] != rows_of(LISTED, raised)[row]).any()


def test_what_the_quote_points_back_at_is_a_candidate_by_its_name() -> None:
    content = "青石县公安局采购了摄像头。\n\n全县安装了系统。该局存储人脸数据。"
    _, text, analysis = read_out("标题\n\n" + content)
    start = text.content.index("该局")
    number = next(n for n, s in enumerate(analysis.sentences) if s.start <= start < s.end)
    sentence = analysis.sentences[number]
    place = Place(start, sentence.end, number, sentence.block, "data_flow")
    found = Candidates(text, analysis, []).pairs(place, None)
    assert {pair.mention.span.exact for pair in found if pair.where == "pointed"} == {
        "青石县公安局"
    }


def test_the_least_likely_are_not_judged_again() -> None:
    _, pairs, alone = candidates(LISTED)
    number = max(range(len(pairs)), key=lambda n: len(pairs[n]))
    alone[number][0] = LEAST - 1
    likely, kept = likeliest(pairs, alone)
    assert likely[number] == pairs[number][1:]
    assert len(kept[number]) == len(pairs[number]) - 1


def test_nothing_fills_a_role_where_nothing_is_likely() -> None:
    _, pairs, _ = candidates(LISTED)
    own = max(pairs, key=len)
    assert chosen(own, np.zeros(len(own))) == {}
    assert chosen([], np.zeros(0)) == {}


def _is(pair: Pair, words: str) -> bool:
    return pair.mention.span.exact == words and pair.role in ("actor", "data")


def test_an_english_short_form_is_written_out_and_a_chinese_one_kept() -> None:
    text = (
        "The Ministry of Roads installed 42 plate readers. The Ministry shares plate data with "
        "the police."
    )
    _, _, analysis = read_out("Roads\n\n" + text)
    full = fullest(analysis.mentions)
    assert full["Ministry"].span.exact == "Ministry of Roads"
    _, _, analysis = read_out("标题\n\n北京市朝阳区卫健委印发通知。朝阳区卫健委要求排查。")
    assert fullest(analysis.mentions) == {}
