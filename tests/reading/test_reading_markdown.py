from hypothesis import given
from hypothesis import strategies as st
from reading_originals import body, boilerplate, read_text

from custodes.model import UnreadableError
from custodes.reading import Reading


def markdown(source: str) -> Reading:
    return read_text(source, "page.md")


PAGE = """### 【独家】江北市的登记码
------------------------

#### [首页](../README.md) &nbsp;&nbsp;|&nbsp;&nbsp; [论坛](../b.md) &nbsp;|&nbsp; [教程](../c.md)

<div><img alt="x" src="a.jpg"/>
<div class="caption">
 江北市车站的登记处。（江北新闻）
</div></div><hr/>

#### 💬 [一个别处的故事 ](http://elsewhere.example/1)&nbsp; |&nbsp; [另一个故事  ](http://elsewhere.example/2)

#### [ 看看这个节目（热门）](http://elsewhere.example/3)

<div><p>
 【江北新闻2021年04月02日讯】（江北新闻记者陈舟综合报导）江北市
 <ok href="http://elsewhere.example/tag">
  登记码
 </ok>
 上线已有三周，据一份内部报告，每天约35万人扫码。
</p>
<h4>
 数据去了哪里
</h4>
<p>
 报告说，数据由信通公司保存，
 <b>
  公安局
 </b>
 可以随时查询。
</p>
<p>
 <a href="http://elsewhere.example/报告.pdf">江北市登记码运行情况报告 (PDF)</a>
</p>
<p>
 责任编辑：李平#
</p>
</div>
<hr/>
手机上长按并复制下列链接或二维码分享本文章：<br/>
https://mirror.example/pages/1.md <br/>
<a href='https://mirror.example/pages/1.md'><img src='q.png'/></a> <br/>
原文地址：https://news.example/1.htm

------------------------
#### [首页](../README.md) &nbsp;|&nbsp; [教程](../c.md)
"""


def test_markdown_mixed_with_html_keeps_the_article_and_marks_the_rest() -> None:
    reading = markdown(PAGE)
    assert body(reading) == [
        ("title", "【独家】江北市的登记码"),
        ("caption", "江北市车站的登记处。（江北新闻）"),
        (
            "paragraph",
            "【江北新闻2021年04月02日讯】（江北新闻记者陈舟综合报导）江北市登记码上线已有三周，"
            "据一份内部报告，每天约35万人扫码。",
        ),
        ("heading", "数据去了哪里"),
        ("paragraph", "报告说，数据由信通公司保存，公安局可以随时查询。"),
        ("paragraph", "江北市登记码运行情况报告 (PDF)"),
    ]
    assert len(boilerplate(reading)) == 8


def test_the_dateline_gives_publisher_author_and_day() -> None:
    document = markdown(PAGE).document
    assert (document.publisher, document.author) == ("江北新闻", "陈舟")
    assert document.published is not None
    assert str(document.published.last) == "2021-04-02"
    assert (document.language, document.kind) == ("zh", "report")


def test_front_matter_in_toml_and_yaml_gives_title_author_and_date() -> None:
    toml = (
        '+++\ntitle = "Street eyes"\nauthor = "J. Doe"\ndate = 2021-02-03T04:05:06Z\n+++\nThe text.'
    )
    yaml = (
        "---\ntitle: 'Street eyes'\nauthor: J. Doe\ndate: 2021-02-03\ntags: [a, b]\n---\nThe text."
    )
    for source in (toml, yaml):
        reading = markdown(source)
        document = reading.document
        assert (document.title, document.author) == ("Street eyes", "J. Doe")
        assert document.published is not None
        assert str(document.published.first) == "2021-02-03"
        assert body(reading) == [("title", "Street eyes"), ("paragraph", "The text.")]


def test_broken_front_matter_loses_no_text() -> None:
    reading = markdown("+++\ntitle = 'open\n+++\nThe text stays here.")
    assert ("paragraph", "The text stays here.") in body(reading)


def test_shortcodes_go_and_their_captions_stay() -> None:
    reading = markdown(
        '# A\n\n{{< figure src="x.png" caption="A camera." >}}\n\nText one.{{< r >}}\n'
    )
    assert body(reading) == [
        ("title", "A"),
        ("caption", "A camera."),
        ("paragraph", "Text one."),
    ]


