"""Who is a source in a text, what it is called, and which of its occurrences speaks."""

from functools import cache

import pytest
from evidence_texts import read_out

from custodes.evidence.lexicon import knowledge
from custodes.evidence.stage import Stage
from custodes.language import analyse
from custodes.reading import read


@cache
def stage_of(text: str) -> Stage:
    document, read, analysis = read_out(text)
    return Stage(document, read, analysis, knowledge().find(read.content))


def speaking(text: str) -> list[tuple[str, str]]:
    """Kind and fullest name of each source that speaks, in order of place."""
    stage = stage_of(text)
    return [
        (speech.occurrence.kind, stage.sources[speech.occurrence.source].name)
        for speech in stage.speeches
        if speech.speaks
    ]


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("《青石县视频监控联网实施方案》提出，主要路口要安装摄像头。", "document", "实施方案"),
        ("青石县公安局表示，摄像头已经全部联网。", "organisation", "青石县公安局"),
        ("评论员周衡认为，这些摄像头用于维稳。", "person", "周衡"),
        ("一名不愿透露姓名的员工说，数据每天都会上传。", "person", "员工"),
        ("据一份内部报告，全县共有摄像头三千个。", "document", "内部报告"),
        ("网传警方已经购买了这套系统。", "rumour", "网传"),
        (
            "According to a report by Marlow Watch, the county runs 42 readers.",
            "document",
            "report",
        ),
        ("The letter states that the cameras were removed.", "document", "letter"),
        ("Reportedly the police bought the system last year.", "rumour", "Reportedly"),
    ],
)
def test_a_source_is_found_with_its_kind_and_name(text: str, kind: str, name: str) -> None:
    assert any(k == kind and name in n for k, n in speaking(text)), speaking(text)


def test_a_short_form_is_the_document_named_before_it() -> None:
    text = (
        "青石县印发《青石县视频监控联网实施方案》。\n\n"
        "该方案要求，主要路口要安装摄像头。方案还提出，人脸数据要共享。"
    )
    documents = [name for kind, name in speaking(text) if kind == "document"]
    assert documents.count("青石县视频监控联网实施方案") >= 2


def test_a_name_in_brackets_is_no_second_source() -> None:
    stage = stage_of("安全专家周衡（Heng Zhou）表示，这些摄像头都联网。")
    assert not any("Heng" in source.name for source in stage.sources if source.kind == "person")


def test_a_part_of_a_name_in_brackets_is_no_second_source_either() -> None:
    text = "《河岸卫报》（The Riverside Guardian）指出，县里买了五十部摄像头。"
    assert [source.name for source in stage_of(text).sources] == ["河岸卫报"]


def test_a_document_is_not_called_by_who_speaks_in_it() -> None:
    text = "青石县教体局在通知中要求学校安装门禁，校方在简介中说门禁能识别人脸。"
    documents = [s.name for s in stage_of(text).sources if s.kind == "document"]
    assert documents == ["通知", "简介"]


def test_what_the_report_says_that_the_plan_says_has_both_as_candidates() -> None:
    text = "《青石日报》报道称，《青石县联网实施方案》规定，路口必须安装摄像头。"
    stage = stage_of(text)
    start = stage.text.content.index("路口必须")
    names = [stage.sources[n].name for n in stage.candidates(start, start + 8) if n >= 0]
    assert any("联网实施方案" in name for name in names)
    assert any("青石日报" in name for name in names)


def test_the_author_is_always_a_candidate_and_comes_first() -> None:
    stage = stage_of("摄像头已经安装。")
    assert stage.candidates(0, 7) == [-1]
    assert stage.attribution(-1, 7).kind == "author"


def test_a_source_after_the_quotation_is_a_candidate() -> None:
    text = "“摄像头每天拍摄三百辆车。”青石县公安局局长周衡说。"
    stage = stage_of(text)
    names = [stage.sources[n].name for n in stage.candidates(1, 12) if n >= 0]
    assert any("周衡" in name or "公安局" in name for name in names)


def test_a_source_is_placed_where_it_stood_last() -> None:
    text = "青石县公安局称，摄像头已联网。青石县公安局还称，数据会保存三十天。"
    stage = stage_of(text)
    end = stage.text.content.index("三十天") + 3
    number = next(n for n, s in enumerate(stage.sources) if "公安局" in s.name)
    span = stage.attribution(number, end).span
    assert span is not None
    stage.text.check(span)
    assert span.start > 10


def test_words_of_denial_and_of_doubt_are_counted_apart() -> None:
    denied = stage_of("公司从未向警方提供任何数据。").around.stance_row(0, 13)
    doubted = stage_of("公司可能向警方提供了一些数据。").around.stance_row(0, 13)
    assert denied != doubted
    assert sum(denied) > 0
    assert sum(doubted) > 0


def test_the_trace_names_the_reporting_verb_and_not_the_person() -> None:
    stage = stage_of("评论员周衡认为，这些摄像头用于维稳。")
    notes = [note for speech in stage.speeches for note in stage.notes(speech)]
    assert "voice heard infer: 认为" in notes
    assert not any("周衡" in note for note in notes)


def test_a_text_without_sources_has_none() -> None:
    assert stage_of("12").sources == []


