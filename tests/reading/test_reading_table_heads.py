"""Tables of every format: each cell knows the heads above and beside it, merged ones too."""

import io
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from office_originals import PRESENTATION, open_document, relations, words, zipped
from reading_originals import docx, paragraph

from custodes.model import Text
from custodes.reading import read
from custodes.reading.html_tables import HtmlTable

Heads = dict[str, tuple[list[str], list[str]]]

EXPECTED: Heads = {
    "Place": ([], []),
    "Cameras": ([], []),
    "2019": (["Cameras"], []),
    "2020": (["Cameras"], []),
    "Alder": (["Place"], []),
    "3": (["Cameras", "2019"], ["Alder"]),
    "4": (["Cameras", "2020"], ["Alder"]),
    "15": (["Cameras", "2019"], ["Alder"]),
    "16": (["Cameras", "2020"], ["Alder"]),
}
"""What the same table gives in every format: two rows of heads, and Alder beside two rows."""


def heads(text: Text) -> Heads:
    """By the words of each cell, the words of the heads above and beside it."""
    content = text.content
    return {
        content[block.start : block.end]: (
            [content[start:end] for start, end in block.column_heads],
            [content[start:end] for start, end in block.row_heads],
        )
        for block in text.blocks
        if block.kind == "table_cell"
    }


def page(table: str) -> bytes:
    return f"<html><body><h1>Of the cameras</h1>{table}</body></html>".encode()


def test_cells_of_a_page_that_cover_rows_and_columns_are_counted() -> None:
    table = (
        "<table><tr><th rowspan=2>Place</th><th colspan=2>Cameras</th></tr>"
        "<tr><th>2019</th><th>2020</th></tr>"
        "<tr><td rowspan=2>Alder</td><td>3</td><td>4</td></tr>"
        "<tr><td>15</td><td>16</td></tr></table>"
    )
    text = read(page(table), "x").text
    assert heads(text) == EXPECTED
    last = text.blocks[-1]
    assert (last.row, last.column) == (3, 2)
    assert text.heads(last) == ("Cameras", "2020", "Alder")


def cell(text: str, properties: str = "") -> str:
    inner = f"<w:tcPr>{properties}</w:tcPr>" if properties else ""
    return f"<w:tc>{inner}{paragraph(text)}</w:tc>"


def test_merged_cells_of_a_docx_are_counted() -> None:
    restart, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    header = "<w:trPr><w:tblHeader/></w:trPr>"
    wide = '<w:gridSpan w:val="2"/>'
    rows = (
        f"<w:tr>{header}{cell('Place', restart)}{cell('Cameras', wide)}</w:tr>"
        f"<w:tr>{header}{cell('', goes_on)}{cell('2019')}{cell('2020')}</w:tr>"
        f"<w:tr>{cell('Alder', restart)}{cell('3')}{cell('4')}</w:tr>"
        f"<w:tr>{cell('', goes_on)}{cell('15')}{cell('16')}</w:tr>"
    )
    assert heads(read(docx(f"<w:tbl>{rows}</w:tbl>"), "x").text) == EXPECTED


def test_merged_cells_of_a_sheet_are_counted() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    values = (("Place", "Cameras"), (None, 2019, 2020), ("Alder", 3, 4), (None, 15, 16))
    for row in values:
        sheet.append(row)
    for area in ("A1:A2", "B1:C1", "A3:A4"):
        sheet.merge_cells(area)
    buffer = io.BytesIO()
    book.save(buffer)
    assert heads(read(buffer.getvalue(), "x").text) == EXPECTED


ODS_TABLE = (
    "<table:table-header-rows><table:table-row>"
    '<table:table-cell table:number-rows-spanned="2"><text:p>Place</text:p></table:table-cell>'
    '<table:table-cell table:number-columns-spanned="2"><text:p>Cameras</text:p></table:table-cell>'
    "<table:covered-table-cell/></table:table-row><table:table-row><table:covered-table-cell/>"
    "<table:table-cell><text:p>2019</text:p></table:table-cell>"
    "<table:table-cell><text:p>2020</text:p></table:table-cell></table:table-row>"
    "</table:table-header-rows><table:table-row>"
    '<table:table-cell table:number-rows-spanned="2"><text:p>Alder</text:p></table:table-cell>'
    "<table:table-cell><text:p>3</text:p></table:table-cell>"
    "<table:table-cell><text:p>4</text:p></table:table-cell></table:table-row>"
    "<table:table-row><table:covered-table-cell/>"
    "<table:table-cell><text:p>15</text:p></table:table-cell>"
    "<table:table-cell><text:p>16</text:p></table:table-cell></table:table-row>"
)