def test_inline_marks_disappear_and_words_stay() -> None:
    source = "# T\n\nThe *new* **camera `x_1`** at [Main St](http://a/b_c_d) is `on`[^1], see <http://x.y>."
    assert body(markdown(source))[1] == (
        "paragraph",
        "The new camera x_1 at Main St is on, see http://x.y.",
    )


def test_underscores_and_stars_inside_words_are_words() -> None:
    assert body(markdown("# T\n\nfile_name_one costs 3*4*5 units."))[1][1] == (
        "file_name_one costs 3*4*5 units."
    )


def test_lists_tables_quotes_and_code_keep_their_words() -> None:
    source = (
        "# T\n\n- first thing\n  goes on\n  - inner\n1. counted\n\n"
        "| Field | Value |\n|---|:-:|\n| Cost | $5 |\n\n> quoted words\n> go on\n\n"
        "```\nA\n  -> B\n```\n"
    )
    assert body(markdown(source))[1:] == [
        ("list_item", "first thing goes on"),
        ("list_item", "inner"),
        ("list_item", "counted"),
        ("table_cell", "Field"),
        ("table_cell", "Value"),
        ("table_cell", "Cost"),
        ("table_cell", "$5"),
        ("paragraph", "quoted words go on"),
        ("paragraph", "A -> B"),
    ]


def test_a_bold_question_and_its_answer_stay_one_paragraph() -> None:
    source = "# Questions\n\n**Does the camera hear?**\nNo.\n\n**Costs**\nFive dollars a day.\n"
    assert body(markdown(source))[1:] == [
        ("paragraph", "Does the camera hear? No."),
        ("heading", "Costs"),
        ("paragraph", "Five dollars a day."),
    ]


def test_wrapped_lines_are_one_paragraph() -> None:
    source = (
        "# T\n\nThe sheriff told the council last night that the county has\n"
        "put up seventy-nine cameras along its roads and that every\n"
        "plate is kept for thirty days.\n"
    )
    assert len(body(markdown(source))) == 2


def test_long_lines_of_chinese_are_paragraphs_of_their_own() -> None:
    one = "区里的方案要求在所有路口安装摄像头，并把录像保存九十天，" * 4 + "由公安局管理。"
    assert [kind for kind, _ in body(markdown(f"# 题目\n{one}\n{one}\n"))] == [
        "title",
        "paragraph",
        "paragraph",
    ]


def test_references_with_one_linked_among_them_stay() -> None:
    source = (
        "# T\n\nThe text is here, with sources.\n\n## Sources\n\n"
        "- Doe, J. Interview with the council, taken on the fifth of May, 2020.\n"
        "- [Roe, R. The cameras of the county. The Gazette, 2019.](http://a.b/c)\n"
    )
    assert [kind for kind, _ in body(markdown(source))][-2:] == ["list_item", "list_item"]


@given(st.text(alphabet="#*_`[]()<>|-=\n ab中，。{}!&;:/\\~1.", max_size=120))
def test_no_markdown_whatever_raises_anything_but_unreadable(source: str) -> None:
    try:
        reading = markdown(source)
    except UnreadableError:
        return
    covered = sum(block.end - block.start for block in reading.text.blocks)
    assert covered + len(reading.text.blocks) - 1 == len(reading.text.content)


@given(
    st.lists(
        st.text(alphabet="甲乙丙丁戊己庚辛的了，", min_size=3, max_size=30), min_size=1, max_size=6
    )
)
def test_every_chinese_character_of_the_source_is_in_the_text(parts: list[str]) -> None:
    source = "# 题\n\n" + "\n\n".join(f"<p>\n {part}\n</p>" for part in parts) + "\n末。"
    content = markdown(source).text.content
    assert content.replace("\n", "") == "题" + "".join(parts) + "末。"


def test_marks_of_bold_piled_up_leave_no_star_behind() -> None:
    source = "# T\n\n******Rights:****** The court held so.\n"
    assert body(markdown(source))[1:] == [("paragraph", "Rights: The court held so.")]
