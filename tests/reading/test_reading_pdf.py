import pytest
from reading_originals import Placed, body, boilerplate, pdf

from custodes.model import UnreadableError
from custodes.reading import read


def down_the_page(lines: list[str], size: float = 12, left: float = 72) -> list[Placed]:
    return [Placed(line, left, 100 + 18 * n, size) for n, line in enumerate(lines)]


ENGLISH = [
    "The county put up seventy-nine cameras along its main roads in the",
    "spring and keeps every licence plate that passes them for thirty",
    "days.",
]


def test_lines_of_a_paragraph_are_joined_in_english() -> None:
    reading = read(pdf([down_the_page(ENGLISH)]), "x.pdf")
    assert body(reading) == [("paragraph", " ".join(ENGLISH))]
    assert reading.document.media_type == "application/pdf"
    assert reading.document.language == "en"


def test_lines_of_a_paragraph_are_joined_in_chinese_without_spaces() -> None:
    text = (
        "江北市公安局要求全市所有居民小区在年底以前安装人像识别设备并把采集的数据接入市里的平台，"
        "费用由各区承担。"
    )
    lines = [text[n : n + 20] for n in range(0, len(text), 20)]
    assert body(read(pdf([down_the_page(lines)]), "x.pdf")) == [("paragraph", text)]


def test_a_paragraph_goes_on_over_a_page_break_and_past_the_page_number() -> None:
    first = [*down_the_page(ENGLISH[:2]), Placed("- 1 -", 290, 815)]
    second = [*down_the_page(ENGLISH[2:]), Placed("- 2 -", 290, 815)]
    reading = read(pdf([first, second]), "x.pdf")
    assert body(reading) == [("paragraph", " ".join(ENGLISH))]
    assert boilerplate(reading) == ["- 1 -", "- 2 -"]


def test_a_gap_or_an_indent_starts_a_paragraph() -> None:
    lines = [
        *down_the_page(ENGLISH[:2]),
        Placed(ENGLISH[0], 72, 180),
        Placed(ENGLISH[1], 72, 198),
    ]
    assert len(body(read(pdf([lines]), "x.pdf"))) == 2


def test_every_run_lies_on_its_page_and_runs_cover_every_visible_character() -> None:
    pages = [down_the_page(ENGLISH), down_the_page(["第二页的话在这里，说明了情况。"])]
    text = read(pdf(pages), "x.pdf").text
    covered: set[int] = set()
    for run in text.runs:
        left, top, right, bottom = run.box
        assert 0 <= left < right <= 595
        assert 0 <= top < bottom <= 842
        covered.update(range(run.start, run.end))
    assert {n for n, c in enumerate(text.content) if not c.isspace()} <= covered
    assert [run.page for run in text.runs] == sorted(run.page for run in text.runs)


def test_a_span_leads_back_to_the_place_on_the_page() -> None:
    text = read(pdf([down_the_page(ENGLISH)]), "x.pdf").text
    start = text.content.index("plate")
    run = next(run for run in text.runs if run.start <= start < run.end)
    assert run.page == 1
    assert 100 < (run.box[1] + run.box[3]) / 2 < 130


def test_boxes_of_a_turned_page_are_where_a_reader_sees_them() -> None:
    text = read(pdf([[Placed("Sideways words here", 72, 742)]], rotation=90), "x.pdf").text
    left, top, right, bottom = text.runs[0].box
    assert right - left < bottom - top
    assert 60 < top < 80


def test_the_largest_line_on_top_is_the_title() -> None:
    lines = [Placed("Use of Plate Readers", 72, 60, 24), *down_the_page(ENGLISH)]
    reading = read(pdf([lines]), "x.pdf")
    assert reading.document.title == "Use of Plate Readers"
    assert body(reading)[0] == ("title", "Use of Plate Readers")


def test_running_heads_on_every_page_are_boilerplate() -> None:
    pages = [[Placed("Annual report", 72, 30), *down_the_page(ENGLISH)] for _ in range(4)]
    assert boilerplate(read(pdf(pages), "x.pdf")) == ["Annual report"] * 4


def test_lines_of_a_table_of_contents_are_boilerplate() -> None:
    lines = ["1 Purpose ................ 3", "2 Use .................... 4"]
    reading = read(pdf([[*down_the_page(lines), Placed(ENGLISH[0], 72, 300)]]), "x.pdf")
    assert boilerplate(reading) == lines


def test_author_and_day_come_from_the_files_information() -> None:
    source = pdf(
        [down_the_page(ENGLISH)], information="/Author (J. Doe) /CreationDate (D:20210203)"
    )
    document = read(source, "x.pdf").document
    assert document.author == "J. Doe"
    assert document.published is not None
    assert str(document.published.first) == "2021-02-03"


@pytest.mark.parametrize(
    ("untrusted_bytes", "reason"),
    [
        (pdf([[]]), "no_text"),
        (b"%PDF-1.7\nnothing here", "damaged"),
        (pdf([down_the_page(ENGLISH)])[:200], "damaged"),
    ],
)
def test_pdfs_that_cannot_be_read_say_why(untrusted_bytes: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(untrusted_bytes, "x.pdf")
    assert caught.value.reason == reason


def without_page(original: bytes, *numbers: int) -> bytes:
    """The same PDF with pages that are none to whoever loads them."""
    head, *pages = original.split(b"/Type /Page ")
    for number in numbers:
        pages[number - 1] = b"/Type /Pagx " + pages[number - 1]
    parts = [head, *pages]
    joined = parts[0]
    for part in parts[1:]:
        joined += part if part.startswith(b"/Type /Pagx ") else b"/Type /Page " + part
    return joined


def test_a_page_that_cannot_be_loaded_is_listed_and_the_others_are_read() -> None:
    whole = pdf([[Placed(f"Sheet {number} tells of cameras.")] for number in range(1, 7)])
    reading = read(without_page(whole, 2, 4, 5), "a.pdf")
    assert [(member.name, member.reason) for member in reading.members] == [
        ("page 2", "damaged"),
        ("pages 4-5", "damaged"),
    ]
    for number in (1, 3, 6):
        assert f"Sheet {number} tells" in reading.text.content
    assert "Sheet 2" not in reading.text.content
    pages = {run.page for run in reading.text.runs}
    assert pages == {1, 3, 6}


def test_a_pdf_of_which_no_page_can_be_loaded_is_damaged() -> None:
    with pytest.raises(UnreadableError) as error:
        read(without_page(pdf([[Placed("A sheet of words.")]] * 2), 1, 2), "a.pdf")
    assert error.value.reason == "damaged"
