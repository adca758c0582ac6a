"""The order and form of what stands on a PDF page: columns, tables, hyphens, edges, columns of
Chinese that run down."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from reading_originals import Placed, body, boilerplate, pdf

from custodes.reading import Reading, read
from custodes.reading.pdf_lines import page_lines

LEFT = [
    "The county put up seventy-nine cameras",
    "along its main roads in the spring and",
    "keeps every plate that passes them for",
    "thirty days, says the sheriff.",
]
RIGHT = [
    "Neighbours of the new masts were never",
    "asked, and the council has not seen the",
    "contract; it was signed by one officer",
    "who has since moved to the supplier.",
]
TABLE = [
    ["Street", "Cameras", "Since"],
    ["East Gate", "40", "2019"],
    ["West Lane", "12", "2020"],
    ["River Walk", "7", "2021"],
]


def column(lines: list[str], left: float, down: float = 100) -> list[Placed]:
    return [Placed(line, left, down + 16 * n) for n, line in enumerate(lines)]


def across(*columns: list[Placed]) -> list[Placed]:
    """The lines of columns as some programs write them: row by row."""
    return sorted((line for one in columns for line in one), key=lambda line: line.down)


def grid(rows: list[list[str]], down: float = 120) -> Iterator[Placed]:
    for n, row in enumerate(rows):
        for k, cell in enumerate(row):
            yield Placed(cell, 72 + 150 * k, down + 18 * n)


def cells(reading: Reading) -> list[tuple[int, int, str]]:
    content = reading.text.content
    return [
        (b.row, b.column, content[b.start : b.end])
        for b in reading.text.blocks
        if b.kind == "table_cell"
    ]


def test_two_columns_are_read_one_after_the_other() -> None:
    expected = [("paragraph", " ".join(LEFT)), ("paragraph", " ".join(RIGHT))]
    in_turn = [*column(LEFT, 60), *column(RIGHT, 320)]
    row_by_row = across(column(LEFT, 60), column(RIGHT, 320))
    assert body(read(pdf([in_turn]), "x.pdf")) == expected
    assert body(read(pdf([row_by_row]), "x.pdf")) == expected


def test_columns_of_unequal_length_stand_between_full_lines() -> None:
    above = "This report was made for the council of the county and all who live there."
    page = [Placed(above, 60, 60), *across(column(LEFT, 60), column(RIGHT[:3], 320))]
    found = body(read(pdf([[*page, Placed(above, 60, 250)]]), "x.pdf"))
    texts = [above, " ".join(LEFT), " ".join(RIGHT[:3]), above]
    assert [text for _, text in found] == texts


def test_two_chinese_columns_row_by_row_are_read_one_after_the_other() -> None:
    left = "江北市公安局要求全市所有居民小区在年底以前安装人像识别设备并上报名单情况"
    right = "费用由各区承担，数据接入市里的平台，由科技处负责验收并且每年检查一次。"
    parts = [
        [Placed(text[n : n + 12], x, 100 + n * 1.5, 12) for n in range(0, 36, 12)]
        for text, x in ((left, 60), (right, 320))
    ]
    found = "".join(text for _, text in body(read(pdf([across(*parts)]), "x.pdf")))
    assert found == left + right


def test_aligned_columns_of_short_cells_are_a_table_with_rows_and_columns() -> None:
    reading = read(pdf([[Placed("All of them:", 72, 80), *grid(TABLE)]]), "x.pdf")
    assert cells(reading) == [
        (n, k, cell) for n, row in enumerate(TABLE) for k, cell in enumerate(row)
    ]
    assert body(reading)[0] == ("paragraph", "All of them:")


def test_two_lines_with_a_gap_are_no_table() -> None:
    assert cells(read(pdf([list(grid(TABLE[:2]))]), "x.pdf")) == []


def test_cells_know_their_place_on_the_page() -> None:
    text = read(pdf([list(grid(TABLE))]), "x.pdf").text
    start = text.content.index("River")
    run = next(run for run in text.runs if run.start <= start < run.end)
    assert 70 < run.box[0] < 74
    assert run.box[2] < 200


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("The county put up seventy-nine cam-", "eras along its roads.", "cameras"),
        ("A state that has owned cars keeps state-", "owned cars in the yard.", "state-owned"),
        ("The well-known masts of the well-", "known supplier are new.", "the well-known"),
        ("The contract was signed by Anne-", "Marie of the council.", "Anne-Marie"),
    ],
)
def test_hyphens_at_line_ends_go_unless_they_are_the_words_own(
    first: str, second: str, expected: str
) -> None:
    (found,) = body(read(pdf([column([first, second], 72)]), "x.pdf"))
    assert expected in found[1]


def test_heads_feet_and_page_numbers_of_several_pages_are_boilerplate() -> None:
    pages = [
        [
            Placed(f"County of Elm {n} of 4", 72, 30),
            *column([line.replace("county", f"county of {n}") for line in LEFT], 72),
            Placed("Confidential", 72, 800),
            Placed(str(n), 290, 820),
        ]
        for n in range(1, 5)
    ]
    assert set(boilerplate(read(pdf(pages), "x.pdf"))) == {
        *(f"County of Elm {n} of 4" for n in range(1, 5)),
        "Confidential",
        *map(str, range(1, 5)),
    }


def test_chinese_that_runs_down_is_read_down(shared: Path) -> None:
    import pypdfium2  # type: ignore[import-untyped]

    file = shared / "data" / "files" / "edge_pdfjs_vertical.pdf"
    document = pypdfium2.PdfDocument(file.read_bytes())
    lines = page_lines(document[0], 1).lines
    document.close()
    assert [line.text for line in lines] == ["日本語", "あいうえお"]
    assert all(line.bottom - line.top > line.right - line.left for line in lines)
