"""Slides: in their order, each block with its slide, what is hidden marked."""

import pytest
from office_originals import (
    PRESENTATION,
    cells,
    places,
    pptx,
    relations,
    seen,
    shape,
    slide,
    unseen,
    words,
    zipped,
)
from reading_originals import boilerplate, reason

from custodes.reading import read

TITLE = '<p:ph type="title"/>'
BODY = '<p:ph idx="1"/>'


def test_slides_come_in_the_presentations_order_with_titles_and_lists() -> None:
    reading = read(
        pptx(
            [
                slide(
                    shape(words("各区照此办理。"))
                    + shape(words("摄像头方案"), '<p:ph type="ctrTitle"/>')
                ),
                slide(
                    shape(words("二、目标"), TITLE)
                    + shape(
                        words("东门街先行")
                        + words("四十个", '<a:pPr lvl="1"/>')
                        + words("另行通知", "<a:pPr><a:buNone/></a:pPr>"),
                        BODY,
                    )
                    + shape(words("2020"), '<p:ph type="dt"/>')
                ),
            ]
        ),
        "misnamed.zip",
    )
    assert seen(reading) == [
        ("title", "摄像头方案"),
        ("paragraph", "各区照此办理。"),
        ("heading", "二、目标"),
        ("list_item", "东门街先行"),
        ("list_item", "四十个"),
        ("paragraph", "另行通知"),
    ]
    assert [b.level for b in reading.text.blocks if b.kind == "list_item"] == [1, 2]
    assert boilerplate(reading) == ["2020"]
    assert places(reading)["摄像头方案"] == "slide 1"
    assert places(reading)["四十个"] == "slide 2"


def test_hidden_slides_hidden_shapes_and_shapes_beside_the_slide_are_marked() -> None:
    beside = '<a:xfrm><a:off x="1200" y="0"/><a:ext cx="300" cy="100"/></a:xfrm>'
    on_it = '<a:xfrm><a:off x="900" y="0"/><a:ext cx="300" cy="100"/></a:xfrm>'
    reading = read(
        pptx(
            [
                slide(
                    shape(words("In plain sight."), place=on_it)
                    + shape(words("Switched off."), name='hidden="1"')
                    + shape(words("Beside it."), place=beside)
                ),
                slide(shape(words("Never shown.")), 'show="0"'),
            ]
        ),
        "x",
    )
    assert seen(reading) == [("paragraph", "In plain sight.")]
    assert unseen(reading) == [
        ("hidden_text", "Switched off."),
        ("off_page", "Beside it."),
        ("hidden_text", "Never shown."),
    ]


def test_tables_groups_and_alternatives_are_read_once() -> None:
    cell = "<a:tc><a:txBody>{}</a:txBody></a:tc>"
    table = "".join(
        f"<a:tr>{''.join(cell.format(words(text)) for text in row)}</a:tr>"
        for row in (("街道", "数目"), ("东门", "40"))
    )
    frame = (
        "<p:graphicFrame><a:graphic><a:graphicData><a:tbl>"
        f"{table}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )
    alternatives = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice>{shape(words('Said once.'))}</mc:Choice>"
        f"<mc:Fallback>{shape(words('Said once.'))}</mc:Fallback></mc:AlternateContent>"
    )
    group = f"<p:grpSp>{shape(words('In a group.'))}</p:grpSp>"
    reading = read(pptx([slide(frame + alternatives + group)]), "x")
    assert cells(reading) == {(0, 0): "街道", (0, 1): "数目", (1, 0): "东门", (1, 1): "40"}
    assert [text for kind, text in seen(reading) if kind == "paragraph"] == [
        "Said once.",
        "In a group.",
    ]