@pytest.mark.parametrize("kind", ["text", "spreadsheet"])
def test_merged_cells_of_open_documents_are_counted(kind: str) -> None:
    source = open_document(kind, f'<table:table table:name="A">{ODS_TABLE}</table:table>')
    assert heads(read(source, "x").text) == EXPECTED


def test_merged_cells_of_a_slide_are_counted() -> None:
    def tc(text: str, spans: str = "") -> str:
        return f"<a:tc {spans}><a:txBody>{words(text)}</a:txBody></a:tc>"

    two, merged = 'gridSpan="2"', 'hMerge="1"'
    rows = f"<a:tr>{tc('Place')}{tc('Cameras', two)}{tc('', merged)}</a:tr>"
    two, merged = 'rowSpan="2"', 'vMerge="1"'
    rows += f"<a:tr>{tc('Alder', two)}{tc('3')}{tc('4')}</a:tr>"
    rows += f"<a:tr>{tc('', merged)}{tc('15')}{tc('16')}</a:tr>"
    table = f'<a:tbl><a:tblPr firstRow="1" firstCol="1"/>{rows}</a:tbl>'
    frame = f"<p:graphicFrame><a:graphic>{table}</a:graphic></p:graphicFrame>"
    parts = {
        "ppt/presentation.xml": f'<p:presentation {PRESENTATION}><p:sldIdLst><p:sldId r:id="r1"/>'
        "</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": relations(r1=("slide", "slides/slide1.xml")),
        "ppt/slides/slide1.xml": f"<p:sld {PRESENTATION}><p:cSld><p:spTree>{frame}</p:spTree>"
        "</p:cSld></p:sld>",
    }
    found = heads(read(zipped(parts), "x").text)
    assert found["16"] == (["Cameras"], ["Alder"])
    assert found["3"] == (["Cameras"], ["Alder"])


def test_a_table_in_text_form_has_the_heads_of_its_first_line() -> None:
    source = "place,count,year,note\nAlder,40,2019,none\nBirch,12,2020,none\n"
    found = heads(read(source.encode(), "a.csv").text)
    assert found["12"] == (["count"], ["Birch"])
    assert found["Alder"] == (["place"], [])


def table(*rows: str) -> str:
    cells = ("".join(f"<td>{each}</td>" for each in row.split("|")) for row in rows)
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"


@pytest.mark.parametrize(
    ("rows", "words", "expected"),
    [
        # a form has heads at its side and none above
        (("采购人|临河市公安局", "项目名称|雪亮工程"), "雪亮工程", ([], ["项目名称"])),
        # the number of a row names nothing, what stands beside it does
        (
            ("序号|设备|数量", "1|摄像头|1200台", "2|服务器|3台", "3|硬盘|90块"),
            "90块",
            (["数量"], ["硬盘"]),
        ),
        # years over figures are heads, years over years are not
        (("|2019|2020", "Alder|3|4", "Birch|5|6"), "6", (["2020"], ["Birch"])),
        # a title over all of it is no head of a column
        (
            ("Of the cameras in town||", "Place|Count|Cost", "Alder|3|£40", "Birch|5|£60"),
            "£60",
            (["Cost"], ["Birch"]),
        ),
        # words alone, three columns: the first row names them
        (
            ("单位|产品|用途", "北光公司|摄像头|抓拍", "同达公司|服务器|存储"),
            "存储",
            (["用途"], ["同达公司"]),
        ),
    ],
)
def test_heads_that_nothing_marks_are_told_by_what_they_stand_over(
    rows: tuple[str, ...], words: str, expected: tuple[list[str], list[str]]
) -> None:
    assert heads(read(page(table(*rows)), "x").text)[words] == expected


def test_sentences_and_figures_in_the_first_row_are_no_heads() -> None:
    rows = ("The council met.|It agreed.|It left.", "One.|Two.|Three.", "1|2|3")
    assert all(above == [] for above, _ in heads(read(page(table(*rows)), "x").text).values())


