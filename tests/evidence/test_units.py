import itertools

from evidence_texts import PLAN, read_out
from hypothesis import given
from hypothesis import strategies as st

from custodes.evidence.lexicon import knowledge
from custodes.evidence.units import quote_bounds, runs, units


def words_of(source: str) -> list[str]:
    _, text, analysis = read_out(source)
    found = units(text, analysis, knowledge().find(text.content))
    return [text.content[unit.start : unit.end] for unit in found]


def test_units_are_in_order_and_apart() -> None:
    _, text, analysis = read_out(PLAN)
    found = units(text, analysis, knowledge().find(text.content))
    assert all(one.end <= other.before for one, other in itertools.pairwise(found))


def test_a_number_of_an_article_and_a_conjunction_are_left_out_of_the_unit() -> None:
    words = words_of("办法\n\n第三条　而使用单位应当保存图像三十日。\n")
    assert "使用单位应当保存图像三十日" in words


def test_a_clause_is_cut_after_its_reporting_verb() -> None:
    assert "全县已建成十个监控平台" in words_of("消息\n\n县公安局局长说全县已建成十个监控平台。\n")


def test_a_reporting_verb_inside_a_word_cuts_nothing() -> None:
    words = words_of("消息\n\n文件没有说明数据整合的真正目的。\n")
    assert "文件没有说明数据整合的真正目的" in words


def test_a_run_stays_in_its_sentence() -> None:
    _, text, analysis = read_out(PLAN)
    found = units(text, analysis, knowledge().find(text.content))
    assert all(found[a].sentence == found[b].sentence for a, b in runs(found))


def test_an_opening_quotation_mark_without_its_end_is_left_out() -> None:
    content = "“安装摄像头"
    assert quote_bounds(content, 0, len(content)) == (1, 6)


def test_quotation_marks_that_belong_together_stay() -> None:
    content = "“重点人员”名单"
    assert quote_bounds(content, 0, len(content)) == (0, len(content))


@given(st.text(alphabet="“”《》（）监 a", min_size=1, max_size=20))
def test_trimmed_bounds_lie_inside(content: str) -> None:
    start, end = quote_bounds(content, 0, len(content))
    assert 0 <= start <= end <= len(content)


def test_the_number_of_the_next_item_is_no_part_of_a_quote() -> None:
    content = "确保有人值守”；2. “及时通报”"
    assert quote_bounds(content, 0, content.index(".")) == (0, content.index("”"))
