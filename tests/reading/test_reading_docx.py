import io
import zipfile

import pytest
from reading_originals import body, boilerplate, docx, paragraph

from custodes.model import UnreadableError
from custodes.reading import limits, read

STYLES = """<?xml version="1.0"?><w:styles
 xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
 <w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="24"/></w:rPr></w:rPrDefault></w:docDefaults>
 <w:style w:styleId="1"><w:name w:val="heading 1"/></w:style>
 <w:style w:styleId="t"><w:name w:val="Title"/></w:style>
 <w:style w:styleId="c"><w:name w:val="toc 1"/></w:style>
</w:styles>"""


def reason(untrusted_bytes: bytes) -> str:
    with pytest.raises(UnreadableError) as caught:
        read(untrusted_bytes, "file.docx")
    return caught.value.reason


def test_title_headings_lists_paragraphs_and_tables_come_in_order() -> None:
    source = docx(
        paragraph("安装方案", '<w:pStyle w:val="t"/>')
        + paragraph("目标.......1", '<w:pStyle w:val="c"/>')
        + paragraph("一、目标", '<w:pStyle w:val="1"/>')
        + paragraph("全区安装四百个摄像头。")
        + paragraph("东门街先行。", '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="3"/></w:numPr>')
        + "<w:tbl><w:tr><w:tc>"
        + paragraph("街道")
        + "</w:tc><w:tc>"
        + paragraph("数目")
        + "</w:tc></w:tr></w:tbl>",
        {"word/styles.xml": STYLES},
    )
    reading = read(source, "plan.docx")
    assert body(reading) == [
        ("title", "安装方案"),
        ("heading", "一、目标"),
        ("paragraph", "全区安装四百个摄像头。"),
        ("list_item", "东门街先行。"),
        ("table_cell", "街道"),
        ("table_cell", "数目"),
    ]
    assert boilerplate(reading) == ["目标.......1"]
    assert reading.document.kind == "plan"


def test_the_largest_of_the_first_lines_is_the_title_where_no_style_says_so() -> None:
    source = docx(
        paragraph("江北市公安局文件")
        + paragraph("关于加装摄像头的通知", "", '<w:sz w:val="44"/>')
        + paragraph("各分局：请于五月底前完成安装，并把结果报市局。")
    )
    assert read(source, "x.docx").document.title == "关于加装摄像头的通知"


def test_tracked_deletions_are_no_part_of_a_paragraph_and_insertions_are() -> None:
    source = docx(
        "<w:p><w:r><w:t>保存</w:t></w:r><w:del><w:r><w:delText>三十</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>九十</w:t></w:r></w:ins><w:r><w:commentReference/><w:t>天。</w:t></w:r>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r></w:p>",
        {"word/comments.xml": "<x>批注</x>"},
    )
    text = read(source, "x.docx").text
    assert [text.content[b.start : b.end] for b in text.body()] == ["保存九十天。"]


def test_text_boxes_notes_and_breaks_are_read() -> None:
    box = (
        '<w:p><w:r><w:t>正文在此。</w:t></w:r><mc:AlternateContent xmlns:mc="http://schemas.'
        'openxmlformats.org/markup-compatibility/2006"><mc:Choice><w:txbxContent>'
        + paragraph("框中的话。")
        + "</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>"
        + paragraph("框中的话。")
        + "</w:txbxContent></mc:Fallback></mc:AlternateContent></w:p>"
    )
    note = (
        '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f'<w:footnote w:type="separator">{paragraph("线")}</w:footnote>'
        f"<w:footnote>{paragraph('注中的话。')}</w:footnote></w:footnotes>"
    )
    reading = read(docx(box, {"word/footnotes.xml": note}), "x.docx")
    assert [text for _, text in body(reading)] == ["正文在此。", "框中的话。", "注中的话。"]


def test_the_core_properties_give_author_and_day() -> None:
    core = (
        '<c xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:t="http://purl.org/dc/terms/">'
        "<dc:creator>王科长</dc:creator><t:created>2019-02-03T00:00:00Z</t:created></c>"
    )
    document = read(docx(paragraph("正文在此。"), {"docProps/core.xml": core}), "x.docx").document
    assert document.author == "王科长"
    assert document.published is not None
    assert str(document.published.first) == "2019-02-03"


def test_entities_are_neither_resolved_nor_expanded() -> None:
    bomb = '<!DOCTYPE w [<!ENTITY a "x"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("word/document.xml", f"{bomb}<w>&a;&b;</w>")
    assert reason(out.getvalue()) == "damaged"


def test_what_unpacks_to_more_than_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "EXPANDED_BYTES", 10_000)
    assert reason(docx(paragraph("字" * 20_000))) == "too_large"


def test_cut_off_other_and_locked_archives_give_their_reasons() -> None:
    whole = docx(paragraph("正文在此。"))
    assert reason(whole[: len(whole) // 2]) == "damaged"
    assert reason(docx("")) == "empty"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("ppt/presentation.xml", "<x/>")
    assert reason(out.getvalue()) == "empty"
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    assert reason(locked + bytes(512)) == "encrypted"