def test_heads_further_down_take_the_place_of_those_above() -> None:
    rows = "<tr><th>Place<th>Count</tr><tr><td>Alder<td>3</tr>"
    rows += "<tr><th>Road<th>Length</tr><tr><td>Birch<td>15</tr>"
    found = heads(read(page(f"<table>{rows}</table>"), "x").text)
    assert found["15"] == (["Length"], ["Birch"])
    assert found["3"] == (["Count"], ["Alder"])


def test_tables_that_follow_each_other_keep_their_own_heads() -> None:
    found = heads(
        read(page(table("Place|Count", "Alder|3") + table("Road|Length", "Birch|15")), "x").text
    )
    assert found["15"] == (["Length"], ["Birch"])


spans = st.sampled_from(["", "0", "1", "2", "3", "-1", "65535", "9" * 40, "x"])


@given(st.lists(st.lists(st.tuples(spans, spans, st.booleans()), max_size=4), max_size=5))
def test_whatever_the_spans_say_no_two_cells_stand_in_one_place(rows: Any) -> None:
    from lxml import etree

    found = HtmlTable(True, 1)
    taken: set[tuple[int, int]] = set()
    for row in rows:
        found.begin_row()
        for columns, down, is_head in row:
            element = etree.Element("th" if is_head else "td", colspan=columns, rowspan=down)
            found.place(element)
            place = (found.cell.row, found.cell.column)
            assert place not in taken
            taken.add(place)


@given(st.lists(st.lists(st.tuples(spans, spans, st.booleans()), max_size=4), max_size=5))
def test_heads_stand_above_or_beside_their_cells_and_are_words_of_the_text(rows: Any) -> None:
    made = "".join(
        "<tr>"
        + "".join(
            f"<{'th' if is_head else 'td'} colspan={wide or 1} rowspan={down or 1}>w{r}.{c}x"
            for c, (wide, down, is_head) in enumerate(row)
        )
        for r, row in enumerate(rows)
    )
    text = read(page(f"<p>Words.</p><table>{made}</table>"), "x").text
    places = {block.start: block for block in text.blocks}
    for block in text.blocks:
        for start, _ in block.column_heads:
            assert places[start].row < block.row
        for start, _ in block.row_heads:
            assert places[start].column < block.column


def sheet_cells(source: bytes) -> list[tuple[str, str, str]]:
    text = read(source, "x").text
    return [
        (block.place, text.content[block.start : block.end], block.hidden)
        for block in text.blocks
        if block.kind == "table_cell"
    ]


def test_an_ods_marks_hidden_rows_columns_and_comments_and_repeats_what_it_repeats() -> None:
    def tc(text: str, inner: str = "", more: str = "") -> str:
        return f"<table:table-cell {more}><text:p>{text}</text:p>{inner}</table:table-cell>"

    note = "<office:annotation><text:p>only a guess</text:p></office:annotation>"
    day = 'office:value-type="date" office:date-value="2020-07-01T00:00:00"'
    twice = 'table:number-columns-repeated="2"'
    rows = (
        '<table:table-column table:number-columns-repeated="2"/>'
        '<table:table-column table:visibility="collapse"/>'
        f"<table:table-row>{tc('Place')}{tc('7', note)}{tc('out of sight')}</table:table-row>"
        f"<table:table-row>{tc('1 July', '', day)}</table:table-row>"
        f'<table:table-row table:visibility="filter">{tc("folded")}</table:table-row>'
        '<table:table-row table:number-rows-repeated="1000000"/>'
        f"<table:table-row>{tc('0', '', twice)}</table:table-row>"
    )
    hidden = '<style:style style:name="h" style:family="table">'
    hidden += '<style:table-properties table:display="false"/></style:style>'
    sheets = f'<table:table table:name="A">{rows}</table:table>'
    sheets += '<table:table table:name="B" table:style-name="h"><table:table-row>'
    sheets += f"{tc('not to be shown')}</table:table-row></table:table>"
    assert sheet_cells(open_document("spreadsheet", sheets, hidden)) == [
        ("A!A1", "Place", ""),
        ("A!B1", "7", ""),
        ("A!B1", "only a guess", "comment"),
        ("A!C1", "out of sight", "hidden_row"),
        ("A!A2", "2020-07-01", ""),
        ("A!A3", "folded", "hidden_row"),
        ("A!A1000004", "0", ""),
        ("A!B1000004", "0", ""),
        ("B!A1", "not to be shown", "hidden_sheet"),
    ]
