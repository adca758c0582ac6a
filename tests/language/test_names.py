"""Names in whole texts: kinds, fullest forms, roles of persons. All sentences are our own."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custodes.language import Analysis, analyse
from custodes.language.analysing import block_language
from custodes.language.en.names import finish
from custodes.language.names import Name
from custodes.language.recogniser import ModelError
from custodes.language.zh.names import finish as chinese_finish
from custodes.model import Block, BlockKind, Document, Mention, Text

DOCUMENT = Document("0" * 64, "text/plain", "own.txt")


def text_of(*paragraphs: str, kind: BlockKind = "paragraph") -> Text:
    blocks, start = [], 0
    for paragraph in paragraphs:
        blocks.append(Block(kind, start, start + len(paragraph)))
        start += len(paragraph) + 1
    return Text("\n".join(paragraphs), tuple(blocks))


def read(*paragraphs: str) -> Analysis:
    return analyse(DOCUMENT, text_of(*paragraphs))


def named(analysis: Analysis, kind: str) -> dict[str, Mention]:
    return {m.span.exact: m for m in analysis.mentions if m.kind == kind}


def test_the_kinds_of_a_chinese_report_are_told_apart() -> None:
    analysis = read("江宁市公安局在雪亮工程中采用海康威视的人脸识别系统，监控上访人员的行动轨迹。")
    assert "海康威视" in named(analysis, "company")
    assert "雪亮工程" in named(analysis, "programme")
    assert "上访人员" in named(analysis, "group")
    assert any("公安局" in name for name in named(analysis, "agency"))
    assert any("人脸识别" in name for name in named(analysis, "technology"))
    assert named(analysis, "group")["上访人员"].canonical == "petitioners"


def test_a_title_in_brackets_is_an_instrument_with_its_number() -> None:
    analysis = read("办公室下发了《全区视频监控联网工作方案》（某视办发〔2019〕6号）。")
    assert named(analysis, "instrument")["全区视频监控联网工作方案"].number == "某视办发〔2019〕6号"


def test_a_short_form_is_tied_to_the_fullest_form_with_place_and_level() -> None:
    analysis = read(
        "北京市朝阳区卫健委6月18日印发通知。",
        "朝阳区卫健委要求各单位配合。",
        "卫健委表示，将进行检查。",
    )
    agencies = named(analysis, "agency")
    assert agencies["北京市朝阳区卫健委"].canonical == ""
    for short in ("朝阳区卫健委", "卫健委"):
        assert agencies[short].canonical == "北京市朝阳区卫健委"
        assert agencies[short].place == "北京市朝阳区"
        assert agencies[short].level == "county"


def test_a_person_has_the_role_that_the_title_beside_the_name_gives() -> None:
    analysis = read(
        "公安局局长周振国表示，系统已经建成。",
        "时事评论员林若水认为，这侵犯隐私。",
        "警方抓获犯罪嫌疑人赵某松。",
        "陈晓东被带走后，家人再没有他的消息。",
    )
    roles = {name: m.person_role for name, m in named(analysis, "person").items()}
    assert roles["周振国"] == "official"
    assert roles["林若水"] == "commentator"
    assert roles["赵某松"] == "private"
    assert roles["陈晓东"] in ("unknown", "private")


def test_whoever_speaks_to_a_reporter_is_no_reporter() -> None:
    analysis = read("村民告诉记者王建平已被带走。", "王建平的家人说，他被关押了三天。")
    for name, mention in named(analysis, "person").items():
        assert mention.person_role in ("unknown", "private"), name


def test_english_names_kinds_and_roles() -> None:
    analysis = read(
        "The Springfield Police Department uses automated license plate readers from Flock Safety.",
        "Mayor Jane Doe said that drones are next. John Roe was arrested last week.",
    )
    assert "Flock Safety" in named(analysis, "company")
    assert named(analysis, "technology")["drones"].canonical == "drone"
    assert any("Police Department" in name for name in named(analysis, "agency"))
    for name, mention in named(analysis, "person").items():
        assert mention.person_role == ("official" if name.endswith("Doe") else "unknown")


def test_boilerplate_names_nothing() -> None:
    analysis = analyse(DOCUMENT, text_of("海康威视的人脸识别系统", kind="boilerplate"))
    assert analysis == Analysis((), (), (), ())


def test_words_carry_tags_and_quantities_and_dates_are_mentions() -> None:
    analysis = read("2020年7月，该市安装了1158个摄像头。")
    assert {word.tag for word in analysis.words} >= {"v", "w"}
    assert any(mention.kind == "quantity" for mention in analysis.mentions)
    assert any(mention.kind == "date" for mention in analysis.mentions)


def test_a_block_is_read_in_its_own_language() -> None:
    assert block_language("公安局使用 NEC 公司的系统") == "zh"
    assert block_language("The bureau (公安局) uses a system made by NEC for its officers") == "en"
    assert block_language("2020-07-01") == "en"


def test_a_folder_without_models_is_refused(tmp_path: object) -> None:
    from pathlib import Path

    with pytest.raises(ModelError, match=r"training/names\.py"):
        analyse(DOCUMENT, text_of("公安局。"), models=Path(str(tmp_path)))


@settings(max_examples=30)
@given(
    st.lists(
        st.text(
            alphabet="北京市公安局海康威视李某说：“《〈〉》”，。（）张三 Flock said's the Mayor 12",
            min_size=1,
            max_size=60,
        ),
        min_size=1,
        max_size=3,
    )
)
def test_every_mention_holds_what_it_says_and_lies_in_one_sentence(paragraphs: list[str]) -> None:
    text = text_of(*paragraphs)
    analysis = analyse(DOCUMENT, text)
    for mention in analysis.mentions:
        text.check(mention.span)
        assert any(
            sentence.start <= mention.span.start and mention.span.end <= sentence.end
            for sentence in analysis.sentences
        )
    starts = [mention.span.start for mention in analysis.mentions]
    assert starts == sorted(starts)


def test_what_ends_like_a_place_is_no_person_unless_a_given_name_stands_before() -> None:
    def kind(words: str) -> str:
        (name,) = finish(words, 0, len(words), [Name(0, len(words), "person", 0.9)])
        return name.kind

    assert kind("Harbor Bridge") == "place"
    assert kind("Mary Bridge") == "person"
    assert kind("Ada Hill") == "person"


def test_an_office_in_short_before_a_documents_number_is_no_person() -> None:
    content = "张明远发〔2021〕37号"
    surname = Name(0, 3, "person", 1.0)
    assert chinese_finish(content, 0, len(content), [surname]) == []
    assert chinese_finish("张明远发言。", 0, 6, [surname]) == [surname]