def test_what_an_outlet_reports_is_its_own_word_and_no_document() -> None:
    text = "《青石日报》6月8日报导，全县已有摄像头三千个。\n\n报导指出，数据每天上传到县局。"
    found = speaking(text)
    assert not any("报导" in name for _, name in found)
    assert [name for kind, name in found if kind == "organisation"].count("青石日报") >= 2


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("外媒报导，县里买了五十部摄像头。", ["外媒"]),
        ("云桥公司介绍，平台可以识别人脸。", ["云桥公司"]),
        (
            "《河岸晚报》14日披露，县里买了新系统。\n\n报导指出，系统可以识别人脸。",
            ["河岸晚报", "河岸晚报"],
        ),
        ("云桥公司披露了价格。\n\n报导指出，系统可以识别人脸。", ["云桥公司", "报导"]),
    ],
)
def test_what_media_report_and_a_company_presents_is_their_own_word(
    text: str, names: list[str]
) -> None:
    assert [name for _, name in speaking(text)] == names


@pytest.mark.parametrize("bulletin", ["公报", "县网信办的简报"])
def test_a_bulletin_is_a_document_and_no_newspaper(bulletin: str) -> None:
    found = stage_of(f"{bulletin}指出，系统已经联网。").sources
    assert [(s.kind, s.name) for s in found if s.form == "phrase"] == [("document", bulletin)]


def test_a_report_with_a_name_of_its_own_stays_a_document() -> None:
    found = speaking("青石大学的一份研究报告称，全县已有摄像头三千个。")
    assert any(kind == "document" and "研究报告" in name for kind, name in found)


@pytest.mark.parametrize("quote", ["就可以推断出，摄像头都用于维稳", "摄像头都用于维稳"])
def test_what_the_text_says_can_be_concluded_is_concluded(quote: str) -> None:
    text = "报告显示，全县有摄像头三千个，就可以推断出，摄像头都用于维稳。报告称，数据都上传。"
    stage = stage_of(text)
    hit = stage.around.concluded(stage.text.content.index(quote))
    assert hit is not None
    assert stage.text.content[hit.start : hit.end].startswith("可以推断")
    assert stage.around.concluded(stage.text.content.index("数据都上传")) is None


def test_who_is_said_to_deny_within_a_claim_is_known_and_hearsay_is_not() -> None:
    stage = stage_of("云桥公司发表声明，否认提供过用户数据。全县有摄像头三千个。有网民否认此事。")
    content = stage.text.content
    number = stage.denier(0, content.index("。"))
    assert number >= 0
    assert "云桥" in stage.sources[number].name
    assert stage.denier(content.index("数据"), content.index("有网民")) == -1
    assert stage.denier(content.index("有网民"), len(content)) == -1


def documents(text: str) -> list[str]:
    return [source.name for source in stage_of(text).sources if source.kind == "document"]


def test_a_description_and_the_title_after_it_are_one_document() -> None:
    text = "本报获得一份文件，题为《青石县视频监控联网实施方案》。3页的文件显示，路口要安装摄像头。"
    assert documents(text) == ["青石县视频监控联网实施方案"]


def test_a_report_is_one_report_under_its_owner_and_under_its_fuller_description() -> None:
    text = (
        "云桥研究所的报告说，摄像头增加了。\n\n"
        "智库云桥研究所最新的一份研究报告指出，摄像头都联网。这份报告还说，数据会共享。"
    )
    assert len(documents(text)) == 1


def test_a_title_within_quotation_marks_keeps_what_stands_before_it() -> None:
    text = "今年，青石县网信办的“云上通”方案已经公开。该方案提出，要监测所有网站。"
    assert documents(text) == ["青石县网信办的“云上通”方案"]


def test_data_that_show_something_are_no_document_and_the_inside_is_no_organisation() -> None:
    assert not speaking("青石县的大数据显示，车流增加了，内部也提出要安装。")


def test_the_initials_of_a_name_are_the_name() -> None:
    stage = stage_of(
        "The Marlow County Police Department said that cameras are used. "
        "MCPD told reporters that it keeps the pictures."
    )
    assert len({s.occurrence.source for s in stage.speeches if s.occurrence.form == "mention"}) == 1


def test_the_year_of_a_date_belongs_to_what_a_letter_is_called() -> None:
    text = "The reply dated November 25, 2020 states that the cameras were removed."
    assert ("document", "reply dated November 25, 2020") in speaking(text)


def test_a_text_is_not_known_to_cite_what_its_own_title_names() -> None:
    reading = read(
        (
            "# “灯塔”之下\n\n小区门口安装了一百个摄像头。\n\n"
            "《青石日报》报道，县里还要再装。《“灯塔”之下》的作者说，数据上传到市局。\n"
        ).encode(),
        "comment.md",
    )
    content = reading.text.content
    stage = Stage(
        reading.document,
        reading.text,
        analyse(reading.document, reading.text),
        knowledge().find(content),
    )
    titled = next(n for n, source in enumerate(stage.sources) if source.name == "“灯塔”之下")
    paper = next(n for n, source in enumerate(stage.sources) if source.name == "青石日报")
    first = content.index("摄像头")
    assert stage.only_in_title(titled, first)
    assert not stage.only_in_title(titled, len(content))
    assert not stage.only_in_title(paper, first)
    assert not stage.only_in_title(paper, len(content))
    assert not stage.only_in_title(-1, first)
