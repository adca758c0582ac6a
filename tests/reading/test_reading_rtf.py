"""RTF: code pages and Unicode, what is deleted or hidden, tables, notes, and broken files."""

import datetime
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from office_originals import cells, seen, unseen
from reading_originals import boilerplate, reason

from custodes.model import DateInterval
from custodes.reading import Reading, read
from custodes.reading.rtf_tokens import tokens

FONTS = (
    rb"{\fonttbl{\f0\fnil\fcharset134 \'cb\'ce\'cc\'e5;}{\f1\fcharset0 Arial;}"
    rb"{\f2\fcharset136 Ming;}{\f3\fcharset204 Cyr;}}"
)
STYLES = (
    rb"{\stylesheet{\s0\f1 Normal;}{\s1 heading 1;}{\s2 \'b1\'ea\'cc\'e2;}{\s3 caption;}"
    rb"{\*\cs10 heading 1 Char;}{\s4 toc 1;}}"
)


def rtf(body: bytes, head: bytes = rb"\ansi\ansicpg936\deff0") -> Reading:
    return read(rb"{\rtf1" + head + FONTS + STYLES + rb"\pard " + body + b"}", "misnamed.txt")


def text(body: bytes, head: bytes = rb"\ansi\ansicpg936\deff0") -> list[str]:
    return [words for _, words in seen(rtf(body, head))]


def escaped(words: str, codec: str) -> bytes:
    return b"".join(b"\\'%02x" % byte for byte in words.encode(codec))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"\\f0 " + escaped("全区安装摄像头。", "gb18030"), "全区安装摄像头。"),
        (b"\\f2 " + escaped("全區安裝攝影機。", "cp950"), "全區安裝攝影機。"),
        (b"\\f3 " + escaped("Камеры", "cp1251"), "Камеры"),
        (b"\\f0 " + "全区安装。".encode("gb18030"), "全区安装。"),
        (rb"\f0 \'81A\'b9\'ab", b"\x81A\xb9\xab".decode("gb18030")),
        (rb"\f0 {\'b9\'ab}\r\n\'b0\'b2", "公安"),
        (rb"\u20840\'c8\u-24890?\u25668 ?x", "全\u9ec6摄x"),
        (rb"\uc2\u20840\'c8\'ab\uc0\u21306 x", "全区x"),
        (rb"\u-10179?\u-9138?x", "\U0001f44ex"),
        (rb"\u8220?words\rdblquote\emdash\~\{x\}\\", "“words”— {x}\\"),
        (rb"\f1 caf\'e9 \'80", "café €"),
    ],
)
def test_words_are_told_by_their_font_or_by_unicode(body: bytes, words: str) -> None:
    assert text(body) == [words]


def test_without_a_font_the_files_code_page_holds() -> None:
    assert text(escaped("公安局", "gb18030"), rb"\ansi\ansicpg936") == ["公安局"]
    assert text(rb"caf\'e9", rb"\ansi\ansicpg1252") == ["café"]
    assert text(rb"caf\'8e", rb"\mac") == ["café"]


def test_headings_titles_lists_and_captions_are_told_by_style() -> None:
    reading = rtf(
        rb"\s2 " + escaped("安装方案", "gb18030") + rb"\par\pard\s1 One\par"
        rb"\pard\s0 Said at length.\par\pard{\listtext 1.\tab}\ls1\ilvl1 Item\par"
        rb"\pard\outlinelevel2 Three\par\pard\s3 Figure\par\pard\s4 One 1\par"
    )
    assert seen(reading) == [
        ("title", "安装方案"),
        ("heading", "One"),
        ("paragraph", "Said at length."),
        ("list_item", "Item"),
        ("heading", "Three"),
        ("caption", "Figure"),
    ]
    assert [b.level for b in reading.text.blocks] == [0, 1, 0, 2, 3, 0, 0]
    assert boilerplate(reading) == ["One 1"]


def test_the_largest_of_the_first_lines_is_the_title_where_no_style_says_so() -> None:
    reading = rtf(
        rb"Office of the Mayor\par{\fs44 On cameras}\par "
        rb"Every district is to have its cameras in place by the end of May.\par"
    )
    assert reading.document.title == "On cameras"


def test_deleted_hidden_and_commented_words_are_read_and_marked() -> None:
    reading = rtf(
        rb"Forty {\deleted\revauthdel1 six hundred }{\revised new }cameras"
        rb"{\v secret}\v more\v0{\*\atnid AB}{\*\atnauthor A. Writer}\chatn"
        rb"{\*\annotation{\*\atndate 1}\pard too many}.\par"
    )
    assert seen(reading) == [("paragraph", "Forty new cameras.")]
    assert unseen(reading) == [
        ("tracked_deletion", "six hundred"),
        ("hidden_text", "secretmore"),
        ("comment", "too many"),
    ]


