"""OpenDocument texts and presentations: what is seen, what is hidden, and where it stands."""

import datetime

import pytest
from office_originals import OPEN_DOCUMENT, cells, open_document, places, seen, unseen, zipped
from reading_originals import boilerplate, reason

from custodes.model import DateInterval
from custodes.reading import read

STYLES = (
    '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>'
    '<style:style style:name="P2" style:family="paragraph" style:parent-style-name="Caption"/>'
    '<style:style style:name="T1" style:family="text"><style:text-properties text:display="none"/>'
    "</style:style>"
    '<style:style style:name="T2" style:family="text" style:parent-style-name="T1"/>'
    '<style:style style:name="T3" style:family="text" style:parent-style-name="T1">'
    '<style:text-properties text:display="true"/></style:style>'
    '<style:style style:name="T4" style:family="text"><style:text-properties '
    'style:font-size-asian="22pt"/></style:style>'
    '<style:style style:name="dp1" style:family="drawing-page"><style:drawing-page-properties '
    'presentation:visibility="hidden"/></style:style>'
)


def odt(body: str, **parts: str) -> bytes:
    more = {f"{name}.xml": content for name, content in parts.items()}
    return open_document("text", body, STYLES, more)


def test_title_headings_lists_and_paragraphs_come_in_order() -> None:
    reading = read(
        odt(
            '<text:p text:style-name="P1">安装方案</text:p>'
            '<text:h text:outline-level="2">一、目标</text:h>'
            "<text:p>全区<text:span>安装</text:span>四百个<text:s text:c='2'/>摄像头。</text:p>"
            "<text:list><text:list-item><text:p>东门街先行。</text:p><text:list><text:list-item>"
            "<text:p>西门街随后。</text:p></text:list-item></text:list></text:list-item></text:list>"
            '<text:p text:style-name="P2">图一：位置</text:p>'
        ),
        "misnamed.docx",
    )
    assert seen(reading) == [
        ("title", "安装方案"),
        ("heading", "一、目标"),
        ("paragraph", "全区安装四百个 摄像头。"),
        ("list_item", "东门街先行。"),
        ("list_item", "西门街随后。"),
        ("caption", "图一：位置"),
    ]
    assert [block.level for block in reading.text.blocks] == [0, 2, 0, 1, 2, 0]
    assert reading.document.media_type == "application/vnd.oasis.opendocument.text"


def test_the_largest_of_the_first_lines_is_the_title_where_no_style_says_so() -> None:
    reading = read(
        odt(
            "<text:p>江北市公安局文件</text:p>"
            '<text:p><text:span text:style-name="T4">关于加装摄像头的通知</text:span></text:p>'
            "<text:p>各分局：请于五月底前完成安装，并把结果报市局。</text:p>"
        ),
        "x",
    )
    assert reading.document.title == "关于加装摄像头的通知"


def test_a_numbered_heading_within_a_list_is_a_heading() -> None:
    source = odt(
        "<text:list><text:list-item><text:h text:outline-level='1'>Aims of it</text:h>"
        "</text:list-item></text:list><text:p>Words follow here.</text:p>"
    )
    assert read(source, "x").document.title == "Aims of it"


def test_a_cell_knows_its_row_and_column_and_repeated_cells_count() -> None:
    row = "<table:table-row{}>{}</table:table-row>"
    cell = "<table:table-cell{}><text:p>{}</text:p></table:table-cell>"
    empty = '<table:table-cell table:number-columns-repeated="3"/>'
    reading = read(
        odt(
            "<table:table><table:table-header-rows>"
            + row.format("", cell.format("", "街道") + empty + cell.format("", "数目"))
            + "</table:table-header-rows>"
            + row.format("", cell.format("", "东门") + cell.format("", "40"))
            + row.format(' table:visibility="collapse"', cell.format("", "秘密"))
            + "</table:table>"
        ),
        "x",
    )
    assert cells(reading) == {
        (0, 0): "街道",
        (0, 4): "数目",
        (1, 0): "东门",
        (1, 1): "40",
        (2, 0): "秘密",
    }
    assert unseen(reading) == [("hidden_row", "秘密")]


def test_deleted_hidden_and_commented_words_are_read_and_marked() -> None:
    reading = read(
        odt(
            '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion>'
            "<text:p>共六百个</text:p></text:deletion></text:changed-region>"
            '<text:changed-region text:id="c2"><text:insertion/></text:changed-region>'
            '<text:changed-region text:id="c3"><text:deletion><text:p>nowhere named</text:p>'
            "</text:deletion></text:changed-region></text:tracked-changes>"
            '<text:p>安装<text:change text:change-id="c1"/><text:change-start text:change-id="c2"/>'
            '四百个<text:change-end text:change-id="c2"/>摄像头'
            "<office:annotation><dc:creator>A. Writer</dc:creator><text:p>太多了</text:p>"
            '</office:annotation><text:span text:style-name="T2">不得外传</text:span>'
            '<text:span text:style-name="T3">。</text:span></text:p>'
            '<text:section text:display="none"><text:p>Not to be shown.</text:p></text:section>'
        ),
        "x",
    )
    assert [text for _, text in seen(reading)] == ["安装四百个摄像头。"]
    assert unseen(reading) == [
        ("tracked_deletion", "共六百个"),
        ("comment", "太多了"),
        ("hidden_text", "不得外传"),
        ("hidden_text", "Not to be shown."),
        ("tracked_deletion", "nowhere named"),
    ]