def test_notes_and_comments_know_their_slide() -> None:
    notes = (
        f"<p:notes {PRESENTATION}><p:cSld><p:spTree>"
        + shape(words("7"), '<p:ph type="sldNum"/>')
        + shape(words("先讲目标。"), '<p:ph type="body" idx="1"/>')
        + "</p:spTree></p:cSld></p:notes>"
    )
    comments = f"<p:cmLst {PRESENTATION}><p:cm><p:text>太多了</p:text></p:cm></p:cmLst>"
    modern = (
        f"<p188:cmLst xmlns:p188='urn:x' {PRESENTATION}><p188:cm><p188:txBody>"
        f"{words('Cut this.')}</p188:txBody></p188:cm></p188:cmLst>"
    )
    reading = read(
        pptx(
            [slide(shape(words("共四百个。")))],
            {
                "ppt/slides/_rels/slide1.xml.rels": relations(
                    a=("notesSlide", "../notesSlides/n.xml"),
                    b=("comments", "/ppt/comments/c.xml"),
                    c=("comments", "../comments/m.xml"),
                ),
                "ppt/notesSlides/n.xml": notes,
                "ppt/comments/c.xml": comments,
                "ppt/comments/m.xml": modern,
            },
        ),
        "x",
    )
    assert seen(reading) == [("paragraph", "共四百个。"), ("paragraph", "先讲目标。")]
    assert unseen(reading) == [("comment", "太多了"), ("comment", "Cut this.")]
    assert places(reading)["先讲目标。"] == "slide 1 notes"
    assert places(reading)["太多了"] == "slide 1"


def test_diagrams_and_the_figures_of_charts_are_read() -> None:
    frame = (
        "<p:graphicFrame><a:graphic><a:graphicData>{}</a:graphicData></a:graphic></p:graphicFrame>"
    )
    point = '<c:pt idx="{}"><c:v>{}</c:v></c:pt>'
    chart = (
        f"<c:chartSpace {PRESENTATION}><c:chart><c:title><c:tx>{words('各区数目')}</c:tx></c:title>"
        "<c:ser><c:tx><c:strRef><c:strCache>" + point.format(0, "摄像头") + "</c:strCache>"
        "</c:strRef></c:tx><c:cat><c:strCache>"
        + point.format(0, "东区")
        + point.format(1, "西区")
        + "</c:strCache></c:cat><c:val><c:numCache>"
        + point.format(0, "40")
        + point.format(1, "12")
        + "</c:numCache></c:val></c:ser></c:chart></c:chartSpace>"
    )
    diagram = f"<dgm:dataModel {PRESENTATION}><dgm:pt><dgm:t>{words('市局')}</dgm:t></dgm:pt>" + (
        "</dgm:dataModel>"
    )
    shapes = frame.format('<c:chart r:id="a"/>') + frame.format('<dgm:relIds r:dm="b"/>')
    reading = read(
        pptx(
            [slide(shapes)],
            {
                "ppt/slides/_rels/slide1.xml.rels": relations(
                    a=("chart", "../charts/c.xml"), b=("diagramData", "../diagrams/d.xml")
                ),
                "ppt/charts/c.xml": chart,
                "ppt/diagrams/d.xml": diagram,
            },
        ),
        "x",
    )
    assert ("caption", "各区数目") in seen(reading)
    assert ("paragraph", "市局") in seen(reading)
    assert cells(reading) == {
        (0, 1): "摄像头",
        (1, 0): "东区",
        (1, 1): "40",
        (2, 0): "西区",
        (2, 1): "12",
    }


def test_a_slide_that_is_missing_is_said_so() -> None:
    whole = pptx([slide(shape(words("Words.")))])
    assert reason(whole) == ""
    assert reason(zipped({"ppt/presentation.xml": "<a/>"})) == "empty"
    listed = f'<p:presentation {PRESENTATION}><p:sldId r:id="r1"/></p:presentation>'
    assert reason(zipped({"ppt/presentation.xml": listed})) == "damaged"


@pytest.mark.parametrize("content", ["<a>", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'])
def test_broken_xml_and_entities_are_refused(content: str) -> None:
    assert reason(zipped({"ppt/presentation.xml": content})) == "damaged"