def test_white_words_are_marked_where_nothing_lies_under_them() -> None:
    colours = rb"{\colortbl;\red0\green0\blue0;\red255\green255\blue255;}"
    reading = rtf(
        colours + rb"Forty{\cf2 secret}{\cf1 cameras}{\cf2\highlight1 marked}.\par"
        rb"\pard\cbpat1{\cf2 On a ground.}\par\trowd\pard\intbl{\cf2 In a cell}\cell\row"
    )
    assert unseen(reading) == [("invisible_colour", "secret")]
    assert [words for _, words in seen(reading)] == [
        "Fortycamerasmarked.",
        "On a ground.",
        "In a cell",
    ]


def test_words_behind_the_end_of_the_file_are_marked() -> None:
    reading = read(rb"{\rtf1 Seen.\par}{\rtf1 Unseen.}", "x")
    assert seen(reading)[0] == ("paragraph", "Seen.")
    assert [words for _, words in unseen(read(rb"{\rtf1 Seen.\par} Unseen.", "x"))] == ["Unseen."]


def test_a_cell_knows_its_row_and_column() -> None:
    row = rb"\trowd\cellx1\cellx2\pard\intbl %b\cell %b\cell\row"
    reading = rtf(row % (b"Street", b"Count") + row % (b"East", b"40") + rb"\pard After.\par")
    assert cells(reading) == {(0, 0): "Street", (0, 1): "Count", (1, 0): "East", (1, 1): "40"}
    assert seen(reading)[-1] == ("paragraph", "After.")


def test_notes_and_boxes_follow_their_paragraph_and_page_heads_are_navigation() -> None:
    reading = rtf(
        rb"{\header Office of the Mayor\par}{\footerl 3\par}First{\footnote The note.}"
        rb"{\shp{\*\shpinst{\sp{\sn a}{\sv b}}{\shptxt In a box.\par}}"
        rb"{\shprslt}} part.\par The end.\par"
    )
    assert [words for _, words in seen(reading)] == [
        "First part.",
        "The note.",
        "In a box.",
        "The end.",
    ]
    assert boilerplate(reading) == ["Office of the Mayor", "3"]


def test_fields_show_their_result_and_pictures_nothing() -> None:
    body = (
        rb"See {\field{\*\fldinst HYPERLINK x}{\fldrslt the page}}."
        rb"{\*\shppict{\pict\pngblip 89504e47}}{\nonshppict{\pict 00}}{\*\unknown words}"
        rb"{\pict\bin5 {}{}}}{\upr{bad}{\*\ud{good}}}"
    )
    assert text(body) == ["See the page.good"]


def test_title_author_and_date_come_from_the_file() -> None:
    reading = rtf(
        rb"{\info{\title Plan}{\author "
        + escaped("张三", "gb18030")
        + rb"}{\creatim\yr2020\mo7\dy1"
        rb"\hr8}{\operator x}}Words stand here.\par"
    )
    assert reading.document.author == "张三"
    day = datetime.date(2020, 7, 1)
    assert reading.document.published == DateInterval(day, day)
    assert seen(reading) == [("paragraph", "Words stand here.")]
    assert reading.document.media_type == "application/rtf"


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (rb"{\rtf1 words", "damaged"),
        (rb"{\rtf1 {\b words}", "damaged"),
        (rb"{\rtf1" + b"{" * 100_000, "damaged"),
        (rb"{\rtf1{\pict 00}}", "empty"),
        (rb"{\rtf1\bin99999999 words}", "damaged"),
        (rb"{\rtf1 words}", ""),
        (b"\xef\xbb\xbf{\\rtf1 words}}}}", ""),
        (rb"{\rtf1\header words}", ""),
    ],
)
def test_what_is_cut_off_is_said_so(source: bytes, code: str) -> None:
    assert reason(source) == code


@given(st.text(st.characters(exclude_categories=("C", "Z", "M")), min_size=1, max_size=40))
def test_whatever_is_written_in_unicode_escapes_is_read(words: str) -> None:
    units = words.encode("utf-16-le")
    pairs = (
        int.from_bytes(units[n : n + 2], "little", signed=True) for n in range(0, len(units), 2)
    )
    source = b"{\\rtf1 x" + b"".join(b"\\u%d?" % unit for unit in pairs) + b"}"
    plain = read(b"{\\rtf1 x}", "x").text.content
    reading = read(source, "x")
    assert reading.text.content == unicodedata.normalize("NFC", plain + words)


@given(st.binary(max_size=300))
def test_whatever_follows_the_head_ends_in_a_listed_outcome(rest: bytes) -> None:
    assert reason(b"{\\rtf1" + rest) in ("", "empty", "damaged")


@given(st.lists(st.sampled_from([rb"\par", b"{", b"}", rb"\'b9", b"ab", rb"\u20?", rb"\bin3 xyz"])))
def test_tokens_never_stand_still(pieces: list[bytes]) -> None:
    source = b"".join(pieces)
    kinds = [kind for kind, _, _ in tokens(source)]
    assert kinds.count("open") == source.count(b"{")