def test_white_words_are_marked_where_nothing_lies_under_them() -> None:
    style = '<style:style style:name="{}" style:family="{}">{}</style:style>'
    white = '<style:text-properties fo:color="#FFFFFF"{}/>'
    styles = (
        style.format("W", "text", white.format(""))
        + style.format("G", "text", white.format(' fo:background-color="#000000"'))
        + style.format("B", "text", '<style:text-properties fo:color="#000000"/>')
        + style.format("P", "paragraph", white.format(""))
        + style.format(
            "Q",
            "paragraph",
            '<style:paragraph-properties fo:background-color="#000000"/>' + white.format(""),
        )
    )
    span = '<text:span text:style-name="{}">{}</text:span>'
    white_box = "<draw:frame><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>"
    reading = read(
        open_document(
            "text",
            f"<text:p>Forty {span.format('W', 'secret')}{span.format('G', 'marked')} words"
            f"{white_box.format(span.format('W', 'In a box.'))}.</text:p>"
            f'<text:p text:style-name="P">All white {span.format("B", "but this.")}</text:p>'
            '<text:p text:style-name="Q">On a ground.</text:p>'
            "<table:table><table:table-row><table:table-cell>"
            f"<text:p>{span.format('W', 'In a cell')}</text:p>"
            "</table:table-cell></table:table-row></table:table>",
            styles,
        ),
        "x",
    )
    assert unseen(reading) == [("invisible_colour", "secret"), ("invisible_colour", "All white")]
    assert [words for _, words in seen(reading)] == [
        "Forty marked words.",
        "In a box.",
        "but this.",
        "On a ground.",
        "In a cell",
    ]


def test_notes_and_text_boxes_follow_their_paragraph() -> None:
    reading = read(
        odt(
            "<text:p>First part<text:note><text:note-citation>1</text:note-citation>"
            "<text:note-body><text:p>The note.</text:p></text:note-body></text:note>, second."
            "<draw:frame><draw:text-box><text:p>In a box.</text:p></draw:text-box></draw:frame>"
            "</text:p><text:p>The next.</text:p>"
        ),
        "x",
    )
    assert [text for _, text in seen(reading)] == [
        "First part, second.",
        "The note.",
        "In a box.",
        "The next.",
    ]


def test_page_heads_and_contents_are_navigation() -> None:
    styles = (
        f"<office:document-styles {OPEN_DOCUMENT}><office:master-styles><style:master-page>"
        "<style:header><text:p>Office of the Mayor</text:p></style:header>"
        "<style:footer-left><text:p>Page 3</text:p></style:footer-left>"
        "</style:master-page></office:master-styles></office:document-styles>"
    )
    body = (
        "<text:table-of-content><text:index-body><text:index-title><text:p>Contents</text:p>"
        "</text:index-title><text:p>Cameras 1</text:p></text:index-body></text:table-of-content>"
        "<text:p>Forty cameras were bought in May.</text:p>"
    )
    reading = read(odt(body, styles=styles), "x")
    assert boilerplate(reading) == ["Contents", "Cameras 1", "Office of the Mayor", "Page 3"]


def test_author_and_date_come_from_the_file() -> None:
    meta = (
        f"<office:document-meta {OPEN_DOCUMENT}><office:meta><dc:creator>Last Hand</dc:creator>"
        "<meta:initial-creator>First Hand</meta:initial-creator>"
        "<meta:creation-date>2020-07-01T08:00:00</meta:creation-date></office:meta>"
        "</office:document-meta>"
    )
    document = read(odt("<text:p>Forty cameras.</text:p>", meta=meta), "x").document
    assert document.author == "First Hand"
    day = datetime.date(2020, 7, 1)
    assert document.published == DateInterval(day, day)


def test_slides_come_in_order_with_notes_and_hidden_ones_are_marked() -> None:
    title = "<draw:frame presentation:class='title'><draw:text-box><text:p>{}</text:p>" + (
        "</draw:text-box></draw:frame>"
    )
    reading = read(
        open_document(
            "presentation",
            "<draw:page>"
            + title.format("摄像头方案")
            + "<draw:g><draw:custom-shape><text:p>共四百个。</text:p></draw:custom-shape></draw:g>"
            "<presentation:notes><draw:frame presentation:class='notes'><draw:text-box>"
            "<text:p>先讲目标。</text:p></draw:text-box></draw:frame></presentation:notes>"
            "</draw:page><draw:page draw:style-name='dp1'>" + title.format("预算") + "</draw:page>",
            STYLES,
        ),
        "x",
    )
    assert seen(reading) == [
        ("title", "摄像头方案"),
        ("paragraph", "共四百个。"),
        ("paragraph", "先讲目标。"),
    ]
    assert unseen(reading) == [("hidden_text", "预算")]
    assert places(reading) == {
        "摄像头方案": "slide 1",
        "共四百个。": "slide 1",
        "先讲目标。": "slide 1 notes",
        "预算": "slide 2",
    }


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"content.xml": "<a>"}, "damaged"),
        ({"content.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, "damaged"),
        ({"content.xml": "<a/>"}, "damaged"),
        ({}, "damaged"),
        ({"META-INF/manifest.xml": "<manifest:encryption-data/>"}, "encrypted"),
    ],
)
def test_what_cannot_be_read_says_why(parts: dict[str, str], code: str) -> None:
    stated = "application/vnd.oasis.opendocument.text"
    assert reason(zipped({"mimetype": stated, **parts})) == code


def test_lists_nested_without_end_are_refused() -> None:
    deep = 30_000
    body = (
        "<text:list><text:list-item>" * deep
        + "<text:p>a</text:p>"
        + ("</text:list-item></text:list>") * deep
    )
    assert reason(odt(body)) == "damaged"
